//! Plain phrases that speak for a kind, in one language each: `cues.tsv`.
//!
//! Phrases and not patterns, since there are a thousand and all are looked for at once. A text is read
//! in lower case with one space for all that is neither letter nor digit, so a cue says with a space
//! where it must begin or end a word.

use super::weigh::{Evidence, Witness};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use shiome_model::{DocumentKind, Lang};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

struct Cue {
    kind: DocumentKind,
    is_strong: bool,
    lang: &'static str,
}

struct Cues {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    patterns: Vec<Vec<Cue>>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| read(include_str!("cues.tsv")));

fn read(text: &'static str) -> Cues {
    let mut phrases: BTreeMap<&'static str, Vec<Cue>> = BTreeMap::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [kind, strength, lang, list] = cells[..] else { continue };
        let Ok(kind) = kind.parse() else { continue };
        for phrase in list.split(';').filter(|p| !p.trim().is_empty()) {
            phrases.entry(phrase).or_default().push(Cue { kind, is_strong: strength == "2", lang });
        }
    }
    let numbered: Vec<(&str, u32)> = phrases.keys().copied().zip(0u32..).collect();
    Cues {
        automaton: CharwiseDoubleArrayAhoCorasick::with_values(numbered).ok(),
        patterns: phrases.into_values().collect(),
    }
}

/// The cues of a passage, each phrase once.
pub(super) fn cues(text: &str, lang: &Lang, is_title: bool) -> Vec<Evidence> {
    let Some(automaton) = &CUES.automaton else { return Vec::new() };
    let bare = Bare::of(text);
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for hit in automaton.find_overlapping_iter(&bare.text) {
        for cue in CUES.patterns.get(hit.value() as usize).into_iter().flatten() {
            if cue.lang != lang.as_str() || !seen.insert((hit.value(), cue.kind)) {
                continue;
            }
            let witness = match (is_title, cue.is_strong) {
                (true, true) => Witness::TitleCue,
                (true, false) => Witness::TitleHint,
                (false, true) => Witness::Cue,
                (false, false) => Witness::Hint,
            };
            let passage = bare.passage(text, hit.start(), hit.end());
            all.push(Evidence { kind: cue.kind, witness, passage });
        }
    }
    all
}

/// A text as cues are looked for, and the way back.
struct Bare {
    text: String,
    places: Vec<u32>,
}

impl Bare {
    fn of(text: &str) -> Self {
        let mut bare = Self { text: String::with_capacity(text.len() + 2), places: Vec::new() };
        bare.push(' ', 0);
        for (at, c) in text.char_indices() {
            if c.is_alphanumeric() {
                c.to_lowercase().for_each(|l| bare.push(l, at));
            } else if !bare.text.ends_with(' ') {
                bare.push(' ', at);
            }
        }
        if !bare.text.ends_with(' ') {
            bare.push(' ', text.len());
        }
        bare
    }
    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.places.resize(self.text.len(), at as u32);
    }
    fn passage(&self, text: &str, start: usize, end: usize) -> String {
        let place = |at: usize| self.places.get(at).map_or(text.len(), |p| *p as usize);
        let slice = text.get(place(start)..place(end)).unwrap_or_default();
        slice.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_counts() {
        for line in include_str!("cues.tsv").lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "{line}");
            assert!(cells[0].parse::<DocumentKind>().is_ok() && matches!(cells[1], "1" | "2"), "{line}");
            for phrase in cells[3].split(';') {
                assert_eq!(phrase, phrase.to_lowercase(), "{line}");
                assert!(phrase.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '£'), "'{phrase}'");
            }
        }
        assert!(CUES.automaton.is_some() && CUES.patterns.len() > 800);
    }

    #[test]
    fn a_cue_is_quoted_as_the_text_writes_it() {
        let told = cues("Bitte: Bewerbungen bis Mai!", &Lang::from("de"), false);
        let call: Vec<&str> =
            told.iter().filter(|e| e.kind == DocumentKind::Call).map(|e| e.passage.as_str()).collect();
        assert!(call.contains(&"Bewerbungen bis"), "{call:?}");
        assert!(cues("Bewerbungen bis Mai", &Lang::from("fr"), false).is_empty());
    }
}
