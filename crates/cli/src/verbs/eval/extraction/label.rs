//! Which blocks of a page belong to its true text, as far as the truth tells.

use super::score::{flat, words};
use std::collections::HashMap;

/// What is known of one page.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// Its whole text.
    pub text: Option<String>,
    /// Snippets that are in its text, and that are not.
    pub with: Vec<String>,
    pub without: Vec<String>,
}

/// For a block: whether it is to be kept, and what a mistake weighs.
pub type Label = Option<(bool, f32)>;

/// Words of a run by which a block is found in the truth.
const RUN: usize = 4;
/// Words between two long blocks among which a short one is looked for.
const NEAR: usize = 60;

/// Labels blocks, given their text and whether they stand in navigation.
pub fn label(blocks: &[(&str, bool)], truth: &Truth) -> Vec<Label> {
    match &truth.text {
        Some(text) => by_text(blocks, text),
        None => blocks.iter().map(|(block, _)| by_snippets(block, truth)).collect(),
    }
}

fn by_snippets(block: &str, truth: &Truth) -> Label {
    let block = flat(block);
    let long = words(&block).len() >= 3;
    let hit = |all: &[String]| {
        all.iter().map(|s| flat(s)).any(|s| block.contains(&s) || (long && s.contains(&block)))
    };
    match (hit(&truth.with), hit(&truth.without)) {
        (true, false) => Some((true, 1.0)),
        (false, true) => Some((false, 1.0)),
        _ => None,
    }
}

fn by_text(blocks: &[(&str, bool)], truth: &str) -> Vec<Label> {
    let truth = truth.to_lowercase();
    let truth = words(&truth);
    let mut at: HashMap<&[&str], Vec<usize>> = HashMap::new();
    for (position, run) in truth.windows(RUN).enumerate() {
        at.entry(run).or_default().push(position);
    }
    let lower: Vec<String> = blocks.iter().map(|b| b.0.to_lowercase()).collect();
    let own: Vec<Vec<&str>> = lower.iter().map(|text| words(text)).collect();
    let mut span: Vec<Option<(usize, usize)>> = vec![None; blocks.len()];
    let mut kept = vec![None; blocks.len()];
    // What stands twice is the text where it is no navigation.
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for chrome in [false, true] {
        for i in (0..blocks.len()).filter(|i| blocks[*i].1 == chrome && own[*i].len() >= RUN) {
            let hits: Vec<&Vec<usize>> = own[i].windows(RUN).filter_map(|run| at.get(run)).collect();
            let told = seen.entry(&lower[i]).or_default();
            let place = hits.first().and_then(|places| places.get(*told));
            let enough = hits.len() * 2 > own[i].len() - RUN;
            if let Some(place) = place.filter(|_| enough) {
                span[i] = Some((*place, place + own[i].len()));
                *told += 1;
            }
            kept[i] = Some(span[i].is_some());
        }
    }
    for i in (0..blocks.len()).filter(|i| (1..RUN).contains(&own[*i].len())) {
        let before = span[..i].iter().rev().find_map(|s| *s).map(|s| s.1);
        let after = span[i..].iter().find_map(|s| *s).map(|s| s.0);
        let (from, to) = match (before, after) {
            (None, None) => (0, truth.len()),
            (Some(before), None) => (before.saturating_sub(2), before + 12),
            (None, Some(after)) => (after.saturating_sub(12), after + 2),
            (Some(before), Some(after)) => (before.saturating_sub(2), after + 2),
        };
        let near = truth.get(from..to.min(truth.len())).unwrap_or_default();
        let is_near = near.len() < NEAR || before.or(after).is_none();
        kept[i] = Some(is_near && near.windows(own[i].len()).any(|w| w == own[i].as_slice()));
    }
    let whole = truth.len().max(20) as f32;
    let weight = |i: usize| (0.05 + (own[i].len() as f32 + 1.0) / whole * 20.0).min(2.0);
    kept.into_iter().enumerate().map(|(i, kept)| Some((kept?, weight(i)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(blocks: &[(&str, bool)], truth: &Truth) -> Vec<Option<bool>> {
        label(blocks, truth).into_iter().map(|l| l.map(|l| l.0)).collect()
    }

    #[test]
    fn blocks_are_found_in_the_text_and_short_ones_beside_their_neighbours() {
        let text =
            "The call opens in May for all.\nWho may apply\nResearchers of any country may apply here.";
        let truth = Truth { text: Some(text.to_owned()), ..Truth::default() };
        let blocks = [
            ("Who may apply", true),
            ("The call opens in May for all.", true),
            ("The call opens in May for all.", false),
            ("Who may apply", false),
            ("Researchers of any country may apply here.", false),
            ("Read our newsletter every single week", false),
            ("*", false),
        ];
        let found = kept(&blocks, &truth);
        assert_eq!(found[1..], [Some(false), Some(true), Some(true), Some(true), Some(false), None]);
    }

    #[test]
    fn snippets_say_something_of_the_blocks_they_are_in() {
        let some = |t: &str| vec![t.to_owned()];
        let truth = Truth { text: None, with: some("opens in May"), without: some("Read more") };
        let blocks = [("The call opens  in May.", false), ("Read more »", false), ("Else", false)];
        assert_eq!(kept(&blocks, &truth), [Some(true), Some(false), None]);
    }
}
