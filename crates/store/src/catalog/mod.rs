//! The only system of record.
//!
//! One writer at a time, readers beside it. Everything that is recorded goes through
//! [`Catalog::commit`]; everything that follows reads [`Catalog::changes`]. The SQL of a question is
//! in one file of [`sqlite`].

mod answer;
mod sqlite;

pub use answer::{
    Candidate, CaptureFilter, Checkpoint, Counts, DocumentFilter, KeptCapture, Lease, SourceHealth,
    SourceLease, StoredDocument,
};

/// A handle to the catalog; cloning it is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// One connection: SQLite has one writer, and waiting here is fairer than waiting for its lock.
    writer: sqlx::SqlitePool,
    readers: sqlx::SqlitePool,
}
