//! What makes equal and nearly equal texts findable.

use crate::{
    fold::bare,
    script::{is_han, is_hangul, is_katakana, is_unspaced, mostly_unspaced},
    tokens::tokens,
    words::{hash, mix, words},
};
use shiome_model::{Fingerprint, Hash};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Numbers in a signature.
const HASHES: usize = 128;
/// Numbers that make one key, and keys: two texts of which four fifths agree share one of them in 99 cases
/// of 100, and each costs a row.
const ROWS: usize = 5;
const BANDS: usize = 12;
/// Places of the signature into which one shingle is thrown: so many that few stay empty of a short text.
const THROWS: u64 = 4;
/// Shingles below which a text is too short to compare.
const FEWEST: usize = 12;
/// Figures of the text that go into the marks.
const FIGURES: usize = 48;

/// The fingerprint of a document.
pub(crate) fn fingerprint(title: &str, text: &str) -> Fingerprint {
    let (bare_title, bare_text) = (bare(title), bare(text));
    let exact = Hash::of_parts(&[bare_title.as_bytes(), bare_text.as_bytes()]);
    let minhash = signature(&shingles(&bare_text));
    let bands =
        minhash.chunks_exact(ROWS).take(BANDS).enumerate().map(|(band, rows)| key(band, rows)).collect();
    Fingerprint { exact, minhash, bands, marks: marks(title, text) }
}

/// Three words, or five characters where words are not parted.
fn shingles(bare: &str) -> Vec<u64> {
    if mostly_unspaced(bare) {
        let joined: String = bare.chars().filter(|c| *c != ' ').collect();
        let starts: Vec<usize> = joined.char_indices().map(|(at, _)| at).chain([joined.len()]).collect();
        return sorted(starts.windows(6).map(|five| hash(&joined[five[0]..five[5]])).collect());
    }
    let words: Vec<u64> = bare.split(' ').map(hash).collect();
    sorted(words.windows(3).map(|w| mix(w[0] ^ mix(w[1] ^ mix(w[2])))).collect())
}

fn sorted(mut shingles: Vec<u64>) -> Vec<u64> {
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// MinHash by one permutation (Li, Owen, Zhang 2012): each shingle is thrown into [`THROWS`] of the
/// places, and each place keeps the least it got; a place that got none borrows from one that did
/// (Shrivastava 2017). As good as an ordering for every place, in a thirtieth of the time.
fn signature(shingles: &[u64]) -> Vec<u32> {
    if shingles.len() < FEWEST {
        return Vec::new();
    }
    let mut places = [u64::MAX; HASHES];
    for shingle in shingles {
        for throw in 1..=THROWS {
            let thrown = mix(shingle ^ mix(throw));
            if let Some(place) = places.get_mut((thrown >> 32) as usize % HASHES) {
                *place = (*place).min(thrown & u64::from(u32::MAX));
            }
        }
    }
    let lender = |at: usize| {
        let tries = (1..).map(|n: u64| mix((at as u64) << 32 | n) as usize % HASHES);
        tries.filter_map(|other| places.get(other)).find(|value| **value != u64::MAX)
    };
    let filled = |(at, value): (usize, &u64)| match *value {
        u64::MAX => lender(at).map_or(0, |v| *v as u32),
        value => value as u32,
    };
    places.iter().enumerate().map(filled).collect()
}

fn key(band: usize, rows: &[u32]) -> u64 {
    rows.iter().fold(mix(band as u64 + 1), |k, row| mix(k ^ u64::from(*row)))
}

/// The numbers and names of the title, and (written `#`) the figures of the text: announcements of
/// one mould differ in these. Sorted, unique.
fn marks(title: &str, text: &str) -> Vec<String> {
    let mut marks: BTreeSet<String> = BTreeSet::new();
    for word in words(title) {
        let first = word.cased.chars().next().unwrap_or(' ');
        let named = first.is_uppercase() || word.cased.chars().skip(1).any(char::is_uppercase);
        if named || is_hangul(first) || word.cased.chars().any(char::is_numeric) {
            marks.insert(word.lower.into_owned());
        }
    }
    // Runs of Chinese characters and of katakana are the names of a title without capitals.
    let mut run = String::new();
    let mut previous = ' ';
    for c in title.chars().chain([' ']) {
        let goes_on = (is_han(c) && is_han(previous)) || (is_katakana(c) && is_katakana(previous));
        if !goes_on {
            if run.chars().count() >= 2 {
                marks.insert(std::mem::take(&mut run));
            }
            run.clear();
        }
        if is_unspaced(c) && (is_han(c) || is_katakana(c)) {
            run.push(c);
        }
        previous = c;
    }
    let many = |slice: &&str| slice.bytes().filter(u8::is_ascii_digit).count() >= 2;
    let figures = tokens(text).map(|t| t.of(text)).filter(many);
    marks.extend(figures.map(|f| format!("#{}", lower(f))).take(FIGURES));
    marks.into_iter().collect()
}

/// A word in NFKC and lower case.
fn lower(word: &str) -> String {
    if word.is_ascii() { word.to_ascii_lowercase() } else { word.nfkc().collect::<String>().to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_punctuation_do_not_count() {
        let a = fingerprint("Open Access", "Articles are free.  All of them!");
        let b = fingerprint("OPEN ACCESS!", "articles are free — all of them");
        assert_eq!(a.exact, b.exact);
        assert!(a.minhash.is_empty() && a.bands.is_empty());
    }

    #[test]
    fn marks_are_numbers_and_names() {
        assert_eq!(fingerprint("News from Bielefeld for 2019", "").marks, ["2019", "bielefeld", "news"]);
        assert_eq!(fingerprint("量子技術のセミナー", "").marks, ["セミナー", "量子技術"]);
    }

    proptest! {
        #[test]
        fn the_estimate_is_close_to_the_truth(cut in 0usize..200) {
            let all: Vec<String> = (0..400).map(|n| format!("w{n}")).collect();
            let (a, b) = (shingles(&all[..300].join(" ")), shingles(&all[cut..cut + 200].join(" ")));
            let (set_a, set_b): (BTreeSet<&u64>, BTreeSet<&u64>) = (a.iter().collect(), b.iter().collect());
            let truth = set_a.intersection(&set_b).count() as f32 / set_a.union(&set_b).count() as f32;
            let (a, b) = (signature(&a), signature(&b));
            let equal = a.iter().zip(&b).filter(|(x, y)| x == y).count() as f32 / HASHES as f32;
            prop_assert!((truth - equal).abs() < 0.17, "{truth} {equal}");
        }
    }
}
