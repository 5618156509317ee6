//! An interface that answers in JSON: where its works are, what their parts are called, how to turn
//! the page. All places are JSON pointers (RFC 6901).
//!
//! Interfaces that many want to read have a kind of their own (`grants_gov` and others): its settings
//! are what one asks there, and become settings of this connector.

mod paging;
mod places;

pub use paging::Next;

use super::{
    BadConfig, Connector, Content, Filter, Found, Malformed, answers, dates, found::Gather, start_url, text,
};
use crate::{Method, Request};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shiome_model::{Capture, Item, Lang, Reason};
use url::Url;

/// Settings of an interface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address that is asked, with its fixed parameters.
    pub url: String,
    /// How it is asked.
    #[serde(default)]
    pub method: Verb,
    /// With `method = "POST"`: the body that is sent.
    #[serde(default)]
    pub body: Option<Value>,
    /// With `method = "POST"`, instead of a body: the parts of a form by their name, each sent as JSON.
    #[serde(default)]
    pub form: Option<Map<String, Value>>,
    /// The `Accept` header, where the interface wants another one than `application/json`.
    #[serde(default)]
    pub accept: Option<String>,
    /// Where the array of works is in an answer, e.g. `/results`; empty if the answer is the array.
    pub items: String,
    /// Where the parts of a work are, inside it.
    pub map: Parts,
    /// Address of a work's page where the interface does not give it: `https://example.org/call/{/id}`,
    /// each place in braces.
    #[serde(default)]
    pub url_template: Option<String>,
    /// How dates are written, e.g. `%m/%d/%Y`; otherwise as in any text of the source's language.
    #[serde(default)]
    pub date_format: Option<String>,
    /// Regular expressions: only addresses that match one are works. None given: all are.
    #[serde(default)]
    pub include: Vec<String>,
    /// Regular expressions: addresses that match one are no works.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Where the text of a work comes from: `page` asks for its page, and takes what the interface says
    /// where the page cannot be had; `entry` takes what the interface says and never asks for the page.
    #[serde(default)]
    pub content: Content,
    /// How to get the next page.
    #[serde(default)]
    pub next: Next,
    /// Whether works are listed newest first, so that a visit may end with the first page that holds
    /// nothing new. Otherwise all pages are read each time.
    #[serde(default = "yes")]
    pub newest_first: bool,
    /// How many pages are read at most in one visit.
    #[serde(default = "default_max_pages")]
    pub max_pages: usize,
}

/// How an interface is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// All parameters are in the address.
    #[default]
    Get,
    /// Parameters are in a body or in the parts of a form.
    Post,
}

/// Where the parts of a work are: JSON pointers inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Parts {
    /// Address of its page.
    pub url: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Day of publication: a text, a Unix time, or `[year, month, day]`.
    pub published: Option<String>,
    /// Day of last modification.
    pub modified: Option<String>,
    /// Teaser or abstract. It may be put together: `Number {/number}, closes {/end|day}`; a line with
    /// an empty place is left out, and `|day` writes a date as 2026-03-01.
    pub summary: Option<String>,
    /// Full text; it may be put together as the summary.
    pub content: Option<String>,
    /// Authors: a name, an array of names, or an array of objects with a `name`.
    pub authors: Option<String>,
    /// Language tag.
    pub language: Option<String>,
}

fn default_max_pages() -> usize {
    100
}

fn yes() -> bool {
    true
}

impl Config {
    /// An interface whose whole answer is the array of works, each with an `url`.
    pub(super) fn at(url: String) -> Self {
        Self {
            url,
            method: Verb::Get,
            body: None,
            form: None,
            accept: None,
            items: String::new(),
            map: Parts::default(),
            url_template: None,
            date_format: None,
            include: Vec::new(),
            exclude: Vec::new(),
            content: Content::Page,
            next: Next::None,
            newest_first: true,
            max_pages: default_max_pages(),
        }
    }
    pub(super) fn build(&self, language: Option<&Lang>) -> Result<JsonApi, BadConfig> {
        let url = start_url(&self.url)?;
        pointer("items", &self.items)?;
        let map = &self.map;
        for (key, place) in [
            ("map.url", &map.url),
            ("map.title", &map.title),
            ("map.published", &map.published),
            ("map.modified", &map.modified),
            ("map.authors", &map.authors),
            ("map.language", &map.language),
        ] {
            place.as_deref().map_or(Ok(()), |p| pointer(key, p))?;
        }
        for (key, text) in [("map.summary", &map.summary), ("map.content", &map.content)] {
            text.as_deref().map_or(Ok(()), |t| places::check_text(key, t))?;
        }
        match (&map.url, &self.url_template) {
            (None, None) => {
                return Err(BadConfig::new("map.url", "", "either it or `url_template` is needed"));
            }
            (_, Some(template)) => places::check("url_template", template)?,
            _ => {}
        }
        for (key, is_given) in [("body", self.body.is_some()), ("form", self.form.is_some())] {
            if is_given && self.method == Verb::Get {
                return Err(BadConfig::new(key, "…", "only method = \"POST\" sends one"));
            }
        }
        if self.body.is_some() && self.form.is_some() {
            return Err(BadConfig::new("form", "…", "there is a body already"));
        }
        self.next.check(self.method)?;
        Ok(JsonApi {
            url,
            filter: Filter::new(&self.include, &self.exclude)?,
            max_pages: answers("max_pages", self.max_pages)?,
            config: self.clone(),
            language: language.cloned(),
        })
    }
}

fn pointer(key: &'static str, text: &str) -> Result<(), BadConfig> {
    if text.is_empty() || text.starts_with('/') {
        Ok(())
    } else {
        Err(BadConfig::new(key, text, "a JSON pointer starts with /"))
    }
}

pub(super) struct JsonApi {
    url: Url,
    filter: Filter,
    max_pages: usize,
    config: Config,
    language: Option<Lang>,
}

impl Connector for JsonApi {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        let url = self.url.clone();
        let method = match (self.config.method, &self.config.form) {
            (Verb::Get, _) => Method::Get,
            (Verb::Post, Some(parts)) => Method::Form { parts: parts.clone() },
            (Verb::Post, None) => {
                Method::Post { json: self.config.body.clone().unwrap_or_else(|| Value::Object(Map::new())) }
            }
        };
        vec![self.config.next.first(self.ask(url, method))]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let malformed = |why: String| Malformed::new("API", why);
        let decoded = text::decode(body, capture.header("content-type"));
        let answer: Value = serde_json::from_str(&decoded).map_err(|e| malformed(e.to_string()))?;
        let works = answer.pointer(&self.config.items).and_then(Value::as_array);
        let works = works.ok_or_else(|| {
            let said: String = answer.to_string().chars().take(SAID).collect();
            malformed(format!("there is no array at '{}' in {said}", self.config.items))
        })?;
        let mut gather = Gather::new(&self.filter);
        for work in works {
            match self.href(work) {
                Some(href) => {
                    gather.entry(&capture.final_url, &href, |item| self.fill(item, work));
                }
                None => {
                    gather.refuse(&work.to_string().chars().take(80).collect::<String>(), Reason::Malformed)
                }
            }
        }
        let mut asked = capture.url.clone();
        asked.set_fragment(None);
        let asked = self.ask(asked, Request::asked(&capture.url));
        if let Some(next) = self.config.next.after(asked, capture, &answer, works.len()) {
            gather.more(&capture.url, next);
        }
        Ok(gather.finish())
    }
    fn max_answers(&self) -> usize {
        self.max_pages
    }
    fn is_newest_first(&self) -> bool {
        self.config.newest_first
    }
}

/// How much of an answer is told that is not what was expected: its own words often say why.
const SAID: usize = 160;

impl JsonApi {
    fn ask(&self, url: Url, method: Method) -> Request {
        let accept = self.config.accept.clone().unwrap_or_else(|| "application/json".into());
        Request { method, accept: Some(accept), ..Request::get(url) }
    }
    fn href(&self, work: &Value) -> Option<String> {
        let given = place(work, &self.config.map.url).and_then(string);
        let part = |place: &places::Place<'_>| Some(encode(&self.part(work, place)?));
        given.or_else(|| places::fill(self.config.url_template.as_deref()?, &part))
    }
    fn fill(&self, item: &mut Item, work: &Value) {
        let map = &self.config.map;
        item.title = place(work, &map.title).and_then(string).and_then(|t| text::plain(&t));
        item.published = place(work, &map.published).and_then(|v| self.date(v));
        item.modified = place(work, &map.modified).and_then(|v| self.date(v));
        item.summary = map.summary.as_deref().and_then(|s| self.text(work, s));
        item.content = map.content.as_deref().and_then(|s| self.text(work, s));
        item.authors = place(work, &map.authors).map(names).unwrap_or_default();
        item.language = place(work, &map.language).and_then(string).and_then(|t| Lang::parse(&t));
        item.stands_alone = true;
        item.has_page = self.config.content.has_page();
    }
    /// What is at a pointer, or a text put together of what is in several.
    fn text(&self, work: &Value, written: &str) -> Option<String> {
        if !written.contains('{') {
            return string(work.pointer(written)?);
        }
        let part = |place: &places::Place<'_>| self.part(work, place);
        let lines: Vec<String> = written.lines().filter_map(|line| places::fill(line, &part)).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
    fn part(&self, work: &Value, place: &places::Place<'_>) -> Option<String> {
        let value = work.pointer(&place.pointer)?;
        match value {
            value if !place.is_day => string(value),
            Value::Array(values) if values.iter().all(Value::is_string) => {
                let days: Vec<_> =
                    values.iter().filter_map(|v| self.date(v)).map(|d| d.to_string()).collect();
                (!days.is_empty()).then(|| days.join(", "))
            }
            value => self.date(value).map(|day| day.to_string()),
        }
    }
    fn date(&self, value: &Value) -> Option<NaiveDate> {
        match (value, &self.config.date_format) {
            (Value::String(text), Some(format)) => dates::read_as(text, format),
            (Value::String(text), None) => dates::read(text, self.language.as_ref()),
            (Value::Number(number), _) => dates::of_unix(number.as_i64()?),
            (Value::Array(parts), _) if parts.first().is_some_and(|p| p.is_array() || p.is_string()) => {
                self.date(parts.first()?)
            }
            (Value::Array(parts), _) => {
                let part =
                    |i: usize| parts.get(i).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
                dates::day(i32::try_from(part(0)?).ok()?, part(1)?, part(2)?)
            }
            _ => None,
        }
    }
}

fn place<'v>(work: &'v Value, pointer: &Option<String>) -> Option<&'v Value> {
    work.pointer(pointer.as_deref()?)
}

/// A text, a number as text, or the first text of an array; none if there is nothing to read.
fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(string),
        _ => None,
    }
}

fn names(value: &Value) -> Vec<String> {
    let one = |v: &Value| v.as_str().or_else(|| v.get("name")?.as_str()).and_then(text::one_line);
    match value {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    }
}

/// Percent-encodes all but unreserved characters and the slash.
fn encode(text: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    text.bytes().map(|b| if keep(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests;
