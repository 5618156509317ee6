//! Documents into annotations, stories and changes.
//!
//! The one decision of this crate: **every belief shows its passage**. A topic is carried because of
//! terms at known bytes, a kind because of words that can be read, a summary is a choice of sentences
//! and a change a list of clauses; nothing is generated, and the same document gives the same bytes.
//!
//! ```text
//! Document -annotate-> language, kind, topics <- thesaurus hits, summary, fingerprint
//! Document x earlier documents -story::choose-> the story it belongs to, and why
//! Document x Document -change::compare-> clauses that moved, and why that matters
//! Document -annotate-> policy instrument, promises -follow-> kept, open or lapsed
//! ```
//!
//! Order within: `script` and `fold` know characters, `words` and `sentences` cut them, `thesaurus` finds
//! terms and `entities` names, `topics`, `relevance`, `kind`, `instrument`, `promise`, `summary` and
//! `fingerprint` conclude, [`Enricher`] joins. It opens no file, waits for nothing, translates nothing and
//! learns nothing while it reads: what it knows is in the
//! thesaurus and in tables that people can read.

mod clues;
mod cues;
mod enricher;
mod entities;
mod error;
mod fingerprint;
mod fold;
mod instrument;
mod kind;
mod language;
mod money;
mod promise;
mod relevance;
mod script;
mod sentences;
mod sieve;
mod summary;
mod thesaurus;
mod tokens;
mod topics;
mod when;
mod words;

pub mod change;
pub mod follow;
pub mod gist;
pub mod gist_check;
pub mod stage;
pub mod story;

pub use clues::{Lesson, learn_clues, try_clues};
pub use enricher::{Enricher, Expansion};
pub use error::Error;
pub use kind::learn_kinds;
pub use language::identify_language;
pub use thesaurus::learned::{Seen, seen};

/// A text in NFKC and lower case: the least that any comparison of texts needs.
pub fn normal(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().flat_map(char::to_lowercase).collect()
}
