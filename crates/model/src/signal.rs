//! A dated claim that something turned, with its statistic and its documents.

use crate::{ConceptId, DocumentId, Hash, SignalId, SourceId, TopicId, Week};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a series counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Subject {
    /// Documents that carry a topic.
    Topic(TopicId),
    /// Documents that mention a concept.
    Concept(ConceptId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Topic(id) => write!(f, "topic:{id}"),
            Self::Concept(id) => write!(f, "concept:{id}"),
        }
    }
}

/// What happened to the series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Seen for the first time.
    New,
    /// More often than before, relative to all that was published.
    Rising,
    /// Much more often for a short time.
    Burst,
    /// Less often than before.
    Falling,
}

impl SignalKind {
    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Rising => "rising",
            Self::Burst => "burst",
            Self::Falling => "falling",
        }
    }
}

/// A dated claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Hash of (job version, subject, kind, week).
    pub id: SignalId,
    /// Version of the job that claims it.
    pub job: String,
    /// What it is about.
    pub subject: Subject,
    /// What happened.
    pub kind: SignalKind,
    /// The week it happened in.
    pub week: Week,
    /// The last whole week that was known when it was computed.
    pub as_of: Week,
    /// The test statistic.
    pub statistic: f64,
    /// False discovery rate at which it is claimed (Benjamini-Hochberg 1995).
    pub q_value: f64,
    /// Rate now over rate before.
    pub effect: f64,
    /// Documents in the recent window.
    pub support: u32,
    /// Documents expected in it from the weeks before.
    pub expected: f64,
    /// Sources that carry it.
    pub sources: Vec<SourceId>,
    /// Countries that carry it.
    pub countries: Vec<String>,
    /// Documents that show it, newest first, at most twenty.
    pub evidence: Vec<DocumentId>,
}

impl Signal {
    /// The id of such a claim.
    pub fn id_of(job: &str, subject: &Subject, kind: SignalKind, week: Week) -> SignalId {
        let parts = [job.to_owned(), subject.to_string(), kind.as_str().to_owned(), week.to_string()];
        let parts: Vec<&[u8]> = parts.iter().map(|p| p.as_bytes()).collect();
        SignalId::new(Hash::of_parts(&parts).short())
    }
}
