//! Days as East Asia writes them: 2024年3月3日, 令和六年三月三日, R6.3.3, 2024년 3월 3일.

use super::cursor::{Cursor, Number, is_letter};
use super::shapes::{Found, What, closed, day, is_day_of};
use super::{Reading, periods};
use chrono::NaiveDate;

/// Eras of Japan and the year before their first.
const ERAS: [(&str, i32); 8] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("㋿", 2018),
    ("㍻", 1988),
    ("㍼", 1925),
    ("㍽", 1911),
];

/// Whether an era may begin with this character.
pub fn begins(c: char) -> bool {
    matches!(c, '令' | '平' | '昭' | '大' | '㋿' | '㍻' | '㍼' | '㍽')
}

fn era(here: &mut Cursor) -> Option<i32> {
    ERAS.iter().find(|(name, _)| here.eat_str(name)).map(|(_, before)| *before)
}

/// A number of at most two figures, or three Chinese ones.
fn small(here: &mut Cursor) -> Option<u32> {
    here.number().filter(|n| n.width <= if n.is_han { 3 } else { 2 }).map(|n| n.value)
}

fn year_of_era(here: &mut Cursor, before: i32) -> Option<i32> {
    let year = if here.eat('元') { 1 } else { small(here)? };
    Some(before + i32::try_from(year).ok()?)
}

/// `（令和6）`, `（令和6年）`, `（2024年）`: the year told once more.
fn told_again(here: &mut Cursor) {
    let mark = *here;
    let told = |here: &mut Cursor| {
        here.eat_any(&['(', '（'])?;
        here.space();
        match era(here) {
            Some(before) => year_of_era(here, before).map(|_| ()),
            None => here.number().filter(|n: &Number| n.width == 4).map(|_| ()),
        }?;
        here.space();
        here.eat_any(&['年']);
        here.space();
        here.eat_any(&[')', '）'])
    };
    if told(here).is_none() {
        *here = mark;
    }
}

/// At the name of an era.
pub fn at_era(mut here: Cursor) -> Option<Found> {
    let start = here.at;
    let before = era(&mut here)?;
    here.space();
    let year = year_of_era(&mut here, before)?;
    if let Some(found) = dotted(start, here, year) {
        return Some(found);
    }
    here.space();
    here.eat('年').then_some(())?;
    told_again(&mut here);
    rest_of_day(start, here, year)
}

/// `R6.3.3`, `H31.4.30` after their letter.
pub fn at_letter(start: usize, mut here: Cursor, letter: &str) -> Option<Found> {
    let before = match letter {
        "R" | "Ｒ" => 2018,
        "H" | "Ｈ" => 1988,
        "S" | "Ｓ" => 1925,
        _ => return None,
    };
    let year = year_of_era(&mut here, before)?;
    dotted(start, here, year)
}

fn dotted(start: usize, mut here: Cursor, year: i32) -> Option<Found> {
    const DOTS: [char; 6] = ['.', '/', '．', '・', '－', '-'];
    here.space();
    here.eat_any(&DOTS)?;
    here.space();
    let month = small(&mut here)?;
    here.space();
    here.eat_any(&DOTS)?;
    here.space();
    let of_month = small(&mut here)?;
    if here.peek().is_some_and(is_letter) && here.peek().is_some_and(|c| c.is_ascii()) {
        return None;
    }
    closed(start, here, What::Day(Reading::Day(day(year, month, of_month)?)))
}

/// After the figures of a year: `年3月3日`, `（令和6）年3月3日`, `년 3월 3일`, and longer times.
pub fn after_year(start: usize, mut here: Cursor, year: i32) -> Option<Found> {
    let next = here.peek()?;
    if next == '년' {
        here.eat('년');
        return rest_of_day(start, here, year);
    }
    if !matches!(next, '年' | '(' | '（') {
        return None;
    }
    told_again(&mut here);
    here.space();
    here.eat('年').then_some(())?;
    told_again(&mut here);
    rest_of_day(start, here, year)
}

const MONTH: [char; 2] = ['月', '월'];
const DAY: [char; 4] = ['日', '일', '号', '號'];

/// A number, and the sign after it.
fn counted(here: &mut Cursor, signs: &[char]) -> Option<u32> {
    let mark = *here;
    here.space();
    let number = small(here);
    here.space();
    match number.filter(|_| here.eat_any(signs).is_some()) {
        None => {
            *here = mark;
            None
        }
        found => found,
    }
}

/// A day of the week in brackets.
fn weekday(here: &mut Cursor) {
    let mark = *here;
    here.space();
    let opened = here.eat_any(&['(', '（']).is_some();
    let inside = here.rest().chars().take_while(|c| !matches!(c, ')' | '）' | '\n')).take(7);
    let bytes: usize = inside.map(char::len_utf8).sum();
    if opened {
        here.at += bytes;
    }
    if !opened || here.eat_any(&[')', '）']).is_none() {
        *here = mark;
    }
}

/// The second end of a span: `～5日`, `から4月2日`.
fn until(here: &mut Cursor, month: u32) -> Option<(u32, u32)> {
    let mark = *here;
    weekday(here);
    here.space();
    let joined =
        here.eat_one_of(&["~", "～", "〜", "-", "–", "—", "―", "から", "至", "到", "부터"]).is_some();
    let ends = |here: &mut Cursor| {
        let month = counted(here, &MONTH).unwrap_or(month);
        Some((month, counted(here, &DAY)?))
    };
    let found = joined.then(|| ends(here)).flatten().filter(|(month, day)| is_day_of(*month, *day));
    if found.is_none() {
        *here = mark;
    }
    found
}

fn rest_of_day(start: usize, mut here: Cursor, year: i32) -> Option<Found> {
    let after_year = here;
    let Some(month) = counted(&mut here, &MONTH) else {
        return periods::eastern(start, after_year, year);
    };
    let after_month = here;
    let Some(of_month) = counted(&mut here, &DAY) else {
        return closed(start, after_month, periods::month(year, month)?);
    };
    let begin = day(year, month, of_month)?;
    let end: Option<NaiveDate> = until(&mut here, month).and_then(|(m, d)| {
        let same = day(year, m, d)?;
        if same < begin { day(year + 1, m, d) } else { Some(same) }
    });
    closed(start, here, end.map_or(What::Day(Reading::Day(begin)), |end| What::Days(begin, end)))
}

/// 3月3日, 3월 3일 after the figures of the month.
pub fn yearless(start: usize, mut here: Cursor, month: u32) -> Option<Found> {
    here.space();
    here.eat_any(&MONTH)?;
    let of_month = counted(&mut here, &DAY).filter(|d| is_day_of(month, *d))?;
    let until = until(&mut here, month);
    closed(start, here, What::Yearless { month, day: of_month, until })
}
