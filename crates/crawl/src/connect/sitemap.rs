//! XML sitemaps (sitemaps.org), indexes of sitemaps, news sitemaps, and plain lists of addresses;
//! gzipped or not.
//!
//! An index says when each of its sitemaps last moved. That goes along with the request, so that a
//! sitemap that has been read since then is not asked for again, and the most recent ones come first.

use super::{
    BadConfig, Connector, Filter, Found, Malformed, answers, dates, filter::patterns, found::Gather,
    start_url, text, xml,
};
use crate::Request;
use chrono::{DateTime, NaiveTime, TimeDelta};
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::{Capture, Lang, Reason, Timestamp};
use std::{cmp::Reverse, io::Read};
use url::Url;

/// The protocol allows 50 MiB unpacked; more is an attack or a mistake.
const MAX_UNPACKED: u64 = 64 << 20;

/// Settings of a sitemap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address of the sitemap or of an index of sitemaps.
    pub url: String,
    /// Regular expressions: only addresses that match one are works. None given: all are.
    #[serde(default)]
    pub include: Vec<String>,
    /// Regular expressions: addresses that match one are no works.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Regular expressions: of an index, only sitemaps whose address matches one are read. None given:
    /// all are.
    #[serde(default)]
    pub sitemaps: Vec<String>,
    /// How many addresses of one sitemap are taken at most; the most recently modified are preferred.
    #[serde(default = "default_max_urls")]
    pub max_urls: usize,
    /// How many sitemaps of an index are read at most in one visit.
    #[serde(default = "default_max_sitemaps")]
    pub max_sitemaps: usize,
}

fn default_max_urls() -> usize {
    50_000
}

fn default_max_sitemaps() -> usize {
    100
}

impl Config {
    pub(super) fn build(&self) -> Result<Sitemap, BadConfig> {
        Ok(Sitemap {
            url: start_url(&self.url)?,
            filter: Filter::new(&self.include, &self.exclude)?,
            sitemaps: patterns("sitemaps", &self.sitemaps)?,
            max_urls: self.max_urls,
            max_sitemaps: answers("max_sitemaps", self.max_sitemaps)?,
        })
    }
}

pub(super) struct Sitemap {
    url: Url,
    filter: Filter,
    sitemaps: Vec<Regex>,
    max_urls: usize,
    max_sitemaps: usize,
}

impl Connector for Sitemap {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        vec![Request::get(self.url.clone())]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let unpacked = unpack(body)?;
        let decoded = text::decode(&unpacked, capture.header("content-type"));
        let mut gather = Gather::new(&self.filter);
        if decoded.trim_start().starts_with("http") {
            for line in decoded.lines().map(str::trim).filter(|l| !l.is_empty()) {
                // Nothing here says what a relative address would be relative to.
                match Url::parse(line) {
                    Ok(_) => _ = gather.entry(&capture.final_url, line, |_| {}),
                    Err(_) => gather.refuse(line, Reason::Malformed),
                }
            }
        } else {
            let root = xml::parse(&decoded).filter(|r| matches!(r.name.as_str(), "urlset" | "sitemapindex"));
            let root =
                root.ok_or_else(|| malformed("the answer is neither a sitemap nor a list of addresses"))?;
            self.read_xml(&root, capture, &mut gather);
        }
        let mut found = gather.finish();
        // Those that say nothing come last: they will be asked for each time.
        found.more.sort_by_key(|request| Reverse(request.unchanged_since)); // stable
        if found.items.len() > self.max_urls {
            found.items.sort_by_key(|item| Reverse(item.modified.or(item.published))); // stable
            found.items.truncate(self.max_urls);
        }
        Ok(found)
    }
    fn max_answers(&self) -> usize {
        self.max_sitemaps
    }
    fn has_lists_apart(&self) -> bool {
        true
    }
}

fn malformed(why: &str) -> Malformed {
    Malformed::new("sitemap", why)
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn unpack(body: &[u8]) -> Result<std::borrow::Cow<'_, [u8]>, Malformed> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(body.into());
    }
    let mut out = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(body).take(MAX_UNPACKED + 1).read_to_end(&mut out);
    match read {
        Ok(_) if out.len() as u64 > MAX_UNPACKED => Err(malformed("it unpacks to more than 64 MiB")),
        Ok(_) => Ok(out.into()),
        Err(error) => Err(malformed(&format!("it cannot be unpacked: {error}"))),
    }
}

impl Sitemap {
    fn read_xml(&self, root: &xml::Element, capture: &Capture, gather: &mut Gather<'_>) {
        let address = &capture.final_url;
        for entry in root.children() {
            let Some(location) = entry.text_of(&["loc"]) else { continue };
            match entry.name.as_str() {
                "sitemap" => match address.join(&location) {
                    Ok(url) => {
                        let is_wanted = |p: &Regex| p.is_match(url.as_str());
                        if self.sitemaps.is_empty() || self.sitemaps.iter().any(is_wanted) {
                            let unchanged_since = entry.text_of(&["lastmod"]).and_then(|t| moved_by(&t));
                            gather.more(&capture.url, Request { unchanged_since, ..Request::get(url) });
                        }
                    }
                    Err(_) => gather.refuse(&location, Reason::Malformed),
                },
                "url" => {
                    gather.entry(address, &location, |item| {
                        item.modified = entry.text_of(&["lastmod"]).and_then(|text| dates::read(&text, None));
                        if let Some(news) = entry.child("news:news") {
                            read_news(news, item);
                        }
                    });
                }
                _ => {}
            }
        }
    }
}

/// What Google's extension for news says. The name of the publication stands for authors that the
/// page does not name.
fn read_news(news: &xml::Element, item: &mut shiome_model::Item) {
    item.title = news.text_of(&["news:title"]).and_then(|t| text::plain(&t));
    item.published = news.text_of(&["news:publication_date"]).and_then(|t| dates::read(&t, None));
    let publication = news.child("news:publication");
    let of = |name| publication.and_then(|p| p.text_of(&[name]));
    item.language = of("news:language").as_deref().and_then(Lang::parse);
    item.authors = of("news:name").and_then(|n| text::plain(&n)).into_iter().collect();
}

/// The latest moment at which what has this `lastmod` can have moved. A day has ended everywhere at
/// noon UTC of the next one; an hour more is for clocks that differ and copies that lag behind.
fn moved_by(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let moment = DateTime::parse_from_rfc3339(text).map(|t| t.to_utc()).ok();
    let minute = || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z").map(|t| t.to_utc()).ok();
    let day = || Some(dates::read(text, None)?.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(36));
    Some(moment.or_else(minute).or_else(day)? + TimeDelta::hours(1))
}

#[cfg(test)]
mod tests;
