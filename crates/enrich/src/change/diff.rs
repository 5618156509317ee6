//! Which clauses were added, removed or reworded?

use super::clauses::Clause;
use crate::fold::bare;
use crate::script::mostly_unspaced;
use shiome_model::ClauseEdit;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Cells of the table up to which the longest common subsequence is computed.
const CELLS: usize = 9_000_000;
/// Shared part from which two clauses are one reworded.
const REWORDED: f32 = 0.5;
/// The same for the only two that differ between equal neighbours.
const IN_PLACE: f32 = 0.2;

/// The edits in order of the page, then the clauses that stand under another heading now. Clauses that
/// only changed their order are none.
pub(super) fn edits(old: &[Clause], new: &[Clause]) -> Vec<ClauseEdit> {
    let anchors = common(&all(old), &all(new));
    let moved = moved(old, new, &anchors);
    let (gone, come): (BTreeSet<usize>, BTreeSet<usize>) = moved.iter().copied().unzip();
    let kept = |list: &'_ [Clause], without: &BTreeSet<usize>| -> Vec<usize> {
        (0..list.len()).filter(|at| !without.contains(at)).collect()
    };
    let kept_old: Vec<&Clause> = kept(old, &gone).into_iter().map(|i| &old[i]).collect();
    let kept_new: Vec<&Clause> = kept(new, &come).into_iter().map(|j| &new[j]).collect();
    let mut edits = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in common(&kept_old, &kept_new).into_iter().chain([(kept_old.len(), kept_new.len())]) {
        hunk(&kept_old[i..a], &kept_new[j..b], &mut edits);
        (i, j) = (a + 1, b + 1);
    }
    let mut same: Vec<(usize, usize)> = anchors.into_iter().chain(moved).collect();
    same.sort_by_key(|(_, j)| *j);
    edits.extend(relocated(old, new, &same));
    edits
}

/// Pairs of equal clauses that stand on both pages, but not in the same order.
fn moved(old: &[Clause], new: &[Clause], anchors: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let (held_old, held_new): (BTreeSet<usize>, BTreeSet<usize>) = anchors.iter().copied().unzip();
    let mut spare: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for (j, clause) in new.iter().enumerate().filter(|(j, _)| !held_new.contains(j)) {
        spare.entry(&clause.bare).or_default().push_back(j);
    }
    let free = old.iter().enumerate().filter(|(i, _)| !held_old.contains(i));
    free.filter_map(|(i, clause)| Some((i, spare.get_mut(clause.bare.as_str())?.pop_front()?))).collect()
}

/// Equal clauses under different headings that both versions have: what a rule belongs to has changed.
fn relocated(old: &[Clause], new: &[Clause], same: &[(usize, usize)]) -> Vec<ClauseEdit> {
    let count = |list: &[Clause], bare: &str| list.iter().filter(|c| c.bare == bare).count();
    let has = |list: &[Clause], section: &str| list.iter().any(|c| c.section.as_deref() == Some(section));
    same.iter()
        .filter_map(|(i, j)| {
            let (was, is) = (old[*i].section.as_deref()?, new[*j].section.as_deref()?);
            let (bare, shown) = (&old[*i].bare, &new[*j].shown);
            let is_one = || count(old, bare) == 1 && count(new, bare) == 1;
            (was != is && has(new, was) && has(old, is) && is_one()).then(|| ClauseEdit {
                before: Some(shown.clone()),
                after: Some(shown.clone()),
                section: Some(is.to_owned()),
                moved_from: Some(was.to_owned()),
            })
        })
        .collect()
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
    let enough = if old.len() == 1 && new.len() == 1 { IN_PLACE } else { REWORDED };
    let mut free = 0;
    for clause in old {
        let mine = self::units(&clause.bare);
        let best = (free..new.len())
            .map(|j| (if one_row(clause, new[j]) { 1.0 } else { likeness(&mine, &units[j]) }, j))
            .filter(|(likeness, _)| *likeness >= enough)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let Some((_, j)) = best else {
            edits.push(ClauseEdit {
                before: Some(clause.shown.clone()),
                section: clause.section.clone(),
                ..ClauseEdit::default()
            });
            continue;
        };
        edits.extend(new[free..j].iter().map(|c| added(c)));
        edits.push(ClauseEdit {
            before: Some(clause.shown.clone()),
            after: Some(new[j].shown.clone()),
            section: new[j].section.clone(),
            moved_from: None,
        });
        free = j + 1;
    }
    edits.extend(new[free..].iter().map(|c| added(c)));
}

/// Two rows of a table with the same first cell: what stands beside it was edited, however much.
fn one_row(a: &Clause, b: &Clause) -> bool {
    let label = |clause: &Clause| clause.shown.split_once(" | ").map(|(label, _)| bare(label));
    label(a).is_some_and(|l| !l.is_empty() && Some(l) == label(b))
}

fn added(clause: &Clause) -> ClauseEdit {
    ClauseEdit { after: Some(clause.shown.clone()), section: clause.section.clone(), ..ClauseEdit::default() }
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
