//! What can go wrong with a lake.

use polars::prelude::PolarsError;
use std::{io, path::PathBuf};

/// The lake could not be read or written. Texts fit "failed to …".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system refused. The lake is a copy: if it is beyond repair, delete it and run again.
    #[error("{doing} {}", path.display())]
    Io {
        /// What was tried: "read", "replace", …
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A query or a Parquet file is broken.
    #[error("{doing}")]
    Polars {
        /// What was tried: the name of a job or of a table.
        doing: String,
        /// Why not.
        #[source]
        source: PolarsError,
    },
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }
    pub(crate) fn polars(doing: impl Into<String>) -> impl FnOnce(PolarsError) -> Self {
        let doing = doing.into();
        move |source| Self::Polars { doing, source }
    }
}
