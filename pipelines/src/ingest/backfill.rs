//! A web archive is walked: each version it lists is asked for once, and comes in as of its time.
//!
//! What was had of a version is noted under its moment and address, so that a walk that was broken off
//! goes on where it was, and a list that is read again costs nothing but the list.

use super::run::Run;
use super::{past, rhythm, routes};
use crate::Error;
use shiome_crawl::{Connector, Outcome, Request};
use shiome_model::{Item, Reason, Timestamp};
use shiome_store::{Fact, PageState};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::Ordering;
use url::Url;

/// Failures in a row after which the archive is left alone until the next visit.
const ENOUGH: u32 = 5;

pub(super) async fn read(run: &mut Run<'_>, connector: &dyn Connector, archive: &Url) -> Result<(), Error> {
    let mut queue: VecDeque<Request> = connector.seeds(run.state.cursor.as_deref()).into();
    let mut asked = BTreeSet::new();
    let mut watched = BTreeSet::new();
    while let Some(request) = queue.pop_front() {
        if run.stop.load(Ordering::Relaxed) {
            break;
        }
        if asked.len() >= connector.max_answers() || !asked.insert(request.logical_url().to_string()) {
            continue;
        }
        let is_first = asked.len() == 1;
        let found = run.list(connector, &request, is_first).await?;
        if run.tally.failed.is_some() {
            break;
        }
        let Some((found, _)) = found else { continue };
        for (address, reason) in &found.refused {
            run.reject(address, *reason, "listed by the archive");
        }
        for chunk in found.items.chunks(400) {
            versions(run, chunk, archive, &mut watched).await?;
            if run.tally.failed.is_some() || run.stop.load(Ordering::Relaxed) {
                break;
            }
        }
        if run.tally.failed.is_some() || run.stop.load(Ordering::Relaxed) {
            break;
        }
        // All versions of this answer are had: the next visit may go on behind it.
        if found.cursor.is_some() {
            run.state.cursor = found.cursor.filter(|c| !c.is_empty());
            run.commit(vec![Fact::Checked(run.state.clone())]).await?;
        }
        queue.extend(found.more);
    }
    for url in watched {
        let compared = past::compare_all(run.house, &url).await?;
        run.tally.changes += compared.changes;
        run.tally.new += u32::from(compared.is_new);
    }
    run.state.complete |= run.tally.failed.is_none();
    Ok(())
}

/// The name under which is noted what was had of a version.
fn name_of(url: &Url, at: Timestamp) -> String {
    format!("at:{}/{url}", at.format("%Y%m%d%H%M%S"))
}

async fn versions(
    run: &mut Run<'_>,
    items: &[Item],
    archive: &Url,
    watched: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let wanted: Vec<(&Url, Timestamp)> = items.iter().filter_map(|i| Some((&i.url, i.at?))).collect();
    let names: Vec<String> = wanted.iter().map(|(url, at)| name_of(url, *at)).collect();
    let states = run.house.catalog.page_states(&names).await?;
    let mut states: BTreeMap<String, PageState> = states.into_iter().map(|s| (s.url.clone(), s)).collect();
    let mut in_a_row = 0;
    for ((url, at), name) in wanted.into_iter().zip(names) {
        if run.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        // Also where it was had before: the comparison may have been broken off.
        if past::watcher(run.house, url).is_some() {
            watched.insert(url.to_string());
        }
        let known = states.remove(&name);
        let is_due =
            |s: &PageState| s.error.is_some() && s.next_try.is_some_and(|next| next <= run.house.now());
        if known.as_ref().is_some_and(|s| !is_due(s)) {
            continue;
        }
        let state = known.unwrap_or_else(|| PageState::unread(&name, run.state.source.clone()));
        let mut request = Request::past(url.clone(), archive.clone(), at);
        request.accept = Some("*/*".into());
        match version(run, &request, state).await? {
            None => in_a_row = 0,
            Some((reason, detail)) => {
                in_a_row += 1;
                if routes::is_refusal(reason) || in_a_row >= ENOUGH {
                    run.fail(reason, format!("{archive} {url}: {detail}"), None);
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Asks for one version. Says why the archive did not give it, if that speaks of the archive.
async fn version(
    run: &mut Run<'_>,
    request: &Request,
    mut state: PageState,
) -> Result<Option<(Reason, String)>, Error> {
    let now = run.house.now();
    state.last_fetched = Some(now);
    match run.fetch(request, None).await {
        Outcome::NotModified { .. } => Ok(None), // nothing conditional was asked
        Outcome::Fetched { capture, body } => {
            state.status = Some(capture.status);
            state.capture = Some(capture.id.clone());
            (state.error, state.failures, state.next_try) = (None, 0, None);
            let plan = past::watcher(run.house, &capture.url).unwrap_or(run.plan);
            let adopted = past::adopt(run.house, plan, capture, body, false).await?;
            run.tally.new += u32::from(adopted.is_new);
            run.tally.updated += u32::from(adopted.is_update);
            if let Some(reason) = adopted.rejected {
                run.reject(request.url.as_str(), reason, &state.url);
            }
            let mut facts = adopted.facts;
            facts.push(Fact::Page(state));
            run.commit(facts).await?;
            Ok(None)
        }
        Outcome::Rejected { reason, detail, retry_after, .. } => {
            run.retry_after = run.retry_after.max(retry_after);
            let of_the_archive = routes::is_refusal(reason) || reason.is_passing();
            // A refusal is one of the archive, and says nothing of the version.
            if !routes::is_refusal(reason) {
                state.error = Some(reason);
                state.failures += 1;
                state.next_try =
                    rhythm::page_retry(state.failures, reason.is_passing()).map(|wait| now + wait);
                run.reject(request.url.as_str(), reason, &format!("{}: {detail}", state.url));
                run.commit(vec![Fact::Page(state)]).await?;
            }
            Ok(of_the_archive.then_some((reason, detail)))
        }
    }
}
