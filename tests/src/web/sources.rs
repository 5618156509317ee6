//! `sources.json`: who publishes, how to enter, and what a full crawl must find.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// All sites of a web.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sources {
    /// The clock that sees everything, RFC 3339.
    pub as_of: String,
    /// In order of their ids or of importance.
    pub sites: Vec<Site>,
}

/// One publisher.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Stem for an agency's file.
    pub id: String,
    /// Its name in its own language.
    pub name: String,
    /// Its name in English, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Its name in Japanese, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_ja: Option<String>,
    /// Its front page.
    pub home: String,
    /// Hosts it answers under.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// ISO 639-1 codes.
    #[serde(default)]
    pub languages: Vec<String>,
    /// ISO 3166-1 alpha-2, `EU`, `INT`, or `unknown`.
    pub country: String,
    /// What sort of body it is: a snake-case `AgencyKind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency_kind: Option<String>,
    /// Licence of its texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// First and last day.
    #[serde(default)]
    pub dates: Vec<String>,
    /// How a reader sees the date of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_shown: Option<String>,
    /// Documents it holds.
    #[serde(default)]
    pub documents: u64,
    /// Documents a polite crawl of all entries finds together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_crawl: Option<u64>,
    /// Ways in.
    pub entries: Vec<SiteEntry>,
    /// Addresses robots.txt excludes although they would be served.
    #[serde(default)]
    pub forbidden: Vec<String>,
    /// Error pages that come with status 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub soft_404: Vec<String>,
    /// `Crawl-delay` of its robots.txt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crawl_delay_s: Option<f64>,
    /// When listings, feeds and sitemaps were captured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listing_clocks: Vec<String>,
    /// Whether items have no pages of their own here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub feed_items_only: bool,
    /// What to know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How an entry is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// RSS, Atom or JSON Feed.
    #[default]
    Feed,
    /// A page of links, with further pages.
    Listing,
    /// A sitemap or an index of them.
    Sitemap,
    /// An interface that answers in JSON.
    JsonApi,
    /// One page whose versions are kept.
    Watch,
}

/// One way into a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteEntry {
    /// How to read it.
    pub kind: EntryKind,
    /// Where it begins.
    pub url: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Flavour of a feed: rss2, rss1, atom, json.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// ISO 639-1 code of what it lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// CSS selector of the links to documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_selector: Option<String>,
    /// CSS selector of the link to the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_selector: Option<String>,
    /// Field (dots between steps) that holds the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// Field that holds the address of the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// `POST` where the interface wants that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The JSON to post for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Field of the posted JSON that counts pages, from the number it has in `body`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Fields of an item: url, title, published, summary, content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<BTreeMap<String, String>>,
    /// Whether items carry the whole text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_text: Option<bool>,
    /// Answers of the entry itself, next pages included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u64>,
    /// Links to documents in those, without repetition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<u64>,
    /// Documents a full polite crawl finds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<u64>,
    /// The same at earlier clocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents_at: Option<BTreeMap<String, u64>>,
    /// Links robots.txt excludes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forbidden: Option<u64>,
    /// Captures of the entry's own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captures: Option<u64>,
    /// How many of those differ in what they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<u64>,
    /// What a watch must report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
    /// The clock its counts hold at, where that is not `as_of`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// What to know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whatever else the file says.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}
