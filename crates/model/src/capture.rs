//! One immutable answer of the web.

use crate::{CaptureId, Hash, SourceId, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

/// What a server answered to one request: who, when, status, headers, and the hash that finds the
/// body in the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// Hash of (URL, body).
    pub id: CaptureId,
    /// The source for whose sake it was fetched.
    pub source: SourceId,
    /// The logical URL that was asked for, never a gateway's.
    pub url: Url,
    /// The logical URL that answered, after redirects.
    pub final_url: Url,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// When an archive behind a gateway says it was taken (`Memento-Datetime`, RFC 7089).
    pub memento: Option<Timestamp>,
    /// HTTP status.
    pub status: u16,
    /// Headers of the answer in order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// SHA-256 of the body after content decoding.
    pub body: Hash,
    /// Length of the body in bytes after content decoding.
    pub bytes: u64,
}

impl Capture {
    /// The id of a capture of `url` with that body.
    pub fn id_of(url: &Url, body: &Hash) -> CaptureId {
        CaptureId::new(Hash::of_parts(&[url.as_str().as_bytes(), body.as_str().as_bytes()]).short())
    }
    /// The first header of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// Media type of the `Content-Type` header, without parameters, lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next()?.trim().to_ascii_lowercase()).filter(|t| !t.is_empty())
    }
    /// The moment the evidence speaks for: the archive's where one is behind a gateway.
    pub fn taken_at(&self) -> Timestamp {
        self.memento.unwrap_or(self.fetched_at)
    }
}

/// What makes the next request conditional (RFC 9110, section 13).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag` of the last answer, quotes and weakness mark included.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer, as it came.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Those of an answer.
    pub fn of(capture: &Capture) -> Self {
        Self {
            etag: capture.header("etag").map(str::to_owned),
            last_modified: capture.header("last-modified").map(str::to_owned),
        }
    }
    /// Whether there is nothing to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}
