//! Full-text index and query.
//!
//! The one decision of this crate: **one index, many languages; each document is analysed by its own
//! language, a query by every language its text can be in.** So a Japanese and a German document
//! stand in one list with one total and one set of facets, and nobody chooses a language before
//! searching. What a query means in another language comes from the thesaurus, as concepts the
//! documents were annotated with; it ranks below what was typed, and the answer says which it was.
//!
//! The index is a copy: it may be deleted at any time, and follows the catalog from zero. How far it
//! came is kept inside the engine's own commit, so it never claims a document it does not have. The same
//! documents give the same answer however they came in: nothing depends on segments or batches.
//!
//! It will not recognise concepts in a query (the caller does), nor translate, nor correct spelling,
//! nor turn simplified characters into traditional ones.

mod analyze;
mod collect;
mod compile;
mod entry;
mod error;
mod exact;
mod expand;
mod fold;
mod index;
mod language;
mod passages;
mod request;
mod schema;
mod search;
mod statistics;

pub use entry::{Entry, EntryBody};
pub use error::Error;
pub use index::SearchIndex;
pub use request::{ExpandedConcept, Filters, Hit, Hits, Passage, SearchRequest, Sort};
