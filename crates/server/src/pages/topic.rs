//! One topic: how much is written about it, where, in which words, and what turned.

use super::{
    cards::{Handling, SignalView, handling, rounded, signal_views, topic_of},
    wanted::Wanted,
};
use crate::{answer::Answer, ask::Ask, failure::Failure, links, names::Named};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use shiome_model::{Signal, Subject, Topic, TopicId, Week};
use shiome_search::{Filters, SearchRequest, Sort};
use shiome_trends::{ConceptCount, CurvePoint, FirstSeen};
use std::sync::Arc;

/// Weeks of the curve.
const WEEKS: u64 = 78;
/// Weeks over which the rate is steadied.
const STEADY: usize = 4;
/// In weeks with fewer documents in all, a rate says little.
const FEW: u32 = 20;
/// Newest documents shown.
const NEWEST: usize = 10;
/// Concepts shown.
const CONCEPTS: usize = 15;

#[derive(Serialize)]
struct View {
    topic: Named,
    description: String,
    from: Week,
    to: Week,
    from_day: NaiveDate,
    to_day: NaiveDate,
    documents: u32,
    all_documents: u32,
    curve: Vec<Point>,
    signals: Vec<SignalView>,
    newest: Vec<Newest>,
    all: String,
    countries: Vec<CountryView>,
    concepts: Vec<ConceptView>,
    /// How many terms the topic has.
    terms: usize,
    /// Those that were found in documents that people labelled, the least reliable first.
    tried: Vec<TermView>,
}

/// One week.
#[derive(Serialize)]
struct Point {
    week: Week,
    monday: NaiveDate,
    documents: u32,
    all_documents: u32,
    active_sources: u32,
    /// Of 1,000 documents of that week, how many are on the topic.
    per_thousand: f64,
    /// The same over this week and the three before.
    steady: Option<f64>,
    /// Whether there were too few documents in all for the rate to say much.
    few: bool,
}

#[derive(Serialize)]
struct Newest {
    id: String,
    href: String,
    title: String,
    lang: String,
    direction: &'static str,
    agency: Named,
    country: Named,
    kind: Named,
    published: Option<NaiveDate>,
    handling: Option<Handling>,
}

#[derive(Serialize)]
struct CountryView {
    country: Named,
    /// Documents in the weeks of the curve.
    documents: u32,
    /// Documents ever.
    ever: u32,
    first: NaiveDate,
    first_document: String,
    /// From when on it is written about steadily.
    adopted: Option<Week>,
    href: String,
}

#[derive(Serialize)]
struct ConceptView {
    concept: Named,
    documents: u32,
    sources: u32,
}

/// A term of the thesaurus, and in how many labelled documents it was right.
#[derive(Serialize)]
struct TermView {
    concept: Named,
    term: String,
    lang: String,
    direction: &'static str,
    language: Named,
    /// Documents of the topic that have it.
    right: u32,
    /// Documents that have it and are not of the topic.
    wrong: u32,
    /// Share of the right ones.
    precision: f64,
}

/// What the lake and the index say.
struct Found {
    curve: Vec<CurvePoint>,
    matrix: Vec<(TopicId, String, u32)>,
    first: Vec<FirstSeen>,
    concepts: Vec<ConceptCount>,
    newest: Vec<shiome_search::Hit>,
}

/// `/topic/{id}` and `/api/topic/{id}`
pub(crate) async fn topic(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let (names, part) = (ask.names(), ask.part("id"));
    let known = names.known_topic(part).ok_or_else(|| Failure::unknown("what_topic", part))?;
    let id = known.id.clone();
    // The week that runs would look like a fall.
    let to = Week::of(ask.now()).previous();
    let from = Week::of_day(to.monday() - Days::new(7 * (WEEKS - 1)));
    let asked = id.clone();
    let found = ask.heavy(move |pages| find(pages, asked, from, to)).await?;
    let all = ask.pages.catalog.signals(None).await?;
    let mut signals: Vec<&Signal> = all.iter().filter(|s| topic_of(s) == id).collect();
    signals.sort_by(|a, b| b.week.cmp(&a.week).then(a.q_value.total_cmp(&b.q_value)).then(a.id.cmp(&b.id)));
    let signals = signal_views(&ask, &signals).await?;
    let filters = Filters { topic: vec![id.to_string()], ..Filters::default() };
    let countries = found.first.iter().map(|first| {
        let here = found.matrix.iter().find(|(t, c, _)| *t == id && *c == first.country);
        CountryView {
            country: names.country(&first.country),
            documents: here.map_or(0, |(_, _, n)| *n),
            ever: first.documents,
            first: first.day,
            first_document: links::document(first.document.as_str()),
            adopted: first.adopted,
            href: Wanted::of(Filters { country: vec![first.country.clone()], ..filters.clone() }).href(),
        }
    });
    let mut countries: Vec<CountryView> = countries.collect();
    countries.sort_by(|a, b| b.documents.cmp(&a.documents).then(a.country.id.cmp(&b.country.id)));
    let view = View {
        topic: names.topic(&id),
        description: known.description.of(ask.lang.as_str()).to_owned(),
        from,
        to,
        from_day: from.monday(),
        to_day: to.sunday(),
        documents: found.curve.iter().map(|p| p.documents).sum(),
        all_documents: found.curve.iter().map(|p| p.all_documents).sum(),
        curve: points(&found.curve),
        signals,
        newest: found.newest.into_iter().map(|h| newest(&ask, h)).collect(),
        all: Wanted::of(filters).with(|w| w.sort = Sort::Newest).href(),
        countries,
        concepts: found
            .concepts
            .iter()
            .map(|c| ConceptView {
                concept: names.concept(&c.concept),
                documents: c.documents,
                sources: c.sources,
            })
            .collect(),
        terms: known.concepts.iter().map(|c| c.terms.len()).sum(),
        tried: tried(&ask, known),
    };
    Answer::new("topic.html", known.name.of(ask.lang.as_str()), &view)
}

/// The terms that were met in labelled documents, by precision, then the most often met first.
fn tried(ask: &Ask, topic: &Topic) -> Vec<TermView> {
    let names = ask.names();
    let all = topic.concepts.iter().flat_map(|c| c.terms.iter().map(move |t| (&c.id, t)));
    let mut terms: Vec<TermView> = all
        .filter_map(|(concept, term)| {
            let (right, wrong) = (ask.pages.tried)(concept, term);
            let documents = Some(right + wrong).filter(|n| *n > 0)?;
            Some(TermView {
                concept: names.concept(concept),
                term: term.text.clone(),
                lang: term.lang.to_string(),
                direction: crate::names::direction(&term.lang),
                language: names.language(&term.lang),
                right,
                wrong,
                precision: (f64::from(right) * 100.0 / f64::from(documents)).round() / 100.0,
            })
        })
        .collect();
    terms.sort_by(|a, b| {
        let key = |t: &TermView| (t.right + t.wrong, t.lang.clone(), t.term.clone());
        let (one, other) = (key(a), key(b));
        a.precision.total_cmp(&b.precision).then(other.0.cmp(&one.0)).then(one.cmp(&other))
    });
    terms
}

fn find(pages: &crate::Pages, id: TopicId, from: Week, to: Week) -> Result<Found, Failure> {
    let (lake, subject) = (&*pages.lake, Subject::Topic(id.clone()));
    let (first, last) = (from.monday(), to.sunday());
    let newest = SearchRequest {
        filters: Filters { topic: vec![id.to_string()], ..Filters::default() },
        sort: Sort::Newest,
        limit: NEWEST,
        hidden: pages.hidden(),
        ..SearchRequest::default()
    };
    Ok(Found {
        curve: shiome_trends::curve(lake, &subject, from, to)?,
        matrix: shiome_trends::matrix(lake, first, last)?,
        first: shiome_trends::first_seen(lake, &subject)?,
        concepts: shiome_trends::top_concepts(lake, Some(&id), first, last, CONCEPTS)?,
        newest: pages.index.search(&newest)?.hits,
    })
}

fn points(curve: &[CurvePoint]) -> Vec<Point> {
    let steady = |i: usize| {
        let weeks = curve.get((i + 1).checked_sub(STEADY)?..=i)?;
        let all: u64 = weeks.iter().map(|p| u64::from(p.all_documents)).sum();
        let documents: u64 = weeks.iter().map(|p| u64::from(p.documents)).sum();
        (all > 0).then(|| rounded(documents as f64 * 1000.0 / all as f64))
    };
    let point = |(i, p): (usize, &CurvePoint)| Point {
        week: p.week,
        monday: p.week.monday(),
        documents: p.documents,
        all_documents: p.all_documents,
        active_sources: p.active_sources,
        per_thousand: rounded(p.rate * 1000.0),
        steady: steady(i),
        few: p.all_documents < FEW,
    };
    curve.iter().enumerate().map(point).collect()
}

fn newest(ask: &Ask, hit: shiome_search::Hit) -> Newest {
    let names = ask.names();
    Newest {
        href: links::document(hit.id.as_str()),
        id: hit.id.to_string(),
        title: hit.title,
        direction: crate::names::direction(&hit.language),
        lang: hit.language.to_string(),
        agency: names.agency(&hit.agency),
        country: names.country(&hit.country),
        kind: names.kind(hit.kind),
        published: hit.published,
        handling: handling(names, hit.sensitivity, hit.embargo),
    }
}
