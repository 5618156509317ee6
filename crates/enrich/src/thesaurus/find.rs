//! A text against the tables.

use super::compile::{Entry, Thesaurus};
use crate::{
    fold::Folded,
    script::{is_hangul, is_katakana, is_spaced_letter, is_thai_mark},
    words::{Cut, Word, hash, words},
};
use shiome_model::{Lang, MatchRule, Span};

/// A term found in a text, before anything is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) span: Span,
    pub(crate) entry: u32,
}

impl Thesaurus {
    /// All terms in a text of language `lang`, overlaps included, sorted by place.
    pub(crate) fn find(
        &self,
        (text, folded, cut): (&str, &Folded, &Cut),
        lang: &Lang,
        sentences: &[Span],
    ) -> Vec<Found> {
        let (list, lower) = (&cut.words, &cut.numbers);
        let mut found = Vec::new();
        if let Some((stems, table)) = self.stems.get(lang.as_str()) {
            let keyed = list.iter().zip(lower);
            let keys: Vec<u64> = keyed.map(|(w, number)| stems.key_of(&w.lower, *number)).collect();
            for at in 0..keys.len() {
                for (length, entry) in table.at(&keys[at..]) {
                    found.extend(self.passage(text, &list[at..at + length], entry));
                }
            }
            // pre-print, co-operation: two words that are one.
            for (at, word) in list.iter().enumerate().skip(1).filter(|(_, w)| w.hyphened) {
                let key = [stems.key(&format!("{}{}", list[at - 1].lower, word.lower))];
                let span = Span { start: list[at - 1].span.start, end: word.span.end };
                found.extend(table.at(&key).map(|(_, entry)| Found { span, entry }));
            }
            for sentence in sentences {
                self.scattered(text, lang, *sentence, (cut, &keys), &mut found);
            }
        }
        for at in 0..lower.len() {
            for (length, entry) in self.anywhere.at(&lower[at..]) {
                found.extend(self.passage(text, &list[at..at + length], entry));
            }
        }
        self.cased(text, list, lower, &mut found);
        self.runs(text, folded, Some(lang), &mut found);
        found.sort();
        found.dedup();
        found
    }

    /// All terms in a query: any language, any case.
    pub(crate) fn find_in_query(&self, text: &str) -> Vec<Found> {
        let list = words(text);
        let lower: Vec<u64> = list.iter().map(|w| hash(&w.lower)).collect();
        let mut found = Vec::new();
        let whole = |table: &super::compile::Table, keys: &[u64], found: &mut Vec<Found>| {
            for at in 0..keys.len() {
                for (length, entry) in table.at(&keys[at..]) {
                    found.extend(self.passage(text, &list[at..at + length], entry));
                }
            }
        };
        whole(&self.typed, &lower, &mut found);
        for (stems, table) in self.stems.values() {
            let keys: Vec<u64> = list.iter().map(|w| stems.key(&w.lower)).collect();
            whole(table, &keys, &mut found);
        }
        self.runs(text, &Folded::of(text), None, &mut found);
        found.sort();
        found.dedup();
        found
    }

    /// The passage some words cover, if they stand together as the term's do.
    fn passage(&self, text: &str, list: &[Word], entry: u32) -> Option<Found> {
        let span = Span { start: list.first()?.span.start, end: list.last()?.span.end };
        let between = span.of(text);
        let listed = self.entries.get(entry as usize)?.term.text.contains(',');
        let parted = between.contains(['\n', ';', '!', '?', '(', ')'])
            || between.contains(". ")
            || between.contains(": ")
            || (!listed && between.contains([',', '、']));
        (!parted).then_some(Found { span, entry })
    }

    fn cased(&self, text: &str, list: &[Word], lower: &[u64], found: &mut Vec<Found>) {
        let number = |(w, lower): (&Word, &u64)| if w.cased == w.lower { *lower } else { hash(&w.cased) };
        let keys: Vec<u64> = list.iter().zip(lower).map(number).collect();
        for at in 0..keys.len() {
            for (length, entry) in self.cased.at(&keys[at..]) {
                found.extend(self.passage(text, &list[at..at + length], entry));
            }
            // APCs, ECRs: the plural of an acronym.
            let plural =
                list[at].cased.strip_suffix('s').filter(|s| s.len() > 1 && s.chars().all(char::is_uppercase));
            if let Some(single) = plural {
                let key = [hash(single)];
                found.extend(self.cased.at(&key).map(|(_, entry)| Found { span: list[at].span, entry }));
            }
        }
    }

    fn runs(&self, text: &str, folded: &Folded, lang: Option<&Lang>, found: &mut Vec<Found>) {
        let Some(automaton) = &self.automaton else { return };
        for hit in automaton.find_overlapping_iter(&folded.text) {
            let Some(span) = folded.span(hit.start(), hit.end()) else { continue };
            for number in self.patterns.get(hit.value() as usize).into_iter().flatten() {
                let Some(entry) = self.entries.get(*number as usize) else { continue };
                if stands_alone(text, span, entry) && lang.is_none_or(|l| speaks_here(l, entry)) {
                    found.push(Found { span, entry: *number });
                }
            }
        }
    }

    /// Terms all of whose words stand in one sentence. Of words said twice the last counts.
    fn scattered(
        &self,
        text: &str,
        lang: &Lang,
        sentence: Span,
        (cut, keys): (&Cut, &[u64]),
        found: &mut Vec<Found>,
    ) {
        let Some(all) = self.all_words.get(lang.as_str()) else { return };
        let inside = cut.within(sentence);
        let (list, keys) = (&cut.words[inside.clone()], &keys[inside]);
        let last = |key: &u64| keys.iter().rposition(|k| k == key).map(|at| list[at].span);
        let mut folded: Option<Folded> = None;
        for all in all {
            let spans: Option<Vec<Span>> = if all.keys.is_empty() {
                let folded = folded.get_or_insert_with(|| Folded::of(sentence.of(text)));
                let part = |p: &String| {
                    let span = folded.text.find(p).and_then(|at| folded.span(at, at + p.len()))?;
                    Some(Span { start: sentence.start + span.start, end: sentence.start + span.end })
                };
                all.parts.iter().map(part).collect()
            } else {
                all.keys.iter().map(last).collect()
            };
            let Some(spans) = spans else { continue };
            let (start, end) = (spans.iter().map(|s| s.start).min(), spans.iter().map(|s| s.end).max());
            if let (Some(start), Some(end)) = (start, end) {
                found.push(Found { span: Span { start, end }, entry: all.entry });
            }
        }
    }
}

/// Whether the passage is the term and not a piece of another word.
fn stands_alone(text: &str, span: Span, entry: &Entry) -> bool {
    if entry.term.rule == MatchRule::Compound {
        return true;
    }
    let slice = span.of(text);
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let (Some(first), Some(last)) = (slice.chars().next(), slice.chars().next_back()) else { return false };
    let cuts_letters = (is_spaced_letter(first) && before.is_some_and(is_spaced_letter))
        || (is_spaced_letter(last) && after.is_some_and(is_spaced_letter));
    let cuts_sign = after.is_some_and(is_thai_mark);
    let cuts_katakana = entry.all_katakana
        && entry.length <= 4
        && (before.is_some_and(is_katakana) || after.is_some_and(is_katakana));
    // Korean: a short term, or one that bridges a space it does not have, begins a word.
    let bridges = !entry.spaced && slice.contains(char::is_whitespace);
    let cuts_korean = is_hangul(first) && before.is_some_and(is_hangul) && (entry.length <= 2 || bridges);
    !(cuts_letters || cuts_sign || cuts_katakana || cuts_korean)
}

/// Whether a term means the same in a text of `lang`: two Chinese characters may mean something else
/// in Japanese.
fn speaks_here(lang: &Lang, entry: &Entry) -> bool {
    if entry.term.rule == MatchRule::Compound {
        return lang == &entry.lang;
    }
    lang == &entry.lang || entry.length > 2 || entry.term.rule == MatchRule::WordCase
}
