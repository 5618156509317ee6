//! The bytes: bodies of captures and files of issues, named by their content and never changed.
//!
//! A body lies at `blobs/ab/cdef….zst`, the description of a capture at `captures/ab/cdef….zst`, both
//! under the SHA-256 of what is inside the frame. Files appear whole or not at all, and are on disk
//! before [`Archive::put`] returns, so that a commit never points to bytes that a power cut took. The
//! descriptions repeat what the catalog says: from the archive alone all evidence could be had again.

use crate::Error;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use shiome_model::{Capture, Hash};
use std::{io::Read, sync::Arc};

const BLOBS: &str = "blobs";
const CAPTURES: &str = "captures";
/// No web page or PDF that is worth reading is larger.
const LIMIT: usize = 256 << 20;
/// Smaller bodies are compressed in less time than another thread takes to wake.
const SMALL: usize = 64 << 10;

/// A handle to the archive; cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Archive {
    objects: Arc<dyn ObjectStore>,
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
        Ok(Self { objects: Arc::new(objects), limit: LIMIT })
    }

    /// The same archive that takes and gives at most `limit` bytes at once, before compression.
    pub fn with_limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// Keeps `bytes` and returns their name. What is there already is not written again.
    pub async fn put(&self, bytes: &[u8]) -> Result<Hash, Error> {
        self.put_in(BLOBS, bytes).await
    }

    /// The bytes of that name, checked against it.
    pub async fn get(&self, hash: &Hash) -> Result<Vec<u8>, Error> {
        self.get_in(BLOBS, hash).await
    }

    /// Whether there are bytes of that name. They are not read.
    pub async fn exists(&self, hash: &Hash) -> Result<bool, Error> {
        self.exists_in(BLOBS, hash).await
    }

    /// Keeps the body of a capture and its description, headers included. Do this before the capture
    /// is committed.
    pub async fn put_capture(&self, capture: &Capture, body: &[u8]) -> Result<(), Error> {
        if self.put(body).await? != capture.body {
            return Err(Error::WrongBody { url: capture.url.to_string() });
        }
        let description = serde_json::to_vec(capture).map_err(|e| Error::unreadable("a capture", e))?;
        self.put_in(CAPTURES, &description).await?;
        Ok(())
    }

    /// The descriptions of all captures ever kept, in no order: what a lost catalog is made from.
    pub fn captures(&self) -> impl Stream<Item = Result<Capture, Error>> + '_ {
        let listing = self.objects.list(Some(&Path::from(CAPTURES)));
        listing
            .map_err(Error::from)
            .try_filter_map(|meta| async move { Ok(hash_of(&meta.location)) })
            .and_then(move |hash| async move {
                let description = self.get_in(CAPTURES, &hash).await?;
                serde_json::from_slice(&description).map_err(|e| Error::unreadable("a capture", e))
            })
    }

    /// The names of all bodies, in no order: to verify them or to find those nothing points to.
    pub fn hashes(&self) -> impl Stream<Item = Result<Hash, Error>> + '_ {
        let listing = self.objects.list(Some(&Path::from(BLOBS)));
        listing.filter_map(|meta| async move {
            meta.map(|m| hash_of(&m.location)).map_err(Error::from).transpose()
        })
    }

    async fn put_in(&self, folder: &str, bytes: &[u8]) -> Result<Hash, Error> {
        if bytes.len() > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        let hash = Hash::of(bytes);
        if self.exists_in(folder, &hash).await? {
            return Ok(hash);
        }
        let frame = if bytes.len() <= SMALL {
            zstd::bulk::compress(bytes, 3)
        } else {
            let bytes = bytes.to_vec();
            off_thread(move || zstd::bulk::compress(&bytes, 3)).await?
        };
        let frame = frame.map_err(|source| Error::Io { path: format!("{folder}/{hash}"), source })?;
        self.objects.put(&key(folder, &hash), frame.into()).await?;
        Ok(hash)
    }

    async fn get_in(&self, folder: &str, hash: &Hash) -> Result<Vec<u8>, Error> {
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

    async fn exists_in(&self, folder: &str, hash: &Hash) -> Result<bool, Error> {
        match self.objects.head(&key(folder, hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

fn key(folder: &str, hash: &Hash) -> Path {
    let (start, rest) = hash.as_str().split_at_checked(2).unwrap_or_default();
    Path::from(format!("{folder}/{start}/{rest}.zst"))
}

fn hash_of(location: &Path) -> Option<Hash> {
    let mut parts = location.as_ref().rsplit('/');
    let rest = parts.next()?.strip_suffix(".zst")?;
    Hash::parse(&format!("{}{rest}", parts.next()?))
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
