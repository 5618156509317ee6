//! Reads the sources that are due, politely, and commits what they brought.
//!
//! One source of a site at a time, several sites side by side. A run of a source commits its works
//! in batches as they come and its own state last: killed in between, it is walked again, and works
//! that are already known cost nothing. Pages are had first, and read when the walk has ended: what
//! answers is not kept waiting by what must be computed.
//!
//! Nobody waits for a host that wants to be left alone: its works are put back with the time at which
//! they may be asked for again, and the worker goes on with another source.

mod backfill;
mod batch;
mod lists;
pub mod local;
mod outcome;
mod page;
pub(crate) mod past;
mod read;
mod repeat;
mod rhythm;
mod routes;
mod run;
mod source;
#[cfg(test)]
mod tests;
mod together;
mod watch;
mod withdraw;

use crate::spawned::spawned;
use crate::{Error, Event, House};
use chrono::TimeDelta;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use run::Shared;
use serde::Serialize;
use shiome_crawl::Fetcher;
use shiome_model::{Reason, SourceId};
use shiome_store::RunCounts;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use together::Together;

/// What was learned of a robots.txt is of no use after so long.
const ROBOTS_KEPT: TimeDelta = TimeDelta::days(31);
/// How long a run waits for a source rather than leave it to the next run.
const WORTH_WAITING: Duration = Duration::from_secs(10);

/// How a lease on a source is held: longer than the longest pause between two commits of its run.
pub(crate) fn lease_time() -> TimeDelta {
    TimeDelta::minutes(20)
}

/// A wish to stop is heard after so long.
const HEARD_AFTER: Duration = Duration::from_millis(20);

/// What an ingest run needs to know besides the house.
#[derive(Clone)]
pub struct Settings {
    /// Names this process among others on the same catalog. The same name after a crash takes its
    /// leases back at once.
    pub owner: String,
    /// Sites read side by side.
    pub workers: usize,
    /// Pages of one site under way at once (the fetcher's own limits hold besides).
    pub pages_per_site: usize,
    /// Whether pages are only had, and read by a later call of [`read_left`] or of a run that reads.
    pub later: bool,
    /// Reads a secret by its name; the environment is known to the binary alone.
    pub secret: fn(&str) -> Option<String>,
}

/// What one source's run brought.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tally {
    /// Works the source listed.
    pub listed: u32,
    /// Documents that were new.
    pub new: u32,
    /// Documents that had changed.
    pub updated: u32,
    /// Changes of a watched page.
    pub changes: u32,
    /// Documents that the source took back.
    pub withdrawn: u32,
    /// Addresses that are no works, as the source's settings say.
    pub excluded: u32,
    /// Lists that were not asked for, since they had not moved since they were read.
    pub unmoved: u32,
    /// Requests made.
    pub requests: u32,
    /// Pages that were had.
    pub had: u32,
    /// Works put back, since their host is left alone for a while.
    pub put_back: u32,
    /// What did not become a document, by reason.
    pub rejected: BTreeMap<&'static str, u32>,
    /// What else is kept of the run.
    pub counts: RunCounts,
    /// Why the source itself could not be read.
    pub failed: Option<(Reason, String)>,
}

impl Tally {
    fn reject(&mut self, reason: Reason) {
        *self.rejected.entry(reason.as_str()).or_default() += 1;
        *self.counts.rejected.entry(reason).or_default() += 1;
    }
    /// A source may be read twice in a run.
    fn add(&mut self, later: Self) {
        self.listed += later.listed;
        self.new += later.new;
        self.updated += later.updated;
        self.changes += later.changes;
        self.withdrawn += later.withdrawn;
        self.excluded += later.excluded;
        self.unmoved += later.unmoved;
        self.requests += later.requests;
        self.had += later.had;
        self.put_back += later.put_back;
        for (reason, n) in later.rejected {
            *self.rejected.entry(reason).or_default() += n;
        }
        self.counts.add(later.counts);
        self.failed = later.failed;
    }
}

/// What a whole run brought, per source.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Per source.
    pub sources: BTreeMap<SourceId, Tally>,
}

impl Summary {
    /// New documents of all sources.
    pub fn new_documents(&self) -> u32 {
        self.sources.values().map(|t| t.new).sum()
    }
    /// Requests of all sources.
    pub fn requests(&self) -> u32 {
        self.sources.values().map(|t| t.requests).sum()
    }
    /// Sources that could not be read.
    pub fn failed(&self) -> usize {
        self.sources.values().filter(|t| t.failed.is_some()).count()
    }
}

/// Reads every source that is due, until none is left or `stop` is set. A source that is put back for
/// a short while only, since its host wants to be left alone for some seconds, is waited for.
pub async fn run(
    house: &House,
    fetcher: &Fetcher,
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<Summary, Error> {
    fetcher.remember_robots(house.catalog.robots(house.now() - ROBOTS_KEPT).await?);
    let shared = Shared { fetcher: fetcher.clone(), together: Together::new(house) };
    let halt = Arc::new(AtomicBool::new(false));
    let work = |number: usize| {
        let worker = Worker {
            number,
            house: house.clone(),
            shared: shared.clone(),
            settings: settings.clone(),
            halt: halt.clone(),
        };
        // Each on whatever processor is free.
        spawned(worker.one_source())
    };
    let workers = settings.workers.max(1);
    // All ask at first, so that each takes back what it held when it was killed.
    let mut at_work: FuturesUnordered<_> = (0..workers).map(work).collect();
    let mut idle = Vec::new();
    let mut summary = Summary::default();
    loop {
        halt.store(stop.load(Ordering::Relaxed), Ordering::Relaxed);
        let Ok(next) = tokio::time::timeout(HEARD_AFTER, at_work.next()).await else { continue };
        match next {
            Some(result) => match result.map_err(|_| Error::Worker("reading a source"))?? {
                (number, None) => idle.push(number),
                (number, Some((source, tally))) => {
                    summary.sources.entry(source).or_default().add(tally);
                    if !stop.load(Ordering::Relaxed) {
                        at_work.push(work(number));
                    }
                }
            },
            None if stop.load(Ordering::Relaxed) || !soon_due(house).await? => break,
            None => at_work.extend(idle.drain(..).map(work)),
        }
    }
    if !settings.later {
        for (source, tally) in read_left(house, fetcher, settings, stop).await?.sources {
            summary.sources.entry(source).or_default().add(tally);
        }
    }
    Ok(summary)
}

/// Reads the pages that were had and not read: by a run that left that for later, or was broken off.
pub async fn read_left(
    house: &House,
    fetcher: &Fetcher,
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<Summary, Error> {
    let owner = format!("{}#reader", settings.owner);
    let shared = Shared { fetcher: fetcher.clone(), together: Together::new(house) };
    let mut summary = Summary::default();
    while !stop.load(Ordering::Relaxed) {
        let Some(lease) = house.catalog.claim_unread(&owner, house.now(), lease_time()).await? else { break };
        let source = lease.state.source.clone();
        let tally = source::read_left(house, &shared, settings, lease, stop).await?;
        summary.sources.entry(source).or_default().add(tally);
    }
    Ok(summary)
}

/// Waits for the source that is due next, if that is soon. False if it is not, or the clock stands.
async fn soon_due(house: &House) -> Result<bool, Error> {
    let now = house.now();
    let Some(due) = house.catalog.next_due().await? else { return Ok(false) };
    let Some(wait) = (due - now).to_std().ok().filter(|wait| *wait <= WORTH_WAITING) else {
        return Ok(false);
    };
    tokio::time::sleep(wait + Duration::from_millis(5)).await;
    Ok(house.now() >= due)
}

/// Reads one source at a time.
struct Worker {
    number: usize,
    house: House,
    shared: Shared,
    settings: Settings,
    halt: Arc<AtomicBool>,
}

impl Worker {
    /// Reads the source that has been due longest; says whose number is free again, and what came.
    async fn one_source(self) -> Result<(usize, Option<(SourceId, Tally)>), Error> {
        let Self { number, house, shared, settings, halt } = self;
        let owner = format!("{}#{number}", settings.owner);
        let Some(lease) = house.catalog.claim_source(&owner, house.now(), lease_time(), &[]).await? else {
            return Ok((number, None));
        };
        let id = lease.state.source.clone();
        house.tell(Event::SourceStarted(id.clone()));
        let tally = source::walk(&house, &shared, &settings, lease, &halt).await?;
        let failed = tally.failed.as_ref().map(|(reason, detail)| format!("{}: {detail}", reason.as_str()));
        if tally.withdrawn > 0 {
            house.tell(Event::Withdrawn { source: id.clone(), documents: tally.withdrawn });
        }
        house.tell(Event::SourceDone { source: id.clone(), new: tally.new, failed });
        Ok((number, Some((id, tally))))
    }
}
