//! Is a summary made of sentences of its text, and of nothing else?
//!
//! Summaries are a choice of passages, so this can be checked for any of them, wherever it comes from:
//! each passage must be one whole sentence as this crate cuts them, in order, and none may stand under
//! an empty text. The enricher lets no other summary out.

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
    quotes(&sentences(text), summary)
}

/// A summary that was made from these sentences, or none if it quotes anything else.
pub(crate) fn checked(whole: &[Span], summary: Vec<Span>) -> Vec<Span> {
    if quotes(whole, &summary).is_ok() { summary } else { Vec::new() }
}

fn quotes(whole: &[Span], summary: &[Span]) -> Result<(), Unquoted> {
    let mut last = 0;
    for span in summary {
        if whole.binary_search_by_key(&(span.start, span.end), |s| (s.start, s.end)).is_err() {
            return Err(Unquoted::NoSentence(span.start, span.end));
        }
        if span.start < last {
            return Err(Unquoted::Disordered(span.start, span.end));
        }
        last = span.end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_that_quotes_nothing_does_not_get_out() {
        let text = "The council met. It adopted the rules.";
        let whole = sentences(text);
        assert_eq!(checked(&whole, whole.clone()), whole);
        let half = Span { start: 0, end: 11 };
        assert_eq!(checked(&whole, vec![half]), []);
        assert_eq!(checked(&whole, vec![whole[1], whole[0]]), []);
    }
}
