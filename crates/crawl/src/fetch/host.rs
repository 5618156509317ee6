//! One host: who is at its door, when the next may knock, and whether anybody may.
//!
//! A host that asks to be left alone, or that fails several times in a row, closes: nobody waits at
//! its door, all are told at once when to come back. When the time has come one is let in; its answer
//! opens the door for all or closes it for twice as long.

use super::{budget::Budget, settings::Settings};
use serde::Serialize;
use shiome_model::Timestamp;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex as Gate, OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};

/// How soon to come back while another one's answer decides.
const UNDECIDED: Duration = Duration::from_secs(1);

/// What is known of one host while the program runs.
pub(super) struct Host {
    places: Arc<Semaphore>,
    /// When the next request may start. Held while waiting, so that requests start in order.
    next: Gate<Instant>,
    standing: Mutex<Standing>,
    crawl_delay_ms: AtomicU64,
    pub requests: AtomicU64,
    pub bytes: AtomicU64,
}

/// How the host has been answering.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Failures since an answer: broken connections, time-outs, 429 and 5xx.
    pub failures: u32,
    /// Until when nobody may ask; when that has passed, one may.
    pub closed_until: Option<Timestamp>,
    /// How often it has been closed.
    pub closed: u32,
    /// What went wrong last.
    pub last: Option<String>,
    /// Somebody is asking whether all is well again.
    #[serde(skip)]
    probing: bool,
}

/// The right to have one request under way; it ends when dropped.
pub(super) struct Turn<'h> {
    host: &'h Host,
    is_probe: bool,
    _place: OwnedSemaphorePermit,
    _slot: OwnedSemaphorePermit,
}

/// Nobody may ask now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Closed {
    pub wait: Duration,
    pub why: String,
}

impl Host {
    pub fn new(per_host: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(per_host)),
            next: Gate::new(Instant::now()),
            standing: Mutex::default(),
            crawl_delay_ms: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    /// Waits for a turn, in this order: a place at this host; the host's interval since the request
    /// before; a slot of the whole client; room for an answer. So whoever waits for a slow host takes
    /// nothing from the others, and the interval counts from when a request really starts. With the
    /// turn comes room for a beginning of the answer.
    pub async fn turn(
        &self,
        interval: Duration,
        patience: Duration,
        slots: &Arc<Semaphore>,
        budget: &Budget,
        now: Timestamp,
    ) -> Result<(Turn<'_>, OwnedSemaphorePermit), Closed> {
        self.is_open(now)?;
        let place = open(&self.places).await;
        let mut next = self.next.lock().await;
        self.is_open(now)?; // who was here before may have closed it
        let wait = next.saturating_duration_since(Instant::now());
        if wait > patience {
            return Err(Closed { wait, why: format!("its turn comes in {} s", wait.as_secs()) });
        }
        sleep_until(*next).await;
        let slot = open(slots).await;
        let room = budget.beginning().await;
        let is_probe = self.enter(now)?;
        *next = Instant::now() + interval;
        self.requests.fetch_add(1, Ordering::Relaxed);
        Ok((Turn { host: self, is_probe, _place: place, _slot: slot }, room))
    }

    /// The host has certainly got the request: the interval counts from here, whatever the way took.
    pub async fn reached(&self, interval: Duration) {
        let mut next = self.next.lock().await;
        *next = (*next).max(Instant::now() + interval);
    }

    /// Whether anybody may ask at `now`.
    pub fn is_open(&self, now: Timestamp) -> Result<(), Closed> {
        let standing = self.standing();
        let Some(until) = standing.closed_until else { return Ok(()) };
        match (until - now).to_std().ok().filter(|left| !left.is_zero()) {
            Some(wait) => Err(Closed { wait, why: standing.why(wait) }),
            None if standing.probing => Err(Closed { wait: UNDECIDED, why: standing.why(UNDECIDED) }),
            None => Ok(()),
        }
    }

    /// Goes in. True if the door was closed and this one's answer decides.
    fn enter(&self, now: Timestamp) -> Result<bool, Closed> {
        self.is_open(now)?;
        let mut standing = self.standing();
        standing.probing = standing.closed_until.is_some();
        Ok(standing.probing)
    }

    /// It answered.
    pub fn well(&self) {
        let mut standing = self.standing();
        (standing.failures, standing.closed_until, standing.last) = (0, None, None);
    }

    /// It failed, or asked to be left alone. For how long it is left alone now, if it is.
    pub fn ill(
        &self,
        why: &str,
        asked: Option<Duration>,
        settings: &Settings,
        now: Timestamp,
    ) -> Option<Duration> {
        let mut standing = self.standing();
        standing.failures += 1;
        standing.last = Some(why.to_owned());
        let too_many = standing.failures.checked_sub(settings.failures.max(1)).map(|n| settings.backoff(n));
        let pause = asked.map(|a| a.min(settings.longest_retry_after())).max(too_many)?;
        let until = now + chrono::TimeDelta::from_std(pause).unwrap_or(chrono::TimeDelta::days(1));
        standing.closed += u32::from(standing.closed_until.is_none_or(|before| before <= now));
        standing.closed_until = standing.closed_until.max(Some(until));
        Some(pause)
    }

    /// How it has been answering.
    pub fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the pause its robots.txt asks for.
    pub fn set_crawl_delay(&self, delay: Option<Duration>) {
        let ms = delay.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX));
        self.crawl_delay_ms.store(ms, Ordering::Relaxed);
    }

    /// The pause its robots.txt asks for; zero if none.
    pub fn crawl_delay(&self) -> Duration {
        Duration::from_millis(self.crawl_delay_ms.load(Ordering::Relaxed))
    }
}

impl Standing {
    fn why(&self, wait: Duration) -> String {
        let last = self.last.as_deref().unwrap_or("it asked for it");
        let failures = match self.failures {
            0 | 1 => String::new(),
            n => format!(" after {n} failures in a row"),
        };
        format!("the host is left alone for {} s{failures} ({last})", wait.as_secs().max(1))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Whatever came of it, and if nobody waited for it: the next one may ask whether all is well.
        if self.is_probe {
            self.host.standing().probing = false;
        }
    }
}

async fn open(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    loop {
        if let Ok(permit) = semaphore.clone().acquire_owned().await {
            return permit;
        }
        // Only a closed semaphore refuses, and these are never closed.
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(seconds: i64) -> Timestamp {
        "2026-03-02T10:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::seconds(seconds)
    }

    fn settings() -> Settings {
        Settings { failures: 3, backoff_ms: 10_000, backoff_cap_ms: 60_000, ..Settings::default() }
    }

    async fn turn(host: &Host, now: Timestamp) -> Result<Turn<'_>, Closed> {
        let slots = Arc::new(Semaphore::new(4));
        let budget = Budget::new(1 << 20, 1 << 10);
        let turn = host.turn(Duration::ZERO, Duration::from_secs(1), &slots, &budget, now).await;
        turn.map(|(turn, _)| turn)
    }

    #[tokio::test]
    async fn failures_in_a_row_close_it_and_one_answer_opens_it() {
        let (host, settings) = (Host::new(4), settings());
        assert_eq!(host.ill("status 500", None, &settings, at(0)), None);
        host.well();
        assert_eq!(host.ill("status 500", None, &settings, at(1)), None);
        assert_eq!(host.ill("status 500", None, &settings, at(2)), None);
        assert!(turn(&host, at(2)).await.is_ok());
        assert_eq!(host.ill("reset", None, &settings, at(3)), Some(Duration::from_secs(10)));
        let closed = turn(&host, at(4)).await.err().unwrap();
        assert_eq!(closed.wait, Duration::from_secs(9));
        assert_eq!(closed.why, "the host is left alone for 9 s after 3 failures in a row (reset)");

        // Half open: one goes in, the others wait for what it finds.
        let probe = turn(&host, at(13)).await.unwrap();
        assert_eq!(turn(&host, at(13)).await.err().unwrap().wait, UNDECIDED);
        assert_eq!(host.ill("reset", None, &settings, at(13)), Some(Duration::from_secs(20)));
        drop(probe);
        assert!(turn(&host, at(32)).await.is_err());
        let probe = turn(&host, at(33)).await.unwrap();
        host.well();
        drop(probe);
        assert!(turn(&host, at(33)).await.is_ok());
        let standing = host.standing().clone();
        assert_eq!((standing.failures, standing.closed), (0, 2));
    }

    #[tokio::test]
    async fn a_probe_that_is_given_up_is_no_verdict() {
        let (host, settings) = (Host::new(4), settings());
        host.ill("status 429", Some(Duration::from_secs(5)), &settings, at(0));
        assert!(turn(&host, at(4)).await.is_err());
        drop(turn(&host, at(5)).await.unwrap());
        assert!(turn(&host, at(5)).await.is_ok());
    }

    #[test]
    fn a_wish_is_capped_and_the_longest_pause_holds() {
        let (host, settings) = (Host::new(1), Settings { retry_after_cap_ms: 3_600_000, ..settings() });
        let year = Duration::from_secs(365 * 86_400);
        assert_eq!(host.ill("status 503", Some(year), &settings, at(0)), Some(Duration::from_secs(3600)));
        host.ill("status 503", Some(Duration::from_secs(1)), &settings, at(1));
        assert_eq!(host.standing().closed_until, Some(at(3600)));
        for _ in 0..40 {
            host.ill("status 503", None, &settings, at(1));
        }
        assert_eq!(host.ill("status 503", None, &settings, at(2)), Some(Duration::from_secs(60)));
    }
}
