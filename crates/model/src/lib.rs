//! The nouns of Shiome and their ids.
//!
//! The one decision of this crate: **everything that flows is an immutable value whose id derives
//! from its content**, so that repeating a step is harmless and a rebuild equals a first run. Nothing
//! here reads a clock, opens a file or waits; `now` is always an argument. What several arrows must do
//! alike stands here too: canonical addresses ([`url`]), bytes to text ([`charset`]) and the days that
//! text names ([`dates`]).
//!
//! ```text
//! Agency has Sources
//! Source -crawl-> Capture -extract-> Document -enrich-> Annotations -group-> Story
//!                 Capture x Capture  -compare-> Change
//!                 Annotations -roll up-> Series -detect-> Signal
//! ```

pub mod agency;
pub mod annotations;
pub mod capture;
pub mod change;
pub mod charset;
pub mod clue;
pub mod credibility;
pub mod dates;
pub mod document;
pub mod entity;
pub mod gist;
pub mod id;
pub mod instrument;
pub mod item;
pub mod lang;
pub mod language_passage;
pub mod model_gist;
pub mod passing;
pub mod promise;
pub mod query;
pub mod rejected;
pub mod relevance;
pub mod robots;
pub mod sensitivity;
pub mod signal;
pub mod story;
pub mod succession;
pub mod time;
pub mod topic;
pub mod url;
pub mod word_diff;

pub use agency::{Agency, AgencyKind, Channel, Names, Probe, Source, Succession};
pub use annotations::{Annotations, DocumentKind, Field, Fingerprint, Span, TermHit, TopicMatch};
pub use capture::{Capture, Validators};
pub use change::{Change, ClauseEdit, Effective, Event, Ground};
pub use clue::{Clue, ClueSort, Clues};
pub use credibility::Credibility;
pub use document::{DateEvidence, Document, Link, Media, Published};
pub use entity::{Because, Entity, EntityKind, Knowledge, Mention, NamedThing};
pub use id::{
    AgencyId, CaptureId, ChangeId, ConceptId, DocumentId, Hash, IssueId, Revision, SignalId, SourceId,
    StoryId, TopicId,
};
pub use instrument::{Deadline, Instrument, InstrumentKind, Money, Share, Status, Told, Zone};
pub use item::Item;
pub use lang::Lang;
pub use language_passage::LanguagePassage;
pub use model_gist::{GistOutcome, ModelGist, ModelSentence, Passage, SaidByModel};
pub use passing::InPassing;
pub use promise::{Due, Expected, Kept, Promise, PromiseState, Tracked};
pub use rejected::{ErrorClass, Reason, Rejected};
pub use relevance::{Grade, Office, Programme, ProgrammeKind, Programmes, Relevance};
pub use robots::RobotsFile;
pub use sensitivity::Sensitivity;
pub use signal::{Signal, SignalKind, Subject};
pub use story::{Membership, SameBecause};
pub use succession::Lines;
pub use time::{Timestamp, Week};
pub use topic::{Concept, MatchRule, Term, TermKind, Topic};
