//! The bytes: bodies of captures and files of issues, named by their content and never changed.
//!
//! A small body is a row of one file, `small.db`; a large one lies at `blobs/ab/cdef….zst`. The
//! descriptions of captures are kept beside them in the same way, and all of it under the SHA-256 of what
//! is inside the frame. What is kept is whole or not there, and on disk before [`Archive::put`] returns,
//! so that a commit never points to bytes that a power cut took. The descriptions repeat what the catalog
//! says: from the archive alone all evidence could be had again.
//!
//! A crawl keeps thousands of small bodies. A file for each, and a wait for the disk after each, would
//! be most of its time. So it [stages](Archive::stage) bodies as they come and [settles](Archive::settle)
//! them before the commit that points to them: one wait for all. A file that a power cut left torn has
//! the right name and the wrong bytes; hence a file that is there already is read before it is relied on.

mod disk;
mod rows;

use crate::Error;
use disk::Disk;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use rows::{Folder, Rows};
use shiome_model::{Capture, Hash};
use std::{cell::RefCell, io::Read, sync::Arc};

/// No web page or PDF that is worth reading is larger.
const LIMIT: usize = 256 << 20;
/// The next levels take twice the time for a twentieth of the space.
const LEVEL: i32 = 1;
/// What is no larger is kept in a row, and compressed in less time than another thread takes to wake.
const SMALL: usize = 64 << 10;

/// A handle to the archive; cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Archive {
    objects: Arc<dyn ObjectStore>,
    disk: Arc<Disk>,
    rows: Arc<Rows>,
    limit: usize,
}

impl Archive {
    /// Opens the archive at `file:path`; creates the folder if there is none.
    pub fn open(address: &str) -> Result<Self, Error> {
        let path = address.strip_prefix("file:").map(|p| p.strip_prefix("//").unwrap_or(p));
        let path = path
            .filter(|p| !p.is_empty())
            .ok_or_else(|| Error::Address { address: address.to_owned(), form: "file:path" })?;
        std::fs::create_dir_all(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let objects = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        let disk = Disk::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let rows = Rows::at(std::path::Path::new(path).join("small.db"));
        Ok(Self { objects: Arc::new(objects), disk: Arc::new(disk), rows: Arc::new(rows), limit: LIMIT })
    }

    /// The same archive that takes and gives at most `limit` bytes at once, before compression.
    pub fn with_limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// Keeps `bytes` and returns their name. What is there already is not written again.
    pub async fn put(&self, bytes: &[u8]) -> Result<Hash, Error> {
        self.put_in(Folder::Bodies, bytes).await
    }

    /// The bytes of that name, checked against it.
    pub async fn get(&self, hash: &Hash) -> Result<Vec<u8>, Error> {
        self.get_in(Folder::Bodies, hash).await
    }

    /// Whether there are bytes of that name. They are not read.
    pub async fn exists(&self, hash: &Hash) -> Result<bool, Error> {
        self.exists_in(Folder::Bodies, hash).await
    }

    /// Keeps the body of a capture and its description, headers included. Do this before the capture
    /// is committed.
    pub async fn put_capture(&self, capture: &Capture, body: &[u8]) -> Result<(), Error> {
        if self.put(body).await? != capture.body {
            return Err(Error::WrongBody { url: capture.url.to_string() });
        }
        let description = serde_json::to_vec(capture).map_err(|e| Error::unreadable("a capture", e))?;
        self.put_in(Folder::Captures, &description).await?;
        Ok(())
    }

    /// Keeps the body of a capture, but does not wait until it is on disk: [`Archive::settle`] does.
    pub async fn stage(&self, capture: &Capture, body: &[u8]) -> Result<(), Error> {
        if body.len() > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        if Hash::of(body) != capture.body {
            return Err(Error::WrongBody { url: capture.url.to_string() });
        }
        self.stage_in(Folder::Bodies, &capture.body, body).await
    }

    /// Keeps the descriptions of captures whose bodies are staged, and returns when all of it is on
    /// disk. Do this before the captures are committed. Those who settle at the same time wait for the
    /// disk once.
    pub async fn settle(&self, captures: &[&Capture]) -> Result<(), Error> {
        let mut lines = Vec::new();
        for capture in captures {
            if !lines.is_empty() {
                lines.push(b'\n');
            }
            serde_json::to_writer(&mut lines, capture).map_err(|e| Error::unreadable("a capture", e))?;
        }
        if !lines.is_empty() {
            self.stage_in(Folder::Captures, &Hash::of(&lines), &lines).await?;
        }
        self.rows.write().await?;
        self.disk.sync().await
    }

    /// The descriptions of all captures ever kept, in no order and some of them twice: what a lost
    /// catalog is made from.
    pub fn captures(&self) -> impl Stream<Item = Result<Capture, Error>> + '_ {
        self.names_in(Folder::Captures)
            .and_then(move |hash| async move {
                let lines = self.get_in(Folder::Captures, &hash).await?;
                let described = lines
                    .split(|byte| *byte == b'\n')
                    .map(|line| serde_json::from_slice(line).map_err(|e| Error::unreadable("a capture", e)));
                Ok(futures::stream::iter(described.collect::<Vec<_>>()))
            })
            .try_flatten()
    }

    /// The names of all bodies, in no order: to verify them or to find those nothing points to.
    pub fn hashes(&self) -> impl Stream<Item = Result<Hash, Error>> + '_ {
        self.names_in(Folder::Bodies)
    }

    fn names_in(&self, folder: Folder) -> impl Stream<Item = Result<Hash, Error>> + '_ {
        let files = self.objects.list(Some(&Path::from(folder.name())));
        let of_files = files.filter_map(|meta| async move {
            meta.map(|m| hash_of(&m.location)).map_err(Error::from).transpose()
        });
        self.rows.names(folder).chain(of_files)
    }

    async fn put_in(&self, folder: Folder, bytes: &[u8]) -> Result<Hash, Error> {
        if bytes.len() > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        let hash = Hash::of(bytes);
        if bytes.len() <= SMALL {
            self.stage_in(folder, &hash, bytes).await?;
            self.rows.write().await?;
        } else if !self.holds(folder, &hash).await? {
            let frame = framed(folder, &hash, bytes).await?;
            self.objects.put(&key(folder, &hash), frame.into()).await?;
        }
        Ok(hash)
    }

    async fn stage_in(&self, folder: Folder, hash: &Hash, bytes: &[u8]) -> Result<(), Error> {
        if bytes.len() <= SMALL || folder == Folder::Captures {
            let frame = framed(folder, hash, bytes).await?;
            return self.rows.stage(folder, hash, frame).await;
        }
        let key = key(folder, hash);
        if self.disk.has(&key) && self.holds(folder, hash).await? {
            return Ok(());
        }
        let frame = framed(folder, hash, bytes).await?;
        self.disk.stage(&key, frame).await
    }

    /// Whether the bytes of that name are there, whole.
    async fn holds(&self, folder: Folder, hash: &Hash) -> Result<bool, Error> {
        match self.get_in(folder, hash).await {
            Ok(_) => Ok(true),
            Err(Error::Missing(_) | Error::Corrupt(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }

    async fn get_in(&self, folder: Folder, hash: &Hash) -> Result<Vec<u8>, Error> {
        if let Some(frame) = self.rows.get(folder, hash).await? {
            return inflate(&frame, self.limit, hash);
        }
        let frame = match self.objects.get(&key(folder, hash)).await {
            Ok(object) => object.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Err(Error::Missing(hash.clone())),
            Err(other) => return Err(other.into()),
        };
        let (limit, hash) = (self.limit, hash.clone());
        if frame.len() <= SMALL {
            return inflate(&frame, limit, &hash);
        }
        off_thread(move || inflate(&frame, limit, &hash)).await?
    }

    async fn exists_in(&self, folder: Folder, hash: &Hash) -> Result<bool, Error> {
        if self.rows.has(folder, hash).await? {
            return Ok(true);
        }
        match self.objects.head(&key(folder, hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

fn key(folder: Folder, hash: &Hash) -> Path {
    let (start, rest) = hash.as_str().split_at_checked(2).unwrap_or_default();
    Path::from(format!("{}/{start}/{rest}.zst", folder.name()))
}

fn hash_of(location: &Path) -> Option<Hash> {
    let mut parts = location.as_ref().rsplit('/');
    let rest = parts.next()?.strip_suffix(".zst")?;
    Hash::parse(&format!("{}{rest}", parts.next()?))
}

/// The bytes, compressed.
async fn framed(folder: Folder, hash: &Hash, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let frame = if bytes.len() <= SMALL {
        compress(bytes)
    } else {
        let bytes = bytes.to_vec();
        off_thread(move || compress(&bytes)).await?
    };
    frame.map_err(|source| Error::Io { path: format!("{}/{hash}", folder.name()), source })
}

/// Compresses with what this thread keeps for it: making it anew takes longer than a small page.
fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = Some(zstd::bulk::Compressor::new(LEVEL)?);
        }
        match kept {
            Some(compressor) => compressor.compress(bytes),
            None => zstd::bulk::compress(bytes, LEVEL),
        }
    })
}

/// Runs what keeps a processor busy where it holds nobody up.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Io { path: "a worker thread".into(), source: std::io::Error::other(e) })
}

/// Undoes the compression, but never beyond `limit`: a small frame may claim to be a large body.
#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn inflate(frame: &[u8], limit: usize, hash: &Hash) -> Result<Vec<u8>, Error> {
    let corrupt = || Error::Corrupt(hash.clone());
    let mut bytes = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(frame).map_err(|_| corrupt())?;
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(most).read_to_end(&mut bytes).map_err(|_| corrupt())?;
    if bytes.len() > limit {
        return Err(Error::TooLarge { limit });
    }
    if Hash::of(&bytes) != *hash {
        return Err(corrupt());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
