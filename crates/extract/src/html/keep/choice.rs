//! From probabilities to a choice: which blocks together are most likely the text.

use super::kind::Kind;
use super::places::Places;
use crate::html::blocks::Block;
use std::collections::{BTreeMap, HashMap};

/// What is decided about several blocks together.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Words of each block.
    pub words: Vec<u32>,
    /// The first block with the same words, where there are many and it is another one.
    pub copy: Vec<Option<usize>>,
    /// The table, list of terms or foldable part each stands in.
    pub unit: Vec<Option<usize>>,
    /// The list each is a part of, where that is no list of links.
    pub list: Vec<Option<usize>>,
    /// Whether each is a message quoted from a network.
    pub quoted: Vec<bool>,
    /// Whether each stands in navigation.
    pub chrome: Vec<bool>,
    /// What the page is.
    pub kind: Kind,
}

/// Words from which a repetition is one.
const COPIED: usize = 8;

impl Choice {
    pub(super) fn of(blocks: &[Block], words: &[Vec<u64>], places: &Places, kind: Kind) -> Self {
        let mut told: HashMap<&[u64], usize> = HashMap::new();
        let mut first = |i: usize| (words[i].len() >= COPIED).then(|| *told.entry(&words[i]).or_insert(i));
        Self {
            words: words.iter().map(|w| w.len() as u32).collect(),
            copy: (0..words.len()).map(|i| first(i).filter(|first| *first != i)).collect(),
            unit: (0..blocks.len())
                .map(|i| places.unit(places.of_block[i], blocks[i].cell.is_some()))
                .collect(),
            list: places.of_block.iter().map(|p| places.list(*p)).collect(),
            quoted: places.of_block.iter().map(|p| places.quoted(*p)).collect(),
            chrome: blocks.iter().map(|b| b.chrome).collect(),
            kind,
        }
    }

    /// Which share of the right text and of the chosen one would be in both, if the probabilities are
    /// right, and above which probability blocks must be taken for that.
    pub fn expected(&self, probabilities: &[f32]) -> (f32, f32) {
        let words = |i: usize| self.words[i] as f32;
        let all: f32 = (0..probabilities.len()).map(|i| probabilities[i] * words(i)).sum();
        let mut order: Vec<usize> = (0..probabilities.len()).collect();
        order.sort_by(|a, b| probabilities[*b].total_cmp(&probabilities[*a]));
        let (mut right, mut taken) = (0.0, 0.0);
        let (mut best, mut limit) = (0.0, 0.5);
        for i in order {
            right += probabilities[i] * words(i);
            taken += words(i);
            let share = 2.0 * right / (taken + all).max(1e-6);
            if share >= best {
                (best, limit) = (share, probabilities[i]);
            }
        }
        (best, limit)
    }

    /// The blocks that are taken.
    pub fn choose(&self, probabilities: &[f32]) -> Vec<bool> {
        let p = self.together(probabilities);
        let (_, limit) = self.expected(&p);
        let of = |i: usize| match self.unit[i].filter(|_| !self.chrome[i]) {
            Some(_) => self.kind.limit_of_units(limit),
            None => self.kind.limit(limit),
        };
        let mut chosen: Vec<bool> = (0..p.len()).map(|i| p[i] >= of(i)).collect();
        // A list is not cut in the middle, nor its short items left out.
        for (list, taken) in self.shares(&self.list, |i| f32::from(u8::from(chosen[i]))) {
            let more = (0..p.len()).filter(|i| self.list[*i] == Some(list) && !self.chrome[*i]);
            more.filter(|_| taken >= 0.5).for_each(|i| chosen[i] = true);
        }
        // Messages between two parts of the text are quoted in it.
        let mut at = 0;
        while at < chosen.len() {
            let end = (at..chosen.len()).find(|i| !self.quoted[*i]).unwrap_or(chosen.len());
            if end > at && at > 0 && chosen[at - 1] && chosen.get(end) == Some(&true) {
                chosen[at..end].fill(true);
            }
            at = end.max(at + 1);
        }
        // A text that stands there twice is taken once; a sentence alone may be said again.
        for i in 0..chosen.len() {
            let is_copy = |i: usize| self.copy[i].is_some_and(|first| chosen[first]);
            let beside =
                (i > 0 && self.copy[i - 1].is_some()) || self.copy.get(i + 1).is_some_and(Option::is_some);
            chosen[i] &= !(beside && is_copy(i));
        }
        chosen
    }

    /// A table is taken whole or not at all, and so is a list of terms.
    pub fn together(&self, probabilities: &[f32]) -> Vec<f32> {
        let shares = self.shares(&self.unit, |i| probabilities[i]);
        let of = |i: usize| self.unit[i].and_then(|unit| shares.get(&unit)).copied();
        probabilities.iter().enumerate().map(|(i, p)| of(i).unwrap_or(*p)).collect()
    }

    /// The mean of a value over the words of each whole.
    fn shares(&self, wholes: &[Option<usize>], value: impl Fn(usize) -> f32) -> BTreeMap<usize, f32> {
        let mut sums: BTreeMap<usize, (f32, f32)> = BTreeMap::new();
        for (i, whole) in wholes.iter().enumerate().filter_map(|(i, w)| Some((i, (*w)?))) {
            let sum = sums.entry(whole).or_default();
            let weight = self.words[i] as f32 + 0.5;
            *sum = (sum.0 + value(i) * weight, sum.1 + weight);
        }
        sums.into_iter().map(|(whole, (sum, weight))| (whole, sum / weight)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(words: &[u32]) -> Choice {
        let n = words.len();
        Choice {
            words: words.to_vec(),
            copy: vec![None; n],
            unit: vec![None; n],
            list: vec![None; n],
            quoted: vec![false; n],
            chrome: vec![false; n],
            kind: Kind::Article,
        }
    }

    #[test]
    fn the_best_choice_is_expected_and_taken() {
        let found = choice(&[50, 50, 5, 100]);
        let (share, limit) = found.expected(&[0.9, 0.9, 0.6, 0.1]);
        assert!((0.8..0.95).contains(&share), "{share}");
        assert_eq!(limit, 0.6);
        assert_eq!(found.choose(&[0.9, 0.9, 0.7, 0.1]), [true, true, true, false]);
        assert_eq!(found.choose(&[]), [false; 0]);
    }

    #[test]
    fn a_table_is_taken_whole() {
        let mut found = choice(&[20, 2, 2, 20]);
        found.unit = vec![None, Some(1), Some(1), None];
        assert_eq!(found.choose(&[0.9, 0.9, 0.5, 0.0]), [true, true, true, false]);
    }

    #[test]
    fn a_text_that_stands_there_twice_is_taken_once() {
        let mut found = choice(&[20, 20, 20, 20]);
        found.copy = vec![None, None, Some(0), Some(1)];
        assert_eq!(found.choose(&[0.9; 4]), [true, true, false, false]);
        // The first was not taken, so the second is.
        assert_eq!(found.choose(&[0.1, 0.1, 0.9, 0.9]), [false, false, true, true]);
        // One sentence may be said again.
        found.copy = vec![None, None, None, Some(0)];
        assert_eq!(found.choose(&[0.9; 4]), [true; 4]);
    }

    #[test]
    fn a_list_keeps_its_short_items() {
        let mut found = choice(&[40, 10, 3, 3]);
        found.list = vec![None, Some(1), Some(1), None];
        assert_eq!(found.choose(&[0.9, 0.9, 0.1, 0.1]), [true, true, true, false]);
    }

    #[test]
    fn a_message_within_the_text_is_quoted_there() {
        let mut found = choice(&[40, 10, 5, 40, 10]);
        found.quoted = vec![false, true, true, false, true];
        assert_eq!(found.choose(&[0.9, 0.1, 0.1, 0.9, 0.1]), [true, true, true, true, false]);
        assert_eq!(found.choose(&[0.9, 0.1, 0.1, 0.1, 0.1]), [true, false, false, false, false]);
    }

    #[test]
    fn rules_keep_their_terms() {
        let mut found = choice(&[40, 5, 5, 5]);
        found.unit = vec![None, Some(1), Some(1), Some(2)];
        found.chrome[3] = true;
        let p = [0.9, 0.2, 0.2, 0.2];
        assert_eq!(found.choose(&p), [true, false, false, false]);
        found.kind = Kind::Reference;
        assert_eq!(found.choose(&p), [true, true, true, false]);
    }
}
