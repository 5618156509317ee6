//! Where does a sentence end?

use crate::script::is_thai;
use shiome_model::Span;

/// Words after which a full stop ends nothing, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "dr", "prof", "mr", "mrs", "ms", "st", "vs", "etc", "e.g", "i.e", "cf", "al", "fig", "no", "nos", "vol",
    "pp", "p", "inc", "ltd", "co", "corp", "dept", "univ", "u.s", "u.k", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec", "bzw", "ca", "evtl", "ggf", "inkl", "nr", "str", "usw",
    "vgl", "z.b", "d.h", "u.a", "sog", "m", "mme", "mlle", "art", "ex", "sr", "sra", "núm", "av", "bl.a",
    "t.ex", "mio", "mrd", "tsd", "mill", "approx", "rs",
];
/// What may follow the mark and still belong to the sentence.
const CLOSERS: &[char] = &['"', '\'', '”', '’', '»', ')', ']', '」', '』', '）', '】', '》', '〉'];
/// Bytes from which a sentence ends at the next space, and after [`SPACELESS`] more anywhere: a list or a table
/// that nothing ends is no sentence, and whoever compares what stands in one with each other takes for ever.
const LONGEST: usize = 3_000;
/// Bytes after which a sentence that is too long ends without a space.
const SPACELESS: usize = 300;
/// A Thai clause longer than this many characters ends at the next space.
const THAI_CLAUSE: usize = 60;

/// The sentences of a text in order, trimmed; a line feed always ends one.
pub(crate) fn sentences(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        split_line(text, start, start + line.len(), &mut spans);
        start += line.len();
    }
    spans
}

fn split_line(text: &str, from: usize, to: usize, spans: &mut Vec<Span>) {
    let line = &text[from..to];
    let thai = line.chars().filter(|c| is_thai(*c)).count() * 2 > line.chars().count();
    let (mut start, mut quotes, mut length) = (from, 0usize, 0usize);
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        length += 1;
        match c {
            '「' | '『' => quotes += 1,
            '」' | '』' => quotes = quotes.saturating_sub(1),
            _ => {}
        }
        let after = at + c.len_utf8();
        let long = (from + at).saturating_sub(start);
        let too_long = long > LONGEST;
        let ends = match c {
            _ if long > LONGEST + SPACELESS => true,
            c if too_long && c.is_whitespace() => true,
            '。' | '！' | '？' | '｡' | '．' => quotes == 0,
            '!' | '?' | '؟' | '۔' => ends_here(&line[after..]),
            '.' => {
                let (before, rest) = (&line[..at], &line[after..]);
                ends_here(rest) && !is_abbreviation(before) && !is_year_of_day(before, rest)
            }
            ' ' => thai && length > THAI_CLAUSE,
            _ => false,
        };
        if !ends {
            continue;
        }
        let mut end = after;
        while let Some((at, closer)) =
            chars.next_if(|(_, n)| !too_long && (CLOSERS.contains(n) || matches!(n, '。' | '！' | '？')))
        {
            end = at + closer.len_utf8();
        }
        push(text, start, from + end, spans);
        (start, length) = (from + end, 0);
    }
    push(text, start, to, spans);
}

/// Whether a sentence may end before `rest`: closers, then space, then no lower-case letter.
fn ends_here(rest: &str) -> bool {
    let rest = rest.trim_start_matches(CLOSERS);
    let Some(next) = rest.chars().next() else { return true };
    next.is_whitespace() && rest.trim_start().chars().next().is_none_or(|c| !c.is_lowercase())
}

/// Whether the full stop after `before` belongs to an abbreviation, an initial or an ordinal.
fn is_abbreviation(before: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"')).next().unwrap_or_default();
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (None, _) => false,
        (Some(only), None) => only.is_uppercase() || only.is_ascii_digit(),
        _ => {
            let ordinal = word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
            ordinal || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
        }
    }
}

/// Whether the full stop is the first of a Korean or Hungarian day: "2026. 3. 31.".
fn is_year_of_day(before: &str, rest: &str) -> bool {
    let year = before.chars().rev().take_while(char::is_ascii_digit).count() == 4;
    let month = rest.trim_start().split_once('.').map(|(month, _)| month);
    year && month.is_some_and(|m| (1..=2).contains(&m.len()) && m.bytes().all(|b| b.is_ascii_digit()))
}

fn push(text: &str, start: usize, end: usize, spans: &mut Vec<Span>) {
    let slice = &text[start..end];
    let trimmed = slice.trim();
    if !trimmed.is_empty() {
        let start = start + (slice.len() - slice.trim_start().len());
        spans.push(Span { start, end: start + trimmed.len() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn latin_stops_that_end_nothing() {
        let text = "Prof. A. Meyer chairs the panel, e.g. on fees of 3.5 million. It meets again! Am 3. Oktober wird entschieden.";
        let parts = split(text);
        assert_eq!(parts.len(), 3, "{parts:?}");
        assert_eq!(parts[1], "It meets again!");
    }

    #[test]
    fn a_day_with_stops_is_one_piece() {
        assert_eq!(split("접수기간: 2026. 2. 26.(목) ~ 2026. 3. 31.(화) 18:00").len(), 1);
        assert_eq!(split("It ended in 2025. 14 projects ran.").len(), 2);
    }

    #[test]
    fn japanese_chinese_arabic_and_thai_have_their_own() {
        assert_eq!(split("公募を開始した。「期限は守る。」と述べた。詳細は後日。").len(), 3);
        assert_eq!(split("申请已开始！请于五月前提交。").len(), 2);
        assert_eq!(split("هل تغيرت القواعد؟ نعم تغيرت.").len(), 2);
        let thai =
            "สำนักงานประกาศเปิดรับข้อเสนอโครงการวิจัยประจำปีงบประมาณใหม่สำหรับนักวิจัยทุกคน ผู้สมัครต้องส่งเอกสารก่อนสิ้นเดือน";
        assert_eq!(split(thai).len(), 2);
    }

    #[test]
    fn what_nothing_ends_is_cut() {
        for text in [
            "word ".repeat(5_000),
            "研究".repeat(5_000),
            "»".repeat(9_000),
            format!("{}?", "»".repeat(9_000)),
        ] {
            let parts = split(&text);
            assert!(parts.iter().all(|p| p.len() <= LONGEST + SPACELESS + 8), "{}", &text[..9]);
            assert_eq!(
                parts.iter().map(|p| p.matches("word").count()).sum::<usize>(),
                text.matches("word").count()
            );
        }
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_slice(text in "[a-zA-Z0-9 .!?。「」\n研究กข'\")]{0,80}") {
            let mut last = 0;
            for span in sentences(&text) {
                prop_assert!(span.start >= last && span.start < span.end);
                prop_assert!(!span.of(&text).is_empty());
                last = span.end;
            }
        }
    }
}
