//! One line of the index and one line of the truth.

use serde::{Deserialize, Serialize};
use shiome_model::Timestamp;

/// One answer of the web at one time: a line of `index.jsonl.gz`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The logical address.
    pub url: String,
    /// From when on it is the answer.
    pub captured_at: Timestamp,
    /// HTTP status.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: String,
    /// Where the body is, relative to the folder; a name ending in `.gz` is gzipped.
    pub file: String,
    /// Hash of the body, gunzipped where the file is gzipped.
    pub sha256: String,
    /// Length of that body.
    pub bytes: u64,
    /// Id of its site in `sources.json`.
    pub site: String,
    /// page, listing, feed, sitemap, api, robots, static.
    pub kind: String,
    /// How much of the body is real: captured, rendered, generated.
    pub origin: String,
    /// What to know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The logical address a redirect leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// For answers to POST: hash of the request's JSON, keys sorted ([`super::request_key`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_sha256: Option<String>,
}

/// What is known about one document: a line of `truth.jsonl.gz`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// Its address, after redirects.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Id of its site.
    pub site: String,
    /// The day it was published, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where the date comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_source: Option<String>,
    /// ISO 639-1 code of its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<String>,
    /// The publisher's own tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// False for feed items without a page of their own.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub page: bool,
    /// The topic that was planted; none for other news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The kind of document that was planted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Documents with the same value tell of one event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
    /// How this one relates to the first of its story: `exact`, `near` or `translated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
    /// Which planted trend it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<String>,
}

fn yes() -> bool {
    true
}

fn is_true(value: &bool) -> bool {
    *value
}
