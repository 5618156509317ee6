//! What the web answered earlier comes in late: from a file, or from a web archive.
//!
//! An old version never takes the place of a newer one. It is kept as evidence; the document becomes
//! it only where nothing newer is known. Versions of a watched page are compared in order of time,
//! whatever order they came in.

use super::read;
use crate::compare::{self, Read};
use crate::{Error, House, SourcePlan};
use shiome_crawl::{Body, connect};
use shiome_enrich::change;
use shiome_model::{
    Capture, CaptureId, Change, Document, Event, Item, Media, Reason, Timestamp, time::day_in_japan,
};
use shiome_store::Fact;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// Versions of one page that are compared.
const VERSIONS: usize = 10_000;

/// What came of an old capture.
#[derive(Debug, Default)]
pub(crate) struct Adopted {
    pub facts: Vec<Fact>,
    pub is_new: bool,
    pub is_update: bool,
    pub rejected: Option<Reason>,
}

/// The source that watches an address, if one does.
pub(crate) fn watcher<'h>(house: &'h House, url: &Url) -> Option<&'h SourcePlan> {
    let name = url.as_str();
    let is_it =
        |text: &str| text == name || shiome_model::url::parse(text).is_some_and(|u| u.as_str() == name);
    house
        .plan
        .sources
        .values()
        .find(|plan| plan.connector.as_ref().is_some_and(|c| c.is_watch() && is_it(c.url())))
}

/// Whether an address is where a source begins to be read.
fn is_entry(plan: &SourcePlan, address: &str) -> bool {
    let lists = |c: &&connect::Config| !c.is_watch() && c.url() == address;
    plan.connector.iter().chain(&plan.fallback).any(|c| lists(&c))
}

/// Archives an old capture and decides what it means. Versions of a watched page mean something only
/// together: see [`compare_all`].
pub(crate) async fn adopt(
    house: &House,
    plan: &SourcePlan,
    capture: Capture,
    body: Body,
    is_list: bool,
) -> Result<Adopted, Error> {
    house.archive.put_capture(&capture, &body).await?;
    let mut adopted = Adopted { facts: vec![Fact::Capture(capture.clone())], ..Adopted::default() };
    if is_list || is_entry(plan, capture.url.as_str()) || watcher(house, &capture.url).is_some() {
        return Ok(adopted);
    }
    let taken = capture.taken_at();
    let item = Item::link(capture.url.clone());
    let reader = shiome_extract::extract;
    let mut document =
        match read::extract(reader, house, plan, capture, body, item, day_in_japan(taken)).await? {
            Ok((document, _)) => document,
            Err(rejection) => {
                adopted.rejected = Some(rejection.reason);
                return Ok(adopted);
            }
        };
    let source = plan.source.id.clone();
    let found = Fact::Found { source, document: document.id.clone(), at: house.now() };
    let before = house.catalog.document(&document.id).await?.map(|s| s.document);
    if let Some(before) = &before {
        let held = house.catalog.capture(&before.capture).await?;
        // A page says more than the entry that announced it, even an old page.
        let is_older = held.is_some_and(|held| held.taken_at() >= taken);
        if is_older && before.media != Media::Entry {
            adopted.facts.push(found);
            return Ok(adopted);
        }
        if document.published.is_none() && before.published.is_some() {
            document.published = before.published.clone();
            document.revision = Document::revision_of(&document.title, &document.text, document.date());
        }
    }
    adopted.is_new = before.is_none();
    adopted.is_update = before.is_some_and(|b| b.revision != document.revision);
    adopted.facts.push(Fact::Document { document, first_seen: house.now() });
    adopted.facts.push(found);
    Ok(adopted)
}

/// What the versions of a watched page tell.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// Changes that were not known.
    pub changes: u32,
    pub is_new: bool,
}

/// Compares all versions of a watched page in order of time. What was said of two versions between
/// which another one came to light is withdrawn.
pub(crate) async fn compare_all(house: &House, url: &str) -> Result<Compared, Error> {
    let mut compared = Compared::default();
    let Some(plan) = Url::parse(url).ok().and_then(|u| watcher(house, &u)) else { return Ok(compared) };
    let mut captures = house.catalog.captures_of(url, VERSIONS).await?;
    captures.sort_by(|a, b| (a.taken_at(), &a.id).cmp(&(b.taken_at(), &b.id)));
    let times: BTreeMap<CaptureId, Timestamp> =
        captures.iter().map(|c| (c.id.clone(), c.taken_at())).collect();
    let source = plan.source.id.clone();
    let mut last: Option<Read> = None;
    let mut changes = Vec::new();
    for capture in captures {
        let seen_at = capture.taken_at();
        // An error page that says 200 is no version.
        let Some(mut read) = compare::stored(house, capture, &plan.source).await? else { continue };
        let Some(before) = &last else {
            last = Some(read);
            continue;
        };
        read.document.id = before.document.id.clone();
        let moved = change::compare(before.version(), read.version(), &source, seen_at);
        // As when it is read live: a version that only adds its day takes the place of the other.
        let dated_now = before.document.published.is_none() && read.document.published.is_some();
        if moved.is_some() || dated_now {
            last = Some(read);
        }
        changes.extend(moved);
    }
    let Some(Read { document: last, .. }) = last else { return Ok(compared) };
    let known = house.catalog.changes_of(&last.id, VERSIONS).await?;
    let now_true: BTreeSet<_> = changes.iter().map(|c| c.id.clone()).collect();
    let was_true: BTreeSet<_> = known.iter().map(|c| c.id.clone()).collect();
    let came_between = |change: &Change| {
        let (from, to) = (times.get(&change.before), times.get(&change.after));
        from.zip(to).is_some_and(|(from, to)| times.values().any(|at| from < at && at < to))
    };
    let is_edit = |change: &&Change| change.event == Event::Edited;
    let moot = known.iter().filter(is_edit).filter(|c| !now_true.contains(&c.id) && came_between(c));
    let mut facts: Vec<Fact> = moot.map(|c| Fact::Withdrawn(c.id.clone())).collect();
    let new = changes.into_iter().filter(|c| !was_true.contains(&c.id));
    facts.extend(new.map(Fact::Change));
    compared.changes = now_true.difference(&was_true).count() as u32;
    let stored = house.catalog.document(&last.id).await?.map(|s| s.document);
    compared.is_new = stored.is_none();
    if stored.is_none_or(|stored| stored.revision != last.revision) {
        facts.push(Fact::Document { document: last.clone(), first_seen: house.now() });
        facts.push(Fact::Found { source, document: last.id, at: house.now() });
    }
    if !facts.is_empty() {
        house.catalog.commit(None, &facts).await?;
    }
    Ok(compared)
}
