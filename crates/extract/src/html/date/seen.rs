//! The day that a reader sees: near the title, or after a label, each weighed by the line it stands in.

use super::super::{blocks::Block, labels};
use super::Witnesses;
use crate::{
    clean,
    dates::{self, Mention, Order, Reading},
    input::plausible,
};
use chrono::NaiveDate;
use shiome_model::{DateEvidence, Published};

/// The days of a block.
pub(super) type Found = Vec<(Mention, DateEvidence)>;

/// How closely the lines of a page are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eye {
    /// For a day that counts as stated.
    Strict,
    /// For one that is likely.
    Weak,
}

/// How far from the title a day is looked for, in characters of visible text.
const BEFORE_TITLE: usize = 250;
const AFTER_TITLE: usize = 700;
/// The least a day must score to count as one of publication.
const ENOUGH: i32 = 3;
/// The least it must score to be likely.
const ENOUGH_TO_BE_LIKELY: i32 = -6;
/// The least it scores where it is plain to see: in a line of its own, in a place for it, near the title.
pub(super) const PLAIN: i32 = 8;
/// The least it scores where a label says besides that it is the day of publication.
pub(super) const LABELLED: i32 = 11;
/// The least it must score against another day in the address: a day in prose does not.
const ENOUGH_AGAINST_ADDRESS: i32 = 8;

/// The best day that a reader sees near the title, or that a label names anywhere in the main part.
pub(super) fn visible(
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
pub(super) fn mentions(block: &Block) -> Found {
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
