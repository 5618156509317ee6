//! One work as its source lists it, before its page is read.

use crate::{Hash, Lang, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

/// An entry of a feed, listing, sitemap or API answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Canonical address of the work.
    pub url: Url,
    /// Title as listed, plain text.
    pub title: Option<String>,
    /// Day of publication as listed, in the publisher's own zone.
    pub published: Option<NaiveDate>,
    /// Day of last modification as listed.
    pub modified: Option<NaiveDate>,
    /// Teaser or abstract; HTML or text.
    pub summary: Option<String>,
    /// Full text if the source carries it; HTML or text.
    pub content: Option<String>,
    /// Authors as listed.
    pub authors: Vec<String>,
    /// Language the source states for this item or for all.
    pub language: Option<Lang>,
    /// Whether the work has a page of its own that should be fetched.
    pub has_page: bool,
    /// Whether the entry alone is a document when its page cannot be had: true for feeds and APIs,
    /// which describe a work; false for listings and sitemaps, which only point.
    pub stands_alone: bool,
    /// The moment whose version is meant, where a web archive lists it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Item {
    /// An entry that only points to an address.
    pub fn link(url: Url) -> Self {
        Self {
            url,
            title: None,
            published: None,
            modified: None,
            summary: None,
            content: None,
            authors: Vec::new(),
            language: None,
            has_page: true,
            stands_alone: false,
            at: None,
        }
    }
    /// Changes exactly when the source lists the work differently.
    pub fn stamp(&self) -> Hash {
        let dates = format!("{:?}{:?}", self.published, self.modified);
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        Hash::of_parts(&[
            text(&self.title).as_bytes(),
            dates.as_bytes(),
            text(&self.summary).as_bytes(),
            text(&self.content).as_bytes(),
        ])
    }
}
