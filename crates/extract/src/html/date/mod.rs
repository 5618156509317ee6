//! The day a page was published: its statements to machines, its source, what a reader sees beside
//! the title, its address. Never a footer's year, a teaser's day or the day of an event. Where
//! nothing states it, the day of the last change or of a likely line is carried, and says so by its evidence.

mod seen;
mod stated;

use super::{blocks::Block, json_ld::JsonLd, labels, meta::Meta};
use crate::{dates, input::plausible};
use chrono::NaiveDate;
use scraper::Html;
use seen::{Eye, Found, LABELLED, PLAIN, mentions, visible};
use shiome_model::{DateEvidence, Item, Published};
use stated::{MODIFIED, stated};
use url::Url;

/// What a page and its source say.
#[derive(Clone, Copy)]
pub struct Witnesses<'a> {
    /// The page as it came.
    pub html: &'a str,
    /// The parsed page.
    pub page: &'a Html,
    /// Meta elements.
    pub meta: &'a Meta,
    /// JSON-LD.
    pub ld: &'a JsonLd,
    /// The page as seen.
    pub blocks: &'a [Block],
    /// Its title.
    pub title: &'a str,
    /// Its address.
    pub address: &'a Url,
    /// The entry of its source.
    pub item: Option<&'a Item>,
    /// Country of the source.
    pub country: &'a str,
    /// The day of the run.
    pub today: NaiveDate,
}

/// The days a page states of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Its day of publication.
    pub published: Option<Published>,
    /// The day of its last change.
    pub modified: Option<NaiveDate>,
}

/// Decides on all of them.
pub fn of(known: &Witnesses) -> Dates {
    let read: Vec<Found> = known.blocks.iter().map(mentions).collect();
    let modified = modified(known, &read);
    let published = published(known, &read).or_else(|| likely(known, &read, modified));
    Dates { published, modified }
}

/// Where no day of publication is stated: the day of the last change, else one of a line that scores less
/// than it should. Never one that is called another day's, nor one in a sentence.
fn likely(known: &Witnesses, read: &[Found], modified: Option<NaiveDate>) -> Option<Published> {
    let of_change =
        modified.map(|date| Published { date, evidence: DateEvidence::Change, passage: date.to_string() });
    of_change.or_else(|| {
        let (_, seen) = visible(known, read, None, None, Eye::Weak)?;
        Some(Published { evidence: DateEvidence::Line, ..seen })
    })
}

/// Decides on the day of publication.
fn published(known: &Witnesses, read: &[Found]) -> Option<Published> {
    let possible = |day: &NaiveDate| plausible(*day, known.today);
    let by_url = dates::of_path(known.address.path()).filter(|(day, _)| possible(day));
    let listed = known.item.and_then(|i| i.published).filter(possible);
    let found = visible(known, read, by_url.as_ref().map(|u| u.0), listed, Eye::Strict);
    let (score, seen) = found.map_or((0, None), |(score, seen)| (score, Some(seen)));
    let seen_day = seen.as_ref().map(|p| p.date);
    let mut all = stated(known, seen_day);
    // Of several statements the one that the reader confirms counts.
    let confirmed = all.iter().position(|s| seen_day == Some(s.day));
    let first = confirmed.unwrap_or(0);
    if first < all.len() {
        let stated = all.swap_remove(first);
        // Midnight of the publisher's zone written in UTC falls on the day before or after.
        let is_shifted = |s: &Published| stated.utc && (s.date - stated.day).num_days().abs() == 1;
        // What may be the day of the last change gives way to an earlier day that is plain to see.
        let is_before = |s: &Published| {
            stated.loose && score >= PLAIN && (1..=90).contains(&(stated.day - s.date).num_days())
        };
        // And any statement gives way to an earlier day that a label calls the one of publication.
        let is_labelled = |s: &Published| score >= LABELLED && s.date < stated.day;
        if let Some(seen) = seen.filter(|s| is_shifted(s) || is_before(s) || is_labelled(s)) {
            return Some(seen);
        }
        // A date that neither source nor reader confirms loses to one that both confirm.
        if let Some(day) = listed.filter(|day| *day != stated.day && seen_day == Some(*day)) {
            return Some(entry(day));
        }
        return Some(Published {
            date: stated.day,
            evidence: DateEvidence::Metadata,
            passage: stated.passage,
        });
    }
    // A feed or API states a publication day; a listing shows some day beside a link.
    let feed = known.item.is_some_and(|i| i.stands_alone);
    match (listed, seen) {
        (Some(day), _) if feed => Some(entry(day)),
        (_, Some(seen)) => Some(seen),
        (Some(day), None) => Some(entry(day)),
        (None, None) => {
            by_url.map(|(date, passage)| Published { date, evidence: DateEvidence::Url, passage })
        }
    }
}

/// The day of the last change, as the page states it to machines, else to readers.
fn modified(known: &Witnesses, read: &[Found]) -> Option<NaiveDate> {
    let values =
        known.ld.modified.as_deref().into_iter().chain(MODIFIED.iter().flat_map(|n| known.meta.all(n)));
    let possible = |day: &NaiveDate| plausible(*day, known.today);
    let stated = values.filter_map(dates::machine).find(possible);
    stated.or_else(|| {
        let order = dates::order_of(known.country, known.meta.lang.as_deref());
        let lines =
            known.blocks.iter().zip(read).enumerate().filter(|(_, (block, _))| block.text.len() <= 300);
        lines.flat_map(|(at, (_, found))| found.iter().map(move |(mention, _)| (at, mention))).find_map(
            |(at, mention)| {
                let before = known.blocks.get(at)?.text.get(..mention.start)?;
                let above =
                    at.checked_sub(1).and_then(|at| known.blocks.get(at)).filter(|b| b.text.len() <= 60);
                let label = if before.trim().is_empty() { above.map(|b| b.text.as_str())? } else { before };
                mention.reading.by(order).filter(|day| labels::changed(label) && possible(day))
            },
        )
    })
}

fn entry(date: NaiveDate) -> Published {
    Published { date, evidence: DateEvidence::Entry, passage: date.to_string() }
}

#[cfg(test)]
mod tests;
