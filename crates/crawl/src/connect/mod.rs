//! How each kind of source lists its works: one connector a file, all pure.
//!
//! A new connector is a file, a variant of [`Config`] and an arm in [`Config::build`] and its
//! neighbours; the compiler names the last ones.

mod dates;
pub mod feed;
mod found;
pub mod json_api;
pub mod listing;
pub mod sitemap;
mod text;
pub mod watch;
mod xml;

pub(crate) use dates::http_date;
pub use found::Found;

use crate::Request;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::{Capture, Lang};
use url::Url;

/// Knows how one kind of source lists its works. Pure: no sockets, no clock; the same answer is
/// always read the same way.
pub trait Connector: Send + Sync {
    /// What to ask first. `cursor` is what an earlier visit left in [`Found::cursor`].
    fn seeds(&self, cursor: Option<&str>) -> Vec<Request>;
    /// Reads one answer.
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed>;
    /// How many answers one visit should read at most. A connector keeps no count, so whoever follows
    /// [`Found::more`] does.
    fn max_answers(&self) -> usize;
}

/// The answer is not what the source is said to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read the {kind}: {why}")]
pub struct Malformed {
    /// The kind of source.
    pub kind: &'static str,
    /// What is wrong with the answer.
    pub why: String,
}

impl Malformed {
    fn new(kind: &'static str, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }
}

/// A connector cannot be built from its settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("use '{value}' as `{key}`: {why}")]
pub struct BadConfig {
    /// The key that holds it.
    pub key: &'static str,
    /// What was given.
    pub value: String,
    /// What is wrong with it.
    pub why: String,
}

impl BadConfig {
    fn new(key: &'static str, value: &str, why: impl ToString) -> Self {
        Self { key, value: value.to_owned(), why: why.to_string() }
    }
}

/// How a source is read, as its settings say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Config {
    /// RSS, Atom or JSON Feed.
    Feed(feed::Config),
    /// An XML sitemap or an index of sitemaps.
    Sitemap(sitemap::Config),
    /// A web page with links to works.
    Listing(listing::Config),
    /// An interface that answers in JSON.
    JsonApi(json_api::Config),
    /// One page whose changes matter.
    Watch(watch::Config),
}

impl Config {
    /// Checks the settings as a whole and makes the connector. `language` is what the source is
    /// mostly written in; it decides how dates are read.
    pub fn build(&self, language: Option<&Lang>) -> Result<Box<dyn Connector>, BadConfig> {
        Ok(match self {
            Self::Feed(config) => Box::new(config.build()?),
            Self::Sitemap(config) => Box::new(config.build()?),
            Self::Listing(config) => Box::new(config.build(language)?),
            Self::JsonApi(config) => Box::new(config.build(language)?),
            Self::Watch(config) => Box::new(config.build()?),
        })
    }
    /// Where reading begins.
    pub fn url(&self) -> &str {
        match self {
            Self::Feed(config) => &config.url,
            Self::Sitemap(config) => &config.url,
            Self::Listing(config) => &config.url,
            Self::JsonApi(config) => &config.url,
            Self::Watch(config) => &config.url,
        }
    }
    /// The value of `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Feed(_) => "feed",
            Self::Sitemap(_) => "sitemap",
            Self::Listing(_) => "listing",
            Self::JsonApi(_) => "json_api",
            Self::Watch(_) => "watch",
        }
    }
    /// Whether the source is one page whose versions are compared.
    pub fn is_watch(&self) -> bool {
        matches!(self, Self::Watch(_))
    }
}

/// The `url` of a source: a web address.
fn start_url(text: &str) -> Result<Url, BadConfig> {
    let url = Url::parse(text).map_err(|e| BadConfig::new("url", text, e))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(url)
    } else {
        Err(BadConfig::new("url", text, "it is no http or https address"))
    }
}

/// Which of many addresses are works.
#[derive(Debug)]
struct Filter {
    include: Vec<regex::Regex>,
    exclude: Vec<regex::Regex>,
}

impl Filter {
    fn new(include: &[String], exclude: &[String]) -> Result<Self, BadConfig> {
        let compile = |key, patterns: &[String]| {
            let one = |p: &String| regex::Regex::new(p).map_err(|e| BadConfig::new(key, p, e));
            patterns.iter().map(one).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self { include: compile("include", include)?, exclude: compile("exclude", exclude)? })
    }
    fn admits(&self, url: &Url) -> bool {
        let matches = |patterns: &[regex::Regex]| patterns.iter().any(|p| p.is_match(url.as_str()));
        (self.include.is_empty() || matches(&self.include)) && !matches(&self.exclude)
    }
}
