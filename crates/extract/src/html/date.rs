//! The day a page was published: its statements to machines, its source, what a reader sees beside
//! the title, its address. Never a footer's year, a teaser's day or the day of an event. Where
//! nothing states it, the day of the last change or of a likely line is carried, and says so by its evidence.

use super::{attr, blocks::Block, json_ld::JsonLd, labels, meta::Meta, slim};
use crate::{
    clean,
    dates::{self, Mention, Order, Reading},
    input::plausible,
};
use chrono::NaiveDate;
use regex::Regex;
use scraper::Html;
use shiome_model::{DateEvidence, Item, Published};
use std::sync::LazyLock;
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

/// How closely the lines of a page are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Eye {
    /// For a day that counts as stated.
    Strict,
    /// For one that is likely.
    Weak,
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

struct Stated {
    day: NaiveDate,
    passage: String,
    /// Whether it was written in UTC with a time of day.
    utc: bool,
    /// Whether its name may also be that of another day.
    loose: bool,
}

/// All of them, the most exact first; those of attributes and scripts only where there are no others.
fn stated(known: &Witnesses, seen: Option<NaiveDate>) -> Vec<Stated> {
    let order = dates::order_of(known.country, known.meta.lang.as_deref());
    let read = |value: &str| {
        let of_reader = |reading: Reading| seen.filter(|day| reading.allows(*day));
        let ordered = |reading: Reading| of_reader(reading).or_else(|| reading.by(order));
        let day = dates::machine(value).or_else(|| ordered(dates::mentions(value).first()?.reading));
        let day = day.filter(|d| plausible(*d, known.today))?;
        let utc = value.contains(':')
            && (value.ends_with('Z') || value.ends_with("+00:00") || value.ends_with("GMT"));
        Some(Stated { day, passage: value.to_owned(), utc, loose: false })
    };
    let names = PUBLISHED.iter().flat_map(|n| known.meta.all(n).map(move |v| (v, is_loose(n))));
    let of_ld = known.ld.published.as_deref().into_iter().map(|v| (v, false));
    let mut found: Vec<Stated> =
        of_ld.chain(names).filter_map(|(v, loose)| read(v).map(|s| Stated { loose, ..s })).collect();
    if found.is_empty() {
        found.extend(known.meta.published().filter_map(read).next());
    }
    if found.is_empty() {
        found.extend(attributed(known.page).iter().find_map(|value| read(value)));
    }
    if found.is_empty() {
        found.extend(scripted(known.html).as_deref().and_then(read));
    }
    found
}

/// Whether a name may also be that of the last change.
fn is_loose(name: &str) -> bool {
    matches!(name, "date" | "dc.date" | "dc:date" | "dcterms.date" | "dc.terms.date")
}

/// What elements of the page say in attributes: microdata, RDFa and the old `abbr` of weblogs.
fn attributed(page: &Html) -> Vec<String> {
    let (mut found, mut marked) = (Vec::new(), Vec::new());
    for element in page.root_element().descendent_elements() {
        let value = element.value();
        if value.name() == "meta" {
            continue;
        }
        let is = |name: &str, wanted: &[&str]| {
            attr::of(value, name).is_some_and(|v| {
                let v = v.trim();
                wanted.iter().any(|w| v.eq_ignore_ascii_case(w))
            })
        };
        let names = ["datePublished", "schema:datePublished", "dc:date", "dc:created", "dcterms:issued"];
        let is_abbreviation =
            value.name() == "abbr" && is("class", &["published", "date published", "time published"]);
        let classed =
            || attr::of(value, "class").is_some_and(|c| c.split_whitespace().any(|c| c == "published"));
        if value.name() == "time" && (attr::of(value, "pubdate").is_some() || classed()) {
            marked.extend(attr::of(value, "datetime").map(str::to_owned));
        }
        if !is_abbreviation && !is("itemprop", &names) && !is("property", &names) {
            continue;
        }
        let machine = ["content", "datetime", "title"].into_iter().find_map(|a| attr::of(value, a));
        let text = || element.text().take(4).collect::<String>();
        found.push(clean::line(&machine.map_or_else(text, str::to_owned)));
        if found.len() == 8 {
            break;
        }
    }
    // Teasers are marked as well: only one such day is the page's own.
    marked.dedup_by_key(|value| dates::machine(value));
    if marked.len() == 1 {
        found.append(&mut marked);
    }
    found
}

/// What the scripts of a page call its day of publication: data of a shop, a tag manager, a broken JSON-LD.
fn scripted(html: &str) -> Option<String> {
    static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let quote = r#"(?:\\*["']|&quot;|&#34;)+"#;
        let names = "date_?[Pp]ublished|published_?(?:[Aa]t|[Dd]ate|[Tt]ime)|publish_?(?:[Dd]ate|[Tt]ime)|publication_?[Dd]ate|pub_?[Dd]ate|(?:article|post|page)_?[Dd]ate|[Ff]irst_?[Pp]ublished|date_?[Cc]reated";
        Regex::new(&format!(r#"{quote}(?:{names}){quote}\s*[:=,]\s*{quote}([^"'\\&]{{8,40}})"#)).ok()
    });
    let mut left = MOST_SCRIPT;
    for text in slim::scripts(html) {
        left = left.checked_sub(text.len())?;
        if let Some(groups) = DAY.as_ref().and_then(|p| p.captures(text)) {
            return groups.get(1).map(|m| m.as_str().to_owned());
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
/// The least it must score to be likely.
const ENOUGH_TO_BE_LIKELY: i32 = -6;
/// The least it scores where it is plain to see: in a line of its own, in a place for it, near the title.
const PLAIN: i32 = 8;
/// The least it scores where a label says besides that it is the day of publication.
const LABELLED: i32 = 11;
/// The least it must score against another day in the address: a day in prose does not.
const ENOUGH_AGAINST_ADDRESS: i32 = 8;

/// The best day that a reader sees near the title, or that a label names anywhere in the main part.
fn visible(
    known: &Witnesses,
    read: &[Found],
    by_url: Option<NaiveDate>,
    listed: Option<NaiveDate>,
    eye: Eye,
) -> Option<(i32, Published)> {
    let key = clean::key(known.title);
    // What is much longer or shorter is not the title; its key need not be made.
    let near = known.title.len() / 2..=2 * known.title.len() + 8;
    let is_title = |b: &Block| !b.chrome && near.contains(&b.text.len()) && clean::key(&b.text) == key;
    let at_title = known.blocks.iter().position(|b| b.heading > 0 && is_title(b));
    let at_title = at_title.or_else(|| known.blocks.iter().position(is_title));
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
            .filter(|b| b.text.chars().count() <= 40)
            .filter(|b| {
                b.heading == 0 || b.heading > 3 || labels::of(&b.text) == Some(labels::Label::Published)
            });
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
                Eye::Weak => ENOUGH_TO_BE_LIKELY,
                Eye::Strict if contradicted => ENOUGH_AGAINST_ADDRESS,
                Eye::Strict => ENOUGH,
            };
            if score >= enough && best.as_ref().is_none_or(|(other, _)| score > *other) {
                let passage = passage(block, &mention, evidence);
                best = Some((score, Published { date: day, evidence, passage }));
            }
        }
    }
    best
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
    let clock = clock_after(block.text.get(mention.end..).unwrap_or_default());
    let rest = letters.saturating_sub(own.count() + block.linked + clock);
    let label = if before.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
        label_before.map(|b| b.text.as_str()).unwrap_or_default()
    } else {
        before
    };
    let mut score = 0;
    match labels::of(label) {
        Some(labels::Label::Published) => score += 4,
        Some(labels::Label::Date) if eye == Eye::Strict => return i32::MIN / 2,
        Some(labels::Label::Date) => score -= 2,
        Some(labels::Label::Other) if eye == Eye::Strict || !labels::changed(label) => return i32::MIN / 2,
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
    score += i32::from(clock > 0);
    // A line of its own says more than prose.
    let long = block.text.chars().count();
    let sentence = block.prose && block.text.ends_with(['.', '。', '!', '?']);
    score += match rest {
        0..=2 => 3,
        _ if sentence && eye == Eye::Weak => return i32::MIN / 2,
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

/// Characters of a time of day right after a day, as stamps have it: `, 13:43`.
fn clock_after(after: &str) -> usize {
    let clock = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '|'));
    let figures = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours = figures(clock);
    let minutes = clock.get(hours..).and_then(|rest| rest.strip_prefix([':', '.', 'h'])).map_or(0, figures);
    if (1..=2).contains(&hours) && minutes == 2 { hours + minutes + 1 } else { 0 }
}
