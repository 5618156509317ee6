//! Which story does a document belong to?

use super::event::{Asking, Likeness, contradict};
use super::{Rarity, same};
use shiome_model::{Clues, DocumentId, Fingerprint, Membership, SameBecause, StoryId};
use std::collections::BTreeMap;

/// A document that came before, or the one to be placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Which.
    pub document: DocumentId,
    /// Its text.
    pub fingerprint: Fingerprint,
    /// What it says.
    pub clues: Clues,
    /// Its story; none for the one to be placed.
    pub story: Option<StoryId>,
}

/// The document of a story that another is most like.
type Told<'k> = (Likeness, &'k Known);

/// The place of a document among candidates: with the text it is nearest to, else with the event it
/// tells, else it begins a story. The order of the candidates does not matter.
pub fn choose(own: &Known, candidates: &[&Known], rarity: &Rarity) -> Membership {
    let others = || candidates.iter().copied().filter(|c| c.document != own.document);
    let near = others()
        .filter_map(|c| same(&own.fingerprint, &c.fingerprint).map(|(because, s)| (s, because, c)))
        // The most similar; among equals the smallest id.
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.2.document.cmp(&a.2.document)));
    if let Some((similarity, because, like)) = near {
        return join(own, like, because, similarity, Vec::new());
    }
    // A story is joined if one of its documents is alike and none contradicts.
    let asking = Asking::of(&own.clues, rarity);
    let mut stories: BTreeMap<&StoryId, (Option<Told>, bool)> = BTreeMap::new();
    for candidate in others() {
        let Some(story) = &candidate.story else { continue };
        let entry = stories.entry(story).or_insert((None, false));
        if contradict(&own.clues, &candidate.clues) {
            entry.1 = true;
            continue;
        }
        let Some(found) = asking.likeness(&candidate.clues) else { continue };
        let better = entry.0.as_ref().is_none_or(|(best, like)| {
            found.score.total_cmp(&best.score).then_with(|| like.document.cmp(&candidate.document)).is_gt()
        });
        if better {
            entry.0 = Some((found, candidate));
        }
    }
    let best = stories
        .into_values()
        .filter(|(_, contradicted)| !contradicted)
        .filter_map(|(best, _)| best)
        .filter(|(found, _)| found.score >= 1.0)
        .max_by(|a, b| a.0.score.total_cmp(&b.0.score).then_with(|| b.1.document.cmp(&a.1.document)));
    match best {
        Some((found, like)) => join(own, like, SameBecause::SameEvent, found.similarity, found.shared),
        None => Membership::first(own.document.clone()),
    }
}

fn join(
    own: &Known,
    like: &Known,
    because: SameBecause,
    similarity: f32,
    shared: Vec<shiome_model::Clue>,
) -> Membership {
    Membership {
        story: like.story.clone().unwrap_or_else(|| StoryId::new(like.document.as_str())),
        document: own.document.clone(),
        because,
        similarity,
        like: Some(like.document.clone()),
        shared,
    }
}
