//! What is known of sources: their states, their history, their health.

use super::{source_state::state_of, value};
use crate::{Catalog, Error, FetchRecord, SourceHealth, SourceState};
use chrono::{NaiveDate, TimeDelta};
use shiome_model::{SourceId, Timestamp, Week, time};
use sqlx::{Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// Days with news are looked for so far back: three years, to see a season come again twice.
const NEWS_DAYS: i64 = 3 * 366;
/// Runs of a source that its health is judged by.
const LAST_RUNS: i64 = 20;

fn fetch_of(row: &SqliteRow) -> Result<FetchRecord, Error> {
    let error: Option<String> = row.try_get("error")?;
    let counts: Option<String> = row.try_get("counts")?;
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
        counts: counts.map(|c| value::from_json("the counts of a run", &c)).transpose()?.unwrap_or_default(),
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

    /// What every source of the configuration has brought, in order of id. What happened is counted
    /// from `since` on; days with news go further back.
    pub async fn source_health(&self, since: Timestamp, now: Timestamp) -> Result<Vec<SourceHealth>, Error> {
        let mut reader = self.readers.begin().await?;
        let (since, today) = (value::moment(since), time::day_in_japan(now));
        let mut brought = BTreeMap::new();
        let rows = sqlx::query(
            "SELECT s.id, s.connector, count(d.id) AS documents, count(CASE WHEN f.at >= ?1 THEN 1 END) AS recent,
                    count(CASE WHEN d.published IS NULL THEN d.id END) AS undated, max(f.at) AS seen,
                    (SELECT r.started FROM fetch_records r WHERE r.source = s.id AND r.ok = 1
                      ORDER BY r.started LIMIT 1) AS first_success,
                    (SELECT total(json_extract(r.counts, '$.future_dated')) FROM fetch_records r
                      WHERE r.source = s.id AND r.started >= ?1) AS future
             FROM sources s LEFT JOIN found f ON f.source = s.id
               LEFT JOIN documents d INDEXED BY documents_day ON d.id = f.document
             WHERE s.retired = 0 GROUP BY s.id ORDER BY s.id",
        )
        .bind(&since)
        .fetch_all(&mut *reader)
        .await?;
        for row in rows {
            let id: String = row.try_get("id")?;
            let connector: Option<String> = row.try_get("connector")?;
            let health = SourceHealth {
                source: id.as_str().into(),
                watched: matches!(connector.as_deref(), Some("watch" | "web_archive")),
                documents: value::natural(row.try_get("documents")?)?,
                recent: value::natural(row.try_get("recent")?)?,
                undated: value::natural(row.try_get("undated")?)?,
                future_dated: row.try_get::<f64, _>("future")? as u64,
                newest_first_seen: value::moment_opt(row.try_get("seen")?)?,
                first_success: value::moment_opt(row.try_get("first_success")?)?,
                ..SourceHealth::default()
            };
            brought.insert(id, health);
        }
        // An address that is tried again is one work.
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT source, reason, count(DISTINCT url) FROM rejected WHERE at >= ?
             GROUP BY source, reason ORDER BY count(DISTINCT url) DESC, reason",
        )
        .bind(&since)
        .fetch_all(&mut *reader)
        .await?;
        for (source, reason, n) in rows {
            if let Some(health) = brought.get_mut(&source) {
                health.rejected.push((value::reason_of(&reason)?, value::natural(n)?));
            }
        }
        // What was found on the first two days was there before we came: its day says nothing.
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "WITH firsts AS MATERIALIZED (
               SELECT s.id AS source, (SELECT date(r.started, '+33 hours') FROM fetch_records r
                        WHERE r.source = s.id AND r.ok = 1 ORDER BY r.started LIMIT 1) AS known
               FROM sources s WHERE s.retired = 0)
             SELECT f.source, coalesce(d.published, CASE WHEN date(f.at, '+9 hours') > x.known
                                                    THEN date(f.at, '+9 hours') END) AS news, count(*)
             FROM firsts x JOIN found f ON f.source = x.source
               JOIN documents d INDEXED BY documents_day ON d.id = f.document
             GROUP BY f.source, news HAVING news >= ?1 AND news <= ?2 ORDER BY f.source, news",
        )
        .bind((today - TimeDelta::days(NEWS_DAYS)).to_string())
        .bind(today.to_string())
        .fetch_all(&mut *reader)
        .await?;
        for (source, day, n) in rows {
            if let (Some(health), Some(day)) = (brought.get_mut(&source), value::day_opt(Some(day))?) {
                health.news.push((day, value::natural(n)?));
            }
        }
        let rows = sqlx::query(
            "SELECT r.* FROM sources s JOIN fetch_records r ON r.source = s.id
               AND r.started >= coalesce((SELECT started FROM fetch_records WHERE source = s.id
                                          ORDER BY started DESC LIMIT 1 OFFSET ?), '')
             WHERE s.retired = 0 ORDER BY r.source, r.started DESC",
        )
        .bind(LAST_RUNS - 1)
        .fetch_all(&mut *reader)
        .await?;
        for row in rows {
            let run = fetch_of(&row)?;
            if let Some(health) = brought.get_mut(run.source.as_str()) {
                health.runs.push(run);
            }
        }
        Ok(brought.into_values().collect())
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
