//! When a source is looked at again.

use chrono::{NaiveDate, TimeDelta};
use shiome_store::SourceState;
use std::time::Duration;

/// Never more often than this, whatever the rhythm.
const SHORTEST: u64 = 15 * 60;
/// Never more rarely than this: a quiet source must still be known to live.
const LONGEST: u64 = 7 * 24 * 3600;

/// So many of the latest works show a habit.
pub const WORKS: usize = 40;
/// Fewer show none.
const FEWEST: usize = 5;
const DAY: u64 = 24 * 3600;

/// What the publisher says about when to come back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// The feed's own time to live.
    pub ttl: Option<Duration>,
    /// How long HTTP says that the list stays true.
    pub fresh_for: Option<TimeDelta>,
}

/// How often the source publishes, in seconds between two works: the median of the gaps between the
/// days on which something was published, over the works of such a day. A silence that lasts longer
/// than that already counts as a gap. None if it has published too little to tell.
pub fn habit(days: &[NaiveDate], today: NaiveDate) -> Option<u64> {
    let mut days: Vec<NaiveDate> = days.iter().copied().filter(|day| *day <= today).collect();
    if days.len() < FEWEST {
        return None;
    }
    days.sort_unstable();
    let works = days.len();
    days.dedup();
    if days.len() < 3 {
        return None; // a stock that was put up at once
    }
    let mut gaps: Vec<i64> = days.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).collect();
    gaps.sort_unstable();
    let silence = days.last().map_or(0, |last| (today - *last).num_days());
    let typical = gaps[gaps.len() / 2].max(1).unsigned_abs() * DAY;
    let a_day = (works as u64 / days.len() as u64).max(1);
    // Three times the usual silence: the habit has changed, and is half believed.
    let changed = if silence > 3 * gaps[gaps.len() / 2] { silence.unsigned_abs() * DAY / 2 } else { 0 };
    Some((typical / a_day).max(changed))
}

/// Seconds until the next look after a run that worked. A source whose habit is known is looked at
/// twice between two of its works. One whose habit is not: something new halves the interval, nothing
/// new lengthens it by half. Both between a quarter of the configured cadence and a week. What the
/// publisher asks for is the least: a feed's `ttl`, and for how long HTTP says that the list stays true,
/// which is believed up to the cadence, since many say a year.
pub fn after_success(
    state: &SourceState,
    cadence: u64,
    brought_new: bool,
    habit: Option<u64>,
    asked: Asked,
) -> u64 {
    let interval = if state.interval_seconds == 0 { cadence } else { state.interval_seconds };
    let next = match habit {
        Some(habit) => habit / 2,
        None if brought_new => interval / 2,
        None => interval + interval / 2,
    };
    let ttl = asked.ttl.map_or(0, |t| t.as_secs()).min(LONGEST);
    let fresh_for = asked.fresh_for.map_or(0, |t| t.num_seconds().max(0).unsigned_abs()).min(cadence);
    let least = SHORTEST.max(cadence / 4).max(ttl).max(fresh_for);
    next.clamp(least, LONGEST.max(least))
}

/// Seconds until the next look after a run that failed: doubles from a quarter of an hour to a day,
/// and never before the moment the server asked for.
pub fn after_failure(failures: u32, retry_after: Option<Duration>) -> u64 {
    let backoff = SHORTEST << failures.saturating_sub(1).min(7);
    backoff.min(24 * 3600).max(retry_after.map_or(0, |t| t.as_secs()).min(LONGEST))
}

/// How long a page that could not be had is left alone after so many attempts; none: until its
/// source lists it anew. What may pass is soon tried again, and then ever more rarely.
pub fn page_retry(attempts: u32, is_passing: bool) -> Option<TimeDelta> {
    let later = attempts.saturating_sub(1);
    match (is_passing, later) {
        (true, 0) => Some(TimeDelta::minutes(15)),
        (true, 1) => Some(TimeDelta::hours(1)),
        (true, 2) => Some(TimeDelta::hours(6)),
        (true, 3..9) => Some(TimeDelta::days(1 << (later - 3))),
        (false, 0..3) => Some(TimeDelta::days(1 << later)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shiome_model::SourceId;

    fn state(interval: u64) -> SourceState {
        SourceState {
            source: SourceId::new("a/b"),
            cursor: None,
            next_check: Default::default(),
            last_checked: None,
            last_success: None,
            last_new: None,
            consecutive_failures: 0,
            complete: true,
            interval_seconds: interval,
            last_error: None,
            fallback: None,
        }
    }

    fn after(interval: u64, brought_new: bool, habit: Option<u64>, asked: Asked) -> u64 {
        after_success(&state(interval), 7200, brought_new, habit, asked)
    }

    #[test]
    fn news_shortens_and_silence_lengthens() {
        let nothing = Asked::default();
        assert_eq!(after(0, true, None, nothing), 3600);
        assert_eq!(after(7200, false, None, nothing), 10_800);
        assert_eq!(after(1800, true, None, nothing), 1800);
        assert_eq!(after(LONGEST, false, None, nothing), LONGEST);
    }

    #[test]
    fn what_the_publisher_asks_for_is_the_least() {
        let ttl = Asked { ttl: Some(Duration::from_secs(50_000)), ..Asked::default() };
        assert_eq!(after(7200, true, None, ttl), 50_000);
        let fresh = |seconds| Asked { fresh_for: Some(TimeDelta::seconds(seconds)), ..Asked::default() };
        assert_eq!(after(3600, true, None, fresh(5000)), 5000);
        assert_eq!(after(3600, true, None, fresh(31_536_000)), 7200, "a year is not believed");
        assert_eq!(after(3600, true, None, fresh(-5)), 1800);
    }

    #[test]
    fn a_habit_sets_the_pace() {
        let day = |n: u64| NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(n);
        let every = |step: u64, a_day: usize| -> Vec<NaiveDate> {
            (0..10).flat_map(|n| std::iter::repeat_n(day(n * step), a_day)).collect()
        };
        assert_eq!(habit(&every(7, 1), day(64)), Some(7 * DAY));
        assert_eq!(habit(&every(1, 4), day(10)), Some(DAY / 4));
        assert_eq!(habit(&every(1, 1), day(39)), Some(15 * DAY), "it has fallen silent");
        assert_eq!(habit(&every(1, 1), day(11)), Some(DAY), "a weekend is no silence");
        assert_eq!(habit(&every(1, 1)[..4], day(4)), None);
        assert_eq!(habit(&every(0, 10), day(4)), None, "a stock put up at once");
        assert_eq!(habit(&every(1, 1), day(2)), None, "what is yet to come is no habit");
        assert_eq!(after(7200, true, Some(7 * DAY), Asked::default()), 7 * DAY / 2);
        assert_eq!(after(7200, true, Some(DAY / 4), Asked::default()), 3 * 3600);
        assert_eq!(after(7200, false, Some(60), Asked::default()), 1800);
        assert_eq!(after(7200, false, Some(90 * DAY), Asked::default()), LONGEST);
    }

    #[test]
    fn failures_back_off_to_a_day_and_obey_the_server() {
        assert_eq!(after_failure(1, None), 900);
        assert_eq!(after_failure(3, None), 3600);
        assert_eq!(after_failure(40, None), 24 * 3600);
        assert_eq!(after_failure(1, Some(Duration::from_secs(7200))), 7200);
    }

    #[test]
    fn a_missing_page_is_given_up_in_the_end() {
        assert_eq!(page_retry(1, false), Some(TimeDelta::days(1)));
        assert_eq!(page_retry(4, false), None);
        assert_eq!(page_retry(1, true), Some(TimeDelta::minutes(15)));
        assert_eq!(page_retry(9, true), Some(TimeDelta::days(32)));
        assert_eq!(page_retry(10, true), None);
    }
}
