//! Facts to record.

use crate::{Catalog, Fact, PageState};
use chrono::{DateTime, Duration, NaiveDate};
use shiome_model::*;

pub fn address(dir: &tempfile::TempDir) -> String {
    format!("sqlite:{}", dir.path().join("deep/catalog.db").display())
}

pub async fn open() -> (tempfile::TempDir, Catalog) {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&address(&dir), at(0)).await.unwrap();
    (dir, catalog)
}

/// A moment, in minutes after a Wednesday morning.
pub fn at(minutes: i64) -> Timestamp {
    DateTime::from_timestamp(1_771_400_000, 123_456_789).unwrap() + Duration::minutes(minutes)
}

pub fn capture(n: u32, text: &str) -> Capture {
    let url = url::parse(&format!("https://funder.example/news/{n}")).unwrap();
    let body = Hash::of(format!("<p>{n} {text}").as_bytes());
    Capture {
        id: Capture::id_of(&url, &body),
        source: "funder/news".into(),
        final_url: url.clone(),
        url,
        fetched_at: at(n.into()),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), "text/html".into())],
        bytes: 5,
        body,
    }
}

pub fn document(n: u32, text: &str) -> Document {
    let capture = capture(n, text);
    let date = NaiveDate::from_ymd_opt(2026, 2, 1 + n % 28).unwrap();
    let title = format!("Notice {n} 研究公募");
    Document {
        id: capture.url.as_str().into(),
        revision: Document::revision_of(&title, text, Some(date)),
        source: capture.source,
        agency: "funder".into(),
        country: if n.is_multiple_of(2) { "DE" } else { "JP" }.into(),
        url: capture.url,
        // The page as it was first taken: its text may be read differently by a later rule.
        capture: self::capture(n, "").id,
        title,
        text: text.into(),
        pages: vec![],
        published: Some(Published { date, evidence: DateEvidence::Metadata, passage: date.to_string() }),
        modified: None,
        authors: vec!["A. Author".into()],
        stated_language: Some("en".into()),
        links: vec![],
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}

pub fn annotations(document: &Document) -> Annotations {
    let n = document.title.len() as u64;
    Annotations {
        document: document.id.clone(),
        revision: document.revision.clone(),
        version: "rules 1".into(),
        language: "en".into(),
        language_confidence: 0.1 + 0.2,
        other_languages: Vec::new(),
        kind: DocumentKind::Call,
        kind_because: "opens a call".into(),
        topics: vec![TopicMatch { topic: "open_science".into(), score: 0.7, hits: vec![] }],
        mentions: vec![],
        concepts: vec!["open_science/preprint".into()],
        summary: vec![Span { start: 0, end: 0 }],
        instruments: vec![],
        promises: vec![],
        fingerprint: Fingerprint {
            exact: Hash::of(document.text.as_bytes()),
            minhash: (0..128).map(|i| u32::MAX / (i + 1)).collect(),
            bands: vec![u64::MAX, n, u64::MAX / 3],
            marks: vec!["2026".into()],
        },
        entities: Vec::new(),
        relevance: Vec::new(),
    }
}

pub fn membership(document: &Document) -> Membership {
    Membership::first(document.id.clone())
}

/// All that one page brings.
pub fn facts_with(n: u32, text: &str) -> Vec<Fact> {
    let document = document(n, text);
    let page = PageState::unread(document.id.as_str(), document.source.clone());
    vec![
        Fact::Capture(capture(n, "")),
        Fact::Document { document: document.clone(), first_seen: at(n.into()) },
        Fact::Annotations(annotations(&document)),
        Fact::Membership(membership(&document)),
        Fact::Page(PageState { status: Some(200), document: Some(document.id), ..page }),
    ]
}

pub fn facts_of(n: u32) -> Vec<Fact> {
    facts_with(n, "")
}
