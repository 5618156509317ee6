//! Walking the lists of a source, and dealing with the works they name.

use super::run::Run;
use super::{page, routes, withdraw};
use crate::{Error, Event};
use chrono::TimeDelta;
use futures::StreamExt;
use shiome_crawl::fetch::freshness;
use shiome_crawl::{Body, Connector, Found, Outcome, Request};
use shiome_extract::Rejection;
use shiome_model::{Capture, Item, Reason, Validators, time};
use shiome_store::{Fact, PageState};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Progress is told after so many works.
const TOLD: usize = 25;

/// How long a list is passed over because another says that it has not moved: some say so forever.
fn believed() -> TimeDelta {
    TimeDelta::days(30)
}

impl Run<'_> {
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

    /// What answered in place of a list that brought nothing.
    async fn wall(&self, capture: &Capture, body: Body) -> Result<Option<Rejection>, Error> {
        let (capture, country) = (capture.clone(), self.plan.source.country.clone());
        let work = move || shiome_extract::wall(&capture, &body, &country);
        crate::computed::computed(work).await.map_err(|_| Error::Worker("reading a list"))
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
