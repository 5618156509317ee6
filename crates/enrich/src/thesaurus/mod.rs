//! Which terms of the thesaurus does a text use, and where?
//!
//! [`compile`] turns terms into tables once; [`find`] reads a text against them in one pass;
//! [`context`] settles what counts: ambiguous terms need company, longer terms beat shorter ones.

mod compile;
mod context;
mod find;

pub(crate) use compile::Thesaurus;
pub(crate) use context::{Hit, settle};
pub(crate) use find::Found;
