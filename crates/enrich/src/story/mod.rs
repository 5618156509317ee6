//! Which documents tell the same?
//!
//! Two questions, asked in this order of few candidates and never of all pairs. [`text`]: is it nearly
//! the same text? Then signatures decide. [`event`]: is it another telling of one event, perhaps in
//! another language? Then [`clues`] decide, which are found in every language in the same form: sums,
//! days, pages, acronyms, names, concepts; a clue that few documents have weighs more ([`Rarity`]).
//! [`Desk`] keeps what is needed to answer for documents that came before, and [`choose`] concludes.
//!
//! Documents come one at a time, and what was decided stays: an earlier document is never moved.

mod choose;
mod clues;
mod desk;
mod event;
mod figures;
mod months;
mod rarity;
pub mod score;
mod stopwords;
mod text;

pub use choose::{Known, choose};
pub use desk::{Desk, LOOKED_AT, Posting, Postings, candidates, near};
pub use event::{Likeness, contradict, likeness};
pub use rarity::{Rarity, bucket_of, key_of};
pub use text::{same, similarity};

pub(crate) use clues::clues;

/// Days that may lie between two tellings of one event.
pub const WINDOW: i64 = 21;
