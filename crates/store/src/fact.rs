//! What can be committed, and how followers hear of it.

use crate::incident::{Incident, Suspicion};
use crate::probe::ProbeRecord;
use crate::reannotation::Reannotation;
use crate::record::{DeliveryRecord, FetchRecord, IssueRecord, PageState, SourceState, StoryFile};
use chrono::NaiveDate;
use shiome_model::{
    AgencyId, Annotations, Capture, Change, ChangeId, Document, DocumentId, Hash, Membership, ModelGist,
    Rejected, RobotsFile, Signal, SourceId, Timestamp, Tracked, Week,
};
use std::fmt;

/// A position in the catalog's history: it grows by one with each commit that changed an [`Entity`].
pub type Seq = i64;

/// Something to record. Recording what is already known changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// An answer of the web. The first record of a capture stays; a repetition only makes it the
    /// newest of its address again.
    Capture(Capture),
    /// A document. Its capture must be recorded before or in the same commit.
    Document {
        /// The document. If another source found it first, it keeps that source, agency and country.
        document: Document,
        /// When it was found; kept from the first commit.
        first_seen: Timestamp,
    },
    /// One more source lists a document.
    Found {
        /// Which source.
        source: SourceId,
        /// Which document.
        document: DocumentId,
        /// When; kept from the first time.
        at: Timestamp,
    },
    /// What we believe of a document. Passed over if the document has another revision by now.
    Annotations(Annotations),
    /// A document's place in a story.
    Membership(Membership),
    /// By what a document is found when other tellings of its event come.
    StoryFile(StoryFile),
    /// What changed so far by annotating anew from one version to another.
    Reannotation(Reannotation),
    /// A watched page moved.
    Change(Change),
    /// A change that was none: a version between its two came to light.
    Withdrawn(ChangeId),
    /// All signals of one job at one week: they replace those of an earlier run.
    Signals {
        /// The last whole week that was known.
        as_of: Week,
        /// Which job.
        job: String,
        /// What it claims; may be empty.
        signals: Vec<Signal>,
    },
    /// What we know of the page at one address.
    Page(PageState),
    /// What a source calls a work; the last address it had under that name.
    Named {
        /// Which source.
        source: SourceId,
        /// Its name for the work.
        name: String,
        /// The address of the work.
        url: String,
    },
    /// An address that did not become a document.
    Rejected(Rejected),
    /// What a short page showed, to be recognised at other addresses. A source's oldest are forgotten.
    Print {
        /// Whose page.
        source: SourceId,
        /// Where.
        url: String,
        /// Its own text, hashed.
        print: Hash,
        /// When it was seen.
        at: Timestamp,
    },
    /// The state of a source after a run. Its lease stays.
    Checked(SourceState),
    /// How a run of a source went.
    Fetch(FetchRecord),
    /// A time of trouble, as it is known now.
    Incident(Incident),
    /// What is suspected of a source, as it is known now.
    Suspicion(Suspicion),
    /// Nothing is suspected of a source any more.
    NoSuspicion(SourceId),
    /// What a probe of a source has shown.
    Probe(ProbeRecord),
    /// How far a flow has followed.
    Checkpoint {
        /// Which flow.
        flow: String,
        /// Up to and including this position.
        seq: Seq,
        /// With what, e.g. the version of its rules.
        note: String,
    },
    /// A sealed digest or report. What is sealed stays: a second one of that id is passed over.
    Issue(IssueRecord),
    /// The state of one delivery.
    Delivery(DeliveryRecord),
    /// What was learned of a site's robots.txt.
    Robots(RobotsFile),
    /// All promises of one body: they replace those that were known.
    Promises {
        /// Whose.
        agency: AgencyId,
        /// Each with what keeps it.
        promises: Vec<Tracked>,
    },
    /// What came of asking a model service for a document's gist.
    ModelGist(ModelGist),
    /// A model service is about to be asked.
    ModelAsked {
        /// On which day in Japan.
        day: NaiveDate,
        /// How many characters are sent.
        characters: u64,
    },
    /// The share of a day was used up.
    ModelCapped {
        /// Which day in Japan.
        day: NaiveDate,
        /// How many documents wait.
        documents: u64,
    },
    /// A document is taken back with everything believed of it; its captures stay.
    Retract {
        /// Which.
        document: DocumentId,
    },
}

/// What followers can ask to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// A document came, changed, was found by one more source, or went (then it is not to be found).
    Document,
    /// A document's annotations, by the id of the document.
    Annotations,
    /// A document's membership, by the id of the document.
    Membership,
    /// A change of a watched page, by its id.
    Change,
    /// A run of a trend job, by `week job`.
    Signals,
    /// A sealed issue, by its id.
    Issue,
}

impl Entity {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Document, Self::Annotations, Self::Membership, Self::Change, Self::Signals, Self::Issue];
    /// Everything a copy of the documents has to follow.
    pub const OF_DOCUMENTS: [Self; 3] = [Self::Document, Self::Annotations, Self::Membership];

    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Annotations => "annotations",
            Self::Membership => "membership",
            Self::Change => "change",
            Self::Signals => "signals",
            Self::Issue => "issue",
        }
    }
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.as_str() == text)
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that changed, at its latest position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The commit that changed it last.
    pub seq: Seq,
    /// What sort of thing.
    pub entity: Entity,
    /// Its id.
    pub id: String,
}
