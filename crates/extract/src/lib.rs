//! From the bytes a server sent to one work: its title, text, day, authors and links.
//!
//! The one decision of this crate: **a page is read as a list of blocks** (paragraphs with their
//! place and their names), and every question about it (what is its title, which day, is it an error
//! page) weighs several statements of the page against each other instead of trusting one. What
//! nothing states stays unknown: an undated page has no date, and a day that is only likely says so.
//!
//! ```text
//! Capture + bytes -media-> html | pdf | docx | mail | text
//!   html -charset-> tree -blocks-> title, date, authors, language, error page
//!                        -main text-> paragraphs, links
//!   pdf  -glyphs-> lines -layout-> paragraphs by page
//! Item (feed, API) -entry-> Document, for a work whose page cannot be had
//! ```
//!
//! It will not fetch, wait, read a file or ask the clock, and it will not identify languages: what
//! markup states is passed on as a hint. Bytes of strangers never make it panic or run without end.

mod clean;
mod document;
mod docx;
mod entry;
mod front_matter;
mod html;
mod input;
mod mail;
mod media;
mod pdf;
mod text;

pub use entry::from_entry;
pub use front_matter::{FrontMatter, front_matter};
pub use html::{Dates, html_to_text, keep};
pub use input::{Input, Rejection};
pub use mail::{Attachment, Letter, letter};

use chrono::NaiveDate;
use media::Kind;
use shiome_model::{Capture, DateEvidence, Document, Hash, Reason, dates};

/// The day a text names, if it names one: `2026-03-02`, `2 March 2026`, `令和8年3月2日`.
pub fn day(text: &str) -> Option<NaiveDate> {
    dates::machine(text)
}

/// Reads the work that a capture holds.
pub fn extract(input: &Input) -> Result<Document, Rejection> {
    read(input, html::Wanted::Article)
}

/// Reads a page that is watched for changes: all of its own text, lists and tables included, without
/// navigation and without counters, so that equal content gives equal text.
pub fn watched_text(input: &Input) -> Result<Document, Rejection> {
    read(input, html::Wanted::Everything)
}

/// The days a page states of itself; nothing else of it is read.
pub fn dates_of_page(input: &Input) -> Dates {
    match media::sniff(input.capture, input.body) {
        Kind::Html => html::dates_of(input),
        _ => Dates::default(),
    }
}

/// The headings of a watched page, as they stand in its text: by them its clauses are named.
pub fn headings(input: &Input) -> Vec<String> {
    match media::sniff(input.capture, input.body) {
        Kind::Html => html::headings_of(input),
        _ => Vec::new(),
    }
}

/// What stands in place of a list that should be in the answer: a firewall's page, a question for
/// consent, a login, an empty shell, an error page. To be asked where the answer brought no list.
pub fn wall(capture: &Capture, body: &[u8], country: &str) -> Option<Rejection> {
    (media::sniff(capture, body) == Kind::Html).then(|| html::wall_of(capture, body, country)).flatten()
}

/// By what a short page is recognised at another address of its source: its own title and text. A page
/// with more text than a wall has, with a day of publication of its own, or with the title under which
/// it was listed is no wall: real notices repeat each other to the word but for these.
pub fn print(input: &Input, document: &Document) -> Option<Hash> {
    let own = [DateEvidence::Metadata, DateEvidence::TimeElement, DateEvidence::Visible];
    let is_dated = document.published.as_ref().is_some_and(|p| own.contains(&p.evidence));
    let is_short = document.text.chars().count() <= PRINTED && !is_dated;
    (is_short && media::sniff(input.capture, input.body) == Kind::Html)
        .then(|| html::print_of(input))
        .flatten()
}

/// Text beyond which a page is nobody's wall.
const PRINTED: usize = 1_500;

fn read(input: &Input, wanted: html::Wanted) -> Result<Document, Rejection> {
    input::refuse_status(input.capture.status)?;
    if input.body.is_empty() {
        return Err(Rejection::new(Reason::NoText, "the body is empty"));
    }
    match media::sniff(input.capture, input.body) {
        Kind::Html => html::read(input, wanted),
        Kind::Pdf => pdf::read(input),
        Kind::Docx => docx::read(input),
        Kind::Mail => mail::read(input),
        Kind::Text => text::read(input),
        Kind::Other(name) => Err(Rejection::new(Reason::UnsupportedMedia, name)),
    }
}
