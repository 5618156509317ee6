//! One text against the automaton: which names stand in it as names, and not as pieces of other words?

use super::names::{Cue, Known, Meaning, Sense};
use crate::{
    fold::Folded,
    script::{is_katakana, is_run_script, is_spaced_letter, is_thai_mark},
};
use shiome_model::{Field, Span};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What of a name may follow it in the same word: endings of cases in the languages that have them.
const ENDINGS: [&str; 9] = ["s", "es", "n", "en", "ns", "t", "et", "u", "a"];
/// Letters that Arabic writes together with the word they come before.
const ARABIC_PREFIXES: [char; 5] = ['و', 'ب', 'ل', 'ف', 'ك'];

/// A thing that bears a name, whether by an acronym or one word, and whether the name means other things.
pub(crate) type Bearer = (u32, bool, bool);

/// Names by their first and last byte.
type Places = BTreeMap<(usize, usize), Vec<Bearer>>;

/// A name that things may be meant by.
pub(crate) struct Naming {
    pub(crate) field: Field,
    pub(crate) span: Span,
    /// The things that bear it.
    pub(crate) senses: Vec<Bearer>,
}

/// A word for something, at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) field: Field,
    pub(crate) span: Span,
    pub(crate) what: T,
}

/// All that stands in a document, title first, in order.
#[derive(Default)]
pub(crate) struct Read {
    /// Names; of overlapping ones the longest.
    pub(crate) namings: Vec<Naming>,
    /// Countries outside of names.
    pub(crate) countries: Vec<At<u32>>,
    /// Words of our programmes.
    pub(crate) cues: Vec<At<Cue>>,
}

impl Known {
    /// Reads one text.
    pub(crate) fn read(&self, field: Field, text: &str, folded: &Folded, into: &mut Read) {
        let Some(automaton) = &self.automaton else { return };
        let mut names = Places::new();
        let mut countries = Vec::new();
        for hit in automaton.find_overlapping_iter(&folded.text) {
            let Some(span) = folded.span(hit.start(), hit.end()) else { continue };
            for sense in self.senses.get(hit.value() as usize).into_iter().flatten() {
                if !stands(text, span, sense) {
                    continue;
                }
                match sense.meaning {
                    Meaning::Thing { thing, short, ambiguous } => {
                        let senses = names.entry((span.start, span.end)).or_default();
                        // A name that is also an acronym of the same body is the surer of the two.
                        match senses.iter_mut().find(|s| s.0 == thing) {
                            Some(known) => known.2 &= ambiguous,
                            None => senses.push((thing, short, ambiguous)),
                        }
                    }
                    Meaning::Country(what) => countries.push(At { field, span, what }),
                    Meaning::Cue(what) => into.cues.push(At { field, span, what }),
                }
            }
        }
        let namings = longest(field, names);
        let inside = |span: Span| {
            let next = namings.partition_point(|n| n.span.end < span.end);
            namings.get(next).is_some_and(|n| n.span.start <= span.start)
        };
        countries.retain(|c| !inside(c.span));
        into.countries.extend(single(countries));
        into.namings.extend(namings);
    }
}

/// Of overlapping names the longest, in order.
fn longest(field: Field, names: Places) -> Vec<Naming> {
    let mut all: Vec<Naming> = names
        .into_iter()
        .map(|((start, end), senses)| Naming { field, span: Span { start, end }, senses })
        .collect();
    all.sort_by_key(|n| (std::cmp::Reverse(n.span.end - n.span.start), n.span.start));
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    all.retain(|n| {
        let before = taken.range(..n.span.end).next_back();
        let free = before.is_none_or(|(_, end)| *end <= n.span.start);
        if free {
            taken.insert(n.span.start, n.span.end);
        }
        free
    });
    all.sort_by_key(|n| n.span);
    all
}

/// Of countries at overlapping places the one with the longest word: "South Africa", "Northern Ireland".
fn single(mut countries: Vec<At<u32>>) -> Vec<At<u32>> {
    countries.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
    let mut end = 0;
    countries.retain(|c| {
        let free = c.span.start >= end;
        if free {
            end = c.span.end;
        }
        free
    });
    countries
}

/// Whether the passage is the name: written as it must be, and not a piece of another word.
fn stands(text: &str, span: Span, sense: &Sense) -> bool {
    let slice = span.of(text);
    let (Some(first), Some(last)) = (slice.chars().next(), slice.chars().next_back()) else { return false };
    if slice.contains('\n') {
        return false;
    }
    let mut before = text[..span.start].chars().rev();
    let mut after = text[span.end..].chars();
    let (previous, next) = (before.next(), after.next());
    match &sense.cased {
        Some(cased) if slice.is_ascii() => {
            if slice != cased {
                return false;
            }
        }
        Some(cased) => {
            if !slice.nfkc().eq(cased.nfkc()) {
                return false;
            }
        }
        // "a national research foundation" names none.
        None => {
            let names = matches!(sense.meaning, Meaning::Thing { .. });
            let bicameral = slice.chars().any(char::is_lowercase);
            if names && bicameral && !slice.chars().any(char::is_uppercase) {
                return false;
            }
        }
    }
    if is_spaced_letter(first) && previous.is_some_and(is_spaced_letter) {
        let prefixed = previous.is_some_and(|c| ARABIC_PREFIXES.contains(&c))
            && before.next().is_none_or(|c| !is_spaced_letter(c));
        if !prefixed {
            return false;
        }
    }
    if is_spaced_letter(last) && next.is_some_and(is_spaced_letter) && !sense.open {
        let short = matches!(sense.meaning, Meaning::Thing { short: true, .. } | Meaning::Country(_));
        let rest: String = text[span.end..].chars().take_while(|c| is_spaced_letter(*c)).take(4).collect();
        if short || slice.len() < 10 || !ENDINGS.contains(&rest.as_str()) {
            return false;
        }
    }
    if next.is_some_and(is_thai_mark) {
        return false;
    }
    let katakana = slice.chars().all(is_katakana);
    let runs_on = katakana && (previous.is_some_and(is_katakana) || next.is_some_and(is_katakana));
    // A dotted or joined address is no name: nsf.gov, dfg_news.
    let address =
        !is_run_script(last) && matches!(next, Some('_' | '@')) || matches!(previous, Some('_' | '@'));
    !(runs_on || address)
}
