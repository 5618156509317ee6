//! How much a source brings, against its own habit.

use chrono::NaiveDate;
use serde::Serialize;

/// Weeks that are compared with.
const YEAR: usize = 52;
/// Weeks that are looked at together.
const BLOCK: usize = 4;
/// Without so many weeks before, there is no habit.
const LEAST_WEEKS: usize = 26;
/// Weeks that are drawn.
const DRAWN: usize = 26;

/// What a source brings in four weeks, and what it usually brings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Volume {
    /// Works of the last 28 days.
    pub now: u32,
    /// Works that 28 days bring usually: the median of the year before; none if too little is known.
    pub usual: Option<u32>,
    /// Works of each of the last 26 spans of seven days, the newest last.
    pub weeks: Vec<u32>,
    /// Out of the ordinary.
    pub odd: Option<Odd>,
}

/// In which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Odd {
    /// Far fewer than in any four weeks of the last year, and not by season.
    Few,
    /// Far more than in any four weeks of the last year.
    Many,
}

impl Volume {
    /// Counts `news` (day and works, oldest first) on `today`.
    pub fn of(news: &[(NaiveDate, u32)], today: NaiveDate) -> Self {
        // Spans of seven days, counted back from today: none of them is half over.
        let mut weeks = vec![0_u32; 2 * YEAR + BLOCK];
        for (day, works) in news {
            let age = (today - *day).num_days();
            if let Some(week) = usize::try_from(age / 7).ok().and_then(|w| weeks.get_mut(w)) {
                *week += works;
            }
        }
        let oldest = news.first().map_or(0, |(day, _)| (today - *day).num_days() / 7) as usize;
        let block = |at: usize| weeks[at..at + BLOCK].iter().sum::<u32>();
        let now = block(0);
        // A block must lie wholly behind the first day we know of.
        let last = YEAR.min(oldest.saturating_sub(BLOCK));
        let mut before: Vec<u32> = (BLOCK..=last).map(block).collect();
        before.sort_unstable();
        let usual = before.get(before.len() / 2).copied().filter(|_| last >= LEAST_WEEKS);
        let odd = usual.and_then(|usual| {
            let (least, most) = (before[0], before[before.len() - 1]);
            let chance = f64::from(usual) - 4.0 * f64::from(usual).sqrt();
            let was_low = oldest > YEAR + BLOCK && block(YEAR) * 2 < usual;
            if f64::from(now) < chance && now * 4 < usual && now < least && !was_low {
                Some(Odd::Few)
            } else if usual >= 4 && now >= 40 && now > usual * 4 && now > most * 2 {
                Some(Odd::Many)
            } else {
                None
            }
        });
        Self { now, usual, weeks: weeks[..DRAWN].iter().rev().copied().collect(), odd }
    }
}
