//! How values are written in columns, and read back.

use crate::Error;
use chrono::{NaiveDate, SecondsFormat};
use serde::{Serialize, de::DeserializeOwned};
use shiome_model::{Reason, Timestamp};
use std::io::Read;

/// First byte of a packed payload: JSON in a zstd frame. Another layout takes another number.
const JSON_ZSTD: u8 = 1;
/// A payload larger than this was not written by us.
const LARGEST: u64 = 1 << 30;

/// A moment as text of fixed width, so that texts sort as moments follow each other.
pub(super) fn moment(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

pub(super) fn moment_of(text: &str) -> Result<Timestamp, Error> {
    text.parse().map_err(|e| Error::unreadable("a moment", e))
}

pub(super) fn moment_opt(text: Option<String>) -> Result<Option<Timestamp>, Error> {
    text.as_deref().map(moment_of).transpose()
}

pub(super) fn day_opt(text: Option<String>) -> Result<Option<NaiveDate>, Error> {
    text.map(|t| t.parse().map_err(|e| Error::unreadable("a day", e))).transpose()
}

pub(super) fn reason_of(text: &str) -> Result<Reason, Error> {
    let value = serde_json::Value::String(text.to_owned());
    serde_json::from_value(value).map_err(|e| Error::unreadable("a reason", e))
}

/// A limit as SQLite takes it.
pub(super) fn limit(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A stored number that is never negative.
pub(super) fn natural<T: TryFrom<i64>>(n: i64) -> Result<T, Error> {
    T::try_from(n).map_err(|_| Error::unreadable("a number", format!("{n} is out of range")))
}

/// An unsigned number as SQLite takes it; what no counter reaches is capped.
pub(super) fn integer(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A noun as JSON text.
pub(super) fn json<T: Serialize>(noun: &T) -> Result<String, Error> {
    serde_json::to_string(noun).map_err(|e| Error::unreadable("a value as JSON", e))
}

pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|e| Error::unreadable(what, e))
}

/// JSON text, compressed.
pub(super) fn pack(json: &str) -> Result<Vec<u8>, Error> {
    let frame = zstd::bulk::compress(json.as_bytes(), 3).map_err(|e| Error::unreadable("a payload", e))?;
    Ok([&[JSON_ZSTD], frame.as_slice()].concat())
}

/// The JSON text again.
#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
pub(super) fn unpack_text(what: &'static str, packed: &[u8]) -> Result<String, Error> {
    let Some((&JSON_ZSTD, frame)) = packed.split_first() else {
        return Err(Error::unreadable(what, "its payload has an unknown layout"));
    };
    let mut text = String::new();
    let decoder = zstd::stream::read::Decoder::new(frame).map_err(|e| Error::unreadable(what, e))?;
    decoder.take(LARGEST).read_to_string(&mut text).map_err(|e| Error::unreadable(what, e))?;
    Ok(text)
}

pub(super) fn unpack<T: DeserializeOwned>(what: &'static str, packed: &[u8]) -> Result<T, Error> {
    from_json(what, &unpack_text(what, packed)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn moments_sort_as_text(a in 0i64..4_000_000_000, b in 0i64..4_000_000_000, n in 0u32..1_000_000_000) {
            let at = |s| chrono::DateTime::from_timestamp(s, n).unwrap();
            prop_assert_eq!(moment(at(a)).cmp(&moment(at(b))), a.cmp(&b));
            prop_assert_eq!(moment_of(&moment(at(a))).unwrap(), at(a));
        }

        #[test]
        fn packing_loses_nothing(text in ".{0,300}") {
            prop_assert_eq!(unpack::<String>("it", &pack(&json(&text).unwrap()).unwrap()).unwrap(), text);
        }
    }

    #[test]
    fn foreign_bytes_are_refused() {
        assert!(unpack::<String>("it", b"").is_err());
        assert!(unpack::<String>("it", b"\x02{}").is_err());
        assert!(unpack::<String>("it", b"\x01{}").is_err());
    }
}
