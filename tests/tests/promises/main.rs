//! What Shiome promises, shown on whole webs by the program itself.
//!
//! - `sample`: the bundled web is read whole, its planted trends are found, the same input gives the
//!   same bytes.
//! - `captured`: real sites, replayed: nothing missing, nothing forbidden, nothing asked twice.
//! - `conformance`: public test sets are read as their references read them.
//! - `crash`: killed at ten points and resumed, it ends as if nothing had happened; nor does a crawl
//!   that is killed at fifty.
//! - `gold`: our own gold documents are read as well as they once were.
//! - `extraction`: main text of public test sets is read as well as before.
//! - `pages`: what a browser shows.
//! - `papers`: a memo is found in the house, and told outside only if it may be.
//! - `past`: a web archive gives earlier versions, each once and in its place.
//! - `render`: a page that only a browser can draw is read through a WebDriver service, politely.
//! - `routes`: a source whose preferred way breaks is read by another one, and that shows.
//! - `understood`: topics and kinds are told as by those who wrote the gold set; a thesaurus can be tried.
//! - `warc`: captures leave as files that others can read, and come back.
//! - `watched`: real pages captured more than once have changed only where their matter has.
//!
//! The promise of politeness has a clock and runs alone: `tests/politeness.rs`.

mod captured;
mod conformance;
mod crash;
mod extraction;
mod gold;
mod pages;
mod papers;
mod past;
mod reading;
mod render;
mod routes;
mod sample;
mod small;
mod stories;
mod support;
mod understood;
mod warc;
mod watched;
