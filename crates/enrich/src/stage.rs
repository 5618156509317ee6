//! Where does the time of a document go?
//!
//! [`Enricher::annotate`](crate::Enricher::annotate) hands each stage to a [`Watch`]. The one it is
//! usually given only calls the stage, so that nothing is measured and nothing paid. A new stage is one
//! line: `let x = watch.stage("name", || …);`.

use std::time::{Duration, Instant};

/// Is handed the stages of a document, one after the other.
pub trait Watch {
    /// Does the work of the stage called `name`, which must be done once.
    fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T;
}

/// Measures nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    #[inline]
    fn stage<T>(&mut self, _name: &'static str, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// Adds up how long each stage took.
#[derive(Clone, Debug, Default)]
pub struct Stopwatch(Vec<(&'static str, Duration)>);

impl Watch for Stopwatch {
    fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = work();
        let took = begun.elapsed();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += took,
            None => self.0.push((name, took)),
        }
        result
    }
}

impl Stopwatch {
    /// The stages in the order in which they were first met.
    pub fn stages(&self) -> &[(&'static str, Duration)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_keep_their_order_and_add_up() {
        let mut watch = Stopwatch::default();
        for _ in 0..2 {
            assert_eq!(watch.stage("b", || 1) + watch.stage("a", || 2), 3);
        }
        let names: Vec<&str> = watch.stages().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["b", "a"]);
    }
}
