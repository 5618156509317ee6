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
/// Rows of one statement.
const TOGETHER: usize = 50;

/// Whether these are the facts of a crawl, and many.
pub(super) fn is_crawl(facts: &[&Fact]) -> bool {
    let of_a_crawl = |fact: &&Fact| {
        matches!(
            fact,
            Fact::Capture(_)
                | Fact::Document { .. }
                | Fact::Found { .. }
                | Fact::Page(_)
                | Fact::Rejected(_)
                | Fact::Print { .. }
                | Fact::Checked(_)
                | Fact::Fetch(_)
                | Fact::Robots(_)
        )
    };
    facts.len() >= MANY && facts.iter().all(of_a_crawl)
}

impl Recorder {
    /// Records the facts of a crawl, as one by one would.
    pub(super) async fn crawled(&mut self, facts: &[&Fact]) -> Result<(), Error> {
        let captures = facts.iter().filter_map(|f| if let Fact::Capture(c) = f { Some(c) } else { None });
        self.captures(captures.collect()).await?;
        let found = self.documents(facts).await?;
        self.found_many(&found).await?;
        let pages = facts.iter().filter_map(|f| if let Fact::Page(p) = f { Some(p) } else { None });
        self.pages(pages.collect()).await?;
        let rest = |f: &&&Fact| {
            matches!(
                f,
                Fact::Rejected(_) | Fact::Print { .. } | Fact::Checked(_) | Fact::Fetch(_) | Fact::Robots(_)
            )
        };
        for fact in facts.iter().filter(rest) {
            self.record(fact).await?;
        }
        Ok(())
    }

    async fn captures(&mut self, captures: Vec<&Capture>) -> Result<(), Error> {
        if captures.is_empty() {
            return Ok(());
        }
        let mut new: HashSet<String> = HashSet::new();
        for some in captures.chunks(TOGETHER) {
            let sql = format!(
                "INSERT OR IGNORE INTO captures (id, url, source, last_seen, body, payload) VALUES {} RETURNING id",
                rows(some.len(), 6)
            );
            let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
            for c in some {
                query = query
                    .bind(c.id.as_str())
                    .bind(c.url.as_str())
                    .bind(c.source.as_str())
                    .bind(value::moment(c.taken_at()))
                    .bind(c.body.as_str())
                    .bind(value::json(c)?);
            }
            new.extend(query.fetch_all(&mut *self.tx).await?);
        }
        // What is there already was seen once more; so was what this batch says twice.
        let said: HashSet<&str> = captures.iter().map(|c| c.id.as_str()).collect();
        if said.len() < captures.len() || new.len() < said.len() {
            let seen: Vec<_> =
                captures.iter().map(|c| (c.id.as_str(), value::moment(c.taken_at()))).collect();
            sqlx::query(
                "UPDATE captures SET last_seen = seen.at
                 FROM (SELECT value ->> 0 AS id, max(value ->> 1) AS at FROM json_each(?) GROUP BY 1) AS seen
                 WHERE captures.id = seen.id AND captures.last_seen < seen.at",
            )
            .bind(value::json(&seen)?)
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }

    /// Writes the documents; who found what, in the order in which one by one would record it.
    async fn documents(&mut self, facts: &[&Fact]) -> Result<Vec<(String, String, Timestamp)>, Error> {
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
        for some in pages.chunks(TOGETHER) {
            let sql = format!(
                "INSERT OR REPLACE INTO pages (url, source, etag, last_modified, last_fetched, status, error,
                    failures, next_try, stamp, modified, capture, document, unread, unread_by) VALUES {}",
                rows(some.len(), 15)
            );
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for p in some {
                query = query
                    .bind(&p.url)
                    .bind(p.source.as_str())
                    .bind(&p.validators.etag)
                    .bind(&p.validators.last_modified)
                    .bind(p.last_fetched.map(value::moment))
                    .bind(p.status)
                    .bind(p.error.map(Reason::as_str))
                    .bind(p.failures)
                    .bind(p.next_try.map(value::moment))
                    .bind(p.stamp.as_ref().map(|h| h.as_str()))
                    .bind(p.modified.map(|d| d.to_string()))
                    .bind(p.capture.as_ref().map(|c| c.as_str()))
                    .bind(p.document.as_ref().map(|d| d.as_str()))
                    .bind(p.unread.as_ref().map(value::json).transpose()?)
                    .bind(p.unread.as_ref().map(|u| u.source.as_str()));
            }
            query.execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

/// Places for so many rows of so many values.
fn rows(rows: usize, columns: usize) -> String {
    let row = format!("({})", ["?"].repeat(columns).join(", "));
    vec![row; rows].join(", ")
}
