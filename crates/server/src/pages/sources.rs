//! How the sources are: what is read, what is not, and why.

use super::document::name_of;
use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    links,
    names::{Named, Namer},
};
use chrono::TimeDelta;
use serde::Serialize;
use shiome_model::{SourceId, Timestamp};
use shiome_store::{
    FetchRecord,
    health::{self, Health, State},
};
use std::sync::Arc;

/// Runs shown of a source.
const RUNS: usize = 30;
/// Days they go back.
const DAYS: i64 = 90;

#[derive(Serialize)]
struct View {
    now: Timestamp,
    total: usize,
    state: Option<String>,
    states: Vec<StateView>,
    sources: Vec<SourceView>,
}

#[derive(Serialize)]
struct StateView {
    state: Named,
    count: usize,
    selected: bool,
    href: String,
}

#[derive(Serialize)]
struct SourceView {
    source: Named,
    agency: Named,
    country: Named,
    state: Named,
    /// Why it is so, and what to do; empty where nothing is wrong.
    reason: String,
    documents: u64,
    newest: Option<Timestamp>,
    last_checked: Option<Timestamp>,
    last_success: Option<Timestamp>,
    next_check: Timestamp,
    rejected: Vec<Rejections>,
}

#[derive(Serialize)]
struct Rejections {
    reason: Named,
    count: u64,
}

#[derive(Serialize)]
struct OneView {
    #[serde(flatten)]
    health: SourceView,
    url: Option<String>,
    url_href: Option<String>,
    channel: Option<Named>,
    language: Option<Named>,
    cadence_hours: Option<u64>,
    licence: Option<String>,
    note: Option<String>,
    runs: Vec<Run>,
    /// The documents it found first.
    search: String,
}

/// One reading of a source.
#[derive(Serialize)]
struct Run {
    started: Timestamp,
    ok: bool,
    requests: u32,
    items_found: u32,
    new_documents: u32,
    error: Option<Named>,
    detail: String,
    seconds: f64,
}

fn source_view(names: Namer, health: &Health) -> SourceView {
    let configured = names.pages.sources.get(&health.source);
    let agency = configured.map_or_else(|| health.source.agency(), |s| s.agency.clone());
    SourceView {
        source: names.source(&health.source),
        agency: names.agency(&agency),
        country: names.country(configured.map_or("", |s| &s.country)),
        state: names.word("state", health.state.as_str()),
        reason: health.reason_in(names.lang.as_str()),
        documents: health.documents,
        newest: health.newest,
        last_checked: health.last_checked,
        last_success: health.last_success,
        next_check: health.next_check,
        rejected: health
            .rejected
            .iter()
            .map(|(reason, count)| Rejections {
                reason: names.word("reason", reason.as_str()),
                count: *count,
            })
            .collect(),
    }
}

/// `/sources` and `/api/sources`; `state=` narrows.
pub(crate) async fn sources(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let now = ask.now();
    let state = match ask.query.one("state") {
        None => None,
        Some(text) => {
            let known = State::ALL.into_iter().find(|s| s.as_str() == text);
            Some(known.ok_or_else(|| Failure::bad("bad_state", text))?)
        }
    };
    let all = health::of_all(&ask.pages.catalog, now).await?;
    let names = ask.names();
    let states = State::ALL.map(|one| StateView {
        state: names.word("state", one.as_str()),
        count: all.iter().filter(|h| h.state == one).count(),
        selected: state == Some(one),
        href: links::to("/sources", &[("state", one.as_str())]),
    });
    let shown = |h: &&Health| state.is_none_or(|s| h.state == s);
    let mut shown: Vec<&Health> = all.iter().filter(shown).collect();
    // Trouble first; of equal trouble, in order of id.
    shown.sort_by_key(|h| (!h.state.is_troubled(), std::cmp::Reverse(h.state), h.source.clone()));
    let view = View {
        now,
        total: all.len(),
        state: state.map(|s| s.to_string()),
        states: states.into(),
        sources: shown.iter().map(|h| source_view(names, h)).collect(),
    };
    Answer::new("sources.html", ask.word("sources"), &view)
}

/// `/source?id=` and `/api/source?id=`
pub(crate) async fn source(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let now = ask.now();
    let text = ask.query.one("id").ok_or_else(|| Failure::bad("bad_no_id", "id"))?;
    let id = SourceId::new(text);
    let all = health::of_all(&ask.pages.catalog, now).await?;
    let health = all.iter().find(|h| h.source == id).ok_or_else(|| Failure::unknown("what_source", text))?;
    let runs = ask.pages.catalog.fetch_records(Some(&id), now - TimeDelta::days(DAYS), RUNS).await?;
    let names = ask.names();
    let configured = ask.pages.sources.get(&id);
    let view = OneView {
        url: configured.map(|s| s.url.clone()),
        url_href: configured.and_then(|s| links::web(&s.url)),
        channel: configured.map(|s| names.word("channel", &name_of(&s.channel))),
        language: configured.and_then(|s| s.language.as_ref()).map(|l| names.language(l)),
        cadence_hours: configured.map(|s| s.cadence_seconds / 3600),
        licence: configured.and_then(|s| s.licence.clone()),
        note: configured.and_then(|s| s.note.clone()),
        runs: runs.iter().map(|r| run(names, r)).collect(),
        search: links::to("/", &[("q", &format!("source:{id}")), ("sort", "newest")]),
        health: source_view(names, health),
    };
    Answer::new("source.html", view.health.source.label.clone(), &view)
}

fn run(names: Namer, record: &FetchRecord) -> Run {
    Run {
        started: record.started,
        ok: record.ok,
        requests: record.requests,
        items_found: record.items_found,
        new_documents: record.new_documents,
        error: record.error.map(|r| names.word("reason", r.as_str())),
        detail: record.detail.clone(),
        seconds: (record.duration_ms as f64 / 100.0).round() / 10.0,
    }
}
