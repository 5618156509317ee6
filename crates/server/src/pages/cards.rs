//! What several pages show alike: documents in a list, and signals with their evidence.

use crate::{
    ask::Ask,
    failure::Failure,
    links,
    names::{Named, Namer, direction},
};
use chrono::NaiveDate;
use serde::Serialize;
use shiome_model::{DocumentId, Sensitivity, Signal, Timestamp, Week, time};
use shiome_store::StoredDocument;
use std::collections::BTreeMap;

/// Documents shown as evidence of one signal.
const EVIDENCE: usize = 5;

/// A document in a list.
#[derive(Clone, Serialize)]
pub(super) struct Card {
    pub id: String,
    pub href: String,
    pub url: Option<String>,
    pub title: String,
    pub agency: Named,
    pub country: Named,
    pub language: Option<Named>,
    pub lang: String,
    pub direction: &'static str,
    pub kind: Option<Named>,
    pub published: Option<NaiveDate>,
    pub first_seen: Timestamp,
    pub handling: Option<Handling>,
}

/// What must be known before a document is passed on; none for what may leave the house.
#[derive(Clone, Serialize)]
pub(super) struct Handling {
    /// How widely it may be read.
    pub sensitivity: Named,
    /// Until when nobody outside may know of it.
    pub embargo: Option<NaiveDate>,
}

/// See [`Handling`].
pub(super) fn handling(
    names: Namer,
    sensitivity: Sensitivity,
    embargo: Option<NaiveDate>,
) -> Option<Handling> {
    let today = time::day_in_japan((names.pages.clock)());
    let embargo = embargo.filter(|first| *first > today);
    let stays = sensitivity != Sensitivity::Public || embargo.is_some();
    stays.then(|| Handling { sensitivity: names.sensitivity(sensitivity), embargo })
}

/// A stored document as a card.
pub(super) fn card(names: Namer, stored: &StoredDocument) -> Card {
    let document = &stored.document;
    let notes = stored.annotations.as_ref();
    let language = notes.map(|a| a.language.clone()).or(document.stated_language.clone()).unwrap_or_default();
    Card {
        id: document.id.to_string(),
        href: links::document(document.id.as_str()),
        url: links::web(document.url.as_str()),
        title: document.title.clone(),
        agency: names.agency(&document.agency),
        country: names.country(&document.country),
        lang: language.to_string(),
        direction: direction(&language),
        language: (!language.as_str().is_empty()).then(|| names.language(&language)),
        kind: notes.map(|a| names.kind(a.kind)),
        published: document.date(),
        first_seen: stored.first_seen,
        handling: handling(names, document.sensitivity, document.embargo),
    }
}

/// A dated claim.
#[derive(Serialize)]
pub(super) struct SignalView {
    id: String,
    kind: Named,
    subject: Named,
    topic: Named,
    week: Week,
    week_from: NaiveDate,
    as_of: Week,
    /// Rate now over rate before.
    effect: f64,
    q_value: f64,
    statistic: f64,
    support: u32,
    expected: f64,
    sources: Vec<Named>,
    countries: Vec<Named>,
    evidence_total: usize,
    evidence: Vec<Card>,
}

/// Signals with the documents that show them.
pub(super) async fn signal_views(ask: &Ask, signals: &[&Signal]) -> Result<Vec<SignalView>, Failure> {
    let mut ids: Vec<DocumentId> =
        signals.iter().flat_map(|s| s.evidence.iter().take(EVIDENCE)).cloned().collect();
    ids.sort();
    ids.dedup();
    let mut known: BTreeMap<DocumentId, Card> = BTreeMap::new();
    for part in ids.chunks(200) {
        let stored = ask.pages.catalog.documents(part).await?;
        known.extend(
            stored
                .iter()
                .filter(|s| ask.shows(&s.document))
                .map(|s| (s.document.id.clone(), card(ask.names(), s))),
        );
    }
    Ok(signals.iter().map(|signal| signal_view(ask.names(), signal, &known)).collect())
}

fn signal_view(names: Namer, signal: &Signal, known: &BTreeMap<DocumentId, Card>) -> SignalView {
    SignalView {
        id: signal.id.to_string(),
        kind: names.word("signal", signal.kind.as_str()),
        subject: names.subject(&signal.subject),
        topic: names.topic(&topic_of(signal)),
        week: signal.week,
        week_from: signal.week.monday(),
        as_of: signal.as_of,
        effect: rounded(signal.effect),
        q_value: signal.q_value,
        statistic: rounded(signal.statistic),
        support: signal.support,
        expected: rounded(signal.expected),
        sources: signal.sources.iter().map(|s| names.source(s)).collect(),
        countries: signal.countries.iter().map(|c| names.country(c)).collect(),
        evidence_total: signal.evidence.len(),
        evidence: signal.evidence.iter().take(EVIDENCE).filter_map(|id| known.get(id)).cloned().collect(),
    }
}

/// The topic a signal belongs to.
pub(super) fn topic_of(signal: &Signal) -> shiome_model::TopicId {
    match &signal.subject {
        shiome_model::Subject::Topic(id) => id.clone(),
        shiome_model::Subject::Concept(id) => id.topic(),
    }
}

/// To three places: more is not known, and reads badly.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
