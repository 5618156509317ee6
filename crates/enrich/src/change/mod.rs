//! What moved between two captures of a watched page, and does it matter?
//!
//! Pages are compared clause by clause after normalisation, so that new templates, moved blocks,
//! tokens and counters are no change. What is left is weighed: how much moved, and whether words of
//! obligation, money, dates or eligibility did. Both versions must have been read by the same rules:
//! whoever compares reads both anew.

mod clauses;
mod diff;
mod effective;
mod noise;
mod template;
mod weigh;

use clauses::Clause;
use shiome_model::{CaptureId, Change, Document, Event, Ground, SourceId, Timestamp};

/// Materiality below which a difference is not reported.
const TRIVIAL: f32 = 0.05;

/// One version of a page.
#[derive(Clone, Copy, Debug)]
pub struct Version<'v> {
    /// Its text.
    pub document: &'v Document,
    /// Those lines of it that are headings.
    pub headings: &'v [String],
    /// Its capture.
    pub capture: &'v CaptureId,
}

/// The change from one version to another; none when nothing material moved.
pub fn compare(before: Version, after: Version, source: &SourceId, seen_at: Timestamp) -> Option<Change> {
    let change = difference(before, after, source, seen_at);
    (!change.edits.is_empty() && change.materiality >= TRIVIAL).then_some(change)
}

/// All that differs between two versions, however little.
pub fn difference(before: Version, after: Version, source: &SourceId, seen_at: Timestamp) -> Change {
    let (old, new) = (clauses::of(before), clauses::of(after));
    let edits = template::without_frame(diff::edits(&old, &new), &old, &new);
    let size = |list: &[Clause]| list.iter().map(|c| c.bare.chars().count()).sum::<usize>();
    let mut weight = weigh::weigh(&edits, size(&old).max(size(&new)));
    let effective = effective::of(&edits);
    if effective.is_some() {
        weight.add(Ground::Effective);
    }
    let mut change = Change {
        id: Change::id_of(before.capture, after.capture),
        document: after.document.id.clone(),
        source: source.clone(),
        before: before.capture.clone(),
        after: after.capture.clone(),
        seen_at,
        event: Event::Edited,
        effective,
        edits,
        materiality: weight.materiality,
        reasons: Vec::new(),
        grounds: weight.grounds,
        share: weight.share,
    };
    change.reasons = change.reasons_in("en");
    change
}

/// How much of the clauses of either version the other has too: 0 to 1. Tells a page that moved from
/// another one at its place.
pub fn likeness(before: Version, after: Version) -> f32 {
    let (old, new) = (clauses::of(before), clauses::of(after));
    template::shared(&old, &new)
}

#[cfg(test)]
mod tests;
