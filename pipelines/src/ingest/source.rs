//! One run of one source: walk its lists, deal with its works, then record how it went.

use super::run::{Run, Shared};
use super::{Settings, Tally, backfill, local, read, rhythm, routes, watch};
use crate::{Error, House, SourcePlan};
use chrono::TimeDelta;
use shiome_crawl::{BadConfig, Connector, connect};
use shiome_model::{Reason, Timestamp};
use shiome_store::{Fact, FetchRecord, RunCounts, SourceLease};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How far back the run is looked for whose pages are read late.
const LOOKED_BACK: TimeDelta = TimeDelta::days(400);

pub(super) async fn walk(
    house: &House,
    shared: &Shared,
    settings: &Settings,
    claimed: SourceLease,
    stop: &AtomicBool,
) -> Result<Tally, Error> {
    let started = house.now();
    let clock = Instant::now();
    let mut run = Run::new(house, shared, settings, claimed, stop)?;
    let plan = run.plan;
    if !run.later {
        read::all(&mut run).await?; // of a run that was broken off
    }
    match (&plan.connector, &plan.local) {
        (Some(config), _) => {
            if config.is_watch() {
                watch::read(&mut run, &*build(plan, config)?).await?;
            } else if let Some(archive) = config.archive() {
                backfill::read(&mut run, &*build(plan, config)?, &archive).await?;
            } else {
                routes::read(&mut run, config).await?;
            }
        }
        (None, Some(channel)) => local::read(&mut run, channel).await?,
        (None, None) => return Err(Error::Unknown { what: "a way to read", id: plan.source.id.to_string() }),
    }
    if !run.later {
        run.settle().await?;
        read::all(&mut run).await?;
    }
    if stop.load(Ordering::Relaxed) {
        run.settle().await?;
        house.catalog.release(&run.lease).await?;
        return Ok(run.tally);
    }
    run.finish(started, clock.elapsed()).await
}

/// Reads what an earlier run only had. It counts as that run's.
pub(super) async fn read_left(
    house: &House,
    shared: &Shared,
    settings: &Settings,
    claimed: SourceLease,
    stop: &AtomicBool,
) -> Result<Tally, Error> {
    let mut run = Run::new(house, shared, settings, claimed, stop)?;
    read::all(&mut run).await?;
    let mut facts = run.settled().await?;
    let since = house.now() - LOOKED_BACK;
    if let Some(record) = house.catalog.fetch_records(Some(&run.state.source), since, 1).await?.pop() {
        let mut counts = record.counts.clone();
        counts.add(RunCounts { updated: run.tally.updated, ..run.tally.counts.clone() });
        let new_documents = record.new_documents + run.tally.new;
        facts.push(Fact::Fetch(FetchRecord { new_documents, counts, ..record }));
    }
    if run.brought() {
        run.state.last_new = Some(house.now());
    }
    if let Some(wait) = run.again_in {
        run.state.next_check = run.state.next_check.min(house.now() + wait);
    }
    facts.push(Fact::Checked(run.state.clone()));
    run.commit(facts).await?;
    house.catalog.release(&run.lease).await?;
    Ok(run.tally)
}

/// The connector of one way to read a source.
pub(super) fn build(plan: &SourcePlan, config: &connect::Config) -> Result<Box<dyn Connector>, Error> {
    let wrong = |why: BadConfig| Error::Connector { source_id: plan.source.id.clone(), why: why.to_string() };
    config.build(plan.source.language.as_ref()).map_err(wrong)
}

impl Run<'_> {
    /// Works were put back and nothing else came of the run: the source could not be read.
    fn judge_put_back(&mut self) {
        let Some((wait, why)) = self.put_back.clone() else { return };
        let works = self.tally.put_back;
        if self.tally.failed.is_none() && !self.brought() {
            self.fail(Reason::TooManyRequests, format!("{works} works put back: {why}"), Some(wait));
        }
    }

    /// Seconds until the source is looked at again, as its rhythm and its failures say.
    async fn wait(&mut self, brought_new: bool) -> Result<u64, Error> {
        let now = self.house.now();
        let state = &mut self.state;
        if let Some(error) = &self.tally.failed {
            state.consecutive_failures += 1;
            state.last_error = Some(error.clone());
            return Ok(rhythm::after_failure(state.consecutive_failures, self.retry_after));
        }
        (state.last_success, state.consecutive_failures, state.last_error) = (Some(now), 0, None);
        let cadence = self.plan.source.cadence_seconds;
        if self.plan.local.is_some() {
            // A folder or mailbox of our own costs nobody anything: no rhythm is learned.
            state.interval_seconds = cadence;
            return Ok(cadence);
        }
        let days = self.house.catalog.publishing_days(&state.source, rhythm::WORKS).await?;
        let habit = rhythm::habit(&days, shiome_model::time::day_in_japan(now));
        let asked = rhythm::Asked { ttl: self.ttl, fresh_for: self.fresh_for };
        state.interval_seconds = rhythm::after_success(state, cadence, brought_new, habit, asked);
        // Works that were put back, and pages that failed, are not left for so long.
        let soon = self.put_back.as_ref().map(|(wait, _)| wait.as_secs() + 1);
        let soon = soon.into_iter().chain(self.again_in.map(|wait| wait.num_seconds().unsigned_abs())).min();
        Ok(soon.map_or(state.interval_seconds, |soon| soon.min(state.interval_seconds)))
    }

    /// The last commit of the run: the lists, the state of the source, and how it went.
    async fn finish(mut self, started: Timestamp, took: Duration) -> Result<Tally, Error> {
        let now = self.house.now();
        let settled = self.settled().await?;
        self.judge_put_back();
        let brought_new = self.brought();
        let wait = self.wait(brought_new).await?;
        let state = &mut self.state;
        state.last_checked = Some(now);
        if brought_new {
            state.last_new = Some(now);
        }
        state.next_check = now + TimeDelta::seconds(wait as i64);
        let mut facts = settled;
        facts.append(&mut self.at_end);
        facts.push(Fact::Checked(state.clone()));
        facts.extend(self.fetcher.learned_robots().into_iter().map(Fact::Robots));
        let put_back = || {
            self.put_back.as_ref().map(|(_, why)| format!("{} works put back: {why}", self.tally.put_back))
        };
        facts.push(Fact::Fetch(FetchRecord {
            source: state.source.clone(),
            started,
            ok: self.tally.failed.is_none(),
            requests: self.tally.requests,
            items_found: self.tally.listed,
            new_documents: self.tally.new,
            error: self.tally.failed.as_ref().map(|(reason, _)| *reason),
            detail: self
                .tally
                .failed
                .as_ref()
                .map(|(_, detail)| detail.clone())
                .or_else(put_back)
                .unwrap_or_else(|| routes::note(state)),
            duration_ms: took.as_millis() as u64,
            counts: RunCounts { updated: self.tally.updated, ..self.tally.counts.clone() },
        }));
        self.commit(facts).await?;
        self.house.catalog.release(&self.lease).await?;
        Ok(self.tally)
    }
}
