//! Which days does a sentence name, and as how wide a window?
//!
//! Plans speak of autumn, of the second quarter, of the end of next year, and of `3 March` without a
//! year. Each is a window of days, read against the day on which it was said; what cannot be placed
//! (no year and no day of publication) is no window. Whole days are the narrowest windows.

mod eastern;
mod latin;
mod lean;
mod names;
mod shapes;
mod written;

use chrono::{Datelike, Days, Months, NaiveDate};

pub(crate) use shapes::find;

/// What is known of the page that speaks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'c> {
    /// The day it was published.
    pub published: Option<NaiveDate>,
    /// The publisher's country.
    pub country: &'c str,
}

impl Place<'_> {
    /// Whether spring begins in September there.
    fn is_southern(&self) -> bool {
        matches!(self.country, "AU" | "NZ" | "ZA" | "AR" | "CL" | "UY" | "BR" | "PE" | "BO" | "PY")
    }
    fn is_month_first(&self) -> bool {
        matches!(self.country, "US" | "PH")
    }
}

/// How wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    /// One day.
    Day,
    /// A month or a part of it.
    Month,
    /// A season, a quarter, a half.
    Season,
    /// A year or a part of it.
    Year,
}

/// How the words around lean on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lean {
    /// In it.
    In,
    /// In it or earlier: "by", "bis", `までに`.
    By,
    /// Earlier: "before".
    Before,
    /// From it on.
    From,
    /// It was so, and is no more: "instead of".
    Instead,
}

/// Which part of a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Early,
    Mid,
    Late,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Day {
        month: u32,
        day: u32,
    },
    /// A day of the month in which it is said.
    DayOnly(u32),
    Month(u32, Part),
    /// 0 spring to 3 winter.
    Season(u32),
    Quarter(u32),
    Half(u32),
    Year(Part),
}

/// A window as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    /// First byte in the text it was found in.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// How the words around lean on it.
    pub lean: Lean,
    year: Option<i32>,
    /// Of the fiscal year that begins in April.
    fiscal: bool,
    what: What,
}

/// Which year is meant where none is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    /// The next one to come.
    Future,
    /// The last one.
    Past,
    /// The nearest.
    Near,
}

impl When {
    /// How wide.
    pub fn grain(&self) -> Grain {
        match self.what {
            What::Day { .. } | What::DayOnly(_) => Grain::Day,
            What::Month(..) => Grain::Month,
            What::Season(_) | What::Quarter(_) | What::Half(_) => Grain::Season,
            What::Year(_) => Grain::Year,
        }
    }

    /// Whether its year is written.
    pub fn has_year(&self) -> bool {
        self.year.is_some()
    }

    /// Its first and last day.
    pub fn days(&self, place: Place, tense: Tense) -> Option<(NaiveDate, NaiveDate)> {
        if let What::DayOnly(day) = self.what {
            let said = place.published?;
            let here = said.with_day(day);
            let there = match tense {
                Tense::Past | Tense::Near => here
                    .filter(|d| *d <= said + Days::new(3))
                    .or_else(|| said.with_day(1)?.checked_sub_months(Months::new(1))?.with_day(day)),
                Tense::Future => here
                    .filter(|d| *d >= said)
                    .or_else(|| said.with_day(1)?.checked_add_months(Months::new(1))?.with_day(day)),
            }?;
            return Some((there, there));
        }
        if let Some(year) = self.year {
            return self.of_year(year, place);
        }
        let said = place.published?;
        let near = (said.year() - 1..=said.year() + 1).filter_map(|y| self.of_year(y, place));
        match tense {
            Tense::Future => near.into_iter().find(|(_, until)| *until >= said),
            Tense::Past => near.into_iter().rfind(|(from, _)| *from <= said + Days::new(1)),
            Tense::Near => {
                near.into_iter().min_by_key(|(from, _)| from.signed_duration_since(said).num_days().abs())
            }
        }
    }

    /// The same in the year nearest to a day, if none is written.
    pub fn beside(mut self, day: NaiveDate, place: Place) -> Self {
        if self.year.is_none() && !matches!(self.what, What::DayOnly(_)) {
            let years = day.year() - 1..=day.year() + 1;
            self.year = years.min_by_key(|y| {
                let own = self.of_year(*y, place).map(|(from, _)| from);
                own.map_or(i64::MAX, |own| own.signed_duration_since(day).num_days().abs())
            });
        }
        self
    }

    fn of_year(&self, year: i32, place: Place) -> Option<(NaiveDate, NaiveDate)> {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        let months = |year: i32, month: u32, count: u32| {
            let from = day(year, month, 1)?;
            Some((from, from.checked_add_months(Months::new(count))?.pred_opt()?))
        };
        // A fiscal year begins in April.
        let year = if self.fiscal && matches!(self.what, What::Month(1..=3, _)) { year + 1 } else { year };
        match self.what {
            What::Day { month, day: of_month } => day(year, month, of_month).map(|d| (d, d)),
            What::DayOnly(_) => None,
            What::Month(month, part) => {
                let (from, until) = months(year, month, 1)?;
                Some(match part {
                    Part::Whole => (from, until),
                    Part::Early => (from, day(year, month, 10)?),
                    Part::Mid => (day(year, month, 11)?, day(year, month, 20)?),
                    Part::Late => (day(year, month, 21)?, until),
                })
            }
            What::Season(season) => {
                let season = if place.is_southern() { (season + 2) % 4 } else { season };
                months(year, 3 + 3 * season, 3)
            }
            What::Quarter(quarter) => {
                let first = day(year, if self.fiscal { 4 } else { 1 }, 1)?;
                let from = first.checked_add_months(Months::new(3 * quarter - 3))?;
                Some((from, from.checked_add_months(Months::new(3))?.pred_opt()?))
            }
            What::Half(half) => {
                let first = day(year, if self.fiscal { 4 } else { 1 }, 1)?;
                let from = first.checked_add_months(Months::new(6 * half - 6))?;
                Some((from, from.checked_add_months(Months::new(6))?.pred_opt()?))
            }
            What::Year(part) => {
                let first = if self.fiscal { 4 } else { 1 };
                let (from, until) = months(year, first, 12)?;
                let plus = |n: u32| from.checked_add_months(Months::new(n));
                Some(match part {
                    Part::Whole => (from, until),
                    Part::Early => (from, plus(3)?.pred_opt()?),
                    Part::Mid => (plus(4)?, plus(8)?.pred_opt()?),
                    Part::Late => (plus(9)?, until),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests;
