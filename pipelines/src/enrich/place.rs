//! Finds the story of each document of a batch, as if it came alone: among those recorded and those of
//! the batch that came before it. A document that has its story keeps it.

use crate::{Error, House};
use shiome_enrich::story::{Desk, Known, LOOKED_AT, Rarity, candidates, choose};
use shiome_model::{DocumentId, Membership, SameBecause};
use shiome_store::{Fact, StoryFile};
use std::collections::BTreeSet;

pub(super) struct Placing<'h> {
    house: &'h House,
    desk: Desk,
    rarity: Rarity,
    /// Documents of the batch whose clues are recorded already.
    filed: BTreeSet<DocumentId>,
    /// With how many the last new document was compared.
    pub(super) compared: usize,
}

impl<'h> Placing<'h> {
    /// For the documents of one batch.
    pub(super) async fn begin(
        house: &'h House,
        batch: impl Iterator<Item = &Known> + Clone,
    ) -> Result<Self, Error> {
        let ids: Vec<DocumentId> = batch.clone().map(|k| k.document.clone()).collect();
        let mut places: Vec<u32> = batch.flat_map(Known::buckets).collect();
        places.sort_unstable();
        places.dedup();
        let (stories, counts) = house.catalog.story_counts(&places).await?;
        let rarity = Rarity::of(stories, counts);
        let filed = house.catalog.filed(&ids).await?.into_iter().collect();
        Ok(Self { house, desk: Desk::default(), rarity, filed, compared: 0 })
    }

    /// What is to be recorded of the place of a document. `membership` is the one it has.
    pub(super) async fn place(
        &mut self,
        mut own: Known,
        membership: Option<Membership>,
    ) -> Result<Vec<Fact>, Error> {
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
        Ok(facts)
    }

    async fn choose(&mut self, own: &Known, keys: &[(u64, f32)]) -> Result<Membership, Error> {
        let catalog = &self.house.catalog;
        let numbers: Vec<u64> = keys.iter().map(|(key, _)| *key).collect();
        let mut postings = catalog.story_postings(&numbers, own.window(), LOOKED_AT).await?;
        self.desk.add_postings(keys, own.window(), &mut postings);
        let mut ids: BTreeSet<DocumentId> = candidates(keys, &postings).into_iter().collect();
        let exact = catalog.exact_duplicates(&own.fingerprint.exact, LOOKED_AT).await?;
        ids.extend(exact.into_iter().map(|c| c.document));
        ids.extend(catalog.near_texts(&own.fingerprint.bands, LOOKED_AT).await?);
        let elsewhere: Vec<DocumentId> =
            ids.iter().filter(|id| self.desk.known(id).is_none() && **id != own.document).cloned().collect();
        let stored: Vec<Known> = catalog
            .comparable(&elsewhere)
            .await?
            .into_iter()
            .map(|(candidate, clues)| Known {
                document: candidate.document,
                fingerprint: candidate.fingerprint,
                clues,
                story: candidate.story,
            })
            .collect();
        let mut found: Vec<&Known> = self.desk.near(own);
        found.extend(ids.iter().filter_map(|id| self.desk.known(id)));
        found.extend(&stored);
        let membership = choose(own, &found, &self.rarity);
        self.compared = found.len();
        Ok(membership)
    }
}
