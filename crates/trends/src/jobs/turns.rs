//! Does a subject rise or fall, and since when? The tests behind most claims.
//!
//! Every subject is tested in every week of the span that is looked at, each week with what was known
//! before it: counts of the last weeks against what the [yardstick](super::yardstick) expects, with
//! the variance of a negative binomial. All tests together are one family for the false discovery
//! rate. A claim must also be carried by several sources. Alerts that follow one another are one turn,
//! dated by the first week that stood out, so that its date does not move while weeks are added.

use crate::{
    Params,
    jobs::{
        panel::{Panel, Series},
        yardstick::{Clumping, Expected, Yardstick, season},
    },
    stats::{Overdispersed, q_values},
};
use shiome_model::SignalKind;

/// A turn of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Index of the subject.
    pub series: usize,
    /// What happened.
    pub kind: SignalKind,
    /// Index of the week it began in.
    pub onset: usize,
    /// First and last week of the documents that show it.
    pub shown: (usize, usize),
    /// Standard deviations away from what was expected.
    pub statistic: f64,
    /// False discovery rate at which it is claimed.
    pub q_value: f64,
    /// Rate now over rate before.
    pub effect: f64,
    /// Stories in the recent window.
    pub support: u32,
    /// Stories expected in it.
    pub expected: f64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Rise,
    Fall,
}

/// One subject in one week.
struct Trial {
    series: usize,
    week: usize,
    p: f64,
    statistic: f64,
    support: u32,
    expected: f64,
    /// The week itself lies on that side of what it expects.
    turned: bool,
    /// Enough documents, sources and effect.
    carried: bool,
    baseline: usize,
}

/// Alone, a week stands out at this level; it dates a turn but claims none.
const STANDS_OUT: f64 = 0.01;
/// Weeks that may lie between two of one turn.
const PAUSE: usize = 2;
/// Below so many expected stories a test says nothing and only dilutes the family.
const TESTABLE: f64 = 0.1;

/// The turns that began in the last weeks of a settled panel, by series, then onset.
pub fn turns(panel: &Panel, params: &Params) -> Vec<Claim> {
    let mut claims = Vec::new();
    let Some(last) = panel.weeks.len().checked_sub(1) else { return claims };
    let first = (last + 1).saturating_sub(params.look_back);
    let sides = [Side::Rise, Side::Fall].map(|side| (side, trials(panel, params, side, first, last)));
    // Only weeks that may be claimed are in the family; those before only tell what is old.
    let family: Vec<f64> =
        sides.iter().flat_map(|(_, t)| t).filter(|t| t.week >= first).map(|t| t.p).collect();
    let mut q = q_values(&family).into_iter();
    for (side, trials) in sides {
        let judged: Vec<(Trial, Option<f64>)> = trials
            .into_iter()
            .map(|trial| {
                let q = if trial.week >= first { q.next() } else { None };
                (trial, q)
            })
            .collect();
        let mut by_series: Vec<&(Trial, Option<f64>)> = judged.iter().collect();
        by_series.sort_by_key(|(t, _)| (t.series, t.week));
        for one in by_series.chunk_by(|(a, _), (b, _)| a.series == b.series) {
            claims.extend(episodes(one, params, side, first, last));
        }
    }
    claims.sort_by_key(|c| (c.series, c.onset, c.kind));
    claims
}

/// Joins the alerts of one subject to turns.
fn episodes(
    trials: &[&(Trial, Option<f64>)],
    params: &Params,
    side: Side,
    first: usize,
    last: usize,
) -> Vec<Claim> {
    let alert = |t: &Trial, q: Option<f64>| t.turned && t.carried && q.is_some_and(|q| q <= params.fdr);
    let standing: Vec<&&(Trial, Option<f64>)> =
        trials.iter().filter(|(t, q)| alert(t, *q) || (t.turned && t.p <= STANDS_OUT)).collect();
    let runs = standing.chunk_by(|(a, _), (b, _)| b.week - a.week <= PAUSE + 1);
    runs.filter_map(|run| {
        let (onset, end) = (run.first()?.0.week, run.last()?.0.week);
        let (trial, q) = run.iter().rev().find(|(t, q)| alert(t, *q))?;
        if onset < first {
            return None;
        }
        let (kind, recent) = match side {
            Side::Rise if last - end > PAUSE => (SignalKind::Burst, Params::recent(&params.rise_windows)),
            Side::Rise => (SignalKind::Rising, Params::recent(&params.rise_windows)),
            Side::Fall => (SignalKind::Falling, trial.week + 1 - trial.baseline),
        };
        Some(Claim {
            series: trial.series,
            kind,
            onset,
            shown: ((trial.week + 1).saturating_sub(recent), trial.week),
            statistic: trial.statistic,
            q_value: (*q)?,
            effect: f64::from(trial.support) / trial.expected,
            support: trial.support,
            expected: trial.expected,
        })
    })
    .collect()
}

fn trials(panel: &Panel, params: &Params, side: Side, first: usize, last: usize) -> Vec<Trial> {
    let windows = match side {
        Side::Rise => &params.rise_windows,
        Side::Fall => &params.fall_windows,
    };
    let recent = Params::recent(windows);
    let counts: Vec<Vec<u32>> = panel.series.iter().map(|s| s.by_week(panel.weeks.len())).collect();
    let volume: Vec<f64> =
        (0..panel.weeks.len()).map(|w| panel.volume.iter().map(|weeks| weeks[w]).sum()).collect();
    let mut trials = Vec::new();
    for week in first.saturating_sub(PAUSE + 1)..=last {
        let Some(yardstick) = Yardstick::new(panel, params, week, recent) else { continue };
        let baseline = yardstick.baseline.clone();
        let mut fits: Vec<(usize, Expected, Clumping)> = Vec::new();
        for (index, series) in panel.series.iter().enumerate() {
            if let Some(expected) = yardstick.expect(series) {
                let clumping = Clumping::of(&counts[index][baseline.clone()], &expected.by_week);
                fits.push((index, expected, clumping));
            }
        }
        let habit = Clumping::habit(fits.iter().map(|(_, _, clumping)| clumping));
        for (index, expected, clumping) in fits {
            let test = Test {
                series: &panel.series[index],
                counts: &counts[index],
                volume: &volume,
                yardstick: &yardstick,
                expected: &expected,
                clumping: clumping.cautious(habit),
                week,
                side,
            };
            trials.extend(test.run(windows, params).map(|trial| Trial { series: index, ..trial }));
        }
    }
    trials
}

/// All that one test looks at.
struct Test<'t> {
    series: &'t Series,
    counts: &'t [u32],
    volume: &'t [f64],
    yardstick: &'t Yardstick<'t>,
    expected: &'t Expected,
    clumping: f64,
    week: usize,
    side: Side,
}

impl Test<'_> {
    fn run(&self, windows: &[usize], params: &Params) -> Option<Trial> {
        let recent = Params::recent(windows);
        let weekly = self.weekly(recent);
        let expected: f64 = weekly.iter().sum();
        let least = if self.side == Side::Rise { TESTABLE } else { f64::from(params.min_documents) };
        if expected < least {
            return None;
        }
        // The windows overlap: each beyond the first counts for 0.6 of an independent test.
        let tried = 1.0 + 0.6 * (windows.len().saturating_sub(1)) as f64;
        let p = windows.iter().map(|w| self.window(&weekly, *w).0).fold(1.0, f64::min);
        let support = self.counts[self.week + 1 - recent..=self.week].iter().sum();
        let effect = f64::from(support) / expected;
        let now = f64::from(self.counts[self.week]);
        let today = weekly.last().copied().unwrap_or_default();
        let (turned, effective) = match self.side {
            Side::Rise => (now > today, effect >= params.min_effect && support >= params.min_documents),
            Side::Fall => (now < today, effect <= 1.0 / params.min_effect),
        };
        Some(Trial {
            series: 0,
            week: self.week,
            p: (tried * p).min(1.0),
            statistic: self.window(&weekly, recent).1,
            support,
            expected,
            turned,
            carried: effective && self.shared(recent, params),
            baseline: self.yardstick.baseline.start,
        })
    }

    /// What the weeks of the recent window expect, oldest first, with the season where it explains.
    fn weekly(&self, recent: usize) -> Vec<f64> {
        let weeks = self.week + 1 - recent..=self.week;
        let plain = self.expected.by_week.iter().rev().take(recent).rev();
        let end = self.yardstick.baseline.end;
        plain
            .zip(weeks)
            .map(|(mu, week)| {
                let season = season(self.counts, self.volume, week, end);
                mu * if self.side == Side::Rise { season.max(1.0) } else { season.min(1.0) }
            })
            .collect()
    }

    /// The p-value and the standardised difference of the last `length` weeks.
    fn window(&self, weekly: &[f64], length: usize) -> (f64, f64) {
        let length = length.clamp(1, weekly.len());
        let weekly = &weekly[weekly.len() - length..];
        let mean: f64 = weekly.iter().sum();
        if mean <= 0.0 {
            return (1.0, 0.0);
        }
        let clumps = self.clumping * weekly.iter().map(|mu| mu * mu).sum::<f64>();
        let excess = clumps + mean * mean / (f64::from(self.expected.stories) + 0.5);
        let found = self.found(length);
        let chance = Overdispersed::new(mean, excess);
        let p = if self.side == Side::Rise { chance.many(found) } else { chance.few(found) };
        (p, (f64::from(found) - mean) / (mean + excess).sqrt())
    }

    /// Stories of the last `length` weeks. Of a source that suddenly tells many, so many count as its
    /// habit may explain: one site's boilerplate is no trend.
    fn found(&self, length: usize) -> u32 {
        let weeks = self.week + 1 - length..self.week + 1;
        if self.side == Side::Fall {
            return self.counts[weeks].iter().sum();
        }
        let of_sources = self.series.by_source(weeks.clone());
        of_sources
            .into_iter()
            .map(|(source, y)| {
                let mu = self.yardstick.of_source(self.expected, source, weeks.clone());
                y.min((mu + 3.0 * (mu + 0.3 * mu * mu).sqrt() + 1.0).ceil() as u32)
            })
            .sum()
    }

    /// Whether several sources bring the difference, none of them nearly all of it.
    fn shared(&self, recent: usize, params: &Params) -> bool {
        let weeks = self.week + 1 - recent..self.week + 1;
        let found = self.series.by_source(weeks.clone());
        let excess = |source: usize, y: u32| {
            let mu = self.yardstick.of_source(self.expected, source, weeks.clone());
            if self.side == Side::Rise { f64::from(y) - mu } else { mu - f64::from(y) }
        };
        let of = |source: usize| found.iter().find(|(s, _)| *s == source).map_or(0, |(_, y)| *y);
        let brought: Vec<f64> = match self.side {
            Side::Rise => found.iter().map(|(s, y)| excess(*s, *y)).filter(|e| *e > 0.0).collect(),
            Side::Fall => self.expected.sources().map(|s| excess(s, of(s))).filter(|e| *e > 0.0).collect(),
        };
        let most = brought.iter().copied().fold(0.0, f64::max);
        brought.len() >= params.min_sources && most <= params.max_source_share * brought.iter().sum::<f64>()
    }
}

#[cfg(test)]
#[path = "turns_tests.rs"]
mod tests;
