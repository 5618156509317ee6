//! What is recorded: all facts of a commit, or none.

use super::{commit_many, lease, value};
use crate::{
    Catalog, DeliveryRecord, Entity, Error, Fact, FetchRecord, IssueRecord, Lease, PageState, Seq,
    SourceState,
};
use shiome_model::{Capture, Change, ChangeId, Reason, Rejected, Signal, SourceId, Week};
use sqlx::{Sqlite, Transaction};
use std::collections::BTreeSet;

impl Catalog {
    /// Records facts in their order, all or nothing, and returns the catalog's position after it.
    /// With a lease, refuses if it has passed to another worker. If the caller stops waiting or the
    /// process dies, nothing is recorded.
    pub async fn commit(&self, lease: Option<&Lease>, facts: &[Fact]) -> Result<Seq, Error> {
        let mut recorder = self.recorder(lease.as_slice()).await?;
        recorder.record_all(facts.iter().collect()).await?;
        recorder.finish().await
    }

    /// Records what several workers have to record, each under its lease, in one transaction: all of it
    /// or nothing. One that holds a stale lease spoils it for all, and each is then to commit alone.
    pub async fn commit_together(&self, works: &[(Lease, Vec<Fact>)]) -> Result<Seq, Error> {
        let leases: Vec<&Lease> = works.iter().map(|(lease, _)| lease).collect();
        let mut recorder = self.recorder(&leases).await?;
        recorder.record_all(works.iter().flat_map(|(_, facts)| facts).collect()).await?;
        recorder.finish().await
    }

    pub(super) async fn recorder(&self, leases: &[&Lease]) -> Result<Recorder, Error> {
        let mut tx = self.begin().await?;
        for lease in leases {
            lease::check(&mut tx, lease).await?;
        }
        Ok(Recorder { tx, touched: BTreeSet::new() })
    }
}

/// A commit under way.
pub(super) struct Recorder {
    pub(super) tx: Transaction<'static, Sqlite>,
    /// What the followers will be told.
    touched: BTreeSet<(&'static str, String)>,
}

impl Recorder {
    async fn record_all(&mut self, facts: Vec<&Fact>) -> Result<(), Error> {
        if commit_many::is_crawl(&facts) {
            return self.crawled(&facts).await;
        }
        for fact in facts {
            self.record(fact).await?;
        }
        Ok(())
    }

    pub(super) async fn record(&mut self, fact: &Fact) -> Result<(), Error> {
        match fact {
            Fact::Capture(capture) => self.capture(capture).await,
            Fact::Document { document, first_seen } => self.document(document, *first_seen).await,
            Fact::Found { source, document, at } => self.found(source, document, *at).await,
            Fact::Annotations(annotations) => self.annotations(annotations).await,
            Fact::Membership(membership) => self.membership(membership).await,
            Fact::StoryFile(file) => self.story_file(file).await,
            Fact::Reannotation(done) => self.reannotated(done).await,
            Fact::Retract { document } => self.retract(document).await,
            Fact::Change(change) => self.page_change(change).await,
            Fact::Withdrawn(change) => self.withdrawn(change).await,
            Fact::Signals { as_of, job, signals } => self.signals(*as_of, job, signals).await,
            Fact::Page(page) => self.page(page).await,
            Fact::Named { source, name, url } => self.named(source, name, url).await,
            Fact::Rejected(rejected) => self.rejected(rejected).await,
            Fact::Print { source, url, print, at } => self.print(source, url, print, *at).await,
            Fact::Checked(state) => self.checked(state).await,
            Fact::Fetch(fetch) => self.fetch(fetch).await,
            Fact::Incident(incident) => self.incident(incident).await,
            Fact::Suspicion(suspicion) => self.suspicion(suspicion).await,
            Fact::NoSuspicion(source) => self.no_suspicion(source).await,
            Fact::Probe(probe) => self.probe(probe).await,
            Fact::Checkpoint { flow, seq, note } => self.checkpoint(flow, *seq, note).await,
            Fact::Issue(issue) => self.issue(issue).await,
            Fact::Delivery(delivery) => self.delivery(delivery).await,
            Fact::Robots(file) => self.robots(file).await,
            Fact::Promises { agency, promises } => self.promises(agency, promises).await,
            Fact::ModelGist(gist) => self.model_gist(gist).await,
            Fact::ModelAsked { day, characters } => self.model_asked(*day, *characters).await,
            Fact::ModelCapped { day, documents } => self.model_capped(*day, *documents).await,
        }
    }

    pub(super) async fn finish(mut self) -> Result<Seq, Error> {
        self.tell().await?;
        let head = sqlx::query_scalar("SELECT seq FROM catalog").fetch_one(&mut *self.tx).await?;
        self.tx.commit().await?;
        Ok(head)
    }

    /// Tells the followers, when the commit ends.
    pub(super) fn touch(&mut self, entity: Entity, id: &str) {
        self.touched.insert((entity.as_str(), id.to_owned()));
    }

    /// The counter moves only for commits that have something to tell, so that a follower that
    /// records its own checkpoint is not behind again.
    async fn tell(&mut self) -> Result<(), Error> {
        if self.touched.is_empty() {
            return Ok(());
        }
        let bump = "UPDATE catalog SET seq = seq + 1 RETURNING seq";
        let seq: Seq = sqlx::query_scalar(bump).fetch_one(&mut *self.tx).await?;
        sqlx::query(
            "INSERT INTO change_log (entity, id, seq) SELECT value ->> 0, value ->> 1, ?2 FROM json_each(?1)
             WHERE true ON CONFLICT (entity, id) DO UPDATE SET seq = ?2",
        )
        .bind(value::json(&self.touched)?)
        .bind(seq)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn capture(&mut self, capture: &Capture) -> Result<(), Error> {
        // An old answer that comes in late is not the newest of its address.
        let seen = value::moment(capture.taken_at());
        let new = sqlx::query(
            "INSERT OR IGNORE INTO captures (id, url, source, last_seen, body, payload) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(capture.id.as_str())
        .bind(capture.url.as_str())
        .bind(capture.source.as_str())
        .bind(&seen)
        .bind(capture.body.as_str())
        .bind(value::json(capture)?)
        .execute(&mut *self.tx)
        .await?;
        if new.rows_affected() > 0 {
            return Ok(());
        }
        sqlx::query("UPDATE captures SET last_seen = ?1 WHERE id = ?2 AND last_seen < ?1")
            .bind(&seen)
            .bind(capture.id.as_str())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn page_change(&mut self, change: &Change) -> Result<(), Error> {
        let payload = value::json(change)?;
        let written = sqlx::query(
            "INSERT INTO page_changes (id, document, seen_at, payload) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET document = ?2, seen_at = ?3, payload = ?4 WHERE payload <> ?4",
        )
        .bind(change.id.as_str())
        .bind(change.document.as_str())
        .bind(value::moment(change.seen_at))
        .bind(payload)
        .execute(&mut *self.tx)
        .await?;
        if written.rows_affected() > 0 {
            self.touch(Entity::Change, change.id.as_str());
        }
        Ok(())
    }

    async fn withdrawn(&mut self, change: &ChangeId) -> Result<(), Error> {
        let gone = sqlx::query("DELETE FROM page_changes WHERE id = ?")
            .bind(change.as_str())
            .execute(&mut *self.tx)
            .await?;
        if gone.rows_affected() > 0 {
            self.touch(Entity::Change, change.as_str());
        }
        Ok(())
    }

    async fn signals(&mut self, as_of: Week, job: &str, signals: &[Signal]) -> Result<(), Error> {
        let finite =
            |s: &Signal| [s.statistic, s.q_value, s.effect, s.expected].iter().all(|n| n.is_finite());
        if let Some(odd) = signals.iter().find(|s| !finite(s)) {
            return Err(Error::NotFinite(format!("the signal {} on {}", odd.id, odd.subject)));
        }
        let written = sqlx::query(
            "INSERT INTO signal_runs (as_of, job, signals, payload) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (as_of, job) DO UPDATE SET signals = ?3, payload = ?4 WHERE payload <> ?4",
        )
        .bind(as_of.to_string())
        .bind(job)
        .bind(value::limit(signals.len()))
        .bind(value::json(&signals)?)
        .execute(&mut *self.tx)
        .await?;
        if written.rows_affected() > 0 {
            self.touch(Entity::Signals, &format!("{as_of} {job}"));
        }
        Ok(())
    }

    async fn page(&mut self, page: &PageState) -> Result<(), Error> {
        sqlx::query(
            "INSERT OR REPLACE INTO pages (url, source, etag, last_modified, last_fetched, status, error, failures,
                next_try, stamp, modified, capture, document, unread, unread_by)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&page.url)
        .bind(page.source.as_str())
        .bind(&page.validators.etag)
        .bind(&page.validators.last_modified)
        .bind(page.last_fetched.map(value::moment))
        .bind(page.status)
        .bind(page.error.map(Reason::as_str))
        .bind(page.failures)
        .bind(page.next_try.map(value::moment))
        .bind(page.stamp.as_ref().map(|h| h.as_str()))
        .bind(page.modified.map(|d| d.to_string()))
        .bind(page.capture.as_ref().map(|c| c.as_str()))
        .bind(page.document.as_ref().map(|d| d.as_str()))
        .bind(page.unread.as_ref().map(value::json).transpose()?)
        .bind(page.unread.as_ref().map(|u| u.source.as_str()))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn named(&mut self, source: &SourceId, name: &str, url: &str) -> Result<(), Error> {
        sqlx::query("INSERT OR REPLACE INTO names (source, name, url) VALUES (?, ?, ?)")
            .bind(source.as_str())
            .bind(name)
            .bind(url)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn rejected(&mut self, rejected: &Rejected) -> Result<(), Error> {
        sqlx::query(
            "INSERT OR REPLACE INTO rejected (source, url, at, reason, detail) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(rejected.source.as_str())
        .bind(&rejected.url)
        .bind(value::moment(rejected.at))
        .bind(rejected.reason.as_str())
        .bind(&rejected.detail)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn checked(&mut self, state: &SourceState) -> Result<(), Error> {
        let written = sqlx::query(
            "UPDATE sources SET cursor = ?, next_check = ?, last_checked = ?, last_success = ?, last_new = ?,
                consecutive_failures = ?, complete = ?, interval_seconds = ?, error_reason = ?, error_detail = ?,
                fallback = ?
             WHERE id = ?",
        )
        .bind(&state.cursor)
        .bind(value::moment(state.next_check))
        .bind(state.last_checked.map(value::moment))
        .bind(state.last_success.map(value::moment))
        .bind(state.last_new.map(value::moment))
        .bind(state.consecutive_failures)
        .bind(state.complete)
        .bind(value::integer(state.interval_seconds))
        .bind(state.last_error.as_ref().map(|(reason, _)| reason.as_str()))
        .bind(state.last_error.as_ref().map(|(_, detail)| detail))
        .bind(state.fallback.as_ref().map(value::json).transpose()?)
        .bind(state.source.as_str())
        .execute(&mut *self.tx)
        .await?;
        if written.rows_affected() == 0 {
            return Err(Error::UnknownSource(state.source.clone()));
        }
        Ok(())
    }

    async fn fetch(&mut self, fetch: &FetchRecord) -> Result<(), Error> {
        sqlx::query(
            "INSERT OR REPLACE INTO fetch_records (source, started, week, ok, requests, items_found, new_documents,
                error, detail, duration_ms, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(fetch.source.as_str())
        .bind(value::moment(fetch.started))
        .bind(Week::of(fetch.started).to_string())
        .bind(fetch.ok)
        .bind(fetch.requests)
        .bind(fetch.items_found)
        .bind(fetch.new_documents)
        .bind(fetch.error.map(Reason::as_str))
        .bind(&fetch.detail)
        .bind(value::integer(fetch.duration_ms))
        .bind(value::json(&fetch.counts)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn checkpoint(&mut self, flow: &str, seq: Seq, note: &str) -> Result<(), Error> {
        sqlx::query("INSERT OR REPLACE INTO checkpoints (flow, seq, note) VALUES (?, ?, ?)")
            .bind(flow)
            .bind(seq)
            .bind(note)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn issue(&mut self, issue: &IssueRecord) -> Result<(), Error> {
        let new =
            sqlx::query("INSERT OR IGNORE INTO issues (id, what, sealed_at, payload) VALUES (?, ?, ?, ?)")
                .bind(issue.id.as_str())
                .bind(&issue.what)
                .bind(value::moment(issue.sealed_at))
                .bind(value::json(issue)?)
                .execute(&mut *self.tx)
                .await?;
        if new.rows_affected() > 0 {
            self.touch(Entity::Issue, issue.id.as_str());
        }
        Ok(())
    }

    async fn delivery(&mut self, delivery: &DeliveryRecord) -> Result<(), Error> {
        sqlx::query(
            "INSERT OR REPLACE INTO deliveries (issue, recipient, state, attempts, message_id, updated_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(delivery.issue.as_str())
        .bind(&delivery.recipient)
        .bind(delivery.state.as_str())
        .bind(delivery.attempts)
        .bind(&delivery.message_id)
        .bind(value::moment(delivery.updated_at))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
