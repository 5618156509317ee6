//! Days as people and machines write them.
//!
//! A day is read as it is written, in the publisher's own zone, never shifted; what could be two
//! different days is none.

mod months;

use chrono::{DateTime, NaiveDate};
use regex::Regex;
use shiome_model::Lang;
use std::sync::LazyLock;

/// Years in which a work can have been published or announced.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Languages that write the day before the month also in `03/01/2024`.
const DAY_FIRST: [&str; 11] = ["de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "ar"];

/// Reads the first date in `text`; `language` decides what it may and what slashes mean.
pub(super) fn read(text: &str, language: Option<&Lang>) -> Option<NaiveDate> {
    let text = chinese_numerals(&ascii_digits(text));
    // Before the others: 令和8.3.1 holds no year of the common era.
    japanese_era(&text)
        .or_else(|| year_first(&text))
        .or_else(|| east_asian(&text))
        .or_else(|| with_month_name(&text))
        .or_else(|| year_last(&text, language))
}

/// Reads a date by a format of [`chrono::format::strftime`]; what follows the date is ignored.
pub(super) fn read_as(text: &str, format: &str) -> Option<NaiveDate> {
    let text = ascii_digits(text.trim());
    NaiveDate::parse_and_remainder(&text, format).ok().map(|(date, _)| date).and_then(plausible)
}

/// The day of a Unix time in seconds or milliseconds, in UTC: a number says nothing of a zone.
pub(super) fn of_unix(number: i64) -> Option<NaiveDate> {
    let seconds = if number.abs() >= 100_000_000_000 { number / 1000 } else { number };
    DateTime::from_timestamp(seconds, 0).map(|t| t.date_naive()).and_then(plausible)
}

/// The moment an HTTP header names (RFC 9110, section 5.6.7).
pub(crate) fn http_date(text: &str) -> Option<shiome_model::Timestamp> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|t| t.to_utc())
}

/// A day from its three numbers, if there is such a day.
pub(super) fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).and_then(plausible)
}

fn plausible(date: NaiveDate) -> Option<NaiveDate> {
    YEARS.contains(&chrono::Datelike::year(&date)).then_some(date)
}

/// Full-width, Arabic-Indic and Thai digits as ASCII.
fn ascii_digits(text: &str) -> String {
    let digit = |c: char| -> char {
        for zero in ['０', '٠', '۰', '๐'] {
            let distance = (c as u32).wrapping_sub(zero as u32);
            if let Some(ascii) = char::from_digit(distance, 10).filter(|_| distance < 10) {
                return ascii;
            }
        }
        c
    };
    text.chars().map(digit).collect()
}

macro_rules! pattern {
    ($text:expr) => {{
        // A pattern that does not compile would fail every test of this file.
        static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($text).ok());
        PATTERN.as_ref()
    }};
}

fn numbers<const N: usize>(pattern: Option<&Regex>, text: &str) -> Option<[u32; N]> {
    let (_, parts) = pattern?.captures(text)?.extract::<N>();
    let mut out = [0; N];
    for (slot, part) in out.iter_mut().zip(parts) {
        *slot = part.parse().ok()?;
    }
    Some(out)
}

/// `2024-03-01T…`, `2024/3/1`, `2024.03.01`, `2024. 3. 1.`, `20240301`.
fn year_first(text: &str) -> Option<NaiveDate> {
    let separated = pattern!(r"(?:^|[^\d])(\d{4})\s?[-/.‐]\s?(\d{1,2})\s?[-/.‐]\s?(\d{1,2})(?:[^\d]|$)");
    let run = pattern!(r"(?:^|[^\d])((?:19|20)\d{2})(\d{2})(\d{2})(?:[^\d]|$)");
    let [y, m, d] = numbers(separated, text).or_else(|| numbers(run, text))?;
    day(i32::try_from(y).ok()?, m, d)
}

/// Chinese numerals before 年, 月 and 日 as ASCII digits: 令和八年三月二十三日, 二〇二六年.
fn chinese_numerals(text: &str) -> String {
    let Some(pattern) = pattern!(r"([〇零一二三四五六七八九十]{1,4})(\s?[年月日])") else {
        return text.to_owned();
    };
    let digits = |run: &str| -> Option<String> {
        let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c || (c == '零' && d == '〇'));
        let all =
            |run: &str| run.chars().map(|c| digit(c).map(|d| d.to_string())).collect::<Option<String>>();
        match run.split_once('十') {
            Some((tens, ones)) if tens.chars().count() <= 1 && ones.chars().count() <= 1 => {
                let tens = if tens.is_empty() { "1".into() } else { all(tens)? };
                Some(tens + &if ones.is_empty() { "0".into() } else { all(ones)? })
            }
            Some(_) => None,
            None => all(run),
        }
    };
    let rewrite = |found: &regex::Captures| {
        digits(&found[1]).map_or_else(|| found[0].to_owned(), |number| number + &found[2])
    };
    pattern.replace_all(text, rewrite).into_owned()
}

/// `R8.3.1`, `令和8/3/1`, `R元.5.7`: years of an era between points, which only the era tells from others.
fn japanese_era(text: &str) -> Option<NaiveDate> {
    let pattern = pattern!(
        r"(?:^|[^\p{L}\d])(令和|平成|昭和|[RHSＲＨＳ])\s?(元|\d{1,2})\s?[-./．・－]\s?(\d{1,2})\s?[-./．・－]\s?(\d{1,2})(?:[^\d]|$)"
    )?;
    let found = pattern.captures(text)?;
    let number = |i| found.get(i).and_then(|m| m.as_str().parse::<u32>().ok());
    let year = if &found[2] == "元" { 1 } else { i32::try_from(number(2)?).ok()? };
    let before_first = match &found[1] {
        "令和" | "R" | "Ｒ" => 2018,
        "平成" | "H" | "Ｈ" => 1988,
        _ => 1925,
    };
    day(year + before_first, number(3)?, number(4)?)
}

/// `2021年3月12日`, `2026（令和8）年3月1日`, `令和6年3月1日`, `2024년 3월 1일`, `民國113年3月1日`.
fn east_asian(text: &str) -> Option<NaiveDate> {
    let pattern = pattern!(
        r"(令和|平成|昭和|大正|民國|民国|㋿|㍻|㍼|㍽|R|H)?\s?(\d{1,4}|元)\s?(?:[(（][^)）]{1,8}[)）]\s?[年년]|[年년](?:\s?[(（][^)）]{1,8}[)）])?)\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号]?"
    )?;
    let found = pattern.captures(text)?;
    let number = |i| found.get(i).and_then(|m| m.as_str().parse::<u32>().ok());
    let year = if &found[2] == "元" { 1 } else { i32::try_from(number(2)?).ok()? };
    let before_first = match found.get(1).map(|m| m.as_str()) {
        Some("令和" | "㋿" | "R") => 2018,
        Some("平成" | "㍻" | "H") => 1988,
        Some("昭和" | "㍼") => 1925,
        Some("大正" | "㍽" | "民國" | "民国") => 1911,
        _ => 0,
    };
    day(year + before_first, number(3)?, number(4)?)
}

/// `17.07.2025`, `31/12/2024`, `5-3-2024`: read if only one reading is a day, if the parts are
/// separated by dots (which put the day first everywhere), or if the language puts the day first.
fn year_last(text: &str, language: Option<&Lang>) -> Option<NaiveDate> {
    let dotted = pattern!(r"(?:^|[^\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[^\d.]|\.\D|\.?$)");
    if let Some([d, m, y]) = numbers(dotted, text) {
        return day(i32::try_from(y).ok()?, m, d);
    }
    let slashed = pattern!(r"(?:^|[^\d/])(\d{1,2})\s?[/-]\s?(\d{1,2})\s?[/-]\s?(\d{4})(?:[^\d]|$)");
    let [a, b, y] = numbers(slashed, text)?;
    let year = i32::try_from(y).ok()?;
    if language.is_some_and(|l| DAY_FIRST.contains(&l.as_str())) {
        return day(year, b, a);
    }
    match (day(year, b, a), day(year, a, b)) {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    }
}

/// A piece of text: a number with how many digits it has, or a word.
enum Token<'t> {
    Number(u32, usize),
    Word(&'t str),
}

/// `12 March 2021`, `Mar 27, 2025`, `le 1er mars 2024`, `3. März 2024`, `Sat, 01 Mar 04 10:00 GMT`.
fn with_month_name(text: &str) -> Option<NaiveDate> {
    let times = pattern!(r"\d{1,2}:\d{2}(:\d{2})?")?;
    let lower = times.replace_all(text, " ").to_lowercase();
    let tokens = tokens(&lower);
    let number = |i: Option<usize>| match tokens.get(i?)? {
        Token::Number(n, digits) => Some((*n, *digits)),
        Token::Word(_) => None,
    };
    let day_at = |i| number(i).filter(|(n, digits)| *digits <= 2 && (1..=31).contains(n)).map(|(n, _)| n);
    let full_year_at = |i| number(i).filter(|(_, digits)| *digits == 4).and_then(|(n, _)| christian_year(n));
    let short_year_at = |i| {
        let two = number(i).filter(|(_, digits)| *digits == 2).and_then(|(n, _)| i32::try_from(n).ok());
        two.map(|n| if n < 70 { 2000 + n } else { 1900 + n })
    };
    for (at, token) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let Some(month) = months::number(word) else { continue };
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        let is_gap = |i: usize| matches!(tokens.get(i), Some(Token::Word(w)) if months::number(w).is_none());
        let year_after =
            |i: usize| full_year_at(Some(i)).or_else(|| full_year_at(Some(i + 1)).filter(|_| is_gap(i)));
        let readings = [
            // 12 March 2021; then a clock's zone may stand before the year: 4 Jan PST 2004
            day_at(before).zip(year_after(at + 1)),
            day_at(before).zip(short_year_at(after)),
            day_at(after).zip(year_after(at + 2)),
            day_at(after).zip(full_year_at(before)),
        ];
        if let Some((d, y)) = readings.into_iter().flatten().next() {
            return day(y, month, d);
        }
    }
    None
}

/// Years of the Buddhist era are written in Thailand.
fn christian_year(year: u32) -> Option<i32> {
    let year = i32::try_from(year).ok()?;
    Some(if year > 2400 { year - 543 } else { year })
}

/// Words and numbers, without the small words and endings that stand between them.
fn tokens(text: &str) -> Vec<Token<'_>> {
    const SMALL: [&str; 18] = [
        "de", "del", "of", "the", "st", "nd", "rd", "th", "er", "do", "le", "den", "d", "di", "º", "ª", "e",
        "o",
    ];
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_same: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if is_letter(first) {
            is_letter
        } else {
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let end = rest.find(|c| !is_same(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        match piece.parse() {
            Ok(number) => out.push(Token::Number(number, piece.len())),
            Err(_) if SMALL.contains(&piece) => {}
            Err(_) => out.push(Token::Word(piece)),
        }
    }
    out
}

/// Everything that is no digit, space or punctuation; vowel signs belong to words.
fn is_letter(c: char) -> bool {
    !c.is_ascii_digit() && !c.is_whitespace() && !c.is_ascii_punctuation() && !"–—‒·،、。「」「’".contains(c)
}

#[cfg(test)]
mod tests;
