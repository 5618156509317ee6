//! RSS 0.9x, 1.0 and 2.0, Atom 1.0 and 0.3, JSON Feed.
//!
//! One tolerant reading serves all dialects and all ways of being broken, so that a feed which breaks
//! tomorrow is read by the same code as today. An entry describes a work, so it stands alone where the
//! work's page cannot be had.

mod json;
mod xml;

use super::{BadConfig, Connector, Content, Filter, Found, Malformed, found::Gather, start_url, text};
use crate::Request;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::{Capture, Item, Lang, Reason};
use std::time::Duration;
use url::Url;

/// What a server should choose between.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, \
                      application/json;q=0.8, */*;q=0.5";

/// A feed as it is written, before any of its entries is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What the feed calls itself, plain text.
    pub title: Option<String>,
    /// All entries, in the order of the feed.
    pub entries: Vec<Entry>,
    /// How long the feed asks not to be read again.
    pub ttl: Option<Duration>,
}

/// An entry as it is written; it may point nowhere, or where nobody may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Title, plain text.
    pub title: Option<String>,
    /// Address of the work, relative to `base`.
    pub href: Option<String>,
    /// What relative addresses are relative to.
    pub base: Url,
    /// Day of publication.
    pub published: Option<NaiveDate>,
    /// Day of the last change.
    pub modified: Option<NaiveDate>,
    /// Teaser or abstract; HTML or text.
    pub summary: Option<String>,
    /// The whole text; HTML or text.
    pub content: Option<String>,
    /// Names of persons.
    pub authors: Vec<String>,
    /// Language, of the entry or of the whole feed.
    pub language: Option<Lang>,
}

impl Entry {
    fn fill(self, item: &mut Item) {
        item.title = self.title;
        item.published = self.published;
        item.modified = self.modified;
        item.summary = self.summary;
        item.content = self.content;
        item.authors = self.authors;
        item.language = self.language;
        item.stands_alone = true;
    }
}

/// Reads what came from `address`, whichever dialect it speaks; none if it is no feed.
pub fn parse(text: &str, address: &Url) -> Option<Written> {
    match text.trim_start().trim_start_matches('\u{feff}').chars().next() {
        Some('{') => json::read(text, address),
        _ => xml::read(text, address),
    }
}

/// Settings of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address of the feed. Which dialect it speaks is seen from what it answers.
    pub url: String,
    /// Regular expressions: only addresses that match one are works. None given: all are.
    #[serde(default)]
    pub include: Vec<String>,
    /// Regular expressions: addresses that match one are no works.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Where the text of a work comes from: `page` asks for its page, and takes the entry's text where
    /// the page cannot be had; `entry` takes the entry's text and never asks for the page.
    #[serde(default)]
    pub content: Content,
}

impl Config {
    pub(super) fn build(&self) -> Result<Feed, BadConfig> {
        Ok(Feed {
            url: start_url(&self.url)?,
            filter: Filter::new(&self.include, &self.exclude)?,
            content: self.content,
        })
    }
}

pub(super) struct Feed {
    url: Url,
    filter: Filter,
    content: Content,
}

impl Connector for Feed {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        vec![Request { accept: Some(ACCEPT.into()), ..Request::get(self.url.clone()) }]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let written = parse(&text::decode_from(capture, body), &capture.final_url);
        let written =
            written.ok_or_else(|| Malformed::new("feed", "the answer is neither RSS, Atom nor JSON Feed"))?;
        let mut gather = Gather::new(&self.filter);
        for mut entry in written.entries {
            match entry.href.take() {
                Some(href) => {
                    gather.entry(&entry.base.clone(), &href, |item| {
                        entry.fill(item);
                        item.has_page = self.content.has_page();
                    });
                }
                None => gather.refuse(&entry.title.unwrap_or_default(), Reason::Malformed),
            }
        }
        Ok(Found { ttl: written.ttl, ..gather.finish() })
    }
    fn max_answers(&self) -> usize {
        1
    }
}

#[cfg(test)]
mod tests;
