//! What can go wrong, by what the caller can do about it.

use std::path::PathBuf;

/// Why the index did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process writes to the index: try again later.
    #[error("write to the search index at {}: another process holds its lock", .0.display())]
    Busy(PathBuf),
    /// The entries are older than what the index holds: ask for changes after its checkpoint.
    #[error("move the search index back from {at} to {upto}")]
    Backwards {
        /// Where the index is.
        at: i64,
        /// Where it was asked to go.
        upto: i64,
    },
    /// The query has too many words to be answered in reasonable time.
    #[error("search for {words} words at once; the most is {most}")]
    TooLong {
        /// Words it has.
        words: usize,
        /// Words it may have.
        most: usize,
    },
    /// The folder cannot be used.
    #[error("use the folder {} for the search index: {cause}", path.display())]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The engine failed; if it persists, delete the index: it is a copy.
    #[error("use the search index: {0}")]
    Engine(#[from] tantivy::TantivyError),
}

impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self::Engine(cause.into())
    }
}
