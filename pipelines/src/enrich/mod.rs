//! Annotates documents that came or changed, groups them into stories, and annotates the archive anew
//! when rules or thesaurus changed.
//!
//! New documents go first, in the order of their days ([`follow`]). Between them the archive is
//! annotated anew, latest first, a small commit at a time ([`again`]): readers see what was believed
//! before until it is replaced, and a flow that was stopped goes on where it was.

mod again;
mod place;

pub use again::FLOW as AGAIN;

use crate::{Error, Event, House, Stage};
use place::Placing;
use shiome_enrich::story::Known;
use shiome_model::{Annotations, DocumentId, Membership, time::day_in_japan};
use shiome_store::{Entity, Fact, Seq, StoredDocument};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Name of the flow's checkpoint.
pub const FLOW: &str = "enrich";
/// Documents annotated and committed at a time: so many that a commit pays, so few that nobody waits.
const BATCH: usize = 200;
/// New documents placed in one go: so many that a usual run is put in order as a whole.
const TOGETHER: usize = 5_000;

/// What is to be recorded of documents that were placed.
#[derive(Debug)]
pub struct Placed {
    /// Their places, and by what they are found.
    pub facts: Vec<Fact>,
    /// With how many earlier documents each was compared.
    pub compared: Vec<usize>,
}

/// Finds the stories of new documents, in their order. Their annotations must be recorded in the same
/// commit.
pub async fn place(house: &House, documents: Vec<Known>) -> Result<Placed, Error> {
    let mut placed = Placed { facts: Vec::with_capacity(documents.len() * 2), compared: Vec::new() };
    let mut placing =
        Placing::begin(house, documents.into_iter().map(|known| (known, None)).collect()).await?;
    while let Some(facts) = placing.next().await? {
        placed.facts.extend(facts);
        placed.compared.push(placing.compared);
    }
    Ok(placed)
}

/// Follows the catalog to its end, then annotates anew what another version has annotated, until both
/// are done or `stop` is set. Returns how many documents were annotated.
pub async fn run(house: &House, stop: &AtomicBool) -> Result<usize, Error> {
    let mut done = 0;
    while !stop.load(Ordering::Relaxed) {
        if let Some(annotated) = follow(house).await? {
            done += annotated;
        } else if let Some(annotated) = again::next(house).await? {
            done += annotated;
        } else {
            break;
        }
        house.tell(Event::Followed { flow: FLOW, done });
    }
    Ok(done)
}

/// Annotates the next documents that came or changed; none if there are none.
async fn follow(house: &House) -> Result<Option<usize>, Error> {
    let checkpoint = house.catalog.checkpoint(FLOW).await?;
    let seq: Seq = checkpoint.as_ref().map_or(0, |c| c.seq);
    let rows = house.catalog.changes(&[Entity::Document], seq, TOGETHER).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    let ids: Vec<DocumentId> = rows.iter().map(|r| DocumentId::new(&*r.id)).collect();
    let mut stored = house.catalog.documents(&ids).await?;
    stored.retain(|s| needs_work(s, house.enricher.version()));
    // By their days, so that a story begins with who told it first; which of several sources was read
    // first is chance, and must decide nothing.
    stored.sort_by_cached_key(|s| {
        (s.document.date().unwrap_or_else(|| day_in_japan(s.first_seen)), s.document.id.clone())
    });
    let (done, mut facts) = annotate(house, stored).await?;
    let note = house.enricher.version().to_owned();
    facts.push(Fact::Checkpoint { flow: FLOW.into(), seq: last.seq, note });
    if checkpoint.is_none() {
        // What this version annotates first, it need not look through for what another one did.
        facts.push(again::checkpoint_at(0, house.enricher.version()));
    }
    let start = Instant::now();
    house.catalog.commit(None, &facts).await?;
    house.timings.add(Stage::Store, start);
    Ok(Some(done.len()))
}

fn needs_work(stored: &StoredDocument, version: &str) -> bool {
    let current = |a: &Annotations| a.revision == stored.document.revision && a.version == version;
    !stored.annotations.as_ref().is_some_and(current)
}

/// Annotates documents. What is to be recorded, and of each document what was and what is believed.
async fn annotate(
    house: &House,
    stored: Vec<StoredDocument>,
) -> Result<(Vec<(Option<Annotations>, Annotations)>, Vec<Fact>), Error> {
    let start = Instant::now();
    let (places, believed): (Vec<Option<Membership>>, Vec<Option<Annotations>>) =
        stored.iter().map(|s| (s.membership.clone(), s.annotations.clone())).unzip();
    let annotated = on_all_cores(house, stored).await?;
    let mut facts: Vec<Fact> = Vec::with_capacity(annotated.len() * 3 + 2);
    let (annotated, known): (Vec<Annotations>, Vec<Known>) = annotated.into_iter().unzip();
    let mut placing = Placing::begin(house, known.into_iter().zip(places).collect()).await?;
    let mut done = Vec::with_capacity(annotated.len());
    for (annotations, before) in annotated.into_iter().zip(believed) {
        facts.push(Fact::Annotations(annotations.clone()));
        facts.extend(placing.next().await?.into_iter().flatten());
        done.push((before, annotations));
    }
    house.timings.add(Stage::Enrich, start);
    Ok((done, facts))
}

/// Annotates on as many threads as there are cores, keeping the order.
async fn on_all_cores(
    house: &House,
    stored: Vec<StoredDocument>,
) -> Result<Vec<(Annotations, Known)>, Error> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let share = stored.len().div_ceil(threads).max(1);
    let mut handles = Vec::new();
    for part in stored.chunks(share) {
        let (part, enricher, plan) = (part.to_vec(), house.enricher.clone(), house.plan.clone());
        handles.push(tokio::task::spawn_blocking(move || {
            let one = |s: &StoredDocument| {
                let notes = enricher.annotate(&s.document, plan.language_of(&s.document.source));
                let day = s.document.date().unwrap_or_else(|| day_in_japan(s.first_seen));
                let known = Known {
                    document: s.document.id.clone(),
                    fingerprint: notes.fingerprint.clone(),
                    clues: enricher.clues(&s.document, &notes, Some(day)),
                    story: None,
                };
                (notes, known)
            };
            part.iter().map(one).collect::<Vec<_>>()
        }));
    }
    let mut all = Vec::with_capacity(stored.len());
    for handle in handles {
        all.extend(handle.await.map_err(|_| Error::Worker("annotating documents"))?);
    }
    Ok(all)
}
