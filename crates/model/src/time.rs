//! Moments, and ISO weeks as the analysis centre counts them: Monday to Sunday in Japan.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::{Asia::Tokyo, Tz};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A moment in UTC.
pub type Timestamp = DateTime<Utc>;

/// The zone in which days and weeks are counted.
pub const ZONE: Tz = Tokyo;

/// The calendar day in Japan at `moment`.
pub fn day_in_japan(moment: Timestamp) -> NaiveDate {
    moment.with_timezone(&ZONE).date_naive()
}

/// An ISO 8601 week (Monday to Sunday) of days in Japan; written `2026-W08`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    year: i32,
    week: u32,
}

impl Week {
    /// The week that holds `day`.
    pub fn of_day(day: NaiveDate) -> Self {
        let iso = day.iso_week();
        Self { year: iso.year(), week: iso.week() }
    }
    /// The week in Japan at `moment`.
    pub fn of(moment: Timestamp) -> Self {
        Self::of_day(day_in_japan(moment))
    }
    /// Its Monday.
    pub fn monday(self) -> NaiveDate {
        NaiveDate::from_isoywd_opt(self.year, self.week, chrono::Weekday::Mon).unwrap_or(NaiveDate::MIN)
    }
    /// Its Sunday.
    pub fn sunday(self) -> NaiveDate {
        self.monday() + Days::new(6)
    }
    /// Midnight in Japan at which it begins.
    pub fn start(self) -> Timestamp {
        midnight_in_japan(self.monday())
    }
    /// Midnight in Japan at which the next week begins.
    pub fn end(self) -> Timestamp {
        midnight_in_japan(self.monday() + Days::new(7))
    }
    /// The week after.
    pub fn next(self) -> Self {
        Self::of_day(self.monday() + Days::new(7))
    }
    /// The week before.
    pub fn previous(self) -> Self {
        Self::of_day(self.monday() - Days::new(7))
    }
    /// Whether `day` lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of_day(day) == self
    }
}

/// The moment at which `day` begins in Japan.
pub fn midnight_in_japan(day: NaiveDate) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    match ZONE.from_local_datetime(&midnight).earliest() {
        Some(local) => local.with_timezone(&Utc),
        None => midnight.and_utc(), // Japan's clocks have not skipped a midnight since 1951
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

/// The text is no ISO week.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("read '{0}' as an ISO week; write it as 2026-W08")]
pub struct NotAWeek(pub String);

impl FromStr for Week {
    type Err = NotAWeek;
    fn from_str(text: &str) -> Result<Self, NotAWeek> {
        let parts = text.split_once("-W").and_then(|(y, w)| Some((y.parse().ok()?, w.parse().ok()?)));
        let (year, week) = parts.ok_or_else(|| NotAWeek(text.into()))?;
        NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon)
            .map(Self::of_day)
            .ok_or_else(|| NotAWeek(text.into()))
    }
}

impl Serialize for Week {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Week {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Week {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Week".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^\d{4}-W\d{2}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sunday_evening_in_london_is_monday_in_japan() {
        let moment = "2026-02-15T16:00:00Z".parse().unwrap();
        assert_eq!(Week::of(moment).to_string(), "2026-W08");
    }

    #[test]
    fn new_year_belongs_to_the_iso_year() {
        let day = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        assert_eq!(Week::of_day(day).to_string(), "2026-W53");
    }

    proptest! {
        #[test]
        fn a_week_round_trips_and_neighbours_meet(days in 0u64..40_000) {
            let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(days);
            let week = Week::of_day(day);
            prop_assert!(week.contains(day));
            prop_assert_eq!(week.to_string().parse::<Week>(), Ok(week));
            prop_assert_eq!(week.next().previous(), week);
            prop_assert_eq!(week.end(), week.next().start());
        }
    }
}
