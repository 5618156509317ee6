//! The two memories of Shiome: the [`Catalog`], the only system of record, and the [`Archive`], the
//! bytes it points to.
//!
//! The one decision of this crate: **the catalog's transaction is the only commit point.** Bytes go
//! to the archive first and are named by their content, so writing them twice or in vain is harmless;
//! then [`Catalog::commit`] records all facts of a step or none. Search index and lake are copies
//! that follow [`Catalog::changes`].
//!
//! It will not decide what is worth recording, will not read a clock (`now` is an argument), and will
//! not fetch, extract or analyse anything.

pub mod archive;
pub mod catalog;
mod error;
mod fact;
pub mod health;
mod incident;
mod model_use;
mod one_at_a_time;
mod probe;
mod reannotation;
mod record;
pub mod warc;

pub use archive::Archive;
pub use catalog::{
    Candidate, CaptureFilter, Catalog, Checkpoint, Counts, DocumentFilter, KeptCapture, Lease, SourceHealth,
    SourceLease, StoredDocument,
};
pub use error::Error;
pub use fact::{ChangeRow, Entity, Fact, Seq};
pub use incident::{Incident, Suspicion};
pub use model_use::{ModelUse, WantsGist};
pub use probe::{ProbeRecord, ProbedWork, Verdict};
pub use reannotation::{Reannotation, Tally};
pub use record::{
    DeliveryRecord, DeliveryState, Fallback, FetchRecord, IssueRecord, PageState, RunCounts, SourceState,
    StoryFile, Unread,
};
