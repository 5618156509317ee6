//! What the flows have come to: checkpoints, signals, issues, deliveries, counts.

use super::value;
use crate::{Catalog, Checkpoint, Counts, DeliveryRecord, DeliveryState, Error, IssueRecord};
use shiome_model::{DocumentKind, IssueId, Signal, Week};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

fn delivery_of(row: &SqliteRow) -> Result<DeliveryRecord, Error> {
    let state: String = row.try_get("state")?;
    Ok(DeliveryRecord {
        issue: row.try_get::<String, _>("issue")?.into(),
        recipient: row.try_get("recipient")?,
        state: DeliveryState::parse(&state).ok_or_else(|| Error::unreadable("a delivery", state))?,
        attempts: value::natural(row.try_get("attempts")?)?,
        message_id: row.try_get("message_id")?,
        updated_at: value::moment_of(row.try_get("updated_at")?)?,
    })
}

impl Catalog {
    /// How far a flow has followed; none if it has not begun.
    pub async fn checkpoint(&self, flow: &str) -> Result<Option<Checkpoint>, Error> {
        let row: Option<(i64, String)> = sqlx::query_as("SELECT seq, note FROM checkpoints WHERE flow = ?")
            .bind(flow)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|(seq, note)| Checkpoint { seq, note }))
    }

    /// All signals as of a week, or as of the latest week any job ran for; by job, in the job's order.
    pub async fn signals(&self, as_of: Option<Week>) -> Result<Vec<Signal>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM signal_runs WHERE as_of = coalesce(?, (SELECT max(as_of) FROM signal_runs))
             ORDER BY job",
        )
        .bind(as_of.map(|w| w.to_string()))
        .fetch_all(&self.readers)
        .await?;
        let mut signals = Vec::new();
        for run in rows {
            signals.extend(value::from_json::<Vec<Signal>>("signals", &run)?);
        }
        Ok(signals)
    }

    /// The latest week any trend job ran for.
    pub async fn signals_as_of(&self) -> Result<Option<Week>, Error> {
        let week: Option<String> =
            sqlx::query_scalar("SELECT max(as_of) FROM signal_runs").fetch_one(&self.readers).await?;
        week.map(|w| w.parse().map_err(|e| Error::unreadable("a week", e))).transpose()
    }

    /// One sealed issue.
    pub async fn issue(&self, id: &IssueId) -> Result<Option<IssueRecord>, Error> {
        let row: Option<String> = sqlx::query_scalar("SELECT payload FROM issues WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|i| value::from_json("an issue", &i)).transpose()
    }

    /// Sealed issues (`digest`, `report`), newest first.
    pub async fn issues(&self, what: &str, limit: usize) -> Result<Vec<IssueRecord>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM issues WHERE what = ? ORDER BY sealed_at DESC, id LIMIT ?",
        )
        .bind(what)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|i| value::from_json("an issue", i)).collect()
    }

    /// The deliveries of an issue, by recipient.
    pub async fn deliveries(&self, issue: &IssueId) -> Result<Vec<DeliveryRecord>, Error> {
        sqlx::query("SELECT * FROM deliveries WHERE issue = ? ORDER BY recipient")
            .bind(issue.as_str())
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(delivery_of)
            .collect()
    }

    /// Deliveries of all issues that are to be sent, longest waiting first.
    pub async fn pending_deliveries(&self, limit: usize) -> Result<Vec<DeliveryRecord>, Error> {
        sqlx::query(
            "SELECT * FROM deliveries WHERE state = 'pending' ORDER BY updated_at, issue, recipient LIMIT ?",
        )
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?
        .iter()
        .map(delivery_of)
        .collect()
    }

    /// How much there is of everything, at one moment.
    pub async fn counts(&self) -> Result<Counts, Error> {
        let mut reader = self.readers.begin().await?;
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM sources WHERE retired = 0) AS sources,
                    (SELECT count(*) FROM captures) AS captures,
                    (SELECT count(*) FROM documents) AS documents,
                    (SELECT count(*) FROM annotations) AS annotated,
                    (SELECT count(DISTINCT story) FROM memberships) AS stories,
                    (SELECT count(*) FROM page_changes) AS changes,
                    (SELECT coalesce(sum(signals), 0) FROM signal_runs
                      WHERE as_of = (SELECT max(as_of) FROM signal_runs)) AS signals,
                    (SELECT count(*) FROM issues WHERE what <> 'alert') AS issues",
        )
        .fetch_one(&mut *reader)
        .await?;
        let count = |name: &str| value::natural(row.try_get(name)?);
        let by_kind =
            groups(&mut reader, "SELECT kind, count(*) FROM annotations GROUP BY 1 ORDER BY 2 DESC, 1")
                .await?;
        let kinds = by_kind.into_iter().map(|(kind, n)| {
            Ok((kind.parse::<DocumentKind>().map_err(|e| Error::unreadable("a kind", e))?, n))
        });
        Ok(Counts {
            sources: count("sources")?,
            captures: count("captures")?,
            documents: count("documents")?,
            annotated: count("annotated")?,
            stories: count("stories")?,
            changes: count("changes")?,
            signals: count("signals")?,
            issues: count("issues")?,
            kinds: kinds.collect::<Result<_, Error>>()?,
            languages: groups(
                &mut reader,
                "SELECT language, count(*) FROM annotations GROUP BY 1 ORDER BY 2 DESC, 1",
            )
            .await?
            .into_iter()
            .map(|(lang, n)| (lang.as_str().into(), n))
            .collect(),
            topics: groups(
                &mut reader,
                "SELECT topic, count(*) FROM document_topics GROUP BY 1 ORDER BY 2 DESC, 1",
            )
            .await?
            .into_iter()
            .map(|(topic, n)| (topic.into(), n))
            .collect(),
            countries: groups(
                &mut reader,
                "SELECT country, count(*) FROM documents GROUP BY 1 ORDER BY 2 DESC, 1",
            )
            .await?,
        })
    }
}

async fn groups(reader: &mut SqliteConnection, sql: &'static str) -> Result<Vec<(String, u64)>, Error> {
    let rows: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(reader).await?;
    rows.into_iter().map(|(name, n)| Ok((name, value::natural(n)?))).collect()
}
