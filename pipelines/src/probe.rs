//! Asks a source once, politely, and says what came: evidence for people, recorded beside the source.
//!
//! Nothing of it is collected: no document comes of a probe, and the source's own state stays.

use crate::SourcePlan;
use shiome_crawl::{Body, Connector, Fetcher, Found, Outcome, Request, connect};
use shiome_model::{Capture, Lang, Reason, SourceId, Timestamp, Validators, time};
use shiome_store::{ProbeRecord, ProbedWork, Verdict};
use std::collections::BTreeMap;
use std::time::Instant;

/// Works that are shown.
const SHOWN: usize = 10;

/// The ways in which a source is read, in their order.
pub fn routes(plan: &SourcePlan) -> Vec<&connect::Config> {
    plan.connector.iter().chain(&plan.fallback).collect()
}

/// Asks each route of a source once.
pub async fn source(fetcher: &Fetcher, plan: &SourcePlan, now: Timestamp) -> Vec<ProbeRecord> {
    let mut probes = Vec::new();
    let language = plan.source.language.as_ref();
    for (number, config) in routes(plan).into_iter().enumerate() {
        let mut probe = route(fetcher, &plan.source.id, config, language, plan.render, now).await;
        probe.route = number as u32;
        probes.push(probe);
    }
    probes
}

/// Asks one route for the sake of `source`, drawn by a browser where `render` says so.
pub async fn route(
    fetcher: &Fetcher,
    source: &SourceId,
    config: &connect::Config,
    language: Option<&Lang>,
    render: bool,
    now: Timestamp,
) -> ProbeRecord {
    let mut probe = ProbeRecord {
        source: source.clone(),
        kind: config.kind().to_owned(),
        at: now,
        url: config.url().to_owned(),
        ..ProbeRecord::default()
    };
    let connector = match config.build(language) {
        Ok(connector) => connector,
        Err(why) => {
            probe.detail = why.to_string();
            return probe;
        }
    };
    let Some(request) = connector.seeds(None).into_iter().next() else {
        probe.detail = "there is nothing to ask".into();
        return probe;
    };
    let request = Request { render, ..request };
    probe.url = request.logical_url().to_string();
    if let Some((capture, body)) = ask(fetcher, source, &request, now, &mut probe).await {
        read(&*connector, &capture, &body, now, &mut probe);
    }
    probe
}

/// Asks, and notes what the answer is like.
pub(crate) async fn ask(
    fetcher: &Fetcher,
    source: &SourceId,
    request: &Request,
    now: Timestamp,
    probe: &mut ProbeRecord,
) -> Option<(Capture, Body)> {
    let start = Instant::now();
    let outcome = fetcher.fetch(source, request, None, now).await;
    probe.took_ms = start.elapsed().as_millis() as u64;
    match outcome {
        Outcome::NotModified { .. } => {
            probe.robots = Verdict::Allowed;
            probe.detail = "304 although nothing was asked for".into();
            None
        }
        Outcome::Rejected { reason, detail, .. } => {
            probe.robots = verdict(reason, &detail);
            probe.status = detail.strip_prefix("status ").and_then(|s| s.parse().ok());
            probe.reason = Some(reason);
            probe.detail = detail;
            None
        }
        Outcome::Fetched { capture, body } => {
            probe.robots = Verdict::Allowed;
            probe.status = Some(capture.status);
            probe.media_type = capture.media_type();
            probe.bytes = capture.bytes;
            let mut asked = capture.url.clone();
            asked.set_fragment(None);
            probe.redirected_to = (capture.final_url != asked).then(|| capture.final_url.to_string());
            let Validators { etag, last_modified } = Validators::of(&capture);
            (probe.etag, probe.last_modified) = (etag, last_modified);
            Some((capture, body))
        }
    }
}

/// Where it failed after robots.txt was read, robots.txt has let us pass.
fn verdict(reason: Reason, detail: &str) -> Verdict {
    match reason {
        Reason::Robots => Verdict::Refused,
        Reason::ForbiddenAddress => Verdict::NotAsked,
        _ if detail.starts_with("no robots.txt") => Verdict::NotAsked,
        _ => Verdict::Allowed,
    }
}

/// Reads an answer, and notes what it names.
pub(crate) fn read(
    connector: &dyn Connector,
    capture: &Capture,
    body: &[u8],
    now: Timestamp,
    probe: &mut ProbeRecord,
) {
    let Found { items, more, ttl, refused, .. } = match connector.read(capture, body) {
        Ok(found) => found,
        Err(malformed) => {
            probe.reason = Some(Reason::Malformed);
            probe.detail = malformed.to_string();
            return;
        }
    };
    let today = time::day_in_japan(now);
    let days = || items.iter().filter_map(|i| i.published);
    probe.items = items.len() as u32;
    probe.undated = probe.items - days().count() as u32;
    probe.future_dated = days().filter(|d| *d > today).count() as u32;
    probe.newest = days().filter(|d| *d <= today).max();
    probe.more = more.len() as u32;
    probe.ttl_seconds = ttl.map(|t| t.as_secs());
    // A list of lists is alive although it names no work itself.
    probe.works = probe.items + probe.more > 0;
    let mut reasons: BTreeMap<Reason, (u32, String)> = BTreeMap::new();
    for (what, reason) in refused {
        reasons.entry(reason).or_insert((0, what)).0 += 1;
    }
    probe.refused = reasons.into_iter().map(|(reason, (n, first))| (reason, n, first)).collect();
    if !probe.works {
        probe.detail = "the answer names no work".into();
    }
    let shown = items.into_iter().take(SHOWN);
    probe.first = shown
        .map(|i| ProbedWork { url: i.url.to_string(), title: i.title, published: i.published })
        .collect();
}
