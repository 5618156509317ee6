//! Is a summary made of sentences of its text, and of nothing else?
//!
//! Summaries are a choice of passages, so this can be checked for any of them, wherever it comes from:
//! each passage must be one whole sentence as this crate cuts them, in order, and none may stand under
//! an empty text.

use shiome_model::{Document, Span};

/// Why a summary is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unquoted {
    /// The text says nothing.
    #[error("summarise a text that has no word")]
    Empty,
    /// The passage is not a whole sentence of the text.
    #[error("quote bytes {0} to {1}, which are no whole sentence of the text")]
    NoSentence(usize, usize),
    /// Passages stand twice or out of order.
    #[error("quote bytes {0} to {1} after what follows them")]
    Disordered(usize, usize),
}

/// The sentences of a text, as summaries quote them.
pub fn sentences(text: &str) -> Vec<Span> {
    crate::sentences::sentences(text)
}

/// Checks that a summary quotes whole sentences of the text, each once and in order.
pub fn quoted(document: &Document, summary: &[Span]) -> Result<(), Unquoted> {
    let text = document.text.as_str();
    if !summary.is_empty() && !text.chars().any(char::is_alphanumeric) {
        return Err(Unquoted::Empty);
    }
    let whole = sentences(text);
    let mut last = 0;
    for span in summary {
        if !whole.contains(span) {
            return Err(Unquoted::NoSentence(span.start, span.end));
        }
        if span.start < last {
            return Err(Unquoted::Disordered(span.start, span.end));
        }
        last = span.end;
    }
    Ok(())
}
