//! Documents about one event. Membership is a recorded fact: documents are grouped, never dropped.

use crate::{Clue, ClueSort, DocumentId, StoryId};
use serde::{Deserialize, Serialize};

/// Why two documents are told as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameBecause {
    /// The first document of its story.
    First,
    /// Equal after normalisation.
    ExactText,
    /// Nearly equal text.
    NearText,
    /// Another telling of the same event, perhaps in another language.
    SameEvent,
}

/// A document's place in a story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// The story.
    pub story: StoryId,
    /// The document.
    pub document: DocumentId,
    /// Why.
    pub because: SameBecause,
    /// How like it is to the document of the story that it is most like, 0 to 1: for texts the
    /// estimated Jaccard similarity, for events the share of what they have in common.
    pub similarity: f32,
    /// The document of the story that it is most like; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<DocumentId>,
    /// For events: what both say, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<Clue>,
}

impl Membership {
    /// The first document of a story.
    pub fn first(document: DocumentId) -> Self {
        Self {
            story: StoryId::new(document.as_str()),
            document,
            because: SameBecause::First,
            similarity: 1.0,
            like: None,
            shared: Vec::new(),
        }
    }

    /// Why it is in its story, in words, in Japanese (`ja`) or English.
    pub fn reason_in(&self, lang: &str) -> String {
        let ja = lang == "ja";
        match self.because {
            SameBecause::First => if ja { "最初の文書" } else { "first of its story" }.to_owned(),
            SameBecause::ExactText => if ja { "同じ本文" } else { "same text" }.to_owned(),
            SameBecause::NearText => if ja { "ほぼ同じ本文" } else { "nearly the same text" }.to_owned(),
            SameBecause::SameEvent => {
                let colon = if ja { "：" } else { ": " };
                let named: Vec<String> = self
                    .shared
                    .iter()
                    .filter(|c| c.sort != ClueSort::Word)
                    .map(|c| format!("{}{colon}{}", c.sort.label(lang), c.text))
                    .collect();
                let words: Vec<&str> = self
                    .shared
                    .iter()
                    .filter(|c| c.sort == ClueSort::Word)
                    .map(|c| c.text.as_str())
                    .collect();
                let head = if ja { "同じ出来事を伝える" } else { "tells the same event" };
                let mut parts = named;
                if !words.is_empty() {
                    parts.push(format!("{}{colon}{}", ClueSort::Word.label(lang), words.join(", ")));
                }
                if ja {
                    format!("{head}（共通：{}）", parts.join("、"))
                } else {
                    format!("{head} (in common: {})", parts.join("; "))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_what_is_in_common_in_both_languages() {
        let clue = |sort, text: &str| Clue { sort, text: text.into(), times: 1, early: false };
        let shared = vec![clue(ClueSort::Amount, "3200000000"), clue(ClueSort::Names, "horizon europe")];
        let told = Membership {
            because: SameBecause::SameEvent,
            similarity: 0.6,
            shared,
            ..Membership::first("https://e.org/b".into())
        };
        assert_eq!(
            told.reason_in("en"),
            "tells the same event (in common: amount: 3200000000; name: horizon europe)"
        );
        assert_eq!(
            told.reason_in("ja"),
            "同じ出来事を伝える（共通：金額・数量：3200000000、名称：horizon europe）"
        );
    }

    #[test]
    fn a_membership_written_before_reasons_is_readable_and_stays_as_it_is() {
        let old = r#"{"story":"a","document":"b","because":"near_text","similarity":0.9}"#;
        let read: Membership = serde_json::from_str(old).unwrap();
        assert_eq!((&read.like, read.shared.len()), (&None, 0));
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
    }
}
