//! The shapes in which days and periods are written.
//!
//! One pass over the text. A shape begins at a number, at a word that is a month or names a period, or
//! at the name of a Japanese era; from there it is read by hand, so that prose costs a look at each of
//! its words and no more.

use super::cursor::{Cursor, digit, han_digit, is_letter, is_sign};
use super::periods::Precision;
use super::{Reading, eastern, months, periods, weekdays};
use chrono::{Datelike, NaiveDate};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// One day.
    Day(Reading),
    /// From a day to another: `3-5 March 2024`.
    Days(NaiveDate, NaiveDate),
    /// A day without a year, or a span of such days to the second (month, day).
    Yearless {
        /// From 1.
        month: u32,
        /// Of the month.
        day: u32,
        /// Month and day of the end.
        until: Option<(u32, u32)>,
    },
    /// A month or a longer time.
    Period(NaiveDate, NaiveDate, Precision),
}

/// A shape and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What was found.
    pub what: What,
    /// Whether its year has two figures only.
    pub is_short: bool,
}

/// What a reading is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Days with their years.
    Days,
    /// Days without one, months and longer times as well.
    All,
}

/// What stands in a text, in order.
pub fn scan(text: &str, wanted: Wanted) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let mut here = Cursor { text, at };
        let Some(next) = here.peek() else { break };
        let hit = match next {
            c if digit(c).is_some() || han_digit(c).is_some() => at_number(here, wanted),
            c if eastern::begins(c) => eastern::at_era(here),
            c if !is_sign(c) && is_letter(c) => at_word(here, wanted),
            _ => None,
        };
        match hit.filter(|hit| wanted == Wanted::All || matches!(hit.what, What::Day(_) | What::Days(..))) {
            Some(hit) => {
                at = hit.end;
                found.push(hit);
            }
            None if digit(next).is_some() => {
                let number = here.number();
                at = if number.is_some() { here.at } else { at + next.len_utf8() };
            }
            None if !is_sign(next) && is_letter(next) => {
                here.word();
                at = here.at;
            }
            None => at += next.len_utf8(),
        }
    }
    found
}

/// The end of a shape, if it is not the beginning of a longer number: `1.2.2024.5`.
pub fn closed(start: usize, here: Cursor, what: What) -> Option<Found> {
    let mut after = here.rest().chars();
    let next = after.next();
    let is_glued = here.before().and_then(digit).is_some()
        && next.is_some_and(|c| {
            digit(c).is_some() || (matches!(c, '/' | '.') && after.next().and_then(digit).is_some())
        });
    (!is_glued).then_some(Found { start, end: here.at, what, is_short: false })
}

fn is_glued_before(here: &Cursor) -> bool {
    let mut before = here.text.get(..here.at).unwrap_or_default().chars().rev();
    match before.next() {
        Some(c) if digit(c).is_some() => true,
        Some('/' | '.') => before.next().and_then(digit).is_some(),
        _ => false,
    }
}

fn at_number(mut here: Cursor, wanted: Wanted) -> Option<Found> {
    let start = here.at;
    if is_glued_before(&here) {
        return None;
    }
    let number = here.number()?;
    if number.width == 4 {
        return year_first(start, here, number.value, wanted);
    }
    if number.is_han && number.width > 3 || number.width > 2 && !number.is_han {
        return None;
    }
    let eastern = eastern::yearless(start, here, number.value);
    let of_words = || {
        let named = (!number.is_han).then(|| day_first(start, here, number.value)).flatten();
        named.or_else(|| {
            (wanted == Wanted::All).then(|| periods::at_number(start, here, number.value)).flatten()
        })
    };
    eastern.or_else(|| numeric(start, here, number.value, number.width)).or_else(of_words)
}

const DASHES: [char; 9] = ['-', '/', '.', '‐', '‑', '–', '−', '．', '／'];

fn year_first(start: usize, mut here: Cursor, year: u32, wanted: Wanted) -> Option<Found> {
    let year = western(year)?;
    let begun = here;
    here.space();
    if let Some(found) = eastern::after_year(start, here, year) {
        return Some(found);
    }
    // 2024-03-03, 2024/3/3, 2024. 3. 3.
    let numbers = |mut here: Cursor| {
        here.eat_any(&DASHES)?;
        here.space();
        let month = here.number().filter(|n| n.width <= 2)?;
        here.space();
        here.eat_any(&DASHES)?;
        here.space();
        let of_month = here.number().filter(|n| n.width <= 2)?;
        let glued = here.peek() == Some('-') && here.rest().chars().nth(1).and_then(digit).is_some();
        let what = What::Day(Reading::Day(day(year, month.value, of_month.value)?));
        (!glued).then(|| closed(start, here, what)).flatten()
    };
    // 2024 March 3
    let named = |mut here: Cursor| {
        here.eat(',');
        here.space();
        let month = months::number(here.word()?)?;
        here.eat('.');
        here.space().then_some(())?;
        let of_month = here.number().filter(|n| n.width <= 2)?;
        closed(start, here, What::Day(Reading::Day(day(year, month, of_month.value)?)))
    };
    let year_alone = || (wanted == Wanted::All).then(|| periods::year(start, begun, year)).flatten();
    numbers(here).or_else(|| named(here)).or_else(year_alone)
}

/// 03.03.2024, 3/3/2024, 03.03.24
fn numeric(start: usize, mut here: Cursor, first: u32, width: usize) -> Option<Found> {
    here.space();
    let dash = here.eat_any(&['.', '/', '-'])?;
    let spaced = here.space();
    let second = here.number().filter(|n| n.width <= 2)?;
    here.space();
    here.eat(dash).then_some(())?;
    here.space();
    let last = here.number()?;
    if here.peek() == Some('-') && here.rest().chars().nth(1).and_then(digit).is_some() {
        return None;
    }
    let is_short =
        last.width == 2 && !spaced && dash != '-' && (dash == '/' || (width == 2 && second.width == 2));
    let year = match (last.width, last.value) {
        (4, 1900..=2099 | 2500..=2599) => western(last.value)?,
        (2, 0..=49) if is_short => 2000 + i32::try_from(last.value).ok()?,
        (2, 90..=99) if is_short => 1900 + i32::try_from(last.value).ok()?,
        _ => return None,
    };
    let date = |month, of_month| day(year, month, of_month);
    // Dots are written by those who put the day first; so are years of the Buddhist era.
    let reading = if dash == '.' || last.value > 2400 {
        Reading::Day(date(second.value, first)?)
    } else {
        match (date(first, second.value), date(second.value, first)) {
            (Some(a), Some(b)) if a == b => Reading::Day(a),
            (Some(month_first), Some(day_first)) => Reading::Either { month_first, day_first },
            (Some(only), None) | (None, Some(only)) => Reading::Day(only),
            (None, None) => return None,
        }
    };
    closed(start, here, What::Day(reading)).map(|found| Found { is_short, ..found })
}

const ORDINALS: [&str; 11] = ["st", "nd", "rd", "th", "er", "ère", "º", "ª", "°", ":e", "."];
const OF: [&str; 9] = ["de ", "of ", "di ", "del ", "den ", "d'", "d’", "do ", "of the "];
/// Between the ends of a span of days.
const UNTIL: [&str; 24] = [
    "-", "–", "—", "−", "~", "～", "〜", "to ", "bis ", "au ", "al ", "a ", "à ", "e ", "y ", "et ", "und ",
    "and ", "en ", "og ", "och ", "ja ", "tot ", "til ",
];

fn ordinal(here: &mut Cursor) {
    let mark = *here;
    if here.eat_one_of(&ORDINALS).is_some_and(|o| o.starts_with(char::is_alphabetic))
        && here.peek().is_some_and(is_letter)
    {
        *here = mark;
    }
}

/// A name of a month, in any alphabet, and its full stop.
fn month_name(here: &mut Cursor) -> Option<(u32, bool)> {
    if let Some(month) = months::thai(here) {
        return Some((month, true));
    }
    let word = here.word()?;
    let month = months::number(word)?;
    here.eat('.');
    Some((month, months::is_full(word)))
}

/// The year after a month.
fn year_after(here: &mut Cursor) -> Option<i32> {
    here.eat(',');
    here.space();
    here.eat_any(&['-', '/']);
    here.eat_one_of(&OF);
    if here.eat_one_of(&["พ.ศ.", "ค.ศ.", "พุทธศักราช"]).is_some() {
        here.space();
    }
    let year = here.number().filter(|n| n.width == 4 && !n.is_han)?;
    if here.peek().is_some_and(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    western(year.value)
}

/// `3. März 2024`, `3 de março de 2024`, `1er juin 2021`, `3rd of March, 2024`, `3-5 March 2024`.
fn day_first(start: usize, mut here: Cursor, first: u32) -> Option<Found> {
    ordinal(&mut here);
    let mut last = None;
    let before_span = here;
    here.space();
    if here.eat_one_of(&UNTIL).is_some() {
        here.space();
        let number = here.number().filter(|n| n.width <= 2 && n.value > first);
        match number {
            Some(number) => {
                ordinal(&mut here);
                last = Some(number.value);
            }
            None => here = before_span,
        }
    }
    here.space();
    here.eat('-');
    here.eat('/');
    here.eat_one_of(&OF);
    let (month, is_full) = month_name(&mut here)?;
    let after_month = here;
    if let Some(year) = year_after(&mut here) {
        let begin = day(year, month, first)?;
        let what = match last {
            Some(last) => What::Days(begin, day(year, month, last)?),
            None => What::Day(Reading::Day(begin)),
        };
        return closed(start, here, what);
    }
    let is_possible = is_full && is_day_of(month, first) && last.is_none_or(|l| is_day_of(month, l));
    let what = What::Yearless { month, day: first, until: last.map(|l| (month, l)) };
    is_possible.then(|| closed(start, after_month, what)).flatten()
}

/// At a word: a month before its day or year, a letter of a Japanese era, a season, a quarter.
fn at_word(mut here: Cursor, wanted: Wanted) -> Option<Found> {
    let start = here.at;
    if here.before().is_some_and(|c| digit(c).is_some()) {
        return None;
    }
    let thai_run = ('\u{0E00}'..='\u{0E7F}').contains(&here.peek()?);
    let word = here.word()?;
    if thai_run {
        return (wanted == Wanted::All).then(|| periods::thai_month(start, here, word)).flatten();
    }
    if word.chars().count() == 1
        && let Some(found) = eastern::at_letter(start, here, word)
    {
        return Some(found);
    }
    if wanted == Wanted::Days && !precedes_number(here) {
        return None;
    }
    let Some(month) = months::number(word) else {
        return (wanted == Wanted::All).then(|| periods::at_word(start, here, word)).flatten();
    };
    here.eat('.');
    let after_month = here;
    let month_first = |mut here: Cursor| {
        (here.space() || here.eat('-')).then_some(())?;
        let first = here.number().filter(|n| n.width <= 2 && !n.is_han)?.value;
        ordinal_word(&mut here);
        let mut last = None;
        let before_span = here;
        here.space();
        if here.eat_one_of(&UNTIL).is_some() {
            here.space();
            let number = here.number().filter(|n| n.width <= 2 && n.value > first);
            match number {
                Some(number) => {
                    ordinal_word(&mut here);
                    last = Some(number.value);
                }
                None => here = before_span,
            }
        }
        let after_day = here;
        if let Some(year) = year_after(&mut here) {
            let begin = day(year, month, first)?;
            let what = match last {
                Some(last) => What::Days(begin, day(year, month, last)?),
                None => What::Day(Reading::Day(begin)),
            };
            return closed(start, here, what);
        }
        let is_name = word.starts_with(char::is_uppercase) && months::is_full(word);
        let is_clock = after_day.rest().starts_with(':');
        let what = What::Yearless { month, day: first, until: last.map(|l| (month, l)) };
        (is_name && !is_clock && is_day_of(month, first)).then(|| closed(start, after_day, what)).flatten()
    };
    let alone = |mut here: Cursor| {
        let year = year_after(&mut here)?;
        closed(start, here, periods::month(year, month)?)
    };
    month_first(after_month).or_else(|| (wanted == Wanted::All).then(|| alone(after_month)).flatten())
}

/// Whether a number follows as it does after a month: most words need no look at their letters.
fn precedes_number(mut here: Cursor) -> bool {
    here.eat('.');
    (here.space() || here.eat('-')) && here.peek().and_then(digit).is_some()
}

fn ordinal_word(here: &mut Cursor) {
    let mark = *here;
    if here.eat_one_of(&["st", "nd", "rd", "th"]).is_some() && here.peek().is_some_and(is_letter) {
        *here = mark;
    }
}

/// A year of the common or the Buddhist era.
pub fn western(year: u32) -> Option<i32> {
    let year = if (2400..2700).contains(&year) { year - 543 } else { year };
    (1800..2200).contains(&year).then(|| i32::try_from(year).ok()).flatten()
}

pub fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|d| (1800..2200).contains(&d.year()))
}

/// Whether the month has such a day, in a leap year at least.
pub fn is_day_of(month: u32, day: u32) -> bool {
    NaiveDate::from_ymd_opt(2024, month, day).is_some()
}

/// Whether what stands between two days makes them the ends of one span.
pub fn is_span(gap: &str) -> bool {
    let gap = gap.trim();
    let gap = match gap.chars().next() {
        Some('(' | '（') => gap.split_once([')', '）']).map_or(gap, |(_, rest)| rest.trim_start()),
        _ => gap,
    };
    let mut words = gap.split_whitespace();
    let joins = |word: &str| {
        UNTIL.iter().any(|u| u.trim_end() == word)
            || matches!(word, "から" | "至" | "到" | "until" | "till" | "through" | "t/m" | "부터" | "&")
    };
    let first = words.next().is_some_and(|word| joins(&word.to_lowercase()));
    // A day of the week may stand before the second day.
    let mut rest = words.take(4).map(|word| word.trim_matches([',', '.']).to_lowercase());
    let is_small =
        |word: &str| matches!(word, "the" | "den" | "dem" | "le" | "el" | "il" | "zum" | "o" | "dia");
    first && gap.len() <= 40 && rest.all(|word| is_small(&word) || weekdays::named(&word).is_some())
}
