//! Brings the lake up to date with the catalog, a day at a time.

use crate::{Error, Event, House, Stage};
use chrono::NaiveDate;
use shiome_model::{DocumentId, Lines, StoryId, Week, time};
use shiome_store::{DocumentFilter, Entity, StoredDocument};
use shiome_trends::{Row, SourceWeek};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Name of the flow, for progress.
pub const FLOW: &str = "lake";
/// Changed documents looked up at a time.
const BATCH: usize = 5_000;

/// Follows the catalog to its end, or until `stop` is set. Every day that a changed document lies in,
/// or lay in, is written anew as a whole. Returns how many days were written.
pub async fn run(house: &House, stop: &AtomicBool) -> Result<usize, Error> {
    let mut written = 0;
    let mut moved = false;
    while !stop.load(Ordering::Relaxed) {
        let rows = house.catalog.changes(&Entity::OF_DOCUMENTS, house.lake.checkpoint(), BATCH).await?;
        let Some(last) = rows.last() else { break };
        let upto = last.seq;
        let start = Instant::now();
        let ids: BTreeSet<DocumentId> = rows.iter().map(|r| DocumentId::new(&*r.id)).collect();
        let ids: Vec<DocumentId> = ids.into_iter().collect();
        let mut days: BTreeSet<Option<NaiveDate>> = house.lake.partitions_of(&ids)?;
        for part in ids.chunks(500) {
            let stored = house.catalog.documents(part).await?;
            days.extend(stored.iter().map(|s| s.document.date()));
        }
        for day in days {
            write_day(house, day).await?;
            written += 1;
            house.tell(Event::Followed { flow: FLOW, done: written });
        }
        house.lake.advance(upto)?;
        house.timings.add(Stage::Lake, start);
        moved = true;
    }
    if moved {
        write_sources(house).await?;
    }
    Ok(written)
}

async fn write_day(house: &House, day: Option<NaiveDate>) -> Result<(), Error> {
    let mut filter = match day {
        Some(day) => {
            DocumentFilter { published_from: Some(day), published_to: Some(day), ..Default::default() }
        }
        None => DocumentFilter { undated: true, ..Default::default() },
    };
    let lines = house.plan.lines();
    let mut rows = Vec::new();
    loop {
        let page = house.catalog.documents_page(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.after_id = Some(last.document.id.clone());
        rows.extend(page.iter().filter_map(|stored| row(&lines, stored)));
        if page.len() < DocumentFilter::LIMIT {
            break;
        }
    }
    house.lake.write_day(day, &rows)?;
    Ok(())
}

/// A body that took over from another goes on with its series.
fn row(lines: &Lines, stored: &StoredDocument) -> Option<Row> {
    let document = &stored.document;
    let annotations = stored.annotations.as_ref()?;
    let own_story = || StoryId::new(document.id.as_str());
    Some(Row {
        document: document.id.clone(),
        captured: time::day_in_japan(stored.first_seen),
        agency: lines.canonical(&document.agency, document.date()),
        source: document.source.clone(),
        country: document.country.clone(),
        language: annotations.language.clone(),
        kind: annotations.kind,
        story: stored.membership.as_ref().map_or_else(own_story, |m| m.story.clone()),
        topics: annotations.topics.iter().map(|t| (t.topic.clone(), t.score)).collect(),
        concepts: annotations.concepts.clone(),
    })
}

/// The weeks in which a source was active. A week counts if the source was read in it; and, since a
/// first visit brings years of back numbers, every week between the first and the last day on which a
/// document of the source was published.
async fn write_sources(house: &House) -> Result<(), Error> {
    let mut weeks: BTreeMap<_, BTreeSet<Week>> = BTreeMap::new();
    let now = Week::of(house.now());
    for (source, first, last) in house.catalog.published_spans().await? {
        let set: &mut BTreeSet<Week> = weeks.entry(source).or_default();
        let mut week = Week::of_day(first);
        while week <= Week::of_day(last).min(now) {
            set.insert(week);
            week = week.next();
        }
    }
    let beginning = Week::of_day(NaiveDate::from_ymd_opt(2000, 1, 3).unwrap_or(NaiveDate::MIN));
    for (source, week) in house.catalog.active_weeks(beginning, now).await? {
        weeks.entry(source).or_default().insert(week);
    }
    let lines = house.plan.lines();
    let mut rows = Vec::new();
    for (source, set) in weeks {
        let Some(plan) = house.plan.sources.get(&source) else { continue };
        rows.extend(set.into_iter().map(|week| SourceWeek {
            source: source.clone(),
            agency: lines.canonical(&plan.source.agency, Some(week.monday())),
            country: plan.source.country.clone(),
            week,
        }));
    }
    house.lake.write_sources(&rows)?;
    Ok(())
}
