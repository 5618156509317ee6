//! Planted turns are found, flat noise is not, and names and order do not matter.

use super::*;
use crate::{claims, jobs::panel::Cell};
use chrono::NaiveDate;
use proptest::prelude::*;
use shiome_model::{ConceptId, SourceId, Subject, Week};

/// A small seeded generator (splitmix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
    /// A Poisson count (Knuth's product), fine for small means.
    fn count(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.unit(), 0);
        while product > limit {
            product *= self.unit();
            count += 1;
        }
        count
    }
    /// A factor with mean 1 and variance `1 / shape`: what makes counts clump.
    fn clump(&mut self, shape: u32) -> f64 {
        (0..shape).map(|_| -(1.0 - self.unit()).ln()).sum::<f64>() / f64::from(shape)
    }
}

const WEEKS: usize = 104;
const SOURCES: usize = 24;

/// Flat series: subjects of very different size, sources of very different size, clumping of variance
/// a tenth; `factor(subject, source, week)` is what is planted.
fn world(seed: u64, subjects: usize, factor: impl Fn(usize, usize, usize) -> f64) -> Panel {
    let mut dice = Dice(seed);
    let monday = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let size: Vec<f64> = (0..SOURCES).map(|s| 2.0 + (s % 8) as f64).collect();
    let volume: Vec<Vec<f64>> =
        size.iter().map(|n| (0..WEEKS).map(|_| f64::from(dice.count(*n))).collect()).collect();
    let series = (0..subjects).map(|subject| {
        let share = 0.004 * 1.12f64.powi((subject % 30) as i32);
        let clumps: Vec<f64> = (0..WEEKS).map(|_| dice.clump(10)).collect();
        let mut cells = Vec::new();
        for (source, volume) in volume.iter().enumerate() {
            for (week, volume) in volume.iter().enumerate() {
                let mean = volume * share * clumps[week] * factor(subject, source, week);
                let stories = dice.count(mean);
                if stories > 0 {
                    cells.push(Cell { source, week, stories });
                }
            }
        }
        Series { subject: Subject::Concept(ConceptId::new(format!("t/{subject:03}"))), cells }
    });
    let series = series.collect();
    Panel {
        weeks: (0..WEEKS).map(|w| Week::of_day(monday + chrono::Days::new(7 * w as u64))).collect(),
        sources: (0..SOURCES).map(|s| SourceId::new(format!("a/{s:02}"))).collect(),
        volume,
        series,
    }
}

#[test]
fn flat_noise_is_no_news() {
    let params = Params::default();
    let subjects = 120;
    let mut false_claims = 0;
    for seed in 0..5 {
        false_claims += claims(&world(seed, subjects, |_, _, _| 1.0), &params).len();
    }
    // Nothing is planted, so every claim is false: at most five per thousand subjects and quarter.
    assert!(false_claims <= 3, "{false_claims} of {} flat subjects", 5 * subjects);
}

#[test]
fn planted_turns_are_found_and_little_else() {
    let params = Params::default();
    let (mut found, mut planted, mut wrong, mut dated) = (0, 0, 0, 0);
    for seed in 100..104 {
        // Of subjects 20..30 of each thirty (the larger ones) some rise sixfold, some fall to a tenth.
        let rises = |s: usize| s % 30 >= 24 && s < 90;
        let falls = |s: usize| s % 30 >= 26 && s >= 90;
        let onset = WEEKS - 7;
        let panel = world(seed, 120, |s, _, w| match () {
            () if rises(s) && w >= onset => 6.0,
            () if falls(s) && w >= WEEKS - 13 => 0.1,
            () => 1.0,
        });
        let claimed = claims(&panel, &params);
        planted += (0..120).filter(|s| rises(*s) || falls(*s)).count();
        for claim in claimed {
            let right = match claim.kind {
                SignalKind::Rising | SignalKind::Burst => rises(claim.series),
                SignalKind::Falling => falls(claim.series),
                SignalKind::New => false,
            };
            if right {
                found += 1;
                dated += usize::from(claim.kind == SignalKind::Rising && claim.onset.abs_diff(onset) <= 2);
            } else {
                wrong += 1;
            }
        }
    }
    println!("found {found} of {planted}, {dated} rises dated within two weeks, {wrong} wrong");
    assert!(found * 100 >= planted * 70, "found {found} of {planted}");
    assert!(wrong * 100 <= (found + wrong) * 10, "{wrong} wrong, {found} right");
    assert!(dated * 100 >= found * 40, "{dated} of {found} dated");
}

#[test]
fn one_source_makes_no_trend() {
    let burst =
        |s: usize, source: usize, w: usize| if s == 25 && source == 7 && w >= WEEKS - 6 { 40.0 } else { 1.0 };
    for seed in 0..3 {
        let claimed = claims(&world(seed, 60, burst), &Params::default());
        assert!(claimed.iter().all(|c| c.series != 25), "{claimed:?}");
    }
}

#[test]
fn an_outage_of_half_the_sources_is_no_fall() {
    let mut panel = world(3, 60, |_, _, _| 1.0);
    let silent = |source: usize, week: usize| source.is_multiple_of(2) && week >= WEEKS - 9;
    for source in 0..SOURCES {
        for week in 0..WEEKS {
            if silent(source, week) {
                panel.volume[source][week] = 0.0;
            }
        }
    }
    for series in &mut panel.series {
        series.cells.retain(|c| !silent(c.source, c.week));
    }
    assert_eq!(claims(&panel, &Params::default()), Vec::new());
}

#[test]
fn a_source_that_joins_makes_no_trend() {
    // Two sources that write of nothing else join in week 96.
    let mut panel = world(4, 60, |_, _, _| 1.0);
    for source in [0, 1] {
        for week in 0..WEEKS {
            panel.volume[source][week] = if week >= 96 { 20.0 } else { 0.0 };
        }
    }
    for (index, series) in panel.series.iter_mut().enumerate() {
        series.cells.retain(|c| c.source > 1);
        if index == 10 {
            let more =
                (0..2).flat_map(|s| (96..WEEKS).map(move |w| Cell { source: s, week: w, stories: 15 }));
            series.cells = more.chain(series.cells.iter().copied()).collect();
        }
    }
    assert!(claims(&panel, &Params::default()).iter().all(|c| c.series != 10));
}

#[test]
fn a_first_appearance_is_new() {
    let new = |s: usize, _: usize, w: usize| match s {
        29 if w < WEEKS - 6 => 0.0,
        29 => 5.0,
        _ => 1.0,
    };
    let claimed = claims(&world(11, 60, new), &Params::default());
    let claim = claimed.iter().find(|c| c.series == 29).expect("the new subject is claimed");
    assert_eq!((claim.kind, claim.onset), (SignalKind::New, WEEKS - 6));
}

#[test]
fn a_turn_keeps_its_week_as_weeks_are_added() {
    let onset = WEEKS - 7;
    let panel = world(100, 60, |s, _, w| if s == 29 && w >= onset { 6.0 } else { 1.0 });
    let mut seen = std::collections::BTreeSet::new();
    for weeks in onset + 3..=WEEKS {
        let mut known = panel.clone();
        known.weeks.truncate(weeks);
        known.volume.iter_mut().for_each(|v| v.truncate(weeks));
        known.series.iter_mut().for_each(|s| s.cells.retain(|c| c.week < weeks));
        let claimed = claims(&known, &Params::default());
        seen.extend(claimed.into_iter().filter(|c| c.series == 29).map(|c| c.onset));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn the_order_of_sources_does_not_matter(seed in 0u64..1000, turn in 1usize..SOURCES) {
        let onset = WEEKS - 6;
        let panel = world(seed, 40, |s, _, w| if s % 10 == 9 && w >= onset { 6.0 } else { 1.0 });
        let mut turned = panel.clone();
        turned.sources.rotate_left(turn);
        turned.volume.rotate_left(turn);
        for series in &mut turned.series {
            series.cells.iter_mut().for_each(|c| c.source = (c.source + SOURCES - turn) % SOURCES);
            series.cells.sort_unstable();
        }
        let key = |claims: Vec<Claim>| -> Vec<(usize, SignalKind, usize, u32)> {
            claims.into_iter().map(|c| (c.series, c.kind, c.onset, c.support)).collect()
        };
        prop_assert_eq!(key(claims(&panel, &Params::default())), key(claims(&turned, &Params::default())));
    }
}
