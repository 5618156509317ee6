//! How far a source speaks for what it reports.

use crate::AgencyKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// In whose name a source speaks. It says how a statement is to be read, never how much it matters: no
/// ranking looks at it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Credibility {
    /// The body that decides, in its own words: funder, ministry, council.
    Official,
    /// An organisation of states.
    Intergovernmental,
    /// A university, an institute or an infrastructure, in its own words.
    Institution,
    /// An initiative of several bodies.
    Network,
    /// Edited reports about others.
    Press,
    /// Unedited or personal: opinion, commentary.
    Blog,
    /// Nobody has said.
    #[default]
    Unknown,
}

impl Credibility {
    /// All of them, in order of display.
    pub const ALL: [Self; 7] = [
        Self::Official,
        Self::Intergovernmental,
        Self::Institution,
        Self::Network,
        Self::Press,
        Self::Blog,
        Self::Unknown,
    ];

    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Intergovernmental => "intergovernmental",
            Self::Institution => "institution",
            Self::Network => "network",
            Self::Press => "press",
            Self::Blog => "blog",
            Self::Unknown => "unknown",
        }
    }
}

impl From<AgencyKind> for Credibility {
    /// What the sources of such a body are unless one says otherwise.
    fn from(kind: AgencyKind) -> Self {
        match kind {
            AgencyKind::Funder | AgencyKind::Ministry | AgencyKind::Council => Self::Official,
            AgencyKind::International => Self::Intergovernmental,
            AgencyKind::Infrastructure | AgencyKind::Institute => Self::Institution,
            AgencyKind::Network => Self::Network,
            AgencyKind::News => Self::Press,
            // What was heard in a meeting is neither the host's statement nor ours.
            AgencyKind::LiaisonOffice => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_files() {
        for one in Credibility::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
        }
    }

    #[test]
    fn a_news_house_is_the_press_and_a_ministry_official() {
        assert_eq!(Credibility::from(AgencyKind::News), Credibility::Press);
        assert_eq!(Credibility::from(AgencyKind::Ministry), Credibility::Official);
    }
}
