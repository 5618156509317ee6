//! Bodies, programmes and declarations that a document names, and why we believe that it means them.

use crate::{Agency, Field, Hash, Names, Programmes, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What sort of thing is named.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A body of the configuration; the id is the agency's.
    #[default]
    Agency,
    /// A funding programme.
    Programme,
    /// A declaration, agreement, charter or recommendation.
    Declaration,
    /// A law, order or policy.
    Law,
    /// An exercise by which research is assessed.
    Assessment,
    /// A named entity of the thesaurus; the id is the concept's.
    Concept,
}

/// Why a mention is believed to mean its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Its full name, which nothing else has.
    Name,
    /// Its acronym, which nothing else we know has.
    Acronym,
    /// The text writes acronym and full name side by side.
    Defined,
    /// Its full name stands elsewhere in the document.
    NamedElsewhere,
    /// The document is its own.
    Issuer,
    /// Its country is named close by.
    CountryNear,
    /// It belongs to the country of the document's issuer.
    IssuersCountry,
    /// A term of the thesaurus.
    Term,
}

impl Because {
    /// The name used in files and interfaces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Acronym => "acronym",
            Self::Defined => "defined",
            Self::NamedElsewhere => "named_elsewhere",
            Self::Issuer => "issuer",
            Self::CountryNear => "country_near",
            Self::IssuersCountry => "issuers_country",
            Self::Term => "term",
        }
    }
    /// How far it is to be trusted, 0 to 1.
    pub fn confidence(self) -> f32 {
        match self {
            Self::Name => 0.98,
            Self::Defined => 0.97,
            Self::Issuer => 0.95,
            Self::Acronym | Self::Term | Self::NamedElsewhere => 0.9,
            Self::CountryNear => 0.85,
            Self::IssuersCountry => 0.7,
        }
    }
}

/// One place where an entity is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// In which text.
    pub field: Field,
    /// The passage.
    pub span: Span,
    /// Why it is believed to mean the entity.
    pub because: Because,
}

/// Something with a name that a document mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// What sort of thing.
    pub kind: EntityKind,
    /// Its id: of an agency, of a concept, or of an entry of `entities.toml`.
    pub id: String,
    /// Its record in the Research Organization Registry, as a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ror: Option<String>,
    /// How sure it is, 0 to 1: that of its surest mention.
    pub confidence: f32,
    /// How often it is named.
    pub times: u32,
    /// The first places where it is named, title first.
    pub mentions: Vec<Mention>,
}

/// An entry of `entities.toml`: what is known by name and is neither a body nor in the thesaurus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedThing {
    /// Its id.
    pub id: String,
    /// What it is called in English and Japanese.
    pub name: Names,
    /// What sort of thing it is.
    pub kind: EntityKind,
    /// Country of the body behind it; none if it belongs to no country.
    pub country: Option<String>,
    /// Its acronyms: found in exactly this case.
    pub acronyms: Vec<String>,
    /// Its other names, in any language.
    pub aliases: Vec<String>,
    /// Those of its names that mean other things too.
    pub ambiguous: Vec<String>,
}

/// What is known by name: bodies, other things, and our own programmes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Knowledge {
    /// Bodies.
    pub agencies: Vec<Agency>,
    /// Programmes and declarations that are in no thesaurus.
    pub things: Vec<NamedThing>,
    /// Our own programmes.
    pub programmes: Option<Programmes>,
}

impl Knowledge {
    /// Its version: a hash of all that is known; none if nothing is.
    pub fn version(&self) -> Option<Hash> {
        let nothing = self.agencies.is_empty() && self.things.is_empty() && self.programmes.is_none();
        (!nothing).then(|| Hash::of(serde_json::to_string(self).unwrap_or_default().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_stored_under_the_names_they_are_shown_by() {
        for because in [Because::Name, Because::NamedElsewhere, Because::IssuersCountry] {
            let stored = serde_json::to_value(because).unwrap();
            assert_eq!(stored.as_str(), Some(because.as_str()));
            assert!((0.0..=1.0).contains(&because.confidence()));
        }
    }
}
