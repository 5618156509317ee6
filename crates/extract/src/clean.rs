//! Text as documents keep it: NFC, single spaces, no control characters, one line a paragraph.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// One line: every run of white space becomes one space, invisible characters go.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
        } else if !invisible(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    if is_nfc(&out) { out } else { out.nfc().collect() }
}

/// Paragraphs: each line of `text` made plain, empty ones dropped.
pub fn paragraphs(text: &str) -> String {
    join(text.lines().map(line))
}

/// Joins lines that are already plain, dropping empty ones.
pub fn join(lines: impl IntoIterator<Item = String>) -> String {
    let mut out = String::new();
    for line in lines.into_iter().filter(|l| !l.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
    }
    out
}

/// A row of a table as one line: its cells between bars, without empty ones at the end. Bars inside
/// cells would read as borders and become slashes.
pub fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let mut cells: Vec<String> = cells.into_iter().map(|c| line(c).replace('|', "/")).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    line(&cells.join(" | "))
}

/// Decodes the character references that a publisher escaped twice: `&amp;mdash;` in an attribute.
pub fn unescape(text: &str) -> String {
    if !text.contains('&') || !text.contains(';') {
        return text.to_owned();
    }
    let as_text = text.replace('<', "&lt;");
    scraper::Html::parse_fragment(&as_text).root_element().text().collect()
}

/// The form in which two titles are compared: lower case, letters and digits only.
pub fn key(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'
                ..='\u{202e}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_plain() {
        assert_eq!(line("  a\u{a0}\n\tb\u{200b}c \u{3000}d "), "a bc d");
        assert_eq!(line("u\u{308}ber"), "über");
        assert_eq!(paragraphs("a\n\n  b \r\n\n"), "a\nb");
    }

    #[test]
    fn a_row_is_a_line() {
        assert_eq!(row(["Fund", " 2026\n budget", ""]), "Fund | 2026 budget");
        assert_eq!(row(["", "a|b", "", "c"]), "| a/b | | c");
        assert_eq!(row(["", ""]), "");
    }

    #[test]
    fn references_are_decoded_once_more() {
        assert_eq!(unescape("A &amp; B &mdash; <b>"), "A & B — <b>");
        assert_eq!(unescape("R&D; no reference"), "R&D; no reference");
    }

    #[test]
    fn keys_forget_typography() {
        assert_eq!(key("The “Plan” – Ｓ"), key("the plan s"));
    }

    proptest! {
        #[test]
        fn plain_text_stays_as_it_is(text in "\\PC{0,60}") {
            let once = line(&text);
            prop_assert_eq!(line(&once), once.clone());
            let many = paragraphs(&text);
            prop_assert_eq!(paragraphs(&many), many);
        }
    }
}
