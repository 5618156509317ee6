//! What two tellings of one event have in common, whatever their language.

use crate::{AgencyId, Lang};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Sorts of clues, those that survive translation first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClueSort {
    /// A sum of money or a large count, as digits: 32億 and 3.2 billion are `3200000000`.
    Amount,
    /// A day of the year, as `03-31`. Which year follows from the days of publication.
    Day,
    /// A page, without scheme: the document's own or one it links to.
    Link,
    /// Letters that stand for a name: `ERC`.
    Acronym,
    /// Names that follow each other: `horizon europe`.
    Names,
    /// A name of one word.
    Name,
    /// Another number.
    Figure,
    /// A concept of the thesaurus.
    Concept,
    /// An agency: whose document it is, or named in it.
    Agency,
    /// A programme, declaration, law or exercise that is named in it, whatever it is called there.
    Entity,
    /// The stem of a word.
    Word,
}

impl ClueSort {
    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Day => "day",
            Self::Link => "link",
            Self::Acronym => "acronym",
            Self::Names => "names",
            Self::Name => "name",
            Self::Figure => "figure",
            Self::Concept => "concept",
            Self::Agency => "agency",
            Self::Entity => "entity",
            Self::Word => "word",
        }
    }
    /// The name for people.
    pub fn label(self, lang: &str) -> &'static str {
        match (self, lang) {
            (Self::Amount, "ja") => "金額・数量",
            (Self::Amount, _) => "amount",
            (Self::Day, "ja") => "日付",
            (Self::Day, _) => "day",
            (Self::Link, "ja") => "リンク先",
            (Self::Link, _) => "page linked to",
            (Self::Acronym | Self::Names | Self::Name, "ja") => "名称",
            (Self::Acronym | Self::Names | Self::Name, _) => "name",
            (Self::Figure, "ja") => "数字",
            (Self::Figure, _) => "figure",
            (Self::Concept, "ja") => "概念",
            (Self::Concept, _) => "concept",
            (Self::Agency, "ja") => "機関",
            (Self::Agency, _) => "agency",
            (Self::Entity, "ja") => "制度・文書",
            (Self::Entity, _) => "programme or agreement",
            (Self::Word, "ja") => "語",
            (Self::Word, _) => "word",
        }
    }
}

/// Days of a period. What lies no more than three weeks away is in the same one or in one beside it.
const PERIOD: i32 = 22;

/// The period of a day, by which clues are filed; the day is counted from the beginning of our era.
pub fn period_of(day: i32) -> i32 {
    day / PERIOD
}

/// One thing a document says that another telling of the same event would say too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Clue {
    /// What it is.
    pub sort: ClueSort,
    /// In the form in which all languages have it.
    pub text: String,
    /// How often it is said; the title and the opening count twice.
    pub times: u16,
    /// Whether it stands in the title or the opening: what a text is about, and not only mentions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub early: bool,
}

/// The clues of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clues {
    /// Language of the document: words are compared only within one.
    pub language: Lang,
    /// Day of publication, or else the day it was found; none: no time is known.
    pub day: Option<NaiveDate>,
    /// Whose it is.
    pub agency: AgencyId,
    /// Years the title names, of the common era.
    pub years: Vec<u16>,
    /// Other numbers of the title: rounds, counts. Sorted.
    pub numbers: Vec<String>,
    /// Sorted by sort and text, each once.
    pub list: Vec<Clue>,
}

impl Clues {
    /// The clues of a sort.
    pub fn of(&self, sort: ClueSort) -> impl Iterator<Item = &Clue> {
        self.list.iter().filter(move |c| c.sort == sort)
    }
}
