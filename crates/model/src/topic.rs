//! Standing questions, and the thesaurus that recognises them.

use crate::{ConceptId, Hash, Lang, Names, TopicId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a term is found in text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MatchRule {
    /// Whole words, any case, inflected forms by the language's stemmer.
    #[default]
    Phrase,
    /// Whole words in exactly this case: `DORA`.
    WordCase,
    /// Anywhere after NFKC: scripts written without spaces.
    SubstringNfkc,
    /// All words of the term in one sentence, in any order.
    AllWords,
    /// Anywhere in a word, which may begin before it and go on behind it: German compounds, and
    /// endings that no stemmer knows. At least five letters.
    Compound,
}

/// How close the term is to the topic.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// The topic itself.
    #[default]
    Core,
    /// Goes with it.
    Related,
    /// A programme, law or body known for it.
    NamedEntity,
}

/// One way of saying a concept in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The language it is written in.
    pub lang: Lang,
    /// The words.
    pub text: String,
    /// How it is found.
    #[serde(rename = "match", default)]
    pub rule: MatchRule,
    /// How close it is to the topic.
    #[serde(default)]
    pub kind: TermKind,
    /// Ambiguous alone: counts only near another term of the topic.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub context: bool,
    /// Counts only in a text that speaks of research, universities or those who fund them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub setting: bool,
    /// Words of its look-alike: the term does not count in a text that has one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
}

/// What several terms in several languages mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Concept {
    /// `topic/name`.
    pub id: ConceptId,
    /// Its terms in all languages.
    pub terms: Vec<Term>,
}

impl Concept {
    /// The term to show for an interface language: its first term in it, else in English, else any.
    pub fn label(&self, lang: &str) -> &str {
        let in_lang = |l: &str| self.terms.iter().find(|t| t.lang.as_str() == l);
        in_lang(lang).or_else(|| in_lang("en")).or(self.terms.first()).map_or(self.id.as_str(), |t| &t.text)
    }
}

/// A standing question of the analysis centre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Topic {
    /// Stem of its TOML file.
    pub id: TopicId,
    /// What people call it.
    pub name: Names,
    /// What belongs to it, in a sentence.
    pub description: Names,
    /// Score from which a document carries the topic (see `enrich::topics`).
    pub threshold: f32,
    /// The thesaurus.
    pub concepts: Vec<Concept>,
}

/// The version of a thesaurus: a hash of every topic, concept and term.
pub fn thesaurus_version(topics: &[Topic]) -> Hash {
    Hash::of(serde_json::to_string(topics).unwrap_or_default().as_bytes())
}
