//! The shapes in which days are written.

use super::{Mention, Reading, months};
use chrono::NaiveDate;
use regex::{Captures, Regex};
use std::sync::LazyLock;

type Read = fn(&Captures) -> Option<Reading>;

/// Each shape with its reader, most explicit first: where two overlap the earlier wins.
static SHAPES: LazyLock<Vec<(Regex, Read)>> = LazyLock::new(|| {
    let thai =
        format!(r"(\d{{1,2}})\s*({})\s*(?:พ\.ศ\.|ค\.ศ\.|พุทธศักราช)?\s*(\d{{4}})", months::thai_pattern());
    let number = r"[\d〇零一二三四五六七八九十]{1,3}";
    let spelt = format!(r"([一二][〇零一二三四五六七八九]{{3}})\s?年\s?({number})\s?月\s?({number})\s?日");
    let era = format!(
        r"(令和|平成|昭和|大正|㋿|㍻|㍼|㍽)\s?(元|{number})\s?年(?:\s?[（(]\s?\d{{4}}\s?年?\s?[)）])?\s?({number})\s?月\s?({number})\s?日"
    );
    let shapes: [(&str, Read); 11] = [
        (r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日", year_first),
        (r"(\d{4})\s?년\s?(\d{1,2})\s?월\s?(\d{1,2})\s?일", year_first),
        // 2026（令和8）年3月1日, 2026年（令和8年）3月1日
        (
            r"(\d{4})\s?年?\s?[（(]\s?(?:令和|平成|昭和)\s?(?:\d{1,2}|元)\s?年?\s?[)）]\s?年?\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日",
            year_first,
        ),
        (&era, japanese),
        (&spelt, year_first),
        (r"(令和|平成|昭和)\s?(元|\d{1,2})\s?[./．・]\s?(\d{1,2})\s?[./．・]\s?(\d{1,2})", japanese),
        (r"\b([RHSＲＨＳ])\s?(元|\d{1,2})[./．－-](\d{1,2})[./．－-](\d{1,2})\b", japanese),
        (&thai, thai_day),
        (r"((?:1[89]|2[0-9])\d\d)\s?[-/.‐‑–−]\s?(\d{1,2})\s?[-/.‐‑–−]\s?(\d{1,2})", year_first),
        (r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?([./-])\s?((?:19|20|25)\d\d)", year_last),
        (NAMED, named),
    ];
    shapes.into_iter().filter_map(|(pattern, read)| Some((Regex::new(pattern).ok()?, read))).collect()
});

/// `3. März 2024`, `3 de março de 2024`, `1er juin 2021`, `3rd of March, 2024` (groups 1-3), or
/// `March 3rd, 2024` (groups 4-6).
const NAMED: &str = concat!(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|ère|º|ª|°|\.)?\s?(?:de\s|of\s|di\s|d['’]\s?|del\s|den\s)?-?(\p{L}{3,14})\.?,?\s?-?(?:de\s|del\s|of\s)?(\d{4})\b",
    r"|\b(\p{L}{3,9})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})\b",
);

/// Finds the days a text mentions, in order.
pub fn mentions(text: &str) -> Vec<Mention> {
    if !text.chars().any(|c| char::is_numeric(c) || c == '年') {
        return Vec::new();
    }
    let mut found: Vec<Mention> = Vec::new();
    for (shape, read) in SHAPES.iter() {
        let mut at = 0;
        while let Some(groups) = shape.captures_at(text, at) {
            let Some(whole) = groups.get(0) else { break };
            let (start, end) = (whole.start(), whole.end());
            let apart = found.iter().all(|m| end <= m.start || start >= m.end);
            match read(&groups).filter(|_| apart && !inside_number(text, start, end)) {
                Some(reading) => {
                    let in_range = spans(text, start, end);
                    found.push(Mention { start, end, reading, in_range });
                    at = end;
                }
                // Try again one character later: `12 March 3, 2024` holds a day at its second word.
                None => at = start + text[start..].chars().next().map_or(1, char::len_utf8),
            }
        }
    }
    found.sort_by_key(|m| m.start);
    found
}

fn inside_number(text: &str, start: usize, end: usize) -> bool {
    let digit = |c: char| c.is_numeric();
    let before = text[..start].chars().next_back();
    let glued_before =
        before.is_some_and(|c| digit(c) || ((c == '/' || c == '.') && text[..start - 1].ends_with(digit)));
    let mut after = text[end..].chars();
    let next = after.next();
    let glued_after = next
        .is_some_and(|c| digit(c) || ((c == '/' || c == '-' || c == '.') && after.next().is_some_and(digit)));
    glued_before || glued_after
}

/// Whether the day is an end of a span: a dash with a number or another day on its other side.
fn spans(text: &str, start: usize, end: usize) -> bool {
    static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:\d|日|[a-z]{3}day)\S{0,2}\s?(?:[-–—~～〜]|to|bis|au|al|until|から|and|und|et|y|&)\s?(?:\p{L}+,?\s)?$").ok()
    });
    static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:\s?\([^)]{1,9}\)|（[^）]{1,9}）)?\s?(?:[-–—~～〜]|to\b|bis\b|au\b|al\b|until\b|から)\s?(?:\p{L}+,?\s){0,2}\d").ok()
    });
    let window = text[..start].char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    let month_before = BEFORE.as_ref().is_some_and(|p| p.is_match(&text[window..start]));
    let after = AFTER.as_ref().is_some_and(|p| p.is_match(&text[end..]));
    month_before || after
}

fn year_first(groups: &Captures) -> Option<Reading> {
    day(number(groups, 1)?, number(groups, 2)?, number(groups, 3)?)
}

fn year_last(groups: &Captures) -> Option<Reading> {
    if groups.get(2)?.as_str() != groups.get(4)?.as_str() {
        return None;
    }
    let (first, second, year) = (number(groups, 1)?, number(groups, 3)?, number(groups, 5)?);
    let date = |m: u32, d: u32| match day(year, m, d) {
        Some(Reading::Day(date)) => Some(date),
        _ => None,
    };
    // Dots are written by those who put the day first; so are years of the Buddhist era.
    if groups.get(2)?.as_str() == "." || year > 2400 {
        return date(second, first).map(Reading::Day);
    }
    match (date(first, second), date(second, first)) {
        (Some(a), Some(b)) if a == b => Some(Reading::Day(a)),
        (Some(month_first), Some(day_first)) => Some(Reading::Either { month_first, day_first }),
        (Some(only), None) | (None, Some(only)) => Some(Reading::Day(only)),
        (None, None) => None,
    }
}

fn named(groups: &Captures) -> Option<Reading> {
    let (name, day_group, year_group) = if groups.get(2).is_some() { (2, 1, 3) } else { (4, 5, 6) };
    let month = months::number(groups.get(name)?.as_str())?;
    day(number(groups, year_group)?, month, number(groups, day_group)?)
}

fn thai_day(groups: &Captures) -> Option<Reading> {
    day(number(groups, 3)?, months::thai_number(groups.get(2)?.as_str())?, number(groups, 1)?)
}

fn japanese(groups: &Captures) -> Option<Reading> {
    let year = if groups.get(2)?.as_str() == "元" { 1 } else { number(groups, 2)? };
    let base = match groups.get(1)?.as_str() {
        "令和" | "㋿" | "R" | "Ｒ" => 2018,
        "平成" | "㍻" | "H" | "Ｈ" => 1988,
        "大正" | "㍽" => 1911,
        _ => 1925,
    };
    day(base + year, number(groups, 3)?, number(groups, 4)?)
}

/// A day of the common or the Buddhist era.
fn day(year: u32, month: u32, day: u32) -> Option<Reading> {
    let year = if (2400..2700).contains(&year) { year - 543 } else { year };
    if !(1800..2200).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).map(Reading::Day)
}

/// A group of ASCII, full-width, Thai or Arabic digits, or of Chinese numerals: 二十三, 二〇二六.
fn number(groups: &Captures, index: usize) -> Option<u32> {
    let text = groups.get(index)?.as_str();
    if let Some((tens, ones)) = text.split_once('十') {
        let part = |digits: &str, none| {
            if digits.is_empty() { Some(none) } else { digits_of(digits).filter(|n| *n < 10) }
        };
        return Some(part(tens, 1)? * 10 + part(ones, 0)?);
    }
    digits_of(text)
}

fn digits_of(text: &str) -> Option<u32> {
    text.chars().try_fold(0u32, |sum, c| {
        let code = u32::from(c);
        if let Some(digit) = "〇一二三四五六七八九".chars().position(|d| d == c || (c == '零' && d == '〇'))
        {
            return sum.checked_mul(10)?.checked_add(digit as u32);
        }
        let digit = [0x30, 0xFF10, 0x0E50, 0x0660, 0x06F0]
            .iter()
            .find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// See [`super::of_path`].
pub fn of_path(path: &str) -> Option<(NaiveDate, String)> {
    static PATH: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let parted = r"((?:19|20)\d\d)[/_-](\d{1,2})[/_-](\d{1,2})";
        let joined = r"((?:19|20)\d\d)(\d\d)(\d\d)";
        Regex::new(&format!(r"(?:^|[/_.-])(?:{parted}|{joined})(?:[/_.-]|$)")).ok()
    });
    let groups = PATH.as_ref()?.captures(path)?;
    let first = if groups.get(1).is_some() { 1 } else { 4 };
    let passage = path.get(groups.get(first)?.start()..groups.get(first + 2)?.end())?;
    match day(number(&groups, first)?, number(&groups, first + 1)?, number(&groups, first + 2)?)? {
        Reading::Day(date) => Some((date, passage.to_owned())),
        Reading::Either { .. } => None,
    }
}
