//! What became of the promises of a body?
//!
//! A later document of the same body, or of one that took over from it, keeps a promise if it is of a sort that can, came around the days in
//! which it was due, and shares concepts or words of the title with what was promised; the reason is kept
//! with it. What nothing keeps is open until its days and a time of grace are over, then lapsed: that is
//! said of what we have read, not of the world. The end of a consultation keeps itself by coming.

use crate::summary::{shared, units};
use chrono::{Days, NaiveDate};
use shiome_model::{
    AgencyId, Annotations, ConceptId, Document, DocumentId, DocumentKind, Expected, InstrumentKind, Kept,
    Lines, Promise, PromiseState, TopicId, Tracked,
};

/// Days before the window in which a document may keep a promise already.
const EARLY: u64 = 60;
/// Days after the window in which one may still.
const GRACE: u64 = 45;
/// Share of the words of a title that must be in common beside concepts.
const TITLE: f32 = 0.25;
/// Likeness that is enough.
const ENOUGH: f32 = 0.34;

/// A document as far as promises go.
#[derive(Clone, Debug)]
pub struct Observed {
    document: DocumentId,
    agency: AgencyId,
    country: String,
    title: String,
    day: NaiveDate,
    kind: DocumentKind,
    instrument: Option<InstrumentKind>,
    topics: Vec<TopicId>,
    concepts: Vec<ConceptId>,
    units: Vec<u64>,
    promises: Vec<(Promise, String, Vec<u64>)>,
}

impl Observed {
    /// What of a document matters here; none if it has no day.
    pub fn of(document: &Document, annotations: &Annotations) -> Option<Self> {
        let promises = annotations.promises.iter().map(|p| {
            let passage = p.span.of(&document.text).to_owned();
            let units = units(&passage);
            (p.clone(), passage, units)
        });
        Some(Self {
            document: document.id.clone(),
            agency: document.agency.clone(),
            country: document.country.clone(),
            title: document.title.clone(),
            day: document.date()?,
            kind: annotations.kind,
            instrument: annotations.instruments.first().map(|i| i.kind.value),
            topics: annotations.topics.iter().map(|t| t.topic.clone()).collect(),
            concepts: annotations.concepts.clone(),
            units: units(&document.title),
            promises: promises.collect(),
        })
    }
}

/// All promises of the documents, each with what became of it as of `today`; by their last day.
/// A body that took over from another may keep what that one promised.
pub fn follow(observed: &[Observed], lines: &Lines, today: NaiveDate) -> Vec<Tracked> {
    let mut all: Vec<Tracked> = Vec::new();
    for said in observed {
        for (promise, passage, words) in &said.promises {
            let kept = observed
                .iter()
                .filter(|later| speaks_for(lines, said, later) && in_time(said, later, promise))
                .filter(|later| later.day <= today && keeps(promise.what, later.kind))
                .filter_map(|later| Some((later, likeness(said, words, later)?)))
                // The first that is enough: what keeps a promise is not what tells of it again.
                .min_by(|a, b| (a.0.day, &a.0.document).cmp(&(b.0.day, &b.0.document)))
                .map(|(later, (shared, likeness))| Kept {
                    by: later.document.clone(),
                    on: later.day,
                    shared,
                    likeness,
                });
            let mut tracked = Tracked {
                promise: promise.clone(),
                passage: passage.clone(),
                document: said.document.clone(),
                title: said.title.clone(),
                said: said.day,
                agency: said.agency.clone(),
                country: said.country.clone(),
                topics: said.topics.clone(),
                instrument: said.instrument,
                state: PromiseState::Open,
                kept,
            };
            tracked.state = tracked.state_on(today);
            all.push(tracked);
        }
    }
    all.sort_by(|a, b| {
        (a.promise.due.until, &a.document, a.promise.span).cmp(&(
            b.promise.due.until,
            &b.document,
            b.promise.span,
        ))
    });
    all
}

/// Whether the later document is of the same body, or of one that has taken over from it by then.
fn speaks_for(lines: &Lines, said: &Observed, later: &Observed) -> bool {
    let (mut at, mut seen) = (&said.agency, Vec::new());
    loop {
        if *at == later.agency {
            return true;
        }
        seen.push(at);
        match lines.successor(at) {
            Some((next, from)) if later.day >= from && !seen.contains(&next) => at = next,
            _ => return false,
        }
    }
}

fn in_time(said: &Observed, later: &Observed, promise: &Promise) -> bool {
    let from = promise.due.from.map_or(said.day, |from| from - Days::new(EARLY));
    later.document != said.document
        && later.day > said.day
        && later.day >= from
        && later.day <= promise.due.until + Days::new(GRACE)
}

/// Whether a document of that kind can be what was promised.
fn keeps(what: Expected, kind: DocumentKind) -> bool {
    use DocumentKind as K;
    match what {
        Expected::Close => false,
        Expected::Publish => !matches!(kind, K::Event | K::Opinion | K::Appointment | K::Call),
        Expected::Decide => matches!(kind, K::Result | K::Policy | K::News | K::Statement | K::Guideline),
        Expected::Review => matches!(kind, K::Report | K::Policy | K::Guideline | K::Consultation | K::News),
        Expected::Open => matches!(kind, K::Call | K::Consultation),
        Expected::Act => !matches!(kind, K::Event | K::Opinion | K::Appointment),
    }
}

/// What two documents have in common, if that is enough.
fn likeness(said: &Observed, promise: &[u64], later: &Observed) -> Option<(Vec<String>, f32)> {
    let concepts: Vec<String> =
        said.concepts.iter().filter(|c| later.concepts.contains(c)).map(ToString::to_string).collect();
    let fewer = said.concepts.len().min(later.concepts.len()).max(1);
    let about = concepts.len() as f32 / fewer as f32;
    let part =
        |other: &[u64]| shared(&later.units, other) as f32 / later.units.len().min(other.len()).max(1) as f32;
    let words = part(&said.units).max(part(promise));
    let same = said.instrument.is_some() && said.instrument == later.instrument;
    let score = 0.5 * about + 0.5 * words + if same { 0.1 } else { 0.0 };
    let mut reasons = concepts;
    if words > 0.3 {
        reasons.push("title".to_owned());
    }
    if same {
        reasons.extend(later.instrument.map(|i| format!("instrument:{i}")));
    }
    // A body writes of one subject again and again, and one common word alone is chance.
    let told = words >= 0.5 || (about > 0.0 && words >= TITLE) || (about >= 0.5 && same);
    (score >= ENOUGH && told).then_some((reasons, score.min(1.0)))
}
