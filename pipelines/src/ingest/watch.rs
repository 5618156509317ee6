//! A watched page: every version is kept, and what moved between two of them is a fact of its own. So
//! are its end, its move and its return.
//!
//! Nothing is believed at first sight. A page is gone when it is missed (404, 410, or led to where
//! something else stands) at two looks some hours apart; it has moved when a redirect to the same
//! matter lasts as long. What fails or stands in front of the page in between is no event of it.

use super::run::Run;
use crate::compare::{self, Read};
use crate::{Error, Stage};
use chrono::TimeDelta;
use shiome_crawl::{Connector, Outcome};
use shiome_enrich::change;
use shiome_model::{Capture, Change, Document, DocumentId, Event, Reason, Timestamp, Validators};
use shiome_store::{Fact, PageState};
use std::time::Instant;
use url::Url;

/// The least time between two looks that confirm each other.
fn apart() -> TimeDelta {
    TimeDelta::hours(6)
}
/// Shared part of the text from which a page elsewhere is the same page.
const SAME_MATTER: f32 = 0.6;

pub(super) async fn read(run: &mut Run<'_>, connector: &dyn Connector) -> Result<(), Error> {
    for request in connector.seeds(None) {
        let name = request.url.to_string();
        let known = run.house.catalog.page_states(std::slice::from_ref(&name)).await?.pop();
        let validators = known.as_ref().map(|p| p.validators.clone()).filter(|v| !v.is_empty());
        let mut state = known.unwrap_or_else(|| PageState::unread(&name, run.state.source.clone()));
        run.tally.listed += 1;
        match run.fetch(&request, validators.as_ref()).await {
            Outcome::NotModified { at } => {
                state.last_fetched = Some(at);
                returned(run, &mut state).await?;
                run.at_end.push(Fact::Page(state));
            }
            Outcome::Rejected { reason, detail, retry_after, .. } => {
                if reason == Reason::NotFound {
                    let now = run.house.now();
                    missed(run, &mut state, detail.clone(), now).await?;
                    run.at_end.push(Fact::Page(state));
                }
                run.fail(reason, format!("{}: {detail}", request.url), retry_after);
            }
            Outcome::Fetched { capture, body } => {
                run.archive(&capture, &body).await?;
                run.at_end.push(Fact::Capture(capture.clone()));
                match answered(run, capture, &body, &mut state).await? {
                    Ok(()) => {}
                    Err((reason, detail)) => run.fail(reason, format!("{}: {detail}", request.url), None),
                }
                run.at_end.push(Fact::Page(state));
            }
        }
    }
    run.state.complete = run.tally.failed.is_none();
    Ok(())
}

/// There is an answer: the page, the page elsewhere, or something else.
async fn answered(
    run: &mut Run<'_>,
    capture: Capture,
    body: &[u8],
    state: &mut PageState,
) -> Result<Result<(), (Reason, String)>, Error> {
    let start = Instant::now();
    let source = run.plan.source.clone();
    let today = shiome_model::time::day_in_japan(run.house.now());
    let (taken, bytes) = (capture.clone(), body.to_vec());
    let work = move || compare::read(taken, &bytes, &source, today);
    let outcome = crate::computed::computed(work).await.map_err(|_| Error::Worker("reading a page"))?;
    run.house.timings.add(Stage::Extract, start);
    let mut read = match outcome {
        Ok(read) => read,
        // What stands in for the page is no change of it; and the page could not be read.
        Err(rejection) => {
            run.reject(capture.url.as_str(), rejection.reason, &rejection.detail);
            return Ok(Err((rejection.reason, rejection.detail)));
        }
    };
    let Some(before) = last_version(run, state).await? else {
        // The first look: wherever it leads, that is the page.
        run.tally.new += 1;
        keep(run, &read.document);
        settle(state, &capture, &read.document.id);
        return Ok(Ok(()));
    };
    // A page keeps its name, whatever address it claims or moves to later.
    read.document.id = before.document.id.clone();
    let told = last_move(run, &before.document.id).await?;
    let known = [Some(&before.capture.final_url), Some(&capture.url), told.as_ref()];
    let elsewhere = !known.into_iter().flatten().any(|url| same_place(&capture.final_url, url));
    if elsewhere {
        let is_same = change::likeness(before.version(), read.version()) >= SAME_MATTER
            && !is_above(&capture.final_url, &capture.url);
        if !is_same {
            let how = format!("led to {}", capture.final_url);
            missed(run, state, how.clone(), capture.fetched_at).await?;
            return Ok(Err((Reason::NotFound, how)));
        }
        if !lasts(state, &capture) {
            return Ok(Ok(()));
        }
        run.tally.changes += 1;
        let event = Event::Moved { to: capture.final_url.clone() };
        tell(run, event, &before.document.id, (&before.capture, &capture), capture.taken_at());
    }
    if elsewhere || told.is_some() {
        read.document.url = shiome_model::url::canonical(&capture.final_url);
    }
    returned(run, state).await?;
    let moved = change::compare(before.version(), read.version(), &run.state.source, capture.taken_at());
    let is_dated_now = before.document.published.is_none() && read.document.published.is_some();
    // Else the capture is kept, and the document stays what it was: nothing a reader would see moved.
    if moved.is_some() || is_dated_now || elsewhere {
        keep(run, &read.document);
    }
    run.tally.changes += u32::from(moved.is_some());
    run.at_end.extend(moved.map(Fact::Change));
    let found = Fact::Found {
        source: run.state.source.clone(),
        document: read.document.id.clone(),
        at: run.house.now(),
    };
    run.at_end.push(found);
    settle(state, &capture, &read.document.id);
    Ok(Ok(()))
}

/// The last version that was read as the page, from the archive.
async fn last_version(run: &Run<'_>, state: &PageState) -> Result<Option<Read>, Error> {
    let (Some(id), Some(document)) = (&state.capture, &state.document) else { return Ok(None) };
    let Some(capture) = run.house.catalog.capture(id).await? else { return Ok(None) };
    let read = compare::stored(run.house, capture, &run.plan.source).await?;
    Ok(read.map(|mut read| {
        read.document.id = document.clone();
        read
    }))
}

/// Where the page was last told to have moved.
async fn last_move(run: &Run<'_>, document: &DocumentId) -> Result<Option<Url>, Error> {
    let told = run.house.catalog.changes_of(document, 50).await?;
    Ok(told.into_iter().find_map(|change| match change.event {
        Event::Moved { to } => Some(to),
        _ => None,
    }))
}

fn keep(run: &mut Run<'_>, document: &Document) {
    run.at_end.push(Fact::Document { document: document.clone(), first_seen: run.house.now() });
    let source = run.state.source.clone();
    run.at_end.push(Fact::Found { source, document: document.id.clone(), at: run.house.now() });
}

/// The page was read: whatever was doubted is not any more.
fn settle(state: &mut PageState, capture: &Capture, document: &DocumentId) {
    state.validators = Validators::of(capture);
    state.last_fetched = Some(capture.fetched_at);
    state.status = Some(capture.status);
    state.capture = Some(capture.id.clone());
    state.document = Some(document.clone());
    (state.error, state.failures) = (None, 0);
}

/// The page was not there. Once is an accident; the second time, some hours later, it is gone. The state
/// remembers the first time until then: as the moment of the last fetch.
async fn missed(run: &mut Run<'_>, state: &mut PageState, how: String, at: Timestamp) -> Result<(), Error> {
    let is_first = state.error != Some(Reason::NotFound);
    if is_first {
        (state.error, state.failures, state.last_fetched) = (Some(Reason::NotFound), 1, Some(at));
        return Ok(());
    }
    let first = state.last_fetched.unwrap_or(at);
    if state.failures > 1 || at - first < apart() {
        return Ok(());
    }
    state.failures = 2;
    let (Some(capture), Some(document)) = (&state.capture, &state.document) else { return Ok(()) };
    let Some(capture) = run.house.catalog.capture(capture).await? else { return Ok(()) };
    run.tally.changes += 1;
    tell(run, Event::Removed { how, missed: first }, document, (&capture, &capture), at);
    Ok(())
}

/// The page was read, or has not changed: if it had been told to be gone, it is back.
async fn returned(run: &mut Run<'_>, state: &mut PageState) -> Result<(), Error> {
    let was_gone = state.error == Some(Reason::NotFound) && state.failures > 1;
    (state.error, state.failures) = (None, 0);
    let (true, Some(capture), Some(document)) = (was_gone, &state.capture, &state.document) else {
        return Ok(());
    };
    let Some(capture) = run.house.catalog.capture(capture).await? else { return Ok(()) };
    run.tally.changes += 1;
    let now = run.house.now();
    tell(run, Event::Reappeared, document, (&capture, &capture), now);
    Ok(())
}

/// Whether the redirect was met before, long enough ago. If not, the page is as it was, and the redirect
/// is remembered.
fn lasts(state: &mut PageState, capture: &Capture) -> bool {
    let met = state.error.is_none() && state.failures == 1;
    let first = state.last_fetched.unwrap_or(capture.fetched_at);
    if met && capture.fetched_at - first >= apart() {
        return true;
    }
    if !met {
        state.last_fetched = Some(capture.fetched_at);
    }
    (state.error, state.failures) = (None, 1);
    state.validators = Validators::default(); // the next look must be a whole one
    false
}

fn tell(
    run: &mut Run<'_>,
    event: Event,
    document: &DocumentId,
    captures: (&Capture, &Capture),
    at: Timestamp,
) {
    let (before, after) = captures;
    let change = Change::of_event(event, document, &run.state.source, (&before.id, &after.id), at);
    run.at_end.push(Fact::Change(change));
}

/// Whether two addresses are one to a reader.
fn same_place(a: &Url, b: &Url) -> bool {
    let place = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        let path = url.path().trim_end_matches('/').trim_end_matches("/index.html").to_owned();
        (host.strip_prefix("www.").unwrap_or(host).to_owned(), path, url.query().map(str::to_owned))
    };
    place(a) == place(b)
}

/// Whether an address is the front page of a site, or a folder that `of` lies in.
fn is_above(url: &Url, of: &Url) -> bool {
    let folder = format!("{}/", url.path().trim_end_matches('/'));
    let is_front = folder.len() <= 1 || (folder.len() == 4 && url.query().is_none());
    is_front || (url.host_str() == of.host_str() && of.path().starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_a_scheme_and_www_are_no_move() {
        let url = |u: &str| -> Url { u.parse().unwrap() };
        let page = url("http://agency.example/terms");
        for same in ["https://www.agency.example/terms/", "https://agency.example/terms/index.html"] {
            assert!(same_place(&page, &url(same)), "{same}");
        }
        assert!(!same_place(&page, &url("https://agency.example/terms?v=2")));
        for above in ["https://agency.example/", "https://agency.example/en/", "https://other.example/"] {
            assert!(is_above(&url(above), &page), "{above}");
        }
        assert!(is_above(
            &url("https://agency.example/grants/"),
            &url("https://agency.example/grants/terms")
        ));
        assert!(!is_above(&url("https://agency.example/funding/terms"), &page));
    }
}
