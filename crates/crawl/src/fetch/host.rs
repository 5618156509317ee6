//! One host: who is at its door, and when the next may knock.

use shiome_model::Timestamp;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex as Gate, OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};

/// What is known of one host while the program runs.
pub(super) struct Host {
    places: Arc<Semaphore>,
    /// When the next request may start. Held while waiting, so that requests start in order.
    next: Gate<Instant>,
    /// The host asked to be left alone until then.
    closed_until: Mutex<Option<Timestamp>>,
    crawl_delay_ms: AtomicU64,
    pub requests: AtomicU64,
    pub bytes: AtomicU64,
}

/// The right to have one request under way; it ends when dropped.
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _slot: OwnedSemaphorePermit,
}

/// The wait for a turn is longer than anybody should stand in line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong(pub Duration);

impl Host {
    pub fn new(per_host: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(per_host)),
            next: Gate::new(Instant::now()),
            closed_until: Mutex::new(None),
            crawl_delay_ms: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }
    /// Waits for a turn, in this order: a place at this host; the host's interval since the request
    /// before; a slot of the whole client. So whoever waits for a slow host takes nothing from the
    /// others, and the interval counts from when a request really starts.
    pub async fn turn(
        &self,
        interval: Duration,
        patience: Duration,
        slots: &Arc<Semaphore>,
    ) -> Result<Turn, TooLong> {
        let place = open(&self.places).await;
        let mut next = self.next.lock().await;
        let wait = next.saturating_duration_since(Instant::now());
        if wait > patience {
            return Err(TooLong(wait));
        }
        sleep_until(*next).await;
        let slot = open(slots).await;
        *next = Instant::now() + interval;
        self.requests.fetch_add(1, Ordering::Relaxed);
        Ok(Turn { _place: place, _slot: slot })
    }
    /// Lets nobody start before `pause` has passed.
    pub async fn hold_off(&self, pause: Duration) {
        let mut next = self.next.lock().await;
        *next = (*next).max(Instant::now() + pause);
    }
    /// Remembers that the host asked to be left alone until then.
    pub fn close(&self, until: Timestamp) {
        let mut closed = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        *closed = (*closed).max(Some(until));
    }
    /// How long the host still wants to be left alone at `now`.
    pub fn closed_for(&self, now: Timestamp) -> Option<Duration> {
        let closed = *self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        (closed? - now).to_std().ok().filter(|left| !left.is_zero())
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

async fn open(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    loop {
        if let Ok(permit) = semaphore.clone().acquire_owned().await {
            return permit;
        }
        // Only a closed semaphore refuses, and these are never closed.
        tokio::task::yield_now().await;
    }
}
