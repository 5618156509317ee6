//! Which of many patterns can match a text at all?
//!
//! Every match begins with one of a pattern's first words. All those of all patterns are looked for at
//! once, in lower case; only patterns of which one was found are asked. That leaves one or two of fifty.

use daachorse::CharwiseDoubleArrayAhoCorasick;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::Extractor;
use std::collections::BTreeMap;

/// The first words of patterns.
pub(crate) struct Sieve {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Numbers of the patterns that begin with each word.
    patterns: Vec<Vec<usize>>,
    /// Patterns that may begin with anything.
    open: Vec<usize>,
    /// How many patterns there are.
    count: usize,
}

impl Sieve {
    /// For patterns that ignore case and their own white space.
    pub(crate) fn of<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Self {
        let mut words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let (mut open, mut count) = (Vec::new(), 0);
        for (at, pattern) in patterns.into_iter().enumerate() {
            count = at + 1;
            match beginnings(pattern) {
                Some(all) => all.into_iter().for_each(|word| words.entry(word).or_default().push(at)),
                None => open.push(at),
            }
        }
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(words.keys().zip(0u32..)).ok();
        Self { automaton, patterns: words.into_values().collect(), open, count }
    }

    /// The numbers of the patterns that may match, in order. The others do not.
    pub(crate) fn candidates(&self, text: &str) -> Vec<usize> {
        // The long s is the one letter that equals another without its lower case being that one.
        let Some(automaton) = self.automaton.as_ref().filter(|_| !text.contains('ſ')) else {
            return (0..self.count).collect();
        };
        let lower = text.to_lowercase();
        let mut found = self.open.clone();
        for hit in automaton.find_overlapping_iter(&lower) {
            found.extend(self.patterns.get(hit.value() as usize).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Words of which every match contains one, in lower case; none if that cannot be told.
fn beginnings(pattern: &str) -> Option<Vec<String>> {
    // What may be any word is no beginning; a match without it is part of the match.
    let firm = pattern.replace(r"(\p{L}+\ )?", "").replace(r"\p{L}*", "");
    let parsed = ParserBuilder::new().ignore_whitespace(true).build().parse(&firm).ok()?;
    let extracted = Extractor::new().extract(&parsed);
    let word = |bytes: &[u8]| Some(std::str::from_utf8(bytes).ok()?.to_lowercase()).filter(|w| !w.is_empty());
    extracted.literals()?.iter().map(|literal| word(literal.as_bytes())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::rules::{LEAD, TITLE};
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    type Both = (Sieve, Vec<Regex>);

    static ALL: LazyLock<Both> = LazyLock::new(|| {
        let patterns = || TITLE.iter().chain(LEAD).map(|(_, _, pattern)| *pattern);
        (Sieve::of(patterns()), patterns().map(|p| Regex::new(&format!("(?ix){p}")).unwrap()).collect())
    });

    #[test]
    fn few_are_left() {
        let (sieve, _) = &*ALL;
        assert_eq!(sieve.open, Vec::<usize>::new());
        assert!(sieve.candidates("The birds of the northern coast sing in the morning").is_empty());
        assert!(sieve.candidates("Call for proposals: quantum networks").len() < 4);
    }

    proptest! {
        #[test]
        fn none_that_matches_is_lost(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "Call for", "proposals", "CALL", "projects", "Jahresbericht", "the privacy act", "ACT", "awarded", "prize",
                    "recipients of the", "wins", "Ｆull", "ſtudy", "STUDY", "Stratégie", "ÅRSRAPPORT", "Rapport", "lag",
                    "公募", "募集", "募集要項", "의견 수렴", "의견수렴", "自2027年1月1日", "起施行", "tritt morgen", "in Kraft",
                    "our tips", "tips", "how to", "has been", "appointed", "İSTANBUL", "ley", "real decreto", "a new report",
                    "awards $5", "to", "KOMMENTAR", "を開催します", "\u{212a}onferenz", "Konferenz", "ação", "pesquisa sobre", "x",
                ]),
                0..9,
            ),
            gap in "[ ]{0,2}",
        ) {
            let (sieve, patterns) = &*ALL;
            let text = words.join(&gap);
            let left = sieve.candidates(&text);
            for (at, pattern) in patterns.iter().enumerate().filter(|(at, _)| !left.contains(at)) {
                prop_assert!(!pattern.is_match(&text), "{} was lost in '{text}': {pattern}", at);
            }
        }
    }
}
