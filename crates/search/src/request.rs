//! What is asked of the index, and what it answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shiome_model::{
    AgencyId, ConceptId, DocumentId, DocumentKind, Lang, Sensitivity, Span, StoryId, TopicId,
};
use std::collections::BTreeMap;

/// A concept of the thesaurus that words of the query name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpandedConcept {
    /// Which.
    pub concept: ConceptId,
    /// The words of the query that name it, as typed.
    pub matched: String,
    /// Its terms in all languages.
    pub terms: Vec<(Lang, String)>,
}

/// What the result is narrowed to: any value of a list, all lists at once. An empty list narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Countries.
    pub country: Vec<String>,
    /// Agencies by id.
    pub agency: Vec<String>,
    /// Topics by id.
    pub topic: Vec<String>,
    /// Kinds by name.
    pub kind: Vec<String>,
    /// Languages by code.
    pub language: Vec<String>,
    /// Bodies, programmes and declarations that are named, by id.
    pub named: Vec<String>,
    /// Offices that follow up, by id.
    pub office: Vec<String>,
    /// In whose name the source speaks, by name.
    pub credibility: Vec<String>,
    /// How widely it may be read, by name.
    pub sensitivity: Vec<String>,
    /// Published on this day or later. Undated documents are outside every range.
    pub from: Option<NaiveDate>,
    /// Published on this day or earlier.
    pub to: Option<NaiveDate>,
}

/// Order of the hits. Ties are settled by document id. Undated documents come last by date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best match first; among equals, and without words to match, the newest first.
    #[default]
    Relevance,
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchRequest {
    /// In the query language of [`shiome_model::query`]; read leniently. Empty for everything.
    pub query: String,
    /// Concepts the words of the query name.
    pub expansions: Vec<ExpandedConcept>,
    /// What the result is narrowed to.
    pub filters: Filters,
    /// Order of the hits.
    pub sort: Sort,
    /// Hits to skip.
    pub offset: usize,
    /// Hits to return, at most [`SearchRequest::MOST`].
    pub limit: usize,
    /// Whether to count facets and months.
    pub facets: bool,
    /// What is passed over as if it were not there, uncounted.
    pub hidden: Vec<Sensitivity>,
}

impl SearchRequest {
    /// The most hits one answer holds.
    pub const MOST: usize = 1000;
}

/// A part of a document's text that shows why it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The characters of the document.
    pub text: String,
    /// What matched: bytes of [`Passage::text`].
    pub highlights: Vec<Span>,
    /// Where it begins: byte offset in the document's text.
    pub start: usize,
    /// Whether it begins within a sentence.
    pub cut_before: bool,
    /// Whether it ends within a sentence.
    pub cut_after: bool,
}

/// A document that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Which document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Whose it is.
    pub agency: AgencyId,
    /// Country of the agency.
    pub country: String,
    /// Its language.
    pub language: Lang,
    /// Its kind.
    pub kind: DocumentKind,
    /// Its topics, strongest first.
    pub topics: Vec<TopicId>,
    /// Day of publication, if known.
    pub published: Option<NaiveDate>,
    /// How well it matches; 0 if the order is not by relevance.
    pub score: f32,
    /// The story it belongs to.
    pub story: Option<StoryId>,
    /// What matched in the title: bytes of [`Hit::title`].
    pub title_highlights: Vec<Span>,
    /// What matched in the text, in order; else how the text begins.
    pub passages: Vec<Passage>,
    /// Whether the words typed were found, or only the concepts they name.
    pub literal: bool,
    /// How widely it may be read.
    pub sensitivity: Sensitivity,
    /// The first day on which it may leave the house, if one was set.
    pub embargo: Option<NaiveDate>,
}

/// The answer to a search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hits {
    /// How many documents match: exact.
    pub total: u64,
    /// The ones asked for.
    pub hits: Vec<Hit>,
    /// For each list of [`Filters`], by its name: documents by value, most first.
    pub facets: BTreeMap<String, Vec<(String, u64)>>,
    /// Documents by month of publication, `2026-03`, in order; undated documents are in none.
    pub histogram: Vec<(String, u64)>,
    /// The terms of the concepts that the query was widened to.
    pub used_terms: Vec<(ConceptId, Lang, String)>,
}
