//! Documents about one event. Membership is a recorded fact: documents are grouped, never dropped.

use crate::{DocumentId, StoryId};
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
    /// Estimated Jaccard similarity to the story's first document, 0 to 1.
    pub similarity: f32,
}
