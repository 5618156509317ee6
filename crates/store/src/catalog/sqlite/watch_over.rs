//! Incidents, suspicions and probes: written and read.

use super::{commit::Recorder, value};
use crate::{Catalog, Error, Incident, ProbeRecord, Suspicion};
use shiome_model::{Rejected, SourceId};
use sqlx::Row;

/// Probes of a source that are kept.
const PROBES: i64 = 10;

impl Recorder {
    pub(super) async fn incident(&mut self, incident: &Incident) -> Result<(), Error> {
        sqlx::query(
            "INSERT OR REPLACE INTO incidents (id, source, opened_at, closed_at, payload) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&incident.id)
        .bind(incident.source.as_ref().map(SourceId::as_str))
        .bind(value::moment(incident.opened_at))
        .bind(incident.closed_at.map(value::moment))
        .bind(value::json(incident)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    pub(super) async fn suspicion(&mut self, suspicion: &Suspicion) -> Result<(), Error> {
        sqlx::query("INSERT OR REPLACE INTO suspicions (source, payload) VALUES (?, ?)")
            .bind(suspicion.source.as_str())
            .bind(value::json(suspicion)?)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub(super) async fn no_suspicion(&mut self, source: &SourceId) -> Result<(), Error> {
        let drop = sqlx::query("DELETE FROM suspicions WHERE source = ?");
        drop.bind(source.as_str()).execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Keeps a probe; the oldest ones of its source go.
    pub(super) async fn probe(&mut self, probe: &ProbeRecord) -> Result<(), Error> {
        sqlx::query("INSERT OR REPLACE INTO probes (source, at, route, payload) VALUES (?, ?, ?, ?)")
            .bind(probe.source.as_str())
            .bind(value::moment(probe.at))
            .bind(probe.route)
            .bind(value::json(probe)?)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(
            "DELETE FROM probes WHERE source = ?1 AND at NOT IN
               (SELECT DISTINCT at FROM probes WHERE source = ?1 ORDER BY at DESC LIMIT ?2)",
        )
        .bind(probe.source.as_str())
        .bind(PROBES)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

impl Catalog {
    /// Incidents of one source, or of all and those that are nobody's; the newest first, open ones
    /// alone if asked.
    pub async fn incidents(
        &self,
        source: Option<&SourceId>,
        open: bool,
        limit: usize,
    ) -> Result<Vec<Incident>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM incidents
             WHERE (?1 IS NULL OR source = ?1) AND (?2 = 0 OR closed_at IS NULL)
             ORDER BY opened_at DESC, id LIMIT ?3",
        )
        .bind(source.map(SourceId::as_str))
        .bind(open)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| value::from_json("an incident", row)).collect()
    }

    /// What is suspected, in order of source.
    pub async fn suspicions(&self) -> Result<Vec<Suspicion>, Error> {
        let rows: Vec<String> = sqlx::query_scalar("SELECT payload FROM suspicions ORDER BY source")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| value::from_json("a suspicion", row)).collect()
    }

    /// Probes of one source, the newest first, its routes in their order.
    pub async fn probes(&self, source: &SourceId) -> Result<Vec<ProbeRecord>, Error> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT payload FROM probes WHERE source = ? ORDER BY at DESC, route")
                .bind(source.as_str())
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(|row| value::from_json("a probe", row)).collect()
    }

    /// The last probe of each source, all routes, in order of source and route.
    pub async fn last_probes(&self) -> Result<Vec<ProbeRecord>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM probes p WHERE at = (SELECT max(at) FROM probes WHERE source = p.source)
             ORDER BY source, route",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| value::from_json("a probe", row)).collect()
    }

    /// Addresses of a source that did not become documents, the newest first.
    pub async fn rejected_of(&self, source: &SourceId, limit: usize) -> Result<Vec<Rejected>, Error> {
        let rows = sqlx::query(
            "SELECT url, reason, detail, max(at) AS at FROM rejected WHERE source = ?
             GROUP BY url, reason ORDER BY max(at) DESC, url LIMIT ?",
        )
        .bind(source.as_str())
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        let read = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Rejected {
                source: source.clone(),
                url: row.try_get("url")?,
                reason: value::reason_of(row.try_get("reason")?)?,
                detail: row.try_get("detail")?,
                at: value::moment_of(row.try_get("at")?)?,
            })
        };
        rows.iter().map(read).collect()
    }
}
