//! Annotates documents that came or changed, and groups them into stories.

use crate::{Error, Event, House, Stage};
use shiome_enrich::story;
use shiome_model::{Annotations, DocumentId, Fingerprint, Membership, SameBecause, StoryId};
use shiome_store::{Candidate, Entity, Fact, StoredDocument};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Name of the flow's checkpoint.
pub const FLOW: &str = "enrich";
/// Documents annotated and committed at a time.
const BATCH: usize = 200;
/// Documents compared with one that may be a near-duplicate.
const CANDIDATES: usize = 50;

/// Follows the catalog to its end, or until `stop` is set. Returns how many documents were annotated.
/// With another version of rules or thesaurus than last time, everything is annotated again.
pub async fn run(house: &House, stop: &AtomicBool) -> Result<usize, Error> {
    let checkpoint = house.catalog.checkpoint(FLOW).await?;
    let version = house.enricher.version().to_owned();
    let mut seq = checkpoint.filter(|c| c.note == version).map_or(0, |c| c.seq);
    let mut done = 0;
    while !stop.load(Ordering::Relaxed) {
        let rows = house.catalog.changes(&[Entity::Document], seq, BATCH).await?;
        let Some(last) = rows.last() else { break };
        seq = last.seq;
        let ids: Vec<DocumentId> = rows.iter().map(|r| DocumentId::new(&*r.id)).collect();
        let mut stored = house.catalog.documents(&ids).await?;
        stored.retain(|s| needs_work(s, &version));
        // In the order of the change log, so that a story's first document is the first that came.
        stored.sort_by_key(|s| ids.iter().position(|id| *id == s.document.id));
        done += stored.len();
        let start = Instant::now();
        let annotated = annotate(house, stored).await?;
        let mut facts: Vec<Fact> = Vec::with_capacity(annotated.len() * 2 + 1);
        let mut batch: Vec<Candidate> = Vec::new();
        for annotations in annotated {
            let membership = place(house, &annotations, &batch).await?;
            batch.push(Candidate {
                document: annotations.document.clone(),
                fingerprint: annotations.fingerprint.clone(),
                story: Some(membership.story.clone()),
            });
            facts.push(Fact::Annotations(annotations));
            facts.push(Fact::Membership(membership));
        }
        house.timings.add(Stage::Enrich, start);
        facts.push(Fact::Checkpoint { flow: FLOW.into(), seq, note: version.clone() });
        let start = Instant::now();
        house.catalog.commit(None, &facts).await?;
        house.timings.add(Stage::Store, start);
        house.tell(Event::Followed { flow: FLOW, done });
    }
    Ok(done)
}

fn needs_work(stored: &StoredDocument, version: &str) -> bool {
    let current = |a: &Annotations| a.revision == stored.document.revision && a.version == version;
    !stored.annotations.as_ref().is_some_and(current)
}

/// Annotates on as many threads as there are cores, keeping the order.
async fn annotate(house: &House, stored: Vec<StoredDocument>) -> Result<Vec<Annotations>, Error> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let share = stored.len().div_ceil(threads).max(1);
    let mut handles = Vec::new();
    for part in stored.chunks(share) {
        let (part, enricher, plan) = (part.to_vec(), house.enricher.clone(), house.plan.clone());
        handles.push(tokio::task::spawn_blocking(move || {
            let one =
                |s: &StoredDocument| enricher.annotate(&s.document, plan.language_of(&s.document.source));
            part.iter().map(one).collect::<Vec<_>>()
        }));
    }
    let mut all = Vec::with_capacity(stored.len());
    for handle in handles {
        all.extend(handle.await.map_err(|_| Error::Worker("annotating documents"))?);
    }
    Ok(all)
}

/// Finds the story a document belongs to among the stored ones and those of its own batch; else it
/// begins one.
async fn place(house: &House, annotations: &Annotations, batch: &[Candidate]) -> Result<Membership, Error> {
    let own = &annotations.fingerprint;
    let mut candidates = house.catalog.exact_duplicates(&own.exact, CANDIDATES).await?;
    candidates.extend(house.catalog.candidates(&own.bands, CANDIDATES).await?);
    let bands: BTreeSet<u64> = own.bands.iter().copied().collect();
    candidates.extend(batch.iter().filter(|c| may_match(own, &bands, &c.fingerprint)).cloned());
    let document = annotations.document.clone();
    let best = candidates
        .into_iter()
        .filter(|c| c.document != document)
        .filter_map(|c| {
            story::same(own, &c.fingerprint).map(|(because, similarity)| (similarity, because, c))
        })
        // The most similar; among equals the smallest id, so that order of lookup does not matter.
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.2.document.cmp(&a.2.document)));
    Ok(match best {
        Some((similarity, because, like)) => {
            let story = like.story.unwrap_or_else(|| StoryId::new(like.document.as_str()));
            Membership { story, document, because, similarity }
        }
        None => Membership {
            story: StoryId::new(document.as_str()),
            document,
            because: SameBecause::First,
            similarity: 1.0,
        },
    })
}

fn may_match(own: &Fingerprint, bands: &BTreeSet<u64>, other: &Fingerprint) -> bool {
    own.exact == other.exact || other.bands.iter().any(|b| bands.contains(b))
}
