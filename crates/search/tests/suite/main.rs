//! The index from outside: what is put in, and what comes out.

mod corpus;
mod following;
mod query;
mod thesaurus;
