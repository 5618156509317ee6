//! A passage in another language than its document.

use crate::{Lang, Span};
use serde::{Deserialize, Serialize};

/// A passage of a document's text that is in another language than the text as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguagePassage {
    /// Where it stands.
    pub span: Span,
    /// Its language.
    pub language: Lang,
}
