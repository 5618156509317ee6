//! One source: its runs, what did not become a document, what probes have shown, its incidents.

use super::document::name_of;
use super::sources::{Beside, SourceView};
use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    links,
    names::{Named, Namer},
};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;
use shiome_model::{Reason, Rejected, SourceId, Timestamp};
use shiome_store::{FetchRecord, Incident, ProbeRecord, health};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Runs shown, and days they go back.
const RUNS: usize = 30;
const DAYS: i64 = 90;
/// Addresses that are looked through for examples, and examples of a reason that are shown.
const REJECTED: usize = 500;
const EXAMPLES: usize = 5;
/// Incidents shown.
const INCIDENTS: usize = 20;

#[derive(Serialize)]
struct OneView {
    #[serde(flatten)]
    health: SourceView,
    url: Option<String>,
    url_href: Option<String>,
    channel: Option<Named>,
    connector: Option<String>,
    /// Its agency with those it took over from.
    line: Named,
    language: Option<Named>,
    cadence_hours: Option<u64>,
    licence: Option<String>,
    note: Option<String>,
    runs: Vec<Run>,
    examples: Vec<Examples>,
    probes: Vec<Probe>,
    incidents: Vec<IncidentView>,
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
    updated: u32,
    /// Whether its list had not changed.
    unchanged: bool,
    rejected: u32,
    undated: u32,
    future_dated: u32,
    newest: Option<NaiveDate>,
    error: Option<Named>,
    /// What sort of error.
    class: Option<Named>,
    detail: String,
    seconds: f64,
    answer_ms: Option<u64>,
}

/// Addresses that did not become documents for one reason.
#[derive(Serialize)]
struct Examples {
    reason: Named,
    count: usize,
    examples: Vec<Example>,
}

#[derive(Serialize)]
struct Example {
    url: String,
    href: Option<String>,
    detail: String,
    at: Timestamp,
}

#[derive(Serialize)]
struct Probe {
    #[serde(flatten)]
    record: ProbeRecord,
    url_href: Option<String>,
    robots_label: Named,
    reason_label: Option<Named>,
    first: Vec<Work>,
    refused: Vec<Refusal>,
}

#[derive(Serialize)]
struct Work {
    title: Option<String>,
    url: String,
    href: Option<String>,
    published: Option<NaiveDate>,
}

#[derive(Serialize)]
struct Refusal {
    reason: Named,
    count: u32,
    first: String,
}

#[derive(Serialize)]
struct IncidentView {
    state: Named,
    why: String,
    since: Timestamp,
    until: Option<Timestamp>,
    hours: i64,
}

/// `/source?id=` and `/api/source?id=`
pub(crate) async fn source(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let now = ask.now();
    let text = ask.query.one("id").ok_or_else(|| Failure::bad("bad_no_id", "id"))?;
    let id = SourceId::new(text);
    let catalog = &ask.pages.catalog;
    let all = health::of_all(catalog, now).await?;
    let health = all.iter().find(|h| h.source == id).ok_or_else(|| Failure::unknown("what_source", text))?;
    let runs = catalog.fetch_records(Some(&id), now - TimeDelta::days(DAYS), RUNS).await?;
    let probes = catalog.probes(&id).await?;
    let incidents = catalog.incidents(Some(&id), false, INCIDENTS).await?;
    let names = ask.names();
    let configured = ask.pages.sources.get(&id);
    let view = OneView {
        url: configured.map(|s| s.url.clone()),
        url_href: configured.and_then(|s| links::web(&s.url)),
        channel: configured.map(|s| names.word("channel", &name_of(&s.channel))),
        connector: configured.and_then(|s| s.connector.clone()),
        line: names.line(&configured.map_or_else(|| id.agency(), |s| s.agency.clone())),
        language: configured.and_then(|s| s.language.as_ref()).map(|l| names.language(l)),
        cadence_hours: configured.map(|s| s.cadence_seconds / 3600),
        licence: configured.and_then(|s| s.licence.clone()),
        note: configured.and_then(|s| s.note.clone()),
        runs: runs.iter().map(|r| run(names, r)).collect(),
        examples: examples(names, catalog.rejected_of(&id, REJECTED).await?),
        probes: probes.into_iter().map(|p| probe(names, p)).collect(),
        incidents: incidents.iter().map(|i| incident(names, i, now)).collect(),
        search: links::to("/", &[("q", &format!("source:{id}")), ("sort", "newest")]),
        health: Beside::read(&ask).await?.view(names, health),
    };
    Answer::new("source.html", view.health.source.label.clone(), &view)
}

fn run(names: Namer, record: &FetchRecord) -> Run {
    let counts = &record.counts;
    Run {
        started: record.started,
        ok: record.ok,
        requests: record.requests,
        items_found: record.items_found,
        new_documents: record.new_documents,
        updated: counts.updated,
        unchanged: counts.unchanged > 0 && record.items_found == 0,
        rejected: counts.rejected.values().sum(),
        undated: counts.undated,
        future_dated: counts.future_dated,
        newest: counts.newest,
        error: record.error.map(|r| names.word("reason", r.as_str())),
        class: record.error.map(|r| names.word("class", r.class().as_str())),
        detail: record.detail.clone(),
        seconds: (record.duration_ms as f64 / 100.0).round() / 10.0,
        answer_ms: counts.answer_ms,
    }
}

/// By reason, the most frequent first; of each the newest addresses.
fn examples(names: Namer, rejected: Vec<Rejected>) -> Vec<Examples> {
    let mut by_reason: BTreeMap<Reason, Vec<Rejected>> = BTreeMap::new();
    for one in rejected {
        by_reason.entry(one.reason).or_default().push(one);
    }
    let mut all: Vec<Examples> = by_reason
        .into_iter()
        .map(|(reason, all)| Examples {
            reason: names.word("reason", reason.as_str()),
            count: all.len(),
            examples: all
                .into_iter()
                .take(EXAMPLES)
                .map(|r| Example { href: links::web(&r.url), url: r.url, detail: r.detail, at: r.at })
                .collect(),
        })
        .collect();
    all.sort_by_key(|e| std::cmp::Reverse(e.count));
    all
}

fn probe(names: Namer, mut record: ProbeRecord) -> Probe {
    let works = std::mem::take(&mut record.first).into_iter();
    let refused = std::mem::take(&mut record.refused).into_iter();
    Probe {
        url_href: links::web(&record.url),
        robots_label: names.word("robots", record.robots.as_str()),
        reason_label: record.reason.map(|r| names.word("reason", r.as_str())),
        first: works
            .map(|w| Work { href: links::web(&w.url), title: w.title, url: w.url, published: w.published })
            .collect(),
        refused: refused
            .map(|(reason, count, first)| Refusal {
                reason: names.word("reason", reason.as_str()),
                count,
                first,
            })
            .collect(),
        record,
    }
}

fn incident(names: Namer, incident: &Incident, now: Timestamp) -> IncidentView {
    IncidentView {
        state: names.word("state", incident.state.as_str()),
        why: incident.because.why_in(names.lang.as_str()),
        since: incident.since,
        until: incident.closed_at,
        hours: (incident.closed_at.unwrap_or(now) - incident.since).num_hours(),
    }
}
