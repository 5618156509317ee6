//! Which terms of the thesaurus does a text use, and where?
//!
//! [`compile`] turns terms into tables once; [`find`] reads a text against them in one pass;
//! [`context`] settles what counts: ambiguous terms need company or a [`setting`] of research, none
//! counts beside words of its look-alike, longer terms beat shorter ones; [`learned`] says how often
//! each was right.

mod compile;
mod context;
mod find;
pub(crate) mod learned;
mod setting;

pub(crate) use compile::Thesaurus;
pub(crate) use context::{Hit, settle};
pub(crate) use find::Found;
