//! An interface that answers in JSON: where its works are, what their parts are called, how to turn
//! the page. All places are JSON pointers (RFC 6901).

mod paging;

pub use paging::Next;

use super::{BadConfig, Connector, Found, Malformed, dates, found::Gather, start_url, text};
use crate::Request;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
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
    /// Where the array of works is in an answer, e.g. `/results`; empty if the answer is the array.
    pub items: String,
    /// Where the parts of a work are, inside it.
    pub map: Map,
    /// Address of a work's page where the interface does not give it: `https://example.org/call/{/id}`,
    /// each place in braces.
    #[serde(default)]
    pub url_template: Option<String>,
    /// How dates are written, e.g. `%m/%d/%Y`; otherwise as in any text of the source's language.
    #[serde(default)]
    pub date_format: Option<String>,
    /// How to get the next page.
    #[serde(default)]
    pub next: Next,
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
    /// Parameters are in a JSON body.
    Post,
}

/// Where the parts of a work are: JSON pointers inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Map {
    /// Address of its page.
    pub url: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Day of publication: a text, a Unix time, or `[year, month, day]`.
    pub published: Option<String>,
    /// Day of last modification.
    pub modified: Option<String>,
    /// Teaser or abstract.
    pub summary: Option<String>,
    /// Full text.
    pub content: Option<String>,
    /// Authors: a name, an array of names, or an array of objects with a `name`.
    pub authors: Option<String>,
    /// Language tag.
    pub language: Option<String>,
}

fn default_max_pages() -> usize {
    100
}

impl Config {
    pub(super) fn build(&self, language: Option<&Lang>) -> Result<JsonApi, BadConfig> {
        let url = start_url(&self.url)?;
        pointer("items", &self.items)?;
        let map = &self.map;
        for (key, place) in [
            ("map.url", &map.url),
            ("map.title", &map.title),
            ("map.published", &map.published),
            ("map.modified", &map.modified),
            ("map.summary", &map.summary),
            ("map.content", &map.content),
            ("map.authors", &map.authors),
            ("map.language", &map.language),
        ] {
            place.as_deref().map_or(Ok(()), |p| pointer(key, p))?;
        }
        match (&map.url, &self.url_template) {
            (None, None) => {
                return Err(BadConfig::new("map.url", "", "either it or `url_template` is needed"));
            }
            (_, Some(template)) if fill(template, &|_| Some("x".into())).is_none() => {
                return Err(BadConfig::new("url_template", template, "write places as {/id}"));
            }
            _ => {}
        }
        if self.body.is_some() && self.method == Verb::Get {
            return Err(BadConfig::new("body", "…", "only method = \"POST\" sends one"));
        }
        self.next.check(self.method)?;
        Ok(JsonApi { url, config: self.clone(), language: language.cloned() })
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
    config: Config,
    language: Option<Lang>,
}

impl Connector for JsonApi {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        let first = match self.config.method {
            Verb::Get => {
                Request { accept: Some("application/json".into()), ..Request::get(self.url.clone()) }
            }
            Verb::Post => {
                let body = self.config.body.clone().unwrap_or_else(|| Value::Object(serde_json::Map::new()));
                Request::post(self.url.clone(), body)
            }
        };
        vec![self.config.next.first(first)]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let malformed = |why: String| Malformed::new("API", why);
        let decoded = text::decode(body, capture.header("content-type"));
        let answer: Value = serde_json::from_str(&decoded).map_err(|e| malformed(e.to_string()))?;
        let works = answer.pointer(&self.config.items).and_then(Value::as_array);
        let works =
            works.ok_or_else(|| malformed(format!("there is no array at '{}'", self.config.items)))?;
        let mut gather = Gather::default();
        for work in works {
            match self.href(work) {
                Some(href) => gather.entry(&capture.final_url, &href, |item| self.fill(item, work)),
                None => {
                    gather.refuse(&work.to_string().chars().take(80).collect::<String>(), Reason::Malformed)
                }
            }
        }
        if let Some(next) = self.config.next.after(capture, &answer, works.len()) {
            gather.more(&capture.url, next);
        }
        Ok(gather.finish())
    }
    fn max_answers(&self) -> usize {
        self.config.max_pages
    }
}

impl JsonApi {
    fn href(&self, work: &Value) -> Option<String> {
        let given = place(work, &self.config.map.url).and_then(string);
        given.or_else(|| fill(self.config.url_template.as_deref()?, &|p| string(work.pointer(p)?)))
    }
    fn fill(&self, item: &mut Item, work: &Value) {
        let map = &self.config.map;
        item.title = place(work, &map.title).and_then(string).and_then(|t| text::plain(&t));
        item.published = place(work, &map.published).and_then(|v| self.date(v));
        item.modified = place(work, &map.modified).and_then(|v| self.date(v));
        item.summary = place(work, &map.summary).and_then(string);
        item.content = place(work, &map.content).and_then(string);
        item.authors = place(work, &map.authors).map(names).unwrap_or_default();
        item.language = place(work, &map.language).and_then(string).and_then(|t| Lang::parse(&t));
        item.stands_alone = true;
    }
    fn date(&self, value: &Value) -> Option<NaiveDate> {
        match (value, &self.config.date_format) {
            (Value::String(text), Some(format)) => dates::read_as(text, format),
            (Value::String(text), None) => dates::read(text, self.language.as_ref()),
            (Value::Number(number), _) => dates::of_unix(number.as_i64()?),
            (Value::Array(parts), _) if parts.first().is_some_and(Value::is_array) => {
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

/// Puts what `look_up` finds into the braces, encoded as part of a path; none if a place is empty or
/// the braces do not match.
fn fill(template: &str, look_up: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, tail) = after.split_once('}')?;
        let place = if place.starts_with('/') { place.to_owned() } else { format!("/{place}") };
        out.push_str(before);
        out.push_str(&encode(&look_up(&place)?));
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

/// Percent-encodes all but unreserved characters and the slash.
fn encode(text: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    text.bytes().map(|b| if keep(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests;
