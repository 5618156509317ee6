//! One work: whether its page must be asked for, and asking.

use super::repeat;
use super::run::{Run, states_of};
use crate::{Error, House, SourcePlan, Stage};
use chrono::{NaiveDate, TimeDelta};
use shiome_crawl::{Fetcher, Outcome, Request};
use shiome_extract::Rejection;
use shiome_model::{Capture, DocumentId, Item, Media, Reason, SourceId};
use shiome_store::{Fact, PageState, Unread};
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
    /// The list's capture is needed for the document.
    pub uses_list: bool,
    /// Length of a body that was had.
    pub bytes: usize,
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
pub(super) fn speaks_for_the_entry(reason: Reason) -> bool {
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
pub(super) struct Work<'a> {
    pub house: &'a House,
    pub plan: &'a SourcePlan,
    pub item: Item,
    pub state: Option<PageState>,
    /// The capture that lists it; none for a page that is asked for again by itself.
    pub list: Option<Arc<Capture>>,
}

impl Work<'_> {
    pub(super) fn source(&self) -> &SourceId {
        &self.plan.source.id
    }

    pub(super) fn today(&self) -> NaiveDate {
        shiome_model::time::day_in_japan(self.house.now())
    }

    /// The state as it will be committed, before the outcome is known.
    pub(super) fn next_state(&self) -> PageState {
        let unread = || PageState::unread(self.item.url.as_str(), self.source().clone());
        let mut state = self.state.clone().unwrap_or_else(unread);
        state.modified = state.modified.max(self.item.modified);
        state
    }

    pub(super) fn found(&self, document: &DocumentId) -> Fact {
        Fact::Found { source: self.source().clone(), document: document.clone(), at: self.house.now() }
    }

    pub(super) fn note(&self) -> Done {
        let document = self.state.as_ref().and_then(|s| s.document.as_ref());
        Done { facts: document.map(|d| self.found(d)).into_iter().collect(), ..Done::default() }
    }

    async fn page(self, fetcher: &Fetcher) -> Result<Done, Error> {
        let request = Request { render: self.plan.render, ..Request::get(self.item.url.clone()) };
        let validators = self.state.as_ref().map(|s| s.validators.clone()).filter(|v| !v.is_empty());
        let start = Instant::now();
        let outcome = fetcher.fetch(self.source(), &request, validators.as_ref(), self.house.now()).await;
        self.house.timings.add(Stage::Fetch, start);
        if let Outcome::Fetched { capture, body } = &outcome {
            let start = Instant::now();
            self.house.archive.stage(capture, body).await?;
            self.house.timings.add(Stage::Store, start);
        }
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
            Outcome::Fetched { capture, body } => self.captured(capture, body.len()),
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

    /// A page was had: it is kept, and read when all pages of the run are had. What answers is not kept
    /// waiting by what must be computed; and who was killed in between finds it still to be read.
    fn captured(self, capture: Capture, bytes: usize) -> Done {
        let mut state = self.next_state();
        state.last_fetched = Some(capture.fetched_at);
        state.next_try = None;
        let source = self.source().clone();
        let list = self.list.filter(|_| self.item.stands_alone).map(|list| list.id.clone());
        let uses_list = list.is_some();
        state.unread = Some(Unread { source, capture: capture.id.clone(), item: self.item, list });
        let facts = vec![Fact::Capture(capture), Fact::Page(state)];
        Done { facts, uses_list, bytes, ..Done::default() }
    }
}
