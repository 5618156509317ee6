//! Ids: what names a thing, derived from what the thing is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a text that is known to be such an id.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(/// Stem of the agency's TOML file, e.g. `dfg`.
    AgencyId);
id!(/// `agency/name`, e.g. `dfg/news`.
    SourceId);
id!(/// Stem of the topic's TOML file, e.g. `open_science`.
    TopicId);
id!(/// Name of a concept inside its topic, e.g. `open_science/preprint`.
    ConceptId);
id!(/// Hash of (URL, body): see [`crate::Capture`].
    CaptureId);
id!(/// Canonical URL, DOI or notice number of one work.
    DocumentId);
id!(/// Hash of a document's content: title, text and dates.
    Revision);
id!(/// Id of the first document of the story.
    StoryId);
id!(/// Hash of the two captures that were compared.
    ChangeId);
id!(/// Hash of (job version, subject, kind, week).
    SignalId);
id!(/// Hash of (what, edition, period): a sealed digest or report.
    IssueId);

impl SourceId {
    /// Joins an agency and the name of its source.
    pub fn of(agency: &AgencyId, name: &str) -> Self {
        Self(format!("{agency}/{name}"))
    }
    /// The agency's part.
    pub fn agency(&self) -> AgencyId {
        AgencyId::new(self.0.split('/').next().unwrap_or_default())
    }
}

impl ConceptId {
    /// Joins a topic and the name of its concept.
    pub fn of(topic: &TopicId, name: &str) -> Self {
        Self(format!("{topic}/{name}"))
    }
    /// The topic's part.
    pub fn topic(&self) -> TopicId {
        TopicId::new(self.0.split('/').next().unwrap_or_default())
    }
}

/// SHA-256 of some bytes, as 64 lower-case hex digits. Names a body in the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(bytes)))
    }
    /// The hash of several parts; `("ab","c")` and `("a","bc")` differ.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut sha = Sha256::new();
        for part in parts {
            sha.update((part.len() as u64).to_le_bytes());
            sha.update(part);
        }
        Self(hex::encode(sha.finalize()))
    }
    /// Takes 64 hex digits, e.g. from an address; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        (lower.len() == 64 && lower.bytes().all(|b| b.is_ascii_hexdigit())).then_some(Self(lower))
    }
    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The first 32 digits: the form ids take.
    pub fn short(&self) -> &str {
        self.0.get(..32).unwrap_or(&self.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(Hash::of_parts(&[b"ab", b"c"]), Hash::of_parts(&[b"a", b"bc"]));
    }

    #[test]
    fn a_hash_is_sixty_four_hex_digits() {
        let hash = Hash::of(b"");
        assert!(hash.as_str().starts_with("e3b0c44298fc1c14"));
        assert_eq!(Hash::parse(hash.as_str()), Some(hash));
        assert_eq!(Hash::parse("../../etc/passwd"), None);
    }
}
