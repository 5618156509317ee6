//! Which earlier documents are worth comparing?
//!
//! Each document is filed under the keys of its text (bands of its signature) and under those of its
//! rarest clues. Looking is bounded whatever the archive holds: a document has few keys, each gives its
//! newest documents only, and of all those found the likeliest are compared.

use super::{Known, Rarity, WINDOW, bucket_of, choose, key_of, rarity::often};
use shiome_model::{ClueSort, DocumentId, Hash, Membership, SameBecause, clue::period_of};
use std::collections::HashMap;

/// Keys a document is filed under by its clues.
const KEYS: usize = 24;
/// Documents looked at under one key, of each period.
pub const LOOKED_AT: usize = 64;
/// Documents compared in the end, by what they say and by their text.
const COMPARED: usize = 16;
const NEAR: usize = 8;
/// Weight in common below which nothing is compared: a rare thing or two.
const LEAST: f32 = 6.0;
/// Number of the first document of a desk.
const FILED_HERE: u64 = 1 << 62;
/// Days before the first of all, for documents without one.
const UNDATED: i32 = 0;

/// A document under a key: its day, counted from the beginning of our era, its number in the order of
/// filing, and its id.
pub type Posting = (i32, u64, DocumentId);

/// What is filed, by period and key.
pub type Postings = HashMap<(i32, u64), Vec<Posting>>;

impl Known {
    /// The day it is filed under.
    pub fn filed_on(&self) -> i32 {
        self.clues.day.map_or(UNDATED, |d| chrono::Datelike::num_days_from_ce(&d))
    }
    /// The days on which another telling may be filed. One without a day is told among its like.
    pub fn window(&self) -> (i32, i32) {
        match self.clues.day {
            Some(_) => (self.filed_on() - WINDOW as i32, self.filed_on() + WINDOW as i32),
            None => (UNDATED, UNDATED),
        }
    }
    /// The periods of those days.
    pub fn periods(&self) -> std::ops::RangeInclusive<i32> {
        let (from, to) = self.window();
        period_of(from)..=period_of(to)
    }
    /// The keys of its rarest clues with their weights, strongest first.
    pub fn keys(&self, rarity: &Rarity) -> Vec<(u64, f32)> {
        let mut keys: Vec<(u64, f32)> = self
            .clues
            .list
            .iter()
            .map(|clue| {
                let key = key_of(clue);
                let sort = if clue.sort == ClueSort::Word { 0.5 } else { 1.0 };
                (key, sort * often(clue.times) * rarity.weight(clue.sort, key))
            })
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        let order = |a: &(u64, f32), b: &(u64, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if keys.len() > KEYS {
            keys.select_nth_unstable_by(KEYS, order);
        }
        keys.truncate(KEYS);
        keys.sort_unstable_by(order);
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

/// The likeliest of the documents filed under some keys in the window of one: those with most weight in
/// common. `postings` holds for each period and key all of its newest [`LOOKED_AT`], perhaps more; two
/// holders may share them.
pub fn candidates(own: &Known, keys: &[(u64, f32)], postings: &[&Postings]) -> Vec<DocumentId> {
    let (from, to) = own.window();
    let mut weights: HashMap<&DocumentId, f32> = HashMap::new();
    for period in own.periods() {
        for (key, weight) in keys {
            let filed = postings.iter().filter_map(|p| p.get(&(period, *key)));
            let mut filed: Vec<&Posting> = filed.flatten().collect();
            if postings.len() > 1 {
                // What is filed anew stands with both.
                filed.sort_unstable_by(|a, b| (&a.2, b.1).cmp(&(&b.2, a.1)));
                filed.dedup_by(|a, b| a.2 == b.2);
            }
            if filed.len() > LOOKED_AT {
                filed.sort_unstable_by_key(|f| std::cmp::Reverse((f.0, f.1)));
                filed.truncate(LOOKED_AT);
            }
            for (_, _, document) in filed.into_iter().filter(|(day, _, _)| (from..=to).contains(day)) {
                *weights.entry(document).or_default() += weight;
            }
        }
    }
    weights.remove(&own.document);
    let mut ranked: Vec<(&DocumentId, f32)> = weights.into_iter().filter(|(_, w)| *w >= LEAST).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    ranked.into_iter().take(COMPARED).map(|(id, _)| id.clone()).collect()
}

/// The likeliest of the documents that share bands of a signature: those that share most. `filed` holds for
/// each band the [`LOOKED_AT`] of the smallest ids, perhaps more.
pub fn near<'d>(own: &Known, filed: &[&'d HashMap<u64, Vec<DocumentId>>]) -> Vec<&'d DocumentId> {
    let mut shared: HashMap<&DocumentId, usize> = HashMap::new();
    for band in &own.fingerprint.bands {
        let mut ids: Vec<&'d DocumentId> = filed.iter().filter_map(|f| f.get(band)).flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(LOOKED_AT);
        for id in ids {
            *shared.entry(id).or_default() += 1;
        }
    }
    shared.remove(&own.document);
    let mut ranked: Vec<(&DocumentId, usize)> = shared.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    ranked.into_iter().take(NEAR).map(|(id, _)| id).collect()
}

/// What is known of documents, held in memory: all of a small set, or those of a batch that is not
/// recorded yet.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    known: HashMap<DocumentId, Known>,
    by_key: Postings,
    by_band: HashMap<u64, Vec<DocumentId>>,
    by_text: HashMap<Hash, Vec<DocumentId>>,
}

impl Desk {
    /// Files a document that has its story, under these keys.
    pub fn file(&mut self, known: Known, keys: &[u64]) {
        let (id, day) = (known.document.clone(), known.filed_on());
        // After all that is recorded, which are fewer.
        let number = FILED_HERE + self.known.len() as u64;
        for key in keys {
            self.by_key.entry((period_of(day), *key)).or_default().push((day, number, id.clone()));
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
    /// What is filed here by clues, and by bands of signatures.
    pub fn filed(&self) -> (&Postings, &HashMap<u64, Vec<DocumentId>>) {
        (&self.by_key, &self.by_band)
    }
    /// Documents whose text is the same.
    pub fn equal(&self, own: &Known) -> impl Iterator<Item = &DocumentId> {
        self.by_text.get(&own.fingerprint.exact).into_iter().flatten().take(LOOKED_AT)
    }
    /// Places a document among those filed here and files it.
    pub fn place(&mut self, mut own: Known, rarity: &mut Rarity) -> Membership {
        let keys = own.keys(rarity);
        let (postings, bands) = self.filed();
        let mut ids = candidates(&own, &keys, &[postings]);
        ids.extend(near(&own, &[bands]).into_iter().chain(self.equal(&own)).cloned());
        ids.sort_unstable();
        ids.dedup();
        let found: Vec<&Known> = ids.iter().filter_map(|id| self.known.get(id)).collect();
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
