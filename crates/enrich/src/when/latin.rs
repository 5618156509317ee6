//! Windows in languages of the Latin alphabet; each reading gets what its shape has caught.

use super::names::{MONTHS, SEASONS, named};
use super::shapes::{Context, number, when, written_year};
use super::{Lean, Part, What, When};
use chrono::Datelike;
use regex::Captures;

fn part_of(groups: &Captures) -> Part {
    match (groups.name("e"), groups.name("i"), groups.name("l")) {
        (Some(_), ..) => Part::Early,
        (_, Some(_), _) => Part::Mid,
        (.., Some(_)) => Part::Late,
        _ => Part::Whole,
    }
}

/// Words that are names of months and other words too; alone they say nothing.
const AMBIGUOUS: &[&str] = &[
    "may", "mar", "march", "mai", "mars", "mei", "ago", "jan", "dec", "set", "ene", "dic", "nov", "sep",
    "sept", "mayo",
];
const INTO_MONTH: &[&str] = &[
    "in",
    "by",
    "until",
    "before",
    "since",
    "during",
    "from",
    "of",
    "im",
    "bis",
    "ab",
    "en",
    "em",
    "à",
    "pour",
    "d'ici",
    "avant",
    "fin",
    "para",
    "de",
    "hasta",
    "até",
    "till",
    "dès",
    "for",
    "début",
    "ende",
    "anfang",
    "mitte",
    "séance de",
    "next",
];

/// A month, with a day, a year or a part of it, or led by a word that makes it a time.
pub(super) fn latin(groups: &Captures, context: &Context) -> Option<When> {
    let name = groups.name("m")?;
    let month = 1 + named(&MONTHS, name.as_str())?;
    let year = written_year(groups);
    let part = part_of(groups);
    let day = number(groups, "d").or_else(|| number(groups, "d2"));
    let mut found = when(groups, year, What::Month(month, part))?;
    // After a day that stands before the month no second one belongs to it: 24 March 16:00.
    let clock = |end: usize| context.text[end..].starts_with([':', 'h']);
    if let Some(day) = day {
        if groups.name("d").is_some() && groups.name("d2").is_some() && year.is_none() {
            found.end = name.end();
        }
        if groups.name("d").is_none() && groups.name("d2").is_some_and(|d| clock(d.end())) {
            return None;
        }
        if !(1..=31).contains(&day) {
            return None;
        }
        found.what = What::Day { month, day };
        return Some(found);
    }
    if year.is_some() || part != Part::Whole {
        return Some(found);
    }
    let before = context.text[..found.start].trim_end();
    let word = |w: &&&str| {
        before
            .strip_suffix(**w)
            .is_some_and(|rest| rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
    };
    let led = INTO_MONTH.iter().find(word);
    let sure = led.is_some()
        && (!AMBIGUOUS.contains(&name.as_str())
            || matches!(led, Some(&"in" | &"en" | &"im" | &"em" | &"by" | &"until" | &"bis")));
    sure.then_some(found)
}

/// A season.
pub(super) fn season(groups: &Captures, context: &Context) -> Option<When> {
    let name = groups.name("s")?.as_str();
    let year = written_year(groups);
    let led = groups.name("pre").map(|p| p.as_str());
    let led_well = led.is_some_and(|p| p != "the" && p != "a" && p != "el" && p != "au")
        || (name != "fall" && name != "été" && led.is_some());
    if year.is_none() && !led_well {
        return None;
    }
    let year =
        if led == Some("next") && year.is_none() { Some(context.place.published?.year() + 1) } else { year };
    let mut found = when(groups, year, What::Season(named(&SEASONS, name)?))?;
    if matches!(led, Some("bis" | "by" | "until" | "d'ici l'" | "d'ici le")) {
        found.lean = Lean::By;
    } else if matches!(led, Some("before" | "vor dem" | "avant l'" | "avant le")) {
        found.lean = Lean::Before;
    }
    Some(found)
}

/// A quarter or a half.
pub(super) fn fraction(groups: &Captures, _: &Context) -> Option<When> {
    let ordinal = groups.name("q")?.as_str();
    let nth = match ordinal.chars().next()? {
        'f' if ordinal == "fourth" => 4,
        'f' | 'e' => 1,
        'p' | '1' => 1,
        's' | 'z' | '2' => 2,
        'd' if ordinal.starts_with("dritt") => 3,
        'd' => 2,
        't' | '3' => 3,
        _ => 4,
    };
    let unit = groups.name("u")?.as_str();
    let is_half = matches!(unit, "half" | "halbjahr" | "jahreshälfte" | "hälfte" | "semestre" | "semester");
    let what = if is_half { What::Half(nth.min(2)) } else { What::Quarter(nth) };
    when(groups, written_year(groups), what)
}

/// A year, where a word makes it a time.
pub(super) fn bare_year(groups: &Captures, context: &Context) -> Option<When> {
    let year = groups.name("y")?;
    let part = part_of(groups);
    let joined = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '/' | '—' | '$' | '£' | '€' | '~'))
    };
    let (before, after) =
        (context.text[..year.start()].chars().next_back(), context.text[year.end()..].chars().next());
    let lone = !joined(before.filter(|c| *c != '-' || part == Part::Whole)) && !joined(after);
    let led = groups.name("pre").map(|p| p.as_str());
    let sure = part != Part::Whole || led.is_some_and(|p| p != "de" && p != "von" && p != "for");
    let sure = sure || led == Some("for") || led == Some("pour");
    let mut found = when(groups, written_year(groups), What::Year(part)).filter(|_| lone && sure)?;
    found.lean = match led {
        Some("by" | "until" | "bis" | "d'ici" | "d'ici à" | "hasta" | "até") => Lean::By,
        Some("before" | "vor" | "avant" | "antes de") if part == Part::Whole => Lean::Before,
        Some("before" | "vor" | "avant" | "antes de") => Lean::By,
        Some("from" | "since" | "ab" | "seit" | "depuis" | "dès" | "desde" | "à partir de") => Lean::From,
        _ => Lean::In,
    };
    Some(found)
}

/// The year in which it is said.
pub(super) fn this_year(groups: &Captures, context: &Context) -> Option<When> {
    let mut found = when(groups, Some(context.place.published?.year()), What::Year(Part::Whole))?;
    found.lean = Lean::By;
    Some(found)
}

/// The one after.
pub(super) fn next_year(groups: &Captures, context: &Context) -> Option<When> {
    when(groups, Some(context.place.published?.year() + 1), What::Year(Part::Whole))
}

/// The month after.
pub(super) fn next_month(groups: &Captures, context: &Context) -> Option<When> {
    let next = context.place.published?.checked_add_months(chrono::Months::new(1))?;
    when(groups, Some(next.year()), What::Month(next.month(), Part::Whole))
}
