//! Sums over many documents.

use super::value;
use crate::{Catalog, Error, StoredDocument};
use chrono::NaiveDate;
use shiome_model::{DocumentId, SourceId, Timestamp};
use std::collections::BTreeMap;

impl Catalog {
    /// Documents that a source lists, in order of id.
    pub async fn found_by(&self, source: &SourceId) -> Result<Vec<DocumentId>, Error> {
        let query = sqlx::query_scalar("SELECT document FROM found WHERE source = ? ORDER BY document");
        let ids: Vec<String> = query.bind(source.as_str()).fetch_all(&self.readers).await?;
        Ok(ids.into_iter().map(DocumentId::new).collect())
    }

    /// The document that the page at `url` became: its id may be another address.
    pub async fn document_at(&self, url: &str) -> Result<Option<StoredDocument>, Error> {
        let query = sqlx::query_scalar("SELECT document FROM pages WHERE url = ?");
        let became: Option<Option<String>> = query.bind(url).fetch_optional(&self.readers).await?;
        let id = became.flatten().unwrap_or_else(|| url.to_owned());
        self.document(&DocumentId::new(id)).await
    }

    /// For each source that lists dated documents which may leave the house on `leaving_on`: their
    /// first and last day.
    pub async fn published_spans(
        &self,
        leaving_on: NaiveDate,
    ) -> Result<Vec<(SourceId, NaiveDate, NaiveDate)>, Error> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT f.source, min(d.published), max(d.published) FROM found f
             JOIN documents d ON d.id = f.document WHERE d.published IS NOT NULL
             AND d.sensitivity = 'public' AND (d.embargo IS NULL OR d.embargo <= ?)
             GROUP BY f.source ORDER BY f.source",
        )
        .bind(leaving_on.to_string())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(source, first, last)| {
                let days = (value::day_opt(Some(first))?, value::day_opt(Some(last))?);
                let (Some(first), Some(last)) = days else { return Err(Error::unreadable("a day", "none")) };
                Ok((source.into(), first, last))
            })
            .collect()
    }

    /// Dated documents per country, published from `from` to `to`, both included, that may leave the
    /// house on `leaving_on`.
    pub async fn count_published(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        leaving_on: NaiveDate,
    ) -> Result<BTreeMap<String, u32>, Error> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT country, count(*) FROM documents WHERE published >= ? AND published <= ?
             AND sensitivity = 'public' AND (embargo IS NULL OR embargo <= ?) GROUP BY country",
        )
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(leaving_on.to_string())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|(country, n)| Ok((country, value::natural(n)?))).collect()
    }

    /// Public documents whose embargo ended after `after` and up to `upto`, in order of id.
    pub async fn released(&self, after: NaiveDate, upto: NaiveDate) -> Result<Vec<DocumentId>, Error> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM documents WHERE embargo > ? AND embargo <= ? AND sensitivity = 'public' ORDER BY id",
        )
        .bind(after.to_string())
        .bind(upto.to_string())
        .fetch_all(&self.readers)
        .await?;
        Ok(ids.into_iter().map(DocumentId::new).collect())
    }

    /// Makes sources due at `now`, whatever their rhythm says.
    pub async fn make_due(&self, sources: &[SourceId], now: Timestamp) -> Result<(), Error> {
        sqlx::query("UPDATE sources SET next_check = ? WHERE id IN (SELECT value FROM json_each(?))")
            .bind(value::moment(now))
            .bind(value::json(&sources)?)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
