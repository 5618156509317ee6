//! What was asked, seen from the server's side.

use shiome_model::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

/// One request.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `GET`, `HEAD` or `POST`.
    pub method: String,
    /// The logical address as it was asked for.
    pub url: String,
    /// Its host; empty if the address is broken.
    pub host: String,
    /// The clock it was asked for.
    pub at: Timestamp,
    /// When it arrived.
    pub when: Instant,
    /// What was answered; 0 if the connection was closed instead.
    pub status: u16,
    /// Whether it carried `If-None-Match` or `If-Modified-Since`.
    pub conditional: bool,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
}

/// How politely one host was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manners {
    /// Requests, robots.txt included.
    pub requests: usize,
    /// Most requests under way at one moment, bodies included.
    pub most_at_once: usize,
    /// Shortest time between the arrivals of two requests.
    pub shortest_gap: Option<Duration>,
}

#[derive(Default)]
struct Book {
    seen: Vec<Seen>,
    under_way: BTreeMap<String, usize>,
    most_at_once: BTreeMap<String, usize>,
}

/// The book in which requests are written; clones write into the same one.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Book>>);

/// A request under way: ends when dropped, which the answer's body does when it is done.
pub(super) struct UnderWay {
    log: Log,
    host: String,
}

impl Log {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(|broken| broken.into_inner())
    }
    /// Counts a request for `host` as under way.
    pub(super) fn begin(&self, host: &str) -> UnderWay {
        let mut book = self.book();
        let now = book.under_way.entry(host.to_owned()).or_default();
        *now += 1;
        let now = *now;
        let most = book.most_at_once.entry(host.to_owned()).or_default();
        *most = now.max(*most);
        UnderWay { log: self.clone(), host: host.to_owned() }
    }
    pub(super) fn write(&self, seen: Seen) {
        self.book().seen.push(seen);
    }
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.book().seen.clone()
    }
    pub(super) fn clear(&self) {
        let mut book = self.book();
        book.seen.clear();
        book.most_at_once.clear();
    }
    pub(super) fn manners(&self) -> BTreeMap<String, Manners> {
        let book = self.book();
        let mut all: BTreeMap<String, Manners> = BTreeMap::new();
        let mut order: Vec<&Seen> = book.seen.iter().collect();
        order.sort_by_key(|seen| seen.when);
        let mut last: BTreeMap<&str, Instant> = BTreeMap::new();
        for seen in order {
            let manners = all.entry(seen.host.clone()).or_default();
            manners.requests += 1;
            manners.most_at_once = book.most_at_once.get(&seen.host).copied().unwrap_or_default();
            if let Some(before) = last.insert(&seen.host, seen.when) {
                let gap = seen.when - before;
                manners.shortest_gap = Some(manners.shortest_gap.map_or(gap, |least| least.min(gap)));
            }
        }
        all
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(now) = self.log.book().under_way.get_mut(&self.host) {
            *now = now.saturating_sub(1);
        }
    }
}
