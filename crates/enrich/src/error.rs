//! What can go wrong when a thesaurus is compiled. Enriching a document cannot fail.

/// Why an [`crate::Enricher`] could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A term without a letter or digit would match nothing.
    #[error("compile the thesaurus: term '{term}' of concept '{concept}' has no letter or digit")]
    EmptyTerm {
        /// The concept.
        concept: String,
        /// The term as written.
        term: String,
    },
    /// The automaton refuses its patterns: too many, too long.
    #[error("compile the thesaurus: build the term automaton: {0}")]
    Automaton(String),
}
