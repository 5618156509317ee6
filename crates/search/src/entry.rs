//! What goes into the index.

use chrono::NaiveDate;
use shiome_model::{
    AgencyId, ConceptId, Credibility, DocumentId, DocumentKind, Lang, Sensitivity, SourceId, StoryId,
    Timestamp, TopicId,
};

/// A document to put, or to remove.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which document.
    pub id: DocumentId,
    /// What it says now; none to remove it.
    pub put: Option<EntryBody>,
}

/// What the index knows of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryBody {
    /// Title, plain text.
    pub title: String,
    /// Main text.
    pub text: String,
    /// Language it is analysed in.
    pub language: Lang,
    /// Whose it is.
    pub agency: AgencyId,
    /// Bodies that have taken over from it since: asking for one of them finds this document too.
    pub heirs: Vec<AgencyId>,
    /// What that body is called, in any language.
    pub agency_names: Vec<String>,
    /// Country of the agency.
    pub country: String,
    /// The source that found it.
    pub source: SourceId,
    /// Topics it carries, strongest first.
    pub topics: Vec<TopicId>,
    /// Concepts found in it.
    pub concepts: Vec<ConceptId>,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Day of publication, if known.
    pub published: Option<NaiveDate>,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// The story it belongs to.
    pub story: Option<StoryId>,
    /// Address to show.
    pub url: String,
    /// Authors, if stated.
    pub authors: Vec<String>,
    /// In whose name its source speaks.
    pub credibility: Credibility,
    /// Bodies other than its own, programmes and declarations that it names, by id.
    pub named: Vec<String>,
    /// Our offices that are to follow it up, by id.
    pub offices: Vec<String>,
    /// How widely it may be read.
    pub sensitivity: Sensitivity,
    /// The first day on which it may leave the house.
    pub embargo: Option<NaiveDate>,
}
