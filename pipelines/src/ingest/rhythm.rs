//! When a source is looked at again.

use chrono::TimeDelta;
use shiome_store::SourceState;
use std::time::Duration;

/// Never more often than this, whatever the rhythm.
const SHORTEST: u64 = 15 * 60;
/// Never more rarely than this: a quiet source must still be known to live.
const LONGEST: u64 = 7 * 24 * 3600;

/// Seconds until the next look after a run that worked. Something new halves the interval, nothing
/// new lengthens it by half, between a quarter of the configured cadence and a week; what the
/// publisher asks for (`ttl`) is the least.
pub fn after_success(state: &SourceState, cadence: u64, brought_new: bool, ttl: Option<Duration>) -> u64 {
    let interval = if state.interval_seconds == 0 { cadence } else { state.interval_seconds };
    let next = if brought_new { interval / 2 } else { interval + interval / 2 };
    let least = SHORTEST.max(cadence / 4).max(ttl.map_or(0, |t| t.as_secs()).min(LONGEST));
    next.clamp(least, LONGEST.max(least))
}

/// Seconds until the next look after a run that failed: doubles from a quarter of an hour to a day,
/// and never before the moment the server asked for.
pub fn after_failure(failures: u32, retry_after: Option<Duration>) -> u64 {
    let backoff = SHORTEST << failures.saturating_sub(1).min(7);
    backoff.min(24 * 3600).max(retry_after.map_or(0, |t| t.as_secs()).min(LONGEST))
}

/// How long a page that could not be had is left alone after so many attempts; none: until its
/// source lists it anew.
pub fn page_retry(attempts: u32, is_passing: bool) -> Option<TimeDelta> {
    let most = if is_passing { 6 } else { 3 };
    (attempts <= most).then(|| TimeDelta::days(1 << attempts.saturating_sub(1).min(5)))
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
        }
    }

    #[test]
    fn news_shortens_and_silence_lengthens() {
        assert_eq!(after_success(&state(0), 7200, true, None), 3600);
        assert_eq!(after_success(&state(7200), 7200, false, None), 10_800);
        assert_eq!(after_success(&state(1800), 7200, true, None), 1800);
        assert_eq!(after_success(&state(LONGEST), 7200, false, None), LONGEST);
        assert_eq!(after_success(&state(7200), 7200, true, Some(Duration::from_secs(50_000))), 50_000);
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
        assert_eq!(page_retry(6, true), Some(TimeDelta::days(32)));
    }
}
