//! Finds the story of each document of a batch, as if it came alone: among those recorded and those of
//! the batch that came before it. A document that has its story keeps it.
//!
//! What is recorded is asked for many documents at a time, as they will need it; what a document needs
//! besides, because the documents before it made its clues more common, is asked for it alone. So the
//! answer does not depend on how documents come in batches.

use crate::{Error, House};
use shiome_enrich::story::{Desk, Known, LOOKED_AT, Postings, Rarity, candidates, choose, near};
use shiome_model::{DocumentId, Hash, Membership, SameBecause};
use shiome_store::{Fact, StoryFile};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Documents for which is asked at a time.
const ASKED: usize = 250;
/// Recorded documents that are kept at hand.
const AT_HAND: usize = 4_000;

pub(super) struct Placing<'h> {
    house: &'h House,
    desk: Desk,
    rarity: Rarity,
    /// Documents of the batch whose clues are recorded already.
    filed: BTreeSet<DocumentId>,
    /// Those still to be placed, in their order.
    coming: VecDeque<(Known, Option<Membership>)>,
    /// For how many of them has been asked.
    asked: usize,
    recorded: Recorded,
    /// With how many the last new document was compared.
    pub(super) compared: usize,
}

/// What was asked of the catalog.
#[derive(Default)]
struct Recorded {
    postings: Postings,
    bands: HashMap<u64, Vec<DocumentId>>,
    texts: HashMap<String, Vec<DocumentId>>,
    /// Those without annotations are known to be none.
    known: HashMap<DocumentId, Option<Known>>,
}

impl<'h> Placing<'h> {
    /// For the documents of one batch, in their order, each with the place it has.
    pub(super) async fn begin(
        house: &'h House,
        batch: Vec<(Known, Option<Membership>)>,
    ) -> Result<Self, Error> {
        let ids: Vec<DocumentId> = batch.iter().map(|(known, _)| known.document.clone()).collect();
        let mut places: Vec<u32> = batch.iter().flat_map(|(known, _)| known.buckets()).collect();
        places.sort_unstable();
        places.dedup();
        let (stories, counts) = house.catalog.story_counts(&places).await?;
        let rarity = Rarity::of(stories, counts);
        let filed = house.catalog.filed(&ids).await?.into_iter().collect();
        let (desk, recorded) = Default::default();
        Ok(Self { house, desk, rarity, filed, coming: batch.into(), asked: 0, recorded, compared: 0 })
    }

    /// What is to be recorded of the place of the next document; none if all are placed.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Fact>>, Error> {
        if self.asked == 0 {
            self.ask().await?;
        }
        let Some((mut own, membership)) = self.coming.pop_front() else { return Ok(None) };
        self.asked = self.asked.saturating_sub(1);
        let keys = own.keys(&self.rarity);
        let mut facts = Vec::new();
        let (membership, is_new) = match membership {
            Some(membership) => (membership, false),
            None => (self.choose(&own, &keys).await?, true),
        };
        // Those placed before clues were kept are filed now, and count.
        let is_first = membership.because == SameBecause::First && !self.filed.contains(&own.document);
        let counted = if is_first { own.buckets() } else { Vec::new() };
        if is_first {
            self.rarity.add(&counted);
        }
        own.story = Some(membership.story.clone());
        let keys: Vec<u64> = keys.into_iter().map(|(key, _)| key).collect();
        facts.push(Fact::StoryFile(StoryFile {
            document: own.document.clone(),
            clues: own.clues.clone(),
            day: own.filed_on(),
            keys: keys.clone(),
            counted,
        }));
        if is_new {
            facts.push(Fact::Membership(membership));
        }
        self.desk.file(own, &keys);
        Ok(Some(facts))
    }

    /// Asks what the next documents will most likely need.
    async fn ask(&mut self) -> Result<(), Error> {
        self.asked = ASKED.min(self.coming.len());
        let next: Vec<(&Known, Vec<(u64, f32)>)> = self
            .coming
            .iter()
            .take(self.asked)
            .filter(|(_, membership)| membership.is_none())
            .map(|(own, _)| (own, own.keys(&self.rarity)))
            .collect();
        let at_hand = std::mem::take(&mut self.recorded.known);
        self.recorded = Recorded::default();
        if at_hand.len() < AT_HAND {
            self.recorded.known = at_hand;
        }
        let mut wanted: BTreeMap<i32, Vec<u64>> = BTreeMap::new();
        for (own, keys) in &next {
            for period in own.periods() {
                wanted.entry(period).or_default().extend(keys.iter().map(|(key, _)| *key));
            }
        }
        for (period, mut keys) in wanted {
            keys.sort_unstable();
            keys.dedup();
            self.recorded.postings(self.house, period, &keys).await?;
        }
        let mut bands: Vec<u64> = next.iter().flat_map(|(own, _)| own.fingerprint.bands.clone()).collect();
        bands.sort_unstable();
        bands.dedup();
        self.recorded.bands = self.house.catalog.near_texts(&bands, LOOKED_AT).await?;
        let mut texts: Vec<&Hash> = next.iter().map(|(own, _)| &own.fingerprint.exact).collect();
        texts.sort_unstable();
        texts.dedup();
        self.recorded.texts = self.house.catalog.equal_texts(&texts, LOOKED_AT).await?;
        let mut ids: Vec<DocumentId> = Vec::new();
        for (own, keys) in &next {
            ids.extend(candidates(own, keys, &[&self.recorded.postings]));
            ids.extend(
                near(own, &[&self.recorded.bands]).into_iter().chain(self.recorded.equal(own)).cloned(),
            );
        }
        self.recorded.fetch(self.house, ids).await
    }

    async fn choose(&mut self, own: &Known, keys: &[(u64, f32)]) -> Result<Membership, Error> {
        for period in own.periods() {
            let asked = |key: &u64| self.recorded.postings.contains_key(&(period, *key));
            let missing: Vec<u64> = keys.iter().map(|(key, _)| *key).filter(|key| !asked(key)).collect();
            if !missing.is_empty() {
                self.recorded.postings(self.house, period, &missing).await?;
            }
        }
        let (postings, bands) = self.desk.filed();
        let mut ids = candidates(own, keys, &[&self.recorded.postings, postings]);
        let texts = near(own, &[&self.recorded.bands, bands]).into_iter();
        ids.extend(texts.chain(self.recorded.equal(own)).chain(self.desk.equal(own)).cloned());
        ids.sort_unstable();
        ids.dedup();
        let elsewhere = ids.iter().filter(|id| self.desk.known(id).is_none() && **id != own.document);
        self.recorded.fetch(self.house, elsewhere.cloned().collect()).await?;
        let known = |id| self.desk.known(id).or_else(|| self.recorded.known.get(id)?.as_ref());
        let found: Vec<&Known> = ids.iter().filter_map(known).collect();
        self.compared = found.len();
        Ok(choose(own, &found, &self.rarity))
    }
}

impl Recorded {
    async fn postings(&mut self, house: &House, period: i32, keys: &[u64]) -> Result<(), Error> {
        let mut found = house.catalog.story_postings(period, keys, LOOKED_AT).await?;
        for key in keys {
            self.postings.insert((period, *key), found.remove(key).unwrap_or_default());
        }
        Ok(())
    }

    /// Documents whose text is the same.
    fn equal(&self, own: &Known) -> impl Iterator<Item = &DocumentId> {
        self.texts.get(own.fingerprint.exact.as_str()).into_iter().flatten()
    }

    /// Brings what documents are compared by, if it is not at hand.
    async fn fetch(&mut self, house: &House, mut ids: Vec<DocumentId>) -> Result<(), Error> {
        ids.retain(|id| !self.known.contains_key(id));
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        for (candidate, clues) in house.catalog.comparable(&ids).await? {
            let known = Known {
                document: candidate.document,
                fingerprint: candidate.fingerprint,
                clues,
                story: candidate.story,
            };
            self.known.insert(known.document.clone(), Some(known));
        }
        for id in ids {
            self.known.entry(id).or_insert(None);
        }
        Ok(())
    }
}
