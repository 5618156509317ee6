//! What we believe of one revision of a document, and why.

use crate::{
    ConceptId, DocumentId, Entity, Hash, InPassing, Instrument, Lang, LanguagePassage, Promise, Relevance,
    Revision, TopicId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What sort of document it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Invites applications.
    Call,
    /// Says who was funded or chosen.
    Result,
    /// Decides, adopts, rules.
    Policy,
    /// Tells how to do something.
    Guideline,
    /// Asks for comments.
    Consultation,
    /// Presents findings.
    Report,
    /// Takes a position.
    Statement,
    /// Announces a meeting.
    Event,
    /// Names a person to a post.
    Appointment,
    /// Tells what happened.
    #[default]
    News,
    /// Argues in one person's name.
    Opinion,
}

impl DocumentKind {
    /// All kinds, in order of display.
    pub const ALL: [Self; 11] = [
        Self::Call,
        Self::Result,
        Self::Policy,
        Self::Guideline,
        Self::Consultation,
        Self::Report,
        Self::Statement,
        Self::Event,
        Self::Appointment,
        Self::News,
        Self::Opinion,
    ];
    /// The name used in facets, files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Result => "result",
            Self::Policy => "policy",
            Self::Guideline => "guideline",
            Self::Consultation => "consultation",
            Self::Report => "report",
            Self::Statement => "statement",
            Self::Event => "event",
            Self::Appointment => "appointment",
            Self::News => "news",
            Self::Opinion => "opinion",
        }
    }
    /// The name for people.
    pub fn label(self, lang: &str) -> &'static str {
        if lang != "ja" {
            return match self {
                Self::Call => "Call",
                Self::Result => "Result",
                Self::Policy => "Policy",
                Self::Guideline => "Guideline",
                Self::Consultation => "Consultation",
                Self::Report => "Report",
                Self::Statement => "Statement",
                Self::Event => "Event",
                Self::Appointment => "Appointment",
                Self::News => "News",
                Self::Opinion => "Opinion",
            };
        }
        match self {
            Self::Call => "公募",
            Self::Result => "採択結果",
            Self::Policy => "政策・規程",
            Self::Guideline => "ガイドライン",
            Self::Consultation => "意見募集",
            Self::Report => "報告書",
            Self::Statement => "声明",
            Self::Event => "催し",
            Self::Appointment => "人事",
            Self::News => "ニュース",
            Self::Opinion => "論説",
        }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DocumentKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|k| k.as_str() == text)
            .ok_or_else(|| format!("read '{text}' as a document kind"))
    }
}

/// Which text of the document an offset counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// [`crate::Document::title`].
    Title,
    /// [`crate::Document::text`].
    Text,
}

/// A passage: byte offsets `start..end` into the document's text, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The passage itself; empty if the offsets do not fit `text`.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A term of the thesaurus that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermHit {
    /// The concept it stands for.
    pub concept: ConceptId,
    /// The term as the thesaurus writes it.
    pub term: String,
    /// The term's language.
    pub lang: Lang,
    /// Where it was found.
    pub field: Field,
    /// The passage that matched.
    pub span: Span,
    /// What it added to the topic's score.
    pub weight: f32,
}

/// A topic a document carries, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicMatch {
    /// Which.
    pub topic: TopicId,
    /// 0 to 1.
    pub score: f32,
    /// The terms that fired, in order of position, title first.
    pub hits: Vec<TermHit>,
}

/// What makes near-equal texts findable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Hash of the normalised title and text: equal texts have equal ones.
    pub exact: Hash,
    /// MinHash signature of the text's shingles (Broder 1997); empty for texts too short to compare.
    pub minhash: Vec<u32>,
    /// Keys under which candidates are looked up: locality-sensitive bands of the signature.
    pub bands: Vec<u64>,
    /// Words that tell this text from others of the same mould: numbers and names of the title.
    pub marks: Vec<String>,
}

/// What we believe of one revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotations {
    /// The document.
    pub document: DocumentId,
    /// The revision that was read.
    pub revision: Revision,
    /// Version of rules and thesaurus that produced this.
    pub version: String,
    /// Language of the text.
    pub language: Lang,
    /// Confidence in it, 0 to 1.
    pub language_confidence: f32,
    /// Passages in other languages; empty where the text is in one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_languages: Vec<LanguagePassage>,
    /// Kind of document.
    pub kind: DocumentKind,
    /// The characters of the document, or the rule, that told its kind.
    pub kind_because: String,
    /// Topics at or above their threshold, strongest first.
    pub topics: Vec<TopicMatch>,
    /// Topics it only mentions in passing, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<InPassing>,
    /// All concepts found, whether or not their topic reached its threshold; sorted, unique.
    pub concepts: Vec<ConceptId>,
    /// Up to three sentences of the text, in order, that say most of it.
    pub summary: Vec<Span>,
    /// The policy instruments it tells of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<Instrument>,
    /// What its publisher says will come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<Promise>,
    /// For duplicates.
    pub fingerprint: Fingerprint,
    /// Bodies, programmes and declarations it names, surest first.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// Programmes of our own it touches, surest first.
    #[serde(default)]
    pub relevance: Vec<Relevance>,
}
