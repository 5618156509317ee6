//! Whom a document names, and which of our programmes it touches, each with why.

use crate::{
    links,
    names::{Named, Namer},
};
use serde::Serialize;
use shiome_model::{
    AgencyId, ConceptId, Document, Entity, EntityKind, Field, Relevance, Span, relevance::Ground,
};

/// Something named, as pages show it.
#[derive(Serialize)]
pub(crate) struct EntityView {
    entity: Named,
    kind: Named,
    ror: Option<String>,
    confidence: f64,
    times: u32,
    /// The passage, as written.
    found: String,
    because: Named,
}

/// A programme of ours that is touched, as pages show it.
#[derive(Clone, Serialize)]
pub(crate) struct TouchedView {
    programme: Named,
    office: Named,
    country: Named,
    grade: Named,
    reasons: Vec<ReasonView>,
}

#[derive(Clone, Serialize)]
struct ReasonView {
    why: Named,
    /// What was found: a passage, or the name of a body or topic.
    what: String,
}

pub(crate) fn entities(names: Namer, document: &Document, entities: &[Entity]) -> Vec<EntityView> {
    entities
        .iter()
        .filter_map(|e| {
            let first = e.mentions.first()?;
            Some(EntityView {
                entity: named(names, e),
                kind: names.word("entity", kind_of(e.kind)),
                ror: e.ror.as_deref().and_then(links::web),
                confidence: super::cards::rounded(e.confidence.into()),
                times: e.times,
                found: passage(document, first.field, first.span),
                because: names.word("because", first.because.as_str()),
            })
        })
        .collect()
}

pub(crate) fn touched(names: Namer, document: &Document, relevance: &[Relevance]) -> Vec<TouchedView> {
    let one = |r: &Relevance| TouchedView {
        programme: names.programme(&r.programme),
        office: names.office(&r.office),
        country: names.country(&r.country),
        grade: names.word("grade", r.grade.as_str()),
        reasons: r.grounds.iter().map(|g| reason(names, document, g)).collect(),
    };
    relevance.iter().map(one).collect()
}

fn reason(names: Namer, document: &Document, ground: &Ground) -> ReasonView {
    let (why, what) = match ground {
        Ground::Programme { field, span } => ("programme", passage(document, *field, *span)),
        Ground::Home { field, span } => ("home", passage(document, *field, *span)),
        Ground::Instrument { field, span } => ("instrument", passage(document, *field, *span)),
        Ground::Issuer { agency } => ("issuer", names.agency(agency).label),
        Ground::Partner { agency, .. } => ("partner", names.agency(agency).label),
        Ground::Topic { topic } => ("topic", names.topic(topic).label),
    };
    ReasonView { why: names.word("ground", why), what }
}

fn passage(document: &Document, field: Field, span: Span) -> String {
    let text = if field == Field::Title { &document.title } else { &document.text };
    span.of(text).to_owned()
}

fn named(names: Namer, entity: &Entity) -> Named {
    match entity.kind {
        EntityKind::Agency => {
            let id = AgencyId::new(entity.id.as_str());
            let href = Some(links::to("/", &[("agency", &entity.id)]));
            Named { href, ..names.agency(&id) }
        }
        EntityKind::Concept => names.concept(&ConceptId::new(entity.id.as_str())),
        _ => names.thing(&entity.id),
    }
}

fn kind_of(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Agency => "agency",
        EntityKind::Programme => "programme",
        EntityKind::Declaration => "declaration",
        EntityKind::Law => "law",
        EntityKind::Assessment => "assessment",
        EntityKind::Concept => "concept",
    }
}
