//! What a comparison found.

use super::scores::Scores;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// What a suite found.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// Other figures, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, f64>,
    /// Precision and recall of labels, where a suite has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Scores>,
    /// What was read, by case.
    #[serde(skip)]
    pub predictions: BTreeMap<String, Value>,
}

/// One question put to all cases.
#[derive(Debug, Default, Serialize)]
pub struct Part {
    /// What was asked.
    pub name: &'static str,
    /// How often.
    pub cases: usize,
    /// How often the answer was the expected one.
    pub equal: usize,
    /// Cases in which the code under test gave up in panic; they are differences too.
    pub panics: usize,
    /// The longest time one case took, in milliseconds.
    pub slowest_ms: u128,
    /// The other answers.
    pub differences: Vec<Difference>,
}

/// A case with another answer than the expected one.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// Its name in the test set.
    pub case: String,
    /// What the reference says.
    pub expected: Value,
    /// What we say.
    pub found: Value,
}

/// The answer to one case, and how long it took; none if it ended in panic.
pub fn ask<T>(question: impl FnOnce() -> T) -> (Option<T>, Duration) {
    let begun = Instant::now();
    let answer = catch_unwind(AssertUnwindSafe(question)).ok();
    (answer, begun.elapsed())
}

impl Part {
    pub fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }
    /// Counts an answer. `is_right` compares it with the expected one.
    pub fn count<T: Into<Value>>(
        &mut self,
        case: &str,
        expected: impl Into<Value>,
        (found, took): (Option<T>, Duration),
        is_right: impl FnOnce(&T) -> bool,
    ) {
        self.cases += 1;
        self.slowest_ms = self.slowest_ms.max(took.as_millis());
        self.panics += usize::from(found.is_none());
        if found.as_ref().is_some_and(is_right) {
            self.equal += 1;
        } else {
            let found = found.map_or_else(|| Value::from("panic"), Into::into);
            self.differences.push(Difference { case: case.to_owned(), expected: expected.into(), found });
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            for difference in &part.differences {
                let Difference { case, expected, found } = difference;
                writeln!(f, "{}: {case}: expected {expected}, found {found}", part.name)?;
            }
        }
        writeln!(
            f,
            "{:<32} {:>7} {:>7} {:>8} {:>7} {:>11}",
            "part", "cases", "equal", "share", "panics", "slowest"
        )?;
        for Part { name, cases, equal, panics, slowest_ms, .. } in &self.parts {
            let share = *equal as f64 / (*cases).max(1) as f64 * 100.0;
            writeln!(f, "{name:<32} {cases:>7} {equal:>7} {share:>6.2} % {panics:>7} {slowest_ms:>8} ms")?;
        }
        for (name, figure) in &self.figures {
            writeln!(f, "{name:<56} {figure:>8.4}")?;
        }
        self.scores.iter().try_for_each(|table| write!(f, "{table}"))
    }
}
