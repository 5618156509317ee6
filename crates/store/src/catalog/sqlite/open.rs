//! Opening: where the file is, its schema, its identity.

use crate::{Catalog, Error, one_at_a_time};
use shiome_model::{Hash, Timestamp};
use sqlx::{
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a writer of another process is waited for.
const BUSY: Duration = Duration::from_secs(30);
const READERS: u32 = 4;
/// How long a turn at one of our own connections is waited for: with many workers on a slow disk that
/// is no sign of trouble.
const TURN: Duration = Duration::from_secs(10 * 60);

impl Catalog {
    /// Opens the catalog at `sqlite:path`, creates it if there is none (folder included) and brings
    /// its schema up to date. `now` only serves the identity of a new one. Several processes may
    /// have one catalog open.
    pub async fn open(address: &str, now: Timestamp) -> Result<Self, Error> {
        let path = path_of(address)?;
        if let Some(folder) = Path::new(path).parent() {
            std::fs::create_dir_all(folder)
                .map_err(|source| Error::Io { path: folder.display().to_string(), source })?;
        }
        let lock = one_at_a_time::lock(path).await?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY)
            .foreign_keys(true)
            // A page that is written to often goes from the log into the file once, not after each megabyte.
            .pragma("wal_autocheckpoint", "8000")
            .pragma("cache_size", "-32000")
            .statement_cache_capacity(200);
        let forever = |pool: SqlitePoolOptions| {
            pool.idle_timeout(None).max_lifetime(None).acquire_timeout(TURN).acquire_slow_threshold(TURN)
        };
        let writer =
            forever(SqlitePoolOptions::new().max_connections(1)).connect_with(options.clone()).await?;
        migrate(&writer).await?;
        let identity = Hash::of_parts(&[path.as_bytes(), now.to_rfc3339().as_bytes()]);
        sqlx::query("INSERT OR IGNORE INTO catalog (one, identity, seq) VALUES (1, ?, 0)")
            .bind(identity.short())
            .execute(&writer)
            .await?;
        // What several readers keep they keep several times; the system keeps the file for all of them.
        let read_only = options.pragma("query_only", "on").pragma("cache_size", "-4000");
        let readers =
            forever(SqlitePoolOptions::new().max_connections(READERS)).connect_with(read_only).await?;
        drop(lock);
        Ok(Self { writer, readers })
    }

    /// The id of this catalog: a copy that follows another one starts at zero.
    pub async fn identity(&self) -> Result<String, Error> {
        Ok(sqlx::query_scalar("SELECT identity FROM catalog").fetch_one(&self.readers).await?)
    }

    /// Finishes what is under way and closes the file. Without it a drop closes it a little later.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn path_of(address: &str) -> Result<&str, Error> {
    let path = address.strip_prefix("sqlite:").map(|p| p.strip_prefix("//").unwrap_or(p));
    // ":memory:" would be another database for each connection.
    path.filter(|p| !p.is_empty() && !p.starts_with(':'))
        .ok_or_else(|| Error::Address { address: address.to_owned(), form: "sqlite:path" })
}

async fn migrate(writer: &sqlx::SqlitePool) -> Result<(), Error> {
    MIGRATIONS.run(writer).await.map_err(|e| match e {
        MigrateError::VersionMissing(found) | MigrateError::VersionTooNew(found, _) => {
            Error::NewerSchema { found }
        }
        other => Error::Migrate(Box::new(other)),
    })
}
