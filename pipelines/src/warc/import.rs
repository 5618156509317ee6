//! Reads WARC and WACZ files as captures, and the captures as documents.
//!
//! Each record is one answer the web gave at the time it states. What is already known adds nothing, so
//! a file can be read again after a crash, or twice. A record that cannot be read is counted and named,
//! and costs no other.

use super::{LIMIT, at};
use crate::ingest::past::{self, Adopted};
use crate::{Error, Event, House, SourcePlan};
use futures::{StreamExt, stream};
use serde::Serialize;
use shiome_crawl::{Method, Request, connect};
use shiome_model::url::{self, canonical};
use shiome_model::{Capture, Hash, SourceId, Timestamp};
use shiome_store::Fact;
use shiome_store::warc::{Answer, Arrived, Digest, Reader, Record, Section, inside};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Records that are committed at a time.
const BATCH: usize = 25;
/// Bytes of bodies that are held for it.
const HELD: usize = 32 << 20;
/// Captures that are read at the same time.
const SIDE_BY_SIDE: usize = 4;
/// Bodies whose digests are remembered for records that point to them.
const REMEMBERED: usize = 100_000;
/// Questions that wait for their answers.
const WAITING: usize = 500;
/// Broken records that are named; all are counted.
const NAMED: usize = 50;

/// How files are read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The source all captures belong to. Otherwise each goes to the source that the record names, if
    /// one of us wrote it, or to one that reads the same site.
    pub source: Option<SourceId>,
}

/// What came in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Imported {
    /// Records read.
    pub records: u64,
    /// Captures that were not known.
    pub captures: u64,
    /// Captures that were.
    pub known: u64,
    /// Documents that were new.
    pub new: u32,
    /// Documents of which a newer version came.
    pub updated: u32,
    /// Watched pages whose history was compared anew.
    pub watched: usize,
    /// Changes between versions of watched pages.
    pub changes: u32,
    /// Records that are no captures of ours, by what they are.
    pub passed_over: BTreeMap<&'static str, u64>,
    /// Captures that did not become documents, by reason.
    pub rejected: BTreeMap<&'static str, u32>,
    /// Records that could not be read.
    pub broken: u64,
    /// The first of them: file, place, what is wrong.
    pub named: Vec<String>,
}

/// Reads files, one after the other.
pub async fn import(
    house: &House,
    files: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
) -> Result<Imported, Error> {
    let mut import = Import {
        house,
        options,
        sites: sites(house),
        told: Imported::default(),
        pending: Vec::new(),
        facts: Vec::new(),
        urls: BTreeSet::new(),
        bodies: HashMap::new(),
        posted: HashMap::new(),
        watched: BTreeSet::new(),
        passed: 0,
    };
    for path in files {
        let parts = {
            let path = path.clone();
            tokio::task::spawn_blocking(move || inside(&path))
        };
        let parts = parts.await.map_err(|_| Error::Worker("reading a file"))?.map_err(at(path))?;
        for (name, section) in parts {
            import.file(path, &name, section, stop).await?;
        }
    }
    import.commit().await?;
    for url in std::mem::take(&mut import.watched) {
        if !stop.load(Ordering::Relaxed) {
            let compared = past::compare_all(house, &url).await?;
            import.told.watched += 1;
            import.told.changes += compared.changes;
            import.told.new += u32::from(compared.is_new);
        }
    }
    Ok(import.told)
}

/// Which source reads which site; the first in order of id, one that lists works before one that watches.
fn sites(house: &House) -> BTreeMap<String, SourceId> {
    let mut sites = BTreeMap::new();
    let lists = |c: &connect::Config| !c.is_watch() && c.archive().is_none();
    for first in [true, false] {
        for (id, plan) in &house.plan.sources {
            let connector = plan.connector.as_ref().filter(|c| lists(c) == first);
            if let Some(address) = connector.and_then(|c| url::parse(c.url())) {
                sites.entry(url::site(&address)).or_insert_with(|| id.clone());
            }
        }
    }
    sites
}

struct Import<'a> {
    house: &'a House,
    options: &'a Options,
    sites: BTreeMap<String, SourceId>,
    told: Imported,
    /// Captures that are not known, with their bodies: they are read side by side.
    pending: Vec<(SourcePlan, Capture, Vec<u8>, bool)>,
    facts: Vec<Fact>,
    /// Addresses in the batch: a second version of one must see the first.
    urls: BTreeSet<String>,
    bodies: HashMap<Digest, Hash>,
    /// How answers that are to come were asked for, by their records.
    posted: HashMap<String, Method>,
    watched: BTreeSet<String>,
    /// Bytes read of all files.
    passed: u64,
}

impl Import<'_> {
    async fn file(
        &mut self,
        path: &Path,
        name: &str,
        section: Section,
        stop: &AtomicBool,
    ) -> Result<(), Error> {
        let length = section.length();
        let mut reader = Reader::new(section, LIMIT).map_err(at(path))?;
        let before = self.passed;
        while !stop.load(Ordering::Relaxed) {
            let step = tokio::task::spawn_blocking(move || {
                let next = reader.next_record();
                (reader, next)
            });
            let (back, next) = step.await.map_err(|_| Error::Worker("reading a record"))?;
            reader = back;
            match next.map_err(at(path))? {
                None => break,
                Some(Err(broken)) => self.broken(name, &broken.to_string()),
                Some(Ok(record)) => {
                    self.told.records += 1;
                    if let Err(why) = self.record(&record).await? {
                        self.broken(name, &format!("read the record at byte {}: {why}", record.offset));
                    }
                }
            }
            self.passed = before + reader.position();
            self.house.tell(Event::Followed { flow: "import", done: self.passed as usize });
        }
        self.passed = before + length;
        Ok(())
    }

    fn broken(&mut self, name: &str, why: &str) {
        self.told.broken += 1;
        if self.told.named.len() < NAMED {
            self.told.named.push(format!("{name}: failed to {why}"));
        }
    }

    fn pass_over(&mut self, what: &'static str) {
        *self.told.passed_over.entry(what).or_default() += 1;
    }

    /// Deals with one record; says what is wrong with it.
    async fn record(&mut self, record: &Record) -> Result<Result<(), String>, Error> {
        let read = match Answer::read(record, LIMIT) {
            Ok(read) => read,
            Err(why) => return Ok(Err(why)),
        };
        match read {
            Answer::Nothing => {}
            Answer::Asked { of, kind, body } => {
                if self.posted.len() >= WAITING {
                    self.posted.clear();
                }
                // What we would never ask says nothing of the answer.
                self.posted.extend(Method::of_body(&kind, &body).map(|method| (of, method)));
            }
            Answer::Whole(arrived, body) => {
                if let Some(stated) = record.field("WARC-Payload-Digest").and_then(Digest::parse) {
                    self.remember(stated, Hash::of(&body));
                }
                let Some((arrived, plan)) = self.wanted(arrived) else { return Ok(Ok(())) };
                let is_list = arrived.is_list;
                let capture = arrived.capture(plan.source.id.clone(), &body);
                self.capture(plan, capture, body, is_list).await?;
            }
            Answer::Again { arrived, digest, refers } => {
                let Some((arrived, plan)) = self.wanted(arrived) else { return Ok(Ok(())) };
                let Some((hash, body)) = self.find(&arrived, digest, refers).await? else {
                    return Ok(Err(format!("the body of {} is in no record before it", arrived.url)));
                };
                let is_list = arrived.is_list;
                let capture = arrived.capture_of(plan.source.id.clone(), hash, body.len() as u64);
                self.capture(plan, capture, body, is_list).await?;
            }
        }
        Ok(Ok(()))
    }

    fn remember(&mut self, digest: Digest, hash: Hash) {
        // What we wrote ourselves is found in the archive by its digest.
        if matches!(digest, Digest::Sha1(_)) {
            if self.bodies.len() >= REMEMBERED {
                self.bodies.clear();
            }
            self.bodies.insert(digest, hash);
        }
    }

    /// Whether an answer is one to keep, and for whom.
    fn wanted(&mut self, mut arrived: Arrived) -> Option<(Arrived, SourcePlan)> {
        if !(200..300).contains(&arrived.status) {
            self.pass_over("status");
            return None;
        }
        let stated = arrived.headers.iter().find(|(n, _)| n == "content-type").map(|(_, v)| v.as_str());
        if !is_readable(stated.unwrap_or_default()) || arrived.url.path() == "/robots.txt" {
            self.pass_over("media");
            return None;
        }
        if let Some(method) = self.posted.remove(&arrived.record) {
            arrived.url = Request { method, ..Request::get(arrived.url) }.logical_url();
        } else if arrived.source.is_none() {
            arrived.url = canonical(&arrived.url);
        }
        let plans = &self.house.plan.sources;
        let named = arrived.source.as_ref().filter(|id| plans.contains_key(id));
        let by_site = || self.sites.get(&url::site(&arrived.url));
        let id = self.options.source.as_ref().or(named).or_else(by_site);
        let Some(plan) = id.and_then(|id| plans.get(id)) else {
            self.pass_over("no_source");
            return None;
        };
        Some((arrived, plan.clone()))
    }

    /// The body a record points to.
    async fn find(
        &mut self,
        arrived: &Arrived,
        digest: Option<Digest>,
        refers: Option<(String, Timestamp)>,
    ) -> Result<Option<(Hash, Vec<u8>)>, Error> {
        let by_digest = digest.as_ref().and_then(|d| d.hash().or_else(|| self.bodies.get(d).cloned()));
        self.commit().await?;
        if let Some(hash) = by_digest
            && self.house.archive.exists(&hash).await?
        {
            let body = self.house.archive.get(&hash).await?;
            return Ok(Some((hash, body)));
        }
        let (address, moment) = match &refers {
            Some((address, moment)) => (address.as_str(), Some(*moment)),
            None => (arrived.final_url.as_str(), None),
        };
        let mut names = vec![address.to_owned()];
        names.extend(url::parse(address).map(|u| u.to_string()).filter(|u| u != address));
        for name in names {
            for capture in self.house.catalog.captures_of(&name, 100).await? {
                let body = self.house.archive.get(&capture.body).await?;
                let is_it = match &digest {
                    Some(digest) => digest.like(&body) == *digest || moment == Some(capture.taken_at()),
                    None => moment == Some(capture.taken_at()),
                };
                if is_it {
                    return Ok(Some((capture.body, body)));
                }
            }
        }
        Ok(None)
    }

    async fn capture(
        &mut self,
        plan: SourcePlan,
        capture: Capture,
        body: Vec<u8>,
        is_list: bool,
    ) -> Result<(), Error> {
        let name = capture.url.to_string();
        if !self.urls.insert(name.clone()) {
            self.commit().await?;
            self.urls.insert(name.clone());
        }
        let is_watched = past::watcher(self.house, &capture.url).is_some();
        if is_watched {
            self.watched.insert(name);
        }
        if self.house.catalog.capture(&capture.id).await?.is_some() {
            self.told.known += 1;
            self.facts.push(Fact::Capture(capture));
        } else {
            self.told.captures += 1;
            self.pending.push((plan, capture, body, is_list));
        }
        let bytes: usize = self.pending.iter().map(|(_, _, body, _)| body.len()).sum();
        let full = self.pending.len() + self.facts.len() >= BATCH || bytes >= HELD;
        if full { self.commit().await } else { Ok(()) }
    }

    /// Reads what is pending and records it.
    async fn commit(&mut self) -> Result<(), Error> {
        self.urls.clear();
        let mut facts = std::mem::take(&mut self.facts);
        let house = self.house;
        let adopt = |(plan, capture, body, is_list): (SourcePlan, Capture, Vec<u8>, bool)| async move {
            past::adopt(house, &plan, capture, body.into(), is_list).await
        };
        let mut adopted = stream::iter(std::mem::take(&mut self.pending)).map(adopt).buffered(SIDE_BY_SIDE);
        while let Some(one) = adopted.next().await {
            let Adopted { facts: more, is_new, is_update, rejected } = one?;
            facts.extend(more);
            self.told.new += u32::from(is_new);
            self.told.updated += u32::from(is_update);
            if let Some(reason) = rejected {
                *self.told.rejected.entry(reason.as_str()).or_default() += 1;
            }
        }
        if !facts.is_empty() {
            self.house.catalog.commit(None, &facts).await?;
        }
        Ok(())
    }
}

/// Whether anything of that stated type can be read: no images, styles, scripts.
fn is_readable(stated: &str) -> bool {
    let kind = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let reads = ["html", "xml", "json", "pdf", "markdown"].iter().any(|part| kind.contains(part));
    reads && kind != "image/svg+xml" || kind == "text/plain" || kind.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_read_is_kept() {
        for kept in ["text/html; charset=utf-8", "application/pdf", "application/rss+xml", "text/plain", ""] {
            assert!(is_readable(kept), "{kept}");
        }
        for left in ["image/png", "image/svg+xml", "text/css", "application/javascript", "font/woff2"] {
            assert!(!is_readable(left), "{left}");
        }
    }
}
