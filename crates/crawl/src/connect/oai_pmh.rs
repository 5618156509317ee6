//! A repository that is harvested by OAI-PMH 2.0 (`ListRecords`).
//!
//! A walk asks for what has changed since the last walk that came to its end, set after set, page after
//! page. What must be known later (when the walk began, which set it is in) is carried in the fragment
//! of the next question, which servers never see; so nothing is remembered between two answers. The last
//! page of the last set moves the cursor to the moment the walk began by the server's own clock: what
//! changes during a walk is seen by the next one. Until then the cursor is the place of the next page,
//! so that a walk that is longer than a visit goes on with the next visit.

mod record;
mod walk;

use super::{
    BadConfig, Connector, Content, Filter, Found, Malformed, answers, found::Gather, start_url, text, xml,
};
use crate::Request;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::{Capture, Hash, Reason};
use url::Url;
use walk::{Walk, moment};

/// Settings of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Base address of the repository's interface, without `verb`.
    pub url: String,
    /// The format that is asked for: `oai_dc`, which every repository has, or another one that says
    /// title, creator, date, description and identifier as Dublin Core does.
    #[serde(default = "dublin_core")]
    pub metadata_prefix: String,
    /// Sets that are read, by their `setSpec`. None given: the whole repository.
    #[serde(default)]
    pub sets: Vec<String>,
    /// The first walk asks only for what has changed since this day, e.g. `2024-01-01`.
    #[serde(default)]
    pub from: Option<String>,
    /// How exactly a walk says since when. Every repository understands `day`; `second` asks for less
    /// twice, where `Identify` says that the repository understands it.
    #[serde(default)]
    pub granularity: Granularity,
    /// Regular expressions: only addresses that match one are works. None given: all are.
    #[serde(default)]
    pub include: Vec<String>,
    /// Regular expressions: addresses that match one are no works.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Where the text of a work comes from: `page` asks for its page, and takes the record's description
    /// where the page cannot be had; `entry` takes the description and never asks for the page.
    #[serde(default)]
    pub content: Content,
    /// How many pages are read at most in one visit. A walk that does not come to its end goes on from
    /// there next time; if the repository has forgotten the place meanwhile, it begins anew.
    #[serde(default = "default_max_pages")]
    pub max_pages: usize,
}

/// How exactly a moment is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// `2024-03-01`
    #[default]
    Day,
    /// `2024-03-01T09:00:00Z`
    Second,
}

fn dublin_core() -> String {
    "oai_dc".into()
}

fn default_max_pages() -> usize {
    1000
}

impl Config {
    pub(super) fn build(&self) -> Result<OaiPmh, BadConfig> {
        if self.metadata_prefix.trim().is_empty() {
            return Err(BadConfig::new("metadata_prefix", &self.metadata_prefix, "it is empty"));
        }
        if let Some(empty) = self.sets.iter().find(|set| set.trim().is_empty()) {
            return Err(BadConfig::new("sets", empty, "it is empty"));
        }
        if let Some(from) = self.from.as_deref().filter(|f| NaiveDate::parse_from_str(f, "%Y-%m-%d").is_err())
        {
            return Err(BadConfig::new("from", from, "write a day as 2024-01-01"));
        }
        Ok(OaiPmh {
            url: start_url(&self.url)?,
            filter: Filter::new(&self.include, &self.exclude)?,
            max_pages: answers("max_pages", self.max_pages)?,
            settings: Hash::of(format!("{:?}", (&self.metadata_prefix, &self.sets, &self.from)).as_bytes()),
            config: self.clone(),
        })
    }
}

pub(super) struct OaiPmh {
    url: Url,
    filter: Filter,
    max_pages: usize,
    /// Stands for what a walk asks for: a place in another walk means nothing.
    settings: Hash,
    config: Config,
}

impl Connector for OaiPmh {
    fn seeds(&self, cursor: Option<&str>) -> Vec<Request> {
        match cursor.and_then(|c| Walk::at(c, &self.settings)) {
            Some((walk, Some(token))) => return vec![self.next_page(&walk, &token)],
            Some((walk, None)) => return vec![self.first_page(&walk)],
            None => {}
        }
        let since =
            cursor.filter(|c| !walk::is_place(c)).and_then(moment).map(|at| match self.config.granularity {
                Granularity::Day => at[..10].to_owned(),
                Granularity::Second => at,
            });
        let walk = Walk { from: since.or_else(|| self.config.from.clone()), ..Walk::default() };
        vec![self.first_page(&walk)]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let decoded = text::decode(body, capture.header("content-type"));
        let (root, is_whole) = xml::read(&decoded)
            .filter(|(root, _)| root.name == "oai-pmh")
            .ok_or_else(|| malformed("the answer is none of OAI-PMH"))?;
        // Where the token of the next page may be missing, a part must not be taken for the end.
        if !is_whole {
            return Err(malformed("the answer stops in the middle"));
        }
        let mut walk = Walk::of(&capture.url);
        let mut gather = Gather::new(&self.filter);
        walk.began = walk.began.or_else(|| root.text_of(&["responsedate"]).as_deref().and_then(moment));
        let mut token = None;
        match root.child("listrecords") {
            Some(list) => {
                for record in list.children().filter(|c| c.name == "record") {
                    self.record(&mut gather, capture, record);
                }
                let datestamps = || record::datestamps(list).filter_map(|d| moment(&d));
                walk.began = walk.began.or_else(|| datestamps().max());
                token = list.text_of(&["resumptiontoken"]);
            }
            None => match Complaint::of(&root)? {
                Complaint::NothingMatches => {}
                Complaint::TokenExpired(_) if walk.is_on_a_token && !walk.is_again => {
                    walk.is_again = true;
                    gather.more(&capture.url, self.first_page(&walk));
                    return Ok(Found { cursor: Some(walk.place(None, &self.settings)), ..gather.finish() });
                }
                Complaint::TokenExpired(words) => return Err(malformed(&words)),
            },
        }
        let cursor = if let Some(token) = token {
            gather.more(&capture.url, self.next_page(&walk, &token));
            Some(walk.place(Some(&token), &self.settings))
        } else if walk.set + 1 < self.config.sets.len() {
            walk.set += 1;
            gather.more(&capture.url, self.first_page(&walk));
            Some(walk.place(None, &self.settings))
        } else {
            walk.end()
        };
        Ok(Found { cursor, ..gather.finish() })
    }
    /// The whole walk begins anew, from where the last one that came to its end began.
    fn without_place(&self, cursor: String) -> Option<String> {
        match Walk::at(&cursor, &self.settings) {
            Some((walk, _)) => walk.from.as_deref().and_then(moment),
            None => Some(cursor),
        }
    }
    fn max_answers(&self) -> usize {
        self.max_pages
    }
    /// A page that holds nothing new may be followed by one that does.
    fn is_newest_first(&self) -> bool {
        false
    }
}

impl OaiPmh {
    fn ask(&self, walk: &Walk, pairs: &[(&str, &str)], carried: Option<String>) -> Request {
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair("verb", "ListRecords").extend_pairs(pairs);
        url.set_fragment(carried.as_deref().filter(|_| walk.is_under_way()));
        Request { accept: Some("text/xml, application/xml;q=0.9".into()), ..Request::get(url) }
    }
    fn first_page(&self, walk: &Walk) -> Request {
        let mut pairs = vec![("metadataPrefix", self.config.metadata_prefix.as_str())];
        pairs.extend(walk.from.as_deref().map(|from| ("from", from)));
        pairs.extend(self.config.sets.get(walk.set).map(|set| ("set", set.as_str())));
        self.ask(walk, &pairs, Some(walk.carried()))
    }
    fn next_page(&self, walk: &Walk, token: &str) -> Request {
        self.ask(walk, &[("resumptionToken", token)], Some(walk.carried()))
    }
    fn record(&self, gather: &mut Gather<'_>, capture: &Capture, record: &xml::Element) {
        let Some(header) = record.child("header") else { return };
        let name = header.text_of(&["identifier"]);
        if header.attribute("status") == Some("deleted") {
            name.into_iter().for_each(|name| gather.withdraw(name));
            return;
        }
        let description = record.child("metadata").map(record::Description::of);
        let Some((description, href)) = description.and_then(|d| d.address().map(|href| (d, href))) else {
            return gather
                .refuse(name.as_deref().unwrap_or("a record without identifier"), Reason::Malformed);
        };
        let url = gather.entry(&capture.final_url, &href, |item| {
            description.fill(item);
            item.modified = header.text_of(&["datestamp"]).and_then(|d| super::dates::read(&d, None));
            item.has_page = self.config.content.has_page();
        });
        if let (Some(name), Some(url)) = (name, url) {
            gather.name(name, url);
        }
    }
}

/// What a repository answers instead of records.
enum Complaint {
    NothingMatches,
    TokenExpired(String),
}

impl Complaint {
    /// Any other complaint is a fault, told in the server's words.
    fn of(root: &xml::Element) -> Result<Self, Malformed> {
        let errors = || root.children().filter(|c| c.name == "error");
        let code = |e: &xml::Element| e.attribute("code").unwrap_or_default().to_owned();
        let words = |e: &xml::Element| {
            let text = e.text().and_then(|t| text::one_line(&t)).unwrap_or_default();
            let text: String = text.chars().take(200).collect();
            format!("the server says {}: {text}", code(e))
        };
        if let Some(expired) = errors().find(|e| code(e) == "badResumptionToken") {
            return Ok(Self::TokenExpired(words(expired)));
        }
        match errors().find(|e| code(e) != "noRecordsMatch") {
            Some(other) => Err(malformed(&words(other))),
            None if errors().next().is_some() => Ok(Self::NothingMatches),
            None => Err(malformed("the answer holds neither records nor an error")),
        }
    }
}

fn malformed(why: &str) -> Malformed {
    Malformed::new("repository", why)
}

#[cfg(test)]
mod tests;
