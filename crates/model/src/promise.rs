//! What a body said it would do, and what became of it.

use crate::{AgencyId, DocumentId, Field, InstrumentKind, Span, TopicId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// Something is published: a report, guidelines, results.
    Publish,
    /// Something is decided: awards, a law, the final text.
    Decide,
    /// A consultation ends.
    Close,
    /// Something is reviewed or evaluated.
    Review,
    /// A call or consultation opens.
    Open,
    /// Something else is done.
    Act,
}

impl Expected {
    /// All of them, in order of display.
    pub const ALL: [Self; 6] =
        [Self::Publish, Self::Decide, Self::Close, Self::Review, Self::Open, Self::Act];
    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Decide => "decide",
            Self::Close => "close",
            Self::Review => "review",
            Self::Open => "open",
            Self::Act => "act",
        }
    }
    /// The name for people: Japanese, else English.
    pub fn label(self, lang: &str) -> &'static str {
        let (en, ja) = match self {
            Self::Publish => ("to publish", "公表予定"),
            Self::Decide => ("to decide", "決定予定"),
            Self::Close => ("consultation closes", "意見募集の締切"),
            Self::Review => ("to review", "見直し・評価予定"),
            Self::Open => ("to open", "募集開始予定"),
            Self::Act => ("to act", "実施予定"),
        };
        if lang == "ja" { ja } else { en }
    }
}

/// The days in which it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Due {
    /// The first day; none if only an end is named ("by June").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: NaiveDate,
}

/// A dated expectation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// What is to come.
    pub what: Expected,
    /// When.
    pub due: Due,
    /// In which text it is said.
    pub field: Field,
    /// The sentence that says it.
    pub span: Span,
    /// The words in it that say when.
    pub when: Span,
    /// 0 to 1: how sure the reading is.
    pub confidence: f32,
}

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseState {
    /// Its days are not over.
    Open,
    /// It was kept, or its day came.
    Closed,
    /// Its days are over and nothing was seen that keeps it.
    Lapsed,
}

impl PromiseState {
    /// All of them, in order of display.
    pub const ALL: [Self; 3] = [Self::Open, Self::Lapsed, Self::Closed];
    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Lapsed => "lapsed",
        }
    }
    /// The name for people: Japanese, else English.
    pub fn label(self, lang: &str) -> &'static str {
        let (en, ja) = match self {
            Self::Open => ("open", "期限内"),
            Self::Closed => ("closed", "実現"),
            Self::Lapsed => ("lapsed", "期限経過"),
        };
        if lang == "ja" { ja } else { en }
    }
}

/// Why a later document is held to keep a promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The document.
    pub by: DocumentId,
    /// Its day.
    pub on: NaiveDate,
    /// What both have in common: concepts, words of the titles.
    pub shared: Vec<String>,
    /// 0 to 1.
    pub likeness: f32,
}

/// A promise with who made it and what became of it, as of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tracked {
    /// The promise.
    pub promise: Promise,
    /// The sentence that makes it.
    pub passage: String,
    /// The document that makes it.
    pub document: DocumentId,
    /// Title of that document.
    pub title: String,
    /// Day of that document.
    pub said: NaiveDate,
    /// Whose.
    pub agency: AgencyId,
    /// Country of the agency.
    pub country: String,
    /// Topics of the document.
    pub topics: Vec<TopicId>,
    /// The instrument it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<InstrumentKind>,
    /// What became of it.
    pub state: PromiseState,
    /// What keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// Days after its window in which a promise may still be kept, and is not called lapsed.
const GRACE: u64 = 45;

impl Tracked {
    /// What became of it, as of a day.
    pub fn state_on(&self, today: NaiveDate) -> PromiseState {
        let until = self.promise.due.until;
        if self.kept.as_ref().is_some_and(|k| k.on <= today) {
            return PromiseState::Closed;
        }
        match self.promise.what {
            // A day comes by itself.
            Expected::Close if until < today => PromiseState::Closed,
            Expected::Close => PromiseState::Open,
            _ if until + chrono::Days::new(GRACE) < today => PromiseState::Lapsed,
            _ => PromiseState::Open,
        }
    }
}
