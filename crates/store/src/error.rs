//! What can go wrong, sorted by what the caller can do about it.

use shiome_model::{Hash, SourceId};

/// Why the catalog or the archive could not do it. The texts fit "failed to …".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address names no storage this crate knows.
    #[error("read '{address}' as an address; write it as {form}")]
    Address {
        /// What was given.
        address: String,
        /// What it should look like.
        form: &'static str,
    },
    /// A later version of the program has written this catalog.
    #[error("open the catalog: its schema {found} is newer than this program knows; use a newer program")]
    NewerSchema {
        /// The version of the schema in the file.
        found: i64,
    },
    /// The schema could not be brought up to date.
    #[error("bring the catalog's schema up to date: {0}")]
    Migrate(#[source] Box<sqlx::migrate::MigrateError>),
    /// Another worker has taken over the work. Stop; it will be done.
    #[error("act under the lease on '{work}': it has passed to another worker")]
    StaleLease {
        /// What was leased.
        work: String,
    },
    /// A state was committed for a source that was never registered.
    #[error("record the state of '{0}': no such source is registered")]
    UnknownSource(SourceId),
    /// A document without its capture, annotations without their document, or the like.
    #[error("commit: a fact points to a capture, document or issue that is not in the catalog")]
    Dangling,
    /// NaN or an infinite number, which JSON cannot carry.
    #[error("record {0}: it holds a number that is not finite")]
    NotFinite(String),
    /// The database refused or broke.
    #[error("use the catalog: {0}")]
    Database(#[source] Box<sqlx::Error>),
    /// Something stored cannot be read back.
    #[error("read {what} from the catalog: {why}")]
    Unreadable {
        /// What was to be read.
        what: &'static str,
        /// The reason.
        why: String,
    },
    /// The archive has no such bytes.
    #[error("find {0} in the archive")]
    Missing(Hash),
    /// The archive's bytes are not those they are named for.
    #[error("read {0} from the archive: its bytes are damaged")]
    Corrupt(Hash),
    /// More bytes than the archive takes or gives at once.
    #[error("keep a body of more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The body handed over is not the one its capture describes.
    #[error("archive the capture of {url}: its body has another hash")]
    WrongBody {
        /// The captured address.
        url: String,
    },
    /// The object store refused or broke.
    #[error("use the archive: {0}")]
    Objects(#[from] object_store::Error),
    /// The file system refused or broke.
    #[error("use '{path}': {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// The reason.
        source: std::io::Error,
    },
}

impl Error {
    /// Whether the same call may succeed later: the database was locked for too long.
    pub fn is_passing(&self) -> bool {
        let Self::Database(error) = self else { return false };
        match &**error {
            sqlx::Error::PoolTimedOut => true,
            // SQLITE_BUSY is 5, SQLITE_LOCKED 6; extended codes carry them in the low byte.
            sqlx::Error::Database(e) => {
                let code = e.code().and_then(|c| c.parse::<i32>().ok());
                code.is_some_and(|c| matches!(c & 0xff, 5 | 6))
            }
            _ => false,
        }
    }

    pub(crate) fn unreadable(what: &'static str, why: impl ToString) -> Self {
        Self::Unreadable { what, why: why.to_string() }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if error.as_database_error().is_some_and(|e| e.is_foreign_key_violation()) {
            return Self::Dangling;
        }
        Self::Database(Box::new(error))
    }
}
