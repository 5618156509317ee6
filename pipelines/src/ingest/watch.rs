//! A watched page: every version is kept, and what moved between two of them is a fact of its own.

use super::page;
use super::source::Run;
use crate::Error;
use shiome_crawl::{Body, Connector, Outcome};
use shiome_enrich::change;
use shiome_model::{Capture, Document, Item, Validators};
use shiome_store::{Fact, PageState};

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
                run.at_end.push(Fact::Page(state));
            }
            Outcome::Rejected { reason, detail, retry_after, .. } => {
                run.fail(reason, format!("{}: {detail}", request.url), retry_after);
            }
            Outcome::Fetched { capture, body } => {
                run.archive(&capture, &body).await?;
                state.validators = Validators::of(&capture);
                state.last_fetched = Some(capture.fetched_at);
                state.status = Some(capture.status);
                version(run, capture, body, Item::link(request.url), state).await?;
            }
        }
    }
    run.state.complete = run.tally.failed.is_none();
    Ok(())
}

/// A version was captured: compare it with the one before.
async fn version(
    run: &mut Run<'_>,
    capture: Capture,
    body: Body,
    item: Item,
    mut state: PageState,
) -> Result<(), Error> {
    let today = shiome_model::time::day_in_japan(run.house.now());
    let id = run.state.source.clone();
    run.at_end.push(Fact::Capture(capture.clone()));
    let seen_at = capture.taken_at();
    let read =
        page::extract(shiome_extract::watched_text, run.house, run.plan, capture.clone(), body, item, today)
            .await?;
    let document = match read {
        Ok((document, _)) => document,
        // What stands in for the page is no change of it; and the page could not be read.
        Err(rejection) => {
            run.reject(capture.url.as_str(), rejection.reason, &rejection.detail);
            run.fail(rejection.reason, format!("{}: {}", capture.url, rejection.detail), None);
            run.at_end.push(Fact::Page(state));
            return Ok(());
        }
    };
    let before = run.house.catalog.document(&document.id).await?.map(|s| s.document);
    state.capture = Some(capture.id.clone());
    state.document = Some(document.id.clone());
    let moved =
        before.as_ref().and_then(|b| change::compare(b, &document, &id, &b.capture, &capture.id, seen_at));
    let worth_keeping = match (&before, &moved) {
        (None, _) => {
            run.tally.new += 1;
            true
        }
        (Some(_), Some(_)) => {
            run.tally.changes += 1;
            true
        }
        // The capture is kept; the document stays what it was, since nothing a reader would see moved.
        (Some(before), None) => dated_now(before, &document),
    };
    if worth_keeping {
        run.at_end.push(Fact::Document { document: document.clone(), first_seen: run.house.now() });
    }
    run.at_end.extend(moved.map(Fact::Change));
    run.at_end.push(Fact::Found { source: id, document: document.id, at: run.house.now() });
    run.at_end.push(Fact::Page(state));
    Ok(())
}

fn dated_now(before: &Document, after: &Document) -> bool {
    before.published.is_none() && after.published.is_some()
}
