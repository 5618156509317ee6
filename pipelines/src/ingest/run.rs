//! What a run of a source holds: its lease, what came of its works, and what is yet to be committed.

use super::{Settings, Tally, batch::Batch, lease_time, page, together::Together};
use crate::{Error, House, SourcePlan, Stage};
use chrono::TimeDelta;
use shiome_crawl::{Fetcher, Outcome, Request};
use shiome_model::{Capture, Hash, Reason, Rejected, Validators};
use shiome_store::{Fact, Lease, PageState, SourceLease, SourceState};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// What all workers of a run share.
#[derive(Clone)]
pub(super) struct Shared {
    /// The polite client.
    pub fetcher: Fetcher,
    pub together: Together,
}

/// What came of one way to read a source.
#[derive(Default)]
pub(super) struct Route {
    /// Works it listed.
    pub listed: u32,
    /// Lists that were answered in full.
    pub answers: u32,
    /// Lists that have not changed since.
    pub unchanged: u32,
    /// The host said no. That is an answer, and is not worked around.
    pub refused: bool,
}

pub(super) struct Run<'a> {
    pub house: &'a House,
    pub fetcher: &'a Fetcher,
    together: Together,
    pub plan: &'a SourcePlan,
    pub pages_per_site: usize,
    /// Pages are had now and read by a later call.
    pub later: bool,
    secret: fn(&str) -> Option<String>,
    pub stop: &'a AtomicBool,
    pub lease: Lease,
    pub state: SourceState,
    pub tally: Tally,
    /// Facts about the lists themselves. They enter with the state of the source, so that a run that
    /// was killed finds its lists as if they had never been read.
    pub at_end: Vec<Fact>,
    pub ttl: Option<Duration>,
    /// How long the lists say that they stay true: the shortest of them.
    pub fresh_for: Option<TimeDelta>,
    pub retry_after: Option<Duration>,
    /// The longest time for which works were put back, and why.
    pub put_back: Option<(Duration, String)>,
    /// When the first page that failed may be had.
    pub again_in: Option<TimeDelta>,
    batch: Batch,
    /// The way that is being tried.
    pub route: Route,
    pub dealt_with: BTreeSet<String>,
    pub done: usize,
    pub todo: usize,
    /// Changes exactly when the source is to be read differently.
    pub settings: Option<Hash>,
}

impl<'a> Run<'a> {
    pub fn new(
        house: &'a House,
        shared: &'a Shared,
        settings: &Settings,
        claimed: SourceLease,
        stop: &'a AtomicBool,
    ) -> Result<Self, Error> {
        let id = &claimed.state.source;
        let unknown = || Error::Unknown { what: "source", id: id.to_string() };
        let plan = house.plan.sources.get(id).ok_or_else(unknown)?;
        let config = plan.connector.as_ref().and_then(|config| serde_json::to_vec(config).ok());
        Ok(Self {
            house,
            fetcher: &shared.fetcher,
            together: shared.together.clone(),
            plan,
            pages_per_site: settings.pages_per_site.max(1),
            later: settings.later,
            secret: settings.secret,
            stop,
            lease: claimed.lease,
            state: claimed.state,
            tally: Tally::default(),
            at_end: Vec::new(),
            ttl: None,
            fresh_for: None,
            retry_after: None,
            put_back: None,
            again_in: None,
            batch: Batch::default(),
            route: Route::default(),
            dealt_with: BTreeSet::new(),
            done: 0,
            todo: 0,
            settings: config.map(|json| Hash::of(&json)),
        })
    }

    /// Takes what came of a work that `list` names.
    pub async fn take(&mut self, mut done: page::Done, list: Option<&Arc<Capture>>) -> Result<(), Error> {
        if let Some((wait, why)) = done.put_back.take() {
            self.tally.put_back += 1;
            if self.put_back.as_ref().is_none_or(|(longest, _)| wait > *longest) {
                self.put_back = Some((wait, why));
            }
        }
        self.again_in = self.again_in.into_iter().chain(done.again_in).min();
        self.done += usize::from(done.worked);
        self.batch.add(done, list);
        if self.batch.is_full() { self.settle().await } else { Ok(()) }
    }

    /// Commits what came of the works so far.
    pub async fn settle(&mut self) -> Result<(), Error> {
        let facts = self.settled().await?;
        self.commit(facts).await
    }

    /// Pages of its site that may be under way at once.
    pub fn pages_at_once(&self) -> usize {
        self.pages_per_site
    }

    /// What came of the works of the batch, once it is sure that they are works.
    pub async fn settled(&mut self) -> Result<Vec<Fact>, Error> {
        let batch = std::mem::take(&mut self.batch);
        let (works, about_others) = batch.sifted(self.house, &self.state.source).await?;
        let mut facts: Vec<Fact> = Vec::new();
        for done in works {
            self.tally.requests += done.requests;
            self.tally.had += u32::from(done.bytes > 0);
            self.tally.new += u32::from(done.is_new);
            self.tally.updated += u32::from(done.is_update);
            self.tally.counts.undated += u32::from(done.undated);
            self.tally.counts.future_dated += u32::from(done.future_dated);
            if let Some(reason) = done.rejected {
                self.tally.reject(reason);
            }
            facts.extend(done.facts);
        }
        facts.extend(about_others);
        Ok(facts)
    }

    /// Commits facts under the lease, and holds it a while longer.
    pub async fn commit(&mut self, facts: Vec<Fact>) -> Result<(), Error> {
        if facts.is_empty() {
            return Ok(());
        }
        self.together.commit(self.lease.clone(), facts).await?;
        if self.lease.expires - self.house.now() < lease_time() / 2 {
            self.lease = self.house.catalog.renew(&self.lease, self.house.now(), lease_time()).await?;
        }
        Ok(())
    }

    /// A secret by its name, if it is known.
    pub fn secret(&self, name: &str) -> Option<String> {
        (self.secret)(name)
    }

    /// Set when the run shall end soon.
    pub fn stopped(&self) -> &AtomicBool {
        self.stop
    }

    /// Asks the polite client.
    pub async fn fetch(&mut self, request: &Request, validators: Option<&Validators>) -> Outcome {
        self.tally.requests += 1;
        let start = Instant::now();
        let request = Request { render: self.plan.render && request.past.is_none(), ..request.clone() };
        let outcome = self.fetcher.fetch(&self.state.source, &request, validators, self.house.now()).await;
        self.house.timings.add(Stage::Fetch, start);
        if !matches!(outcome, Outcome::Rejected { .. }) {
            self.tally.counts.answer_ms.get_or_insert(start.elapsed().as_millis() as u64);
        }
        outcome
    }

    /// Bytes first: into the archive before anything points to them. The commit waits for the disk.
    pub async fn archive(&self, capture: &Capture, body: &[u8]) -> Result<(), Error> {
        let start = Instant::now();
        self.house.archive.stage(capture, body).await?;
        self.house.timings.add(Stage::Store, start);
        Ok(())
    }

    /// Notes that an address of this source did not become a document.
    pub fn reject(&mut self, url: &str, reason: Reason, detail: &str) {
        self.tally.reject(reason);
        self.at_end.push(Fact::Rejected(Rejected {
            source: self.state.source.clone(),
            url: url.to_owned(),
            reason,
            detail: detail.to_owned(),
            at: self.house.now(),
        }));
    }

    /// Notes that the source itself could not be read.
    pub fn fail(&mut self, reason: Reason, detail: String, retry_after: Option<Duration>) {
        self.retry_after = self.retry_after.max(retry_after);
        self.tally.failed.get_or_insert((reason, detail));
    }

    /// Whether anything new came of the run; of pages that are read later, it may.
    pub fn brought(&self) -> bool {
        let Tally { new, updated, changes, had, .. } = self.tally;
        new + updated + changes > 0 || (self.later && had > 0)
    }
}

/// States of pages by their address.
pub(super) async fn states_of(house: &House, urls: &[String]) -> Result<BTreeMap<String, PageState>, Error> {
    let states = house.catalog.page_states(urls).await?;
    Ok(states.into_iter().map(|s| (s.url.clone(), s)).collect())
}
