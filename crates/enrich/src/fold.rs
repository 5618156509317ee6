//! Text as matching sees it: NFKC, lower case, without the spaces that scripts without spaces do
//! not mean; and the way back to the bytes of the original.

use crate::script::{is_katakana, is_run_script};
use shiome_model::Span;
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// A folded text with an offset map.
pub(crate) struct Folded {
    /// The folded text.
    pub(crate) text: String,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Folded {
    /// Folds `text`. Spaces beside characters of run scripts go, middle dots between katakana go,
    /// other spaces become one; line feeds stay, since nothing matches across paragraphs.
    pub(crate) fn of(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len()),
            ends: Vec::with_capacity(text.len()),
        };
        let bytes = text.as_bytes();
        let ascii_at = |at: usize| bytes.get(at).is_none_or(u8::is_ascii);
        let mut at = 0;
        let mut last = '\n';
        while let Some(byte) = bytes.get(at) {
            let start = at;
            // ASCII beside ASCII, by far the most: nothing composes with it and nothing closes up.
            if byte.is_ascii() && ascii_at(at + 1) && (*byte == b'\n' || !char::from(*byte).is_whitespace()) {
                last = char::from(byte.to_ascii_lowercase());
                at += 1;
                folded.push(last, start, at);
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if c.is_whitespace() && c != '\n' {
                let (end, rest) = (at, &text[at..]);
                at += rest.find(|n: char| !n.is_whitespace() || n == '\n').unwrap_or(rest.len());
                let next = text[at..].chars().next().unwrap_or('\n');
                if !(closes_up(last) || closes_up(next) || last == '\n' || next == '\n') {
                    folded.push(' ', start, end);
                    last = ' ';
                }
                continue;
            }
            let next = text[at..].chars().next();
            if matches!(c, '・' | '･') && is_katakana(last) && next.is_some_and(is_katakana) {
                continue;
            }
            if let Some(small) = plain(c).filter(|_| !next.is_some_and(joins)) {
                last = small;
                folded.push(small, start, at);
                continue;
            }
            let rest = &text[at..];
            at += rest.find(|n| !joins(n)).unwrap_or(rest.len());
            for n in text[start..at].nfkc().flat_map(char::to_lowercase) {
                folded.push(n, start, at);
                last = n;
            }
        }
        folded
    }

    /// The passage of the original that `start..end` of the folded text came from.
    pub(crate) fn span(&self, start: usize, end: usize) -> Option<Span> {
        let (first, last) = (self.starts.get(start)?, self.ends.get(end.checked_sub(1)?)?);
        Some(Span { start: *first as usize, end: *last as usize })
    }

    /// The bytes of the folded text that came from a passage of the original.
    pub(crate) fn range(&self, passage: Span) -> std::ops::Range<usize> {
        let at = |byte: usize| self.starts.partition_point(|s| (*s as usize) < byte);
        at(passage.start)..at(passage.end)
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        self.text.push(c);
        self.starts.resize(self.text.len(), start as u32);
        self.ends.resize(self.text.len(), end as u32);
    }
}

/// Whether a space beside `c` means nothing.
fn closes_up(c: char) -> bool {
    is_run_script(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{30FB}' | '\u{FF00}'..='\u{FF0F}')
}

/// The lower case of a character that NFKC leaves as it is while none follows that joins it; none of others,
/// which are looked up.
pub(crate) fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7F}' => Some(c.to_ascii_lowercase()),
        'ŉ' | 'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'İ' => None,
        'À'..='ž' => c.to_lowercase().next(),
        '–' | '—' | '‘' | '’' | '“' | '”' | '€' | '、' | '。' | '「'..='』' => Some(c),
        'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='\u{9FFF}' | '가'..='힣' => Some(c),
        _ => None,
    }
}

/// Whether `c` composes with the character before it.
fn joins(c: char) -> bool {
    if c < '\u{300}' || matches!(c, '一'..='\u{9FFF}') {
        return false;
    }
    canonical_combining_class(c) != 0 || matches!(c, '\u{FF9E}' | '\u{FF9F}' | '\u{1160}'..='\u{11FF}')
}

/// Letters and digits of a text in NFKC and lower case, words parted by one space: what is equal for
/// every reader is equal here.
pub(crate) fn bare(text: &str) -> String {
    let mut bare = Bare { out: String::with_capacity(text.len()), gap: false };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Nothing composes with ASCII but what follows it: where two such stand together a part may end.
        let ascii = bytes[at..].iter().take_while(|b| b.is_ascii()).count();
        let plain = if at + ascii == bytes.len() { ascii } else { ascii.saturating_sub(1) };
        for byte in &bytes[at..at + plain] {
            bare.push(char::from(byte.to_ascii_lowercase()));
        }
        at += plain;
        let two = bytes[at..].windows(2).skip(1).position(|two| two.is_ascii());
        let end = two.map_or(bytes.len(), |n| at + n + 2);
        if at < end {
            text[at..end].nfkc().flat_map(char::to_lowercase).for_each(|c| bare.push(c));
            at = end;
        }
    }
    bare.out
}

struct Bare {
    out: String,
    gap: bool,
}

impl Bare {
    fn push(&mut self, c: char) {
        if !c.is_alphanumeric() && (c.is_ascii() || canonical_combining_class(c) == 0) {
            self.gap = true;
            return;
        }
        if self.gap && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.out.push(c);
        self.gap = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn variants_meet() {
        let fold = |t: &str| Folded::of(t).text;
        assert_eq!(fold("オープン・アクセス"), fold("ｵｰﾌﾟﾝｱｸｾｽ"));
        assert_eq!(fold("생성형 인공지능"), fold("생성형인공지능"));
        assert_eq!(fold("ＡＩ  法"), "ai法");
        assert_eq!(fold("Open  Access"), "open access");
        assert_eq!(fold("研究・評価"), "研究・評価");
    }

    #[test]
    fn the_way_back_finds_the_passage() {
        let text = "本機構はｵｰﾌﾟﾝ･ｱｸｾｽを進める";
        let folded = Folded::of(text);
        let at = folded.text.find("オープンアクセス").unwrap();
        let span = folded.span(at, at + "オープンアクセス".len()).unwrap();
        assert_eq!(span.of(text), "ｵｰﾌﾟﾝ･ｱｸｾｽ");
    }

    #[test]
    fn plain_is_nfkc_in_lower_case() {
        for c in '\0'..=char::MAX {
            if let Some(small) = plain(c) {
                let plainly: String = std::iter::once(c).nfkc().flat_map(char::to_lowercase).collect();
                assert_eq!(plainly, small.to_string(), "{c:?}");
                assert!(!joins(c) && canonical_combining_class(c) == 0, "{c:?}");
            }
        }
    }

    /// The same, character by character.
    fn plainly(text: &str) -> Folded {
        let mut folded = Folded { text: String::new(), starts: Vec::new(), ends: Vec::new() };
        let mut rest = text.char_indices().peekable();
        let mut last = '\n';
        while let Some((start, c)) = rest.next() {
            let mut end = start + c.len_utf8();
            if c.is_whitespace() && c != '\n' {
                while rest.next_if(|(_, n)| n.is_whitespace() && *n != '\n').is_some() {}
                let next = rest.peek().map_or('\n', |(_, n)| *n);
                if !(closes_up(last) || closes_up(next) || last == '\n' || next == '\n') {
                    folded.push(' ', start, end);
                    last = ' ';
                }
                continue;
            }
            let katakana = rest.peek().is_some_and(|(_, n)| is_katakana(*n));
            if matches!(c, '・' | '･') && is_katakana(last) && katakana {
                continue;
            }
            while let Some((at, mark)) = rest.next_if(|(_, n)| joins(*n)) {
                end = at + mark.len_utf8();
            }
            for n in text[start..end].nfkc().flat_map(char::to_lowercase) {
                folded.push(n, start, end);
                last = n;
            }
        }
        folded
    }

    proptest! {
        #[test]
        fn the_quick_way_is_the_plain_way(text in "[a-zA-Zäéß ・･ｱﾞ研究ガｶﾞﾟกำ한글ᆨ\u{301}\u{3099}İŉſ\t\n　ﬁ。「!–]{0,40}") {
            let (quick, plain) = (Folded::of(&text), plainly(&text));
            prop_assert_eq!((quick.text, quick.starts, quick.ends), (plain.text, plain.starts, plain.ends));
        }

        #[test]
        fn bare_is_nfkc_in_lower_case(text in "[a-zA-Z0-9äéß ・ｱﾞ研究한\u{1100}\u{1161}\u{301}\u{327}İΣς.\n　ﬁ]{0,40}") {
            let mut expected = String::new();
            let mut gap = false;
            for c in text.nfkc().flat_map(char::to_lowercase) {
                let letter = c.is_alphanumeric() || canonical_combining_class(c) != 0;
                if letter && gap && !expected.is_empty() {
                    expected.push(' ');
                }
                if letter {
                    expected.push(c);
                }
                gap = !letter;
            }
            prop_assert_eq!(bare(&text), expected);
        }

        #[test]
        fn every_folded_byte_maps_to_a_whole_passage(text in "[a-zA-Zäé ・･ｱﾞ研究ｶﾞﾟกำ한글\u{301}\n　ﬁ]{0,40}") {
            let folded = Folded::of(&text);
            for (at, c) in folded.text.char_indices() {
                let span = folded.span(at, at + c.len_utf8()).unwrap();
                prop_assert!(!text.is_empty() && !span.of(&text).is_empty());
            }
        }
    }
}
