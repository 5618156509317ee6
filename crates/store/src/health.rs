//! How a source is, judged from what the catalog knows: so that silence is not taken for calm, nor calm
//! for silence.
//!
//! Everything is held against the source's *own* habit: a body that publishes once a quarter is quiet
//! after a month and a half, a daily one is silent after a week. See [`Rhythm`] and [`Volume`].

mod latency;
mod rhythm;
mod volume;
mod words;

#[cfg(test)]
mod tests;

pub use latency::Latency;
pub use rhythm::Rhythm;
pub use volume::{Odd, Volume};

use crate::{Catalog, Error, SourceHealth, SourceState};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use shiome_model::{Reason, SourceId, Timestamp, time};
use std::fmt;

/// Failures in a row after which a source counts as broken, not as having a bad day.
const BROKEN_AFTER: u32 = 3;
/// What happened is counted over so many days.
const WINDOW_DAYS: i64 = 30;
/// Refused works that are more than bad luck.
const MANY_REJECTED: u64 = 5;
/// Runs in a row that list nothing before the list is taken for empty, and days that must pass.
const EMPTY_RUNS: usize = 3;
const EMPTY_DAYS: i64 = 2;
/// How old runs may be that show whether it fails often, and how many separate failures are often.
const OFTEN_DAYS: i64 = 14;
const OFTEN: u32 = 4;

/// How a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Read, and alive.
    Ok,
    /// Read, but part of it fails.
    Degraded,
    /// Read, but nothing new for long.
    Silent,
    /// It refuses us.
    Blocked,
    /// It cannot be read.
    Broken,
    /// Not read yet.
    Unread,
}

impl State {
    /// All of them, in order of display.
    pub const ALL: [Self; 6] =
        [Self::Ok, Self::Degraded, Self::Silent, Self::Blocked, Self::Broken, Self::Unread];

    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Degraded => "degraded",
            Self::Silent => "silent",
            Self::Blocked => "blocked",
            Self::Broken => "broken",
            Self::Unread => "unread",
        }
    }
    /// The state of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
    /// Whether an operator should look.
    pub fn is_troubled(self) -> bool {
        matches!(self, Self::Degraded | Self::Silent | Self::Blocked | Self::Broken)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a source is as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Because {
    /// Nothing is wrong.
    Fine,
    /// Nothing for long, but it was as quiet at this time of an earlier year.
    QuietSeason {
        /// Days.
        days: i64,
        /// When it would speak again.
        until: NaiveDate,
    },
    /// It has not been asked yet.
    NotAsked,
    /// The last runs failed.
    Failing {
        /// Why.
        reason: Reason,
        /// What exactly.
        detail: String,
        /// Runs in a row.
        times: u32,
    },
    /// It answered just now, but fails often.
    OftenFailing {
        /// Separate times, each a run or several in a row.
        failed: u32,
        /// Of so many runs.
        of: u32,
        /// Why the last of them did.
        reason: Reason,
    },
    /// It answers, but lists nothing any more.
    ListsNothing {
        /// Since then.
        since: NaiveDate,
    },
    /// The preferred way of reading it does not work; another one does.
    Fallback {
        /// Kind of the route that works.
        kind: String,
        /// Since when it is needed.
        since: Timestamp,
        /// Why the preferred one does not work; none: it lists nothing any more.
        reason: Option<Reason>,
    },
    /// Nothing new since.
    NothingSince {
        /// Days.
        days: i64,
        /// Days it usually takes; none if too little is known.
        usual: Option<i64>,
    },
    /// It never brought a document.
    NeverAnything,
    /// Many of its works could not be had.
    ManyRejected {
        /// Works refused.
        rejected: u64,
        /// The most frequent reason.
        reason: Reason,
    },
    /// Far fewer works than usual.
    Fewer {
        /// Works in four weeks.
        now: u32,
        /// Works that four weeks usually bring.
        usual: u32,
    },
    /// Far more works than usual.
    More {
        /// Works in four weeks.
        now: u32,
        /// Works that four weeks usually bring.
        usual: u32,
    },
}

/// One source, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Which.
    pub source: SourceId,
    /// How it is.
    pub state: State,
    /// Why.
    pub because: Because,
    /// Documents it lists.
    pub documents: u64,
    /// Those of them that were found in the last 30 days.
    pub recent: u64,
    /// Those of them that no day is known of.
    pub undated: u64,
    /// New documents of the last 30 days that claimed a day to come.
    pub future_dated: u64,
    /// The latest sign of life: a document published, or found.
    pub newest: Option<Timestamp>,
    /// When it was last asked.
    pub last_checked: Option<Timestamp>,
    /// When it could be read for the first time.
    pub first_success: Option<Timestamp>,
    /// When it was last read.
    pub last_success: Option<Timestamp>,
    /// When it will be asked again.
    pub next_check: Timestamp,
    /// Works of the last 30 days that did not become documents, by reason, most frequent first.
    pub rejected: Vec<(Reason, u64)>,
    /// How often it speaks.
    pub rhythm: Rhythm,
    /// How much it brings.
    pub volume: Volume,
    /// How long it takes to answer; none if it has not, or not since this is measured.
    pub latency: Option<Latency>,
}

/// Judges every source of the configuration, in order of id.
pub async fn of_all(catalog: &Catalog, now: Timestamp) -> Result<Vec<Health>, Error> {
    let states = catalog.source_states().await?;
    let brought = catalog.source_health(now - TimeDelta::days(WINDOW_DAYS), now).await?;
    let mut brought = brought.into_iter().peekable();
    // Both are in order of id; a source that was registered in between waits for the next time.
    let judged = states.into_iter().filter_map(|state| {
        while brought.next_if(|b| b.source < state.source).is_some() {}
        let brought = brought.next_if(|b| b.source == state.source)?;
        Some(judge(state, brought, now))
    });
    Ok(judged.collect())
}

/// Judges one source.
pub fn judge(state: SourceState, brought: SourceHealth, now: Timestamp) -> Health {
    let today = time::day_in_japan(now);
    let days: Vec<NaiveDate> = brought.news.iter().map(|(day, _)| *day).filter(|d| *d <= today).collect();
    let known = Known {
        rhythm: Rhythm::of(&days, today),
        volume: Volume::of(&brought.news, today),
        newest: newest(&brought, days.last().copied()),
        now,
        state: &state,
        brought: &brought,
    };
    let (how, because) = known.verdict();
    let Known { rhythm, volume, newest, .. } = known;
    Health {
        state: how,
        because,
        documents: brought.documents,
        recent: brought.recent,
        undated: brought.undated,
        future_dated: brought.future_dated,
        newest,
        last_checked: state.last_checked,
        first_success: brought.first_success,
        last_success: state.last_success,
        next_check: state.next_check,
        rejected: brought.rejected,
        rhythm,
        volume,
        latency: Latency::of(&brought.runs),
        source: state.source,
    }
}

/// The latest sign of life: a day with news, or an old work that we had not met before. What was there
/// when we came is no sign.
fn newest(brought: &SourceHealth, published: Option<NaiveDate>) -> Option<Timestamp> {
    let published = published.map(time::midnight_in_japan);
    let found = brought.newest_first_seen;
    match (published, brought.first_success) {
        (Some(published), Some(first)) => {
            let later = found.filter(|at| *at > first + TimeDelta::days(2));
            Some(later.map_or(published, |at| at.max(published)))
        }
        (Some(published), None) => Some(published),
        (None, _) => found,
    }
}

struct Known<'a> {
    state: &'a SourceState,
    brought: &'a SourceHealth,
    rhythm: Rhythm,
    volume: Volume,
    newest: Option<Timestamp>,
    now: Timestamp,
}

impl Known<'_> {
    /// The worst that is true.
    fn verdict(&self) -> (State, Because) {
        if let Some((reason, detail)) = &self.state.last_error {
            return self.failing(*reason, detail);
        }
        if self.state.last_checked.is_none() {
            return (State::Unread, Because::NotAsked);
        }
        if let Some(fallback) = &self.state.fallback {
            let (kind, since, reason) = (fallback.kind.clone(), fallback.since, fallback.reason);
            return (State::Degraded, Because::Fallback { kind, since, reason });
        }
        self.rejecting()
            .or_else(|| self.empty())
            .or_else(|| self.silent())
            .or_else(|| self.often_failing())
            .or_else(|| self.odd())
            .unwrap_or((State::Ok, Because::Fine))
    }

    fn failing(&self, reason: Reason, detail: &str) -> (State, Because) {
        let times = self.state.consecutive_failures;
        let how = match reason {
            Reason::Robots => State::Blocked,
            wall if wall.is_wall() => State::Blocked,
            // Once may be our own haste.
            Reason::TooManyRequests if times > 1 => State::Blocked,
            _ if times >= BROKEN_AFTER || self.state.last_success.is_none() => State::Broken,
            _ => State::Degraded,
        };
        (how, Because::Failing { reason, detail: detail.to_owned(), times })
    }

    fn rejecting(&self) -> Option<(State, Because)> {
        let robots = |r: &Reason| *r == Reason::Robots;
        let of_robots: u64 = self.brought.rejected.iter().filter(|(r, _)| robots(r)).map(|(_, n)| n).sum();
        if self.brought.documents == 0 && of_robots >= MANY_REJECTED {
            let because = Because::ManyRejected { rejected: of_robots, reason: Reason::Robots };
            return Some((State::Blocked, because));
        }
        // Else works that robots.txt keeps from us are the publisher's wish, not trouble.
        let mut others = self.brought.rejected.iter().filter(|(r, _)| !robots(r)).peekable();
        let reason = others.peek()?.0;
        let rejected: u64 = others.map(|(_, n)| n).sum();
        (rejected >= MANY_REJECTED && rejected > self.brought.recent)
            .then_some((State::Degraded, Because::ManyRejected { rejected, reason }))
    }

    /// A list that had works and has none any more. Where a source is asked only for what is newer than
    /// last time, an empty answer is calm.
    fn empty(&self) -> Option<(State, Because)> {
        if self.state.cursor.is_some() || self.brought.documents == 0 || self.brought.watched {
            return None;
        }
        let runs = self.brought.runs.iter().filter(|r| r.ok);
        let bare: Vec<_> = runs.take_while(|r| r.items_found == 0 && r.counts.unchanged == 0).collect();
        let first = bare.last().filter(|_| bare.len() >= EMPTY_RUNS)?.started;
        (self.now - first >= TimeDelta::days(EMPTY_DAYS))
            .then(|| (State::Degraded, Because::ListsNothing { since: time::day_in_japan(first) }))
    }

    fn silent(&self) -> Option<(State, Because)> {
        // A page that is watched may rest for years.
        if self.brought.watched {
            return None;
        }
        let Some(newest) = self.newest else { return Some((State::Silent, Because::NeverAnything)) };
        let days = (self.now - newest).num_days();
        if days <= self.rhythm.limit_days {
            return None;
        }
        Some(match self.rhythm.quiet_until {
            Some(until) => (State::Ok, Because::QuietSeason { days, until }),
            None => (State::Silent, Because::NothingSince { days, usual: self.rhythm.usual_days }),
        })
    }

    fn often_failing(&self) -> Option<(State, Because)> {
        let since = self.now - TimeDelta::days(OFTEN_DAYS);
        let runs: Vec<_> = self.brought.runs.iter().filter(|r| r.started >= since).collect();
        let reason = runs.iter().find(|r| !r.ok).and_then(|r| r.error)?;
        // One long outage is over when it is over: only coming and going is a state of its own.
        let failed = runs.windows(2).filter(|pair| pair[0].ok && !pair[1].ok).count() as u32;
        let because = Because::OftenFailing { failed, of: runs.len() as u32, reason };
        (failed >= OFTEN).then_some((State::Degraded, because))
    }

    fn odd(&self) -> Option<(State, Because)> {
        let (now, usual) = (self.volume.now, self.volume.usual?);
        let because = match self.volume.odd? {
            Odd::Few => Because::Fewer { now, usual },
            Odd::Many => Because::More { now, usual },
        };
        Some((State::Degraded, because))
    }
}
