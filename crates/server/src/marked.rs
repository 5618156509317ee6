//! Texts with marks, cut into pieces so that a template can escape each of them.

use serde::{Deserialize, Serialize};

/// A passage to mark: bytes `start..end`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub start: usize,
    pub end: usize,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// A run of characters that is marked as a whole, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Piece {
    pub text: String,
    pub hit: bool,
    pub why: String,
}

/// A line of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Paragraph {
    /// The page that begins with it, for files with pages.
    pub page: Option<usize>,
    pub pieces: Vec<Piece>,
}

/// Marks in order, those that overlap made one, those that do not fit `text` left out.
pub(crate) fn merged(text: &str, mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.retain(|m| m.start < m.end && text.get(m.start..m.end).is_some());
    marks.sort();
    let mut merged: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start < last.end => {
                last.end = last.end.max(mark.end);
                if !mark.why.is_empty() && !last.why.split(" · ").any(|w| w == mark.why) {
                    last.why = format!("{} · {}", last.why, mark.why);
                }
            }
            _ => merged.push(mark),
        }
    }
    merged
}

/// The pieces of `text`; together they are the text.
pub(crate) fn pieces(text: &str, marks: Vec<Mark>) -> Vec<Piece> {
    cut(text, 0, &merged(text, marks))
}

/// `text` begins at byte `base` of the text that `marks` count in.
fn cut(text: &str, base: usize, marks: &[Mark]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |part: &str, hit, why: &str| {
        if !part.is_empty() {
            pieces.push(Piece { text: part.to_owned(), hit, why: why.to_owned() });
        }
    };
    let mut at = 0;
    let within = |offset: usize| offset.saturating_sub(base).min(text.len());
    for mark in marks {
        let (start, end) = (within(mark.start).max(at), within(mark.end));
        if start >= end {
            continue;
        }
        push(text.get(at..start).unwrap_or_default(), false, "");
        push(text.get(start..end).unwrap_or_default(), true, &mark.why);
        at = end;
    }
    push(text.get(at..).unwrap_or_default(), false, "");
    pieces
}

/// The lines of `text`, cut; `pages` are the byte offsets at which its pages begin.
pub(crate) fn paragraphs(text: &str, marks: Vec<Mark>, pages: &[usize]) -> Vec<Paragraph> {
    let marks = merged(text, marks);
    let mut base = 0;
    let mut next_page = 0;
    let mut next_mark = 0;
    let mut page = None;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let end = base + line.len();
        // A page that begins inside a line is that of the next one that says something.
        while pages.get(next_page).is_some_and(|start| *start <= base) {
            next_page += 1;
            page = Some(next_page);
        }
        while marks.get(next_mark).is_some_and(|m| m.end <= base) {
            next_mark += 1;
        }
        let here = marks.get(next_mark..).unwrap_or_default();
        let here = &here[..here.partition_point(|m| m.start < end)];
        if !line.trim().is_empty() {
            lines.push(Paragraph { page: page.take(), pieces: cut(line, base, here) });
        }
        base = end + 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, why: &str) -> Mark {
        Mark { start, end, why: why.into() }
    }

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|p| if p.hit { format!("[{}|{}]", p.text, p.why) } else { p.text.clone() })
            .collect()
    }

    #[test]
    fn marks_are_merged_and_nonsense_is_left_out() {
        let marks =
            vec![mark(3, 6, "b"), mark(0, 4, "a"), mark(1, 2, "a"), mark(7, 99, "x"), mark(5, 5, "x")];
        assert_eq!(shown(&pieces("abcdefgh", marks)), "[abcdef|a · b]gh");
        assert_eq!(shown(&pieces("研究", vec![mark(0, 3, "a"), mark(4, 6, "cut")])), "[研|a]究");
    }

    #[test]
    fn a_text_falls_into_paragraphs_with_their_pages() {
        let text = "one two\n\nthree\nfour";
        let lines = paragraphs(text, vec![mark(4, 7, "t"), mark(9, 12, "u"), mark(12, 17, "v")], &[0, 9]);
        let seen: Vec<_> = lines.iter().map(|l| (l.page, shown(&l.pieces))).collect();
        let expected = [(Some(1), "one [two|t]"), (Some(2), "[thr|u][ee|v]"), (None, "[fo|v]ur")]
            .map(|(p, t)| (p, t.to_owned()));
        assert_eq!(seen, expected);
        let pages =
            |starts: &[usize]| paragraphs(text, vec![], starts).iter().map(|l| l.page).collect::<Vec<_>>();
        assert_eq!(pages(&[0, 4, 15]), [Some(1), Some(2), Some(3)]);
        assert_eq!(pages(&[]), [None, None, None]);
    }
}
