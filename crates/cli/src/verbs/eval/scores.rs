//! Precision, recall and F1 of labels, by whatever a table asks.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// How often a label was right.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Count {
    /// Said, and so.
    pub right: usize,
    /// Said, and not so.
    pub wrong: usize,
    /// So, and not said.
    pub missed: usize,
}

impl Count {
    /// Share of what was said that is so.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }
    /// Share of what is so that was said.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }
    /// Their harmonic mean.
    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
    /// Takes in another.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A table of scores, with what was taken for what.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Scores {
    /// What it is of: `held out, by topic`.
    pub name: String,
    /// In order of their names.
    pub rows: Vec<Row>,
    /// Over all labels at once.
    pub micro: f64,
    /// Mean over the rows.
    pub macro_f1: f64,
    /// What was taken for what, and how often; the most frequent first.
    pub confusions: Vec<(String, String, usize)>,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// A topic, a language, a kind.
    pub name: String,
    /// What was counted.
    #[serde(flatten)]
    pub count: Count,
    /// Its F1.
    pub f1: f64,
}

impl Scores {
    /// From counts by row and confusions by pair.
    pub fn of(
        name: impl Into<String>,
        counts: &BTreeMap<String, Count>,
        confusions: BTreeMap<(String, String), usize>,
    ) -> Self {
        let mut all = Count::default();
        counts.values().for_each(|c| all.add(*c));
        let rows: Vec<Row> = counts
            .iter()
            .map(|(name, count)| Row { name: name.clone(), count: *count, f1: count.f1() })
            .collect();
        let macro_f1 = rows.iter().map(|r| r.f1).sum::<f64>() / rows.len().max(1) as f64;
        let mut confusions: Vec<(String, String, usize)> =
            confusions.into_iter().map(|((is, said), n)| (is, said, n)).collect();
        confusions.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
        Self { name: name.into(), rows, micro: all.f1(), macro_f1, confusions }
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n{:<40} {:>6} {:>6} {:>6} {:>9} {:>7} {:>6}",
            self.name, "right", "wrong", "missed", "precision", "recall", "F1"
        )?;
        for Row { name, count, f1 } in &self.rows {
            let Count { right, wrong, missed } = count;
            let (p, r) = (count.precision(), count.recall());
            writeln!(f, "{name:<40} {right:>6} {wrong:>6} {missed:>6} {p:>9.3} {r:>7.3} {f1:>6.3}")?;
        }
        writeln!(f, "{:<40} micro-F1 {:.3}, macro-F1 {:.3}", "together", self.micro, self.macro_f1)?;
        if !self.confusions.is_empty() {
            let told = self.confusions.iter().take(20);
            let told: Vec<String> = told.map(|(is, said, n)| format!("{is} as {said}: {n}")).collect();
            writeln!(f, "taken for another: {}", told.join("; "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_textbook() {
        let count = Count { right: 6, wrong: 2, missed: 4 };
        assert_eq!((count.precision(), count.recall()), (0.75, 0.6));
        assert!((count.f1() - 2.0 * 0.75 * 0.6 / 1.35).abs() < 1e-12);
        assert_eq!(Count::default().f1(), 1.0, "nothing to say, and nothing said");
        let rows = BTreeMap::from([
            ("a".to_owned(), count),
            ("b".to_owned(), Count { right: 1, ..Count::default() }),
        ]);
        let scores = Scores::of("", &rows, BTreeMap::new());
        assert!((scores.macro_f1 - (count.f1() + 1.0) / 2.0).abs() < 1e-12);
        assert!((scores.micro - 14.0 / 20.0).abs() < 1e-12);
    }
}
