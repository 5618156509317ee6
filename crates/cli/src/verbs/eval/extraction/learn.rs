//! Learns which blocks of a page are its text: small decision trees, one after the other, each for what
//! those before it got wrong (gradient boosting with the logistic loss).
//!
//! The same pages give the same trees to the last bit: rows are in order and nothing is drawn by chance.

use shiome_extract::keep::{Node, Trees, leaf};

/// Blocks with their numbers, row by row, and whether each is to be kept.
#[derive(Debug, Default)]
pub struct Rows {
    pub width: usize,
    pub numbers: Vec<f32>,
    pub kept: Vec<bool>,
    pub weights: Vec<f32>,
}

impl Rows {
    pub fn push(&mut self, row: &[f32], kept: bool, weight: f32) {
        self.width = row.len();
        self.numbers.extend_from_slice(row);
        self.kept.push(kept);
        self.weights.push(weight);
    }
    pub fn len(&self) -> usize {
        self.kept.len()
    }
}

/// How much is learned.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub trees: usize,
    pub depth: usize,
    pub rate: f32,
    /// Weight that a leaf must carry.
    pub least: f32,
    /// What pulls leaves towards nothing.
    pub calm: f32,
}

/// Steps into which the range of a number is cut.
const STEPS: usize = 48;

/// Trees after which a block may be settled.
const SETTLED: usize = 35;

/// Learns from rows.
pub fn learn(rows: &Rows, plan: Plan) -> Trees {
    let n = rows.len();
    let limits: Vec<Vec<f32>> = (0..rows.width).map(|number| limits(rows, number)).collect();
    // Column by column, so that counting walks along memory.
    let mut steps = vec![0u8; n * rows.width];
    for (number, limits) in limits.iter().enumerate() {
        for i in 0..n {
            let value = rows.numbers[i * rows.width + number];
            steps[number * n + i] = limits.partition_point(|l| *l < value) as u8;
        }
    }
    let weight: f32 = rows.weights.iter().sum();
    let kept: f32 = rows.weights.iter().zip(&rows.kept).filter(|(_, k)| **k).map(|(w, _)| w).sum();
    let share = (kept / weight.max(1e-6)).clamp(0.01, 0.99);
    let start = (share / (1.0 - share)).ln();
    let mut odds = vec![start; n];
    let mut trees = Vec::new();
    for round in 0..plan.trees {
        let slopes: Vec<(f32, f32)> = odds
            .iter()
            .zip(rows.weights.iter().zip(&rows.kept))
            .map(|(odds, (w, kept))| {
                let p = 1.0 / (1.0 + (-odds).exp());
                (w * (f32::from(u8::from(*kept)) - p), w * p * (1.0 - p))
            })
            .collect();
        let tree = grow(&steps, &limits, &slopes, plan, round);
        for (odds, row) in odds.iter_mut().zip(rows.numbers.chunks(rows.width)) {
            *odds += leaf(&tree, row);
        }
        trees.push(tree);
    }
    Trees { start: round_to(start), trees }
}

/// Where the range of a number is cut: at equal shares of its different values.
fn limits(rows: &Rows, number: usize) -> Vec<f32> {
    let mut values: Vec<f32> = (0..rows.len()).map(|i| rows.numbers[i * rows.width + number]).collect();
    values.sort_unstable_by(f32::total_cmp);
    let mut all: Vec<f32> = (1..STEPS).map(|s| values[s * (values.len() - 1) / STEPS]).collect();
    values.dedup();
    if values.len() <= STEPS {
        all = values.windows(2).map(|w| (w[0] + w[1]) / 2.0).collect();
    }
    let mut all: Vec<f32> = all.into_iter().map(round_to).collect();
    all.dedup();
    all
}

/// Four figures are enough, and keep the file small.
fn round_to(value: f32) -> f32 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

struct Open {
    node: usize,
    rows: Vec<u32>,
    level: usize,
}

type Sum = (f64, f64, f64);

fn grow(steps: &[u8], limits: &[Vec<f32>], slopes: &[(f32, f32)], plan: Plan, round: usize) -> Vec<Node> {
    let n = slopes.len();
    let mut tree = vec![Node::Leaf(0.0)];
    // Each tree sees three of four rows, and each split three of five numbers: by turns, not by chance.
    // Later ones leave out what is settled: most blocks of a page are plainly a menu.
    let turn = |i: &u32| (i.wrapping_mul(2_654_435_761) >> 13) as usize % 4 != round % 4;
    let open_still = |i: &u32| round < SETTLED || slopes[*i as usize].1 > 0.0008;
    let rows = (0..n as u32).filter(turn).filter(open_still).collect();
    let mut open = vec![Open { node: 0, rows, level: 0 }];
    while let Some(Open { node, rows, level }) = open.pop() {
        let total = rows.iter().fold((0.0, 0.0), |sum, i| {
            let (g, h) = slopes[*i as usize];
            (sum.0 + f64::from(g), sum.1 + f64::from(h))
        });
        let value = |g: f64, h: f64| g / (h + f64::from(plan.calm));
        let gain = |g: f64, h: f64| g * g / (h + f64::from(plan.calm));
        let mut best: Option<(f64, usize, usize)> = None;
        if level < plan.depth {
            for number in (0..limits.len()).filter(|number| (number * 7 + round * 3 + level) % 5 < 3) {
                let mut sums: [Sum; STEPS + 1] = [(0.0, 0.0, 0.0); STEPS + 1];
                let column = &steps[number * n..(number + 1) * n];
                for i in &rows {
                    let (g, h) = slopes[*i as usize];
                    let sum = &mut sums[usize::from(column[*i as usize])];
                    sum.0 += f64::from(g);
                    sum.1 += f64::from(h);
                }
                let (mut g, mut h) = (0.0, 0.0);
                for (step, sum) in sums.iter().enumerate().take(limits[number].len()) {
                    g += sum.0;
                    h += sum.1;
                    let rest = (total.0 - g, total.1 - h);
                    if h < f64::from(plan.least) || rest.1 < f64::from(plan.least) {
                        continue;
                    }
                    let gained = gain(g, h) + gain(rest.0, rest.1) - gain(total.0, total.1);
                    if best.is_none_or(|b| gained > b.0) {
                        best = Some((gained, number, step));
                    }
                }
            }
        }
        match best.filter(|b| b.0 > 1e-3) {
            Some((_, number, step)) => {
                let low = tree.len();
                tree.extend([Node::Leaf(0.0); 2]);
                tree[node] =
                    Node::Split { number: number as u16, limit: limits[number][step], low: low as u16 };
                let column = &steps[number * n..(number + 1) * n];
                let (under, over) = rows.into_iter().partition(|i| usize::from(column[*i as usize]) <= step);
                open.push(Open { node: low, rows: under, level: level + 1 });
                open.push(Open { node: low + 1, rows: over, level: level + 1 });
            }
            None => tree[node] = Node::Leaf(round_to(plan.rate * value(total.0, total.1) as f32)),
        }
    }
    tree
}
