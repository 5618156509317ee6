//! What the catalog keeps besides the nouns: the state of sources and pages, the history of runs,
//! and what was sealed and sent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shiome_model::{
    CaptureId, Clues, DocumentId, Hash, IssueId, Item, Reason, SourceId, Timestamp, Validators,
};
use std::collections::BTreeMap;

/// How far a source has been read, and when it is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// Which source.
    pub source: SourceId,
    /// Where its connector goes on.
    pub cursor: Option<String>,
    /// When it is due.
    pub next_check: Timestamp,
    /// End of the last run.
    pub last_checked: Option<Timestamp>,
    /// End of the last run that worked.
    pub last_success: Option<Timestamp>,
    /// When it last brought a new document.
    pub last_new: Option<Timestamp>,
    /// Runs that failed since one worked.
    pub consecutive_failures: u32,
    /// Whether it has been walked to its end once.
    pub complete: bool,
    /// The rhythm as learned.
    pub interval_seconds: u64,
    /// Why the last run failed, if it did.
    pub last_error: Option<(Reason, String)>,
    /// The way it is read by while its preferred one does not work.
    pub fallback: Option<Fallback>,
}

/// A source is read, but not the way it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallback {
    /// Kind of the route that works: `listing`, `sitemap`.
    pub kind: String,
    /// Where that route begins.
    pub url: String,
    /// When it was first needed.
    pub since: Timestamp,
    /// Why the preferred route does not work; none: it answers, but lists nothing any more.
    pub reason: Option<Reason>,
    /// What exactly.
    pub detail: String,
}

/// What we know of the page at one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageState {
    /// Canonical address.
    pub url: String,
    /// The source for whose sake it is fetched.
    pub source: SourceId,
    /// What makes the next request conditional.
    pub validators: Validators,
    /// When it was last asked for.
    pub last_fetched: Option<Timestamp>,
    /// Status of the last answer, if there was one.
    pub status: Option<u16>,
    /// Why it did not become a document, if it did not.
    pub error: Option<Reason>,
    /// Attempts that failed since one worked.
    pub failures: u32,
    /// When to ask again without the source listing it anew; none: not by itself.
    pub next_try: Option<Timestamp>,
    /// Stamp of the item as last listed, where the document was made from it.
    pub stamp: Option<Hash>,
    /// The latest day of modification that any source has listed for it.
    pub modified: Option<NaiveDate>,
    /// Its newest capture.
    pub capture: Option<CaptureId>,
    /// The document it became.
    pub document: Option<DocumentId>,
    /// What it answered last, if that is still to be read.
    pub unread: Option<Unread>,
}

/// What is needed to read a page that was had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The source that had it fetched, which need not be the first to list the page.
    pub source: SourceId,
    /// The capture to read.
    pub capture: CaptureId,
    /// The work, as its source listed it.
    pub item: Item,
    /// The capture of the list, where the work can be told from its entry alone.
    pub list: Option<CaptureId>,
}

impl PageState {
    /// An address that has not been asked for.
    pub fn unread(url: impl Into<String>, source: SourceId) -> Self {
        Self {
            url: url.into(),
            source,
            validators: Validators::default(),
            last_fetched: None,
            status: None,
            error: None,
            failures: 0,
            next_try: None,
            stamp: None,
            modified: None,
            capture: None,
            document: None,
            unread: None,
        }
    }
}

/// How one run of a source went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchRecord {
    /// Which source.
    pub source: SourceId,
    /// When the run began; with the source, its id.
    pub started: Timestamp,
    /// Whether the source could be read.
    pub ok: bool,
    /// Requests made.
    pub requests: u32,
    /// Items the source listed.
    pub items_found: u32,
    /// Documents that were new.
    pub new_documents: u32,
    /// Why it failed, if it did.
    pub error: Option<Reason>,
    /// What exactly.
    pub detail: String,
    /// How long it took.
    pub duration_ms: u64,
    /// What it counted besides.
    pub counts: RunCounts,
}

/// What one run of a source counted besides items and new documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunCounts {
    /// Lists that had not changed since the run before: they name no items.
    pub unchanged: u32,
    /// Documents that had changed.
    pub updated: u32,
    /// New documents that no day is known of.
    pub undated: u32,
    /// New documents that claim a day to come; they are never taken for news of that day.
    pub future_dated: u32,
    /// Works that did not become documents, by reason.
    pub rejected: BTreeMap<Reason, u32>,
    /// How long the first list took to come, waiting for its turn included.
    pub answer_ms: Option<u64>,
    /// The newest day that the listed works claim, days to come left out.
    pub newest: Option<NaiveDate>,
}

impl RunCounts {
    /// Adds what a later part of the same run counted; the first answer stays the one that is timed.
    pub fn add(&mut self, later: Self) {
        self.unchanged += later.unchanged;
        self.updated += later.updated;
        self.undated += later.undated;
        self.future_dated += later.future_dated;
        for (reason, n) in later.rejected {
            *self.rejected.entry(reason).or_default() += n;
        }
        self.answer_ms = self.answer_ms.or(later.answer_ms);
        self.newest = self.newest.max(later.newest);
    }
}

/// A sealed digest or report: what was chosen, and what reproduces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueRecord {
    /// Hash of (what, edition, period).
    pub id: IssueId,
    /// `digest` or `report`.
    pub what: String,
    /// For whom or on what, and in which language: `weekly.ja`.
    pub edition: String,
    /// The week, month or span it covers.
    pub period: String,
    /// When it was sealed.
    pub sealed_at: Timestamp,
    /// The documents it shows, in its order.
    pub documents: Vec<DocumentId>,
    /// Its files: name, and hash in the archive.
    pub files: Vec<(String, Hash)>,
    /// What reproduces it.
    pub manifest: serde_json::Value,
}

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent, or to be tried again.
    Pending,
    /// Accepted by the next hop.
    Sent,
    /// Given up.
    Failed,
}

impl DeliveryState {
    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Sent, Self::Failed].into_iter().find(|s| s.as_str() == text)
    }
}

/// One recipient's copy of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// What is sent.
    pub issue: IssueId,
    /// To whom.
    pub recipient: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// The same for every attempt, so that a mailbox can tell a repetition.
    pub message_id: String,
    /// When the state changed.
    pub updated_at: Timestamp,
}

/// By what a document is found when other tellings of its event come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryFile {
    /// Which.
    pub document: DocumentId,
    /// What it says.
    pub clues: Clues,
    /// The day it is filed on, counted from the beginning of our era.
    pub day: i32,
    /// The keys it is filed under.
    pub keys: Vec<u64>,
    /// Places in which its clues are counted; none if it begins no story.
    pub counted: Vec<u32>,
}
