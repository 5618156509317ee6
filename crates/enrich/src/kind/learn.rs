//! Weights from documents that say their kind.
//!
//! Multinomial logistic regression by plain descent: the same documents give the same weights. What is
//! learned is pulled back to what is usual, strongly for the rows of other kinds, so that few documents
//! cannot teach nonsense.

use super::evidence;
use super::weigh::{COUNTS, KINDS, Weights, counts, name_of, sums, usual};
use shiome_model::{DocumentKind, Lang};
use std::fmt::Write;

/// Steps of the descent.
const STEPS: usize = 600;
/// Length of a step.
const RATE: f32 = 0.5;
/// Pull towards the usual weights.
const PULL: f32 = 0.01;

/// The table of weights that `learned.tsv` holds, from documents as (title, text, language, kind).
pub fn learn_kinds(documents: &[(&str, &str, Lang, DocumentKind)]) -> String {
    let read = |(title, text, lang, kind): &(&str, &str, Lang, DocumentKind)| {
        let is = DocumentKind::ALL.iter().position(|k| k == kind).unwrap_or_default();
        (counts(&evidence(title, text, lang)), is)
    };
    let cases: Vec<([f32; COUNTS], usize)> = documents.iter().map(read).collect();
    write(&descend(&cases))
}

fn descend(cases: &[([f32; COUNTS], usize)]) -> Weights {
    let start = usual();
    let mut weights = start.clone();
    for _ in 0..STEPS {
        let mut slope = vec![[0.0f32; KINDS]; COUNTS];
        for (counts, is) in cases {
            let said = shares(sums(&weights, counts));
            for (count, row) in counts.iter().zip(&mut slope).filter(|(count, _)| **count != 0.0) {
                for (kind, cell) in row.iter_mut().enumerate() {
                    *cell += count * (said[kind] - f32::from(u8::from(kind == *is))) / cases.len() as f32;
                }
            }
        }
        for ((row, usual), slope) in weights.iter_mut().zip(&start).zip(&slope) {
            for ((weight, usual), slope) in row.iter_mut().zip(usual).zip(slope) {
                *weight -= RATE * (slope + PULL * (*weight - usual));
            }
        }
    }
    weights
}

/// Sums as shares of one.
fn shares(sums: [f32; KINDS]) -> [f32; KINDS] {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers = sums.map(|s| (s - most).exp());
    let whole: f32 = powers.iter().sum();
    powers.map(|p| p / whole)
}

fn write(weights: &Weights) -> String {
    let kinds: Vec<&str> = DocumentKind::ALL.iter().map(|k| k.as_str()).collect();
    let mut out = format!("# made by: shiome eval kinds --learn\n# evidence\t{}\n", kinds.join("\t"));
    for (at, row) in weights.iter().enumerate() {
        let row: Vec<String> = row.iter().map(|w| format!("{w:.3}")).collect();
        _ = writeln!(out, "{}\t{}", name_of(at), row.join("\t"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_phrase_means_is_learned() {
        // In these documents "register" tells calls.
        let en = || Lang::from("en");
        let texts: Vec<(&str, &str, Lang, DocumentKind)> =
            (0..20).map(|_| ("Spring", "Please register today.", en(), DocumentKind::Call)).collect();
        let learned = learn_kinds(&texts);
        assert_eq!(learned, learn_kinds(&texts));
        let row = learned.lines().find(|l| l.starts_with("cue, event\t")).unwrap();
        let cells: Vec<f32> = row.split('\t').skip(1).map(|c| c.parse().unwrap()).collect();
        let at = |kind| DocumentKind::ALL.iter().position(|k| *k == kind).unwrap();
        assert!(cells[at(DocumentKind::Call)] > 0.3 && cells[at(DocumentKind::Event)] < 0.9, "{row}");
    }
}
