//! What is known of addresses: their state, their captures, how watched pages moved.

use super::value;
use crate::{Catalog, Error, PageState};
use shiome_model::{Capture, CaptureId, Change, DocumentId, Event, Hash, SourceId, Timestamp, Validators};
use sqlx::{Row, sqlite::SqliteRow};

fn page_of(row: &SqliteRow) -> Result<PageState, Error> {
    let text = |name: &str| row.try_get::<Option<String>, _>(name);
    let stamp = text("stamp")?;
    Ok(PageState {
        url: row.try_get("url")?,
        source: row.try_get::<String, _>("source")?.into(),
        validators: Validators { etag: text("etag")?, last_modified: text("last_modified")? },
        last_fetched: value::moment_opt(text("last_fetched")?)?,
        status: row.try_get::<Option<i64>, _>("status")?.map(value::natural).transpose()?,
        error: text("error")?.as_deref().map(value::reason_of).transpose()?,
        failures: value::natural(row.try_get("failures")?)?,
        next_try: value::moment_opt(text("next_try")?)?,
        stamp: stamp.map(|s| Hash::parse(&s).ok_or_else(|| Error::unreadable("a stamp", s))).transpose()?,
        modified: value::day_opt(text("modified")?)?,
        capture: text("capture")?.map(CaptureId::new),
        document: text("document")?.map(DocumentId::new),
        unread: text("unread")?.map(|u| value::from_json("an unread page", &u)).transpose()?,
    })
}

impl Catalog {
    /// The states of those addresses that have one, in order of address.
    pub async fn page_states(&self, urls: &[String]) -> Result<Vec<PageState>, Error> {
        sqlx::query("SELECT * FROM pages WHERE url IN (SELECT value FROM json_each(?)) ORDER BY url")
            .bind(value::json(&urls)?)
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(page_of)
            .collect()
    }

    /// Pages of a source that are to be asked for again by themselves, longest due first.
    pub async fn pages_due(
        &self,
        source: &SourceId,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PageState>, Error> {
        sqlx::query("SELECT * FROM pages WHERE source = ? AND next_try <= ? ORDER BY next_try, url LIMIT ?")
            .bind(source.as_str())
            .bind(value::moment(now))
            .bind(value::limit(limit))
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(page_of)
            .collect()
    }

    /// Pages that a source had fetched and that are still to be read, in order of address, behind `after`.
    pub async fn pages_unread(
        &self,
        source: &SourceId,
        after: &str,
        limit: usize,
    ) -> Result<Vec<PageState>, Error> {
        let sql = "SELECT * FROM pages WHERE unread_by = ? AND url > ? ORDER BY url LIMIT ?";
        sqlx::query(sql)
            .bind(source.as_str())
            .bind(after)
            .bind(value::limit(limit))
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(page_of)
            .collect()
    }

    /// Addresses of works by what a source calls them; names it has not used are left out.
    pub async fn named(&self, source: &SourceId, names: &[String]) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT name, url FROM names
                   WHERE source = ? AND name IN (SELECT value FROM json_each(?)) ORDER BY name";
        Ok(sqlx::query_as(sql)
            .bind(source.as_str())
            .bind(value::json(&names)?)
            .fetch_all(&self.readers)
            .await?)
    }

    /// One capture.
    pub async fn capture(&self, id: &CaptureId) -> Result<Option<Capture>, Error> {
        let row: Option<String> = sqlx::query_scalar("SELECT payload FROM captures WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|c| value::from_json("a capture", &c)).transpose()
    }

    /// The captures of an address, the one that was seen last first.
    pub async fn captures_of(&self, url: &str, limit: usize) -> Result<Vec<Capture>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM captures WHERE url = ? ORDER BY last_seen DESC, id LIMIT ?",
        )
        .bind(url)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|c| value::from_json("a capture", c)).collect()
    }

    /// How a watched page moved, newest first.
    pub async fn changes_of(&self, document: &DocumentId, limit: usize) -> Result<Vec<Change>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM page_changes WHERE document = ? ORDER BY seen_at DESC, id LIMIT ?",
        )
        .bind(document.as_str())
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|c| value::from_json("a change", c)).collect()
    }

    /// The documents among these whose page is gone or has moved, each with that event: the latest of its
    /// events that is no edit.
    pub async fn departed(&self, documents: &[DocumentId]) -> Result<Vec<(DocumentId, Event)>, Error> {
        let names: Vec<&str> = documents.iter().map(|d| d.as_str()).collect();
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT document, payload FROM page_changes
             WHERE document IN (SELECT value FROM json_each(?))
               AND coalesce(json_extract(payload, '$.event.kind'), 'edited') <> 'edited'
             ORDER BY document, seen_at DESC, id",
        )
        .bind(value::json(&names)?)
        .fetch_all(&self.readers)
        .await?;
        let mut latest: Vec<(DocumentId, Event)> = Vec::new();
        for (document, payload) in rows {
            let change: Change = value::from_json("a change", &payload)?;
            let document = DocumentId::new(document);
            if latest.last().is_none_or(|(known, _)| *known != document) {
                latest.push((document, change.event));
            }
        }
        latest.retain(|(_, event)| *event != Event::Reappeared);
        Ok(latest)
    }

    /// How watched pages moved at `from` or later and before `before`, newest first.
    pub async fn changes_between(
        &self,
        from: Timestamp,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<Change>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM page_changes WHERE seen_at >= ? AND seen_at < ?
             ORDER BY seen_at DESC, id LIMIT ?",
        )
        .bind(value::moment(from))
        .bind(value::moment(before))
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|c| value::from_json("a change", c)).collect()
    }
}
