//! What repeats on the pages of one site is its template, whatever it looks like.
//!
//! A page alone cannot tell a notice that stands under every article from a last paragraph; several pages
//! can. Only the head and the tail of a text are cut: what repeats between other lines is said there.

use crate::clean;
use std::collections::{HashMap, HashSet};

/// Pages from which a template can be told.
const LEAST_PAGES: usize = 4;
/// Letters of a line that may be repeated by chance: "Background", "Contact".
const SHORT: usize = 12;
/// Lines at either end that are looked at.
const REACH: usize = 40;

/// The lines that come back at the ends of texts of one site.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// By their keys.
    lines: HashSet<String>,
}

impl Template {
    /// Learns from the texts of different works of one site. A line belongs to the template if more than
    /// half of them have it at the same end.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let (mut heads, mut tails) = (HashMap::new(), HashMap::new());
        let mut pages = 0;
        for text in texts.into_iter().filter(|t| !t.is_empty()) {
            pages += 1;
            count(text.lines().take(REACH), &mut heads);
            count(text.lines().rev().take(REACH), &mut tails);
        }
        let often = |count: &usize| *count >= LEAST_PAGES.min(pages) && *count * 2 > pages;
        let all = heads.into_iter().chain(tails);
        let lines = all.filter(|(_, count)| pages >= LEAST_PAGES && often(count)).map(|(key, _)| key);
        Self { lines: lines.collect() }
    }

    /// Whether nothing repeats.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The text without the template's lines at its head and tail; whole, if nothing else would be left.
    pub fn without<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('\n').filter(|(line, _)| self.has(line)) {
            rest = after;
        }
        while let Some((before, _)) = rest.rsplit_once('\n').filter(|(_, line)| self.has(line)) {
            rest = before;
        }
        if rest.trim().is_empty() || self.has(rest) { text } else { rest }
    }

    fn has(&self, line: &str) -> bool {
        !self.lines.is_empty() && self.lines.contains(&clean::key(line))
    }
}

fn count<'t>(lines: impl Iterator<Item = &'t str>, counts: &mut HashMap<String, usize>) {
    let mut keys: Vec<String> = lines.map(clean::key).filter(|k| k.chars().count() > SHORT).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pages() -> Vec<String> {
        let page = |n: u32| {
            format!(
                "Tide Office, part of the Coast Council\nCall {n} opens for {n} teams.\nBackground\nAll is said in part {n}.\n\
                 The Tide Office funds research on coasts.\nPress contact of the office: room 7"
            )
        };
        (0..6).map(page).collect()
    }

    #[test]
    fn what_stands_at_the_ends_of_most_pages_is_cut() {
        let pages = pages();
        let template = Template::of(pages.iter().map(String::as_str));
        assert_eq!(
            template.without(&pages[2]),
            "Call 2 opens for 2 teams.\nBackground\nAll is said in part 2."
        );
        // Said between other lines it is said.
        let within = "First.\nThe Tide Office funds research on coasts.\nLast.";
        assert_eq!(template.without(within), within);
        // A page of nothing else is what it is.
        let alone = "The Tide Office funds research on coasts.";
        assert_eq!(template.without(alone), alone);
    }

    #[test]
    fn few_pages_tell_nothing() {
        let pages = pages();
        assert!(Template::of(pages[..3].iter().map(String::as_str)).is_empty());
        assert!(Template::of(["a line of one page only", "b", "c", "d", "e"]).is_empty());
    }

    proptest! {
        #[test]
        fn a_part_of_the_text_is_left(lines in prop::collection::vec("[ab]{13,15}|[a-z ]{0,20}", 0..12)) {
            let text = lines.join("\n");
            let template = Template::of([text.as_str(); 5]);
            let left = template.without(&text);
            prop_assert!(text.contains(left));
            prop_assert_eq!(left.is_empty(), text.is_empty());
        }
    }
}
