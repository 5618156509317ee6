//! How each kind of source lists its works: one connector a file, all pure.
//!
//! A new connector is a file, a variant of [`Config`] and an arm in [`Config::build`] and its
//! neighbours; the compiler names the last ones.

mod content;
mod dates;
pub mod eu_funding;
pub mod federal_register;
pub mod feed;
mod filter;
mod found;
pub mod grants_gov;
pub mod json_api;
pub mod listing;
pub mod oai_pmh;
mod preset;
pub mod sitemap;
#[cfg(any(test, feature = "suite"))]
pub mod suite;
mod text;
pub mod ukri_gateway;
pub mod watch;
pub mod web_archive;
mod xml;

pub use content::Content;
pub(crate) use dates::http_date;
use filter::Filter;
pub use found::Found;
pub(crate) use text::decode;
pub use text::plain;

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
    /// What is left of a cursor if the source no longer answers at the place it leads to. By default
    /// all of it.
    fn without_place(&self, cursor: String) -> Option<String> {
        Some(cursor)
    }
    /// Whether what [`Found::more`] leads to is older than what an answer holds, so that a visit may end
    /// where nothing is new.
    fn is_newest_first(&self) -> bool {
        true
    }
    /// Whether what [`Found::more`] leads to are lists of their own rather than the rest of one, so that
    /// a visit goes on where one of them cannot be read.
    fn has_lists_apart(&self) -> bool {
        false
    }
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
    JsonApi(Box<json_api::Config>),
    /// A repository that is harvested by OAI-PMH.
    OaiPmh(oai_pmh::Config),
    /// Funding opportunities of the United States: Grants.gov.
    GrantsGov(grants_gov::Config),
    /// Rules and notices of the United States: the Federal Register.
    FederalRegister(federal_register::Config),
    /// Projects that are funded in the United Kingdom: UKRI's Gateway to Research.
    UkriGateway(ukri_gateway::Config),
    /// Calls of the European Union: the Funding & Tenders Portal.
    EuFunding(eu_funding::Config),
    /// One page whose changes matter.
    Watch(watch::Config),
    /// Earlier versions of pages, from a web archive.
    WebArchive(web_archive::Config),
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
            Self::OaiPmh(config) => Box::new(config.build()?),
            Self::GrantsGov(config) => Box::new(config.settings().build(None)?),
            Self::FederalRegister(config) => Box::new(config.settings().build(None)?),
            Self::UkriGateway(config) => Box::new(config.settings().build(None)?),
            Self::EuFunding(config) => Box::new(config.settings().build(None)?),
            Self::Watch(config) => Box::new(config.build()?),
            Self::WebArchive(config) => Box::new(config.build()?),
        })
    }
    /// Where reading begins.
    pub fn url(&self) -> &str {
        match self {
            Self::Feed(config) => &config.url,
            Self::Sitemap(config) => &config.url,
            Self::Listing(config) => &config.url,
            Self::JsonApi(config) => &config.url,
            Self::OaiPmh(config) => &config.url,
            Self::GrantsGov(_) => grants_gov::URL,
            Self::FederalRegister(_) => federal_register::URL,
            Self::UkriGateway(_) => ukri_gateway::URL,
            Self::EuFunding(_) => eu_funding::URL,
            Self::Watch(config) => &config.url,
            Self::WebArchive(config) => &config.url,
        }
    }
    /// The value of `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Feed(_) => "feed",
            Self::Sitemap(_) => "sitemap",
            Self::Listing(_) => "listing",
            Self::JsonApi(_) => "json_api",
            Self::OaiPmh(_) => "oai_pmh",
            Self::GrantsGov(_) => "grants_gov",
            Self::FederalRegister(_) => "federal_register",
            Self::UkriGateway(_) => "ukri_gateway",
            Self::EuFunding(_) => "eu_funding",
            Self::Watch(_) => "watch",
            Self::WebArchive(_) => "web_archive",
        }
    }
    /// The archive whose versions are asked for instead of the pages of today.
    pub fn archive(&self) -> Option<Url> {
        match self {
            Self::WebArchive(config) => config.replay(),
            _ => None,
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

/// How many lists one visit may be told to read: enough for the largest archive, and an end.
const MOST_ANSWERS: usize = 10_000;

/// A number of answers that a visit may read.
fn answers(key: &'static str, number: usize) -> Result<usize, BadConfig> {
    match number {
        1..=MOST_ANSWERS => Ok(number),
        0 => Err(BadConfig::new(key, "0", "nothing would be read")),
        _ => Err(BadConfig::new(key, &number.to_string(), "10000 is the most")),
    }
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_keys_and_kinds_are_refused() {
        for settings in [
            json!({ "kind": "feed", "url": "https://e.org/", "urls": 1 }),
            json!({ "kind": "fax", "url": "https://e.org/" }),
            json!({ "kind": "json_api", "url": "https://e.org/", "items": "", "map": {}, "next": { "by": "luck" } }),
            json!({ "kind": "json_api", "url": "https://e.org/", "items": "", "map": { "uri": "/u" } }),
        ] {
            assert!(serde_json::from_value::<Config>(settings.clone()).is_err(), "{settings}");
        }
    }

    #[test]
    fn senseless_settings_name_their_key() {
        for (settings, message) in [
            (json!({ "kind": "feed", "url": "ftp://e.org/" }), "use 'ftp://e.org/' as `url`"),
            (json!({ "kind": "sitemap", "url": "https://e.org/", "include": ["("] }), "use '(' as `include`"),
            (json!({ "kind": "listing", "url": "https://e.org/", "item": "a[" }), "use 'a[' as `item`"),
            (
                json!({ "kind": "listing", "url": "https://e.org/", "item": "a", "date_format": "%Q" }),
                "use '%Q' as `date_format`",
            ),
            (
                json!({ "kind": "json_api", "url": "https://e.org/", "items": "r", "map": { "url": "/u" } }),
                "use 'r' as `items`",
            ),
            (
                json!({ "kind": "json_api", "url": "https://e.org/", "items": "", "map": {} }),
                "use '' as `map.url`",
            ),
        ] {
            let config: Config = serde_json::from_value(settings).unwrap();
            let error = config.build(None).err().unwrap().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn a_watched_page_leads_to_itself() {
        let config: Config =
            serde_json::from_value(json!({ "kind": "watch", "url": "https://e.org/terms" })).unwrap();
        let watch = config.build(None).unwrap();
        assert!(config.is_watch());
        let found = testing::read(&*watch, "https://e.org/terms", "").unwrap();
        assert_eq!(found.items, [shiome_model::Item::link("https://e.org/terms".parse().unwrap())]);
    }

    #[test]
    fn settings_have_a_schema_and_round_trip() {
        let schema = serde_json::to_string(&schemars::schema_for!(Config)).unwrap();
        assert!(schema.contains("CSS selector of the links to works"));
        let config: Config = serde_json::from_value(json!({
            "kind": "json_api", "url": "https://e.org/", "items": "/r", "map": { "url": "/u" },
            "next": { "by": "page", "parameter": "p" }
        }))
        .unwrap();
        let again: Config = serde_json::from_value(serde_json::to_value(&config).unwrap()).unwrap();
        assert_eq!(again, config);
        assert_eq!((config.kind(), config.url()), ("json_api", "https://e.org/"));
    }
}
