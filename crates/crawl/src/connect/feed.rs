//! RSS 0.9x, 1.0 and 2.0, Atom 1.0 and 0.3, JSON Feed.
//!
//! One tolerant reading serves all dialects and all ways of being broken, so that a feed which breaks
//! tomorrow is read by the same code as today. An entry describes a work, so it stands alone where the
//! work's page cannot be had.

mod json;
mod xml;

use super::{BadConfig, Connector, Content, Filter, Found, Malformed, found::Gather, start_url, text};
use crate::Request;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::Capture;
use url::Url;

/// What a server should choose between.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, \
                      application/json;q=0.8, */*;q=0.5";

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
        let decoded = text::decode(body, capture.header("content-type"));
        let gather = Gather::new(&self.filter);
        let found = match decoded.trim_start().trim_start_matches('\u{feff}').chars().next() {
            Some('{') => json::read(&decoded, &capture.final_url, gather),
            _ => xml::read(&decoded, &capture.final_url, gather),
        };
        let mut found =
            found.ok_or_else(|| Malformed::new("feed", "the answer is neither RSS, Atom nor JSON Feed"))?;
        found.items.iter_mut().for_each(|item| item.has_page = self.content.has_page());
        Ok(found)
    }
    fn max_answers(&self) -> usize {
        1
    }
}

#[cfg(test)]
mod tests;
