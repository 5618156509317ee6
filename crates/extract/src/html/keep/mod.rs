//! Which blocks of a page are the text of its work.
//!
//! Every block is weighed by some hundred and seventy numbers: what it looks like, what it stands in and
//! what stands around it. How much each counts was learned from pages whose text is known (`shiome eval
//! extraction --train`); what was learned are two files of small decision trees beside this one. Where a
//! page leaves doubt, two other readers are asked, and the second file weighs what they say.

mod choice;
mod features;
mod hints;
mod kind;
mod opinion;
mod places;
mod trees;
mod words;

pub use choice::Choice;
pub use features::Table;
pub use trees::{Node, Trees, leaf};
pub(super) use words::is_whole;

use super::blocks::Block;
use super::json_ld::JsonLd;
use super::meta::Meta;
use features::Witnesses;
use kind::Kind;
use places::Places;
use scraper::Html;
use std::sync::OnceLock;
use url::Url;
use words::Runs;

/// What was learned for pages that are read alone, and for those that leave doubt.
static LEARNED: [&str; 2] = [include_str!("alone.txt"), include_str!("heard.txt")];

/// A page whose text is expected to be hit less well than this leaves doubt.
const DOUBT: f32 = 0.95;

/// How much what was learned with two other readers counts beside what was learned without.
const HEARD: f32 = 0.8;

/// Blocks of a page beyond which none is weighed.
const MOST_BLOCKS: usize = 8_000;

/// A page whose blocks are weighed.
#[derive(Debug)]
pub struct Page {
    /// What is known of its blocks.
    pub table: Table,
    chars: Vec<usize>,
    words: Vec<Vec<u64>>,
    choice: Choice,
}

impl Page {
    /// None where there is nothing to weigh, or too much.
    pub(super) fn of(page: &Html, blocks: &[Block], title: &str, meta: &Meta, ld: &JsonLd) -> Option<Self> {
        if blocks.is_empty() || blocks.len() > MOST_BLOCKS {
            return None;
        }
        let chars: Vec<usize> =
            blocks.iter().map(|b| b.text.chars().filter(|c| !c.is_whitespace()).count()).collect();
        let words: Vec<Vec<u64>> = blocks.iter().map(|b| words::of(&b.text)).collect();
        let places = Places::of(page, blocks, &chars);
        let said = Witnesses {
            stated: ld.body.as_deref().map(|b| Runs::of(&super::html_to_text(b))).unwrap_or_default(),
            description: meta.first(&["description", "og:description"]).map(Runs::of).unwrap_or_default(),
            title: words::of(title),
            is_article: ld.published.is_some() || meta.first(&["og:type"]) == Some("article"),
        };
        let table = features::of(blocks, &chars, &words, &places, &said);
        let choice = Choice::of(blocks, &words, &places, Kind::of(blocks, &chars, said.is_article));
        Some(Self { table, chars, words, choice })
    }

    /// The blocks that are taken, by their probabilities; `heard` gives better ones and costs more.
    pub fn decide(&self, alone: Vec<f32>, heard: impl FnOnce() -> Option<Vec<f32>>) -> Vec<bool> {
        let is_clear = self.choice.expected(&alone).0 >= DOUBT;
        let heard = if is_clear { None } else { heard() };
        let probabilities = match heard {
            // Two that were learned apart err less together than the better one, which counts more.
            Some(heard) => alone.iter().zip(&heard).map(|(a, b)| a + (b - a) * HEARD).collect(),
            None => alone,
        };
        self.choice.choose(&probabilities)
    }

    /// The table with what two other readers say of the page.
    pub fn heard(&self, html: &str) -> Table {
        features::heard(&self.table, &self.chars, &self.words, &opinion::of(html))
    }
}

/// The blocks that are the text of a page; none if they could not be weighed.
pub(super) fn choose(
    html: &str,
    page: &Html,
    blocks: &[Block],
    title: &str,
    meta: &Meta,
    ld: &JsonLd,
) -> Option<Vec<bool>> {
    let weighed = Page::of(page, blocks, title, meta, ld)?;
    let alone = learned(0, &weighed.table)?;
    let heard = || {
        // The other readers climb trees and copy them.
        let is_tame = super::blocks::depth(page) <= super::blocks::DEEPEST
            && page.tree.nodes().take(MOST_NODES).count() < MOST_NODES;
        let table = is_tame.then(|| weighed.heard(html))?;
        Some(probabilities(learned(1, &table)?, &table))
    };
    Some(weighed.decide(probabilities(alone, &weighed.table), heard))
}

/// Nodes of a tree beyond which no other reader is asked.
const MOST_NODES: usize = 60_000;

/// The trees for a table, read once.
fn learned(which: usize, table: &Table) -> Option<&'static Trees> {
    static READ: [OnceLock<Option<Trees>>; 2] = [OnceLock::new(), OnceLock::new()];
    READ[which].get_or_init(|| Trees::parse(LEARNED[which], &table.names)).as_ref()
}

/// What stands above the shipped weights: how many pages they learned from, and how well that holds on others.
pub fn provenance() -> impl Iterator<Item = &'static str> {
    LEARNED[0].lines().map_while(|line| line.strip_prefix("# "))
}

/// How likely each block is part of the text.
pub fn probabilities(trees: &Trees, table: &Table) -> Vec<f32> {
    (0..table.len()).map(|block| trees.probability(table.row(block))).collect()
}

/// A page of which the text is known, or will be: for learning, and for measuring what was learned.
#[derive(Debug)]
pub struct Sample {
    page: Page,
    heard: Table,
    blocks: Vec<Block>,
    title: String,
}

impl Sample {
    /// None where there is nothing to weigh, or too much.
    pub fn of(html: &str, address: &Url) -> Option<Self> {
        let html = super::twice::mended(html);
        let html = super::bound::parsable(&html);
        let tree = Html::parse_document(html);
        let meta = Meta::of(&tree);
        let ld = super::json_ld::of(&tree, address, &meta.title);
        let blocks = super::blocks::of(tree.root_element());
        let home_names = super::home_names(&tree, address);
        let host = shiome_model::url::site(address);
        let known = super::title::Known { listed: None, host: &host, home_names: &home_names };
        let title = super::title::of(&meta, &ld, &blocks, known).unwrap_or_default();
        let page = Page::of(&tree, &blocks, &title, &meta, &ld)?;
        let heard = page.heard(html);
        Some(Self { page, heard, blocks, title })
    }

    /// The numbers of its blocks: alone, and with what other readers say.
    pub fn tables(&self) -> [&Table; 2] {
        [&self.page.table, &self.heard]
    }

    /// The text of each block, and whether it stands in navigation.
    pub fn blocks(&self) -> impl Iterator<Item = (&str, bool)> {
        self.blocks.iter().map(|b| (b.text.as_str(), b.chrome))
    }

    /// The text that is taken with probabilities for both tables.
    pub fn text(&self, [alone, heard]: [Vec<f32>; 2]) -> String {
        let kept = self.page.decide(alone, || Some(heard));
        let chosen: Vec<Block> =
            self.blocks.iter().zip(kept).filter(|(_, kept)| *kept).map(|(b, _)| b.clone()).collect();
        super::main_text::tidy(&super::main_text::terms(chosen), &self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights of numbers that are no longer there would be none at all.
    #[test]
    fn what_was_learned_is_of_these_numbers() {
        let html = "<h1>A title</h1><p>A line of text that stands below it.</p>";
        let sample = Sample::of(html, &"https://site.example/a".parse().unwrap()).unwrap();
        for (which, table) in sample.tables().into_iter().enumerate() {
            let trees = Trees::parse(LEARNED[which], &table.names).unwrap();
            assert!(trees.trees.len() > 50);
            let mut names = table.names.clone();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), table.names.len(), "a name stands twice");
            assert!(table.numbers.iter().all(|n| n.is_finite()));
        }
    }
}
