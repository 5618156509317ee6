//! What the catalog is asked with, and what it answers.

use crate::{FetchRecord, Seq, SourceState};
use chrono::NaiveDate;
use shiome_model::{
    AgencyId, Annotations, Capture, CaptureId, Document, DocumentId, DocumentKind, Fingerprint, Hash, Lang,
    Membership, Reason, SourceId, StoryId, Timestamp, TopicId,
};

/// The right to do a piece of work until it expires or passes to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What may be done: `source:<id>` or the name of a flow.
    pub work: String,
    /// Who may do it: the name of one worker.
    pub owner: String,
    /// Grows with every claim of that work and never comes back: it fences a stalled worker.
    pub token: i64,
    /// From when on others may claim it.
    pub expires: Timestamp,
}

/// The right to read a source, and how far it has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLease {
    /// The right.
    pub lease: Lease,
    /// Where to go on.
    pub state: SourceState,
}

/// A document with all that is believed of it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDocument {
    /// The document.
    pub document: Document,
    /// Annotations of this revision, if it has been annotated.
    pub annotations: Option<Annotations>,
    /// Its place in a story, if it has one.
    pub membership: Option<Membership>,
    /// When it was first found.
    pub first_seen: Timestamp,
    /// Every source that lists it; sorted.
    pub found_by: Vec<SourceId>,
    /// The latest commit that changed any of this.
    pub seq: Seq,
}

/// Which captures a page of them may hold. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaptureFilter {
    /// Only what follows this body and id: those of the last of the page before.
    pub after: Option<(Hash, CaptureId)>,
    /// For whose sake.
    pub sources: Option<Vec<SourceId>>,
    /// Versions of a page that a document of this topic is read from.
    pub topic: Option<TopicId>,
    /// How many at most.
    pub limit: usize,
}

/// A capture with what the catalog knows beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCapture {
    /// The capture as it was first recorded.
    pub capture: Capture,
    /// When the same answer was last had.
    pub last_seen: Timestamp,
    /// Title of the document that is read from it, if one is.
    pub title: Option<String>,
    /// Whether it is a list of works and no work.
    pub is_list: bool,
}

/// Which documents a page of them may hold. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Only ids after this one: the last of the page before.
    pub after_id: Option<DocumentId>,
    /// Whose.
    pub agency: Option<AgencyId>,
    /// Country of the agency.
    pub country: Option<String>,
    /// Carries this topic.
    pub topic: Option<TopicId>,
    /// Published on this day or later; undated documents are out.
    pub published_from: Option<NaiveDate>,
    /// Published on this day or before; undated documents are out.
    pub published_to: Option<NaiveDate>,
    /// Only undated documents.
    pub undated: bool,
    /// First seen at this moment or later.
    pub first_seen_from: Option<Timestamp>,
    /// First seen before this moment.
    pub first_seen_before: Option<Timestamp>,
    /// Only what may be told outside the house on this day (in Japan).
    pub leaving_on: Option<NaiveDate>,
    /// At most so many; 0 means [`DocumentFilter::LIMIT`].
    pub limit: usize,
}

impl DocumentFilter {
    /// How many documents a page holds unless told.
    pub const LIMIT: usize = 200;
}

/// A document whose text may be nearly the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub document: DocumentId,
    /// To compare with.
    pub fingerprint: Fingerprint,
    /// The story it belongs to.
    pub story: Option<StoryId>,
}

/// How far a flow has followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Up to and including this position.
    pub seq: Seq,
    /// With what.
    pub note: String,
}

/// What a source has brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceHealth {
    /// Which.
    pub source: SourceId,
    /// Whether it is one page whose versions are compared.
    pub watched: bool,
    /// Documents it lists.
    pub documents: u64,
    /// Those of them that were found in the window.
    pub recent: u64,
    /// Those of them that no day is known of.
    pub undated: u64,
    /// New documents of the window that claimed a day to come.
    pub future_dated: u64,
    /// When it last listed one for the first time.
    pub newest_first_seen: Option<Timestamp>,
    /// Addresses that did not become documents in the window, by reason, most frequent first.
    pub rejected: Vec<(Reason, u64)>,
    /// When it could be read for the first time.
    pub first_success: Option<Timestamp>,
    /// Its days with news and how many works they brought, oldest first: the day of publication, or
    /// else the day it was found, unless that was the first. Days to come are left out.
    pub news: Vec<(NaiveDate, u32)>,
    /// Its last runs, newest first.
    pub runs: Vec<FetchRecord>,
}

/// How much there is of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sources in the configuration.
    pub sources: u64,
    /// Captures.
    pub captures: u64,
    /// Documents.
    pub documents: u64,
    /// Documents with annotations of some revision.
    pub annotated: u64,
    /// Stories.
    pub stories: u64,
    /// Changes of watched pages.
    pub changes: u64,
    /// Signals of the latest week.
    pub signals: u64,
    /// Sealed issues.
    pub issues: u64,
    /// Documents by language, most frequent first.
    pub languages: Vec<(Lang, u64)>,
    /// Documents by topic, most frequent first.
    pub topics: Vec<(TopicId, u64)>,
    /// Documents by kind, most frequent first.
    pub kinds: Vec<(DocumentKind, u64)>,
    /// Documents by country, most frequent first.
    pub countries: Vec<(String, u64)>,
}
