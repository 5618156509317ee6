//! Writes a selection of captures as WARC or WACZ.
//!
//! Captures come in order of their bodies, so that those that share one follow each other: the first is
//! written with it, the others point there. No more than that is held.

use super::at;
use crate::{Error, Event, House};
use chrono::NaiveDate;
use serde::Serialize;
use shiome_crawl::Request;
use shiome_model::{SourceId, Timestamp, TopicId, time::day_in_japan};
use shiome_store::warc::{Entry, Page, Sorter, Wacz, Writer, answer, revisited, warcinfo};
use shiome_store::{CaptureFilter, KeptCapture};
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Captures read from the catalog at a time.
const PAGE: usize = 200;

/// Which captures.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// For whose sake they were fetched; all if none is given.
    pub sources: Option<Vec<SourceId>>,
    /// Versions of pages that documents of this topic are read from.
    pub topic: Option<TopicId>,
    /// Had on this day in Japan or later.
    pub from: Option<NaiveDate>,
    /// Had on this day in Japan or earlier.
    pub to: Option<NaiveDate>,
}

/// What was written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Exported {
    /// Captures looked at.
    pub captures: usize,
    /// Records of answers with their bodies.
    pub responses: usize,
    /// Records that point to a body that was written before.
    pub revisits: usize,
    /// Captures whose bodies the archive does not give: they are left out.
    pub missing: Vec<String>,
    /// Bytes of the file.
    pub bytes: u64,
}

/// Where records go.
enum Sink {
    Warc(BufWriter<File>),
    Wacz(Box<Wacz<BufWriter<File>>>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Warc(out) => out.write(bytes),
            Self::Wacz(out) => out.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Warc(out) => out.flush(),
            Self::Wacz(out) => out.flush(),
        }
    }
}

/// Writes the selection into `out`: a WACZ if its name ends so, a plain WARC if it ends in `.warc`, else
/// one of gzip members. The file appears whole or not at all; none if `stop` was set on the way.
pub async fn export(
    house: &House,
    selection: &Selection,
    out: &Path,
    software: &str,
    stop: &AtomicBool,
) -> Result<Option<Exported>, Error> {
    let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let part = out.with_file_name(format!("{name}.part"));
    let written = Export::begin(house, selection, out, &part, &name, software).map_err(at(&part))?;
    let outcome = written.run(stop).await;
    match outcome {
        Ok(Some(exported)) => {
            std::fs::rename(&part, out).map_err(at(out))?;
            Ok(Some(exported))
        }
        other => {
            let _ = std::fs::remove_file(&part); // half a file is of no use to anybody
            other
        }
    }
}

struct Export<'a> {
    house: &'a House,
    selection: &'a Selection,
    part: PathBuf,
    name: String,
    software: String,
    writer: Writer<Sink>,
    is_wacz: bool,
    index: Sorter,
    pages: Sorter,
    told: Exported,
}

impl<'a> Export<'a> {
    fn begin(
        house: &'a House,
        selection: &'a Selection,
        out: &Path,
        part: &Path,
        name: &str,
        software: &str,
    ) -> io::Result<Self> {
        let dir = out.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = BufWriter::new(File::create(part)?);
        let is_wacz = name.ends_with(".wacz");
        let sink = if is_wacz { Sink::Wacz(Box::new(Wacz::new(file)?)) } else { Sink::Warc(file) };
        let mut export = Self {
            house,
            selection,
            part: part.to_owned(),
            name: name.to_owned(),
            software: software.to_owned(),
            writer: Writer::new(sink, !name.ends_with(".warc")),
            is_wacz,
            index: Sorter::new(dir),
            pages: Sorter::new(dir),
            told: Exported::default(),
        };
        let inner = if is_wacz { "data.warc.gz" } else { name };
        export.writer.write(&warcinfo(house.now(), inner, software, &export.about()))?;
        Ok(export)
    }

    /// The selection in words.
    fn about(&self) -> String {
        let Selection { sources, topic, from, to } = self.selection;
        let mut about = String::from("captures of Shiome");
        if let Some(sources) = sources {
            let ids: Vec<&str> = sources.iter().map(SourceId::as_str).collect();
            about.push_str(&format!(", sources {}", ids.join(" ")));
        }
        if let Some(topic) = topic {
            about.push_str(&format!(", topic {topic}"));
        }
        if let Some(from) = from {
            about.push_str(&format!(", from {from}"));
        }
        if let Some(to) = to {
            about.push_str(&format!(", to {to}"));
        }
        about
    }

    async fn run(mut self, stop: &AtomicBool) -> Result<Option<Exported>, Error> {
        let mut filter = CaptureFilter {
            after: None,
            sources: self.selection.sources.clone(),
            topic: self.selection.topic.clone(),
            limit: PAGE,
        };
        let mut same: Vec<KeptCapture> = Vec::new();
        loop {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let page = self.house.catalog.captures_page(&filter).await?;
            let Some(last) = page.last() else { break };
            filter.after = Some((last.capture.body.clone(), last.capture.id.clone()));
            // Memos, mails and files of a folder are nobody's to hand on.
            for kept in page.into_iter().filter(|k| matches!(k.capture.url.scheme(), "http" | "https")) {
                if same.first().is_some_and(|first| first.capture.body != kept.capture.body) {
                    self.body(std::mem::take(&mut same)).await?;
                }
                same.push(kept);
            }
        }
        self.body(same).await?;
        let part = self.part.clone();
        self.close().map(Some).map_err(at(&part))
    }

    fn wants(&self, moment: Timestamp) -> bool {
        let day = day_in_japan(moment);
        self.selection.from.is_none_or(|from| day >= from) && self.selection.to.is_none_or(|to| day <= to)
    }

    /// All captures of one body.
    async fn body(&mut self, same: Vec<KeptCapture>) -> Result<(), Error> {
        let mut times: Vec<(Timestamp, &KeptCapture)> = Vec::new();
        for kept in &same {
            let first = kept.capture.taken_at();
            times.push((first, kept));
            if kept.last_seen > first {
                times.push((kept.last_seen, kept)); // the same answer again, and nothing else in between is known
            }
        }
        self.told.captures += same.len();
        self.house.tell(Event::Followed { flow: "export", done: self.told.captures });
        times.retain(|(moment, _)| self.wants(*moment));
        times.sort_by(|a, b| (a.0, &a.1.capture.id).cmp(&(b.0, &b.1.capture.id)));
        let Some((_, first)) = times.first() else { return Ok(()) };
        let body = match self.house.archive.get(&first.capture.body).await {
            Ok(body) => body,
            Err(error) => {
                self.told.missing.push(format!("{}: {error}", first.capture.url));
                return Ok(());
            }
        };
        let part = self.part.clone();
        self.records(&times, &body).map_err(at(&part))
    }

    fn records(&mut self, times: &[(Timestamp, &KeptCapture)], body: &[u8]) -> io::Result<()> {
        let mut original = None;
        for (moment, kept) in times {
            let capture = &kept.capture;
            let posted = Request::asked(&capture.url).body();
            let posted = posted.as_ref().map(|(kind, body)| (kind.as_str(), body.as_str()));
            let mut written = match &original {
                None => answer(capture, *moment, body, posted),
                Some(original) => revisited(capture, *moment, original, posted),
            };
            if kept.is_list {
                written = written.of_a_list();
            }
            self.writer.write(&written.request)?;
            let span = self.writer.write(&written.answer)?;
            if self.is_wacz {
                let mime = capture.media_type().unwrap_or_default();
                let url = &capture.final_url;
                let entry = Entry {
                    record: &written.answer,
                    span,
                    url,
                    at: *moment,
                    status: capture.status,
                    mime: &mime,
                };
                self.index.push(entry.line())?;
                if kept.title.is_some() || (!kept.is_list && mime.contains("html")) {
                    let page = Page { id: &capture.id, url, at: *moment, title: kept.title.as_deref() };
                    self.pages.push(page.line())?;
                }
            }
            match original {
                None => {
                    self.told.responses += 1;
                    original = Some(written.answer);
                }
                Some(_) => self.told.revisits += 1,
            }
        }
        Ok(())
    }

    fn close(self) -> io::Result<Exported> {
        let about = self.about();
        let mut file = match self.writer.finish() {
            Sink::Warc(file) => file,
            Sink::Wacz(wacz) => wacz.close(
                self.index.finish()?,
                self.pages.finish()?,
                self.house.now(),
                &self.software,
                &format!("{} ({about})", self.name),
            )?,
        };
        file.flush()?;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let bytes = file.seek(io::SeekFrom::End(0))?;
        Ok(Exported { bytes, ..self.told })
    }
}
