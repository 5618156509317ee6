//! Annotates the archive anew when rules or thesaurus changed: latest first, a batch a commit, with
//! what changed counted in the same commit. So it may be stopped and killed at any moment.

use super::{BATCH, annotate, needs_work};
use crate::{Error, House, Stage};
use shiome_model::DocumentId;
use shiome_store::{Fact, Reannotation, Seq};
use std::collections::BTreeMap;
use std::time::Instant;

/// Name of its checkpoint. Its position goes down; what lies before it is yet to be looked at.
pub const FLOW: &str = "enrich-again";

/// Annotates the next documents that another version has annotated; none if there are none. Called
/// when everything that came has been annotated.
pub(super) async fn next(house: &House) -> Result<Option<usize>, Error> {
    let (catalog, version) = (&house.catalog, house.enricher.version());
    let checkpoint = catalog.checkpoint(FLOW).await?.filter(|c| c.note == version);
    let before = match checkpoint {
        Some(checkpoint) => checkpoint.seq,
        None => catalog.head().await?.saturating_add(1),
    };
    let rows = catalog.documents_before(before, BATCH).await?;
    let Some((seq, _)) = rows.last().cloned() else { return Ok(None) };
    let ids: Vec<DocumentId> = rows.into_iter().map(|(_, id)| id).collect();
    let mut stored = catalog.documents(&ids).await?;
    // What has no annotations yet is new, and waits for its turn among the new.
    stored.retain(|s| s.annotations.is_some() && needs_work(s, version));
    stored.sort_by_key(|s| ids.iter().position(|id| *id == s.document.id));
    let (done, mut facts) = annotate(house, stored).await?;
    let mut changed: BTreeMap<String, Reannotation> = BTreeMap::new();
    let now = house.now();
    for (old, new) in &done {
        let Some(old) = old else { continue };
        if !changed.contains_key(&old.version) {
            let known = catalog.reannotation(&old.version, version).await?;
            let known = known.unwrap_or_else(|| Reannotation::new(&old.version, version, now));
            changed.insert(old.version.clone(), known);
        }
        if let Some(so_far) = changed.get_mut(&old.version) {
            so_far.count(old, new, now);
        }
    }
    facts.extend(changed.into_values().map(Fact::Reannotation));
    facts.push(checkpoint_at(seq, version));
    let start = Instant::now();
    catalog.commit(None, &facts).await?;
    house.timings.add(Stage::Store, start);
    Ok(Some(done.len()))
}

/// The checkpoint at which everything from `seq` on has been looked at.
pub(super) fn checkpoint_at(seq: Seq, version: &str) -> Fact {
    Fact::Checkpoint { flow: FLOW.into(), seq, note: version.to_owned() }
}
