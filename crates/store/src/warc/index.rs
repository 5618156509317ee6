//! The index of a file: where the answer of an address at a time lies. Sorted in bounded memory.

use super::captures::stamp;
use super::{Record, Span};
use serde_json::json;
use shiome_model::Timestamp;
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Lines, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};
use url::Url;

/// Bytes of lines that are held before they are put aside.
const HELD: usize = 16 << 20;

/// One line of a CDXJ index.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The record.
    pub record: &'a Record,
    /// Where it lies.
    pub span: Span,
    /// The address that answered.
    pub url: &'a Url,
    /// When.
    pub at: Timestamp,
    /// HTTP status.
    pub status: u16,
    /// Media type.
    pub mime: &'a str,
}

impl Entry<'_> {
    /// The line: a key that sorts by host, the time, and the rest as JSON.
    pub fn line(&self) -> String {
        let mime = if self.record.kind() == "revisit" { "warc/revisit" } else { self.mime };
        let rest = json!({
            "url": self.url.as_str(),
            "mime": mime,
            "status": self.status.to_string(),
            "digest": self.record.field("WARC-Payload-Digest"),
            "length": self.span.length.to_string(),
            "offset": self.span.offset.to_string(),
            "filename": "data.warc.gz",
        });
        format!("{} {} {rest}", surt(self.url), stamp(self.at))
    }
}

/// The key of an address: its host from the right, then path and query, in small letters.
pub fn surt(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let is_name = matches!(url.host(), Some(url::Host::Domain(_)));
    let mut key = if is_name {
        let bare = match host.split_once('.') {
            Some((www, rest)) if is_www(www) && rest.contains('.') => rest,
            _ => &host,
        };
        bare.split('.').rev().collect::<Vec<_>>().join(",")
    } else {
        host
    };
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    let path = url.path().to_ascii_lowercase();
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { &path };
    key.push(')');
    key.push_str(if path.is_empty() { "/" } else { path });
    if let Some(query) = url.query().filter(|q| !q.is_empty()) {
        let query = query.to_ascii_lowercase();
        let mut parts: Vec<&str> = query.split('&').collect();
        parts.sort_unstable();
        key.push('?');
        key.push_str(&parts.join("&"));
    }
    // The first space ends the key.
    key.replace(' ', "%20")
}

fn is_www(label: &str) -> bool {
    label.strip_prefix("www").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// Sorts any number of lines: what does not fit is put aside in sorted runs, which are merged at the end.
pub struct Sorter {
    dir: PathBuf,
    held: Vec<String>,
    bytes: usize,
    most: usize,
    runs: Vec<File>,
}

impl Sorter {
    /// Puts aside into nameless files in `dir`.
    pub fn new(dir: &Path) -> Self {
        Self::holding(dir, HELD)
    }

    pub(super) fn holding(dir: &Path, most: usize) -> Self {
        Self { dir: dir.to_owned(), held: Vec::new(), bytes: 0, most, runs: Vec::new() }
    }

    /// Takes a line, without its end.
    pub fn push(&mut self, line: String) -> io::Result<()> {
        self.bytes += line.len();
        self.held.push(line);
        if self.bytes >= self.most { self.put_aside() } else { Ok(()) }
    }

    fn put_aside(&mut self) -> io::Result<()> {
        self.held.sort_unstable();
        let mut run = BufWriter::new(tempfile::tempfile_in(&self.dir)?);
        for line in self.held.drain(..) {
            writeln!(run, "{line}")?;
        }
        let mut file = run.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        self.runs.push(file);
        self.bytes = 0;
        Ok(())
    }

    /// The lines in order.
    pub fn finish(mut self) -> io::Result<Sorted> {
        if !self.held.is_empty() {
            self.put_aside()?;
        }
        let runs = self.runs.into_iter().map(|run| BufReader::new(run).lines()).collect();
        let mut sorted = Sorted { runs, heads: BinaryHeap::new() };
        for run in 0..sorted.runs.len() {
            sorted.draw(run)?;
        }
        Ok(sorted)
    }
}

/// Sorted lines.
pub struct Sorted {
    runs: Vec<Lines<BufReader<File>>>,
    heads: BinaryHeap<Reverse<(String, usize)>>,
}

impl Sorted {
    fn draw(&mut self, run: usize) -> io::Result<()> {
        if let Some(line) = self.runs[run].next() {
            self.heads.push(Reverse((line?, run)));
        }
        Ok(())
    }
}

impl Iterator for Sorted {
    type Item = io::Result<String>;
    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((line, run)) = self.heads.pop()?;
        Some(self.draw(run).map(|()| line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_key_sorts_by_host_and_forgets_what_does_not_matter() {
        for (url, key) in [
            ("https://www.Example.org/News/?b=2&A=1", "org,example)/news?a=1&b=2"),
            ("http://www2.dfg.de", "de,dfg)/"),
            ("https://example.org:8080/a%20b/", "org,example:8080)/a%20b"),
            ("http://127.0.0.1:9/x", "127.0.0.1:9)/x"),
            ("https://www.example/", "example,www)/"),
        ] {
            assert_eq!(surt(&url.parse().unwrap()), key, "{url}");
        }
    }

    proptest! {
        #[test]
        fn any_number_of_lines_is_sorted(lines in prop::collection::vec("[a-z0-9 ]{0,9}", 0..200), most in 1usize..300) {
            let dir = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::holding(dir.path(), most);
            for line in &lines {
                sorter.push(line.clone()).unwrap();
            }
            let sorted: Vec<String> = sorter.finish().unwrap().map(Result::unwrap).collect();
            let mut expected = lines;
            expected.sort();
            prop_assert_eq!(sorted, expected);
        }
    }
}
