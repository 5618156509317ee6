use super::*;
use crate::{FetchRecord, RunCounts};
use chrono::Days;
use proptest::prelude::*;
use publishing::*;

/// Ways in which sources publish, as days before today (oldest first).
mod publishing {
    use chrono::{Datelike, Days, NaiveDate, Weekday};

    pub fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 1).unwrap()
    }

    /// Days of three years up to `quiet` days ago that `speaks` picks.
    pub fn days(quiet: u64, speaks: impl Fn(u64, NaiveDate) -> bool) -> Vec<NaiveDate> {
        let all = (quiet..3 * 365).rev().map(|ago| (ago, today() - Days::new(ago)));
        all.filter(|(ago, day)| speaks(*ago, *day)).map(|(_, day)| day).collect()
    }
    pub fn every(step: u64, quiet: u64) -> Vec<NaiveDate> {
        days(quiet, |ago, _| (ago - quiet).is_multiple_of(step))
    }
    pub fn workdays(quiet: u64) -> Vec<NaiveDate> {
        days(quiet, |_, day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
    }
    /// Daily in term, nothing from the tenth of July to the tenth of September.
    pub fn terms(up_to: NaiveDate) -> Vec<NaiveDate> {
        let out = |day: NaiveDate| ((7, 10)..(9, 10)).contains(&(day.month(), day.day()));
        let from = up_to - Days::new(3 * 365);
        from.iter_days().take_while(|day| *day <= up_to).filter(|day| !out(*day)).collect()
    }
}

fn now() -> Timestamp {
    time::midnight_in_japan(today())
}

fn state() -> SourceState {
    SourceState {
        source: SourceId::new("a/b"),
        cursor: None,
        next_check: now(),
        last_checked: Some(now()),
        last_success: Some(now()),
        last_new: Some(now()),
        consecutive_failures: 0,
        complete: true,
        interval_seconds: 3600,
        last_error: None,
        fallback: None,
    }
}

fn brought(days: &[NaiveDate]) -> SourceHealth {
    SourceHealth {
        source: SourceId::new("a/b"),
        documents: days.len() as u64,
        first_success: Some(now() - TimeDelta::days(400)),
        news: days.iter().map(|day| (*day, 1)).collect(),
        ..SourceHealth::default()
    }
}

fn of(days: &[NaiveDate]) -> (State, Because) {
    let health = judge(state(), brought(days), now());
    (health.state, health.because)
}

#[test]
fn each_source_is_silent_by_its_own_habit() {
    // How it publishes, how long it has been quiet, whether that is silence.
    type Quiet = fn(u64) -> Vec<NaiveDate>;
    let table: [(&str, Quiet, u64, bool); 14] = [
        ("daily", |q| every(1, q), 4, false),
        ("daily", |q| every(1, q), 6, true),
        ("on workdays, over a long weekend", workdays, 6, false),
        ("on workdays", workdays, 12, true),
        ("weekly", |q| every(7, q), 15, false),
        ("weekly", |q| every(7, q), 21, true),
        ("monthly", |q| every(30, q), 45, false),
        ("monthly", |q| every(30, q), 80, true),
        ("quarterly", |q| every(91, q), 45, false),
        ("quarterly", |q| every(91, q), 150, false),
        ("quarterly", |q| every(91, q), 235, true),
        ("in bursts of ten days every two months", |q| days(q, |ago, _| (ago - q) % 60 < 10), 80, false),
        ("in bursts of ten days every two months", |q| days(q, |ago, _| (ago - q) % 60 < 10), 140, true),
        ("yearly", |q| every(365, q), 300, false),
    ];
    for (name, publishes, quiet, silent) in table {
        let (state, because) = of(&publishes(quiet));
        assert_eq!(state == State::Silent, silent, "{name}, quiet for {quiet} days: {because:?}");
    }
}

#[test]
fn a_source_that_rests_every_summer_rests_and_one_that_stays_away_is_silent() {
    let on = |day: &str| {
        let day: NaiveDate = day.parse().unwrap();
        let term_ended: NaiveDate = "2026-07-09".parse().unwrap();
        let at = time::midnight_in_japan(day);
        let checked = SourceState { last_checked: Some(at), last_success: Some(at), ..state() };
        judge(checked, brought(&terms(term_ended)), at)
    };
    assert_eq!(on("2026-07-12").because, Because::Fine);
    let rests = on("2026-08-20");
    assert_eq!(rests.state, State::Ok);
    assert_eq!(rests.because, Because::QuietSeason { days: 42, until: "2026-09-10".parse().unwrap() });
    assert_eq!(on("2026-10-01").state, State::Silent);
    // The same pause at another time of the year is no season.
    let spring: NaiveDate = "2026-04-01".parse().unwrap();
    let at = time::midnight_in_japan("2026-05-10".parse().unwrap());
    let odd = judge(state(), brought(&terms(spring)), at);
    assert_eq!(odd.because, Because::NothingSince { days: 39, usual: Some(1) });
}

#[test]
fn one_outage_does_not_make_a_daily_source_a_lazy_one() {
    // Nobody could read it for seven weeks half a year ago.
    let with_hole = days(14, |ago, _| !(150..200).contains(&ago));
    assert_eq!(of(&with_hole).0, State::Silent);
}

#[test]
fn a_new_source_gets_time_to_show_its_habit() {
    // Its feed lists ten works of the last fortnight; that it is daily is not known yet.
    let young = |quiet: u64| {
        let days: Vec<_> = (quiet..quiet + 10).rev().map(|ago| today() - Days::new(ago)).collect();
        of(&days).0
    };
    assert_eq!((young(0), young(30), young(50)), (State::Ok, State::Ok, State::Silent));
    let single = vec![today() - Days::new(44)];
    assert_eq!(of(&single).0, State::Ok);
    assert_eq!(of(&[]), (State::Silent, Because::NeverAnything));
}

#[test]
fn an_old_work_met_late_is_a_sign_of_life_and_the_first_harvest_is_none() {
    let old = every(1, 100);
    let first = now() - TimeDelta::days(60);
    let found =
        |at| SourceHealth { first_success: Some(first), newest_first_seen: Some(at), ..brought(&old) };
    assert_eq!(judge(state(), found(first), now()).state, State::Silent);
    assert_eq!(judge(state(), found(now() - TimeDelta::days(1)), now()).state, State::Ok);
}

#[test]
fn a_watched_page_may_rest() {
    let page = SourceHealth { watched: true, ..brought(&[today() - Days::new(900)]) };
    assert_eq!(judge(state(), page, now()).state, State::Ok);
}

#[test]
fn refusal_failure_and_a_bad_day_are_told_apart() {
    let of = |reason, times| {
        let failing =
            SourceState { last_error: Some((reason, "x".into())), consecutive_failures: times, ..state() };
        judge(failing, brought(&every(1, 0)), now()).state
    };
    let table = [
        (Reason::Blocked, 1, State::Blocked),
        (Reason::Robots, 1, State::Blocked),
        (Reason::TooManyRequests, 1, State::Degraded),
        (Reason::TooManyRequests, 2, State::Blocked),
        (Reason::ServerError, 1, State::Degraded),
        (Reason::ServerError, 3, State::Broken),
        (Reason::NotFound, 2, State::Degraded),
    ];
    for (reason, times, state) in table {
        assert_eq!(of(reason, times), state, "{reason:?}, {times} times");
    }
    let never = SourceState {
        last_success: None,
        last_error: Some((Reason::NotFound, "x".into())),
        consecutive_failures: 1,
        ..state()
    };
    assert_eq!(judge(never, brought(&[]), now()).state, State::Broken);
    let unread = SourceState { last_checked: None, ..state() };
    assert_eq!(judge(unread, brought(&[]), now()).state, State::Unread);
}

#[test]
fn pages_robots_keeps_from_us_are_no_trouble_unless_they_are_all() {
    let with = |reason, n, recent, documents| {
        let rejected = vec![(reason, n)];
        let brought = SourceHealth { rejected, recent, documents, ..brought(&every(1, 0)) };
        judge(state(), brought, now()).state
    };
    assert_eq!(with(Reason::Robots, 31, 5, 10), State::Ok);
    assert_eq!(with(Reason::Robots, 31, 0, 0), State::Blocked);
    assert_eq!(with(Reason::NotFound, 31, 20, 10_000), State::Degraded);
    assert_eq!(with(Reason::NotFound, 31, 40, 40), State::Ok);
    assert_eq!(with(Reason::NotFound, 4, 0, 40), State::Ok);
}

fn run(hours_ago: i64, ok: bool, items: u32, unchanged: u32) -> FetchRecord {
    FetchRecord {
        source: SourceId::new("a/b"),
        started: now() - TimeDelta::hours(hours_ago),
        ok,
        requests: 1,
        items_found: items,
        new_documents: 0,
        error: (!ok).then_some(Reason::ServerError),
        detail: String::new(),
        duration_ms: 900,
        counts: RunCounts { unchanged, answer_ms: Some(100 * hours_ago as u64), ..RunCounts::default() },
    }
}

#[test]
fn a_list_gone_empty_is_told_from_one_that_has_not_changed() {
    let of = |runs: Vec<FetchRecord>, cursor: Option<&str>| {
        let brought = SourceHealth { runs, ..brought(&every(1, 0)) };
        judge(SourceState { cursor: cursor.map(str::to_owned), ..state() }, brought, now()).because
    };
    let bare: Vec<_> = (0..5).map(|n| run(24 * n, true, 0, 0)).chain([run(130, true, 20, 0)]).collect();
    let since = today() - Days::new(4);
    assert_eq!(of(bare.clone(), None), Because::ListsNothing { since });
    assert_eq!(of(bare[3..].to_vec(), None), Because::Fine, "two empty answers are no proof");
    assert_eq!(of(bare, Some("2026-05-01")), Because::Fine, "nothing is newer than last time");
    let same: Vec<_> = (0..5).map(|n| run(24 * n, true, 0, 1)).collect();
    assert_eq!(of(same, None), Because::Fine);
}

#[test]
fn a_source_that_fails_every_other_day_is_not_well() {
    let of = |failed: &[i64]| {
        let runs = (0..10).map(|n| run(24 * n, !failed.contains(&n), 5, 0)).collect();
        judge(state(), SourceHealth { runs, ..brought(&every(1, 0)) }, now()).because
    };
    assert_eq!(of(&[1, 4, 7]), Because::Fine);
    assert_eq!(of(&[1, 2, 3, 4, 5, 6]), Because::Fine, "one outage is over when it is over");
    let often = Because::OftenFailing { failed: 4, of: 10, reason: Reason::ServerError };
    assert_eq!(of(&[1, 4, 7, 9]), often);
}

#[test]
fn the_slow_tail_is_told_from_the_median() {
    let runs = (1..=10).map(|n| run(n, true, 1, 0)).collect();
    let health = judge(state(), SourceHealth { runs, ..brought(&every(1, 0)) }, now());
    assert_eq!(health.latency, Some(Latency { median_ms: 500, slow_ms: 900 }));
    assert_eq!(judge(state(), brought(&[]), now()).latency, None);
}

/// Works for each of the last 104 weeks, the newest first.
fn volume(weekly: impl Fn(u64) -> u32) -> Because {
    let news = (0..104)
        .rev()
        .flat_map(|week| (0..7).rev().map(move |day| (week, week * 7 + day)))
        .map(|(week, ago)| (today() - Days::new(ago), if ago % 7 == 0 { weekly(week) } else { 0 }))
        .filter(|(_, works)| *works > 0)
        .collect();
    judge(state(), SourceHealth { news, documents: 500, ..brought(&[]) }, now()).because
}

#[test]
fn volume_is_held_against_the_sources_own_year() {
    assert_eq!(volume(|_| 10), Because::Fine);
    assert_eq!(volume(|week| if week < 4 { 1 } else { 10 }), Because::Fewer { now: 4, usual: 40 });
    assert_eq!(volume(|week| if week < 4 { 4 } else { 10 }), Because::Fine, "less is not far less");
    // As low as a year ago: a season.
    assert_eq!(volume(|week| if week % 52 < 4 { 1 } else { 10 }), Because::Fine);
    // Bursts of a call week now and then are its habit.
    assert_eq!(volume(|week| if week % 13 == 0 { 200 } else { 5 }), Because::Fine);
    assert_eq!(volume(|week| if week == 0 { 400 } else { 5 }), Because::More { now: 415, usual: 20 });
    // A small source has no volume to lose.
    assert_eq!(volume(|week| u32::from(week > 3 || week == 0)), Because::Fine);
}

#[test]
fn both_languages_say_why_and_what_to_do() {
    let silent = Because::NothingSince { days: 12, usual: Some(1) };
    assert_eq!(
        silent.said_in("en"),
        "nothing new for 12 days; usually it takes 1; check whether the page has moved"
    );
    assert_eq!(
        silent.said_in("ja"),
        "12日間新着なし（通常は1日程度）。配信元のページが移転していないか確認してください"
    );
    assert_eq!(Because::Fine.said_in("ja"), "");
}

proptest! {
    /// More silence is never less trouble, but for seasons, which a source that never pauses has not.
    #[test]
    fn silence_only_grows(step in 1_u64..40, quiet in 0_u64..200, more in 0_u64..200) {
        let days = every(step, 0);
        let at = |ago: u64| {
            let moment = time::midnight_in_japan(today() + Days::new(ago));
            judge(state(), brought(&days), moment).state == State::Silent
        };
        prop_assert!(!at(quiet) || at(quiet + more));
    }

    /// No source that goes on as it always has is ever called silent.
    #[test]
    fn whoever_keeps_its_pace_is_never_silent(
        gaps in proptest::collection::vec(1_u64..30, 40..80),
        quiet in 0_u64..12,
    ) {
        let longest = *gaps.iter().max().unwrap();
        let mut day = today() - Days::new(quiet.min(longest));
        let mut days = vec![day];
        for gap in gaps {
            day = day - Days::new(gap);
            days.push(day);
        }
        days.reverse();
        prop_assert_eq!(of(&days).0, State::Ok);
    }

    /// Whatever the history, a judgement is made, and one with a reason.
    #[test]
    fn every_history_is_judged(ago in proptest::collection::vec(0_u64..1200, 0..60), works in 0_u32..500) {
        let mut days: Vec<_> = ago.into_iter().map(|ago| today() - Days::new(ago)).collect();
        days.sort_unstable();
        days.dedup();
        let news = days.iter().map(|day| (*day, works)).collect();
        let health = judge(state(), SourceHealth { news, ..brought(&days) }, now());
        prop_assert_eq!(health.volume.weeks.len(), 26);
        prop_assert_eq!(health.state.is_troubled(), !health.because.advice_in("ja").is_empty());
        prop_assert!(health.rhythm.limit_days >= 5);
    }
}
