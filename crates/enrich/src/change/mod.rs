//! What moved between two captures of a watched page, and does it matter?
//!
//! Pages are compared clause by clause after normalisation, so that new templates, moved blocks,
//! tokens and counters are no change. What is left is weighed: how much moved, and whether words of
//! obligation, money, dates or eligibility did.

mod diff;
mod noise;
mod weigh;

use crate::sentences::sentences;
use diff::edits;
use shiome_model::{CaptureId, Change, Document, SourceId, Timestamp};

/// Materiality below which a difference is not reported.
const TRIVIAL: f32 = 0.05;

/// One clause: what is shown, and what is compared.
pub(crate) struct Clause {
    shown: String,
    bare: String,
}

/// The change from `before` to `after`; none when nothing material moved.
pub fn compare(
    before: &Document,
    after: &Document,
    source: &SourceId,
    before_capture: &CaptureId,
    after_capture: &CaptureId,
    seen_at: Timestamp,
) -> Option<Change> {
    let (old, new) = (clauses(before), clauses(after));
    let edits = edits(&old, &new);
    let size = |list: &[Clause]| list.iter().map(|c| c.bare.chars().count()).sum::<usize>();
    let (materiality, reasons) = weigh::weigh(&edits, size(&old).max(size(&new)));
    (!edits.is_empty() && materiality >= TRIVIAL).then(|| Change {
        id: Change::id_of(before_capture, after_capture),
        document: after.id.clone(),
        source: source.clone(),
        before: before_capture.clone(),
        after: after_capture.clone(),
        seen_at,
        edits,
        materiality,
        reasons,
    })
}

/// Title and sentences that can carry meaning.
fn clauses(document: &Document) -> Vec<Clause> {
    let text = &document.text;
    let parts = sentences(text).into_iter().map(|s| s.of(text));
    std::iter::once(document.title.trim())
        .chain(parts)
        .filter_map(|part| Some(Clause { shown: part.to_owned(), bare: noise::meaning(part)? }))
        .collect()
}

#[cfg(test)]
mod tests;
