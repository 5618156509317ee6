//! RSS 0.9x, 1.0 and 2.0, Atom 1.0 and 0.3, JSON Feed.
//!
//! One tolerant reading serves all dialects and all ways of being broken, so that a feed which breaks
//! tomorrow is read by the same code as today. An entry describes a work, so it stands alone where the
//! work's page cannot be had.

mod json;
mod xml;

use super::{BadConfig, Connector, Found, Malformed, start_url, text};
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
}

impl Config {
    pub(super) fn build(&self) -> Result<Feed, BadConfig> {
        Ok(Feed { url: start_url(&self.url)? })
    }
}

pub(super) struct Feed {
    url: Url,
}

impl Connector for Feed {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        vec![Request { accept: Some(ACCEPT.into()), ..Request::get(self.url.clone()) }]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let decoded = text::decode(body, capture.header("content-type"));
        let found = match decoded.trim_start().trim_start_matches('\u{feff}').chars().next() {
            Some('{') => json::read(&decoded, &capture.final_url),
            _ => xml::read(&decoded, &capture.final_url),
        };
        found.ok_or_else(|| Malformed::new("feed", "the answer is neither RSS, Atom nor JSON Feed"))
    }
    fn max_answers(&self) -> usize {
        1
    }
}

#[cfg(test)]
mod tests;
