//! Reads the sources that are due, politely, and commits what they brought.
//!
//! One source of a site at a time, several sites side by side. A run of a source commits its works
//! in batches as they come and its own state last: killed in between, it is walked again, and works
//! that are already known cost nothing.

mod page;
mod rhythm;
mod source;
#[cfg(test)]
mod tests;
mod watch;
mod withdraw;

use crate::{Error, Event, House};
use chrono::TimeDelta;
use futures::future::try_join_all;
use serde::Serialize;
use shiome_crawl::Fetcher;
use shiome_model::{Reason, SourceId};
use shiome_store::SourceLease;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::Notify;

/// How a lease on a source is held: longer than the longest pause between two commits of its run.
pub(crate) fn lease_time() -> TimeDelta {
    TimeDelta::minutes(20)
}

/// What an ingest run needs to know besides the house.
pub struct Settings {
    /// Names this process among others on the same catalog. The same name after a crash takes its
    /// leases back at once.
    pub owner: String,
    /// Sites read side by side.
    pub workers: usize,
    /// Pages of one site under way at once (the fetcher's own limits hold besides).
    pub pages_per_site: usize,
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
    /// What did not become a document, by reason.
    pub rejected: BTreeMap<&'static str, u32>,
    /// Why the source itself could not be read.
    pub failed: Option<(Reason, String)>,
}

impl Tally {
    fn reject(&mut self, reason: Reason) {
        *self.rejected.entry(reason.as_str()).or_default() += 1;
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

/// Reads every source that is due, until none is left or `stop` is set.
pub async fn run(
    house: &House,
    fetcher: &Fetcher,
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<Summary, Error> {
    let shared = Shared {
        house,
        fetcher,
        settings,
        stop,
        busy: AtomicUsize::new(0),
        freed: Notify::new(),
        summary: Mutex::default(),
    };
    try_join_all((0..settings.workers.max(1)).map(|n| shared.work(n))).await?;
    Ok(shared.summary.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

struct Shared<'a> {
    house: &'a House,
    fetcher: &'a Fetcher,
    settings: &'a Settings,
    stop: &'a AtomicBool,
    /// Workers with a source in hand: while there are any, a site may become free.
    busy: AtomicUsize,
    freed: Notify,
    summary: Mutex<Summary>,
}

impl Shared<'_> {
    async fn work(&self, number: usize) -> Result<(), Error> {
        let owner = format!("{}#{number}", self.settings.owner);
        while !self.stop.load(Ordering::Relaxed) {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            self.busy.fetch_add(1, Ordering::SeqCst);
            let claimed = self.house.catalog.claim_source(&owner, self.house.now(), lease_time(), &[]).await;
            let outcome = match claimed {
                Ok(Some(lease)) => Some(self.read(lease).await),
                Ok(None) => None,
                Err(error) => Some(Err(error.into())),
            };
            let others = self.busy.fetch_sub(1, Ordering::SeqCst) - 1;
            match outcome {
                Some(result) => {
                    self.freed.notify_waiters();
                    result?;
                }
                None if others == 0 => {
                    self.freed.notify_waiters();
                    return Ok(());
                }
                None => freed.await,
            }
        }
        Ok(())
    }

    async fn read(&self, lease: SourceLease) -> Result<(), Error> {
        let id = lease.state.source.clone();
        self.house.tell(Event::SourceStarted(id.clone()));
        let tally = source::read(self.house, self.fetcher, self.settings, lease, self.stop).await?;
        let failed = tally.failed.as_ref().map(|(reason, detail)| format!("{}: {detail}", reason.as_str()));
        if tally.withdrawn > 0 {
            self.house.tell(Event::Withdrawn { source: id.clone(), documents: tally.withdrawn });
        }
        self.house.tell(Event::SourceDone { source: id.clone(), new: tally.new, failed });
        if let Ok(mut summary) = self.summary.lock() {
            summary.sources.insert(id, tally);
        }
        Ok(())
    }
}
