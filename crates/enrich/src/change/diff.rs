//! Which clauses were added, removed or reworded?

use super::Clause;
use crate::script::mostly_unspaced;
use shiome_model::ClauseEdit;
use std::collections::{BTreeMap, BTreeSet};

/// Cells of the table up to which the longest common subsequence is computed.
const CELLS: usize = 9_000_000;
/// Shared part from which two clauses are one reworded.
const REWORDED: f32 = 0.5;

/// The edits in order of the page. Clauses that only moved are none.
pub(super) fn edits(old: &[Clause], new: &[Clause]) -> Vec<ClauseEdit> {
    let (old, new) = without_moved(old, new);
    let mut edits = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in common(&old, &new).into_iter().chain([(old.len(), new.len())]) {
        hunk(&old[i..a], &new[j..b], &mut edits);
        (i, j) = (a + 1, b + 1);
    }
    edits
}

/// Both pages without the clauses that stand on both, but not in the same order.
fn without_moved<'c>(old: &'c [Clause], new: &'c [Clause]) -> (Vec<&'c Clause>, Vec<&'c Clause>) {
    let (anchors, anchored): (BTreeSet<usize>, BTreeSet<usize>) =
        common(&all(old), &all(new)).into_iter().unzip();
    let mut spare: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, clause) in new.iter().enumerate().filter(|(j, _)| !anchored.contains(j)) {
        *spare.entry(&clause.bare).or_default() += 1;
    }
    let mut moved: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kept_old = Vec::new();
    for (i, clause) in old.iter().enumerate() {
        match spare.get_mut(clause.bare.as_str()) {
            Some(left) if *left > 0 && !anchors.contains(&i) => {
                *left -= 1;
                *moved.entry(&clause.bare).or_default() += 1;
            }
            _ => kept_old.push(clause),
        }
    }
    let mut kept_new = Vec::new();
    for (j, clause) in new.iter().enumerate() {
        match moved.get_mut(clause.bare.as_str()) {
            Some(left) if *left > 0 && !anchored.contains(&j) => *left -= 1,
            _ => kept_new.push(clause),
        }
    }
    (kept_old, kept_new)
}

fn all(clauses: &[Clause]) -> Vec<&Clause> {
    clauses.iter().collect()
}

/// Pairs of equal clauses in order: common beginning and end, and between them the longest common
/// subsequence, where the table for it is not too large.
fn common(old: &[&Clause], new: &[&Clause]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a.bare == b.bare).count();
    let tail =
        old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a.bare == b.bare).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|k| (k, k)).collect();
    if a.len().saturating_mul(b.len()) <= CELLS {
        let width = b.len() + 1;
        let mut table = vec![0u32; (a.len() + 1) * width];
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                table[i * width + j] = if a[i].bare == b[j].bare {
                    table[(i + 1) * width + j + 1] + 1
                } else {
                    table[(i + 1) * width + j].max(table[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            if a[i].bare == b[j].bare {
                pairs.push((head + i, head + j));
                (i, j) = (i + 1, j + 1);
            } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    pairs.extend((0..tail).rev().map(|k| (old.len() - 1 - k, new.len() - 1 - k)));
    pairs
}

/// Between two equal clauses: similar ones are one reworded, the rest went or came.
fn hunk(old: &[&Clause], new: &[&Clause], edits: &mut Vec<ClauseEdit>) {
    let units: Vec<BTreeSet<String>> = new.iter().map(|c| units(&c.bare)).collect();
    let mut free = 0;
    for clause in old {
        let mine = self::units(&clause.bare);
        let best = (free..new.len())
            .map(|j| (likeness(&mine, &units[j]), j))
            .filter(|(likeness, _)| *likeness >= REWORDED)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let Some((_, j)) = best else {
            edits.push(ClauseEdit { before: Some(clause.shown.clone()), after: None });
            continue;
        };
        edits.extend(new[free..j].iter().map(|c| added(c)));
        edits.push(ClauseEdit { before: Some(clause.shown.clone()), after: Some(new[j].shown.clone()) });
        free = j + 1;
    }
    edits.extend(new[free..].iter().map(|c| added(c)));
}

fn added(clause: &Clause) -> ClauseEdit {
    ClauseEdit { before: None, after: Some(clause.shown.clone()) }
}

/// Words, or pairs of characters.
pub(super) fn units(bare: &str) -> BTreeSet<String> {
    if mostly_unspaced(bare) {
        let chars: Vec<char> = bare.chars().filter(|c| *c != ' ').collect();
        return chars.windows(2).map(|pair| pair.iter().collect()).collect();
    }
    bare.split(' ').map(str::to_owned).collect()
}

fn likeness(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let shared = a.intersection(b).count();
    if a.is_empty() && b.is_empty() { 0.0 } else { 2.0 * shared as f32 / (a.len() + b.len()) as f32 }
}
