//! Which earlier documents are worth comparing?
//!
//! Each document is filed under the keys of its text (bands of its signature) and under those of its
//! rarest clues. Looking is bounded whatever the archive holds: a document has few keys, each gives its
//! newest documents only, and of all those found the likeliest are compared.

use super::{Known, Rarity, WINDOW, bucket_of, choose, key_of};
use shiome_model::{ClueSort, DocumentId, Hash, Membership, SameBecause};
use std::collections::{BTreeMap, HashMap};

/// Keys a document is filed under by its clues.
const KEYS: usize = 24;
/// Documents looked at under one key.
pub const LOOKED_AT: usize = 64;
/// Documents compared in the end.
const COMPARED: usize = 32;
/// Weight in common below which nothing is compared: a rare thing or two.
const LEAST: f32 = 6.0;
/// Days before the first of all, for documents without one.
const UNDATED: i32 = 0;

/// A document under a key: its day, counted from the beginning of our era, and its id.
pub type Posting = (i32, DocumentId);

impl Known {
    /// The day it is filed under.
    pub fn filed_on(&self) -> i32 {
        self.clues.day.map_or(UNDATED, |d| chrono::Datelike::num_days_from_ce(&d))
    }
    /// The days on which another telling may be filed.
    pub fn window(&self) -> (i32, i32) {
        match self.clues.day {
            Some(_) => (self.filed_on() - WINDOW as i32, self.filed_on() + WINDOW as i32),
            None => (i32::MIN, i32::MAX),
        }
    }
    /// The keys of its rarest clues with their weights, strongest first.
    pub fn keys(&self, rarity: &Rarity) -> Vec<(u64, f32)> {
        let mut keys: Vec<(u64, f32)> = self
            .clues
            .list
            .iter()
            .map(|clue| {
                let (key, often) = (key_of(clue), 1.0 + f32::from(clue.times.max(1)).ln());
                let sort = if clue.sort == ClueSort::Word { 0.5 } else { 1.0 };
                (key, sort * often * rarity.weight(clue.sort, key))
            })
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        keys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        keys.truncate(KEYS);
        keys
    }
    /// The places in which its clues are counted; sorted, each once.
    pub fn buckets(&self) -> Vec<u32> {
        let mut buckets: Vec<u32> = self.clues.list.iter().map(|c| bucket_of(key_of(c))).collect();
        buckets.sort_unstable();
        buckets.dedup();
        buckets
    }
}

/// The likeliest of the documents filed under some keys: those with most weight in common.
/// `postings` holds for each key all of its newest [`LOOKED_AT`], perhaps more.
pub fn candidates(keys: &[(u64, f32)], postings: &HashMap<u64, Vec<Posting>>) -> Vec<DocumentId> {
    let mut weights: BTreeMap<&DocumentId, f32> = BTreeMap::new();
    for (key, weight) in keys {
        let mut filed: Vec<&Posting> = postings.get(key).into_iter().flatten().collect();
        filed.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        filed.dedup();
        for (_, document) in filed.into_iter().take(LOOKED_AT) {
            *weights.entry(document).or_default() += weight;
        }
    }
    let mut ranked: Vec<(&DocumentId, f32)> = weights.into_iter().filter(|(_, w)| *w >= LEAST).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    ranked.into_iter().take(COMPARED).map(|(id, _)| id.clone()).collect()
}

/// What is known of documents, held in memory: all of a small set, or those of a batch that is not
/// recorded yet.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    known: BTreeMap<DocumentId, Known>,
    by_key: HashMap<u64, Vec<Posting>>,
    by_band: HashMap<u64, Vec<DocumentId>>,
    by_text: HashMap<Hash, Vec<DocumentId>>,
}

impl Desk {
    /// Files a document that has its story, under these keys.
    pub fn file(&mut self, known: Known, keys: &[u64]) {
        let (id, day) = (known.document.clone(), known.filed_on());
        for key in keys {
            self.by_key.entry(*key).or_default().push((day, id.clone()));
        }
        for band in &known.fingerprint.bands {
            self.by_band.entry(*band).or_default().push(id.clone());
        }
        self.by_text.entry(known.fingerprint.exact.clone()).or_default().push(id.clone());
        self.known.insert(id, known);
    }
    /// A document that is filed here.
    pub fn known(&self, id: &DocumentId) -> Option<&Known> {
        self.known.get(id)
    }
    /// Adds what is filed here under some keys, on these days.
    pub fn add_postings(
        &self,
        keys: &[(u64, f32)],
        (from, to): (i32, i32),
        postings: &mut HashMap<u64, Vec<Posting>>,
    ) {
        for (key, _) in keys {
            let here = self.by_key.get(key).into_iter().flatten();
            let near: Vec<Posting> = here.filter(|(d, _)| (from..=to).contains(d)).cloned().collect();
            postings.entry(*key).or_default().extend(near);
        }
    }
    /// Documents whose text is the same or may nearly be.
    pub fn near(&self, own: &Known) -> Vec<&Known> {
        let mut ids: Vec<&DocumentId> =
            self.by_text.get(&own.fingerprint.exact).into_iter().flatten().take(LOOKED_AT).collect();
        for band in &own.fingerprint.bands {
            ids.extend(self.by_band.get(band).into_iter().flatten().take(LOOKED_AT));
        }
        ids.sort();
        ids.dedup();
        ids.into_iter().filter_map(|id| self.known.get(id)).collect()
    }
    /// Places a document among those filed here and files it.
    pub fn place(&mut self, mut own: Known, rarity: &mut Rarity) -> Membership {
        let keys = own.keys(rarity);
        let mut postings = HashMap::new();
        self.add_postings(&keys, own.window(), &mut postings);
        let mut found = self.near(&own);
        let ids = candidates(&keys, &postings);
        found.extend(ids.iter().filter_map(|id| self.known.get(id)));
        let membership = choose(&own, &found, rarity);
        own.story = Some(membership.story.clone());
        if membership.because == SameBecause::First {
            rarity.add(&own.buckets());
        }
        let keys: Vec<u64> = keys.into_iter().map(|(key, _)| key).collect();
        self.file(own, &keys);
        membership
    }
}
