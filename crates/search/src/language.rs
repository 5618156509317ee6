//! How each language wants its words treated.

use frostem::{Algorithm, Stemmer};
use shiome_model::{Lang, lang::KNOWN};
use std::sync::OnceLock;
use tantivy::tokenizer::{self, RawTokenizer, StopWordFilter, TextAnalyzer, TokenStream};

/// One of the languages with fields of their own, or all others together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Language(usize);

/// The code under which all other languages are kept.
const OTHER: &str = "xx";

impl Language {
    /// All there are.
    pub(crate) fn all() -> impl Iterator<Item = Language> {
        (0..=KNOWN.len()).map(Language)
    }
    /// Words of no known language.
    pub(crate) const fn other() -> Language {
        Language(KNOWN.len())
    }
    pub(crate) fn of(lang: &Lang) -> Language {
        KNOWN.iter().position(|code| *code == lang.as_str()).map_or(Self::other(), Language)
    }
    pub(crate) fn index(self) -> usize {
        self.0
    }
    pub(crate) fn code(self) -> &'static str {
        KNOWN.get(self.0).copied().unwrap_or(OTHER)
    }

    /// Words in Latin letters inside Asian texts are English more often than not.
    pub(crate) fn stemmer(self) -> Option<Stemmer> {
        let algorithm = match self.code() {
            "en" | "ja" | "zh" | "ko" | "th" => Algorithm::English,
            "de" => Algorithm::German,
            "fr" => Algorithm::French,
            "es" => Algorithm::Spanish,
            "pt" => Algorithm::Portuguese,
            "it" => Algorithm::Italian,
            "nl" => Algorithm::Dutch,
            "sv" => Algorithm::Swedish,
            "da" => Algorithm::Danish,
            "no" => Algorithm::Norwegian,
            "fi" => Algorithm::Finnish,
            "ar" => Algorithm::Arabic,
            _ => return None,
        };
        Some(Stemmer::new(algorithm))
    }

    /// `word` as its stemmer reads it best. Of an Arabic noun without its article, Snowball takes the
    /// first letter for a preposition (بحوث becomes حوث), of one with it only the article: so that both
    /// meet, the first is stemmed with one. A conjunction before the article is cut.
    pub(crate) fn with_article(self, word: String) -> String {
        const ARTICLE: &str = "ال";
        if self.code() != "ar" || !word.starts_with(|c| matches!(c, '\u{621}'..='\u{64a}')) {
            return word;
        }
        if let Some(rest) = word.strip_prefix("وال").or_else(|| word.strip_prefix("فال")) {
            return format!("{ARTICLE}{rest}");
        }
        let is_determined = [ARTICLE, "لل", "بال", "كال"].iter().any(|article| word.starts_with(article));
        if is_determined { word } else { format!("{ARTICLE}{word}") }
    }

    /// Accented letters that are letters of their own, not forms of another.
    pub(crate) fn own_letters(self) -> &'static str {
        match self.code() {
            "sv" | "fi" => "åäö",
            "da" | "no" => "åæø",
            "de" => "äöü",
            _ => "",
        }
    }

    /// What may stand before an apostrophe without being a word: `l'université`.
    pub(crate) fn elides(self, word: &str) -> bool {
        match self.code() {
            "fr" => matches!(word, "l" | "d" | "j" | "c" | "m" | "n" | "s" | "t" | "qu"),
            "it" => {
                matches!(word, "l" | "un" | "d" | "c" | "all" | "dell" | "nell" | "sull" | "dall" | "quest")
            }
            _ => false,
        }
    }

    /// Whether `word`, folded to lower case, says nothing in this language.
    pub(crate) fn is_stop_word(self, word: &str) -> bool {
        static FILTERS: OnceLock<Vec<Option<TextAnalyzer>>> = OnceLock::new();
        let filters = FILTERS.get_or_init(|| Language::all().map(Language::stop_words).collect());
        let Some(Some(filter)) = filters.get(self.0) else { return false };
        !filter.clone().token_stream(word).advance()
    }

    fn stop_words(self) -> Option<TextAnalyzer> {
        let language = match self.code() {
            "en" => tokenizer::Language::English,
            "de" => tokenizer::Language::German,
            "fr" => tokenizer::Language::French,
            "es" => tokenizer::Language::Spanish,
            "pt" => tokenizer::Language::Portuguese,
            "it" => tokenizer::Language::Italian,
            "nl" => tokenizer::Language::Dutch,
            "sv" => tokenizer::Language::Swedish,
            "da" => tokenizer::Language::Danish,
            "no" => tokenizer::Language::Norwegian,
            "fi" => tokenizer::Language::Finnish,
            _ => return None,
        };
        let filter = StopWordFilter::new(language)?;
        Some(TextAnalyzer::builder(RawTokenizer::default()).filter(filter).build())
    }
}
