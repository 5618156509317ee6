//! How well do groups agree with those of a test set?

use std::collections::{BTreeMap, BTreeSet};

/// Agreement of two groupings of the same things.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Share of the pairs put together that belong together; 1 if none was.
    pub pair_precision: f64,
    /// Share of the pairs that belong together that were put together.
    pub pair_recall: f64,
    /// BCubed precision (Bagga and Baldwin 1998): of what stands beside a thing, how much belongs there.
    pub bcubed_precision: f64,
    /// BCubed recall: of what belongs beside a thing, how much stands there.
    pub bcubed_recall: f64,
    /// Pairs put together, those of them that belong together, and all that do.
    pub pairs: (usize, usize, usize),
}

impl Agreement {
    /// Compares `found` with `truth`, both from a thing to the name of its group. Things that only one
    /// of them knows do not count.
    pub fn of(truth: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> Self {
        let both = || truth.iter().filter_map(|(id, t)| Some((id, t, found.get(id)?)));
        let (mut by_truth, mut by_found): (Groups, Groups) = Default::default();
        let mut cells: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (id, truth, found) in both() {
            by_truth.entry(truth).or_default().insert(id);
            by_found.entry(found).or_default().insert(id);
            *cells.entry((truth, found)).or_default() += 1;
        }
        let pairs = |n: usize| n * n.saturating_sub(1) / 2;
        let right = cells.values().map(|n| pairs(*n)).sum::<usize>();
        let put = by_found.values().map(|g| pairs(g.len())).sum::<usize>();
        let all = by_truth.values().map(|g| pairs(g.len())).sum::<usize>();
        let (mut precision, mut recall, mut count) = (0.0, 0.0, 0.0);
        for (_, truth, found) in both() {
            let here = cells[&(truth.as_str(), found.as_str())] as f64;
            precision += here / by_found[found.as_str()].len() as f64;
            recall += here / by_truth[truth.as_str()].len() as f64;
            count += 1.0;
        }
        let share = |part: usize, of: usize| if of == 0 { 1.0 } else { part as f64 / of as f64 };
        let mean = |sum: f64| if count > 0.0 { sum / count } else { 1.0 };
        Self {
            pair_precision: share(right, put),
            pair_recall: share(right, all),
            bcubed_precision: mean(precision),
            bcubed_recall: mean(recall),
            pairs: (put, right, all),
        }
    }

    /// The harmonic mean of BCubed precision and recall.
    pub fn bcubed_f1(&self) -> f64 {
        let (p, r) = (self.bcubed_precision, self.bcubed_recall);
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

type Groups<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter().map(|(id, group)| ((*id).to_owned(), (*group).to_owned())).collect()
    }

    #[test]
    fn names_of_groups_do_not_matter_and_mistakes_do() {
        let truth = groups(&[("a", "1"), ("b", "1"), ("c", "2"), ("d", "2")]);
        let same = groups(&[("a", "x"), ("b", "x"), ("c", "y"), ("d", "y")]);
        assert_eq!(Agreement::of(&truth, &same).bcubed_f1(), 1.0);
        let merged = groups(&[("a", "x"), ("b", "x"), ("c", "x"), ("d", "x")]);
        let merged = Agreement::of(&truth, &merged);
        assert_eq!((merged.bcubed_precision, merged.bcubed_recall), (0.5, 1.0));
        assert_eq!(merged.pairs, (6, 2, 2));
        let alone = groups(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
        let alone = Agreement::of(&truth, &alone);
        assert_eq!((alone.pair_precision, alone.pair_recall, alone.bcubed_recall), (1.0, 0.0, 0.5));
    }
}
