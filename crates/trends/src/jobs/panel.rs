//! Counts by source and week, laid out for the tests: who could have written, and who did.

use crate::Params;
use shiome_model::{SourceId, Subject, Week};

/// Stories of one subject in one source and week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Index of the source.
    pub source: usize,
    /// Index of the week.
    pub week: usize,
    /// How many; never zero.
    pub stories: u32,
}

/// The cells of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The subject.
    pub subject: Subject,
    /// Its cells that are not zero, by source and week.
    pub cells: Vec<Cell>,
}

/// Everything that was counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// The weeks, in order, without gaps; the last is the newest that is over.
    pub weeks: Vec<Week>,
    /// The sources.
    pub sources: Vec<SourceId>,
    /// Stories of each source in each week.
    pub volume: Vec<Vec<f64>>,
    /// The subjects.
    pub series: Vec<Series>,
}

/// A source counts as there from the start if it publishes within so many first weeks.
const PRESENT_AT_START: usize = 4;

impl Panel {
    /// Without the first weeks of sources that joined later: all they bring is new to us.
    pub fn settled(&self, params: &Params) -> Self {
        let from: Vec<usize> = self
            .volume
            .iter()
            .map(|weeks| match weeks.iter().position(|n| *n > 0.0) {
                Some(first) if first >= PRESENT_AT_START => first + params.probation_weeks,
                _ => 0,
            })
            .collect();
        let volume = self.volume.iter().zip(&from).map(|(weeks, from)| {
            weeks.iter().enumerate().map(|(w, n)| if w < *from { 0.0 } else { *n }).collect()
        });
        let kept = |cell: &&Cell| cell.week >= from[cell.source];
        let series = self.series.iter().map(|s| Series {
            subject: s.subject.clone(),
            cells: s.cells.iter().filter(kept).copied().collect(),
        });
        Self {
            weeks: self.weeks.clone(),
            sources: self.sources.clone(),
            volume: volume.collect(),
            series: series.collect(),
        }
    }
}

impl Series {
    /// Stories of each week.
    pub(crate) fn by_week(&self, weeks: usize) -> Vec<u32> {
        let mut sums = vec![0; weeks];
        for cell in &self.cells {
            sums[cell.week] += cell.stories;
        }
        sums
    }
    /// Stories of each source in a span of weeks, sources without any left out; in order of source.
    pub(crate) fn by_source(&self, weeks: std::ops::Range<usize>) -> Vec<(usize, u32)> {
        let mut sums: Vec<(usize, u32)> = Vec::new();
        for cell in self.cells.iter().filter(|c| weeks.contains(&c.week)) {
            match sums.last_mut() {
                Some((source, stories)) if *source == cell.source => *stories += cell.stories,
                _ => sums.push((cell.source, cell.stories)),
            }
        }
        sums
    }
}
