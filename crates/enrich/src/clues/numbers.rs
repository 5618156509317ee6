//! A document in numbers: how strongly each facet speaks, and which speak together.
//!
//! Phrases of a facet add up to one and no further, so that a long list says little more than a short
//! one; what stands after the opening fades with the text's length. Two facets named in one sentence
//! are a number of their own: women and researchers, emissions and universities.

use super::find::{Clue, FACETS};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Sentences that open a text.
const OPENING: usize = 2;
/// How much a phrase in the title adds, beside one in the opening.
const TITLE: f32 = 1.4;
/// How fast phrases of a facet add up.
const RATE: f32 = 0.7;

/// Facets that mean more in one sentence.
const TOGETHER: &[(&str, &[&str])] = &[
    ("os.read", &["r.paper"]),
    ("os.archive", &["r.paper"]),
    ("os.publishers", &["r.paper"]),
    ("os.data", &["r.people", "r.uni", "r.grant", "r.paper"]),
    ("ai.tool", &["r.people", "r.uni", "r.grant", "r.paper", "ra.review"]),
    ("ai.ai", &["r.people", "r.uni", "r.grant", "r.paper", "ra.review"]),
    ("ai.use", &["ai.ai", "ai.tool"]),
    ("ra.evaluate", &["r.people", "r.uni", "r.paper", "r.grant"]),
    ("ra.metrics", &["r.paper", "r.people", "r.uni"]),
    ("ra.review", &["ra.metrics", "ra.reform", "ra.evaluate"]),
    ("ra.promotion", &["ra.metrics", "r.paper", "ra.evaluate", "ra.reform"]),
    ("se.security", &["r.people", "r.uni", "r.grant"]),
    ("se.misconduct", &["r.people", "r.uni", "r.paper"]),
    ("se.disclose", &["r.people", "r.uni", "r.grant", "se.security"]),
    ("se.freedom", &["r.people", "r.uni"]),
    ("su.carbon", &["r.people", "r.uni", "r.grant", "su.lab", "su.travel", "su.buy"]),
    ("dei.women", &["r.people", "r.uni", "r.grant", "ec.stage"]),
    ("dei.fair", &["dei.women", "dei.groups", "r.people", "r.uni"]),
    ("dei.groups", &["r.people", "r.uni", "r.grant", "ec.stage"]),
    ("dei.family", &["r.people", "ec.stage", "dei.women"]),
    ("ec.stage", &["ec.start", "ec.work", "ec.pay", "r.grant"]),
    ("mo.joint", &["r.people", "r.grant", "mo.abroad"]),
    ("mo.abroad", &["r.people", "r.grant", "ec.stage", "ec.pay"]),
    ("mo.talent", &["r.people", "mo.abroad"]),
];

/// The same by number.
static PAIRS: LazyLock<Vec<(u8, u128)>> = LazyLock::new(|| {
    let bit = |name: &str| FACETS.iter().position(|f| *f == name);
    let one = |(first, others): &(&str, &[&str])| {
        let others = others.iter().filter_map(|o| bit(o)).fold(0u128, |all, at| all | (1 << at));
        Some((bit(first)? as u8, others))
    };
    TOGETHER.iter().filter_map(one).collect()
});

/// What the numbers are called: each facet, each facet in the title, each that is in company.
pub(crate) fn names() -> Vec<String> {
    let facets = FACETS.iter().map(|f| (*f).to_owned());
    let titled = FACETS.iter().map(|f| format!("{f} in the title"));
    facets.chain(titled).chain(TOGETHER.iter().map(|(f, _)| format!("{f} in company"))).collect()
}

/// The clues of a document, and the text's sentences.
pub(crate) struct Read<'d> {
    pub(crate) title: &'d [Clue],
    pub(crate) text: &'d [Clue],
    /// Start and end of each sentence of the text.
    pub(crate) sentences: &'d [(usize, usize)],
    /// What phrases after the opening count, by the text's length.
    pub(crate) fading: f32,
}

/// The numbers of a document, in the order of [`names`].
pub(crate) fn numbers(read: &Read) -> Vec<f32> {
    let facets = FACETS.len();
    let mut sums = vec![0.0f32; facets];
    let mut titled = vec![0.0f32; facets];
    let mut company = vec![0.0f32; PAIRS.len()];
    let mut seen: BTreeSet<(u8, u32)> = BTreeSet::new();
    let mut bits = 0u128;
    for clue in read.title {
        bits |= 1 << clue.facet;
        titled[clue.facet as usize] = 1.0;
        if seen.insert((clue.facet, clue.phrase)) {
            sums[clue.facet as usize] += TITLE;
        }
    }
    together(bits, 1.0, &mut company);
    let mut clues = read.text.iter().peekable();
    for (number, (_, end)) in read.sentences.iter().enumerate() {
        let worth = if number < OPENING { 1.0 } else { read.fading };
        let mut bits = 0u128;
        while let Some(clue) = clues.next_if(|c| c.start < *end) {
            bits |= 1 << clue.facet;
            if seen.insert((clue.facet, clue.phrase)) {
                sums[clue.facet as usize] += worth;
            }
        }
        together(bits, 0.8 * worth, &mut company);
    }
    let grown = sums.iter().map(|s| 1.0 - (-RATE * s).exp());
    grown.chain(titled.iter().copied()).chain(company.iter().map(|c| c.min(2.0))).collect()
}

fn together(bits: u128, worth: f32, company: &mut [f32]) {
    for ((first, others), sum) in PAIRS.iter().zip(company) {
        if bits & (1 << first) != 0 && bits & others != 0 {
            *sum += worth;
        }
    }
}
