//! A web archive's lists of versions: Memento TimeMaps (RFC 7089) and CDX servers.
//!
//! They say when which address was kept. Each version is then asked for at its time, through the
//! archive, so that its logical address stays what it was. Lists come in several forms; which one
//! an answer has is seen from the answer itself.

mod cdx;
mod timemap;

use super::{BadConfig, Connector, Filter, Found, Malformed, start_url};
use crate::{Request, is_public_host};
use chrono::{NaiveDate, NaiveDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::{Capture, Item, Reason, Timestamp, url::canonical};
use std::collections::HashSet;
use url::Url;

const KIND: &str = "web_archive";
/// Versions asked for in one answer of a CDX server.
const LINES: usize = 2_000;

/// Settings of a back-fill from a web archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address whose versions are wanted.
    pub url: String,
    /// Whether all addresses that begin so are wanted; needs `cdx`.
    #[serde(default)]
    pub prefix: bool,
    /// What the archive puts before time and address when it shows a version:
    /// `https://archive.example/web` for `https://archive.example/web/20200101000000/https://…`.
    pub archive: String,
    /// Where it lists versions by Memento: what comes before the address, as in
    /// `https://archive.example/web/timemap/link`.
    pub timemap: Option<String>,
    /// Where it lists versions by a CDX server: the address before the question mark.
    pub cdx: Option<String>,
    /// First day that is wanted.
    pub from: Option<NaiveDate>,
    /// Last day that is wanted.
    pub to: Option<NaiveDate>,
    /// Regular expressions: only addresses that one of them matches; all if there are none.
    #[serde(default)]
    pub include: Vec<String>,
    /// Regular expressions of addresses that are not wanted.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Answers of the list that one visit reads at most.
    #[serde(default = "many")]
    pub max_pages: usize,
}

fn many() -> usize {
    100
}

impl Config {
    /// The archive, as a prefix.
    pub fn replay(&self) -> Option<Url> {
        start_url(&self.archive).ok()
    }

    pub(super) fn build(&self) -> Result<WebArchive, BadConfig> {
        let place = |key: &'static str, text: &str| {
            start_url(text).map_err(|e| BadConfig { key, value: text.to_owned(), why: e.why })
        };
        place("archive", &self.archive)?;
        let list = match (&self.timemap, &self.cdx) {
            (Some(timemap), None) if !self.prefix => List::TimeMap(place("timemap", timemap)?),
            (Some(timemap), None) => {
                return Err(BadConfig::new("timemap", timemap, "it lists one address: use cdx with prefix"));
            }
            (None, Some(cdx)) => List::Cdx(place("cdx", cdx)?),
            (Some(timemap), Some(_)) => {
                return Err(BadConfig::new("timemap", timemap, "it stands beside cdx: keep one of them"));
            }
            (None, None) => {
                return Err(BadConfig::new(
                    "cdx",
                    "",
                    "neither cdx nor timemap says where versions are listed",
                ));
            }
        };
        Ok(WebArchive {
            url: start_url(&self.url)?,
            prefix: self.prefix,
            list,
            from: self.from,
            to: self.to,
            filter: Filter::new(&self.include, &self.exclude)?,
            max_pages: self.max_pages.max(1),
        })
    }
}

enum List {
    TimeMap(Url),
    Cdx(Url),
}

pub(super) struct WebArchive {
    url: Url,
    prefix: bool,
    list: List,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    filter: Filter,
    max_pages: usize,
}

/// One version, as a list states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Version {
    at: Option<Timestamp>,
    url: String,
    status: String,
    mime: String,
    digest: String,
}

/// What a list says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Listed {
    versions: Vec<Version>,
    /// Where a CDX server goes on.
    resume: Option<String>,
    /// Further TimeMaps.
    more: Vec<String>,
}

impl WebArchive {
    /// Where a CDX server is asked, from `resume` on or from that moment on.
    fn question(&self, endpoint: &Url, resume: Option<&str>, since: Option<&str>) -> Request {
        let mut url = endpoint.clone();
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("url", self.url.as_str());
            if self.prefix {
                query.append_pair("matchType", "prefix");
            }
            let from = since.map(str::to_owned).or_else(|| self.from.map(|d| d.format("%Y%m%d").to_string()));
            if let Some(from) = from {
                query.append_pair("from", &from);
            }
            if let Some(to) = self.to {
                query.append_pair("to", &to.format("%Y%m%d").to_string());
            }
            query.append_pair("output", "json").append_pair("collapse", "digest");
            query.append_pair("limit", &LINES.to_string()).append_pair("showResumeKey", "true");
            if let Some(key) = resume {
                query.append_pair("resumeKey", key);
            }
        }
        Request { accept: Some("application/json, text/plain;q=0.9".into()), ..Request::get(url) }
    }

    fn wants(&self, version: &Version, at: Timestamp) -> bool {
        let day = at.date_naive();
        let in_time = self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to);
        // Records that only point to an earlier one state no status.
        let answered = matches!(version.status.as_str(), "" | "-") || version.status.starts_with('2');
        let kind = version.mime.to_ascii_lowercase();
        let readable =
            ["html", "pdf", "text", "xml", "json", "revisit", "unk"].iter().any(|k| kind.contains(k));
        let script = kind.contains("css") || kind.contains("javascript");
        in_time && answered && !script && (readable || kind.is_empty() || kind == "-")
    }
}

impl Connector for WebArchive {
    fn seeds(&self, cursor: Option<&str>) -> Vec<Request> {
        match &self.list {
            List::TimeMap(prefix) => {
                let address = format!("{}/{}", prefix.as_str().trim_end_matches('/'), self.url);
                let accept = Some("application/link-format, application/json;q=0.9".into());
                Url::parse(&address).map(|url| Request { accept, ..Request::get(url) }).into_iter().collect()
            }
            List::Cdx(endpoint) => {
                let resume = cursor.and_then(|c| c.strip_prefix("key:"));
                let since = cursor.and_then(|c| c.strip_prefix("from:"));
                vec![self.question(endpoint, resume, since)]
            }
        }
    }

    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let text = String::from_utf8_lossy(body);
        let listed = match self.list {
            List::TimeMap(_) => timemap::read(&text),
            List::Cdx(_) => cdx::read(&text),
        };
        let listed = listed.map_err(|why| Malformed::new(KIND, why))?;
        let mut found = Found::default();
        let mut seen = HashSet::new();
        let (mut newest, mut last) = (None, None);
        for version in &listed.versions {
            let Some(at) = version.at else {
                found.refused.push((version.url.clone(), Reason::Malformed));
                continue;
            };
            newest = newest.max(Some(at));
            let address = if version.url.is_empty() { self.url.as_str() } else { &version.url };
            let Ok(url) = Url::parse(address) else {
                found.refused.push((address.to_owned(), Reason::Malformed));
                continue;
            };
            if !is_public_host(&url) {
                found.refused.push((address.to_owned(), Reason::ForbiddenAddress));
                continue;
            }
            // A page that is asked for by its address keeps it: archives write it in forms of their own.
            let url = if self.prefix { canonical(&url) } else { canonical(&self.url) };
            if !self.wants(version, at) || !self.filter.admits(&url) {
                continue;
            }
            let same = (url.clone(), version.digest.clone());
            let again = !version.digest.is_empty() && last.as_ref() == Some(&same);
            last = Some(same);
            if !again && seen.insert((url.clone(), at)) {
                found.items.push(Item { at: Some(at), ..Item::link(url) });
            }
        }
        // Versions of one page in order of time, however the archive lists them.
        found.items.sort_by(|a, b| (&a.url, a.at).cmp(&(&b.url, b.at)));
        if let List::Cdx(endpoint) = &self.list {
            match &listed.resume {
                Some(key) => {
                    found.cursor = Some(format!("key:{key}"));
                    found.more.push(self.question(endpoint, Some(key), None));
                }
                // A list of one address is in order of time, so the next visit can go on from here.
                None if !self.prefix => found.cursor = newest.map(|at| format!("from:{}", stamp(at))),
                None => found.cursor = Some(String::new()),
            }
        }
        for address in listed.more {
            match capture.final_url.join(&address) {
                Ok(url) if url != capture.final_url && url != capture.url => {
                    found.more.push(Request::get(url));
                }
                _ => {}
            }
        }
        Ok(found)
    }

    fn max_answers(&self) -> usize {
        self.max_pages
    }
}

/// Fourteen digits, as archives write a moment.
fn stamp(at: Timestamp) -> String {
    at.format("%Y%m%d%H%M%S").to_string()
}

/// A moment as archives write it: four digits to fourteen.
fn moment(digits: &str) -> Option<Timestamp> {
    const FIRST: &str = "00000101000000";
    if !(4..=14).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = format!("{digits}{}", &FIRST[digits.len()..]);
    Some(NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%S").ok()?.and_utc())
}

#[cfg(test)]
mod tests;
