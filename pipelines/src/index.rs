//! Brings the search index up to date with the catalog.

use crate::{Error, Event, House, Stage};
use shiome_model::{AgencyId, DocumentId, EntityKind, Lines};
use shiome_search::{Entry, EntryBody};
use shiome_store::{Entity, StoredDocument};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Name of the flow, for progress.
pub const FLOW: &str = "index";
/// Documents per commit of the index: commits cost more than documents.
const BATCH: usize = 2_000;

/// Follows the catalog to its end, or until `stop` is set. Returns how many entries were written.
pub async fn run(house: &House, stop: &AtomicBool) -> Result<usize, Error> {
    let lines = house.plan.lines();
    let mut done = 0;
    while !stop.load(Ordering::Relaxed) {
        let after = house.index.checkpoint();
        let rows = house.catalog.changes(&Entity::OF_DOCUMENTS, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        let upto = last.seq;
        let mut ids: Vec<DocumentId> = rows.iter().map(|r| DocumentId::new(&*r.id)).collect();
        ids.sort();
        ids.dedup();
        let mut entries = Vec::with_capacity(ids.len());
        for part in ids.chunks(500) {
            let stored = house.catalog.documents(part).await?;
            let known: Vec<&DocumentId> = stored.iter().map(|s| &s.document.id).collect();
            let gone = part.iter().filter(|id| !known.contains(id));
            entries.extend(gone.map(|id| Entry { id: id.clone(), put: None }));
            entries.extend(stored.iter().filter_map(|s| entry(house, &lines, s)));
        }
        done += entries.len();
        let (index, timings) = (house.index.clone(), house.timings.clone());
        tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            let outcome = index.apply(&entries, upto);
            timings.add(Stage::Index, start);
            outcome
        })
        .await
        .map_err(|_| Error::Worker("indexing"))??;
        house.tell(Event::Followed { flow: FLOW, done });
    }
    Ok(done)
}

/// What the index keeps of a document; none while it has no annotations, which will come as a change
/// of their own.
fn entry(house: &House, lines: &Lines, stored: &StoredDocument) -> Option<Entry> {
    let document = &stored.document;
    let annotations = stored.annotations.as_ref()?;
    let source = house.plan.sources.get(&document.source);
    let mut offices: Vec<String> = annotations.relevance.iter().map(|r| r.office.clone()).collect();
    offices.sort();
    offices.dedup();
    let heirs = lines.after(&document.agency, document.date());
    Some(Entry {
        id: document.id.clone(),
        put: Some(EntryBody {
            title: document.title.clone(),
            text: document.text.clone(),
            language: annotations.language.clone(),
            agency: document.agency.clone(),
            agency_names: agency_names(house, &document.agency, &heirs),
            heirs,
            country: document.country.clone(),
            source: document.source.clone(),
            topics: annotations.topics.iter().map(|t| t.topic.clone()).collect(),
            concepts: annotations.concepts.clone(),
            kind: annotations.kind,
            published: document.date(),
            first_seen: stored.first_seen,
            story: stored.membership.as_ref().map(|m| m.story.clone()),
            url: document.url.to_string(),
            authors: document.authors.clone(),
            credibility: source.map_or_else(Default::default, |s| s.source.credibility),
            named: annotations
                .entities
                .iter()
                .filter(|e| e.kind != EntityKind::Agency || e.id != document.agency.as_str())
                .map(|e| e.id.clone())
                .collect(),
            offices,
            sensitivity: document.sensitivity,
            embargo: document.embargo,
        }),
    })
}

/// What a body and those that took over from it are called.
fn agency_names(house: &House, id: &AgencyId, heirs: &[AgencyId]) -> Vec<String> {
    let known = std::iter::once(id).chain(heirs).filter_map(|id| house.plan.agencies.get(id));
    let names = known.flat_map(|a| [Some(&a.name.en), Some(&a.name.ja), a.name.native.as_ref()]);
    names.flatten().cloned().collect()
}
