//! Follows what bodies said would come: which promise was kept by which later document.
//!
//! A body whose documents changed is looked at whole: a promise of last year may be kept by what came
//! today, and by the body that took over from it meanwhile, so a line of bodies is looked at together. Only documents that may leave the house are looked at, so nothing told in confidence is
//! listed or held against anybody.

use crate::gate::Gate;
use crate::{Error, Event, House, Stage};
use chrono::Days;
use shiome_enrich::follow::{Observed, follow};
use shiome_model::{AgencyId, DocumentId, Tracked};
use shiome_store::{DocumentFilter, Entity, Fact};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Name of the flow's checkpoint.
pub const FLOW: &str = "promises";
/// Changes read at a time.
const BATCH: usize = 500;
/// For how many days back documents are looked at: plans reach two or three years.
const LOOKED_BACK: u64 = 4 * 366;

/// Follows the annotations to their end, or until `stop` is set. Returns how many bodies were looked at.
pub async fn run(house: &House, stop: &AtomicBool) -> Result<usize, Error> {
    let checkpoint = house.catalog.checkpoint(FLOW).await?;
    let version = house.enricher.version().to_owned();
    let mut seq = checkpoint.filter(|c| c.note == version).map_or(0, |c| c.seq);
    let began = seq;
    let mut touched: BTreeSet<AgencyId> = BTreeSet::new();
    loop {
        let rows = house.catalog.changes(&[Entity::Annotations], seq, BATCH).await?;
        let Some(last) = rows.last() else { break };
        seq = last.seq;
        let ids: Vec<DocumentId> = rows.iter().map(|r| DocumentId::new(&*r.id)).collect();
        let stored = house.catalog.documents(&ids).await?;
        touched.extend(stored.into_iter().map(|s| s.document.agency));
    }
    let (gate, start) = (Gate::now(house), Instant::now());
    let lines = house.plan.lines();
    let heads: BTreeSet<AgencyId> = touched.iter().map(|a| lines.canonical(a, None)).collect();
    let mut done = 0;
    for head in &heads {
        if stop.load(Ordering::Relaxed) {
            // The checkpoint stays: these bodies are looked at again.
            return Ok(done);
        }
        let mut line = vec![head.clone()];
        line.extend(lines.predecessors(head).into_iter().map(|(before, _)| before.clone()));
        let mut observed: Vec<Observed> = Vec::new();
        for agency in &line {
            let filter = DocumentFilter {
                agency: Some(agency.clone()),
                published_from: gate.day.checked_sub_days(Days::new(LOOKED_BACK)),
                ..DocumentFilter::default()
            };
            let stored = gate.every(filter).await?;
            observed.extend(stored.iter().filter_map(|s| Observed::of(&s.document, s.annotations.as_ref()?)));
        }
        let mut of_body: BTreeMap<AgencyId, Vec<Tracked>> =
            line.into_iter().map(|a| (a, Vec::new())).collect();
        for tracked in follow(&observed, &lines, gate.day) {
            of_body.entry(tracked.agency.clone()).or_default().push(tracked);
        }
        done += of_body.len();
        let facts: Vec<Fact> =
            of_body.into_iter().map(|(agency, promises)| Fact::Promises { agency, promises }).collect();
        house.catalog.commit(None, &facts).await?;
        house.tell(Event::Followed { flow: FLOW, done });
    }
    house.timings.add(Stage::Enrich, start);
    if seq > began {
        house.catalog.commit(None, &[Fact::Checkpoint { flow: FLOW.into(), seq, note: version }]).await?;
    }
    Ok(done)
}
