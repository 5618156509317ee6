//! A WACZ: a zip of a WARC, its index, its pages, and a list of all files with their hashes.

use super::captures::{moment, stamp};
use super::digest::hex;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shiome_model::{CaptureId, Timestamp};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};
use url::Url;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

const DATA: &str = "archive/data.warc.gz";

/// A page that a reader would open.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The capture.
    pub id: &'a CaptureId,
    /// The address that answered.
    pub url: &'a Url,
    /// When.
    pub at: Timestamp,
    /// Its title, where it is known.
    pub title: Option<&'a str>,
}

impl Page<'_> {
    /// Its line in the list of pages; the lines sort by time.
    pub fn line(&self) -> String {
        let mut line = json!({ "id": self.id, "url": self.url.as_str(), "ts": moment(self.at) });
        if let Some(title) = self.title {
            line["title"] = json!(title);
        }
        format!("{} {line}", stamp(self.at))
    }
}

/// A WACZ that is being written. What is written into it at first is its WARC.
pub struct Wacz<W: Write + Seek> {
    zip: ZipWriter<W>,
    resources: Vec<Value>,
    path: &'static str,
    sha: Sha256,
    bytes: u64,
}

impl<W: Write + Seek> Wacz<W> {
    /// Begins.
    pub fn new(out: W) -> io::Result<Self> {
        let mut wacz =
            Self { zip: ZipWriter::new(out), resources: Vec::new(), path: "", sha: Sha256::new(), bytes: 0 };
        wacz.begin(DATA, true)?;
        Ok(wacz)
    }

    /// Ends the file at hand and begins another. What readers jump about in is not compressed.
    fn begin(&mut self, path: &'static str, stored: bool) -> io::Result<()> {
        self.end();
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        self.zip.start_file(path, options)?;
        self.path = path;
        Ok(())
    }

    fn end(&mut self) {
        let hash = hex(&std::mem::take(&mut self.sha).finalize());
        let bytes = std::mem::take(&mut self.bytes);
        let name = self.path.rsplit('/').next();
        if !self.path.is_empty() {
            self.resources.push(json!({
                "name": name, "path": self.path, "hash": format!("sha256:{hash}"), "bytes": bytes,
            }));
        }
    }

    /// Writes index, pages and the list of all files. `index` and `pages` are sorted lines; those of
    /// pages begin with a key that is left out.
    pub fn close(
        mut self,
        index: impl Iterator<Item = io::Result<String>>,
        pages: impl Iterator<Item = io::Result<String>>,
        now: Timestamp,
        software: &str,
        title: &str,
    ) -> io::Result<W> {
        self.begin("indexes/index.cdxj", true)?;
        for line in index {
            writeln!(self, "{}", line?)?;
        }
        self.begin("pages/pages.jsonl", false)?;
        writeln!(self, "{}", json!({ "format": "json-pages-1.0", "id": "pages", "title": "All pages" }))?;
        for line in pages {
            let line = line?;
            writeln!(self, "{}", line.split_once(' ').map_or("", |(_, page)| page))?;
        }
        self.end();
        let package = json!({
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "software": software,
            "created": moment(now),
            "resources": self.resources,
        });
        let package = serde_json::to_vec_pretty(&package)?;
        let hash = hex(&Sha256::digest(&package));
        let of_package = json!({ "path": "datapackage.json", "hash": format!("sha256:{hash}") });
        self.path = "";
        self.begin("datapackage.json", false)?;
        self.write_all(&package)?;
        self.begin("datapackage-digest.json", false)?;
        self.write_all(&serde_json::to_vec_pretty(&of_package)?)?;
        Ok(self.zip.finish()?)
    }
}

impl<W: Write + Seek> Write for Wacz<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.zip.write(bytes)?;
        self.sha.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

/// A part of a file that is read as if it were one.
#[derive(Debug)]
pub struct Section {
    file: File,
    start: u64,
    length: u64,
    at: u64,
}

impl Section {
    /// Bytes in it.
    pub fn length(&self) -> u64 {
        self.length
    }
}

impl Read for Section {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.at).min(out.len() as u64) as usize;
        self.file.seek(SeekFrom::Start(self.start + self.at))?;
        let read = self.file.read(&mut out[..left])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// The WARC files in `path`, by name: those inside if it is a WACZ, else the file itself.
pub fn inside(path: &Path) -> io::Result<Vec<(String, Section)>> {
    let mut file = File::open(path)?;
    let mut magic = [0; 4];
    let length = file.metadata()?.len();
    let is_zip = file.read(&mut magic)? == 4 && magic == *b"PK\x03\x04";
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !is_zip {
        return Ok(vec![(name, Section { file, start: 0, length, at: 0 })]);
    }
    let mut zip = ZipArchive::new(File::open(path)?)?;
    let mut found = Vec::new();
    for n in 0..zip.len() {
        let mut entry = zip.by_index(n)?;
        let inner = entry.name().to_owned();
        let is_warc = [".warc", ".warc.gz"].iter().any(|end| inner.to_ascii_lowercase().ends_with(end));
        if !inner.starts_with("archive/") || !is_warc {
            continue;
        }
        let section = match (entry.compression(), entry.data_start()) {
            (CompressionMethod::Stored, Some(start)) => {
                Section { file: file.try_clone()?, start, length: entry.compressed_size(), at: 0 }
            }
            // Nobody can jump about in it: it is laid out beside the file first.
            _ => {
                let mut laid_out = tempfile::tempfile()?;
                let most = entry.size();
                let length = io::copy(&mut (&mut entry).take(most), &mut laid_out)?;
                Section { file: laid_out, start: 0, length, at: 0 }
            }
        };
        found.push((format!("{name}/{inner}"), section));
    }
    Ok(found)
}
