//! Is a subject new? Hardly found before the last weeks, and now by several sources.

use crate::{
    Params,
    jobs::{panel::Panel, turns::Claim},
    stats::{Overdispersed, q_values},
};
use shiome_model::SignalKind;

/// Found at most so often before, it may still be new: somebody always was earlier.
const RARE: u32 = 2;
/// A new subject must be found in so many different weeks.
const WEEKS: usize = 3;
/// Weeks back to which the first document is looked for, to date the claim.
const DATED_WITHIN: usize = 26;

/// The subjects that are new as of the last week, by series. `all` has every source, `settled` those
/// whose documents are news; what an unsettled source brings can only show that a subject is old.
pub fn fresh(all: &Panel, settled: &Panel, params: &Params) -> Vec<Claim> {
    let weeks = all.weeks.len();
    let Some(start) = weeks.checked_sub(params.new_weeks).filter(|s| *s >= params.min_baseline_weeks) else {
        return Vec::new();
    };
    let volume = |panel: &Panel, weeks: std::ops::Range<usize>| -> f64 {
        panel.volume.iter().map(|n| n[weeks.clone()].iter().sum::<f64>()).sum()
    };
    let begun = (0..start).find(|w| volume(all, *w..*w + 1) > 0.0);
    if begun.is_none_or(|begun| start - begun < params.min_baseline_weeks) {
        return Vec::new();
    }
    let ratio = volume(settled, start..weeks) / volume(settled, 0..start).max(1.0);
    let mut found: Vec<(Claim, f64, bool)> = Vec::new();
    for (index, (old, new)) in all.series.iter().zip(&settled.series).enumerate() {
        let before: u32 = old.cells.iter().filter(|c| c.week < start).map(|c| c.stories).sum();
        let by_source = new.by_source(start..weeks);
        let support: u32 = by_source.iter().map(|(_, y)| y).sum();
        if before > RARE || support == 0 {
            continue;
        }
        let size = f64::from(before) + 0.5;
        let expected = size * ratio;
        let p = Overdispersed::new(expected, expected * expected / size).many(support);
        let by_week = new.by_week(weeks);
        let most = by_source.iter().map(|(_, y)| *y).max().unwrap_or_default();
        let carried = support >= params.new_min_documents
            && by_source.len() >= params.min_sources
            && f64::from(most) <= params.max_source_share * f64::from(support)
            && by_week[start..].iter().filter(|y| **y > 0).count() >= WEEKS;
        let dated = old.by_week(weeks);
        let onset = (weeks.saturating_sub(DATED_WITHIN)..weeks).find(|w| dated[*w] > 0).unwrap_or(start);
        let claim = Claim {
            series: index,
            kind: SignalKind::New,
            onset,
            shown: (onset.min(start), weeks - 1),
            statistic: (f64::from(support) - expected) / (expected + expected * expected / size).sqrt(),
            q_value: 1.0,
            effect: f64::from(support) / expected,
            support,
            expected,
        };
        found.push((claim, p, carried));
    }
    let p: Vec<f64> = found.iter().map(|(_, p, _)| *p).collect();
    let judged = found.into_iter().zip(q_values(&p));
    judged
        .filter(|((_, _, carried), q)| *carried && *q <= params.fdr)
        .map(|((claim, _, _), q_value)| Claim { q_value, ..claim })
        .collect()
}
