//! How long a source takes to answer.

use crate::FetchRecord;
use serde::Serialize;

/// Time to the first list, over the last runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Latency {
    /// Half of the runs waited no longer.
    pub median_ms: u64,
    /// Nine of ten runs waited no longer.
    pub slow_ms: u64,
}

impl Latency {
    /// Of runs that got an answer; none if there is none.
    pub fn of(runs: &[FetchRecord]) -> Option<Self> {
        let mut took: Vec<u64> = runs.iter().filter_map(|r| r.counts.answer_ms).collect();
        took.sort_unstable();
        // The nearest rank: with few runs the slow one is the slowest.
        let rank = |share: f64| took.get(((took.len() as f64 * share).ceil() as usize).max(1) - 1).copied();
        Some(Self { median_ms: rank(0.5)?, slow_ms: rank(0.9)? })
    }
}
