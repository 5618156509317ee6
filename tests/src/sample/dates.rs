//! How a day is written in each language.

use chrono::{Datelike, NaiveDate};

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const SV: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// The day in words.
pub(super) fn in_words(lang: &str, date: NaiveDate) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = |names: &[&'static str; 12]| names[date.month0() as usize];
    match lang {
        "ja" | "zh" => format!("{year}年{month}月{day}日"),
        "ko" => format!("{year}년 {month}월 {day}일"),
        "de" => format!("{day}. {} {year}", name(&DE)),
        "fr" if day == 1 => format!("1er {} {year}", name(&FR)),
        "fr" => format!("{day} {} {year}", name(&FR)),
        "es" => format!("{day} de {} de {year}", name(&ES)),
        "sv" => format!("{day} {} {year}", name(&SV)),
        _ => format!("{day} {} {year}", name(&EN)),
    }
}

/// As in the United States.
pub(super) fn american(date: NaiveDate) -> String {
    format!("{} {}, {}", EN[date.month0() as usize], date.day(), date.year())
}

/// In the Reiwa era, which began in 2019.
pub(super) fn reiwa(date: NaiveDate) -> String {
    format!("令和{}年{}月{}日", date.year() - 2018, date.month(), date.day())
}

/// As in feeds and mail (RFC 822), at noon.
pub(super) fn mail(date: NaiveDate) -> String {
    date.format("%a, %d %b %Y 12:00:00 +0000").to_string()
}
