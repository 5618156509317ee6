//! Phrases of `clues.tsv` in a text.
//!
//! A text is read in lower case with one space for all that is neither letter nor digit. A phrase begins
//! a word (`~` begins inside of words too) and may go on, which stands in for inflection; `_` ends it.
//! In Chinese, Japanese and Korean there are no borders to look for.

use daachorse::CharwiseDoubleArrayAhoCorasick;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

const TABLE: &str = include_str!("clues.tsv");

/// Facets in the order in which the table first names them.
pub(crate) static FACETS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut facets: Vec<&str> = Vec::new();
    for [facet, ..] in rows() {
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    facets
});

static TONGUES: LazyLock<HashMap<&'static str, Tongue>> = LazyLock::new(|| {
    let languages: BTreeSet<&str> = rows().map(|[_, lang, _]| lang).filter(|l| *l != "*").collect();
    languages.into_iter().filter_map(|lang| Some((lang, Tongue::of(lang)?))).collect()
});

fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    let lines = TABLE.lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| <[&str; 3]>::try_from(l.split('\t').collect::<Vec<_>>()).ok())
}

/// The phrases of one language.
struct Tongue {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    /// Facets of each phrase.
    facets: Vec<Vec<u8>>,
}

impl Tongue {
    fn of(lang: &str) -> Option<Self> {
        let mut phrases: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
        for [facet, _, list] in rows().filter(|[_, l, _]| *l == lang || *l == "*") {
            let facet = FACETS.iter().position(|f| *f == facet)? as u8;
            for phrase in list.split(';') {
                phrases.entry(written(phrase, lang)).or_default().insert(facet);
            }
        }
        let numbered: Vec<(&str, u32)> = phrases.keys().map(String::as_str).zip(0u32..).collect();
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(numbered).ok()?;
        Some(Self { automaton, facets: phrases.into_values().map(|f| f.into_iter().collect()).collect() })
    }
}

/// A phrase as it stands in a bare text.
fn written(phrase: &str, lang: &str) -> String {
    let bordered = !matches!(lang, "ja" | "zh" | "ko");
    let (core, inside) = phrase.strip_prefix('~').map_or((phrase, false), |core| (core, true));
    let (core, ends) = core.strip_suffix('_').map_or((core, false), |core| (core, bordered));
    format!("{}{core}{}", if bordered && !inside { " " } else { "" }, if ends { " " } else { "" })
}

/// Something that speaks for a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clue {
    pub(crate) facet: u8,
    /// Number of the phrase.
    pub(crate) phrase: u32,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Whether clues are known in a language.
pub(crate) fn speaks(lang: &str) -> bool {
    TONGUES.contains_key(lang)
}

/// The clues of a text, by place.
pub(crate) fn find(text: &str, lang: &str) -> Vec<Clue> {
    let Some(tongue) = TONGUES.get(lang) else { return Vec::new() };
    let bare = Bare::of(text);
    let mut clues = Vec::new();
    for hit in tongue.automaton.find_overlapping_iter(&bare.text) {
        let (start, end) = bare.passage(hit.start(), hit.end());
        for facet in tongue.facets.get(hit.value() as usize).into_iter().flatten() {
            clues.push(Clue { facet: *facet, phrase: hit.value(), start, end });
        }
    }
    clues.sort_by_key(|c| (c.start, c.end, c.facet));
    clues
}

/// A text as phrases are looked for, and the way back.
struct Bare {
    text: String,
    places: Vec<u32>,
}

impl Bare {
    fn of(text: &str) -> Self {
        let capacity = text.len() + 2;
        let mut bare = Self { text: String::with_capacity(capacity), places: Vec::with_capacity(capacity) };
        bare.push(' ', 0);
        for (at, c) in text.char_indices() {
            let c = match c {
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
                _ => c,
            };
            if c.is_ascii_alphanumeric() {
                bare.push(c.to_ascii_lowercase(), at);
            } else if c.is_alphanumeric() {
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
    /// Where a stretch of it stands in the original, without the spaces around.
    fn passage(&self, start: usize, end: usize) -> (usize, usize) {
        let spaced = |at: usize| self.text.as_bytes().get(at) == Some(&b' ');
        let (start, end) = (start + usize::from(spaced(start)), end - usize::from(spaced(end - 1)));
        let place = |at: usize| self.places.get(at).map_or(0, |p| *p as usize);
        (place(start), place(end).max(place(start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, lang: &str, facet: &str) -> Vec<String> {
        let of = |c: &Clue| FACETS[c.facet as usize] == facet;
        find(text, lang).iter().filter(|c| of(c)).map(|c| text[c.start..c.end].to_owned()).collect()
    }

    #[test]
    fn every_row_of_the_table_counts() {
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "{line}");
            for phrase in cells[2].split(';') {
                let core = phrase.trim_start_matches('~').trim_end_matches('_');
                assert_eq!(core, core.to_lowercase(), "{line}");
                let plain = core.chars().all(|c| c.is_alphanumeric() || c == ' ');
                assert!(plain && !core.trim().is_empty() && core.trim() == core, "'{phrase}' in {line}");
            }
        }
        assert!(FACETS.len() < 128 && TONGUES.len() >= 8);
    }

    #[test]
    fn a_phrase_begins_a_word_and_may_go_on() {
        assert_eq!(found("Doctoral candidates met.", "en", "ec.stage"), ["Doctoral", "Doctoral candidate"]);
        assert!(found("The predoctoral", "en", "ec.stage").is_empty());
        assert_eq!(found("Die Nachwuchsförderung", "de", "ec.stage"), ["Nachwuchs"]);
        assert_eq!(found("若手研究者", "ja", "ec.stage"), ["若手"]);
        assert!(found("Doctoral", "fi", "ec.stage").is_empty() && !speaks("fi"));
    }
}
