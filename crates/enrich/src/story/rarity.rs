//! How much does it mean that two documents share a clue?
//!
//! The logarithm of how rare it is. Counted are the stories that came before, each by its first
//! document, so that a name does not become common by one event that all tell; in a table of fixed
//! size. While they are few, what such clues are generally worth counts instead.

use crate::words::{hash, mix};
use shiome_model::{Clue, ClueSort};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Places of the table. Two clues that share one are taken for more frequent than they are, which
/// makes stories smaller, never larger.
const BUCKETS: u64 = 1 << 20;
/// For how many stories the expectation speaks.
const TRUST: f32 = 1000.0;

/// The number a clue is looked up by. Stable for ever: it is stored.
pub fn key_of(clue: &Clue) -> u64 {
    mix(hash(clue.sort.as_str()) ^ hash(&clue.text))
}

/// The place of the table in which a key is counted.
pub fn bucket_of(key: u64) -> u32 {
    (key % BUCKETS) as u32
}

/// How much more it means that something is said several times.
pub(super) fn often(times: u16) -> f32 {
    1.0 + f32::from(times.max(1)).ln()
}

/// The share of stories that are expected to have a clue which none had yet.
fn expected(sort: ClueSort) -> f32 {
    match sort {
        ClueSort::Amount => 0.003,
        ClueSort::Names => 0.004,
        ClueSort::Link => 0.005,
        ClueSort::Day | ClueSort::Figure | ClueSort::Entity => 0.01,
        ClueSort::Acronym | ClueSort::Name => 0.02,
        ClueSort::Word => 0.03,
        ClueSort::Concept | ClueSort::Agency => 0.05,
    }
}

/// Places are spread already: they need no other hash.
#[derive(Clone, Debug, Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0.rotate_left(8) ^ u64::from(*b));
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
    fn write_u32(&mut self, place: u32) {
        self.0 = u64::from(place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

/// How many stories had which clue.
#[derive(Clone, Debug, Default)]
pub struct Rarity {
    stories: u64,
    counts: HashMap<u32, u32, BuildHasherDefault<AsItIs>>,
}

impl Rarity {
    /// From stored counts: all stories, and those of some places.
    pub fn of(stories: u64, counts: impl IntoIterator<Item = (u32, u32)>) -> Self {
        Self { stories, counts: counts.into_iter().collect() }
    }
    /// Counts one more story, by its distinct places.
    pub fn add(&mut self, buckets: &[u32]) {
        self.stories += 1;
        for bucket in buckets {
            *self.counts.entry(*bucket).or_default() += 1;
        }
    }
    /// What sharing it means; 0 for what most stories have.
    pub fn weight(&self, sort: ClueSort, key: u64) -> f32 {
        let seen = self.counts.get(&bucket_of(key)).copied().unwrap_or_default() as f32;
        ((self.stories as f32 + TRUST) / (seen + TRUST * expected(sort))).ln().max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_have_weighs_more_and_a_sum_more_than_a_word() {
        let mut rarity = Rarity::default();
        let clue = |sort, text: &str| key_of(&Clue { sort, text: text.into(), times: 1, early: false });
        let (rare, common) = (clue(ClueSort::Word, "tide"), clue(ClueSort::Word, "grant"));
        for _ in 0..1000 {
            rarity.add(&[bucket_of(common)]);
        }
        rarity.add(&[bucket_of(rare)]);
        assert!(rarity.weight(ClueSort::Word, rare) > 3.0 * rarity.weight(ClueSort::Word, common));
        let sum = clue(ClueSort::Amount, "3200000000");
        assert!(rarity.weight(ClueSort::Amount, sum) > rarity.weight(ClueSort::Word, rare));
    }
}
