//! A paper that came by a local channel becomes a capture and a document: bytes first, then facts.

use crate::{Error, House, Stage};
use chrono::NaiveDate;
use shiome_extract::{Input, Rejection};
use shiome_model::{
    Capture, DateEvidence, Document, DocumentId, Hash, Item, Media, Published, Rejected, Sensitivity, Source,
    Timestamp, time,
};
use shiome_store::{Fact, PageState};
use std::time::Instant;
use url::Url;

/// Media type of a text processor's file.
pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A body with all that is said of it.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    /// Its own address: stable, and silent about where it lay.
    pub address: Url,
    /// What the bytes are.
    pub media_type: String,
    /// The bytes.
    pub body: Vec<u8>,
    /// Its title, where somebody gave one.
    pub title: Option<String>,
    /// Who wrote it, where somebody says so.
    pub author: Option<String>,
    /// Its day, where somebody says so.
    pub day: Option<NaiveDate>,
    /// How widely it may be read.
    pub sensitivity: Sensitivity,
    /// The first day on which it may leave the house.
    pub embargo: Option<NaiveDate>,
    /// Whether somebody said so of this paper; else it is only what its channel assumes.
    pub is_said: bool,
    /// What it came with.
    pub part_of: Option<DocumentId>,
    /// What it is called, where that is not said by the bytes.
    pub media: Option<Media>,
}

/// What came of a paper.
pub(super) struct Kept {
    /// To be committed together.
    pub facts: Vec<Fact>,
    /// The document; none if it was refused.
    pub document: Option<Document>,
    /// Whether there was none at its address.
    pub is_new: bool,
    /// Whether there was one that said something else.
    pub is_update: bool,
    /// Why it did not become a document.
    pub refused: Option<Rejection>,
}

/// Archives a paper and reads it. A paper that cannot be read is kept as a capture and counted.
pub(super) async fn keep(house: &House, source: &Source, paper: Paper) -> Result<Kept, Error> {
    let now = house.now();
    let capture = capture_of(&paper, source, now);
    let start = Instant::now();
    house.archive.put_capture(&capture, &paper.body).await?;
    house.timings.add(Stage::Store, start);
    let mut state = PageState::unread(paper.address.as_str(), source.id.clone());
    state.last_fetched = Some(now);
    state.status = Some(capture.status);
    state.capture = Some(capture.id.clone());
    let is_said = paper.is_said;
    let read = read(house, source, capture.clone(), paper, time::day_in_japan(now)).await?;
    let mut facts = vec![Fact::Capture(capture.clone())];
    let mut document = match read {
        Ok(document) => document,
        Err(refused) => {
            state.error = Some(refused.reason);
            facts.push(rejected(source, capture.url.as_str(), &refused, now));
            facts.push(Fact::Page(state));
            return Ok(Kept {
                facts,
                document: None,
                is_new: false,
                is_update: false,
                refused: Some(refused),
            });
        }
    };
    let before = house.catalog.document(&document.id).await?.map(|s| s.document);
    if let Some(before) = before.as_ref().filter(|_| !is_said) {
        // What a channel assumes must not open what somebody has closed.
        document.sensitivity = document.sensitivity.max(before.sensitivity);
        document.embargo = document.embargo.or(before.embargo);
    }
    state.document = Some(document.id.clone());
    facts.push(Fact::Document { document: document.clone(), first_seen: now });
    facts.push(Fact::Found { source: source.id.clone(), document: document.id.clone(), at: now });
    facts.push(Fact::Page(state));
    let is_update = before.as_ref().is_some_and(|b| {
        (&b.revision, b.sensitivity, b.embargo)
            != (&document.revision, document.sensitivity, document.embargo)
    });
    Ok(Kept { facts, is_new: before.is_none(), is_update, document: Some(document), refused: None })
}

/// What is counted of a paper that did not become a document.
pub(super) fn rejected(source: &Source, address: &str, refused: &Rejection, at: Timestamp) -> Fact {
    Fact::Rejected(Rejected {
        source: source.id.clone(),
        url: address.to_owned(),
        reason: refused.reason,
        detail: refused.detail.clone(),
        at,
    })
}

/// The capture says in its headers what was said of the paper, so that the archive alone could make
/// the document again.
fn capture_of(paper: &Paper, source: &Source, now: Timestamp) -> Capture {
    let body = Hash::of(&paper.body);
    let mut headers = vec![("content-type".to_owned(), paper.media_type.clone())];
    let said = [
        ("shiome-title", paper.title.clone()),
        ("shiome-author", paper.author.clone()),
        ("shiome-date", paper.day.map(|d| d.to_string())),
        ("shiome-sensitivity", Some(paper.sensitivity.to_string())),
        ("shiome-embargo", paper.embargo.map(|d| d.to_string())),
        ("shiome-part-of", paper.part_of.as_ref().map(ToString::to_string)),
    ];
    headers.extend(said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Capture {
        id: Capture::id_of(&paper.address, &body),
        source: source.id.clone(),
        url: paper.address.clone(),
        final_url: paper.address.clone(),
        fetched_at: now,
        memento: None,
        status: 200,
        headers,
        body,
        bytes: paper.body.len() as u64,
    }
}

/// Reads a paper on a thread that may compute, and puts what was said of it above what it says itself.
async fn read(
    house: &House,
    source: &Source,
    capture: Capture,
    paper: Paper,
    today: NaiveDate,
) -> Result<Result<Document, Rejection>, Error> {
    let (source, timings) = (source.clone(), house.timings.clone());
    let work = move || {
        let start = Instant::now();
        let mut item = Item::link(paper.address.clone());
        (item.title, item.published) = (paper.title.clone(), paper.day);
        let input = Input { capture: &capture, body: &paper.body, item: Some(&item), source: &source, today };
        let mut read = shiome_extract::extract(&input);
        timings.add(Stage::Extract, start);
        if let Ok(document) = &mut read {
            complete(document, paper);
        }
        read
    };
    crate::computed::computed(work).await.map_err(|_| Error::Worker("reading a paper"))
}

fn complete(document: &mut Document, paper: Paper) {
    document.id = DocumentId::new(paper.address.as_str());
    document.url = paper.address;
    if let Some(title) = paper.title {
        document.title = title;
    }
    if let Some(date) = paper.day {
        document.published =
            Some(Published { date, evidence: DateEvidence::Entry, passage: date.to_string() });
    }
    if let Some(author) = paper.author {
        document.authors = vec![author];
    }
    document.media = paper.media.unwrap_or(document.media);
    (document.sensitivity, document.embargo, document.part_of) =
        (paper.sensitivity, paper.embargo, paper.part_of);
    document.revision = Document::revision_of(&document.title, &document.text, document.date());
}

/// The media type of a file by the end of its name, if it is one that is read.
pub(super) fn media_type(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    match end.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Some("text/markdown"),
        "txt" => Some("text/plain"),
        "docx" => Some(DOCX),
        "pdf" => Some("application/pdf"),
        "eml" => Some("message/rfc822"),
        _ => None,
    }
}

/// An address under one of our own schemes; `path` holds nothing that must be escaped.
pub(super) fn address(scheme: &str, path: &str) -> Result<Url, Error> {
    let text = format!("{scheme}:{path}");
    Url::parse(&text).map_err(|_| Error::Unknown { what: "an address for", id: text })
}
