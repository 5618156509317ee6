//! Weights by plain descent: the same documents give the same weights.
//!
//! Logistic regression, pulled towards the weights that common sense gives. Steps grow and shrink by
//! coordinate as the slopes have been (Adagrad), so that rare numbers are learned too.

/// Steps of the descent.
const STEPS: usize = 400;
/// Length of the first step.
const RATE: f32 = 0.3;

/// A document: its numbers, what it is (one share per column), and how much it counts.
pub(crate) struct Case {
    pub(crate) numbers: Vec<f32>,
    pub(crate) is: Vec<f32>,
    pub(crate) counts: f32,
}

/// What of the columns is said together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Each column by itself.
    Each,
    /// One of the columns.
    One,
}

/// Weights by number and column, from where they start; `pull` holds them there.
pub(crate) fn descend(cases: &[Case], start: &[Vec<f32>], shape: Shape, pull: f32) -> Vec<Vec<f32>> {
    let columns = start.first().map_or(0, Vec::len);
    let mut weights = start.to_vec();
    let mut steepness = vec![vec![1e-6f32; columns]; start.len()];
    let whole: f32 = cases.iter().map(|c| c.counts).sum();
    for _ in 0..STEPS {
        let mut slope = vec![vec![0.0f32; columns]; start.len()];
        for case in cases {
            let said = shares(&sums(&weights, &case.numbers), shape);
            for (number, row) in case.numbers.iter().zip(&mut slope).filter(|(n, _)| **n != 0.0) {
                for ((cell, said), is) in row.iter_mut().zip(&said).zip(&case.is) {
                    *cell += number * (said - is) * case.counts / whole;
                }
            }
        }
        for at in 0..weights.len() {
            for column in 0..columns {
                let slope = slope[at][column] + pull * (weights[at][column] - start[at][column]);
                steepness[at][column] += slope * slope;
                weights[at][column] -= RATE * slope / steepness[at][column].sqrt();
            }
        }
    }
    weights
}

/// The sums of all columns.
pub(crate) fn sums(weights: &[Vec<f32>], numbers: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0; weights.first().map_or(0, Vec::len)];
    for (number, row) in numbers.iter().zip(weights).filter(|(n, _)| **n != 0.0) {
        sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += number * weight);
    }
    sums
}

/// Sums as shares of one.
pub(crate) fn shares(sums: &[f32], shape: Shape) -> Vec<f32> {
    match shape {
        Shape::Each => sums.iter().map(|s| 1.0 / (1.0 + (-s).exp())).collect(),
        Shape::One => {
            let most = sums.iter().copied().fold(f32::MIN, f32::max);
            let powers: Vec<f32> = sums.iter().map(|s| (s - most).exp()).collect();
            let all: f32 = powers.iter().sum();
            powers.into_iter().map(|p| p / all).collect()
        }
    }
}
