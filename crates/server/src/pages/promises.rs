//! What bodies said would come: open, kept, or lapsed.

use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    links,
    names::{Named, Namer},
};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use shiome_model::{AgencyId, DocumentId, InstrumentKind, Lines, PromiseState, Tracked, agency, time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Days back and ahead that are listed.
const DAYS: u64 = 366;
/// Promises that are looked at.
const MOST: usize = 2_000;
/// Promises that are listed of one state.
const LISTED: usize = 200;

#[derive(Serialize)]
struct View {
    as_of: NaiveDate,
    total: usize,
    /// What can narrow the list, with how many promises each has.
    states: Vec<Facet>,
    agencies: Vec<Facet>,
    topics: Vec<Facet>,
    /// By state, lapsed and open before kept; within, by the last day.
    promises: Vec<PromiseView>,
}

#[derive(Serialize)]
struct Facet {
    value: Named,
    count: usize,
    chosen: bool,
}

#[derive(Serialize)]
struct PromiseView {
    state: Named,
    what: Named,
    due_from: Option<NaiveDate>,
    due_until: NaiveDate,
    passage: String,
    lang: String,
    document: Named,
    said: NaiveDate,
    agency: Named,
    country: Named,
    instrument: Option<Named>,
    topics: Vec<Named>,
    kept: Option<KeptView>,
}

#[derive(Serialize)]
struct KeptView {
    document: Named,
    on: NaiveDate,
    /// What it has in common with what was promised.
    shared: Vec<Named>,
    likeness: f64,
}

/// What speaks for it that a document keeps a promise: a concept, the title, or the instrument.
fn ground(names: Namer, shared: &str) -> Named {
    match shared.strip_prefix("instrument:") {
        Some(kind) => {
            let known: Option<InstrumentKind> = kind.parse().ok();
            let label = known.map_or(kind, |k| k.label(names.lang.as_str()));
            Named { id: shared.into(), label: label.into(), href: None }
        }
        None if shared == "title" => names.word("promises", "title"),
        None => Named { href: None, ..names.concept(&shared.into()) },
    }
}

/// What the bodies are called. One that took over or was taken over says so; one that is not configured (any
/// longer) is called as its sources were.
async fn bodies(ask: &Ask, all: &[Tracked]) -> Result<BTreeMap<AgencyId, Named>, Failure> {
    let names = ask.names();
    let mut bodies = BTreeMap::new();
    for tracked in all {
        let id = &tracked.agency;
        if bodies.contains_key(id) {
            continue;
        }
        let mut named = names.line(id);
        if !ask.pages.agencies.contains_key(id) {
            let titles = ask.pages.catalog.source_titles(id).await?;
            named.label = agency::called(id, titles.iter().map(String::as_str));
        }
        bodies.insert(id.clone(), named);
    }
    Ok(bodies)
}

/// `/promises` and `/api/promises`: `agency=`, `topic=` and `state=` narrow.
pub(crate) async fn promises(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let today = time::day_in_japan(ask.now());
    let state = match ask.query.one("state") {
        Some(text) => Some(
            PromiseState::ALL
                .into_iter()
                .find(|s| s.as_str() == text)
                .ok_or_else(|| Failure::bad("bad_promise_state", text))?,
        ),
        None => None,
    };
    let (chosen, topic) = (ask.query.one("agency"), ask.query.one("topic"));
    let span = Days::new(DAYS);
    let id = chosen.map(AgencyId::new);
    // What a body took over, it stands for.
    let lines = Lines::of(&ask.pages.agencies);
    let asked = id.map_or(vec![None], |id| lines.heirloom(&id).into_iter().map(Some).collect());
    let mut all = Vec::new();
    for agency in &asked {
        all.extend(ask.pages.catalog.promises(agency.as_ref(), today - span, today + span, MOST).await?);
    }
    all.sort_by(|a, b| {
        a.promise.due.until.cmp(&b.promise.due.until).then_with(|| a.document.cmp(&b.document))
    });
    // What may not be shown, or has been taken back since, is not told of here either.
    let ids: Vec<DocumentId> =
        all.iter().flat_map(|t| t.kept.iter().map(|k| &k.by).chain([&t.document])).cloned().collect();
    let mut shown = BTreeMap::new();
    for part in ids.chunks(500) {
        let stored = ask.pages.catalog.documents(part).await?;
        let seen = stored.into_iter().filter(|s| ask.shows(&s.document));
        shown.extend(seen.map(|s| {
            let lang = s.annotations.map(|a| a.language.to_string()).unwrap_or_default();
            (s.document.id.clone(), (s.document.title, lang))
        }));
    }
    all.retain(|t| shown.contains_key(&t.document));
    for tracked in &mut all {
        if tracked.kept.as_ref().is_some_and(|k| !shown.contains_key(&k.by)) {
            tracked.kept = None;
        }
        tracked.state = tracked.state_on(today);
    }
    let names = ask.names();
    let bodies = bodies(&ask, &all).await?;
    let body = |id: &AgencyId| bodies.get(id).cloned().unwrap_or_else(|| names.agency(id));
    let agencies = facet(&all, |t| vec![t.agency.clone()], body, chosen);
    let topics = facet(&all, |t| t.topics.clone(), |id| names.topic(id), topic);
    let lang = ask.lang.as_str();
    let named = |id: &str, label: &str| Named { id: id.into(), label: label.into(), href: None };
    let states = PromiseState::ALL
        .into_iter()
        .map(|s| Facet {
            value: named(s.as_str(), s.label(lang)),
            count: all.iter().filter(|t| t.state == s).count(),
            chosen: state == Some(s),
        })
        .collect();
    all.retain(|t| state.is_none_or(|s| t.state == s));
    all.retain(|t| topic.is_none_or(|id| t.topics.iter().any(|own| own.as_str() == id)));
    let order = |t: &Tracked| PromiseState::ALL.iter().position(|s| *s == t.state);
    all.sort_by_key(order);
    let title = |id: &DocumentId| {
        let label = shown.get(id).map_or(id.as_str(), |(title, _)| title.as_str()).to_owned();
        Named { id: id.to_string(), label, href: Some(links::document(id.as_str())) }
    };
    let mut of_state: BTreeMap<PromiseState, usize> = BTreeMap::new();
    let listed: Vec<&Tracked> = all
        .iter()
        .filter(|t| {
            let count = of_state.entry(t.state).or_default();
            *count += 1;
            *count <= LISTED
        })
        .collect();
    let promises = listed
        .into_iter()
        .map(|t| PromiseView {
            state: named(t.state.as_str(), t.state.label(lang)),
            what: named(t.promise.what.as_str(), t.promise.what.label(lang)),
            due_from: t.promise.due.from.filter(|f| *f != t.promise.due.until),
            due_until: t.promise.due.until,
            passage: t.passage.clone(),
            lang: shown.get(&t.document).map(|(_, lang)| lang.clone()).unwrap_or_default(),
            document: title(&t.document),
            said: t.said,
            agency: body(&t.agency),
            country: names.country(&t.country),
            instrument: t.instrument.map(|i| named(i.as_str(), i.label(lang))),
            topics: t.topics.iter().map(|id| names.topic(id)).collect(),
            kept: t.kept.as_ref().map(|k| KeptView {
                document: title(&k.by),
                on: k.on,
                shared: k.shared.iter().map(|s| ground(names, s)).collect(),
                likeness: super::cards::rounded(k.likeness.into()),
            }),
        })
        .collect();
    let view = View { as_of: today, total: all.len(), states, agencies, topics, promises };
    Answer::new("promises.html", ask.word("promises"), &view)
}

/// Values of the promises with how many have each, most frequent first.
fn facet<T: Ord + Clone + AsRef<str>>(
    all: &[Tracked],
    of: impl Fn(&Tracked) -> Vec<T>,
    name: impl Fn(&T) -> Named,
    chosen: Option<&str>,
) -> Vec<Facet> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in all.iter().flat_map(&of) {
        *counts.entry(value).or_default() += 1;
    }
    let mut counted: Vec<(T, usize)> = counts.into_iter().collect();
    counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counted
        .into_iter()
        .map(|(value, count)| Facet {
            chosen: chosen == Some(value.as_ref()),
            value: Named { href: None, ..name(&value) },
            count,
        })
        .collect()
}
