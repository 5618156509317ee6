//! The day a page was published: its statements to machines, its source, what a reader sees beside
//! the title, its address. Never a footer's year, a teaser's day or the day of an event.

use super::{blocks::Block, json_ld::JsonLd, labels, meta::Meta};
use crate::{
    clean,
    dates::{self, Mention, Order, Reading},
    input::plausible,
};
use chrono::NaiveDate;
use shiome_model::{DateEvidence, Item, Published};
use url::Url;

/// What a page and its source say.
#[derive(Clone, Copy, Debug)]
pub struct Witnesses<'a> {
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

const PUBLISHED: [&str; 24] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc.terms.date",
    "publish-date",
    "publish_date",
    "published_date",
    "publication_date",
    "publication-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "og:published_time",
    "article.published",
    "citation_date",
    "date",
];

const MODIFIED: [&str; 8] = [
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "og:updated_time",
    "modified",
];

/// Decides on the day of publication.
pub fn published(known: &Witnesses) -> Option<Published> {
    let possible = |day: &NaiveDate| plausible(*day, known.today);
    let by_url = dates::of_path(known.address.path()).filter(|(day, _)| possible(day));
    let listed = known.item.and_then(|i| i.published).filter(possible);
    let seen = visible(known, by_url.as_ref().map(|u| u.0), listed);
    let seen_day = seen.as_ref().map(|p| p.date);
    if let Some(stated) = stated(known) {
        // Midnight of the publisher's zone written in UTC falls on the day before or after.
        if let Some(seen) = seen.filter(|s| stated.utc && (s.date - stated.day).num_days().abs() == 1) {
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

/// The day of the last change, as the page states it.
pub fn modified(known: &Witnesses) -> Option<NaiveDate> {
    let values =
        known.ld.modified.as_deref().into_iter().chain(MODIFIED.iter().flat_map(|n| known.meta.all(n)));
    values.filter_map(dates::machine).find(|day| plausible(*day, known.today))
}

fn entry(date: NaiveDate) -> Published {
    Published { date, evidence: DateEvidence::Entry, passage: date.to_string() }
}

struct Stated {
    day: NaiveDate,
    passage: String,
    /// Whether it was written in UTC with a time of day.
    utc: bool,
}

fn stated(known: &Witnesses) -> Option<Stated> {
    let order = dates::order_of(known.country, known.meta.lang.as_deref());
    let values =
        known.ld.published.as_deref().into_iter().chain(PUBLISHED.iter().flat_map(|n| known.meta.all(n)));
    for value in values {
        let day = dates::machine(value).or_else(|| dates::mentions(value).first()?.reading.by(order));
        if let Some(day) = day.filter(|d| plausible(*d, known.today)) {
            let utc = value.contains(':')
                && (value.ends_with('Z') || value.ends_with("+00:00") || value.ends_with("GMT"));
            return Some(Stated { day, passage: value.to_owned(), utc });
        }
    }
    None
}

/// How far from the title a day is looked for, in characters of visible text.
const BEFORE_TITLE: usize = 250;
const AFTER_TITLE: usize = 700;
/// The least a day must score to count as one of publication.
const ENOUGH: i32 = 3;
/// The least it must score against another day in the address: a day in prose does not.
const ENOUGH_AGAINST_ADDRESS: i32 = 6;

/// The best day that a reader sees near the title, or that a label names anywhere in the main part.
fn visible(known: &Witnesses, by_url: Option<NaiveDate>, listed: Option<NaiveDate>) -> Option<Published> {
    let key = clean::key(known.title);
    let at_title = known
        .blocks
        .iter()
        .position(|b| !b.chrome && b.heading > 0 && clean::key(&b.text) == key)
        .or_else(|| known.blocks.iter().position(|b| !b.chrome && clean::key(&b.text) == key));
    let order = dates::order_of(known.country, known.meta.lang.as_deref());
    let distance = distances(known.blocks, at_title);
    let mut best: Option<(i32, Published)> = None;
    for (index, block) in known.blocks.iter().enumerate() {
        if block.chrome && labels::published(&block.text).is_none() {
            continue;
        }
        let label_before = index
            .checked_sub(1)
            .and_then(|i| known.blocks.get(i))
            .filter(|b| (b.heading == 0 || b.heading > 3) && b.text.chars().count() <= 40);
        for (mention, evidence) in mentions(block) {
            let decided = resolve(mention.reading, order, by_url, listed);
            let Some(day) = decided.filter(|d| plausible(*d, known.today) && !mention.in_range) else {
                continue;
            };
            let score = score(block, &mention, label_before, distance.get(index).copied().flatten())
                + 2 * i32::from(by_url == Some(day))
                + 2 * i32::from(listed == Some(day));
            let contradicted = by_url.is_some_and(|url| url != day);
            let enough = if contradicted { ENOUGH_AGAINST_ADDRESS } else { ENOUGH };
            if score >= enough && best.as_ref().is_none_or(|(other, _)| score > *other) {
                let passage = passage(block, &mention, evidence);
                best = Some((score, Published { date: day, evidence, passage }));
            }
        }
    }
    best.map(|(_, published)| published)
}

fn passage(block: &Block, mention: &Mention, evidence: DateEvidence) -> String {
    let found = block.text.get(mention.start..mention.end).unwrap_or_default();
    if found.is_empty() && evidence == DateEvidence::TimeElement {
        return block.times.first().map(|t| t.0.clone()).unwrap_or_default();
    }
    found.to_owned()
}

/// The days of a block. A `<time>` gives its machine value and replaces the visible day inside it.
fn mentions(block: &Block) -> Vec<(Mention, DateEvidence)> {
    let mut found: Vec<(Mention, DateEvidence)> =
        dates::mentions(&block.text).into_iter().map(|m| (m, DateEvidence::Visible)).collect();
    for (machine, visible) in &block.times {
        let day = dates::machine(machine).or_else(|| dates::machine(visible));
        let start = if visible.is_empty() { None } else { block.text.find(visible.as_str()) };
        let (start, end) = start.map_or((0, 0), |at| (at, at + visible.len()));
        let Some(day) = day else { continue };
        let mention = Mention { start, end, reading: Reading::Day(day), in_range: false, is_short: false };
        match found.iter_mut().find(|(m, _)| m.start >= start && m.end <= end) {
            Some((old, evidence)) => {
                let in_range = old.in_range;
                *old = Mention { in_range, ..mention };
                *evidence = DateEvidence::TimeElement;
            }
            None => found.push((mention, DateEvidence::TimeElement)),
        }
    }
    found
}

fn resolve(
    reading: Reading,
    order: Order,
    by_url: Option<NaiveDate>,
    listed: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let confirmed = by_url.filter(|d| reading.allows(*d)).or(listed.filter(|d| reading.allows(*d)));
    confirmed.or_else(|| reading.by(order))
}

/// Characters of main text between each block and the title; negative before it, `None` for chrome
/// and where there is no title.
fn distances(blocks: &[Block], at_title: Option<usize>) -> Vec<Option<i64>> {
    let mut sum = 0i64;
    let starts: Vec<i64> = blocks
        .iter()
        .map(|block| {
            let start = sum;
            if !block.chrome {
                sum += i64::try_from(block.text.chars().count()).unwrap_or(0);
            }
            start
        })
        .collect();
    let Some(title) = at_title else { return vec![None; blocks.len()] };
    let title_end = starts.get(title + 1).copied().unwrap_or(sum);
    blocks
        .iter()
        .enumerate()
        .map(|(i, block)| {
            (!block.chrome).then(|| starts[i] - if i > title { title_end } else { starts[title] })
        })
        .collect()
}

fn score(block: &Block, mention: &Mention, label_before: Option<&Block>, distance: Option<i64>) -> i32 {
    let before = block.text.get(..mention.start).unwrap_or_default();
    // Names of authors and topics beside a day are links.
    let letters = block.text.chars().filter(|c| !c.is_whitespace()).count();
    let own =
        block.text.get(mention.start..mention.end).unwrap_or_default().chars().filter(|c| !c.is_whitespace());
    let rest = letters.saturating_sub(own.count() + block.linked);
    let label = if before.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
        label_before.map(|b| b.text.as_str()).unwrap_or_default()
    } else {
        before
    };
    let mut score = 0;
    match labels::of(label) {
        Some(labels::Label::Published) => score += 4,
        Some(labels::Label::Other) => return i32::MIN / 2,
        None => {}
    }
    if labels::other_place(&block.names) {
        score -= 4;
    }
    let date_place = labels::date_place(&block.names);
    if date_place {
        score += 2;
    }
    if !block.times.is_empty() {
        score += 1;
    }
    // A line of its own says more than prose.
    let long = block.text.chars().count();
    let sentence = block.prose && block.text.ends_with(['.', '。', '!', '?']);
    score += match rest {
        0..=2 => 3,
        _ if sentence => -2,
        3..=60 => 2,
        _ if long <= 160 && !block.prose => 1,
        _ if date_place && mention.start < 40 => 0,
        _ => -2,
    };
    if block.heading > 0 {
        score -= 2;
    }
    match distance {
        Some(d) if (-(BEFORE_TITLE as i64)..0).contains(&d) => score + 1,
        Some(d) if (0..=60).contains(&d) => score + 3,
        Some(d) if (0..=AFTER_TITLE as i64).contains(&d) => score + 1,
        Some(_) => score - 3,
        None => score - 2,
    }
}
