//! Recording what a crawl brings: a statement for a table, not one for a row.
//!
//! A batch of pages is captures, documents, where they were found, and states of pages. Written one by
//! one that is eight questions to the database for each page, and asking costs more than writing. None
//! of these facts undoes another, so their kinds may be written one after the other; within a kind the
//! order stays.

use super::{commit::Recorder, value};
use crate::{Entity, Error, Fact, PageState};
use shiome_model::{Capture, Reason, Timestamp};
use std::collections::{HashMap, HashSet};

/// Fewer facts are as well written one by one.
const MANY: usize = 8;

/// Whether these are the facts of a crawl, and many.
pub(super) fn is_crawl(facts: &[Fact]) -> bool {
    let of_a_crawl = |fact: &Fact| {
        matches!(
            fact,
            Fact::Capture(_)
                | Fact::Document { .. }
                | Fact::Found { .. }
                | Fact::Page(_)
                | Fact::Rejected(_)
                | Fact::Checked(_)
                | Fact::Fetch(_)
                | Fact::Robots(_)
        )
    };
    facts.len() >= MANY && facts.iter().all(of_a_crawl)
}

impl Recorder {
    /// Records the facts of a crawl, as one by one would.
    pub(super) async fn crawled(&mut self, facts: &[Fact]) -> Result<(), Error> {
        let captures = facts.iter().filter_map(|f| if let Fact::Capture(c) = f { Some(c) } else { None });
        self.captures(captures.collect()).await?;
        let found = self.documents(facts).await?;
        self.found_many(&found).await?;
        let pages = facts.iter().filter_map(|f| if let Fact::Page(p) = f { Some(p) } else { None });
        self.pages(pages.collect()).await?;
        let rest =
            |f: &&Fact| matches!(f, Fact::Rejected(_) | Fact::Checked(_) | Fact::Fetch(_) | Fact::Robots(_));
        for fact in facts.iter().filter(rest) {
            self.record(fact).await?;
        }
        Ok(())
    }

    async fn captures(&mut self, captures: Vec<&Capture>) -> Result<(), Error> {
        if captures.is_empty() {
            return Ok(());
        }
        let row = |c: &&Capture| {
            let seen = value::moment(c.fetched_at);
            let (id, url, source) = (c.id.clone(), c.url.to_string(), c.source.clone());
            Ok((id, url, source, seen, c.body.clone(), value::json(c)?))
        };
        let rows = captures.iter().map(row).collect::<Result<Vec<_>, Error>>()?;
        let rows = value::json(&rows)?;
        let new: Vec<String> = sqlx::query_scalar(
            "INSERT OR IGNORE INTO captures (id, url, source, last_seen, body, payload)
             SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?)
             RETURNING id",
        )
        .bind(&rows)
        .fetch_all(&mut *self.tx)
        .await?;
        if new.len() < captures.len() {
            sqlx::query(
                "UPDATE captures SET last_seen = seen.at
                 FROM (SELECT value ->> 0 AS id, max(value ->> 3) AS at FROM json_each(?) GROUP BY 1) AS seen
                 WHERE captures.id = seen.id AND captures.last_seen < seen.at",
            )
            .bind(&rows)
            .execute(&mut *self.tx)
            .await?;
        }
        for id in new {
            self.touch(Entity::Capture, &id);
        }
        Ok(())
    }

    /// Writes the documents; who found what, in the order in which one by one would record it.
    async fn documents(&mut self, facts: &[Fact]) -> Result<Vec<(String, String, Timestamp)>, Error> {
        let ids = facts.iter().filter_map(|f| match f {
            Fact::Document { document, .. } => Some(document.id.as_str()),
            _ => None,
        });
        let rows: Vec<(String, Vec<u8>)> =
            sqlx::query_as("SELECT id, payload FROM documents WHERE id IN (SELECT value FROM json_each(?))")
                .bind(value::json(&ids.collect::<Vec<_>>())?)
                .fetch_all(&mut *self.tx)
                .await?;
        let mut old: HashMap<String, Vec<u8>> = rows.into_iter().collect();
        let mut written: HashSet<&str> = HashSet::new();
        let mut found = Vec::new();
        for fact in facts {
            match fact {
                Fact::Document { document, first_seen } => {
                    let id = document.id.as_str();
                    // A second one in the same batch is compared with the first.
                    let old = match written.insert(id) {
                        true => old.remove(id),
                        false => self.old_document(&document.id).await?,
                    };
                    let source = self.write_document(document, *first_seen, old.as_deref()).await?;
                    found.extend(source.map(|s| (id.to_owned(), s.to_string(), *first_seen)));
                }
                Fact::Found { source, document, at } => {
                    found.push((document.to_string(), source.to_string(), *at));
                }
                _ => {}
            }
        }
        Ok(found)
    }

    async fn found_many(&mut self, found: &[(String, String, Timestamp)]) -> Result<(), Error> {
        if found.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> =
            found.iter().map(|(document, source, at)| (document, source, value::moment(*at))).collect();
        let new: Vec<String> = sqlx::query_scalar(
            "INSERT OR IGNORE INTO found (document, source, at)
             SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) RETURNING document",
        )
        .bind(value::json(&rows)?)
        .fetch_all(&mut *self.tx)
        .await?;
        for id in new {
            self.touch(Entity::Document, &id);
        }
        Ok(())
    }

    async fn pages(&mut self, pages: Vec<&PageState>) -> Result<(), Error> {
        if pages.is_empty() {
            return Ok(());
        }
        let row = |p: &&PageState| {
            let at = (p.last_fetched.map(value::moment), p.next_try.map(value::moment));
            let (etag, modified) = (p.validators.etag.clone(), p.validators.last_modified.clone());
            serde_json::json!([
                p.url,
                p.source,
                etag,
                modified,
                at.0,
                p.status,
                p.error.map(Reason::as_str),
                p.failures,
                at.1,
                p.stamp,
                p.modified.map(|d| d.to_string()),
                p.capture,
                p.document,
            ])
        };
        let rows: Vec<_> = pages.iter().map(row).collect();
        sqlx::query(
            "INSERT OR REPLACE INTO pages (url, source, etag, last_modified, last_fetched, status, error, failures,
                next_try, stamp, modified, capture, document)
             SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
                value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12 FROM json_each(?)",
        )
        .bind(value::json(&rows)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
