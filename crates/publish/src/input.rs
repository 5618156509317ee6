//! What an issue is made from: plain data, looked up by the caller.

use crate::Edition;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shiome_model::{
    AgencyId, CaptureId, DocumentId, DocumentKind, Hash, Lang, Names, SignalKind, Timestamp, TopicId, Week,
};

/// The same story told by another body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherMember {
    /// Who tells it.
    pub agency: Names,
    /// Its country.
    pub country: String,
    /// Where.
    pub url: String,
    /// Its headline there.
    pub title: String,
    /// Why it is believed to tell the same, in the edition's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// One document as an issue shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemInput {
    /// The document.
    pub document: DocumentId,
    /// Address to follow.
    pub url: String,
    /// Headline as published.
    pub title: String,
    /// Language of headline and text.
    pub language: Lang,
    /// Who published it.
    pub agency: Names,
    /// Id of that body.
    pub agency_id: AgencyId,
    /// Country of that body.
    pub country: String,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Day of publication, if known.
    pub published: Option<NaiveDate>,
    /// Whether the document states no day: shown as such, never dated by us.
    pub undated: bool,
    /// When the evidence was captured.
    pub captured_at: Timestamp,
    /// The capture.
    pub capture: CaptureId,
    /// SHA-256 of the captured bytes.
    pub body_hash: Hash,
    /// Topics it carries, with their scores.
    pub topics: Vec<(TopicId, f32)>,
    /// Sentences quoted from it, in its own language.
    pub gist: Vec<String>,
    /// What is known of its policy instrument, in the edition's language; empty if it tells of none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub record: String,
    /// What a model wrote of it, in Japanese whatever the edition: only what was held against the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelInput>,
    /// Labels of the thesaurus terms that fired, in the edition's language.
    pub terms: Vec<String>,
    /// The same story elsewhere.
    pub also: Vec<OtherMember>,
    /// Who of our own should follow it up, and why, in the edition's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<String>,
}

/// Sentences that a machine wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelInput {
    /// The model, by the name it gives itself.
    pub model: String,
    /// Version of prompt and check.
    pub prompt: String,
    /// What it wrote.
    pub sentences: Vec<String>,
}

/// A claim that something turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalInput {
    /// What happened.
    pub kind: SignalKind,
    /// What it is about, in the edition's language.
    pub subject: String,
    /// Rate now over rate before; none where there was nothing before.
    pub effect: Option<f64>,
    /// False discovery rate at which it is claimed.
    pub q_value: f64,
    /// Documents in the recent window.
    pub support: u32,
    /// How many sources carry it.
    pub sources: u32,
    /// Countries that carry it.
    pub countries: Vec<String>,
    /// The claim in a sentence; empty: one is made from the figures.
    pub sentence: String,
}

/// One week of a topic's curve, with what it is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The week of publication.
    pub week: Week,
    /// Documents that carry the topic.
    pub documents: u32,
    /// All dated documents of that week: the denominator.
    pub all_documents: u32,
    /// Sources that published in that week.
    pub active_sources: u32,
}

/// A topic's part of a digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicInput {
    /// The topic.
    pub id: TopicId,
    /// Its names.
    pub name: Names,
    /// The chosen documents, best first.
    pub items: Vec<ItemInput>,
    /// How many documents of the week carry the topic, chosen or not.
    pub total: u32,
    /// What turned in it.
    pub signals: Vec<SignalInput>,
    /// Recent weeks, oldest first.
    pub curve: Vec<CurvePoint>,
}

/// One clause of a watched page before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditInput {
    /// The clause before; none if it is new.
    pub before: Option<String>,
    /// The clause after; none if it is gone. The same as before if it only stands elsewhere now.
    pub after: Option<String>,
    /// The heading it stands under, in the page's words.
    #[serde(default)]
    pub section: Option<String>,
}

/// A material change of a watched page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeInput {
    /// Title of the page.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its language.
    pub language: Lang,
    /// Whose page it is.
    pub agency: Names,
    /// Country of that body.
    pub country: String,
    /// When the later capture was taken.
    pub seen_at: Timestamp,
    /// The clauses, in order of the page.
    pub edits: Vec<EditInput>,
    /// 0 (trivial) to 1.
    pub materiality: f32,
    /// Why it is material, in the edition's language.
    pub reasons: Vec<String>,
    /// The captures compared: before, after.
    pub captures: (CaptureId, CaptureId),
}

/// A source from which nothing new came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilentSource {
    /// What people call it.
    pub name: String,
    /// Day of the last document it gave, if there ever was one.
    pub last_new: Option<NaiveDate>,
}

/// A source that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubledSource {
    /// What people call it.
    pub name: String,
    /// Why, in words of the edition.
    pub reason: String,
}

/// What was read and what was not, so that silence is not taken for calm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Sources on the list.
    pub sources_total: u32,
    /// Sources read without trouble.
    pub ok: u32,
    /// Read, but nothing new for longer than is usual for them.
    pub silent: Vec<SilentSource>,
    /// Read in part.
    pub degraded: Vec<TroubledSource>,
    /// Refused us.
    pub blocked: Vec<TroubledSource>,
    /// Did not work.
    pub broken: Vec<TroubledSource>,
    /// Documents of the period without a day of publication: outside all curves.
    pub undated: u32,
}

/// What the selection was made with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Of the thesaurus.
    pub thesaurus: String,
    /// Of the rules that annotate documents.
    pub rules: String,
    /// Of the trend job.
    pub trends: String,
}

/// A weekly digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DigestInput {
    /// Which digest it is: an id that stays the same from week to week.
    pub name: String,
    /// The week it tells of.
    pub week: Week,
    /// Language of the issue.
    pub lang: Edition,
    /// Title in that language.
    pub title: String,
    /// Topics in order of display.
    pub topics: Vec<TopicInput>,
    /// Changes of watched pages.
    pub changes: Vec<ChangeInput>,
    /// What was read.
    pub coverage: Coverage,
    /// Address of the server, for links to captured copies.
    pub base_url: Option<String>,
    /// What it was made with.
    pub versions: Versions,
}

/// One event of a report's time line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventInput {
    /// The day it happened.
    pub date: NaiveDate,
    /// The document that tells it.
    pub item: ItemInput,
}

/// One country's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryInput {
    /// ISO 3166-1 alpha-2; `EU` and `INT` for bodies above countries.
    pub country: String,
    /// Documents of the period that carry the topic.
    pub documents: u32,
    /// All dated documents of the period from that country: the denominator.
    pub all_documents: u32,
    /// Bodies that published about it, most documents first.
    pub agencies: Vec<Names>,
    /// The newest document.
    pub latest: Option<ItemInput>,
}

/// A report on one topic over a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportInput {
    /// The topic.
    pub topic: TopicId,
    /// Its names.
    pub name: Names,
    /// What belongs to it, in a sentence of the edition.
    pub description: String,
    /// Language of the report.
    pub lang: Edition,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// The last day of which everything collected is included.
    pub as_of: NaiveDate,
    /// Documents of the period that carry the topic.
    pub documents: u32,
    /// All dated documents of the period.
    pub all_documents: u32,
    /// Bodies that published about it.
    pub agencies: u32,
    /// Languages they wrote in.
    pub languages: u32,
    /// Key events, oldest first.
    pub events: Vec<EventInput>,
    /// Weeks of the period, oldest first, empty ones included.
    pub curve: Vec<CurvePoint>,
    /// Countries, most documents first.
    pub countries: Vec<CountryInput>,
    /// What turned.
    pub signals: Vec<SignalInput>,
    /// Documents to quote from, in order.
    pub quotations: Vec<ItemInput>,
    /// Changes of watched pages.
    pub changes: Vec<ChangeInput>,
    /// What was read.
    pub coverage: Coverage,
    /// Address of the server, for links to captured copies.
    pub base_url: Option<String>,
    /// What it was made with.
    pub versions: Versions,
}
