//! A topic that a document touches without being about it.

use crate::{TermHit, TopicId};
use serde::{Deserialize, Serialize};

/// A topic mentioned in passing: terms of it were found, but too weak, too late or beside another matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InPassing {
    /// Which.
    pub topic: TopicId,
    /// 0 to 1, by the same measure as that of topics the document is about.
    pub score: f32,
    /// Share of the sentences that name it, 0 to 1.
    pub share: f32,
    /// The terms that fired, in order of position, title first.
    pub hits: Vec<TermHit>,
}
