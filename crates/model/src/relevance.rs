//! Our own programmes, the offices that look after them, and the documents that touch them.

use crate::{AgencyId, Field, Names, Span, TopicId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What sort of programme it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProgrammeKind {
    /// Joint projects, seminars or exchanges with a partner agency.
    #[default]
    Bilateral,
    /// Persons who come or go.
    Fellowship,
    /// Institutions in several countries that work together.
    Network,
}

/// A programme of our own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Programme {
    /// Its id in `programmes.toml`.
    pub id: String,
    /// What it is called.
    pub name: Names,
    /// What sort it is.
    pub kind: ProgrammeKind,
    /// Its page.
    pub url: Option<String>,
    /// Agencies it is run with, or whose fellows and projects it takes.
    pub partners: Vec<AgencyId>,
    /// Names that mean it and nothing else, in any language.
    pub aliases: Vec<String>,
    /// Words of instruments it answers to, in any language; `*` stands for any ending.
    pub words: Vec<String>,
    /// Topics that speak for it.
    pub topics: Vec<TopicId>,
}

/// Who follows up what happens in some countries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Office {
    /// Its id: of the agency that it is, where it is one.
    pub id: String,
    /// What it is called.
    pub name: Names,
    /// Countries it covers.
    pub countries: Vec<String>,
    /// Places and bodies inside a country it shares with another office which are its own, by name.
    pub places: Vec<String>,
}

/// What `programmes.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programmes {
    /// The agency whose programmes they are.
    pub own: AgencyId,
    /// Words for our country and ourselves, in any language; `*` stands for any ending.
    pub home: Vec<String>,
    /// The programmes.
    pub programmes: Vec<Programme>,
    /// The offices; the first that covers a country has it.
    pub offices: Vec<Office>,
    /// Who follows up where no office does.
    pub fallback: Option<Office>,
}

impl Programmes {
    /// An office by its id.
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.iter().chain(&self.fallback).find(|o| o.id == id)
    }
    /// A programme by its id.
    pub fn programme(&self, id: &str) -> Option<&Programme> {
        self.programmes.iter().find(|p| p.id == id)
    }
}

/// How surely a document touches a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A partner does what the programme answers to, without naming us.
    Possible,
    /// A partner, our country and an instrument are named.
    Likely,
    /// The programme is named, or we are, beside its instrument.
    Direct,
}

impl Grade {
    /// The name used in files and interfaces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Direct => "direct",
        }
    }
}

/// What speaks for it, each with its passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ground {
    /// The programme is named.
    Programme {
        /// In which text.
        field: Field,
        /// Where.
        span: Span,
    },
    /// We, or our country, are named.
    Home {
        /// In which text.
        field: Field,
        /// Where.
        span: Span,
    },
    /// Who published it: a partner, or a body abroad that names the programme.
    Issuer {
        /// Which.
        agency: AgencyId,
    },
    /// A partner agency is named.
    Partner {
        /// Which.
        agency: AgencyId,
        /// In which text.
        field: Field,
        /// Where.
        span: Span,
    },
    /// An instrument is named.
    Instrument {
        /// In which text.
        field: Field,
        /// Where.
        span: Span,
    },
    /// It carries a topic that speaks for the programme.
    Topic {
        /// Which.
        topic: TopicId,
    },
}

/// A programme of our own that a document touches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relevance {
    /// Which programme.
    pub programme: String,
    /// How surely.
    pub grade: Grade,
    /// The country it concerns.
    pub country: String,
    /// Who should follow it up.
    pub office: String,
    /// Why.
    pub grounds: Vec<Ground>,
}
