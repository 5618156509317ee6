//! One document: its text, what is believed of it and why, and where every word of it comes from.

use super::{
    capture::{Provenance, provenance},
    cards::{Card, card, rounded},
    compare::{self, ChangeView},
    mentions::{self, EntityView, TouchedView},
    model_gist::{self, ModelView},
};
use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    marked::{Mark, merged},
    names::{Named, Namer},
};
use chrono::NaiveDate;
use serde::Serialize;
use shiome_model::gist::{self, Line};
use shiome_model::{Annotations, Credibility, Document, DocumentId, Field, TopicMatch};
use shiome_store::StoredDocument;
use std::sync::Arc;

/// Changes and other tellings that are listed.
const LISTED: usize = 50;

/// Marks are bytes of title and text.
#[derive(Serialize)]
struct View {
    document: Card,
    revision: String,
    /// The document it came with.
    part_of: Option<Card>,
    media: Named,
    title_marks: Vec<Mark>,
    text: String,
    text_marks: Vec<Mark>,
    pages: Vec<usize>,
    published: Option<Dated>,
    modified: Option<NaiveDate>,
    authors: Vec<String>,
    found_by: Vec<Named>,
    /// In whose name the source speaks; it says nothing of how much the document matters.
    credibility: Named,
    annotations: Option<Notes>,
    /// What is known of its policy instrument, in the language of the interface.
    gist: Option<GistView>,
    /// What a model wrote of it, if one was asked and the answer passed the check.
    model: Option<ModelView>,
    story: Vec<Member>,
    provenance: Option<Provenance>,
    captures: Vec<Provenance>,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct Dated {
    date: NaiveDate,
    evidence: Named,
    passage: String,
}

#[derive(Serialize)]
struct Notes {
    version: String,
    language: Named,
    language_confidence: f64,
    kind: Named,
    kind_because: String,
    topics: Vec<TopicView>,
    summary: Vec<String>,
    /// Bodies, programmes and declarations it names.
    entities: Vec<EntityView>,
    /// Programmes of our own it touches.
    relevance: Vec<TouchedView>,
}

#[derive(Serialize)]
struct TopicView {
    topic: Named,
    score: f64,
    terms: Vec<TermView>,
}

/// A term that fired, with how often and where it was first found.
#[derive(Serialize)]
struct TermView {
    concept: Named,
    term: String,
    language: String,
    found: String,
    times: usize,
    in_title: bool,
    weight: f64,
}

#[derive(Serialize)]
struct Member {
    document: Card,
    because: Named,
    /// Why, with what both have in common.
    reason: String,
    similarity: f64,
}

/// `/document?id=` and `/api/document?id=`
pub(crate) async fn document(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let id = ask.query.one("id").ok_or_else(|| Failure::bad("bad_no_id", "id"))?;
    let stored = find(&ask, id).await?.ok_or_else(|| Failure::unknown("what_document", id))?;
    let (catalog, names) = (&ask.pages.catalog, ask.names());
    let document = &stored.document;
    let current = catalog.capture(&document.capture).await?;
    let captures = compare::versions(&ask, &document.capture, document.id.as_str()).await?;
    let changes = catalog.changes_of(&document.id, LISTED).await?;
    let part_of = match &document.part_of {
        Some(id) => catalog.document(id).await?,
        None => None,
    };
    let (title_marks, text_marks) = marks(names, document, stored.annotations.as_ref());
    let view = View {
        document: card(names, &stored),
        revision: document.revision.to_string(),
        part_of: part_of.filter(|s| ask.shows(&s.document)).map(|s| card(names, &s)),
        media: names.word("media", &name_of(&document.media)),
        title_marks,
        text: document.text.clone(),
        text_marks,
        pages: document.pages.clone(),
        published: document.published.as_ref().map(|p| Dated {
            date: p.date,
            evidence: names.word("evidence", &name_of(&p.evidence)),
            passage: p.passage.clone(),
        }),
        modified: document.modified,
        authors: document.authors.clone(),
        found_by: stored.found_by.iter().map(|s| names.source(s)).collect(),
        credibility: names.word("credibility", class_of(&ask, document).as_str()),
        annotations: stored.annotations.as_ref().map(|a| notes(names, document, a)),
        gist: stored.annotations.as_ref().and_then(|a| gist_of(&ask, document, a)),
        model: model_gist::of_document(&ask, document).await?,
        story: story(&ask, &stored).await?,
        provenance: current.as_ref().map(|c| provenance(names, c)),
        captures: captures.iter().map(|c| provenance(names, c)).collect(),
        changes: changes.iter().map(|c| compare::change(&ask, c)).collect(),
    };
    Answer::new("document.html", &document.title, &view)
}

#[derive(Serialize)]
struct GistView {
    sentence: String,
    lines: Vec<LineView>,
}

#[derive(Serialize)]
struct LineView {
    label: &'static str,
    #[serde(flatten)]
    line: Line,
}

fn gist_of(ask: &Ask, document: &Document, notes: &Annotations) -> Option<GistView> {
    let (names, lang) = (ask.names(), ask.lang.as_str());
    let agency = names.agency(&document.agency).label;
    let topic = notes.topics.first().map(|t| names.topic(&t.topic).label);
    let said = gist::Names { agency: &agency, topic: topic.as_deref(), glossary: &ask.pages.glossary };
    let gist = gist::gist(document, notes, said, lang)?;
    let lines = gist.lines.into_iter().map(|line| LineView { label: line.part.label(lang), line }).collect();
    Some(GistView { sentence: gist.sentence, lines })
}

/// The class of the source that found it first.
fn class_of(ask: &Ask, document: &Document) -> Credibility {
    ask.pages.sources.get(&document.source).map(|s| s.credibility).unwrap_or_default()
}

/// By id; else as the address of a page that became one.
async fn find(ask: &Ask, id: &str) -> Result<Option<StoredDocument>, Failure> {
    let catalog = &ask.pages.catalog;
    if let Some(stored) = catalog.document(&DocumentId::new(id)).await? {
        return Ok(Some(stored).filter(|s| ask.shows(&s.document)));
    }
    let Some(url) = shiome_model::url::parse(id) else { return Ok(None) };
    Ok(catalog.document_at(url.as_str()).await?.filter(|s| ask.shows(&s.document)))
}

/// The name under which a unit variant is stored.
pub(super) fn name_of(variant: &impl Serialize) -> String {
    serde_json::to_value(variant).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn marks(names: Namer, document: &Document, notes: Option<&Annotations>) -> (Vec<Mark>, Vec<Mark>) {
    let mut title = Vec::new();
    let mut text = Vec::new();
    for topic in notes.iter().flat_map(|a| &a.topics) {
        for hit in &topic.hits {
            let why = format!("{}: {}", names.topic(&topic.topic).label, names.concept(&hit.concept).label);
            let mark = Mark { start: hit.span.start, end: hit.span.end, why };
            match hit.field {
                Field::Title => title.push(mark),
                Field::Text => text.push(mark),
            }
        }
    }
    (merged(&document.title, title), merged(&document.text, text))
}

fn notes(names: Namer, document: &Document, notes: &Annotations) -> Notes {
    Notes {
        version: notes.version.clone(),
        language: names.language(&notes.language),
        language_confidence: rounded(notes.language_confidence.into()),
        kind: names.kind(notes.kind),
        kind_because: notes.kind_because.clone(),
        topics: notes.topics.iter().map(|t| topic(names, document, t)).collect(),
        summary: notes
            .summary
            .iter()
            .map(|s| s.of(&document.text).to_owned())
            .filter(|s| !s.is_empty())
            .collect(),
        entities: mentions::entities(names, document, &notes.entities),
        relevance: mentions::touched(names, document, &notes.relevance),
    }
}

fn topic(names: Namer, document: &Document, matched: &TopicMatch) -> TopicView {
    let mut terms: Vec<TermView> = Vec::new();
    for hit in &matched.hits {
        let in_title = hit.field == Field::Title;
        let weight = rounded(hit.weight.into());
        let known = terms.iter_mut().find(|t| t.term == hit.term && t.concept.id == hit.concept.as_str());
        if let Some(term) = known {
            term.times += 1;
            term.in_title |= in_title;
            term.weight = rounded(term.weight + weight);
            continue;
        }
        let found = hit.span.of(if in_title { &document.title } else { &document.text }).to_owned();
        let (concept, language) = (names.concept(&hit.concept), hit.lang.to_string());
        terms.push(TermView { concept, term: hit.term.clone(), language, found, times: 1, in_title, weight });
    }
    TopicView { topic: names.topic(&matched.topic), score: rounded(matched.score.into()), terms }
}

/// The other documents of its story.
async fn story(ask: &Ask, stored: &StoredDocument) -> Result<Vec<Member>, Failure> {
    let Some(own) = &stored.membership else { return Ok(Vec::new()) };
    let others: Vec<_> = ask.pages.catalog.story(&own.story).await?;
    let others: Vec<_> = others.into_iter().filter(|m| m.document != own.document).take(LISTED).collect();
    let ids: Vec<DocumentId> = others.iter().map(|m| m.document.clone()).collect();
    let documents = ask.pages.catalog.documents(&ids).await?;
    let names = ask.names();
    Ok(documents
        .iter()
        .filter(|d| ask.shows(&d.document))
        .filter_map(|d| {
            let membership = others.iter().find(|m| m.document == d.document.id)?;
            Some(Member {
                document: card(names, d),
                because: names.word("same", &name_of(&membership.because)),
                reason: membership.reason_in(names.lang.as_str()),
                similarity: rounded(membership.similarity.into()),
            })
        })
        .collect())
}
