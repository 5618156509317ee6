//! Times of day that stand beside a day, and their zones.

use super::cursor::{Cursor, digit, is_letter};
use crate::Span;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// A time of day as a text states it beside a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The time; `24:00` is 23:59.
    pub time: NaiveTime,
    /// Whose time, if the text says so.
    pub zone: Option<Zone>,
    /// The passage, zone included.
    pub span: Span,
}

/// Whose time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// A place: `CET` in July is meant as the time of Brussels, as its authors do.
    Place(Tz),
    /// A distance from UTC.
    Offset(FixedOffset),
}

impl Clock {
    /// The moment on that day, if the zone is known.
    pub fn on(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let local = day.and_time(self.time);
        match self.zone? {
            Zone::Place(zone) => Some(zone.from_local_datetime(&local).earliest()?.to_utc()),
            Zone::Offset(offset) => Some(offset.from_local_datetime(&local).single()?.to_utc()),
        }
    }
}

/// Words between a day and its time.
const LEADS: [&str; 34] = [
    "at",
    "um",
    "à",
    "a",
    "às",
    "as",
    "las",
    "les",
    "alle",
    "ore",
    "om",
    "kl",
    "kl.",
    "klokken",
    "klockan",
    "klo",
    "kello",
    "by",
    "before",
    "until",
    "till",
    "bis",
    "avant",
    "no",
    "later",
    "than",
    "noch",
    "spätestens",
    "hasta",
    "até",
    "entro",
    "the",
    "เวลา",
    "الساعة",
];
/// Words between a time and its day.
const TRAILS: [&str; 26] = [
    "on", "am", "le", "du", "de", "el", "del", "em", "do", "dia", "día", "il", "di", "den", "op", "of",
    "the", "des", "d", "ao", "lunedì", "in", "a", "af", "la", "vom",
];

/// The time beside the day at `day`: after it, else before it. `floor` is where the passage before ends.
pub fn beside(text: &str, day: Span, floor: usize) -> Option<Clock> {
    after(Cursor { text, at: day.end }).or_else(|| before(text, day.start, floor))
}

fn after(mut here: Cursor) -> Option<Clock> {
    if here.eat('T') {
        return time(here);
    }
    // A day of the week may stand between.
    let mark = here;
    here.space();
    if here.eat_any(&['(', '（']).is_none() || here.word().is_none() || here.eat_any(&[')', '）']).is_none()
    {
        here = mark;
    }
    for _ in 0..6 {
        here.space();
        here.eat_any(&[',', '(', '（', '、', '-', '–', ';', '|', '·']);
        here.space();
        if let Some(found) = time(here) {
            return Some(found);
        }
        let word = here.word()?.to_lowercase();
        here.eat('.');
        LEADS.contains(&word.as_str()).then_some(())?;
    }
    None
}

/// How far before a day its time may stand.
const NEAR: usize = 48;

fn before(text: &str, day: usize, floor: usize) -> Option<Clock> {
    let start = text.floor_char_boundary(day.saturating_sub(NEAR).max(floor));
    let line = text.get(start..day)?;
    let start = start + line.rfind('\n').map_or(0, |at| at + 1);
    let is_begin = |at: usize, c: char| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        (digit(c).is_some() || is_letter(c))
            && before.is_none_or(|b| digit(b).is_none() && !is_letter(b) && !matches!(b, '.' | ':'))
    };
    let places = text.get(start..day)?.char_indices().filter(|(at, c)| is_begin(start + at, *c));
    places.map(|(at, _)| start + at).find_map(|at| {
        let found = time(Cursor { text, at })?;
        let gap = text.get(found.span.end..day)?;
        let mut words = gap.split(|c: char| !is_letter(c)).filter(|w| !w.is_empty());
        let is_joined =
            gap.chars().all(|c| is_letter(c) || matches!(c, ' ' | ',' | '\'' | '’' | '.' | ')' | '-'))
                && words.clone().count() <= 3
                && words.all(|w| {
                    let w = w.to_lowercase();
                    TRAILS.contains(&w.as_str())
                        || super::weekdays::named(&w).is_some()
                        || matches!(w.as_str(), "uhr" | "feira")
                });
        is_joined.then_some(found)
    })
}

/// A time of day at this place, and its zone.
fn time(mut here: Cursor) -> Option<Clock> {
    let start = here.at;
    let (time, is_exact) = hour(&mut here)?;
    let end = here.at;
    let zone = zone(&mut here);
    let end = if zone.is_some() { here.at } else { end };
    (is_exact || zone.is_some()).then_some(Clock { time, zone, span: Span { start, end } })
}

fn hour(here: &mut Cursor) -> Option<(NaiveTime, bool)> {
    let at = |hour: u32, minute: u32| match (hour, minute) {
        (24, 0) => NaiveTime::from_hms_opt(23, 59, 0),
        _ => NaiveTime::from_hms_opt(hour, minute, 0),
    };
    for (word, hour) in [("noon", 12), ("midday", 12), ("正午", 12)] {
        if here.eat_str(word) {
            return Some((at(hour, 0)?, true));
        }
    }
    if here.eat_str("midnight") {
        return Some((at(24, 0)?, true));
    }
    let half_before = here.eat_one_of(&["午前", "午後", "上午", "下午", "오전", "오후"]);
    here.space();
    let hour = here.number().filter(|n| n.width <= 2)?.value;
    let mut minute = None;
    let mark = *here;
    // 17:00, 17.00, 17h00, 17時30分, 5시 30분
    let sign = here.eat_any(&[':', '：', '.', 'h', 'H', '時', '时', '点', '點', '시']);
    if let Some(sign) = sign {
        let spaced = here.space();
        let number =
            here.number().filter(|n| n.width == 2 || (n.width < 2 && !matches!(sign, ':' | '.' | 'h')));
        match number {
            Some(number) if !spaced || matches!(sign, '시' | '時' | '时') => {
                minute = Some(number.value);
                here.eat_any(&['分', '분']);
                let seconds = *here;
                if !(here.eat(':') && here.number().is_some_and(|n| n.width == 2)) {
                    *here = seconds;
                }
            }
            _ if matches!(sign, ':' | '：' | '.') => *here = mark,
            _ => {
                here.at = mark.at + sign.len_utf8();
            }
        }
    }
    let signed = minute.is_some() && sign != Some('.')
        || matches!(sign, Some('時' | '时' | '点' | '點' | '시' | 'h' | 'H')) && here.at > mark.at;
    if sign == Some('時') && here.eat('半') {
        minute = Some(30);
    }
    let before_suffix = *here;
    here.space();
    let afternoon = match here.eat_one_of(&[
        "a.m.", "p.m.", "am", "pm", "AM", "PM", "a.m", "p.m", "A.M.", "P.M.", "noon", "midnight",
    ]) {
        Some(_) if here.peek().is_some_and(is_letter) => {
            *here = before_suffix;
            None
        }
        Some("midnight") => return Some((at(24, 0)?, true)),
        Some("noon") => Some(true),
        Some(suffix) => Some(suffix.starts_with(['p', 'P'])),
        None => {
            *here = before_suffix;
            half_before.map(|half| matches!(half, "午後" | "下午" | "오후"))
        }
    };
    let before_unit = *here;
    here.space();
    let unit =
        here.eat_one_of(&["Uhr", "uhr", "heures", "horas", "hrs", "hours", "uur", "h", "น."]).is_some()
            && !here.peek().is_some_and(is_letter);
    if !unit {
        *here = before_unit;
    }
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    let is_exact = signed || unit || afternoon.is_some();
    let is_possible = is_exact || minute.is_some();
    is_possible.then(|| Some((at(hour, minute.unwrap_or(0))?, is_exact))).flatten()
}

/// Names of zones, longer ones before those they begin with.
const ZONES: [(&str, Tz); 62] = [
    ("Central European Summer Time", Tz::Europe__Brussels),
    ("Central European Time", Tz::Europe__Brussels),
    ("Brussels local time", Tz::Europe__Brussels),
    ("Brussels time", Tz::Europe__Brussels),
    ("Brussels Time", Tz::Europe__Brussels),
    ("heure de Bruxelles", Tz::Europe__Brussels),
    ("Brüsseler Zeit", Tz::Europe__Brussels),
    ("ora di Bruxelles", Tz::Europe__Brussels),
    ("hora de Bruselas", Tz::Europe__Brussels),
    ("CEST", Tz::Europe__Brussels),
    ("CET", Tz::Europe__Brussels),
    ("MESZ", Tz::Europe__Berlin),
    ("MEZ", Tz::Europe__Berlin),
    ("heure de Paris", Tz::Europe__Paris),
    ("Paris time", Tz::Europe__Paris),
    ("hora peninsular", Tz::Europe__Madrid),
    ("hora de Madrid", Tz::Europe__Madrid),
    ("hora de Lisboa", Tz::Europe__Lisbon),
    ("hora de Portugal", Tz::Europe__Lisbon),
    ("ora italiana", Tz::Europe__Rome),
    ("ora di Roma", Tz::Europe__Rome),
    ("Helsinki time", Tz::Europe__Helsinki),
    ("Finnish time", Tz::Europe__Helsinki),
    ("Suomen aikaa", Tz::Europe__Helsinki),
    ("EEST", Tz::Europe__Helsinki),
    ("EET", Tz::Europe__Helsinki),
    ("WEST", Tz::Europe__Lisbon),
    ("WET", Tz::Europe__Lisbon),
    ("UK time", Tz::Europe__London),
    ("UK Time", Tz::Europe__London),
    ("London time", Tz::Europe__London),
    ("BST", Tz::Europe__London),
    ("Eastern Standard Time", Tz::America__New_York),
    ("Eastern Daylight Time", Tz::America__New_York),
    ("Eastern Time", Tz::America__New_York),
    ("Eastern", Tz::America__New_York),
    ("EST", Tz::America__New_York),
    ("EDT", Tz::America__New_York),
    ("ET", Tz::America__New_York),
    ("Pacific Time", Tz::America__Los_Angeles),
    ("PST", Tz::America__Los_Angeles),
    ("PDT", Tz::America__Los_Angeles),
    ("PT", Tz::America__Los_Angeles),
    ("Central Time", Tz::America__Chicago),
    ("horário de Brasília", Tz::America__Sao_Paulo),
    ("hora de Brasília", Tz::America__Sao_Paulo),
    ("BRT", Tz::America__Sao_Paulo),
    ("Japan Standard Time", Tz::Asia__Tokyo),
    ("Japan time", Tz::Asia__Tokyo),
    ("日本標準時", Tz::Asia__Tokyo),
    ("日本時間", Tz::Asia__Tokyo),
    ("JST", Tz::Asia__Tokyo),
    ("KST", Tz::Asia__Seoul),
    ("한국시간", Tz::Asia__Seoul),
    ("Beijing time", Tz::Asia__Shanghai),
    ("北京时间", Tz::Asia__Shanghai),
    ("Singapore time", Tz::Asia__Singapore),
    ("SGT", Tz::Asia__Singapore),
    ("Bangkok time", Tz::Asia__Bangkok),
    ("AEDT", Tz::Australia__Sydney),
    ("AEST", Tz::Australia__Sydney),
    ("SAST", Tz::Africa__Johannesburg),
];

fn zone(here: &mut Cursor) -> Option<Zone> {
    here.space();
    here.eat_any(&['(', '（', ',']);
    here.space();
    let hours = |hours: i32, minutes: i32| {
        let seconds = hours.signum().clamp(-1, 1) * (hours.abs() * 3600 + minutes * 60);
        FixedOffset::east_opt(seconds).map(Zone::Offset)
    };
    let ends = |here: &Cursor| !here.peek().is_some_and(|c| is_letter(c) && c.is_ascii());
    let named = |here: &mut Cursor| {
        let mark = *here;
        let (_, zone) = ZONES.iter().find(|(name, _)| {
            here.eat_str(name) && ends(here) || {
                *here = mark;
                false
            }
        })?;
        Some(Zone::Place(*zone))
    };
    let found = if let Some(zone) = named(here) {
        Some(zone)
    } else if here
        .eat_one_of(&["AoE", "AOE", "Anywhere on Earth", "anywhere on earth", "Anywhere On Earth"])
        .is_some()
    {
        hours(-12, 0)
    } else {
        let is_utc = here.eat_one_of(&["UTC", "GMT", "Z"]).is_some() && ends(here);
        let mark = *here;
        let sign = here.eat_any(&['+', '-', '−']);
        match sign.and_then(|sign| Some((sign, here.number()?))) {
            Some((sign, number)) if number.width <= 4 && (is_utc || number.width != 1) => {
                let (whole, minutes) = if number.width == 4 {
                    (number.value / 100, number.value % 100)
                } else if here.eat(':') {
                    (number.value, here.number()?.value)
                } else {
                    (number.value, 0)
                };
                let (whole, minutes) = (i32::try_from(whole).ok()?, i32::try_from(minutes).ok()?);
                if whole == 0 {
                    FixedOffset::east_opt(0).map(Zone::Offset)
                } else {
                    hours(if sign == '+' { whole } else { -whole }, minutes)
                }
            }
            _ => {
                *here = mark;
                is_utc.then(|| FixedOffset::east_opt(0).map(Zone::Offset)).flatten()
            }
        }
    };
    if found.is_some() {
        here.eat_any(&[')', '）']);
    }
    found
}
