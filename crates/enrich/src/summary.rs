//! Which three sentences say most of a text?
//!
//! Sentences that share words with many others are central (LexRank, Erkan and Radev 2004, one step);
//! an early place, words of the title and terms of a topic add to that. Nothing is rewritten: a
//! summary is a choice of passages.

use crate::{
    script::{is_unspaced, mostly_unspaced},
    thesaurus::Hit,
    words::{Cut, mix},
};
use regex::Regex;
use shiome_model::{Field, Span};
use std::ops::Range;
use std::sync::LazyLock;

/// Sentences in a summary.
const CHOSEN: usize = 3;
/// Sentences considered, from the start.
const CONSIDERED: usize = 40;

/// Words of buttons, banners and footers. Boundaries are those of ASCII: the others cost many times
/// the rest.
static BOILERPLATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?-u:\b)(share (this|on)|subscribe|newsletter|cookies?|privacy policy|all rights reserved|follow us|sign up|log ?in|click here|read more|skip to|copyright|photo credit|image credit|back to top|print this page|datenschutz|impressum|abonnieren|teilen auf|partager|s.abonner|compartir|suscríbete|compartilh\p{L}+|inscreva-se|condividi|iscriviti|prenumerera|dela på)(?-u:\b)|©|クッキー|シェアする|メルマガ|プライバシーポリシー|無断転載|お問い?合わせ先?|もっと見る|版权所有|分享到|订阅|쿠키|구독|공유하기|저작권",
    )
    .ok()
});

/// Up to three sentences in order of the text; none from an empty text, and none that only asks
/// readers to click.
pub(crate) fn summary(title: &str, text: &str, cut: &Cut, sentences: &[Span], hits: &[Hit]) -> Vec<Span> {
    let speaks = |s: &&Span| is_statement(s.of(text));
    let full: Vec<Span> =
        sentences.iter().filter(speaks).filter(|s| fits(s.of(text))).take(CONSIDERED).copied().collect();
    let pool = if full.is_empty() {
        sentences.iter().filter(speaks).filter(|s| length(s.of(text)) <= 600).take(CHOSEN).copied().collect()
    } else {
        full
    };
    let units: Vec<Vec<u64>> = pool.iter().map(|s| units_of(s.of(text), cut, cut.within(*s))).collect();
    let of_title = self::units(title);
    let likeness = likenesses(&units);
    let mut ranked: Vec<(f32, usize)> = (0..pool.len())
        .map(|i| {
            let central: f32 = (0..pool.len()).filter(|j| *j != i).map(|j| likeness[i][j]).sum();
            let central = central / (pool.len().max(2) - 1) as f32;
            let early = 0.35 / (1.0 + 0.25 * i as f32);
            let named = shared(&units[i], &of_title) as f32 / of_title.len().max(1) as f32;
            let inside = |h: &&Hit| {
                h.field == Field::Text && h.span.start >= pool[i].start && h.span.end <= pool[i].end
            };
            let terms = hits.iter().filter(inside).count().min(3) as f32;
            (central + early + 0.25 * named + 0.1 * terms, i)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut chosen: Vec<usize> = Vec::new();
    for (_, i) in ranked {
        if chosen.len() < CHOSEN && chosen.iter().all(|c| likeness[*c][i] < 0.6) {
            chosen.push(i);
        }
    }
    chosen.sort_unstable();
    chosen.into_iter().map(|i| pool[i]).collect()
}

/// Characters, counting one of an unspaced script as two and a half.
fn length(sentence: &str) -> usize {
    if sentence.is_ascii() {
        return sentence.len();
    }
    let unspaced = sentence.chars().filter(|c| is_unspaced(*c)).count();
    sentence.chars().count() + unspaced + unspaced / 2
}

fn fits(sentence: &str) -> bool {
    (30..=450).contains(&length(sentence))
        && sentence.trim_end().ends_with(|c: char| !c.is_alphanumeric() || is_unspaced(c))
}

fn is_statement(sentence: &str) -> bool {
    let letters = sentence.chars().filter(|c| c.is_alphabetic()).count();
    let all = sentence.chars().filter(|c| !c.is_whitespace()).count();
    let link = sentence.contains("http://") || sentence.contains("https://") || sentence.contains('@');
    letters >= 5
        && letters * 3 >= all * 2
        && !sentence.contains(" > ") // a path through the site
        && !(link && length(sentence) < 120)
        && BOILERPLATE.as_ref().is_none_or(|b| !b.is_match(sentence))
}

/// What a sentence is made of: words of four letters and more, or pairs of characters.
pub(crate) fn units(sentence: &str) -> Vec<u64> {
    let cut = Cut::of(sentence);
    units_of(sentence, &cut, 0..cut.words.len())
}

/// The same of a sentence whose words are these of a text.
fn units_of(sentence: &str, cut: &Cut, words: Range<usize>) -> Vec<u64> {
    if mostly_unspaced(sentence) {
        let chars: Vec<char> = sentence.chars().filter(|c| c.is_alphanumeric()).collect();
        return sorted(
            chars.windows(2).map(|pair| mix((u64::from(pair[0]) << 32) | u64::from(pair[1]))).collect(),
        );
    }
    let long = |w: &str| w.chars().nth(3).is_some() || w.chars().any(crate::script::is_hangul);
    let all = cut.words[words.clone()].iter().zip(&cut.numbers[words]);
    sorted(all.filter(|(w, _)| long(&w.lower)).map(|(_, number)| *number).collect())
}

fn sorted(mut units: Vec<u64>) -> Vec<u64> {
    units.sort_unstable();
    units.dedup();
    units
}

/// How many units two sorted lists share.
pub(crate) fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        count += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}

/// How like each of some lists is to each: both ways the same, so counted once.
fn likenesses(units: &[Vec<u64>]) -> Vec<Vec<f32>> {
    let mut table = vec![vec![0.0; units.len()]; units.len()];
    for (i, a) in units.iter().enumerate() {
        for (j, b) in units.iter().enumerate().skip(i) {
            let likeness = likeness(a, b);
            table[i][j] = likeness;
            table[j][i] = likeness;
        }
    }
    table
}

fn likeness(a: &[u64], b: &[u64]) -> f32 {
    let shared = shared(a, b) as f32;
    let product = (a.len() * b.len()) as f32;
    if product > 0.0 { shared / product.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentences::sentences;

    fn chosen<'t>(title: &str, text: &'t str) -> Vec<&'t str> {
        summary(title, text, &Cut::of(text), &sentences(text), &[]).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn three_sentences_in_order_and_no_buttons() {
        let text = "Share this page with your friends and colleagues today.\nThe council adopted a new open access policy for all its grants. \
                    The policy asks that articles be free to read on the day they appear. Lunch was served in the garden of the old house. \
                    Grants under the policy pay open access fees of journals that publish all articles openly. Subscribe to our newsletter for more stories.";
        let picked = chosen("Council adopts open access policy", text);
        assert_eq!(picked.len(), 3);
        assert!(picked[0].starts_with("The council adopted"));
        assert!(
            picked.iter().all(|s| !s.contains("Share") && !s.contains("Subscribe") && !s.contains("Lunch")),
            "{picked:?}"
        );
    }

    #[test]
    fn japanese_and_nothing() {
        let text = "本会は新しい研究データ方針を決定した。すべての採択課題は研究データ管理計画を提出する必要がある。\nシェアする\n計画は採択後に毎年更新し、研究データの公開予定を記す。";
        assert_eq!(chosen("研究データ方針の決定", text).len(), 3);
        assert!(chosen("title", "").is_empty());
        assert!(chosen("title", "\n \n").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn words_of_a_text_are_words_of_its_sentences(text in "([a-zA-Zäé]{1,9}|[ .!?\n。研究한글กé\u{301}-]){0,40}") {
            let cut = Cut::of(&text);
            for span in sentences(&text) {
                let sentence = span.of(&text);
                proptest::prop_assert_eq!(units_of(sentence, &cut, cut.within(span)), units(sentence));
            }
        }
    }
}
