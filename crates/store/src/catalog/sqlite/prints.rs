//! Which addresses of a source showed the same text?

use super::{commit::Recorder, value};
use crate::{Catalog, Error};
use shiome_model::{Hash, SourceId, Timestamp};

/// Addresses kept of one source, the latest.
const KEPT: usize = 4_000;

impl Catalog {
    /// The addresses of a source at which any of these texts was shown last, in order of text and address.
    pub async fn printed(&self, source: &SourceId, prints: &[Hash]) -> Result<Vec<(Hash, String)>, Error> {
        let names: Vec<&str> = prints.iter().map(|p| p.as_str()).collect();
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT print, url FROM page_prints
             WHERE source = ?1 AND print IN (SELECT value FROM json_each(?2)) ORDER BY print, url",
        )
        .bind(source.as_str())
        .bind(value::json(&names)?)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(print, url)| {
                let print = Hash::parse(&print).ok_or_else(|| Error::unreadable("a print", print))?;
                Ok((print, url))
            })
            .collect()
    }
}

impl Recorder {
    pub(super) async fn print(
        &mut self,
        source: &SourceId,
        url: &str,
        print: &Hash,
        at: Timestamp,
    ) -> Result<(), Error> {
        sqlx::query("INSERT OR REPLACE INTO page_prints (source, url, print, at) VALUES (?, ?, ?, ?)")
            .bind(source.as_str())
            .bind(url)
            .bind(print.as_str())
            .bind(value::moment(at))
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(
            "DELETE FROM page_prints WHERE source = ?1 AND at <
                (SELECT at FROM page_prints WHERE source = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2)",
        )
        .bind(source.as_str())
        .bind(value::limit(KEPT))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
