//! Terms into tables.

use super::learned;
use crate::{
    error::Error,
    fold::Folded,
    script::{is_katakana, is_run_script},
    words::{ByHash, Stems, hash, words},
};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use shiome_model::{ConceptId, Lang, MatchRule, Term, TermKind, Topic};
use std::collections::BTreeMap;

/// A term with all that matching asks of it.
pub(crate) struct Entry {
    pub(crate) topic: usize,
    pub(crate) concept: ConceptId,
    pub(crate) term: Term,
    /// Primary subtag of the term's language.
    pub(crate) lang: Lang,
    /// Characters of the folded term.
    pub(crate) length: usize,
    pub(crate) all_katakana: bool,
    pub(crate) spaced: bool,
    /// What the gold set taught of it: its share of right documents against the usual one.
    pub(crate) factor: f32,
    /// Words of its look-alike, folded.
    pub(crate) unless: Vec<String>,
}

/// Sequences of word numbers, looked up by their first.
#[derive(Default)]
pub(crate) struct Table {
    by_first: ByHash<Vec<(Vec<u64>, u32)>>,
}

impl Table {
    fn add(&mut self, sequence: Vec<u64>, entry: u32) {
        if let Some(first) = sequence.first() {
            self.by_first.entry(*first).or_default().push((sequence, entry));
        }
    }
    /// The terms that begin at the first of `keys`, with their length in words.
    pub(crate) fn at<'a>(&'a self, keys: &'a [u64]) -> impl Iterator<Item = (usize, u32)> + 'a {
        let listed = keys.first().and_then(|k| self.by_first.get(k)).map(Vec::as_slice).unwrap_or_default();
        listed.iter().filter(|(sequence, _)| keys.starts_with(sequence)).map(|(s, e)| (s.len(), *e))
    }
}

/// A term whose words may stand anywhere in one sentence.
pub(crate) struct AllWords {
    pub(crate) entry: u32,
    /// Folded parts, for scripts without spaces.
    pub(crate) parts: Vec<String>,
    /// Stems, for the others.
    pub(crate) keys: Vec<u64>,
}

/// The compiled thesaurus.
pub(crate) struct Thesaurus {
    pub(crate) entries: Vec<Entry>,
    /// Phrases by the stems of their language.
    pub(crate) stems: BTreeMap<String, (Stems, Table)>,
    /// Phrases distinctive enough for texts of any language, by their words in lower case.
    pub(crate) anywhere: Table,
    /// Terms whose case matters.
    pub(crate) cased: Table,
    /// All terms made of words, case put aside: for queries, which people type in lower case.
    pub(crate) typed: Table,
    pub(crate) automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Entries of each pattern of the automaton.
    pub(crate) patterns: Vec<Vec<u32>>,
    pub(crate) all_words: BTreeMap<String, Vec<AllWords>>,
}

impl Thesaurus {
    /// Compiles the terms of all topics.
    pub(crate) fn compile(topics: &[Topic]) -> Result<Self, Error> {
        let mut compiled = Self {
            entries: Vec::new(),
            stems: BTreeMap::new(),
            anywhere: Table::default(),
            cased: Table::default(),
            typed: Table::default(),
            automaton: None,
            patterns: Vec::new(),
            all_words: BTreeMap::new(),
        };
        let mut runs: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (index, topic) in topics.iter().enumerate() {
            for concept in &topic.concepts {
                for term in &concept.terms {
                    compiled.add(index, &concept.id, term, &mut runs)?;
                }
            }
        }
        if !runs.is_empty() {
            let numbered: Vec<(&String, u32)> = runs.keys().zip(0u32..).collect();
            let automaton = CharwiseDoubleArrayAhoCorasick::with_values(numbered)
                .map_err(|e| Error::Automaton(e.to_string()))?;
            compiled.automaton = Some(automaton);
            compiled.patterns = runs.into_values().collect();
        }
        Ok(compiled)
    }

    fn add(
        &mut self,
        topic: usize,
        concept: &ConceptId,
        term: &Term,
        runs: &mut BTreeMap<String, Vec<u32>>,
    ) -> Result<(), Error> {
        let lang = Lang::parse(term.lang.as_str()).unwrap_or_else(|| term.lang.clone());
        let list = words(&term.text);
        let run = term.text.chars().any(is_run_script);
        if !term.text.chars().any(char::is_alphanumeric) {
            return Err(Error::EmptyTerm { concept: concept.to_string(), term: term.text.clone() });
        }
        let number = self.entries.len() as u32;
        let folded = Folded::of(term.text.trim()).text;
        let (stems, table) =
            self.stems.entry(lang.to_string()).or_insert_with(|| (Stems::of(&lang), Table::default()));
        let keys: Vec<u64> = list.iter().map(|w| stems.key(&w.lower)).collect();
        if term.rule == MatchRule::AllWords {
            let parts = term.text.split_whitespace().map(|p| Folded::of(p).text).collect();
            let all = AllWords { entry: number, parts, keys: if run { Vec::new() } else { keys } };
            self.all_words.entry(lang.to_string()).or_default().push(all);
        } else if term.rule == MatchRule::Compound {
            runs.entry(folded.clone()).or_default().push(number);
            self.typed.add(list.iter().map(|w| hash(&w.lower)).collect(), number);
        } else if run {
            runs.entry(folded.clone()).or_default().push(number);
        } else {
            self.typed.add(list.iter().map(|w| hash(&w.lower)).collect(), number);
            let case_matters = term.rule == MatchRule::WordCase
                || (term.rule == MatchRule::SubstringNfkc && !term.text.chars().any(char::is_lowercase));
            if case_matters {
                self.cased.add(list.iter().map(|w| hash(&w.cased)).collect(), number);
            } else {
                table.add(keys, number);
                if is_distinctive(term, &lang, list.len()) {
                    self.anywhere.add(list.iter().map(|w| hash(&w.lower)).collect(), number);
                }
            }
        }
        self.entries.push(Entry {
            topic,
            concept: concept.clone(),
            factor: learned::factor(concept, &lang, &term.text),
            lang,
            length: folded.chars().count(),
            all_katakana: folded.chars().all(is_katakana),
            spaced: term.text.trim().contains(char::is_whitespace),
            unless: term.unless.iter().map(|u| Folded::of(u).text).collect(),
            term: term.clone(),
        });
        Ok(())
    }
}

/// Whether a phrase means the same in a text of another language: several words, a proper name, or a
/// long word of English, from which other languages borrow.
fn is_distinctive(term: &Term, lang: &Lang, words: usize) -> bool {
    let letters = term.text.chars().filter(|c| c.is_alphabetic()).count();
    (words >= 2 && letters >= 8)
        || (letters >= 6 && (lang.as_str() == "en" || term.kind == TermKind::NamedEntity))
}
