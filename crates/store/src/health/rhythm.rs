//! How often a source speaks by its own habit: so that dead differs from quiet.
//!
//! The days with news are what is looked at, not the works: ten works of one day are one sign of life.
//! A gap between two such days counts by its length, because a moment picked at random falls into a long
//! gap more often than into a short one; so a source that speaks in bursts is known by the pauses
//! between them.

use chrono::{Days, NaiveDate};
use serde::Serialize;

/// Without a habit to go by, a source may be quiet for so many days.
const UNKNOWN_LIMIT: i64 = 45;
/// Nobody is silent before so many days: there are long weekends.
const LEAST_LIMIT: i64 = 5;
/// Gaps that make a habit, and days they must cover.
const HABIT_GAPS: usize = 6;
const HABIT_DAYS: i64 = 90;
/// The habit is that of the last year, or of as long as it takes to have enough gaps.
const HABIT_YEAR: i64 = 365;
/// A season may come so many days earlier or later than a year ago.
const SEASON_SLACK: u64 = 14;

/// The habit of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rhythm {
    /// Days without news in which a moment usually lies; none if too little is known.
    pub usual_days: Option<i64>,
    /// After so many days without news it counts as silent.
    pub limit_days: i64,
    /// It was as quiet a year ago, until about then.
    pub quiet_until: Option<NaiveDate>,
}

impl Rhythm {
    /// The habit that `days` (distinct, oldest first) show on `today`.
    pub fn of(days: &[NaiveDate], today: NaiveDate) -> Self {
        let mut gaps = habit(days);
        let covered: i64 = gaps.iter().sum();
        gaps.sort_unstable();
        let usual = weighted(&gaps, covered, 0.5);
        let long = weighted(&gaps, covered, 0.75).unwrap_or_default();
        let is_known = gaps.len() >= HABIT_GAPS && covered >= HABIT_DAYS;
        let least = if is_known { LEAST_LIMIT } else { UNKNOWN_LIMIT };
        let limit = least.max(long * 5 / 2 + 2);
        Self {
            usual_days: usual.filter(|_| is_known),
            limit_days: limit,
            quiet_until: days.last().and_then(|last| season(days, *last, today, limit)),
        }
    }
}

/// Gaps between days with news, the newest first, as far back as a habit goes.
fn habit(days: &[NaiveDate]) -> Vec<i64> {
    let mut covered = 0;
    let mut gaps = Vec::new();
    for pair in days.windows(2).rev() {
        if covered >= HABIT_YEAR && gaps.len() >= HABIT_GAPS {
            break;
        }
        let gap = (pair[1] - pair[0]).num_days();
        covered += gap;
        gaps.push(gap);
    }
    gaps
}

/// The gap (of sorted ones) below which that share of all time lies.
fn weighted(gaps: &[i64], covered: i64, share: f64) -> Option<i64> {
    let mut below = 0;
    gaps.iter().copied().find(|gap| {
        below += gap;
        below as f64 >= share * covered as f64
    })
}

/// If one or two years ago there was an unusual gap too, which began no later and lasted to this day of
/// the year or longer: when it would end.
fn season(days: &[NaiveDate], last: NaiveDate, today: NaiveDate, limit: i64) -> Option<NaiveDate> {
    [365, 730].into_iter().find_map(|year| {
        let began_by = last - Days::new(year) + Days::new(SEASON_SLACK);
        let lasted_to = today - Days::new(year) - Days::new(SEASON_SLACK);
        let gap = days.windows(2).find(|pair| {
            (pair[1] - pair[0]).num_days() > limit && pair[0] <= began_by && pair[1] >= lasted_to
        })?;
        Some(gap[1] + Days::new(year))
    })
}
