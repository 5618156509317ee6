//! What became of asking a model service for the gist of one document.
//!
//! Kept apart from the annotations: those are ours and the same for everybody, this was written by a
//! machine of somebody else and is shown only beside the words it quotes. What was refused is kept too,
//! with the reason, so that nothing is asked twice and everything is counted.

use crate::{Document, DocumentId, Field, Revision, Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How it ended. All but [`Used`](Self::Used) leave the deterministic gist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GistOutcome {
    /// It passed the check and is shown.
    Used,
    /// It was not the JSON that was asked for.
    Shape,
    /// A sentence quoted nothing.
    Unquoted,
    /// A quotation does not stand in the source.
    Invented,
    /// A quotation is of words that tell a machine what to do.
    Instruction,
    /// A number that is not in the source.
    Number,
    /// A day that is not in the source.
    Day,
    /// A name or a country that is not in the source.
    Name,
    /// What is no sentence of a gist.
    Sentence,
    /// No answer in time.
    TimedOut,
    /// No connection, or one that broke.
    Unreachable,
    /// The service does not know us.
    Unauthorized,
    /// The service asked us to come later.
    Busy,
    /// The service failed.
    Failed,
    /// The answer was larger than is read.
    TooLarge,
    /// What answered speaks no such interface.
    NoService,
    /// Another model answered.
    WrongModel,
    /// The answer holds no text.
    Empty,
}

impl GistOutcome {
    /// All of them, in order of display.
    pub const ALL: [Self; 18] = [
        Self::Used,
        Self::Shape,
        Self::Unquoted,
        Self::Invented,
        Self::Instruction,
        Self::Number,
        Self::Day,
        Self::Name,
        Self::Sentence,
        Self::TimedOut,
        Self::Unreachable,
        Self::Unauthorized,
        Self::Busy,
        Self::Failed,
        Self::TooLarge,
        Self::NoService,
        Self::WrongModel,
        Self::Empty,
    ];

    /// The name it is counted under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Shape => "shape",
            Self::Unquoted => "unquoted",
            Self::Invented => "invented",
            Self::Instruction => "instruction",
            Self::Number => "number",
            Self::Day => "day",
            Self::Name => "name",
            Self::Sentence => "sentence",
            Self::TimedOut => "timed_out",
            Self::Unreachable => "unreachable",
            Self::Unauthorized => "unauthorized",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::TooLarge => "too_large",
            Self::NoService => "no_service",
            Self::WrongModel => "wrong_model",
            Self::Empty => "empty",
        }
    }

    /// Whether the service, and not its answer, was at fault: asking again later may help.
    pub fn is_passing(self) -> bool {
        matches!(
            self,
            Self::TimedOut
                | Self::Unreachable
                | Self::Unauthorized
                | Self::Busy
                | Self::Failed
                | Self::NoService
                | Self::WrongModel
        )
    }
}

impl fmt::Display for GistOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for GistOutcome {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|o| o.as_str() == text);
        known.ok_or_else(|| format!("'{text}' is no outcome of a gist"))
    }
}

/// A passage of title or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// In which text.
    pub field: Field,
    /// Where.
    pub span: Span,
}

impl Passage {
    /// Its words.
    pub fn of<'d>(&self, document: &'d Document) -> &'d str {
        self.span.of(if self.field == Field::Title { &document.title } else { &document.text })
    }
}

/// A sentence a model wrote, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelSentence {
    /// In Japanese.
    pub text: String,
    /// One or more passages of the document.
    pub quotes: Vec<Passage>,
}

/// What came of asking for one revision of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelGist {
    /// Whose.
    pub document: DocumentId,
    /// Of which content.
    pub revision: Revision,
    /// Model asked for, version of prompt and check, version of the rules: with another one it is asked
    /// for anew.
    pub made_with: String,
    /// The model that answered, by the name it gives itself; else the one that was asked for.
    pub model: String,
    /// Version of prompt and check.
    pub prompt: String,
    /// How it ended.
    pub outcome: GistOutcome,
    /// What exactly was wrong; empty for what is used.
    #[serde(default)]
    pub detail: String,
    /// What it says; empty unless it is used.
    pub sentences: Vec<ModelSentence>,
    /// Times that the service failed in a row.
    pub attempts: u32,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// From when on it may be asked for again; none if asking again would change nothing.
    pub retry_at: Option<Timestamp>,
}

/// A sentence with the words it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidByModel {
    /// In Japanese.
    pub text: String,
    /// Of the original.
    pub quotes: Vec<String>,
}

impl ModelGist {
    /// What is to be shown beside a document: only what passed, and only of this very content.
    pub fn said_of(&self, document: &Document) -> Option<Vec<SaidByModel>> {
        if self.outcome != GistOutcome::Used
            || self.revision != document.revision
            || self.sentences.is_empty()
        {
            return None;
        }
        let said = |s: &ModelSentence| SaidByModel {
            text: s.text.clone(),
            quotes: s.quotes.iter().map(|q| q.of(document).to_owned()).collect(),
        };
        Some(self.sentences.iter().map(said).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for one in GistOutcome::ALL {
            assert_eq!(one.as_str().parse(), Ok(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
        }
        assert!("lost".parse::<GistOutcome>().is_err());
    }

    #[test]
    fn only_what_passed_is_shown_and_only_of_the_same_content() {
        let document: Document = serde_json::from_value(serde_json::json!({
            "id": "https://e.org/a", "revision": "r1", "source": "e/news", "agency": "e", "country": "DE",
            "url": "https://e.org/a", "capture": "c", "title": "A call", "text": "The call is open.", "pages": [],
            "published": null, "modified": null, "authors": [], "stated_language": null, "links": [], "media": "html"
        }))
        .unwrap();
        let quote = Passage { field: Field::Text, span: Span { start: 4, end: 16 } };
        let gist = ModelGist {
            document: document.id.clone(),
            revision: document.revision.clone(),
            made_with: "m".into(),
            model: "m".into(),
            prompt: "p".into(),
            outcome: GistOutcome::Used,
            detail: String::new(),
            sentences: vec![ModelSentence { text: "公募中です。".into(), quotes: vec![quote] }],
            attempts: 0,
            asked_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            retry_at: None,
        };
        assert_eq!(gist.said_of(&document).unwrap()[0].quotes, ["call is open"]);
        let refused = ModelGist { outcome: GistOutcome::Number, ..gist.clone() };
        assert_eq!(refused.said_of(&document), None);
        let moved = Document { revision: "r2".into(), ..document };
        assert_eq!(gist.said_of(&moved), None);
    }
}
