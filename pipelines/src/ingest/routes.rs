//! The ways to read a source, in order: the preferred one, and others for when it is broken.
//!
//! The preferred way is tried first in every run. Another is tried only where the answer looks like
//! breakage: gone, unreadable, or empty where there were always works. A refusal is an answer and is
//! not worked around; a server that is down is given time before another of its doors is knocked at.
//! Works are known by their address, so one that several ways list is one document.

use super::run::{Route, Run};
use super::source::build;
use crate::Error;
use chrono::TimeDelta;
use shiome_crawl::connect::Config;
use shiome_model::{Reason, Timestamp};
use shiome_store::{Fallback, SourceState};
use std::sync::atomic::Ordering;

/// Runs in a row that a server may be down before another way is tried.
const PATIENCE: u32 = 2;
/// Runs that are looked back at to see whether a source ever listed anything.
const LOOK_BACK: usize = 50;

/// Walks the preferred way and, where it is broken, the first other one that works.
pub(super) async fn read(run: &mut Run<'_>, preferred: &Config) -> Result<(), Error> {
    let plan = run.plan;
    run.due_again().await?;
    let connector = build(plan, preferred)?;
    run.walk(&*connector).await?;
    // A list may have forgotten the place where the last visit ended, and say so in no way we know.
    let is_stuck = run.tally.failed.is_some() && run.route.answers == 0;
    if is_stuck && run.state.consecutive_failures >= PATIENCE {
        run.state.cursor = run.state.cursor.take().and_then(|cursor| connector.without_place(cursor));
    }
    let (failed, cursor) = (run.tally.failed.take(), run.state.cursor.clone());
    let trouble = match &failed {
        Some((reason, detail)) => {
            let tried = run.state.consecutive_failures >= PATIENCE || run.state.fallback.is_some();
            (run.route.listed == 0 && is_breakage(*reason, run.route.refused, tried))
                .then(|| (Some(*reason), detail.clone()))
        }
        None if went_blind(run).await? => Some((None, format!("{}: it lists nothing", preferred.url()))),
        None => None,
    };
    if let Some((reason, detail)) = trouble {
        for other in &plan.fallback {
            run.route = Route::default();
            run.walk_from(&*build(plan, other)?, None).await?;
            if run.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let works = run.tally.failed.take().is_none() && run.route.listed + run.route.unchanged > 0;
            // Where the preferred way goes on is no other way's business.
            run.state.cursor.clone_from(&cursor);
            if works {
                let now = run.house.now();
                run.state.fallback = Some(taken(&run.state, other, now, reason, detail));
                return Ok(());
            }
        }
    }
    run.state.fallback = None;
    run.tally.failed = failed;
    Ok(())
}

/// The record of another way: it keeps the day since which that way is needed.
fn taken(
    state: &SourceState,
    route: &Config,
    now: Timestamp,
    reason: Option<Reason>,
    detail: String,
) -> Fallback {
    let before = state.fallback.as_ref().filter(|f| f.url == route.url());
    let since = before.map_or(now, |f| f.since);
    Fallback { kind: route.kind().into(), url: route.url().into(), since, reason, detail }
}

/// Whether the preferred way answered without a work although it used to list some. Only of interest
/// where there is another way.
async fn went_blind(run: &Run<'_>) -> Result<bool, Error> {
    let empty = run.route.answers > 0 && run.route.listed == 0 && run.route.unchanged == 0;
    if !empty || run.plan.fallback.is_empty() {
        return Ok(false);
    }
    let since = run.house.now() - TimeDelta::days(3_650);
    let runs = run.house.catalog.fetch_records(Some(&run.state.source), since, LOOK_BACK).await?;
    Ok(runs.iter().any(|r| r.items_found > 0))
}

/// Whether the host does not want to be read.
pub(super) fn is_refusal(reason: Reason) -> bool {
    matches!(reason, Reason::Robots | Reason::Blocked | Reason::Firewall | Reason::TooManyRequests)
}

/// Whether a failure means that the way is broken. A page that only looks like a firewall's or a
/// login's was no refusal of the host (`refused` is false) but stands where the list should be.
fn is_breakage(reason: Reason, refused: bool, was_tried: bool) -> bool {
    match reason {
        _ if refused => false,
        Reason::Robots | Reason::TooManyRequests | Reason::ForbiddenAddress => false,
        reason if reason.is_passing() => was_tried,
        _ => true,
    }
}

/// What the record of a run says about the way it took.
pub(super) fn note(state: &SourceState) -> String {
    let by = |f: &Fallback| format!("read by {} {}; {}", f.kind, f.url, f.detail);
    state.fallback.as_ref().map(by).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breakage_is_told_from_refusal_and_from_a_bad_day() {
        for reason in [Reason::Malformed, Reason::NotFound, Reason::RedirectLoop, Reason::Blocked] {
            assert!(is_breakage(reason, false, false), "{reason:?}");
            assert!(!is_breakage(reason, true, true), "{reason:?}");
        }
        for reason in [Reason::ServerError, Reason::Unreachable, Reason::Timeout] {
            assert!(!is_breakage(reason, false, false), "{reason:?}");
            assert!(is_breakage(reason, false, true), "{reason:?}");
        }
        for reason in [Reason::Robots, Reason::TooManyRequests] {
            assert!(!is_breakage(reason, false, true) && is_refusal(reason), "{reason:?}");
        }
    }
}
