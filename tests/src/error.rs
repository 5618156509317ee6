//! What can go wrong with a web of our own.

use std::path::PathBuf;

/// Why a captured web could not be read, written or served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("use '{path}': {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A line or file is not what the layout says.
    #[error("read '{path}', line {line}: {cause}")]
    Json {
        /// Which file.
        path: PathBuf,
        /// Which line of it; 0 for the whole file.
        line: usize,
        /// Why.
        cause: serde_json::Error,
    },
    /// The loopback address could not be used.
    #[error("listen on the loopback address: {0}")]
    Listen(std::io::Error),
    /// Authored material is not in order.
    #[error("read the sample material '{file}': {cause}")]
    Material {
        /// Which file.
        file: String,
        /// Why.
        cause: String,
    },
}

impl Error {
    /// For `map_err` on file operations.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }
}
