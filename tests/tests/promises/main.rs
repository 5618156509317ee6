//! What Shiome promises, shown on whole webs by the program itself.
//!
//! - `sample`: the bundled web is read whole, its planted trends are found, the same input gives the
//!   same bytes.
//! - `captured`: real sites, replayed: nothing missing, nothing forbidden, nothing asked twice.
//! - `crash`: killed at ten points and resumed, it ends as if nothing had happened.
//! - `pages`: what a browser shows.

mod captured;
mod crash;
mod pages;
mod sample;
mod support;
