//! The index on disk: opening it, following the catalog, knowing how far it came.

use crate::{
    Entry, Error,
    schema::{Fields, VERSION, register},
    statistics::Counts,
};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tantivy::{
    Directory, Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError,
    directory::{INDEX_WRITER_LOCK, MmapDirectory, error::LockError},
};

/// Memory for documents on their way to disk.
const ARENA: usize = 50_000_000;

/// Kept in the engine's commit, atomic with the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Checkpoint {
    catalog: String,
    schema: u32,
    seq: i64,
}

/// A full-text index in a folder. Cheap to share; one process writes, any number read.
pub struct SearchIndex {
    folder: PathBuf,
    catalog: String,
    pub(crate) fields: Fields,
    index: Index,
    reader: IndexReader,
    seen: Mutex<Seen>,
    started_over: Option<String>,
}

/// The state of the index that was read last.
struct Seen {
    opstamp: u64,
    seq: i64,
    counts: Arc<Counts>,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex").field("folder", &self.folder).field("catalog", &self.catalog).finish()
    }
}

impl SearchIndex {
    /// Opens the index in `folder`, which follows the catalog of that identity. Another catalog's,
    /// another version's or a damaged index is emptied and starts at zero: see
    /// [`SearchIndex::started_over`].
    pub fn open(folder: &Path, catalog: &str) -> Result<SearchIndex, Error> {
        fs::create_dir_all(folder).map_err(|cause| Error::Folder { path: folder.to_owned(), cause })?;
        let (index, seq, started_over) = match load(folder, catalog) {
            Ok((index, seq)) => (index, seq, None),
            Err(why) => {
                let index = start_over(folder, catalog)?;
                if let Some(why) = &why {
                    tracing::warn!(folder = %folder.display(), %why, "search index starts over");
                }
                (index, 0, why)
            }
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let counts = Arc::new(Counts::new(reader.searcher()));
        let seen = Seen { opstamp: index.load_metas()?.opstamp, seq, counts };
        let (_, fields) = Fields::new();
        Ok(SearchIndex {
            folder: folder.to_owned(),
            catalog: catalog.to_owned(),
            fields,
            index,
            reader,
            seen: Mutex::new(seen),
            started_over,
        })
    }

    /// Why the index was emptied when it was opened, if it was.
    pub fn started_over(&self) -> Option<&str> {
        self.started_over.as_deref()
    }

    /// The place in the catalog's log up to which the index knows it.
    pub fn checkpoint(&self) -> i64 {
        self.now().seq
    }

    /// How many documents there are.
    pub fn count(&self) -> u64 {
        self.now().counts.searcher().num_docs()
    }

    /// Puts and removes documents, and moves the checkpoint to `upto`: all or nothing. Safe to repeat.
    /// Of several entries of one document the last counts.
    pub fn apply(&self, entries: &[Entry], upto: i64) -> Result<(), Error> {
        let options = tantivy::indexer::IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(ARENA)
            .build();
        let mut writer: IndexWriter =
            self.index.writer_with_options(options).map_err(|cause| self.busy(cause))?;
        let at = self.checkpoint();
        if upto < at {
            return Err(Error::Backwards { at, upto });
        }
        for entry in entries {
            writer.delete_term(self.fields.key(&entry.id));
            if let Some(body) = &entry.put {
                writer.add_document(self.fields.document(&entry.id, body))?;
            }
        }
        commit(&mut writer, &self.catalog, upto)?;
        writer.wait_merging_threads()?;
        Ok(())
    }

    fn busy(&self, cause: TantivyError) -> Error {
        match cause {
            TantivyError::LockFailure(..) => Error::Busy(self.folder.clone()),
            other => Error::Engine(other),
        }
    }

    /// The index as it is now, whoever wrote it.
    pub(crate) fn counts(&self) -> Arc<Counts> {
        self.now().counts.clone()
    }

    /// Looks for a new commit. If the folder cannot be read, the last state that could be stays.
    fn now(&self) -> MutexGuard<'_, Seen> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(cause) = self.refresh(&mut seen) {
            tracing::warn!(folder = %self.folder.display(), %cause, "search index stays as it was read last");
        }
        seen
    }

    fn refresh(&self, seen: &mut Seen) -> Result<(), TantivyError> {
        let metas = self.index.load_metas()?;
        let seq = checkpoint(metas.payload.as_deref()).map_or(0, |checkpoint| checkpoint.seq);
        if metas.opstamp != seen.opstamp || seq != seen.seq {
            self.reader.reload()?;
            *seen =
                Seen { opstamp: metas.opstamp, seq, counts: Arc::new(Counts::new(self.reader.searcher())) };
        }
        Ok(())
    }
}

fn checkpoint(payload: Option<&str>) -> Option<Checkpoint> {
    serde_json::from_str(payload?).ok()
}

fn commit(writer: &mut IndexWriter<TantivyDocument>, catalog: &str, seq: i64) -> Result<(), Error> {
    let checkpoint = Checkpoint { catalog: catalog.to_owned(), schema: VERSION, seq };
    let payload = serde_json::to_string(&checkpoint).map_err(std::io::Error::other)?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}

/// The index as it stands, or why it cannot be used; `Err(None)` if there is none yet.
fn load(folder: &Path, catalog: &str) -> Result<(Index, i64), Option<String>> {
    let directory = MmapDirectory::open(folder).map_err(|e| Some(e.to_string()))?;
    if !Index::exists(&directory).map_err(|e| Some(e.to_string()))? {
        return Err(None);
    }
    let index = Index::open(directory).map_err(|e| Some(e.to_string()))?;
    register(&index);
    let metas = index.load_metas().map_err(|e| Some(e.to_string()))?;
    let Some(found) = checkpoint(metas.payload.as_deref()) else {
        return Err(Some("it has no checkpoint".into()));
    };
    if found.catalog != catalog {
        return Err(Some(format!("it follows another catalog, {}", found.catalog)));
    }
    if found.schema != VERSION || metas.schema != Fields::new().0 {
        return Err(Some("it was made by another version".into()));
    }
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(|e| Some(e.to_string()))?;
    Ok((index, found.seq))
}

/// Empties the folder and makes a new index, while nobody else writes.
fn start_over(folder: &Path, catalog: &str) -> Result<Index, Error> {
    let at = |cause| Error::Folder { path: folder.to_owned(), cause };
    let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
    let lock = directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|cause| match cause {
        LockError::LockBusy => Error::Busy(folder.to_owned()),
        LockError::IoError(cause) => {
            Error::Folder { path: folder.to_owned(), cause: std::io::Error::other(cause) }
        }
    })?;
    for file in fs::read_dir(folder).map_err(at)? {
        let file = file.map_err(at)?;
        let ours = file.path() != folder.join(&INDEX_WRITER_LOCK.filepath);
        if ours && file.file_type().map_err(at)?.is_file() {
            fs::remove_file(file.path()).map_err(at)?;
        }
    }
    let index = Index::builder().schema(Fields::new().0).create_in_dir(folder)?;
    register(&index);
    drop(lock);
    let mut writer = index.writer_with_num_threads(1, ARENA).map_err(|cause| match cause {
        TantivyError::LockFailure(..) => Error::Busy(folder.to_owned()),
        other => Error::Engine(other),
    })?;
    commit(&mut writer, catalog, 0)?;
    writer.wait_merging_threads()?;
    Ok(index)
}
