//! Languages by their ISO 639-1 code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A primary language subtag (BCP 47), lower case: `ja`, `en`, `zh`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Lang(String);

/// The languages whose text Shiome analyses: identification, stemming or segmentation, search.
pub const KNOWN: [&str; 16] =
    ["en", "ja", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "zh", "ko", "th", "ar"];

impl Lang {
    /// Takes `en`, `en-GB`, `zh_Hant`, `EN`; keeps the primary subtag. `None` if it is no language
    /// tag (`en-None` of a broken generator is `en`; `x`, `und` and `mul` are none). Norwegian
    /// `nb` and `nn` become `no`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        match primary.as_str() {
            "nb" | "nn" => Some(Self("no".into())),
            "und" | "mul" | "zxx" => None,
            p if (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()) => {
                Some(Self(primary))
            }
            _ => None,
        }
    }
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Whether words of the language are written without spaces between them.
    pub fn is_unsegmented(&self) -> bool {
        matches!(self.0.as_str(), "ja" | "zh" | "th")
    }
}

impl From<&str> for Lang {
    fn from(code: &str) -> Self {
        Self::parse(code).unwrap_or_default()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_reduce_to_their_primary_subtag() {
        assert_eq!(Lang::parse("zh-Hant-TW"), Some(Lang::from("zh")));
        assert_eq!(Lang::parse("en-None"), Some(Lang::from("en")));
        assert_eq!(Lang::parse("nb_NO"), Some(Lang::from("no")));
        assert_eq!(Lang::parse("und"), None);
        assert_eq!(Lang::parse("日本語"), None);
    }
}
