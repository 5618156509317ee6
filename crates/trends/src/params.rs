//! What a turn must show before it is claimed.

use serde::{Deserialize, Serialize};

/// Thresholds of [`crate::detect`]. The defaults are for a few hundred sources and up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// False discovery rate at which a turn is claimed.
    pub fdr: f64,
    /// A rise is looked for in so many last weeks, each; the longest is the recent window.
    pub rise_windows: Vec<usize>,
    /// As above for a fall, which takes longer to show: what is missing is counted in documents too.
    pub fall_windows: Vec<usize>,
    /// Weeks before the recent window it is compared with.
    pub baseline_weeks: usize,
    /// Without so many, nothing is claimed.
    pub min_baseline_weeks: usize,
    /// Turns are claimed that began in so many weeks up to `as_of`; older ones are old news.
    pub look_back: usize,
    /// Weeks that are read at most, for the baseline and the season.
    pub history_weeks: usize,
    /// A source that joins is left out for so many weeks: what it brings is new to us, not new.
    pub probation_weeks: usize,
    /// Documents of a source at which its own habit weighs as much as that of all sources.
    pub pooling: f64,
    /// Least documents in the recent window (of a rise), or expected in it (of a fall).
    pub min_documents: u32,
    /// Least sources that take part.
    pub min_sources: usize,
    /// Largest share of the difference that one source may bring.
    pub max_source_share: f64,
    /// Least rate now over rate before of a rise; its inverse for a fall.
    pub min_effect: f64,
    /// A subject is new if it is hardly found before so many last weeks.
    pub new_weeks: usize,
    /// Documents with which a new subject is claimed.
    pub new_min_documents: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            fdr: 0.05,
            rise_windows: vec![1, 2, 4],
            fall_windows: vec![4, 8, 13],
            baseline_weeks: 52,
            min_baseline_weeks: 26,
            look_back: 13,
            history_weeks: 260,
            probation_weeks: 8,
            pooling: 100.0,
            min_documents: 3,
            min_sources: 2,
            max_source_share: 0.8,
            min_effect: 1.5,
            new_weeks: 8,
            new_min_documents: 5,
        }
    }
}

impl Params {
    /// The recent window of a rise and of a fall.
    pub(crate) fn recent(windows: &[usize]) -> usize {
        windows.iter().copied().max().unwrap_or(1).max(1)
    }
}
