//! What a document is about and what sort it is, by many small signs that are no terms.
//!
//! Terms of the thesaurus say exactly what they say, and miss whatever somebody words in another way.
//! `clues.tsv` lists what people say around a topic or in a kind of document, by **facet** (early
//! careers: contracts; a call: deadlines; look-alikes: banks, buses) and language. Facets are the same in
//! all languages, so a few hundred documents teach what each weighs for each topic and kind, together
//! with what terms and rules found: [`find`] looks for phrases, [`numbers`] counts facets, [`learn`]
//! weighs them, [`weigh`] decides. Only the start of a text is read. In a language without clues, what
//! terms and rules say stands.

mod find;
mod learn;
mod lesson;
mod numbers;
mod signs;
mod weigh;

pub use lesson::{Lesson, learn_clues, try_clues};

pub(crate) use weigh::{kind, topics};

use find::Clue;
use numbers::Read;
use shiome_model::{Lang, Span};
use signs::{SIGNS, signs};

/// Bytes of a text in which clues are looked for, up to the end of a sentence.
const START: usize = 1800;
/// Bytes of sentences that count in full.
const SHORT: f32 = 1000.0;

/// The clues of a document.
pub(crate) struct Reading {
    title: Vec<Clue>,
    text: Vec<Clue>,
    /// In the order of [`numbers::names`].
    numbers: Vec<f32>,
    /// In the order of [`SIGNS`].
    signs: [f32; SIGNS.len()],
    /// Whether clues were looked for in all of the text.
    is_whole: bool,
}

/// The clues of a document; none in a language whose clues are not known.
pub(crate) fn read(title: &str, text: &str, lang: &Lang, sentences: &[Span]) -> Option<Reading> {
    let lang = lang.as_str();
    if !find::speaks(lang) {
        return None;
    }
    let read = sentences.iter().take_while(|s| s.start == 0 || s.end <= START).count().max(1);
    let sentences: Vec<(usize, usize)> = sentences.iter().take(read).map(|s| (s.start, s.end)).collect();
    let end = sentences.last().map_or(0, |(_, end)| *end);
    let mut end = end.min(START * 2);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    let (in_title, in_text) = (find::find(title, lang), find::find(start, lang));
    let fading = (SHORT / end.max(1) as f32).min(1.0).powf(0.4);
    let numbers = numbers::numbers(&Read { title: &in_title, text: &in_text, sentences: &sentences, fading });
    let is_whole = text[end..].trim().is_empty();
    Some(Reading {
        title: in_title,
        text: in_text,
        numbers,
        signs: signs(title, start, lang, &sentences),
        is_whole,
    })
}
