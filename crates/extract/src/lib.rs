//! From the bytes a server sent to one work: its title, text, day, authors and links.
//!
//! The one decision of this crate: **a page is read as a list of blocks** (paragraphs with their
//! place and their names), and every question about it (what is its title, which day, is it an error
//! page) weighs several statements of the page against each other instead of trusting one. What
//! nothing states stays unknown: an undated page has no date.
//!
//! ```text
//! Capture + bytes -media-> html | pdf | text
//!   html -charset-> tree -blocks-> title, date, authors, language, error page
//!                        -main text-> paragraphs, links
//!   pdf  -glyphs-> lines -layout-> paragraphs by page
//! Item (feed, API) -entry-> Document, for a work whose page cannot be had
//! ```
//!
//! It will not fetch, wait, read a file or ask the clock, and it will not identify languages: what
//! markup states is passed on as a hint. Bytes of strangers never make it panic or run without end.

mod clean;
mod dates;
mod document;
mod entry;
mod html;
mod input;
mod media;
mod pdf;
mod text;

pub use entry::from_entry;
pub use html::html_to_text;
pub use input::{Input, Rejection};

use media::Kind;
use shiome_model::{Document, Reason};

/// Reads the work that a capture holds.
pub fn extract(input: &Input) -> Result<Document, Rejection> {
    read(input, html::Wanted::Article)
}

/// Reads a page that is watched for changes: all of its own text, lists and tables included, without
/// navigation and without counters, so that equal content gives equal text.
pub fn watched_text(input: &Input) -> Result<Document, Rejection> {
    read(input, html::Wanted::Everything)
}

fn read(input: &Input, wanted: html::Wanted) -> Result<Document, Rejection> {
    input::refuse_status(input.capture.status)?;
    if input.body.is_empty() {
        return Err(Rejection::new(Reason::NoText, "the body is empty"));
    }
    match media::sniff(input.capture, input.body) {
        Kind::Html => html::read(input, wanted),
        Kind::Pdf => pdf::read(input),
        Kind::Text => text::read(input),
        Kind::Other(name) => Err(Rejection::new(Reason::UnsupportedMedia, name)),
    }
}
