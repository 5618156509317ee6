//! Where are the words of a text? As [`crate::words`] has them, without making a string of each: for those
//! who look at most words only once.

use crate::script::{is_hangul, is_spaced_letter};
use shiome_model::Span;
use unicode_normalization::char::is_combining_mark;

/// The words of a text, where they stand; an ampersand counts as one. Chinese, Japanese and Thai yield none.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if let Some(byte) = bytes.get(at).filter(|b| b.is_ascii()) {
                at += 1;
                match byte {
                    b'&' => return Some(Span { start, end: at }),
                    b if b.is_ascii_alphanumeric() => at = end_of_letters(text, at),
                    _ => continue,
                }
                return Some(Span { start, end: at });
            }
            let c = text[at..].chars().next()?;
            at += c.len_utf8();
            if is_hangul(c) {
                at += text[at..].find(|n| !is_hangul(n)).unwrap_or(text.len() - at);
            } else if is_spaced_letter(c) {
                at = end_of_letters(text, at);
            } else if c != '＆' {
                continue;
            }
            return Some(Span { start, end: at });
        }
        None
    })
}

/// Where the word goes on to.
fn end_of_letters(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
            at += 1;
        }
        let Some(c) = text[at..].chars().next().filter(|c| !c.is_ascii()) else { return at };
        if !is_spaced_letter(c) && !is_combining_mark(c) {
            return at;
        }
        at += c.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_the_words(text in "[a-zA-Z0-9äé &＆・研究한글กำ\u{301}\n.,-]{0,60}") {
            let expected: Vec<Span> = words(&text).into_iter().map(|w| w.span).collect();
            prop_assert_eq!(tokens(&text).collect::<Vec<_>>(), expected);
        }
    }
}
