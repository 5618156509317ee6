//! What is known of sources: their states, their history, their health.

use super::{source_state::state_of, value};
use crate::{Catalog, Error, FetchRecord, SourceHealth, SourceState};
use chrono::NaiveDate;
use shiome_model::{SourceId, Timestamp, Week};
use sqlx::{Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

fn fetch_of(row: &SqliteRow) -> Result<FetchRecord, Error> {
    let error: Option<String> = row.try_get("error")?;
    Ok(FetchRecord {
        source: row.try_get::<String, _>("source")?.into(),
        started: value::moment_of(row.try_get("started")?)?,
        ok: row.try_get("ok")?,
        requests: value::natural(row.try_get("requests")?)?,
        items_found: value::natural(row.try_get("items_found")?)?,
        new_documents: value::natural(row.try_get("new_documents")?)?,
        error: error.as_deref().map(value::reason_of).transpose()?,
        detail: row.try_get("detail")?,
        duration_ms: value::natural(row.try_get("duration_ms")?)?,
    })
}

impl Catalog {
    /// The states of all sources of the configuration, in order of id.
    pub async fn source_states(&self) -> Result<Vec<SourceState>, Error> {
        sqlx::query("SELECT * FROM sources WHERE retired = 0 ORDER BY id")
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(state_of)
            .collect()
    }

    /// When the next source is due, if there is one.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, Error> {
        let next: Option<String> =
            sqlx::query_scalar("SELECT min(next_check) FROM sources WHERE retired = 0")
                .fetch_one(&self.readers)
                .await?;
        value::moment_opt(next)
    }

    /// The days on which the latest works that a source lists were published, newest first, a day for
    /// each work.
    pub async fn publishing_days(&self, source: &SourceId, limit: usize) -> Result<Vec<NaiveDate>, Error> {
        let rows: Vec<Option<String>> = sqlx::query_scalar(
            "SELECT d.published FROM found f JOIN documents d ON d.id = f.document
             WHERE f.source = ? AND d.published IS NOT NULL ORDER BY d.published DESC LIMIT ?",
        )
        .bind(source.as_str())
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().filter_map(|day| value::day_opt(day).transpose()).collect()
    }

    /// What every source of the configuration has brought, in order of id; rejections are counted
    /// from `since` on.
    pub async fn source_health(&self, since: Timestamp) -> Result<Vec<SourceHealth>, Error> {
        let mut reader = self.readers.begin().await?;
        let mut rejected: BTreeMap<String, Vec<_>> = BTreeMap::new();
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT source, reason, count(*) FROM rejected WHERE at >= ?
             GROUP BY source, reason ORDER BY count(*) DESC, reason",
        )
        .bind(value::moment(since))
        .fetch_all(&mut *reader)
        .await?;
        for (source, reason, n) in rows {
            rejected.entry(source).or_default().push((value::reason_of(&reason)?, value::natural(n)?));
        }
        let rows: Vec<(String, i64, Option<String>, Option<String>)> = sqlx::query_as(
            "SELECT s.id, count(d.id), max(d.published), max(f.at)
             FROM sources s LEFT JOIN found f ON f.source = s.id LEFT JOIN documents d ON d.id = f.document
             WHERE s.retired = 0 GROUP BY s.id ORDER BY s.id",
        )
        .fetch_all(&mut *reader)
        .await?;
        rows.into_iter()
            .map(|(source, documents, published, seen)| {
                Ok(SourceHealth {
                    documents: value::natural(documents)?,
                    newest_published: value::day_opt(published)?,
                    newest_first_seen: value::moment_opt(seen)?,
                    rejected: rejected.remove(&source).unwrap_or_default(),
                    source: source.into(),
                })
            })
            .collect()
    }

    /// Runs of one source, or of all, that began at `since` or later; newest first.
    pub async fn fetch_records(
        &self,
        source: Option<&SourceId>,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<FetchRecord>, Error> {
        sqlx::query(
            "SELECT * FROM fetch_records WHERE (?1 IS NULL OR source = ?1) AND started >= ?2
             ORDER BY started DESC, source LIMIT ?3",
        )
        .bind(source.map(|s| s.as_str()))
        .bind(value::moment(since))
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?
        .iter()
        .map(fetch_of)
        .collect()
    }

    /// In which weeks, first and last included, which source could be read: the denominators of
    /// trends. In order of week, then source.
    pub async fn active_weeks(&self, first: Week, last: Week) -> Result<Vec<(SourceId, Week)>, Error> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT DISTINCT source, week FROM fetch_records WHERE ok = 1 AND week >= ? AND week <= ?
             ORDER BY week, source",
        )
        .bind(first.to_string())
        .bind(last.to_string())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(source, week)| {
                Ok((source.into(), week.parse().map_err(|e| Error::unreadable("a week", e))?))
            })
            .collect()
    }
}
