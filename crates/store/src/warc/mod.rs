//! Captures as others keep them: WARC 1.1 (ISO 28500) and WACZ 1.1.1, written and read.
//!
//! The one decision here: **records pass one by one and a broken one costs itself only**. A writer holds
//! one record, each in a gzip member of its own; a [`Reader`] finds the next record after whatever it
//! cannot read, and says where that was. Nothing is trusted: lengths are bounded, digests are checked.
//!
//! A record that follows was written from the stored answer: the status and headers as they came, the
//! body as it is archived, after content decoding; so headers that told of the wire are left out.
//! Fields of our own (`Shiome-Source`, `Shiome-Asked`) say what the format has no place for; readers
//! pass over fields they do not know.

mod captures;
mod digest;
mod http;
mod index;
mod read;
mod wacz;
mod write;

pub use captures::{Answer, Arrived, Written, answer, revisited, warcinfo};
pub use digest::Digest;
pub use index::{Entry, Sorted, Sorter, surt};
pub use read::{Broken, Reader};
pub use wacz::{Page, Section, Wacz, inside};
pub use write::{Span, Writer};

use chrono::SecondsFormat;
use shiome_model::{Hash, Timestamp};

/// One record: named fields, and a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Where it begins in its file.
    pub offset: u64,
    /// Names as written and values, in order; without the length of the block.
    pub fields: Vec<(String, String)>,
    /// What it holds.
    pub block: Vec<u8>,
}

impl Record {
    /// A record of that kind. Its id is derived from what it is, so that the same export gives the same
    /// bytes; `name` tells records of one kind and moment apart.
    pub fn new(kind: &str, date: Timestamp, name: &str, block: Vec<u8>) -> Self {
        let hash = Hash::of_parts(&[kind.as_bytes(), written(date).as_bytes(), name.as_bytes(), &block]);
        let fields = vec![
            ("WARC-Type".into(), kind.into()),
            ("WARC-Record-ID".into(), uuid(&hash)),
            ("WARC-Date".into(), written(date)),
        ];
        Self { offset: 0, fields, block }
    }
    /// The same with one more field. Line breaks have no place in a value.
    pub fn with(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.fields.push((name.into(), value.as_ref().replace(['\r', '\n'], " ")));
        self
    }
    /// The first field of that name, in whatever case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
    /// `WARC-Type`.
    pub fn kind(&self) -> &str {
        self.field("WARC-Type").unwrap_or_default()
    }
    /// `WARC-Record-ID`.
    pub fn id(&self) -> &str {
        self.field("WARC-Record-ID").unwrap_or_default()
    }
    /// `WARC-Date`.
    pub fn date(&self) -> Option<Timestamp> {
        self.field("WARC-Date")?.parse().ok()
    }
    /// `WARC-Target-URI`, without the angle brackets that some writers put around it.
    pub fn target(&self) -> Option<&str> {
        Some(self.field("WARC-Target-URI")?.trim_start_matches('<').trim_end_matches('>'))
    }
}

/// A moment as WARC 1.1 writes it.
fn written(date: Timestamp) -> String {
    let whole = date.timestamp_subsec_micros() == 0;
    date.to_rfc3339_opts(if whole { SecondsFormat::Secs } else { SecondsFormat::Micros }, true)
}

/// A hash in the form of a UUID of version 8, whose bits are one's own.
fn uuid(hash: &Hash) -> String {
    let h = hash.as_str();
    let part = |from: usize, to: usize| h.get(from..to).unwrap_or_default();
    format!("<urn:uuid:{}-{}-8{}-8{}-{}>", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests;
