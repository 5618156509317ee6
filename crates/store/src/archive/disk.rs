//! Files that appear whole, and one wait for the disk for many of them.

use super::off_thread;
use crate::Error;
use object_store::path::Path as Key;
use std::{
    fs::File,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::sync::Mutex;

/// The folder of an archive.
#[derive(Debug)]
pub(super) struct Disk {
    root: PathBuf,
    /// Numbers files that are being written.
    files: AtomicU64,
    /// How many are written.
    written: AtomicU64,
    /// How many of those the disk has. Locked while it is being waited for.
    synced: Mutex<u64>,
}

impl Disk {
    pub fn open(root: &str) -> std::io::Result<Self> {
        let root = std::fs::canonicalize(root)?;
        Ok(Self { root, files: AtomicU64::new(0), written: AtomicU64::new(0), synced: Mutex::new(0) })
    }

    /// Whether there is a file of that name, whole or torn.
    pub fn has(&self, key: &Key) -> bool {
        self.root.join(key.as_ref()).exists()
    }

    /// Writes a file beside its place and moves it there; the disk may have it later.
    pub async fn stage(&self, key: &Key, bytes: Vec<u8>) -> Result<(), Error> {
        let path = self.root.join(key.as_ref());
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        // The store passes over names that end so when it lists what it has.
        let beside = PathBuf::from(format!("{}#{}{number:09}", path.display(), std::process::id()));
        off_thread(move || {
            write(&path, &beside, &bytes)
                .map_err(|source| Error::Io { path: path.display().to_string(), source })
        })
        .await??;
        self.written.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Returns when all that was staged before the call is on disk. Calls that wait for one another
    /// share the next wait.
    pub async fn sync(&self) -> Result<(), Error> {
        let wanted = self.written.load(Ordering::SeqCst);
        let mut synced = self.synced.lock().await;
        if *synced >= wanted {
            return Ok(());
        }
        let covers = self.written.load(Ordering::SeqCst);
        let root = self.root.clone();
        let failed = |source| Error::Io { path: self.root.display().to_string(), source };
        off_thread(move || sync_folder(&root)).await?.map_err(failed)?;
        *synced = covers;
        Ok(())
    }
}

fn write(path: &Path, beside: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = match File::create(beside) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            std::fs::create_dir_all(path.parent().unwrap_or(path))?;
            File::create(beside)?
        }
        other => other?,
    };
    let written = file.write_all(bytes).and_then(|()| keep_now(&file));
    drop(file);
    written.and_then(|()| std::fs::rename(beside, path)).inspect_err(|_| {
        // What is left beside its place is only in the way; the error that matters is told.
        let _ = std::fs::remove_file(beside);
    })
}

/// Linux can wait for a whole file system at once, so a single file need not be waited for.
#[cfg(target_os = "linux")]
fn keep_now(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn sync_folder(root: &Path) -> std::io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(root)?)?)
}

#[cfg(not(target_os = "linux"))]
fn keep_now(file: &File) -> std::io::Result<()> {
    file.sync_all()
}

#[cfg(not(target_os = "linux"))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
