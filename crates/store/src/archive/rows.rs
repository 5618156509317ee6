//! Small bodies as rows of one SQLite file: many are written at a time, with one wait for the disk.
//!
//! A file for each small body would cost more than all else that is done with it: making a file takes
//! longer than asking for a page. A row is whole or not there, so nothing has to be read before it is
//! relied on; a row that went bad is healed when its bytes come again.

use crate::{Error, one_at_a_time};
use futures::{Stream, TryStreamExt};
use shiome_model::Hash;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::OnceCell;

/// Bytes that may wait to be written.
const WAITING: usize = 16 << 20;
/// Rows of one statement.
const TOGETHER: usize = 64;
/// How long a writer of another process is waited for.
const BUSY: Duration = Duration::from_secs(60);
const READERS: u32 = 4;

/// What is kept apart from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// What was answered.
    Bodies,
    /// The descriptions of captures.
    Captures,
}

impl Folder {
    /// Its name as a folder of files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bodies => "blobs",
            Self::Captures => "captures",
        }
    }
    fn number(self) -> i64 {
        self as i64
    }
}

struct Row {
    folder: Folder,
    hash: Vec<u8>,
    frame: Vec<u8>,
}

#[derive(Default)]
struct Staged {
    rows: Vec<Row>,
    bytes: usize,
}

struct Pools {
    writer: SqlitePool,
    readers: SqlitePool,
}

/// The rows of an archive.
pub(super) struct Rows {
    path: PathBuf,
    /// Opened when it is first needed, since that waits.
    pools: OnceCell<Pools>,
    staged: Arc<Mutex<Staged>>,
    /// Held by whoever writes what is staged: others find it done when they get it.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Rows {
    pub fn at(path: PathBuf) -> Self {
        Self { path, pools: OnceCell::new(), staged: Arc::default(), turn: Arc::default() }
    }

    /// Takes a row that is soon to be [written](Self::write); waits for that if many are waiting.
    pub async fn stage(&self, folder: Folder, hash: &Hash, frame: Vec<u8>) -> Result<(), Error> {
        let bytes = {
            let mut staged = lock(&self.staged);
            staged.bytes += frame.len();
            staged.rows.push(Row { folder, hash: bytes_of(hash), frame });
            staged.bytes
        };
        if bytes > WAITING { self.write().await } else { Ok(()) }
    }

    /// Returns when all that was staged before the call is on disk.
    pub async fn write(&self) -> Result<(), Error> {
        let turn = self.turn.clone().lock_owned().await;
        let rows = std::mem::take(&mut *lock(&self.staged)).rows;
        if rows.is_empty() {
            return Ok(()); // whoever had the turn before has written them
        }
        let (writer, staged) = (self.pools().await?.writer.clone(), self.staged.clone());
        // Others rely on it that these rows are written, also if this caller stops waiting.
        let writing = tokio::spawn(async move {
            let result = insert(&writer, &rows).await;
            if result.is_err() {
                let mut staged = lock(&staged);
                staged.bytes += rows.iter().map(|r| r.frame.len()).sum::<usize>();
                staged.rows.extend(rows);
            }
            drop(turn);
            result
        });
        writing.await.map_err(|e| self.broken(std::io::Error::other(e)))??;
        Ok(())
    }

    /// The frame of that name.
    pub async fn get(&self, folder: Folder, hash: &Hash) -> Result<Option<Vec<u8>>, Error> {
        let frame = sqlx::query_scalar("SELECT frame FROM kept WHERE folder = ? AND hash = ?")
            .bind(folder.number())
            .bind(bytes_of(hash));
        Ok(frame.fetch_optional(&self.pools().await?.readers).await?)
    }

    /// Whether there is a frame of that name.
    pub async fn has(&self, folder: Folder, hash: &Hash) -> Result<bool, Error> {
        let one = sqlx::query_scalar::<_, i64>("SELECT 1 FROM kept WHERE folder = ? AND hash = ?")
            .bind(folder.number())
            .bind(bytes_of(hash));
        Ok(one.fetch_optional(&self.pools().await?.readers).await?.is_some())
    }

    /// All names, in no order.
    pub fn names(&self, folder: Folder) -> impl Stream<Item = Result<Hash, Error>> + '_ {
        let rows = async move {
            let readers = &self.pools().await?.readers;
            let names = sqlx::query_scalar::<_, String>("SELECT lower(hex(hash)) FROM kept WHERE folder = ?");
            Ok::<_, Error>(names.bind(folder.number()).fetch(readers).map_err(Error::from))
        };
        futures::stream::once(rows).try_flatten().and_then(|name| async move {
            Hash::parse(&name).ok_or_else(|| Error::unreadable("the name of a body", name))
        })
    }

    async fn pools(&self) -> Result<&Pools, Error> {
        self.pools.get_or_try_init(|| async { self.open().await }).await
    }

    async fn open(&self) -> Result<Pools, Error> {
        let lock = one_at_a_time::lock(&self.path.display().to_string()).await?;
        let options = SqliteConnectOptions::new()
            .filename(&self.path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Unlike the catalog's: a commit of the catalog may point to what is written here.
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", "8000")
            .busy_timeout(BUSY);
        let forever = |pool: SqlitePoolOptions| {
            pool.idle_timeout(None).max_lifetime(None).acquire_timeout(BUSY).acquire_slow_threshold(BUSY)
        };
        let writer =
            forever(SqlitePoolOptions::new().max_connections(1)).connect_with(options.clone()).await?;
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS kept (
                id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, hash BLOB NOT NULL, frame BLOB NOT NULL,
                UNIQUE (folder, hash)) STRICT",
        )
        .execute(&writer)
        .await?;
        let readers = forever(SqlitePoolOptions::new().max_connections(READERS));
        let readers = readers.connect_with(options.pragma("query_only", "on")).await?;
        drop(lock);
        Ok(Pools { writer, readers })
    }

    fn broken(&self, source: std::io::Error) -> Error {
        Error::Io { path: self.path.display().to_string(), source }
    }
}

/// Writes rows, all or none.
async fn insert(writer: &SqlitePool, rows: &[Row]) -> Result<(), Error> {
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
    for some in rows.chunks(TOGETHER) {
        let mut sql = String::from("INSERT INTO kept (folder, hash, frame) VALUES (?, ?, ?)");
        sql.push_str(&", (?, ?, ?)".repeat(some.len() - 1));
        sql.push_str(
            " ON CONFLICT (folder, hash) DO UPDATE SET frame = excluded.frame WHERE frame <> excluded.frame",
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for Row { folder, hash, frame } in some {
            query = query.bind(folder.number()).bind(hash.as_slice()).bind(frame.as_slice());
        }
        query.execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

/// The 32 bytes that a hash writes in hexadecimal.
fn bytes_of(hash: &Hash) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).unwrap_or_default() as u8;
    hash.as_str().as_bytes().chunks(2).map(|c| c.iter().fold(0, |byte, c| byte << 4 | digit(*c))).collect()
}

fn lock(staged: &Mutex<Staged>) -> std::sync::MutexGuard<'_, Staged> {
    staged.lock().unwrap_or_else(PoisonError::into_inner)
}
