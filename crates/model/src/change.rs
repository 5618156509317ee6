//! What moved between two captures of a watched page.

use crate::{CaptureId, ChangeId, DocumentId, Hash, SourceId, Timestamp};
use serde::{Deserialize, Serialize};

/// One clause that was added, removed or reworded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseEdit {
    /// The clause before; none if it is new.
    pub before: Option<String>,
    /// The clause after; none if it is gone.
    pub after: Option<String>,
}

/// A material difference between two captures of one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Hash of both captures.
    pub id: ChangeId,
    /// The watched page.
    pub document: DocumentId,
    /// The source that watches it.
    pub source: SourceId,
    /// The capture before.
    pub before: CaptureId,
    /// The capture after.
    pub after: CaptureId,
    /// When the later capture was taken.
    pub seen_at: Timestamp,
    /// The clauses, in order of the page.
    pub edits: Vec<ClauseEdit>,
    /// 0 (trivial) to 1: how much of the text moved and how much it matters.
    pub materiality: f32,
    /// Why it is material, in words.
    pub reasons: Vec<String>,
}

impl Change {
    /// The id of the comparison of two captures.
    pub fn id_of(before: &CaptureId, after: &CaptureId) -> ChangeId {
        ChangeId::new(Hash::of_parts(&[before.as_str().as_bytes(), after.as_str().as_bytes()]).short())
    }
}
