//! Processes that open the same file wait for one another.

use crate::Error;

/// Lets one process at a time open the SQLite file at `path`: neither the change to a write-ahead log nor a
/// migration waits for another that is under way. Dropping the file gives the lock back.
pub async fn lock(path: &str) -> Result<std::fs::File, Error> {
    let path = format!("{path}.lock");
    let locked = tokio::task::spawn_blocking({
        let path = path.clone();
        move || {
            let file = std::fs::File::create(path)?;
            file.lock()?;
            Ok(file)
        }
    });
    let locked = locked.await.unwrap_or_else(|e| Err(std::io::Error::other(e)));
    locked.map_err(|source| Error::Io { path, source })
}
