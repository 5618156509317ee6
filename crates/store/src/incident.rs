//! What an operator must hear of once: that a source came into trouble, and that it is out of it.

use crate::health::{Because, State};
use serde::{Deserialize, Serialize};
use shiome_model::{Hash, SourceId, Timestamp};

/// A time of trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// See [`Incident::id_of`].
    pub id: String,
    /// Whose trouble; none if so many could not be reached at once that it is our own.
    pub source: Option<SourceId>,
    /// When the trouble began.
    pub since: Timestamp,
    /// When it was certain, and told.
    pub opened_at: Timestamp,
    /// When it was over, if it is.
    pub closed_at: Option<Timestamp>,
    /// How the source is or last was.
    pub state: State,
    /// Why.
    pub because: Because,
    /// Who was affected when it was opened, if it is our own trouble.
    pub sources: Vec<SourceId>,
}

impl Incident {
    /// The id of the trouble of that source, or of us, that began then.
    pub fn id_of(source: Option<&SourceId>, since: Timestamp) -> String {
        let source = source.map_or("", |s| s.as_str());
        let since = since.to_rfc3339();
        let parts = [b"incident", source.as_bytes(), since.as_bytes()];
        Hash::of_parts(&parts).short().to_owned()
    }
}

/// A source that has not been in trouble for long enough to say so, or not out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspicion {
    /// Which source; empty for all of them together.
    pub source: SourceId,
    /// Whether it is trouble that is suspected, or recovery.
    pub trouble: bool,
    /// Since when.
    pub since: Timestamp,
    /// Runs in a row that say so.
    pub runs: u32,
    /// The last of these runs.
    pub checked: Option<Timestamp>,
}
