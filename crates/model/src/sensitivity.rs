//! Who may read a document: what leaves the house, and what stays in it.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How widely a document may be read.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// By anybody: it may be told in digests and reports.
    #[default]
    Public,
    /// By the house: it is found by searching, and told to nobody outside.
    Internal,
    /// By few: not even shown on the internal pages unless they are set up to.
    Restricted,
}

impl Sensitivity {
    /// All of them, widest first.
    pub const ALL: [Self; 3] = [Self::Public, Self::Internal, Self::Restricted];

    /// The name used in files, facets and queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Restricted => "restricted",
        }
    }
    /// What it is called in `lang` (`ja` or anything else).
    pub fn label(self, lang: &str) -> &'static str {
        match (self, lang) {
            (Self::Public, "ja") => "公開",
            (Self::Internal, "ja") => "内部限り",
            (Self::Restricted, "ja") => "取扱注意",
            (Self::Public, _) => "public",
            (Self::Internal, _) => "internal",
            (Self::Restricted, _) => "restricted",
        }
    }
    pub(crate) fn is_public(&self) -> bool {
        *self == Self::Public
    }
}

impl fmt::Display for Sensitivity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Sensitivity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|s| s.as_str() == text);
        known.ok_or_else(|| format!("'{text}' is no sensitivity: write public, internal or restricted"))
    }
}

/// Whether a document of that sensitivity and embargo may leave the house on `day`. An embargo names
/// the first day on which it may.
pub fn may_leave(sensitivity: Sensitivity, embargo: Option<NaiveDate>, day: NaiveDate) -> bool {
    sensitivity == Sensitivity::Public && embargo.is_none_or(|first| first <= day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_documents_leave_and_not_before_their_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        assert!(may_leave(Sensitivity::Public, None, day(1)));
        assert!(may_leave(Sensitivity::Public, Some(day(2)), day(2)));
        assert!(!may_leave(Sensitivity::Public, Some(day(2)), day(1)));
        assert!(!may_leave(Sensitivity::Internal, None, day(1)));
        assert!(!may_leave(Sensitivity::Restricted, Some(day(1)), day(2)));
    }

    #[test]
    fn names_come_back() {
        for one in Sensitivity::ALL {
            assert_eq!(one.as_str().parse(), Ok(one));
        }
        assert!("secret".parse::<Sensitivity>().unwrap_err().contains("'secret'"));
    }
}
