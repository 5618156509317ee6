//! Brings the lake up to date with the catalog, a day at a time.

use crate::gate::Gate;
use crate::{Error, Event, House, Stage};
use chrono::{Days, NaiveDate};
use shiome_model::{Channel, DocumentId, Lines, StoryId, Week, time};
use shiome_store::{DocumentFilter, Entity, Fact, StoredDocument};
use shiome_trends::{Row, SourceWeek};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Name of the flow, for progress.
pub const FLOW: &str = "lake";
/// Changed documents looked up at a time.
const BATCH: usize = 5_000;

/// What is counted here is told outside, so the lake holds what may leave the house and nothing else.
///
/// Follows the catalog to its end, or until `stop` is set. Every day that a changed document lies in,
/// or lay in, is written anew as a whole. Returns how many days were written.
pub async fn run(house: &House, stop: &AtomicBool) -> Result<usize, Error> {
    let mut written = 0;
    let mut moved = false;
    let gate = Gate::now(house);
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
            write_day(&gate, house, day).await?;
            written += 1;
            house.tell(Event::Followed { flow: FLOW, done: written });
        }
        house.lake.advance(upto)?;
        house.timings.add(Stage::Lake, start);
        moved = true;
    }
    if !stop.load(Ordering::Relaxed) {
        let released = write_released(&gate, house).await?;
        written += released;
        moved |= released > 0;
    }
    if moved {
        write_sources(house, &gate).await?;
    }
    Ok(written)
}

/// Writes the days of documents whose embargo has ended since the last time: nothing in the catalog
/// changes on that day. Returns how many days were written.
async fn write_released(gate: &Gate<'_>, house: &House) -> Result<usize, Error> {
    let checkpoint = house.catalog.checkpoint(FLOW).await?;
    let last: NaiveDate = checkpoint.and_then(|c| c.note.parse().ok()).unwrap_or(NaiveDate::MIN);
    if last >= gate.day {
        return Ok(0);
    }
    let released = gate.released(last.checked_add_days(Days::new(1)).unwrap_or(last), gate.day).await?;
    let days: BTreeSet<Option<NaiveDate>> = released.iter().map(|s| s.document.date()).collect();
    for day in &days {
        write_day(gate, house, *day).await?;
    }
    let note = gate.day.to_string();
    house.catalog.commit(None, &[Fact::Checkpoint { flow: FLOW.into(), seq: 0, note }]).await?;
    Ok(days.len())
}

async fn write_day(gate: &Gate<'_>, house: &House, day: Option<NaiveDate>) -> Result<(), Error> {
    let filter = match day {
        Some(day) => {
            DocumentFilter { published_from: Some(day), published_to: Some(day), ..Default::default() }
        }
        None => DocumentFilter { undated: true, ..Default::default() },
    };
    let lines = house.plan.lines();
    let rows: Vec<Row> = gate.every(filter).await?.iter().filter_map(|stored| row(&lines, stored)).collect();
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
        // Nobody outside could know of it before.
        captured: time::day_in_japan(stored.first_seen).max(document.embargo.unwrap_or(NaiveDate::MIN)),
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
async fn write_sources(house: &House, gate: &Gate<'_>) -> Result<(), Error> {
    let mut weeks: BTreeMap<_, BTreeSet<Week>> = BTreeMap::new();
    let now = Week::of(house.now());
    for (source, first, last) in house.catalog.published_spans(gate.day).await? {
        let set: &mut BTreeSet<Week> = weeks.entry(source).or_default();
        let mut week = Week::of_day(first);
        while week <= Week::of_day(last).min(now) {
            set.insert(week);
            week = week.next();
        }
    }
    let beginning = Week::of_day(NaiveDate::from_ymd_opt(2000, 1, 3).unwrap_or(NaiveDate::MIN));
    for (source, week) in house.catalog.active_weeks(beginning, now).await? {
        let of_web = house.plan.sources.get(&source).is_none_or(|p| p.source.channel == Channel::Web);
        // A channel that brought nothing which may be told is not part of any denominator.
        if of_web || weeks.contains_key(&source) {
            weeks.entry(source).or_default().insert(week);
        }
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
