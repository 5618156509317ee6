//! What Shiome promises, shown on whole webs by the program itself.
//!
//! - `sample`: the bundled web is read whole, its planted trends are found, the same input gives the
//!   same bytes.
//! - `captured`: real sites, replayed: nothing missing, nothing forbidden, nothing asked twice.
//! - `conformance`: public test sets are read as their references read them.
//! - `crash`: killed at ten points and resumed, it ends as if nothing had happened; nor does a crawl
//!   that is killed at fifty.
//! - `politeness`: a thousand sites, a third of them faulty: nobody is asked too fast, nothing is lost.
//! - `pages`: what a browser shows.

mod captured;
mod conformance;
mod crash;
mod pages;
mod politeness;
mod sample;
mod support;
