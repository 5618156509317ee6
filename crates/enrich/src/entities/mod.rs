//! Which bodies, programmes and declarations does a text name?
//!
//! [`names`] puts all names of the configuration into one automaton; [`find`] reads a text against it
//! once; [`decide`] says which of the bearers of a name is meant, and why. The named entities of the
//! thesaurus come from its own hits. Nothing is guessed from the shape of words: what is not in the
//! configuration has no id and is no entity.

mod countries;
mod decide;
mod find;
mod names;

pub(crate) use countries::COUNTRIES;
pub(crate) use decide::{Meant, decide};
pub(crate) use find::{At, Read};
pub(crate) use names::{Cue, Known};

use crate::{fold::Folded, thesaurus::Hit};
use shiome_model::{Because, Entity, EntityKind, Field, Mention, TermKind};
use std::collections::BTreeMap;

/// Places kept of one entity.
const PLACES: usize = 6;

/// The entities of a document, surest first.
pub(crate) fn entities(known: &Known, meant: &[Meant], hits: &[Hit]) -> Vec<Entity> {
    let mut found: BTreeMap<(EntityKind, String), Entity> = BTreeMap::new();
    for one in meant {
        let Some(thing) = known.things.get(one.thing as usize) else { continue };
        add(&mut found, thing.kind, &thing.id, thing.ror.as_ref(), one.mention);
    }
    let taken = |hit: &Hit| {
        let same = |m: &Meant| {
            m.mention.field == hit.field
                && m.mention.span.start < hit.span.end
                && hit.span.start < m.mention.span.end
        };
        meant.iter().any(same)
    };
    for hit in hits.iter().filter(|h| h.entry.term.kind == TermKind::NamedEntity && !taken(h)) {
        let mention = Mention { field: hit.field, span: hit.span, because: Because::Term };
        add(&mut found, EntityKind::Concept, hit.entry.concept.as_str(), None, mention);
    }
    let mut all: Vec<Entity> = found.into_values().collect();
    let first = |e: &Entity| e.mentions.first().map(|m| (m.field, m.span));
    all.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(b.times.cmp(&a.times))
            .then_with(|| first(a).cmp(&first(b)))
    });
    all
}

fn add(
    found: &mut BTreeMap<(EntityKind, String), Entity>,
    kind: EntityKind,
    id: &str,
    ror: Option<&String>,
    mention: Mention,
) {
    let entity = found.entry((kind, id.to_owned())).or_insert_with(|| Entity {
        kind,
        id: id.to_owned(),
        ror: ror.cloned(),
        confidence: 0.0,
        times: 0,
        mentions: Vec::new(),
    });
    entity.times += 1;
    entity.confidence = entity.confidence.max(mention.because.confidence());
    if entity.mentions.len() < PLACES {
        entity.mentions.push(mention);
    }
}

/// Everything that is read of a document at once: of title and text, and of the same folded.
pub(crate) fn read(known: &Known, [title, text]: [&str; 2], [in_title, in_text]: [&Folded; 2]) -> Read {
    let mut read = Read::default();
    known.read(Field::Title, title, in_title, &mut read);
    known.read(Field::Text, text, in_text, &mut read);
    read
}
