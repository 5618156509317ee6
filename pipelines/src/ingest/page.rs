//! One work: whether its page must be asked for, and what comes of it.

use super::repeat::{self, Printed};
use super::rhythm;
use super::source::{Run, states_of};
use crate::{Error, House, SourcePlan, Stage};
use chrono::{NaiveDate, TimeDelta};
use shiome_crawl::{Body, Fetcher, Outcome, Request};
use shiome_extract::{Input, Rejection};
use shiome_model::{
    Capture, Document, DocumentId, Hash, Item, Media, Reason, Rejected, SourceId, Timestamp, Validators,
};
use shiome_store::{Fact, PageState};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What there is to do about a listed work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// Nothing has moved: only note that this source lists it, too.
    Note,
    /// Ask for its page.
    Page,
    /// Make the document from the entry alone.
    Entry,
    /// The stored page says no date, but this source does: extract again from the archive.
    Date,
}

/// A listed work, what we know of it, and what there is to do.
pub(super) struct Todo {
    item: Item,
    state: Option<PageState>,
    task: Task,
}

impl Todo {
    /// A page to ask for once more.
    pub(super) fn again(item: Item, state: PageState) -> Self {
        Self { item, state: Some(state), task: Task::Page }
    }
    /// Whether we have never dealt with it.
    pub(super) fn is_new(&self) -> bool {
        self.state.is_none()
    }
    /// Whether it costs more than a note.
    pub(super) fn needs_work(&self) -> bool {
        self.task != Task::Note
    }
}

/// What came of a work.
#[derive(Default)]
pub(super) struct Done {
    pub facts: Vec<Fact>,
    pub requests: u32,
    pub is_new: bool,
    pub is_update: bool,
    pub rejected: Option<Reason>,
    /// For how long it was put back, and why.
    pub put_back: Option<(Duration, String)>,
    /// A failure that may have passed when it is asked for again.
    pub again_in: Option<TimeDelta>,
    /// New, and no day is known of it.
    pub undated: bool,
    /// New, and it claims a day to come.
    pub future_dated: bool,
    /// The document was made from the list's capture.
    pub uses_list: bool,
    /// What the page showed, where it was short.
    pub print: Option<repeat::Printed>,
    pub worked: bool,
}

/// Decides for each listed work what there is to do.
pub(super) async fn sort(run: &Run<'_>, items: &[Item]) -> Result<Vec<Todo>, Error> {
    let urls: Vec<String> = items.iter().map(|i| i.url.to_string()).collect();
    let mut states = states_of(run.house, &urls).await?;
    let mut todo = Vec::with_capacity(items.len());
    for item in items {
        let state = states.remove(item.url.as_str());
        let task = match &state {
            None if item.has_page => Task::Page,
            None => Task::Entry,
            Some(state) => known(run, item, state).await?,
        };
        todo.push(Todo { item: item.clone(), state, task });
    }
    Ok(todo)
}

/// What there is to do about a work whose page we have asked for before.
async fn known(run: &Run<'_>, item: &Item, state: &PageState) -> Result<Task, Error> {
    let due = state.next_try.is_some_and(|at| at <= run.house.now());
    if item.has_page && (due || moved(item, state)) {
        return Ok(Task::Page);
    }
    let Some(id) = &state.document else {
        // Another source only pointed to it; this one describes it.
        let describes = item.stands_alone && state.error.is_some_and(speaks_for_the_entry);
        return Ok(if describes { Task::Entry } else { Task::Note });
    };
    if item.published.is_none() && !item.stands_alone {
        return Ok(Task::Note);
    }
    let Some(stored) = run.house.catalog.document(id).await? else { return Ok(Task::Note) };
    let document = stored.document;
    let from_us = document.media == Media::Entry && document.source == run.state.source;
    if from_us && item.stands_alone && state.stamp.as_ref() != Some(&item.stamp()) {
        return Ok(Task::Entry);
    }
    let undated = document.published.is_none() && item.published.is_some();
    Ok(if undated && document.media != Media::Entry { Task::Date } else { Task::Note })
}

/// Whether the source says that the page is newer than what it said before.
fn moved(item: &Item, state: &PageState) -> bool {
    item.modified.is_some() && item.modified > state.modified
}

/// Whether a work whose page was refused for that reason may be told from its entry: yes if the page
/// cannot be had, no if we are asked not to read it.
fn speaks_for_the_entry(reason: Reason) -> bool {
    !matches!(reason, Reason::Robots | Reason::ForbiddenAddress)
}

/// Does what there is to do about one work.
pub(super) async fn deal(
    house: &House,
    fetcher: &Fetcher,
    plan: &SourcePlan,
    todo: Todo,
    list: Option<Arc<Capture>>,
) -> Result<Done, Error> {
    let worked = todo.needs_work();
    let work = Work { house, plan, item: todo.item, state: todo.state, list };
    let mut done = match todo.task {
        Task::Note => work.note(),
        Task::Entry => work.entry(None).await?,
        Task::Date => work.date().await?,
        Task::Page => work.page(fetcher).await?,
    };
    done.worked = worked;
    Ok(done)
}

#[derive(Clone)]
struct Work<'a> {
    house: &'a House,
    plan: &'a SourcePlan,
    item: Item,
    state: Option<PageState>,
    /// The capture that lists it; none for a page that is asked for again by itself.
    list: Option<Arc<Capture>>,
}

impl Work<'_> {
    fn source(&self) -> &SourceId {
        &self.plan.source.id
    }

    fn today(&self) -> NaiveDate {
        shiome_model::time::day_in_japan(self.house.now())
    }

    /// The state as it will be committed, before the outcome is known.
    fn next_state(&self) -> PageState {
        let unread = || PageState::unread(self.item.url.as_str(), self.source().clone());
        let mut state = self.state.clone().unwrap_or_else(unread);
        state.modified = state.modified.max(self.item.modified);
        state
    }

    fn found(&self, document: &DocumentId) -> Fact {
        Fact::Found { source: self.source().clone(), document: document.clone(), at: self.house.now() }
    }

    fn note(&self) -> Done {
        let document = self.state.as_ref().and_then(|s| s.document.as_ref());
        Done { facts: document.map(|d| self.found(d)).into_iter().collect(), ..Done::default() }
    }

    async fn page(self, fetcher: &Fetcher) -> Result<Done, Error> {
        let request = Request { render: self.plan.render, ..Request::get(self.item.url.clone()) };
        let validators = self.state.as_ref().map(|s| s.validators.clone()).filter(|v| !v.is_empty());
        let start = Instant::now();
        let outcome = fetcher.fetch(self.source(), &request, validators.as_ref(), self.house.now()).await;
        self.house.timings.add(Stage::Fetch, start);
        let mut done = match outcome {
            Outcome::NotModified { at } => {
                let mut state = self.next_state();
                state.last_fetched = Some(at);
                let mut done = self.note();
                done.facts.push(Fact::Page(state));
                done
            }
            Outcome::Rejected { reason, detail, retry_after: Some(wait), asked: false } => {
                self.put_back(reason, detail, wait)
            }
            Outcome::Rejected { reason, detail, .. } => {
                self.without_page(None, Rejection { reason, detail }).await?
            }
            Outcome::Fetched { capture, body } => self.captured(capture, body).await?,
        };
        done.requests = 1;
        Ok(done)
    }

    /// Its host is left alone for a while: that says nothing about the page.
    fn put_back(self, reason: Reason, detail: String, wait: Duration) -> Done {
        let mut state = self.next_state();
        state.error = state.error.or(Some(reason));
        state.next_try = Some(self.house.now() + TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1)));
        Done { facts: vec![Fact::Page(state)], put_back: Some((wait, detail)), ..Done::default() }
    }

    /// A page was had: keep it, read it.
    async fn captured(self, capture: Capture, body: Body) -> Result<Done, Error> {
        let start = Instant::now();
        self.house.archive.stage(&capture, &body).await?;
        self.house.timings.add(Stage::Store, start);
        match extract(
            shiome_extract::extract,
            self.house,
            self.plan,
            capture.clone(),
            body,
            self.item.clone(),
            self.today(),
        )
        .await?
        {
            Err(rejection) => self.without_page(Some(capture), rejection).await,
            Ok((document, None)) => {
                let mut state = self.next_state();
                read_well(&mut state, &capture);
                self.keep(document, Some(capture), state).await
            }
            Ok((document, Some(print))) => self.short(document, print, capture).await,
        }
    }

    /// A short page was had: it is kept, unless it turns out to be the same at many addresses. What was
    /// a long text gives way to it only when it is shown a second time.
    async fn short(self, document: Document, print: Hash, capture: Capture) -> Result<Done, Error> {
        let url = self.item.url.to_string();
        let rejection = Rejection { reason: Reason::Repeated, detail: format!("shown as {}", print.short()) };
        let instead = Box::pin(self.clone().without_page(Some(capture.clone()), rejection)).await?;
        let mut state = self.next_state();
        if self.would_lose(&document, &print, &url).await? {
            state.last_fetched = Some(capture.fetched_at);
            state.next_try = Some(self.house.now() + TimeDelta::days(1));
            let mut done = self.note();
            done.facts.extend([Fact::Capture(capture), Fact::Page(state)]);
            done.print = Some(Printed { url, print, instead: Box::new(instead) });
            return Ok(done);
        }
        read_well(&mut state, &capture);
        let mut done = self.keep(document, Some(capture), state).await?;
        done.print = Some(Printed { url, print, instead: Box::new(instead) });
        Ok(done)
    }

    /// Whether a text much longer than that would be overwritten by what this address shows for the
    /// first time.
    async fn would_lose(&self, document: &Document, print: &Hash, url: &str) -> Result<bool, Error> {
        let Some(id) = self.state.as_ref().and_then(|s| s.document.as_ref()) else { return Ok(false) };
        let Some(before) = self.house.catalog.document(id).await? else { return Ok(false) };
        if before.document.text.len() < 4 * document.text.len() + 400 {
            return Ok(false);
        }
        let shown = self.house.catalog.printed(self.source(), std::slice::from_ref(print)).await?;
        Ok(!(shown.len() == 1 && shown.iter().all(|(_, at)| at == url)))
    }

    /// There is no page to read. A source that describes its works speaks for it; else it is counted.
    async fn without_page(self, capture: Option<Capture>, rejection: Rejection) -> Result<Done, Error> {
        if self.item.stands_alone && speaks_for_the_entry(rejection.reason) {
            return self.entry(Some((capture, rejection))).await;
        }
        let mut state = self.next_state();
        read_ill(&mut state, capture.as_ref(), &rejection, self.house.now());
        let mut facts: Vec<Fact> = capture.into_iter().map(Fact::Capture).collect();
        facts.push(Fact::Rejected(Rejected {
            source: self.source().clone(),
            url: self.item.url.to_string(),
            reason: rejection.reason,
            detail: rejection.detail,
            at: self.house.now(),
        }));
        let passes = rejection.reason.is_passing();
        let again_in = state.next_try.filter(|_| passes).map(|at| at - self.house.now());
        facts.push(Fact::Page(state));
        Ok(Done { facts, rejected: Some(rejection.reason), again_in, ..Done::default() })
    }

    /// The document is made from what the source says about it.
    async fn entry(self, page: Option<(Option<Capture>, Rejection)>) -> Result<Done, Error> {
        let mut state = self.next_state();
        state.stamp = Some(self.item.stamp());
        let mut stood_in = None;
        let capture = page.and_then(|(capture, rejection)| {
            read_ill(&mut state, capture.as_ref(), &rejection, self.house.now());
            stood_in = Some(rejection).filter(|r| r.reason.stands_in());
            capture
        });
        let Some(list) = self.list.clone() else { return Ok(self.note()) };
        match shiome_extract::from_entry(&self.item, &list, &self.plan.source, self.today()) {
            Ok(document) => {
                let (source, url) = (self.source().clone(), self.item.url.to_string());
                let at = self.house.now();
                let mut done = self.keep(document, capture, state).await?;
                done.uses_list = true;
                // The entry speaks for the page, but that there is a wall is to be seen.
                if let Some(Rejection { reason, detail }) = stood_in {
                    done.rejected = Some(reason);
                    done.facts.push(Fact::Rejected(Rejected { source, url, reason, detail, at }));
                }
                Ok(done)
            }
            Err(rejection) => {
                let reason = rejection.reason;
                let mut facts: Vec<Fact> = capture.into_iter().map(Fact::Capture).collect();
                facts.push(Fact::Page(state));
                facts.push(Fact::Rejected(Rejected {
                    source: self.source().clone(),
                    url: self.item.url.to_string(),
                    reason,
                    detail: rejection.detail,
                    at: self.house.now(),
                }));
                Ok(Done { facts, rejected: Some(reason), ..Done::default() })
            }
        }
    }

    /// This source knows the date that the stored page does not say.
    async fn date(self) -> Result<Done, Error> {
        let state = self.next_state();
        let Some(id) = &state.capture else { return Ok(self.note()) };
        let Some(capture) = self.house.catalog.capture(id).await? else { return Ok(self.note()) };
        let body = self.house.archive.get(&capture.body).await?;
        match extract(
            shiome_extract::extract,
            self.house,
            self.plan,
            capture,
            body.into(),
            self.item.clone(),
            self.today(),
        )
        .await?
        {
            Ok((document, _)) => self.keep(document, None, state).await,
            Err(_) => Ok(self.note()),
        }
    }

    /// The facts of a document that was read.
    async fn keep(
        self,
        mut document: Document,
        capture: Option<Capture>,
        mut state: PageState,
    ) -> Result<Done, Error> {
        let before = self.house.catalog.document(&document.id).await?.map(|s| s.document);
        if let Some(before) = &before {
            if document.published.is_none() && before.published.is_some() {
                document.published = before.published.clone();
                document.revision = Document::revision_of(&document.title, &document.text, document.date());
            }
            // A page says more than the entry that announced it; never the other way round.
            if document.media == Media::Entry && before.media != Media::Entry {
                document = before.clone();
            }
        }
        let is_update = before.as_ref().is_some_and(|b| b.revision != document.revision);
        let (is_new, today) = (before.is_none(), self.today());
        let undated = is_new && document.published.is_none();
        let future_dated = is_new && document.date().max(self.item.published).is_some_and(|d| d > today);
        state.document = Some(document.id.clone());
        let found = self.found(&document.id);
        let mut facts: Vec<Fact> = capture.into_iter().map(Fact::Capture).collect();
        facts.push(Fact::Document { document, first_seen: self.house.now() });
        facts.push(found);
        facts.push(Fact::Page(state));
        Ok(Done { facts, is_new, is_update, undated, future_dated, ..Done::default() })
    }
}

/// How a body is read: as an article, or as a watched page.
pub(super) type Reader = fn(&Input<'_>) -> Result<Document, Rejection>;

/// A document, and by what a short page is recognised elsewhere.
type Read = (Document, Option<Hash>);

/// Reads a body on a thread that may compute.
pub(super) async fn extract(
    reader: Reader,
    house: &House,
    plan: &SourcePlan,
    capture: Capture,
    body: Body,
    item: Item,
    today: NaiveDate,
) -> Result<Result<Read, Rejection>, Error> {
    let source = plan.source.clone();
    let timings = house.timings.clone();
    let work = move || {
        let start = Instant::now();
        let input = Input { capture: &capture, body: &body, item: Some(&item), source: &source, today };
        let outcome = reader(&input).map(|document| {
            let print = shiome_extract::print(&input, &document);
            (document, print)
        });
        timings.add(Stage::Extract, start);
        outcome
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Worker("reading a page"))
}

fn read_well(state: &mut PageState, capture: &Capture) {
    state.validators = Validators::of(capture);
    state.last_fetched = Some(capture.fetched_at);
    state.status = Some(capture.status);
    state.capture = Some(capture.id.clone());
    state.error = None;
    state.failures = 0;
    state.next_try = None;
}

fn read_ill(state: &mut PageState, capture: Option<&Capture>, rejection: &Rejection, now: Timestamp) {
    state.last_fetched = Some(now);
    state.status = capture.map(|c| c.status);
    state.error = Some(rejection.reason);
    state.failures += 1;
    let wait = rhythm::page_retry(state.failures, rejection.reason.is_passing());
    state.next_try = wait.map(|w| now + w);
}
