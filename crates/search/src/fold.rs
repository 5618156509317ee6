//! One form for the many ways of writing a character, without losing where it stood.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A character after folding, and the bytes of the text it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Folded {
    pub(crate) c: char,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// `text` after NFKC in lower case, character by character. Composition needs a letter and the marks
/// after it, so these are folded together and keep the bytes of the whole.
pub(crate) fn fold(text: &str) -> Vec<Folded> {
    let mut folded = Vec::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        while let Some((at, mark)) = rest.next_if(|(_, next)| joins(*next)) {
            end = at + mark.len_utf8();
        }
        let alone = end == start + c.len_utf8();
        if alone && is_plain(c) {
            folded.push(Folded { c: c.to_ascii_lowercase(), start, end });
            continue;
        }
        let composed = text[start..end].nfkc().flat_map(char::to_lowercase);
        folded.extend(composed.filter(|c| !is_ornament(*c)).map(|c| Folded { c, start, end }));
    }
    folded
}

/// `text` folded, as text.
pub(crate) fn folded(text: &str) -> String {
    fold(text).into_iter().map(|f| f.c).collect()
}

/// Characters that NFKC and lower-casing leave alone, but for ASCII capitals.
fn is_plain(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Marks, the half-width voicing marks of kana, and the later parts of a Hangul syllable.
fn joins(c: char) -> bool {
    !c.is_ascii() && (is_combining_mark(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}'))
}

/// Vowel signs and lengthening of Arabic, soft hyphens and joiners: written or not, the word is the same.
fn is_ornament(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// `word` without accents, except on `own` letters of the language.
pub(crate) fn without_accents(word: &str, own: &str, into: &mut String) {
    for c in word.chars() {
        match c {
            _ if c.is_ascii() || own.contains(c) => into.push(c),
            'ß' => into.push_str("ss"),
            'ø' => into.push('o'),
            'æ' => into.push_str("ae"),
            'ł' => into.push('l'),
            // Beyond Latin, Greek and Cyrillic a mark is a vowel or a tone, not an ornament.
            '\u{c0}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => {
                into.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)));
            }
            _ => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn many_ways_of_writing_are_one() {
        assert_eq!(folded("Ｒｅｓｅａｒｃｈ ①"), "research 1");
        assert_eq!(folded("ｵｰﾌﾟﾝ"), "オープン");
        assert_eq!(folded("e\u{301}te\u{301}"), "été");
        assert_eq!(folded("ﬁnance"), "finance");
        assert_eq!(folded("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(folded("STRASSE Straße"), "strasse straße");
    }

    #[test]
    fn accents_go_unless_the_language_owns_them() {
        let bare = |word: &str, own: &str| {
            let mut out = String::new();
            without_accents(word, own, &mut out);
            out
        };
        assert_eq!(bare("évaluée", ""), "evaluee");
        assert_eq!(bare("förslagé", "åäö"), "förslage");
        assert_eq!(bare("วิจัย", ""), "วิจัย");
        assert_eq!(bare("がぎ", ""), "がぎ");
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_text(text in "\\PC{0,40}") {
            for f in fold(&text) {
                prop_assert!(text.get(f.start..f.end).is_some_and(|t| !t.is_empty()));
            }
        }

        #[test]
        fn folding_pieces_is_folding_the_whole(text in "[a-zéÅß ｱ-ﾟあ-ん一-三각-힣\u{301}\u{308}]{0,20}") {
            let whole: String = text.nfkc().flat_map(char::to_lowercase).collect();
            prop_assert_eq!(folded(&text), whole);
        }
    }
}
