//! Where a document says what was asked for.

use crate::{
    analyze::{Purpose, Terms},
    language::Language,
    request::Passage,
};
use shiome_model::Span;
use std::collections::HashMap;

/// Characters of a passage.
const WIDTH: usize = 160;
/// Characters before the first match, at most, in search of a beginning.
const LEAD: usize = 60;
/// Passages of a document.
const MOST: usize = 3;
/// Bytes of a text that are read for passages; long reports say what they are about early on.
const READ: usize = 400_000;

/// Texts to be marked, each as words in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marker {
    patterns: Vec<Vec<(usize, String)>>,
    by_first: HashMap<String, Vec<usize>>,
}

impl Marker {
    /// Marks `wanted` in texts of `language`.
    pub(crate) fn new<'w>(wanted: impl IntoIterator<Item = &'w str>, language: Language) -> Marker {
        let mut marker = Marker::default();
        for text in wanted {
            let terms = Terms::of(text, language, Purpose::Query);
            let pattern: Vec<_> = terms.iter().map(|(text, p)| (p.position, text.to_owned())).collect();
            let Some((_, first)) = pattern.first() else { continue };
            if marker.patterns.contains(&pattern) {
                continue;
            }
            marker.by_first.entry(first.clone()).or_default().push(marker.patterns.len());
            marker.patterns.push(pattern);
        }
        marker
    }

    /// Every place of every pattern: (span, pattern), in order.
    fn find(&self, text: &str, language: Language) -> Vec<(Span, usize)> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let terms = Terms::of(text, language, Purpose::Index);
        let mut found = Vec::new();
        for (i, (first, place)) in terms.iter().enumerate() {
            for which in self.by_first.get(first).into_iter().flatten() {
                if let Some(end) = ends(&terms, i, &self.patterns[*which]) {
                    found.push((Span { start: place.start, end }, *which));
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// What to mark in a short text.
    pub(crate) fn marks(&self, text: &str, language: Language) -> Vec<Span> {
        merged(self.find(head(text, READ), language).into_iter().map(|(span, _)| span))
    }

    /// The passages of `text` that say most, in order; its beginning if nothing is to be marked.
    pub(crate) fn passages(&self, text: &str, language: Language) -> Vec<Passage> {
        let text = head(text, READ);
        let found = self.find(text, language);
        let mut chosen: Vec<Span> = Vec::new();
        let mut windows: Vec<(usize, usize, Span)> = Vec::new();
        for (i, (span, _)) in found.iter().enumerate() {
            let window = window(text, span.start);
            let inside = found[i..].iter().take_while(|(other, _)| other.end <= window.end);
            let mut kinds: Vec<usize> = inside.map(|(_, which)| *which).collect();
            let places = kinds.len();
            kinds.sort_unstable();
            kinds.dedup();
            windows.push((kinds.len(), places, window));
        }
        // Most different words first, then most words, then the earliest.
        windows.sort_by_key(|(kinds, places, window)| {
            (std::cmp::Reverse(*kinds), std::cmp::Reverse(*places), window.start)
        });
        for (_, _, window) in windows {
            if chosen.len() == MOST {
                break;
            }
            if chosen.iter().all(|other| window.end <= other.start || other.end <= window.start) {
                chosen.push(window);
            }
        }
        if chosen.is_empty() {
            let beginning = window(text, 0);
            if beginning.start == beginning.end {
                return Vec::new();
            }
            chosen.push(beginning);
        }
        chosen.sort_unstable();
        chosen.into_iter().map(|window| passage(text, window, &found)).collect()
    }
}

fn ends(terms: &Terms, first: usize, pattern: &[(usize, String)]) -> Option<usize> {
    let (_, place) = terms.get(first)?;
    let mut end = place.end;
    let mut next = first;
    for (position, wanted) in &pattern[1..] {
        let at = place.position + position - pattern[0].0;
        loop {
            next += 1;
            let (text, here) = terms.get(next)?;
            if here.position > at {
                return None;
            }
            if here.position == at && text == wanted {
                end = end.max(here.end);
                break;
            }
        }
    }
    Some(end)
}

fn merged(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// About [`WIDTH`] characters around `at`, from the beginning of a sentence if one is near, else of a
/// word.
fn window(text: &str, at: usize) -> Span {
    let before: Vec<(usize, char)> = text[..at].char_indices().rev().take(LEAD).collect();
    let is_end = |c: char| matches!(c, '\n' | '。' | '！' | '？' | '．');
    let sentence = before.iter().enumerate().find(|(i, (_, c))| {
        let spaced = *i > 0 && before[i - 1].1.is_whitespace();
        is_end(*c) || (matches!(c, '.' | '!' | '?') && spaced)
    });
    let word = || before.iter().take(LEAD / 2).rev().find(|(_, c)| c.is_whitespace());
    let near = || before.get(LEAD / 3).or(before.last());
    let start = match (sentence, before.len() < LEAD) {
        (Some((_, (i, c))), _) => i + c.len_utf8(),
        (None, true) => 0,
        (None, false) => word().map(|(i, c)| i + c.len_utf8()).or(near().map(|(i, _)| *i)).unwrap_or(at),
    };
    let start = at.min(start + text[start..at].len() - text[start..at].trim_start().len());
    let mut end = text.len();
    let mut space = None;
    for (n, (i, c)) in text[start..].char_indices().enumerate() {
        if n >= WIDTH {
            end = start + i;
            break;
        }
        if c.is_whitespace() && n > WIDTH * 3 / 4 {
            space = Some(start + i);
        }
    }
    let end = if end < text.len() { space.unwrap_or(end) } else { end };
    Span { start, end: start + text[start..end].trim_end().len() }
}

fn passage(text: &str, window: Span, found: &[(Span, usize)]) -> Passage {
    let inside =
        found.iter().map(|(span, _)| span).filter(|s| window.start <= s.start && s.end <= window.end);
    let shifted = inside.map(|s| Span { start: s.start - window.start, end: s.end - window.start });
    let (before, after) = (&text[..window.start], &text[window.end..]);
    Passage {
        text: window.of(text).to_owned(),
        highlights: merged(shifted),
        start: window.start,
        cut_before: !ends_a_sentence(before) && !before.trim_end_matches(' ').ends_with('\n'),
        cut_after: !after.starts_with('\n') && !after.trim().is_empty() && !ends_a_sentence(window.of(text)),
    }
}

/// Whether nothing more belongs to the last sentence of `text`.
fn ends_a_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '\'', '”', '’', '“', '»', '」', '』', '）', ')']);
    text.is_empty() || text.ends_with(['.', '!', '?', '…', '。', '！', '？', '．', '؟'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shiome_model::Lang;

    fn language(code: &str) -> Language {
        Language::of(&Lang::from(code))
    }

    fn marked(text: &str, wanted: &[&str], code: &str) -> String {
        let language = language(code);
        let mut out = String::new();
        for passage in Marker::new(wanted.iter().copied(), language).passages(text, language) {
            let mut last = 0;
            for span in &passage.highlights {
                out += &passage.text[last..span.start];
                out += &format!("[{}]", span.of(&passage.text));
                last = span.end;
            }
            out += &passage.text[last..];
            out += "|";
        }
        out
    }

    #[test]
    fn words_are_marked_as_the_language_has_them() {
        assert_eq!(
            marked("New calls. The Funders called.", &["call"], "en"),
            "New [calls]. The Funders [called].|"
        );
        assert_eq!(
            marked("研究評価の改革。評価を見直す。", &["評価"], "ja"),
            "研究[評価]の改革。[評価]を見直す。|"
        );
        assert_eq!(marked("生成AIによる査読", &["生成AI"], "ja"), "[生成AI]による査読|");
        assert_eq!(marked("La recherche évaluée", &["évaluer"], "fr"), "La recherche [évaluée]|");
        assert_eq!(marked("open data, open science", &["open science"], "en"), "open data, [open science]|");
        assert_eq!(marked("연구평가를 개혁한다", &["평가"], "ko"), "연구[평가]를 개혁한다|");
        assert_eq!(marked("การสนับสนุนทุนวิจัยใหม่", &["ทุนวิจัย"], "th"), "การสนับสนุน[ทุนวิจัย]ใหม่|");
    }

    #[test]
    fn the_passage_with_most_of_the_words_comes_out() {
        let filler = "Nothing of note was said here at all. ".repeat(20);
        let text = format!("Peer work. {filler}The council discussed peer review. {filler}Review was over.");
        let language = language("en");
        let passages = Marker::new(["peer", "review"], language).passages(&text, language);
        assert_eq!(passages.len(), 3);
        let best = passages.iter().max_by_key(|p| p.highlights.len()).unwrap();
        assert!(best.text.starts_with("The council discussed peer review."), "{}", best.text);
        assert_eq!(&text[best.start..best.start + best.text.len()], best.text);
    }

    proptest! {
        #[test]
        fn marks_lie_on_characters(text in "(\\PC|研究|open |\n){0,120}", wanted in "(研究|open|e|\\PC)", which in 0usize..17) {
            let language = Language::all().nth(which).unwrap_or(Language::other());
            let marker = Marker::new([wanted.as_str()], language);
            for passage in marker.passages(&text, language) {
                prop_assert_eq!(text.get(passage.start..passage.start + passage.text.len()), Some(passage.text.as_str()));
                prop_assert!(passage.text.chars().count() <= WIDTH + LEAD);
                for span in &passage.highlights {
                    prop_assert!(passage.text.get(span.start..span.end).is_some_and(|s| !s.is_empty()));
                }
            }
        }
    }
}
