//! Which answer did the web give to this address at that time?

mod record;
mod sources;

pub use record::{Record, Truth};
pub use sources::{EntryKind, Site, SiteEntry, Sources};

use crate::Error;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use shiome_model::{Timestamp, url::parse};
use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Bodies above this are gzipped when a web is written to a folder.
const GZIP_ABOVE: usize = 4096;

/// Where bodies are.
enum Bodies {
    /// Read from a folder on demand, so that a large web costs no memory.
    Folder(PathBuf),
    /// Generated, by file name.
    Memory(HashMap<String, Arc<[u8]>>),
}

/// Anything that answers (address, time): captured sites in a folder or generated ones in memory.
pub struct CapturedWeb {
    records: Vec<Record>,
    exact: HashMap<String, Vec<usize>>,
    canonical: HashMap<String, Vec<usize>>,
    bodies: Bodies,
    sources: Sources,
    truth: Vec<Truth>,
}

/// Bytes as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Whether they must be gunzipped to be the captured body.
    pub gzipped: bool,
}

impl Body {
    /// The captured body itself.
    #[expect(clippy::disallowed_methods, reason = "a captured web is our own files")]
    pub fn plain(&self) -> std::io::Result<Arc<[u8]>> {
        if !self.gzipped {
            return Ok(self.bytes.clone());
        }
        let mut plain = Vec::new();
        GzDecoder::new(&self.bytes[..]).read_to_end(&mut plain)?;
        Ok(plain.into())
    }
}

impl CapturedWeb {
    /// Reads the index of a folder: `index.jsonl.gz`, `sources.json`, `truth.jsonl.gz`, bodies below.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let records = lines(&dir.join("index.jsonl.gz"))?;
        let truth = lines(&dir.join("truth.jsonl.gz"))?;
        let path = dir.join("sources.json");
        let text = std::fs::read(&path).map_err(Error::file(&path))?;
        let sources = serde_json::from_slice(&text).map_err(|cause| Error::Json { path, line: 0, cause })?;
        Ok(Self::new(records, Bodies::Folder(dir.to_owned()), sources, truth))
    }

    /// A web whose bodies are in memory, by the file names of the records.
    pub fn in_memory(
        records: Vec<Record>,
        bodies: HashMap<String, Arc<[u8]>>,
        sources: Sources,
        truth: Vec<Truth>,
    ) -> Self {
        Self::new(records, Bodies::Memory(bodies), sources, truth)
    }

    fn new(mut records: Vec<Record>, bodies: Bodies, sources: Sources, truth: Vec<Truth>) -> Self {
        records.sort_by(|a, b| (&a.url, a.captured_at).cmp(&(&b.url, b.captured_at)));
        let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
        let mut canonical: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, record) in records.iter().enumerate() {
            let request = record.request_sha256.as_deref();
            exact.entry(key(&record.url, request)).or_default().push(at);
            if let Some(url) = parse(&record.url) {
                canonical.entry(key(url.as_str(), request)).or_default().push(at);
            }
        }
        for list in canonical.values_mut() {
            list.sort_by_key(|at| records[*at].captured_at); // addresses that share a canonical form
        }
        Self { records, exact, canonical, bodies, sources, truth }
    }

    /// The newest capture of `url` not after `at`; for POST with the hash of what is posted.
    /// Addresses match exactly, query included, and failing that in their canonical form.
    pub fn find(&self, url: &str, request: Option<&str>, at: Timestamp) -> Option<&Record> {
        let newest = |list: &Vec<usize>| {
            list.iter().rev().map(|i| &self.records[*i]).find(|record| record.captured_at <= at)
        };
        self.exact.get(&key(url, request)).and_then(newest).or_else(|| {
            let url = parse(url)?;
            self.canonical.get(&key(url.as_str(), request)).and_then(newest)
        })
    }

    /// The body of a record as it is kept. Blocks on a file where the web is a folder.
    pub fn body(&self, record: &Record) -> Result<Body, Error> {
        match &self.bodies {
            Bodies::Folder(dir) => {
                let path = dir.join(&record.file);
                let bytes = std::fs::read(&path).map_err(Error::file(path))?.into();
                Ok(Body { bytes, gzipped: record.file.ends_with(".gz") })
            }
            Bodies::Memory(bodies) => match bodies.get(&record.file) {
                Some(bytes) => Ok(Body { bytes: bytes.clone(), gzipped: false }),
                None => Err(Error::file(&record.file)(std::io::ErrorKind::NotFound.into())),
            },
        }
    }

    /// All captures, by address and time.
    pub fn records(&self) -> &[Record] {
        &self.records
    }
    /// Who publishes, and how to enter.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }
    /// What is known about the documents.
    pub fn truth(&self) -> &[Truth] {
        &self.truth
    }
    /// The clock that sees everything.
    pub fn as_of(&self) -> Option<Timestamp> {
        self.sources.as_of.parse().ok()
    }

    /// Writes the web into a folder that [`CapturedWeb::open`] reads.
    pub fn write(&self, dir: &Path) -> Result<(), Error> {
        let mut records = self.records.clone();
        for record in &mut records {
            let plain = self.body(record)?.plain().map_err(Error::file(&record.file))?;
            let stem = match &self.bodies {
                Bodies::Folder(_) => record.file.strip_suffix(".gz").unwrap_or(&record.file),
                Bodies::Memory(_) => &record.file,
            };
            // A name that ends in `.gz` always means "gunzip me", so such bodies get a second one.
            let gzip = plain.len() > GZIP_ABOVE || stem.ends_with(".gz");
            record.file = if gzip { format!("{stem}.gz") } else { stem.to_owned() };
            let path = dir.join(&record.file);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
            }
            let bytes = if gzip { gzipped(&plain).map_err(Error::file(&path))? } else { plain.to_vec() };
            std::fs::write(&path, bytes).map_err(Error::file(&path))?;
        }
        write_lines(&dir.join("index.jsonl.gz"), &records)?;
        write_lines(&dir.join("truth.jsonl.gz"), &self.truth)?;
        let path = dir.join("sources.json");
        let text = serde_json::to_vec_pretty(&self.sources).map_err(|cause| Error::Json {
            path: path.clone(),
            line: 0,
            cause,
        })?;
        std::fs::write(&path, text).map_err(Error::file(path))
    }
}

fn key(url: &str, request: Option<&str>) -> String {
    match request {
        Some(hash) => format!("POST {hash} {url}"),
        None => url.to_owned(),
    }
}

/// What names a posted body: the hash of its JSON with sorted keys, or of its bytes if it is none.
pub fn request_key(body: &[u8]) -> String {
    match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(value) => sha256(sorted(value).to_string().as_bytes()),
        Err(_) => sha256(body),
    }
}

fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<_> = map.into_iter().map(|(k, v)| (k, sorted(v))).collect();
            pairs.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(pairs.into_iter().collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Gzips; the header carries no time, so equal input gives equal output.
pub fn gzipped(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Error> {
    let file = File::open(path).map_err(Error::file(path))?;
    let reader = BufReader::new(GzDecoder::new(BufReader::new(file)));
    let mut all = Vec::new();
    for (at, line) in reader.lines().enumerate() {
        let line = line.map_err(Error::file(path))?;
        if !line.is_empty() {
            let record = serde_json::from_str(&line).map_err(|cause| Error::Json {
                path: path.to_owned(),
                line: at + 1,
                cause,
            })?;
            all.push(record);
        }
    }
    Ok(all)
}

fn write_lines<T: serde::Serialize>(path: &Path, all: &[T]) -> Result<(), Error> {
    let mut text = Vec::new();
    for (at, one) in all.iter().enumerate() {
        serde_json::to_writer(&mut text, one).map_err(|cause| Error::Json {
            path: path.to_owned(),
            line: at + 1,
            cause,
        })?;
        text.push(b'\n');
    }
    let bytes = gzipped(&text).map_err(Error::file(path))?;
    std::fs::write(path, bytes).map_err(Error::file(path))
}
