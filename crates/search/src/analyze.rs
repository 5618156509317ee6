//! Which terms a text is found by.
//!
//! The script decides where a term begins and ends, the document's language how it is reduced. Words
//! of spaced scripts become stems without accents; runs of Han, kana and Hangul become all their
//! single characters and pairs; runs of Thai become triples. Positions count words and characters,
//! so that a run of characters is found as the phrase of its pairs.

use crate::{
    fold::{Folded, fold, without_accents},
    language::Language,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Longer words are noise (encoded data, mangled PDFs) and not indexed.
const LONGEST_WORD: usize = 60;

/// Whether a text is stored or looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Every term it can be found by.
    Index,
    /// The fewest terms that together mean it: of a run of characters only the pairs.
    Query,
}

/// A term and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    text_end: usize,
    /// Words and characters before it.
    pub(crate) position: usize,
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

/// The terms of a text, in order of position.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    text: String,
    places: Vec<Place>,
}

impl Terms {
    /// The terms of `text` in `language`.
    pub(crate) fn of(text: &str, language: Language, purpose: Purpose) -> Terms {
        let mut cutter = Cutter { terms: Terms::default(), position: 0, language, purpose };
        cutter.cut(&fold(text));
        cutter.terms
    }
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
    pub(crate) fn get(&self, i: usize) -> Option<(&str, Place)> {
        let place = *self.places.get(i)?;
        let start = i.checked_sub(1).map_or(0, |before| self.places[before].text_end);
        Some((&self.text[start..place.text_end], place))
    }
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Place)> {
        (0..self.len()).filter_map(|i| self.get(i))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Written without spaces: Han, kana; Hangul has them, but particles stick to words.
    Dense,
    Thai,
    Spaced,
    Apostrophe,
    /// Stands between parts of one katakana name.
    Dot,
    Space,
    Sign,
}

fn script(c: char) -> Script {
    match c {
        'a'..='z' | '0'..='9' => Script::Spaced,
        '\'' | '’' => Script::Apostrophe,
        '・' => Script::Dot,
        '々' | 'ー' | '\u{3041}'..='\u{309f}' | '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => {
            Script::Dense
        }
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Script::Dense,
        '\u{20000}'..='\u{3ffff}' | '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' => Script::Dense,
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e5b}' => Script::Thai,
        _ if c.is_whitespace() => Script::Space,
        _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => Script::Spaced,
        _ => Script::Sign,
    }
}

/// Whether `text` has a run that is written without spaces.
pub(crate) fn is_dense(text: &str) -> bool {
    text.chars().any(|c| matches!(script(c), Script::Dense | Script::Thai))
}

struct Cutter {
    terms: Terms,
    position: usize,
    language: Language,
    purpose: Purpose,
}

impl Cutter {
    fn cut(&mut self, chars: &[Folded]) {
        let stemmer = self.language.stemmer();
        let mut at = 0;
        let mut before = Script::Space;
        while let Some(first) = chars.get(at) {
            let kind = script(first.c);
            let same = |f: &&Folded| match script(f.c) {
                Script::Dot => kind == Script::Dense,
                other => other == kind,
            };
            let length = chars[at..].iter().take_while(same).count().max(1);
            let run = &chars[at..at + length];
            let after = chars.get(at + length).map_or(Script::Space, |f| script(f.c));
            match kind {
                Script::Dense => {
                    let run: Vec<Folded> =
                        run.iter().filter(|f| script(f.c) == Script::Dense).copied().collect();
                    self.pairs(&run);
                }
                Script::Thai => self.triples(run),
                Script::Spaced => self.word(run, stemmer.as_ref(), before, after),
                // A sign between characters ends the phrase; between words it rarely matters.
                Script::Sign if before == Script::Dense || before == Script::Thai => self.position += 1,
                _ => {}
            }
            before = kind;
            at += length;
        }
    }

    fn push(&mut self, offset: usize, from: &[Folded], text: impl FnOnce(&mut String)) {
        let (Some(first), Some(last)) = (from.first(), from.last()) else { return };
        text(&mut self.terms.text);
        self.terms.places.push(Place {
            text_end: self.terms.text.len(),
            position: self.position + offset,
            start: first.start,
            end: last.end,
        });
    }

    fn pairs(&mut self, run: &[Folded]) {
        for i in 0..run.len() {
            if self.purpose == Purpose::Index || run.len() == 1 {
                self.push(i, &run[i..=i], |text| text.push(run[i].c));
            }
            if let Some(pair) = run.get(i..i + 2) {
                self.push(i, pair, |text| text.extend(pair.iter().map(|f| f.c)));
            }
        }
        self.position += run.len();
    }

    fn triples(&mut self, run: &[Folded]) {
        let size = run.len().min(3);
        for (i, triple) in run.windows(size).enumerate() {
            self.push(i, triple, |text| text.extend(triple.iter().map(|f| f.c)));
        }
        self.position += run.len();
    }

    fn word(&mut self, run: &[Folded], stemmer: Option<&frostem::Stemmer>, before: Script, after: Script) {
        let word: String = run.iter().map(|f| f.c).collect();
        let possessive = before == Script::Apostrophe && word == "s" && self.language.code() == "en";
        if possessive || (after == Script::Apostrophe && self.language.elides(&word)) {
            return;
        }
        if run.len() <= LONGEST_WORD {
            let own = self.language.own_letters();
            let stem = match stemmer {
                Some(stemmer) if word.chars().all(char::is_alphabetic) => {
                    stemmer.stem(&self.language.with_article(word)).into_owned()
                }
                _ => word,
            };
            self.push(0, run, |text| without_accents(&stem, own, text));
        }
        self.position += 1;
    }
}

/// The tokenizer of the fields of one language.
#[derive(Clone)]
pub(crate) struct LanguageTokenizer(pub(crate) Language);

/// The terms of one text, one by one.
pub(crate) struct TermStream {
    terms: Terms,
    next: usize,
    token: Token,
}

impl Tokenizer for LanguageTokenizer {
    type TokenStream<'a> = TermStream;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream {
        TermStream { terms: Terms::of(text, self.0, Purpose::Index), next: 0, token: Token::default() }
    }
}

impl TokenStream for TermStream {
    fn advance(&mut self) -> bool {
        let Some((text, place)) = self.terms.get(self.next) else { return false };
        self.token.text.clear();
        self.token.text.push_str(text);
        self.token.position = place.position;
        self.token.offset_from = place.start;
        self.token.offset_to = place.end;
        self.next += 1;
        true
    }
    fn token(&self) -> &Token {
        &self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shiome_model::Lang;

    fn terms(text: &str, lang: &str, purpose: Purpose) -> String {
        let terms = Terms::of(text, Language::of(&Lang::from(lang)), purpose);
        terms.iter().map(|(text, place)| format!("{text}@{}", place.position)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_script_is_cut_its_own_way() {
        assert_eq!(terms("The Funders' calls", "en", Purpose::Index), "the@0 funder@1 call@2");
        assert_eq!(terms("生成AI、査読", "ja", Purpose::Index), "生@0 生成@0 成@1 ai@2 査@3 査読@3 読@4");
        assert_eq!(terms("研究、評価", "ja", Purpose::Query), "研究@0 評価@3");
        assert_eq!(terms("生成AI", "ja", Purpose::Query), "生成@0 ai@2");
        assert_eq!(
            terms("オープン・サイエンス", "ja", Purpose::Query),
            terms("オープンサイエンス", "ja", Purpose::Query)
        );
        assert_eq!(terms("연구 평가를", "ko", Purpose::Query), "연구@0 평가@2 가를@3");
        assert_eq!(terms("ทุนวิจัย", "th", Purpose::Query).split(' ').count(), 6);
        assert_eq!(terms("L’université d'été", "fr", Purpose::Index), "univers@0 ete@1");
        assert_eq!(terms("forskningsrådets öppna", "sv", Purpose::Index), "forskningsråd@0 öppn@1");
        assert_eq!(terms("the council's", "en", Purpose::Index), "the@0 council@1");
        assert_eq!(terms("Förderung Forschungen", "de", Purpose::Index), "forder@0 forschung@1");
        assert_eq!(terms("بحوث البحوث والبحوث للبحوث", "ar", Purpose::Index), "بحوث@0 بحوث@1 بحوث@2 بحوث@3");
        assert_eq!(terms("بيانات البيانات", "ar", Purpose::Query), "بيان@0 بيان@1");
    }

    proptest! {
        #[test]
        fn a_part_of_a_dense_run_is_a_phrase_of_it(
            run in "[ぁ-ん一-丘가-각]{2,12}", from in 0usize..10, length in 2usize..6
        ) {
            let chars: Vec<char> = run.chars().collect();
            let part: String = chars.iter().skip(from).take(length).collect();
            prop_assume!(part.chars().count() >= 2);
            let whole = Terms::of(&run, Language::other(), Purpose::Index);
            let wanted = Terms::of(&part, Language::other(), Purpose::Query);
            let shift = from.min(chars.len());
            for (text, place) in wanted.iter() {
                prop_assert!(whole.iter().any(|(t, p)| t == text && p.position == place.position + shift));
            }
        }

        #[test]
        fn terms_stand_where_they_say(text in "\\PC{0,60}", which in 0usize..17) {
            let language = Language::all().nth(which).unwrap_or(Language::other());
            let mut last = 0;
            for (_, place) in Terms::of(&text, language, Purpose::Index).iter() {
                prop_assert!(text.get(place.start..place.end).is_some());
                prop_assert!(place.position >= last);
                last = place.position;
            }
        }
    }
}
