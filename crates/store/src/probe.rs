//! What a probe of a source has shown: evidence, not opinion.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shiome_model::{Reason, SourceId, Timestamp};

/// What robots.txt says to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// We may ask.
    Allowed,
    /// We are asked not to.
    Refused,
    /// It did not come to that.
    #[default]
    NotAsked,
}

impl Verdict {
    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Refused => "refused",
            Self::NotAsked => "not_asked",
        }
    }
}

/// One listed work, as a probe shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbedWork {
    /// Its address.
    pub url: String,
    /// Its title, if the list says one.
    pub title: Option<String>,
    /// Its day, if the list says one.
    pub published: Option<NaiveDate>,
}

/// One question to one route of a source, and what came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProbeRecord {
    /// Which source.
    pub source: SourceId,
    /// Which of its routes, in their order, from 0.
    pub route: u32,
    /// Kind of the connector.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// What was asked for.
    pub url: String,
    /// Where the answer came from, if that is another address.
    pub redirected_to: Option<String>,
    /// What robots.txt says.
    pub robots: Verdict,
    /// Whether works could be read.
    pub works: bool,
    /// Why not.
    pub reason: Option<Reason>,
    /// What exactly; in words.
    pub detail: String,
    /// Status of the answer.
    pub status: Option<u16>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its length in bytes after decoding.
    pub bytes: u64,
    /// How long it took to come, waiting for its turn included.
    pub took_ms: u64,
    /// Works it names.
    pub items: u32,
    /// Those of them without a day.
    pub undated: u32,
    /// Those of them that claim a day to come.
    pub future_dated: u32,
    /// The newest day among the others.
    pub newest: Option<NaiveDate>,
    /// Further lists it names.
    pub more: u32,
    /// The first works.
    pub first: Vec<ProbedWork>,
    /// Entries that cannot become works: reason, how many, the first of them.
    pub refused: Vec<(Reason, u32, String)>,
    /// `ETag` of the answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the answer.
    pub last_modified: Option<String>,
    /// Seconds the source asks not to be read again.
    pub ttl_seconds: Option<u64>,
}
