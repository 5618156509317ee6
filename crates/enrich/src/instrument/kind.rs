//! What sort of instrument is it, if it is one?

use super::Page;
use crate::cues::{Class, Reading};
use shiome_model::{InstrumentKind, Told};
use std::collections::BTreeMap;

/// Votes that make an instrument.
const ENOUGH: f32 = 4.0;
/// How much a vote of the title counts.
const TITLE: f32 = 2.2;
/// How much a vote of the first two sentences counts.
const OPENING: f32 = 1.5;
/// Sentences that may vote: what comes later is detail.
const HEARD: usize = 30;
/// Sentences that vote fully; a long page names much that it is not about.
const FULL: usize = 8;
/// How much a vote after them counts.
const LATER: f32 = 0.4;

/// The votes for one sort.
#[derive(Default)]
struct Votes {
    sum: f32,
    /// Whether title or first sentences have one.
    early: bool,
    /// The weightiest and where it is.
    best: Option<(f32, Told<()>)>,
}

/// The sort with most votes, if they are enough.
pub(super) fn kind(page: &Page) -> Option<Told<InstrumentKind>> {
    let mut votes: BTreeMap<InstrumentKind, Votes> = BTreeMap::new();
    let (mut acts, mut against) = (0.0_f32, 0.0_f32);
    let mut heard: BTreeMap<(u32, Class), f32> = BTreeMap::new();
    for reading in page.parts() {
        for cue in longest(reading).filter(|c| c.sentence < HEARD) {
            let place = place(reading, cue.sentence);
            let weight = cue.weight * place;
            // The same words again say nothing more, unless they stand in a better place.
            let before = heard.entry((cue.pattern, cue.class)).or_default();
            let more = (weight - *before).max(0.0);
            *before = before.max(weight);
            match cue.class {
                Class::Kind(kind) => {
                    let entry = votes.entry(kind).or_default();
                    entry.sum += more;
                    entry.early |= place > LATER;
                    if entry.best.as_ref().is_none_or(|(w, _)| weight > *w) {
                        let span = reading.passage(cue.start, cue.end);
                        let told = Told { value: (), field: reading.field, span, confidence: 0.0 };
                        entry.best = Some((weight, told));
                    }
                }
                Class::Call | Class::Adopt | Class::Suspend | Class::Rescind => acts += more * 0.5,
                Class::Result | Class::Force => acts += more * 0.3,
                Class::NoEvent | Class::NoPerson | Class::NoFinding | Class::NoOpinion => against += more,
                _ => {}
            }
        }
    }
    let mut ranked: Vec<(f32, InstrumentKind, Votes)> = votes
        .into_iter()
        .filter(|(_, votes)| votes.early)
        .map(|(kind, votes)| (votes.sum * prior(kind), kind, votes))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let second = ranked.get(1).map_or(0.0, |r| r.0);
    let (sum, kind, votes) = ranked.into_iter().next()?;
    let (_, told) = votes.best?;
    let enough = sum + acts.min(4.0) - against >= ENOUGH && sum >= 2.0 && against < sum + acts.min(3.0);
    let confidence = (0.5 + 0.5 * (sum - second) / sum.max(1.0)).clamp(0.0, 1.0);
    enough.then_some(Told { value: kind, field: told.field, span: told.span, confidence })
}

/// Sorts whose words are common in texts about other sorts weigh less.
fn prior(kind: InstrumentKind) -> f32 {
    match kind {
        InstrumentKind::ProjectGrants => 0.75,
        InstrumentKind::Mandate | InstrumentKind::Strategy => 0.9,
        // What one is consulted on votes for itself.
        InstrumentKind::Consultation => 1.25,
        _ => 1.0,
    }
}

fn place(reading: &Reading, sentence: usize) -> f32 {
    match reading.field {
        shiome_model::Field::Title => TITLE,
        _ if sentence < 2 => OPENING,
        _ if sentence < FULL => 1.0,
        _ => LATER,
    }
}

/// Cues for sorts of instrument that do not lie within a longer one for another sort; all other cues.
fn longest<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = &'r crate::cues::Cue> {
    reading
        .cues
        .iter()
        .enumerate()
        .filter(|(i, cue)| {
            let Class::Kind(_) = cue.class else { return true };
            let near = &reading.cues[i.saturating_sub(12)..(i + 12).min(reading.cues.len())];
            !near.iter().any(|o| {
                let wider = o.start <= cue.start && o.end >= cue.end && o.end - o.start > cue.end - cue.start;
                // The same word, said by two patterns of one sort, votes once.
                let again = o.class == cue.class
                    && (o.start, o.end) == (cue.start, cue.end)
                    && (o.weight, o.pattern) > (cue.weight, cue.pattern);
                matches!(o.class, Class::Kind(_)) && (wider || again)
            })
        })
        .map(|(_, cue)| cue)
}
