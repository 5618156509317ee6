//! The day a page was published: its statements to machines, its source, what a reader sees beside
//! the title, its address. Never a footer's year, a teaser's day or the day of an event.

use super::{blocks::Block, json_ld::JsonLd, labels, meta::Meta};
use crate::{
    clean,
    dates::{self, Mention, Order, Reading},
    input::plausible,
};
use chrono::NaiveDate;
use regex::Regex;
use scraper::{Html, Selector};
use shiome_model::{DateEvidence, Item, Published};
use std::sync::LazyLock;
use url::Url;

/// What a page and its source say.
#[derive(Clone, Copy)]
pub struct Witnesses<'a> {
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

/// Names of meta elements for the day of publication, the most exact first.
const PUBLISHED: [&str; 62] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.publication",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dc:created",
    "dc.terms.date",
    "publish-date",
    "publish_date",
    "publishdate",
    "published-date",
    "published_date",
    "published_time",
    "publisheddate",
    "publish_time",
    "publication_date",
    "publication-date",
    "originalpublicationdate",
    "article:published",
    "article:published_date",
    "article:publicationdate",
    "article.published",
    "article:post_date",
    "article.created",
    "article_date_original",
    "analyticsattributes.articledate",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "dcsext.articlefirstpublished",
    "date_published",
    "dateposted",
    "datecreated",
    "date_created",
    "displaydate",
    "doc_date",
    "gentime",
    "mediator_published_time",
    "og:article:published",
    "og:datepublished",
    "og:pubdate",
    "og:publish_date",
    "og:published_time",
    "og:regdate",
    "parsely-pub-date",
    "pdate",
    "ptime",
    "pubdate",
    "rnews:datepublished",
    "sailthru.date",
    "shareaholic:article_published_time",
    "citation_date",
    "created",
    "date",
];

const MODIFIED: [&str; 18] = [
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "article:modified_date",
    "article:post_modified",
    "bt:moddate",
    "datemodified",
    "dateupdate",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "last-modified",
    "lastmodified",
    "lastmod",
    "og:updated_time",
    "og:modified_time",
    "revision_date",
    "modified",
];

/// The days of a block.
type Found = Vec<(Mention, DateEvidence)>;

/// The days a page states of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Its day of publication.
    pub published: Option<Published>,
    /// The day of its last change.
    pub modified: Option<NaiveDate>,
    /// Where no day of publication is stated: what may be the day of the work nevertheless.
    pub guess: Option<Guess>,
}

/// A day that may be a work's: no statement, and never a document's day of publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The day.
    pub date: NaiveDate,
    /// The characters it was taken from.
    pub passage: String,
}

impl Dates {
    /// The best day for the work as a whole: of publication, else a guess.
    pub fn best(&self) -> Option<NaiveDate> {
        self.published.as_ref().map(|p| p.date).or_else(|| self.guess.as_ref().map(|g| g.date))
    }
}

/// Decides on all of them.
pub fn of(known: &Witnesses) -> Dates {
    let read: Vec<Found> = known.blocks.iter().map(mentions).collect();
    let (published, modified) = (published(known, &read), modified(known, &read));
    let guess = if published.is_some() { None } else { guess(known, &read, modified) };
    Dates { published, modified, guess }
}

/// The day of the last change; else of a line that scores less than it should, or that tells of a
/// change; else in the address of the page's picture.
fn guess(known: &Witnesses, read: &[Found], modified: Option<NaiveDate>) -> Option<Guess> {
    let possible = |day: &NaiveDate| plausible(*day, known.today);
    let weak =
        || visible(known, read, None, None, Eye::Weak).map(|p| Guess { date: p.date, passage: p.passage });
    let of_change = || modified.map(|date| Guess { date, passage: date.to_string() });
    let of_picture = || {
        let pictures =
            ["og:image", "og:image:url", "twitter:image"].into_iter().flat_map(|n| known.meta.all(n));
        let (date, passage) = pictures.filter_map(dates::of_path).find(|(day, _)| possible(day))?;
        Some(Guess { date, passage })
    };
    let of_tip = || {
        let values = tips(known.page);
        let (date, passage) = values.into_iter().find_map(|tip| Some((dates::machine(&tip)?, tip)))?;
        possible(&date).then_some(Guess { date, passage })
    };
    of_change().or_else(of_tip).or_else(weak).or_else(of_picture)
}

/// How closely the lines of a page are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Eye {
    /// For a day that counts as stated.
    Strict,
    /// For a guess.
    Weak,
}

/// Decides on the day of publication.
fn published(known: &Witnesses, read: &[Found]) -> Option<Published> {
    let possible = |day: &NaiveDate| plausible(*day, known.today);
    let by_url = dates::of_path(known.address.path()).filter(|(day, _)| possible(day));
    let listed = known.item.and_then(|i| i.published).filter(possible);
    let seen = visible(known, read, by_url.as_ref().map(|u| u.0), listed, Eye::Strict);
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

/// The day of the last change, as the page states it to machines, else to readers.
fn modified(known: &Witnesses, read: &[Found]) -> Option<NaiveDate> {
    let values =
        known.ld.modified.as_deref().into_iter().chain(MODIFIED.iter().flat_map(|n| known.meta.all(n)));
    let possible = |day: &NaiveDate| plausible(*day, known.today);
    let stated = values.filter_map(dates::machine).find(possible);
    stated.or_else(|| {
        let order = dates::order_of(known.country, known.meta.lang.as_deref());
        let lines = known.blocks.iter().zip(read).filter(|(block, _)| block.text.len() <= 300);
        lines.flat_map(|(block, found)| found.iter().map(move |(mention, _)| (block, mention))).find_map(
            |(block, mention)| {
                let is_change = block.text.get(..mention.start).is_some_and(labels::changed);
                mention.reading.by(order).filter(|day| is_change && possible(day))
            },
        )
    })
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
    let read = |value: &str| {
        let day = dates::machine(value).or_else(|| dates::mentions(value).first()?.reading.by(order));
        let day = day.filter(|d| plausible(*d, known.today))?;
        let utc = value.contains(':')
            && (value.ends_with('Z') || value.ends_with("+00:00") || value.ends_with("GMT"));
        Some(Stated { day, passage: value.to_owned(), utc })
    };
    let names = PUBLISHED.iter().flat_map(|n| known.meta.all(n));
    let mut values = known.ld.published.as_deref().into_iter().chain(names);
    let of_attributes = || attributed(known.page).iter().find_map(|value| read(value));
    let of_scripts = || scripted(known.page).as_deref().and_then(read);
    values.find_map(read).or_else(of_attributes).or_else(of_scripts)
}

/// What elements of the page say in attributes: microdata, RDFa and the old `abbr` of weblogs.
fn attributed(page: &Html) -> Vec<String> {
    let mut found = Vec::new();
    for element in page.root_element().descendent_elements() {
        let value = element.value();
        if value.name() == "meta" {
            continue;
        }
        let is = |name: &str, wanted: &[&str]| {
            value.attr(name).is_some_and(|v| {
                let v = v.trim();
                wanted.iter().any(|w| v.eq_ignore_ascii_case(w))
            })
        };
        let names = ["datePublished", "schema:datePublished", "dc:date", "dc:created", "dcterms:issued"];
        let is_abbreviation =
            value.name() == "abbr" && is("class", &["published", "date published", "time published"]);
        if !is_abbreviation && !is("itemprop", &names) && !is("property", &names) {
            continue;
        }
        let machine = ["content", "datetime", "title"].into_iter().find_map(|a| value.attr(a));
        let text = || element.text().take(4).collect::<String>();
        found.push(clean::line(&machine.map_or_else(text, str::to_owned)));
        if found.len() == 8 {
            break;
        }
    }
    found
}

/// Days in the tips of elements that are named after a day: `<div class="time-ago" title="2026-03-03T…">`.
fn tips(page: &Html) -> Vec<String> {
    let elements = page.root_element().descendent_elements();
    let named = elements
        .filter(|e| e.attr("class").is_some_and(|class| class.contains("time") || class.contains("date")));
    let titles = named.filter_map(|e| e.attr("title"));
    titles
        .filter(|title| title.len() < 60 && title.contains(|c: char| c.is_ascii_digit()))
        .take(4)
        .map(str::to_owned)
        .collect()
}

/// What the scripts of a page call its day of publication: data of a shop, a tag manager, a broken JSON-LD.
fn scripted(page: &Html) -> Option<String> {
    static SCRIPT: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse("script").ok());
    static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let names = "date_?[Pp]ublished|published_?(?:[Aa]t|[Dd]ate|[Tt]ime)|publish_?(?:[Dd]ate|[Tt]ime)|publication_?[Dd]ate|pub_?[Dd]ate|(?:article|post|page)_?[Dd]ate|[Ff]irst_?[Pp]ublished|date_?[Cc]reated";
        Regex::new(&format!(r#"[\"']+(?:{names})[\"']+\s*[:=,]\s*[\"']+([^"'\\]{{8,40}})"#)).ok()
    });
    let mut read = 0;
    for script in SCRIPT.iter().flat_map(|s| page.select(s)) {
        for text in script.text() {
            read += text.len();
            if read > MOST_SCRIPT {
                return None;
            }
            if let Some(groups) = DAY.as_ref().and_then(|p| p.captures(text)) {
                return groups.get(1).map(|m| m.as_str().to_owned());
            }
        }
    }
    None
}

/// Bytes of scripts that are looked through.
const MOST_SCRIPT: usize = 1_000_000;

/// How far from the title a day is looked for, in characters of visible text.
const BEFORE_TITLE: usize = 250;
const AFTER_TITLE: usize = 700;
/// The least a day must score to count as one of publication.
const ENOUGH: i32 = 3;
/// The least it must score for a guess.
const ENOUGH_TO_GUESS: i32 = -6;
/// The least it must score against another day in the address: a day in prose does not.
const ENOUGH_AGAINST_ADDRESS: i32 = 8;

/// The best day that a reader sees near the title, or that a label names anywhere in the main part.
fn visible(
    known: &Witnesses,
    read: &[Found],
    by_url: Option<NaiveDate>,
    listed: Option<NaiveDate>,
    eye: Eye,
) -> Option<Published> {
    let key = clean::key(known.title);
    let at_title = known
        .blocks
        .iter()
        .position(|b| !b.chrome && b.heading > 0 && clean::key(&b.text) == key)
        .or_else(|| known.blocks.iter().position(|b| !b.chrome && clean::key(&b.text) == key));
    let order = dates::order_of(known.country, known.meta.lang.as_deref());
    let distance = distances(known.blocks, at_title);
    let mut best: Option<(i32, Published)> = None;
    for (index, (block, found)) in known.blocks.iter().zip(read).enumerate() {
        if found.is_empty() {
            continue;
        }
        if block.chrome && eye == Eye::Strict && labels::published(&block.text).is_none() {
            continue;
        }
        let label_before = index
            .checked_sub(1)
            .and_then(|i| known.blocks.get(i))
            .filter(|b| (b.heading == 0 || b.heading > 3) && b.text.chars().count() <= 40);
        for (mention, evidence) in found.iter().copied() {
            let decided = resolve(mention.reading, order, by_url, listed);
            let Some(day) = decided.filter(|d| plausible(*d, known.today) && !mention.in_range) else {
                continue;
            };
            let score = score(block, &mention, label_before, distance.get(index).copied().flatten(), eye)
                + 2 * i32::from(by_url == Some(day))
                + 2 * i32::from(listed == Some(day));
            let contradicted = by_url.is_some_and(|url| url != day);
            let enough = match eye {
                Eye::Weak => ENOUGH_TO_GUESS,
                Eye::Strict if contradicted => ENOUGH_AGAINST_ADDRESS,
                Eye::Strict => ENOUGH,
            };
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
fn mentions(block: &Block) -> Found {
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

fn score(
    block: &Block,
    mention: &Mention,
    label_before: Option<&Block>,
    distance: Option<i64>,
    eye: Eye,
) -> i32 {
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
        Some(labels::Label::Other) if eye == Eye::Strict => return i32::MIN / 2,
        Some(labels::Label::Other) => score -= 4,
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
