//! What to expect of a subject in a week, from the weeks before and from who published.
//!
//! Expected is `sum over sources of n(source, week) * p(subject, source)`: a source that is silent
//! expects nothing and costs nothing. `p` is the source's own share of stories on the subject in the
//! baseline, drawn towards the share of all sources while the source is small (an estimate in the
//! manner of empirical Bayes).

use crate::{
    Params,
    jobs::panel::{Panel, Series},
    stats::quantile,
};
use std::ops::Range;

/// The baseline of one tested week, common to all subjects.
pub(crate) struct Yardstick<'p> {
    panel: &'p Panel,
    pooling: f64,
    /// The weeks of the baseline.
    pub(crate) baseline: Range<usize>,
    /// Stories of each source in the baseline.
    held: Vec<f64>,
    /// What a subject of share 1 expects from pooling alone, by week from the start of the baseline.
    pooled: Vec<f64>,
}

/// What one subject expects.
pub(crate) struct Expected {
    /// Stories in the baseline.
    pub(crate) stories: u32,
    /// By week from the start of the baseline to the tested week.
    pub(crate) by_week: Vec<f64>,
    share: f64,
    own: Vec<(usize, u32)>,
}

impl<'p> Yardstick<'p> {
    /// For a test of `week` whose recent window is `recent` weeks long; `None` if too little lies before.
    pub(crate) fn new(panel: &'p Panel, params: &Params, week: usize, recent: usize) -> Option<Self> {
        let end = (week + 1).checked_sub(recent)?;
        let start = end.saturating_sub(params.baseline_weeks);
        // Weeks before the first document are no baseline.
        let start = (start..end).find(|w| panel.volume.iter().any(|weeks| weeks[*w] > 0.0))?;
        if end - start < params.min_baseline_weeks {
            return None;
        }
        let held: Vec<f64> = panel.volume.iter().map(|weeks| weeks[start..end].iter().sum()).collect();
        let pooling = params.pooling.max(1e-6);
        let pooled = (start..=week)
            .map(|w| panel.volume.iter().zip(&held).map(|(n, held)| n[w] * pooling / (held + pooling)).sum())
            .collect();
        Some(Self { panel, pooling, baseline: start..end, held, pooled })
    }

    /// What `series` expects; `None` if it was never found in the baseline.
    pub(crate) fn expect(&self, series: &Series) -> Option<Expected> {
        let own = series.by_source(self.baseline.clone());
        let stories: u32 = own.iter().map(|(_, y)| y).sum();
        if stories == 0 {
            return None;
        }
        let share = f64::from(stories) / self.held.iter().sum::<f64>();
        let mut by_week: Vec<f64> = self.pooled.iter().map(|n| n * share).collect();
        for (source, y) in &own {
            let habit = f64::from(*y) / (self.held[*source] + self.pooling);
            let volume = &self.panel.volume[*source][self.baseline.start..];
            by_week.iter_mut().zip(volume).for_each(|(mu, n)| *mu += n * habit);
        }
        Some(Expected { stories, by_week, share, own })
    }

    /// What `series` expects of one source in a span of weeks.
    pub(crate) fn of_source(&self, expected: &Expected, source: usize, weeks: Range<usize>) -> f64 {
        let own = expected.own.binary_search_by_key(&source, |(s, _)| *s).map_or(0, |at| expected.own[at].1);
        let share = (f64::from(own) + self.pooling * expected.share) / (self.held[source] + self.pooling);
        share * self.panel.volume[source][weeks].iter().sum::<f64>()
    }
}

impl Expected {
    /// The sources that were found in the baseline.
    pub(crate) fn sources(&self) -> impl Iterator<Item = usize> {
        self.own.iter().map(|(source, _)| *source)
    }
}

/// How much a series varies beyond chance: the variance of a week is `mu + clumping * mu^2`.
pub(crate) struct Clumping {
    raw: f64,
    /// How much the weeks tell about it.
    information: f64,
}

/// How much the habit of all subjects weighs, in units of information.
const PRIOR: f64 = 25.0;
/// The habit where there are too few subjects to learn it.
const USUAL: f64 = 0.15;
/// Residuals beyond so many standard deviations are drawn in: past bursts are not noise.
const OUTLIER: f64 = 6.0;

impl Clumping {
    /// From a baseline: counts and what they expected (the method of moments).
    pub(crate) fn of(counts: &[u32], expected: &[f64]) -> Self {
        let (mut excess, mut information) = (0.0, 0.0);
        for (y, mu) in counts.iter().zip(expected).filter(|(_, mu)| **mu > 0.0) {
            let residual = f64::from(*y) - mu;
            let weight = (OUTLIER * OUTLIER * mu / (residual * residual)).min(1.0);
            excess += weight * (residual * residual - mu);
            information += mu * mu;
        }
        Self { raw: excess / f64::max(information, 1e-9), information }
    }

    /// What most subjects stay under.
    pub(crate) fn habit<'c>(all: impl Iterator<Item = &'c Self>) -> f64 {
        let known: Vec<f64> = all.filter(|c| c.information >= 1.0).map(|c| c.raw.clamp(0.0, 3.0)).collect();
        if known.len() < 8 { USUAL } else { quantile(known, 0.75).unwrap_or(USUAL) }
    }

    /// The estimate a test is made with: drawn to the habit, and two standard errors up.
    pub(crate) fn cautious(&self, habit: f64) -> f64 {
        let known = self.information + PRIOR;
        let drawn = (self.raw.clamp(0.0, 3.0) * self.information + habit * PRIOR) / known;
        drawn + 2.0 * (2.0 / known).sqrt() * (1.0 + drawn)
    }
}

/// Rate of the same weeks of other years over the rate of all weeks before `end`, drawn to 1. Calls
/// come back every year: that is no news.
pub(crate) fn season(counts: &[u32], volume: &[f64], week: usize, end: usize) -> f64 {
    const DRAWN: f64 = 8.0;
    let all: f64 = volume[..end].iter().sum();
    if all <= 0.0 {
        return 1.0;
    }
    let share = f64::from(counts[..end].iter().sum::<u32>()) / all;
    let (mut found, mut expected) = (DRAWN, DRAWN);
    for year in 1..=week / 52 {
        let then = week.saturating_sub((year as f64 * 365.25 / 7.0).round() as usize);
        for w in then.saturating_sub(1)..(then + 2).min(end) {
            found += f64::from(counts[w]);
            expected += volume[w] * share;
        }
    }
    found / expected
}
