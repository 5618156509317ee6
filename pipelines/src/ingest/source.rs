//! One run of one source: walk its lists, deal with its works, then record how it went.

use super::{
    Settings, Tally, backfill, batch::Batch, lease_time, local, page, read, rhythm, routes,
    together::Together, watch, withdraw,
};
use crate::{Error, Event, House, SourcePlan, Stage};
use chrono::TimeDelta;
use futures::StreamExt;
use shiome_crawl::fetch::freshness;
use shiome_crawl::{BadConfig, Body, Connector, Fetcher, Found, Outcome, Request, connect};
use shiome_extract::Rejection;
use shiome_model::{Capture, Hash, Item, Reason, Rejected, Timestamp, Validators, time};
use shiome_store::{Fact, FetchRecord, Lease, PageState, RunCounts, SourceLease, SourceState};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Progress is told after so many works.
const TOLD: usize = 25;

/// How far back the run is looked for whose pages are read late.
const LOOKED_BACK: TimeDelta = TimeDelta::days(400);

/// How long a list is passed over because another says that it has not moved: some say so forever.
fn believed() -> TimeDelta {
    TimeDelta::days(30)
}

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
    pages_per_site: usize,
    /// Pages are had now and read by a later call.
    later: bool,
    secret: fn(&str) -> Option<String>,
    pub stop: &'a AtomicBool,
    lease: Lease,
    pub state: SourceState,
    pub tally: Tally,
    /// Facts about the lists themselves. They enter with the state of the source, so that a run that
    /// was killed finds its lists as if they had never been read.
    pub at_end: Vec<Fact>,
    pub ttl: Option<Duration>,
    /// How long the lists say that they stay true: the shortest of them.
    fresh_for: Option<TimeDelta>,
    pub retry_after: Option<Duration>,
    /// The longest time for which works were put back, and why.
    put_back: Option<(Duration, String)>,
    /// When the first page that failed may be had.
    again_in: Option<TimeDelta>,
    batch: Batch,
    /// The way that is being tried.
    pub route: Route,
    dealt_with: BTreeSet<String>,
    done: usize,
    todo: usize,
    /// Changes exactly when the source is to be read differently.
    settings: Option<Hash>,
}

impl<'a> Run<'a> {
    fn new(
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

    /// Walks all lists of the source and deals with the works they name.
    pub async fn walk(&mut self, connector: &dyn Connector) -> Result<(), Error> {
        let cursor = self.state.cursor.clone();
        self.walk_from(connector, cursor.as_deref()).await
    }

    /// The same, from a place of the connector's own.
    pub async fn walk_from(&mut self, connector: &dyn Connector, cursor: Option<&str>) -> Result<(), Error> {
        let mut queue: VecDeque<Request> = connector.seeds(cursor).into();
        let mut asked = BTreeSet::new();
        let most = connector.max_answers();
        while let Some(request) = queue.pop_front() {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            if asked.len() >= most || asked.contains(request.logical_url().as_str()) {
                continue;
            }
            if self.has_not_moved(&request).await? {
                self.tally.unmoved += 1;
                continue;
            }
            asked.insert(request.logical_url().to_string());
            let is_first = asked.len() == 1;
            let read = self.list(connector, &request, is_first).await?;
            if self.tally.failed.is_some() {
                return Ok(());
            }
            let Some((found, capture)) = read else { continue };
            self.ttl = self.ttl.max(found.ttl);
            if found.cursor.is_some() {
                self.state.cursor = found.cursor;
            }
            for (address, reason) in &found.refused {
                self.reject(address, *reason, "listed by the source");
            }
            self.tally.excluded += found.excluded;
            let any = !found.items.is_empty();
            let put_back = self.tally.put_back;
            let something_new = self.works(found.items, &capture).await?;
            if !found.withdrawn.is_empty() {
                self.settle().await?;
            }
            withdraw::names(self, &found.names, &found.withdrawn).await?;
            if self.tally.put_back > put_back {
                self.read_again(&request);
            }
            // Once a source has been walked to its end, a list without anything new ends the walk:
            // what lies behind it is older.
            if something_new || !any || !self.state.complete || !connector.is_newest_first() {
                queue.extend(found.more);
            }
        }
        self.state.complete |= self.tally.failed.is_none();
        Ok(())
    }

    /// Whether a list has been read since it can have changed, by what the list that leads to it says;
    /// and by the settings that hold now.
    async fn has_not_moved(&self, request: &Request) -> Result<bool, Error> {
        let Some(since) = request.unchanged_since.filter(|_| self.state.complete) else { return Ok(false) };
        let name = list_name(request);
        let known = self.house.catalog.page_states(std::slice::from_ref(&name)).await?.pop();
        let read = known.filter(|page| page.stamp.as_ref() == self.settings.as_ref());
        let is_current = |at| at > since && self.house.now() - at < believed();
        Ok(read.and_then(|page| page.last_fetched).is_some_and(is_current))
    }

    /// Asks for one list. `None`: it has not changed, or could not be had (then the tally says why).
    pub async fn list(
        &mut self,
        connector: &dyn Connector,
        request: &Request,
        is_first: bool,
    ) -> Result<Option<(Found, Arc<Capture>)>, Error> {
        let name = list_name(request);
        let known = self.house.catalog.page_states(std::slice::from_ref(&name)).await?.pop();
        // With other settings the same list may hold other works.
        let same = self.state.complete && known.as_ref().is_some_and(|p| p.stamp == self.settings);
        let validators = known.as_ref().map(|p| p.validators.clone()).filter(|_| same);
        let mut page = known.unwrap_or_else(|| PageState::unread(&name, self.state.source.clone()));
        let is_one_of_many = !is_first && connector.has_lists_apart();
        match self.fetch(request, validators.as_ref()).await {
            Outcome::NotModified { at } => {
                self.tally.counts.unchanged += 1;
                page.last_fetched = Some(at);
                self.at_end.push(Fact::Page(page));
                self.route.unchanged += 1;
                Ok(None)
            }
            // The first list led here, but there is nothing more: the walk ends, and that is counted.
            Outcome::Rejected { reason: Reason::NotFound, detail, .. } if !is_first => {
                self.reject(request.url.as_str(), Reason::NotFound, &detail);
                Ok(None)
            }
            // One of several lists is at fault, not the host: the others are read all the same.
            Outcome::Rejected { reason, detail, .. } if is_one_of_many && is_of_the_list(reason) => {
                self.reject(request.url.as_str(), reason, &detail);
                Ok(None)
            }
            Outcome::Rejected { reason, detail, retry_after, .. } => {
                self.route.refused |= routes::is_refusal(reason);
                self.fail(reason, format!("{}: {detail}", request.url), retry_after);
                Ok(None)
            }
            Outcome::Fetched { capture, body } => {
                self.archive(&capture, &body).await?;
                let fresh_for = freshness(|name| capture.header(name), capture.fetched_at);
                self.fresh_for = self.fresh_for.into_iter().chain(fresh_for).min();
                page.validators = Validators::of(&capture);
                page.last_fetched = Some(capture.fetched_at);
                page.status = Some(capture.status);
                page.capture = Some(capture.id.clone());
                page.stamp.clone_from(&self.settings);
                self.at_end.push(Fact::Capture(capture.clone()));
                let read = connector.read(&capture, &body);
                let brings_none =
                    read.as_ref().map_or(true, |f| f.items.is_empty() && f.more.is_empty() && is_first);
                if brings_none && let Some(wall) = self.wall(&capture, body).await? {
                    self.fail(wall.reason, format!("{}: {}", request.url, wall.detail), None);
                    return Ok(None);
                }
                match read {
                    Ok(found) => {
                        let listed = found.items.len() as u32;
                        // An empty list is asked for in full again: had it gone blind, it would stay so.
                        if listed == 0 && found.more.is_empty() {
                            page.validators = Validators::default();
                        }
                        self.at_end.push(Fact::Page(page));
                        let today = time::day_in_japan(self.house.now());
                        let newest = found.items.iter().filter_map(|i| i.published).filter(|d| *d <= today);
                        self.tally.counts.newest = self.tally.counts.newest.max(newest.max());
                        self.route.answers += 1;
                        self.route.listed += listed;
                        self.tally.listed += listed;
                        Ok(Some((found, Arc::new(capture))))
                    }
                    Err(malformed) if is_one_of_many => {
                        self.reject(request.url.as_str(), Reason::Malformed, &malformed.to_string());
                        Ok(None)
                    }
                    Err(malformed) => {
                        self.fail(Reason::Malformed, format!("{}: {malformed}", request.url), None);
                        Ok(None)
                    }
                }
            }
        }
    }

    /// A list some of whose works were put back is read anew next time: it knows more of them than
    /// their addresses.
    fn read_again(&mut self, request: &Request) {
        let name = list_name(request);
        for fact in &mut self.at_end {
            if let Fact::Page(page) = fact
                && page.url == name
            {
                page.validators = Validators::default();
                page.last_fetched = None;
            }
        }
    }

    /// Deals with the works of one list. True if any of them was not known.
    async fn works(&mut self, items: Vec<Item>, list: &Arc<Capture>) -> Result<bool, Error> {
        let items: Vec<Item> =
            items.into_iter().filter(|i| self.dealt_with.insert(i.url.to_string())).collect();
        let mut something_new = false;
        for chunk in items.chunks(400) {
            let todo = page::sort(self, chunk).await?;
            something_new |= todo.iter().any(|t| t.is_new());
            self.deal(todo, Some(list)).await?;
        }
        Ok(something_new)
    }

    /// Pages that could not be had some time ago, and are due again.
    pub async fn due_again(&mut self) -> Result<(), Error> {
        let due = self.house.catalog.pages_due(&self.state.source, self.house.now(), 200).await?;
        let mut todo = Vec::new();
        for state in due {
            let Some(url) = shiome_model::url::parse(&state.url) else { continue };
            if self.dealt_with.insert(url.to_string()) {
                todo.push(page::Todo::again(Item::link(url), state));
            }
        }
        if todo.is_empty() {
            return Ok(());
        }
        self.deal(todo, None).await
    }

    /// Fetches and extracts several works at once, and commits them in their order.
    async fn deal(&mut self, todo: Vec<page::Todo>, list: Option<&Arc<Capture>>) -> Result<(), Error> {
        self.todo += todo.iter().filter(|t| t.needs_work()).count();
        let (house, fetcher, plan) = (self.house, self.fetcher, self.plan);
        let work = |todo: page::Todo| page::deal(house, fetcher, plan, todo, list.cloned());
        let mut results = futures::stream::iter(todo.into_iter().map(work)).buffered(self.pages_per_site);
        while let Some(done) = results.next().await {
            self.take(done?, list).await?;
            if self.done.is_multiple_of(TOLD) {
                self.house.tell(Event::SourceAdvanced {
                    source: self.state.source.clone(),
                    done: self.done,
                    of: self.todo,
                });
            }
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
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
    async fn settled(&mut self) -> Result<Vec<Fact>, Error> {
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

    /// What answered in place of a list that brought nothing.
    async fn wall(&self, capture: &Capture, body: Body) -> Result<Option<Rejection>, Error> {
        let (capture, country) = (capture.clone(), self.plan.source.country.clone());
        let work = move || shiome_extract::wall(&capture, &body, &country);
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::Worker("reading a list"))
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
    fn brought(&self) -> bool {
        let Tally { new, updated, changes, had, .. } = self.tally;
        new + updated + changes > 0 || (self.later && had > 0)
    }

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

/// Whether a list could not be had for what it is rather than for how its host does.
fn is_of_the_list(reason: Reason) -> bool {
    !reason.is_passing() && reason != Reason::Blocked
}

/// What the state of a list is kept under. A list may be listed by another source, as a page to read:
/// the two states are kept apart.
fn list_name(request: &Request) -> String {
    format!("list:{}", request.logical_url())
}

/// States of pages by their address.
pub(super) async fn states_of(house: &House, urls: &[String]) -> Result<BTreeMap<String, PageState>, Error> {
    let states = house.catalog.page_states(urls).await?;
    Ok(states.into_iter().map(|s| (s.url.clone(), s)).collect())
}
