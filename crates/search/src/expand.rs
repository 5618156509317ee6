//! Which words of a query name which concept.

use crate::{analyze::is_dense, fold::folded, request::ExpandedConcept};

/// A concept that a word stands for, alone or with its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Which of the expansions.
    pub(crate) expansion: usize,
    /// How many words name it together.
    pub(crate) words: usize,
}

/// A part of a run that is written without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Names a concept.
    Named(String, usize),
    /// The rest, to be found as it stands.
    Rest(String),
}

impl Part {
    /// Its characters.
    pub(crate) fn into_text(self) -> String {
        match self {
            Part::Named(text, _) | Part::Rest(text) => text,
        }
    }
}

/// The expansions of a query, ready to be compared with its words.
pub(crate) struct Thesaurus {
    /// Folded words of [`ExpandedConcept::matched`].
    matched: Vec<Vec<String>>,
}

fn words(text: &str) -> Vec<String> {
    folded(text).split_whitespace().map(str::to_owned).collect()
}

impl Thesaurus {
    pub(crate) fn new(expansions: &[ExpandedConcept]) -> Thesaurus {
        Thesaurus { matched: expansions.iter().map(|e| words(&e.matched)).collect() }
    }

    /// For each of `texts`, words next to each other in a query, the concepts it helps to name.
    pub(crate) fn named_by(&self, texts: &[&str]) -> Vec<Vec<Named>> {
        let texts: Vec<String> = texts.iter().map(|text| folded(text)).collect();
        let mut named = vec![Vec::new(); texts.len()];
        for (expansion, wanted) in self.matched.iter().enumerate() {
            if wanted.is_empty() {
                continue;
            }
            for (at, window) in texts.windows(wanted.len()).enumerate() {
                if window == wanted.as_slice() {
                    let here = Named { expansion, words: wanted.len() };
                    named[at..at + wanted.len()].iter_mut().for_each(|list: &mut Vec<Named>| list.push(here));
                }
            }
        }
        named
    }

    /// The parts of a word that is a run of several: `生成AIの査読` names two concepts. None if it
    /// names none, or is one as a whole. Particles between the parts (hiragana alone) are dropped.
    pub(crate) fn parts(&self, text: &str) -> Option<Vec<Part>> {
        let word = folded(text);
        if !is_dense(&word) {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = String::new();
        let mut at = 0;
        while let Some(c) = word[at..].chars().next() {
            let longest = self
                .matched
                .iter()
                .enumerate()
                .filter_map(|(i, wanted)| match wanted.as_slice() {
                    [one] if one.len() < word.len() && word[at..].starts_with(one.as_str()) => Some((one, i)),
                    _ => None,
                })
                .max_by_key(|(one, i)| (one.len(), std::cmp::Reverse(*i)));
            match longest {
                Some((one, expansion)) => {
                    parts.extend(meaningful(&mut rest));
                    parts.push(Part::Named(one.clone(), expansion));
                    at += one.len();
                }
                None => {
                    rest.push(c);
                    at += c.len_utf8();
                }
            }
        }
        parts.extend(meaningful(&mut rest));
        parts.iter().any(|part| matches!(part, Part::Named(..))).then_some(parts)
    }
}

fn meaningful(rest: &mut String) -> Option<Part> {
    let rest = std::mem::take(rest);
    let says = rest.chars().any(|c| c.is_alphanumeric() && !matches!(c, '\u{3041}'..='\u{309f}'));
    says.then_some(Part::Rest(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thesaurus(matched: &[&str]) -> Thesaurus {
        let concept =
            |m: &&str| ExpandedConcept { concept: "t/c".into(), matched: (*m).into(), terms: Vec::new() };
        Thesaurus::new(&matched.iter().map(concept).collect::<Vec<_>>())
    }

    #[test]
    fn neighbours_name_a_concept_together() {
        let named = thesaurus(&["Open Science", "policy"]).named_by(&["open", "SCIENCE", "policy"]);
        let open = vec![Named { expansion: 0, words: 2 }];
        assert_eq!(named, [open.clone(), open, vec![Named { expansion: 1, words: 1 }]]);
        assert_eq!(thesaurus(&["open science"]).named_by(&["science", "open"]), [vec![], vec![]]);
    }

    #[test]
    fn a_run_names_concepts_in_its_parts() {
        let thesaurus = thesaurus(&["生成AI", "査読", "AI"]);
        let named = |text: &str, i| Part::Named(text.into(), i);
        assert_eq!(thesaurus.parts("生成ＡＩの査読"), Some(vec![named("生成ai", 0), named("査読", 1)]));
        assert_eq!(thesaurus.parts("査読制度"), Some(vec![named("査読", 1), Part::Rest("制度".into())]));
        assert_eq!(thesaurus.parts("査読"), None);
        assert_eq!(thesaurus.parts("airport"), None);
    }
}
