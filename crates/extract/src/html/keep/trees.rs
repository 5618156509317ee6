//! A sum of small decision trees: what was learned, as data.
//!
//! As text: `start` with the odds before anything is known, the names of the numbers that are asked,
//! and a line for each tree. `3<0.5:7` sends a block whose number 3 is not above 0.5 to node 7, all
//! others to node 8; `=0.2` adds that much.

use std::fmt::Write as _;

/// A branch or a leaf of a tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Node {
    /// A number that is not above `limit` leads to `low`, else to the node after it.
    Split {
        /// Which number is asked.
        number: u16,
        /// The most that leads to `low`.
        limit: f32,
        /// A later node.
        low: u16,
    },
    /// What the tree adds.
    Leaf(f32),
}

/// Trees whose sum is the logarithm of the odds that a block is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trees {
    /// The logarithm of the odds before anything is known.
    pub start: f32,
    /// Their nodes, the root first.
    pub trees: Vec<Vec<Node>>,
}

impl Trees {
    /// Reads what [`Self::to_text`] wrote. None if it asks for numbers that are not in `names`.
    pub fn parse<S: AsRef<str>>(text: &str, names: &[S]) -> Option<Self> {
        let mut lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
        let start = lines.next()?.strip_prefix("start ")?.parse().ok()?;
        let (mut used, mut trees) = (Vec::new(), Vec::new());
        for line in lines {
            if let Some(name) = line.strip_prefix("number ") {
                used.push(u16::try_from(names.iter().position(|n| n.as_ref() == name)?).ok()?);
                continue;
            }
            let tree: Vec<Node> = line.split(' ').map(|node| read(node, &used)).collect::<Option<_>>()?;
            let leads_on = |(at, node): (usize, &Node)| match node {
                Node::Split { low, .. } => usize::from(*low) > at && usize::from(*low) + 1 < tree.len(),
                Node::Leaf(_) => true,
            };
            if !tree.iter().enumerate().all(leads_on) {
                return None;
            }
            trees.push(tree);
        }
        Some(Self { start, trees })
    }

    /// As text, with the names of those numbers that are asked.
    pub fn to_text<S: AsRef<str>>(&self, names: &[S]) -> String {
        let splits = self.trees.iter().flatten().filter_map(|node| match node {
            Node::Split { number, .. } => Some(*number),
            Node::Leaf(_) => None,
        });
        let mut used: Vec<u16> = splits.collect();
        used.sort_unstable();
        used.dedup();
        let mut out = format!("start {}\n", self.start);
        for number in &used {
            let _ = writeln!(out, "number {}", names[usize::from(*number)].as_ref());
        }
        for tree in &self.trees {
            let nodes: Vec<String> = tree
                .iter()
                .map(|node| match node {
                    Node::Split { number, limit, low } => {
                        format!("{}<{limit}:{low}", used.partition_point(|u| u < number))
                    }
                    Node::Leaf(value) => format!("={value}"),
                })
                .collect();
            out.push_str(&nodes.join(" "));
            out.push('\n');
        }
        out
    }

    /// The logarithm of the odds for a row of numbers.
    pub fn odds(&self, row: &[f32]) -> f32 {
        self.start + self.trees.iter().map(|tree| leaf(tree, row)).sum::<f32>()
    }

    /// The probability.
    pub fn probability(&self, row: &[f32]) -> f32 {
        1.0 / (1.0 + (-self.odds(row)).exp())
    }
}

/// The value of the leaf that a row of numbers leads to; branches lead onwards only.
pub fn leaf(tree: &[Node], row: &[f32]) -> f32 {
    let mut at = 0;
    loop {
        match tree.get(at) {
            Some(Node::Split { number, limit, low }) => {
                let number = row.get(usize::from(*number)).copied().unwrap_or_default();
                at = usize::from(*low) + usize::from(number > *limit);
            }
            Some(Node::Leaf(value)) => return *value,
            None => return 0.0,
        }
    }
}

fn read(node: &str, used: &[u16]) -> Option<Node> {
    if let Some(value) = node.strip_prefix('=') {
        return value.parse().ok().map(Node::Leaf);
    }
    let (number, rest) = node.split_once('<')?;
    let (limit, low) = rest.split_once(':')?;
    let number = *used.get(number.parse::<usize>().ok()?)?;
    Some(Node::Split { number, limit: limit.parse().ok()?, low: low.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let split = Node::Split { number: 2, limit: 0.5, low: 1 };
        let trees = Trees {
            start: -1.5,
            trees: vec![vec![split, Node::Leaf(-0.25), Node::Leaf(1.0)], vec![Node::Leaf(0.5)]],
        };
        let text = trees.to_text(&["a", "b", "c d"]);
        assert_eq!(text, "start -1.5\nnumber c d\n0<0.5:1 =-0.25 =1\n=0.5\n");
        assert_eq!(Trees::parse(&text, &["a", "b", "c d"]), Some(trees.clone()));
        // Another order of the numbers is no other meaning.
        let moved = Trees::parse(&text, &["c d", "a"]).unwrap();
        assert_eq!(moved.odds(&[0.6, 0.0]), 0.0);
        assert_eq!(trees.odds(&[0.0, 0.0, 0.5]), -1.25);
    }

    #[test]
    fn what_would_not_end_is_refused() {
        assert_eq!(Trees::parse("start 0\nnumber a\n0<1:0 =1\n", &["a"]), None);
        assert_eq!(Trees::parse("start 0\nnumber a\n0<1:2 =1 =2\n", &["a"]), None);
        assert_eq!(Trees::parse("start 0\nnumber b\n=1\n", &["a"]), None);
        assert_eq!(Trees::parse("", &["a"]), None);
    }
}
