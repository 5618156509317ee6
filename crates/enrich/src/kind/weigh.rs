//! What does each witness say for and against each kind?
//!
//! The evidence for a kind is counted by witness; the sum for a kind is that of its weights with all
//! counts, those of other kinds included: what sounds like a report speaks a little against an event.
//! `learned.tsv` holds the weights, a row for a witness of a kind, a column for a kind.

use shiome_model::DocumentKind;
use std::sync::LazyLock;

/// How many kinds there are.
pub(super) const KINDS: usize = DocumentKind::ALL.len();
/// How many counts describe a document: each witness for each kind, and one that is always one.
pub(super) const COUNTS: usize = Witness::ALL.len() * KINDS + 1;

/// Weights by count and kind.
pub(super) type Weights = Vec<[f32; KINDS]>;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Witness {
    /// A pattern in the title.
    TitleRule,
    /// A pattern in the opening.
    LeadRule,
    /// A strong cue in the title.
    TitleCue,
    /// A weak one there.
    TitleHint,
    /// A strong cue in the opening.
    Cue,
    /// A weak one there.
    Hint,
}

impl Witness {
    pub(super) const ALL: [Self; 6] =
        [Self::TitleRule, Self::LeadRule, Self::TitleCue, Self::TitleHint, Self::Cue, Self::Hint];
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::TitleRule => "title rule",
            Self::LeadRule => "lead rule",
            Self::TitleCue => "title cue",
            Self::TitleHint => "title hint",
            Self::Cue => "cue",
            Self::Hint => "hint",
        }
    }
    /// What it weighs for its own kind before anything is learned.
    pub(super) fn usual(self) -> f32 {
        match self {
            Self::TitleRule => 2.5,
            Self::LeadRule => 1.5,
            Self::TitleCue => 1.2,
            Self::TitleHint => 0.4,
            Self::Cue => 0.9,
            Self::Hint => 0.3,
        }
    }
    /// More of it than this says no more.
    fn most(self) -> f32 {
        match self {
            Self::TitleRule | Self::LeadRule | Self::TitleHint => 1.0,
            Self::TitleCue => 2.0,
            Self::Cue => 4.0,
            Self::Hint => 3.0,
        }
    }
}

/// One thing that speaks for a kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Evidence {
    pub(super) kind: DocumentKind,
    pub(super) witness: Witness,
    /// As the document writes it.
    pub(super) passage: String,
}

/// Where a count stands.
pub(super) fn place(witness: Witness, kind: DocumentKind) -> usize {
    let at = |found: Option<usize>| found.unwrap_or_default();
    let witness = at(Witness::ALL.iter().position(|w| *w == witness));
    witness * KINDS + at(DocumentKind::ALL.iter().position(|k| *k == kind))
}

/// A document in numbers.
pub(super) fn counts(evidence: &[Evidence]) -> [f32; COUNTS] {
    let mut counts = [0.0f32; COUNTS];
    for one in evidence {
        let count = &mut counts[place(one.witness, one.kind)];
        *count = (*count + 1.0).min(one.witness.most());
    }
    counts[COUNTS - 1] = 1.0;
    counts
}

/// The sums of all kinds.
pub(super) fn sums(weights: &Weights, counts: &[f32; COUNTS]) -> [f32; KINDS] {
    let mut sums = [0.0; KINDS];
    for (count, row) in counts.iter().zip(weights).filter(|(count, _)| **count != 0.0) {
        sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += count * weight);
    }
    sums
}

/// The weights before anything is learned: each witness for its own kind, and news where none speaks.
pub(super) fn usual() -> Weights {
    let mut weights = vec![[0.0; KINDS]; COUNTS];
    for witness in Witness::ALL {
        for (at, kind) in DocumentKind::ALL.into_iter().enumerate() {
            weights[place(witness, kind)][at] = witness.usual();
        }
    }
    for (at, kind) in DocumentKind::ALL.into_iter().enumerate() {
        weights[COUNTS - 1][at] = if kind == DocumentKind::News { 0.6 } else { 0.0 };
    }
    weights
}

static LEARNED: LazyLock<Weights> = LazyLock::new(|| read(include_str!("learned.tsv")));

/// Rows of a table over the usual weights.
fn read(text: &str) -> Weights {
    let mut weights = usual();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let Some(name) = cells.next() else { continue };
        let row: Vec<f32> = cells.filter_map(|c| c.parse().ok()).collect();
        let (Some(at), Ok(row)) = ((0..COUNTS).find(|at| name_of(*at) == name), row.try_into()) else {
            continue;
        };
        weights[at] = row;
    }
    weights
}

/// What a row of the table is called.
pub(super) fn name_of(at: usize) -> String {
    match (Witness::ALL.get(at / KINDS), DocumentKind::ALL.get(at % KINDS)) {
        (Some(witness), Some(kind)) => format!("{}, {kind}", witness.name()),
        _ => "always".to_owned(),
    }
}

/// The kind that most speaks for.
pub(super) fn strongest(evidence: &[Evidence]) -> DocumentKind {
    if evidence.is_empty() {
        return DocumentKind::default();
    }
    let sums = sums(&LEARNED, &counts(evidence));
    let best = DocumentKind::ALL.into_iter().zip(sums).max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or_else(DocumentKind::default, |(kind, _)| kind)
}

/// The passage that speaks most for `kind`; the first of equals.
pub(super) fn spokesman(evidence: &[Evidence], kind: DocumentKind) -> Option<String> {
    let column = DocumentKind::ALL.iter().position(|k| *k == kind)?;
    let says = |e: &Evidence| LEARNED[place(e.witness, e.kind)][column];
    let own = evidence.iter().filter(|e| e.kind == kind && !e.passage.is_empty());
    let best = own.rev().max_by(|a, b| says(a).total_cmp(&says(b)))?;
    Some(best.passage.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_can_be_read() {
        let lines: Vec<&str> = include_str!("learned.tsv").lines().filter(|l| !l.starts_with('#')).collect();
        let names: Vec<String> = (0..COUNTS).map(name_of).collect();
        assert!(lines.iter().all(|l| names.iter().any(|n| l.starts_with(&format!("{n}\t")))));
        assert!(lines.iter().all(|l| l.split('\t').count() == KINDS + 1));
        assert!(lines.is_empty() || LEARNED[COUNTS - 1] != usual()[COUNTS - 1]);
    }
}
