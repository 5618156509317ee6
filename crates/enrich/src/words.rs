//! Words of scripts that part them, their stems, and numbers that stand for them.

use crate::fold::plain;
use crate::script::{is_hangul, is_spaced_letter};
use frostem::{Algorithm, Stemmer};
use shiome_model::{Lang, Span};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word and where it stands. Most words are written as they are compared, and are not copied.
pub(crate) struct Word<'t> {
    /// In NFKC, case kept.
    pub(crate) cased: Cow<'t, str>,
    /// In lower case.
    pub(crate) lower: Cow<'t, str>,
    /// Its bytes in the original.
    pub(crate) span: Span,
    /// Whether only a hyphen parts it from the word before.
    pub(crate) hyphened: bool,
}

/// The words of a text. An ampersand counts as one; Chinese, Japanese and Thai yield none.
pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word> = Vec::with_capacity(text.len() / 8);
    let mut chars = text.char_indices().peekable();
    let mut hyphened = false;
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let hangul = is_hangul(c);
        let (mut is_plain, mut is_lower) = is_plain(c);
        if hangul || is_spaced_letter(c) {
            let goes_on =
                |n: char| if hangul { is_hangul(n) } else { is_spaced_letter(n) || is_combining_mark(n) };
            while let Some((at, n)) =
                chars.next_if(|(_, n)| n.is_ascii_alphanumeric() && !hangul || goes_on(*n))
            {
                end = at + n.len_utf8();
                let (plain, lower) = self::is_plain(n);
                is_plain &= plain;
                is_lower &= lower;
            }
        } else if !matches!(c, '&' | '＆') {
            let joins = matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{AD}');
            hyphened = joins && words.last().is_some_and(|w| w.span.end == start);
            continue;
        }
        let slice = &text[start..end];
        let cased: Cow<str> =
            if is_plain { Cow::Borrowed(slice) } else { Cow::Owned(slice.nfkc().collect()) };
        let lower = match &cased {
            Cow::Borrowed(slice) if is_lower => Cow::Borrowed(*slice),
            cased if slice.is_ascii() => Cow::Owned(cased.to_ascii_lowercase()),
            cased => Cow::Owned(cased.to_lowercase()),
        };
        words.push(Word { cased, lower, span: Span { start, end }, hyphened });
        hyphened = false;
    }
    words
}

/// The words of a text with the number of each in lower case, made once for all who compare words.
pub(crate) struct Cut<'t> {
    /// The words.
    pub(crate) words: Vec<Word<'t>>,
    /// [`hash`] of each in lower case.
    pub(crate) numbers: Vec<u64>,
}

impl<'t> Cut<'t> {
    /// Cuts a text.
    pub(crate) fn of(text: &'t str) -> Self {
        let words = words(text);
        let numbers = words.iter().map(|w| hash(&w.lower)).collect();
        Self { words, numbers }
    }

    /// Which of the words stand in a passage.
    pub(crate) fn within(&self, passage: Span) -> Range<usize> {
        let first = self.words.partition_point(|w| w.span.start < passage.start);
        let inside = self.words[first..].partition_point(|w| w.span.end <= passage.end);
        first..first + inside
    }
}

/// Whether a character is itself in NFKC, and whether also in lower case.
fn is_plain(c: char) -> (bool, bool) {
    match plain(c) {
        Some(small) => (true, small == c),
        None => (false, false),
    }
}

/// Reduces the words of one language to their stems.
pub(crate) struct Stems {
    lang: String,
    stemmer: Option<Stemmer>,
    met: Met,
}

impl Stems {
    /// For a language; one without a stemmer keeps its words as they are.
    pub(crate) fn of(lang: &Lang) -> Self {
        let algorithm = match lang.as_str() {
            "de" => Some(Algorithm::German),
            "fr" => Some(Algorithm::French),
            "es" => Some(Algorithm::Spanish),
            "pt" => Some(Algorithm::Portuguese),
            "it" => Some(Algorithm::Italian),
            "nl" => Some(Algorithm::Dutch),
            "sv" => Some(Algorithm::Swedish),
            "da" => Some(Algorithm::Danish),
            "no" => Some(Algorithm::Norwegian),
            "fi" => Some(Algorithm::Finnish),
            "ar" => Some(Algorithm::Arabic),
            _ => None,
        };
        Self { lang: lang.as_str().to_owned(), stemmer: algorithm.map(Stemmer::new), met: Met::default() }
    }

    /// A word's stem, for people to recognise.
    pub(crate) fn stem(&self, lower: &str) -> String {
        match &self.stemmer {
            Some(stemmer) => stemmer.stem(lower).to_string(),
            None if self.lang == "en" => english(lower),
            None => lower.to_owned(),
        }
    }

    /// The number of a word's stem. Spellings and conjunctions that mean the same have the same.
    pub(crate) fn key(&self, lower: &str) -> u64 {
        self.key_of(lower, hash(lower))
    }

    /// The same for a word whose number is known.
    pub(crate) fn key_of(&self, lower: &str, number: u64) -> u64 {
        self.met.key(number).unwrap_or_else(|| {
            let key = self.look_up(lower);
            self.met.keep(number, key);
            key
        })
    }

    fn look_up(&self, lower: &str) -> u64 {
        if self.is_and(lower) {
            return hash("&");
        }
        match &self.stemmer {
            Some(stemmer) if self.lang == "de" => hash(german(&stemmer.stem(lower))),
            Some(stemmer) => hash(&stemmer.stem(lower)),
            None if self.lang == "en" => hash(&english(lower)),
            None => hash(lower),
        }
    }

    fn is_and(&self, word: &str) -> bool {
        matches!(
            (self.lang.as_str(), word),
            ("en", "and")
                | ("de", "und")
                | ("fr", "et")
                | ("es", "y" | "e")
                | ("pt", "e")
                | ("it", "e" | "ed")
                | ("nl", "en")
                | ("sv", "och")
                | ("da" | "no", "og")
                | ("fi", "ja")
        )
    }
}

/// Keys of words met lately, each at the one place its number gives it: texts say the same words again and
/// again, and a stem takes longer than all else that is done with a word. Threads share it without waiting;
/// a pair that two of them wrote at once does not fit its number, and is not there.
struct Met(Box<[[AtomicU64; 2]]>);

/// How many words are remembered.
const REMEMBERED: usize = 1 << 13;

impl Default for Met {
    fn default() -> Self {
        Self((0..REMEMBERED).map(|_| [AtomicU64::new(u64::MAX), AtomicU64::new(0)]).collect())
    }
}

impl Met {
    fn place(&self, number: u64) -> Option<&[AtomicU64; 2]> {
        self.0.get(number as usize % REMEMBERED)
    }
    fn key(&self, number: u64) -> Option<u64> {
        let [mixed, key] = self.place(number)?;
        let (mixed, key) = (mixed.load(Ordering::Relaxed), key.load(Ordering::Relaxed));
        (mixed ^ key == number).then_some(key)
    }
    fn keep(&self, number: u64, key: u64) {
        if let Some([mixed, at]) = self.place(number) {
            mixed.store(number ^ key, Ordering::Relaxed);
            at.store(key, Ordering::Relaxed);
        }
    }
}

/// Short adjectives (freier, neuen) keep their endings in Snowball's German.
fn german(stem: &str) -> &str {
    let ending = ["er", "en", "em", "es", "e"].iter().find_map(|e| stem.strip_suffix(e));
    ending.filter(|rest| (4..=5).contains(&rest.len())).unwrap_or(stem)
}

/// An English word without its inflection. Snowball's English also cuts derivations, so that
/// "research, evaluate" would be research evaluation and every intersection intersectionality.
fn english(word: &str) -> String {
    let mut stem = american(word).unwrap_or_else(|| word.to_owned());
    if let Some(rest) = stem.strip_suffix("ies").filter(|r| r.len() >= 3) {
        return format!("{rest}i");
    }
    let singular = ["ss", "us", "is"].iter().any(|e| stem.ends_with(e));
    if stem.len() > 3 && stem.ends_with('s') && !singular {
        stem.pop();
    }
    for ending in ["ing", "ed"] {
        if let Some(rest) = stem.strip_suffix(ending).filter(|r| r.len() >= 4) {
            stem.truncate(rest.len());
            let last: Vec<char> = stem.chars().rev().take(2).collect();
            if matches!(last[..], [a, b] if a == b && !matches!(a, 'l' | 's' | 'z')) {
                stem.pop(); // planning, plan
            }
            return stem;
        }
    }
    if stem.len() > 4 && stem.ends_with('e') {
        stem.pop(); // charge, charging
    } else if stem.len() > 3 && stem.ends_with('y') {
        stem.pop();
        stem.push('i'); // policy, policies
    }
    stem
}

/// The American spelling of a British word that would stay apart.
fn american(word: &str) -> Option<String> {
    const PAIRS: [(&str, &str); 6] = [
        ("programme", "program"),
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("centre", "center"),
        ("behaviour", "behavior"),
    ];
    if word.len() < 6 {
        return None;
    }
    PAIRS.iter().find(|(british, _)| word.contains(british)).map(|(b, a)| word.replace(b, a))
}

/// FNV-1a (Fowler, Noll, Vo), finished by a mix so that near texts lie far apart. Stable for ever:
/// fingerprints are stored.
pub(crate) fn hash(text: &str) -> u64 {
    mix(text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)))
}

/// A map from numbers that [`hash`] made.
pub(crate) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// Takes a number that is spread already for its own hash.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| mix(h ^ u64::from(*b)));
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) fn mix(value: u64) -> u64 {
    let a = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ (b >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_punctuation_part_words() {
        let list: Vec<String> = words("OECDのAPC、open-access & d'intérêts 연구자")
            .into_iter()
            .map(|w| w.cased.into_owned())
            .collect();
        assert_eq!(list, ["OECD", "APC", "open", "access", "&", "d", "intérêts", "연구자"]);
    }

    #[test]
    fn inflections_and_spellings_meet() {
        let en = Stems::of(&Lang::from("en"));
        for (one, other) in [
            ("charges", "charge"),
            ("policies", "policy"),
            ("planning", "plan"),
            ("broadening", "broaden"),
            ("funded", "fund"),
        ] {
            assert_eq!(en.key(one), en.key(other), "{one}");
        }
        assert_ne!(en.key("intersection"), en.key("intersectionality"));
        assert_ne!(en.key("researcher"), en.key("research"));
        assert_eq!(en.key("programmes"), en.key("program"));
        assert_eq!(en.key("organisation"), en.key("organization"));
        assert_eq!(en.key("and"), en.key("&"));
        let de = Stems::of(&Lang::from("de"));
        assert_eq!(de.key("gutachten"), de.key("gutachtens"));
        assert_eq!(de.key("freier"), de.key("freien"));
        assert_ne!(de.key("lehre"), de.key("forschung"));
    }

    proptest::proptest! {
        #[test]
        fn words_are_compared_in_nfkc_and_lower_case(text in "[a-zA-Z0-9äÄéßİΣσſŉ &＆ﬁＡ研究한글ᆨกำ\u{301}\n.-]{0,40}") {
            for word in words(&text) {
                let cased: String = word.span.of(&text).nfkc().collect();
                proptest::prop_assert_eq!(&word.lower, &cased.to_lowercase());
                proptest::prop_assert_eq!(&word.cased, &cased);
            }
        }

        #[test]
        fn what_is_remembered_is_the_stem(list in proptest::collection::vec("[a-zäö]{1,9}", 0..60)) {
            let stems = Stems::of(&Lang::from("de"));
            for word in list.iter().chain(&list) {
                proptest::prop_assert_eq!(stems.key(word), stems.look_up(word));
            }
        }
    }
}
