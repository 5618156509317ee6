//! JSON Feed 1.0 and 1.1, also with keys in camel case as some archives write them.

use super::{
    super::{
        dates,
        text::{as_html, one_line, plain, without_mail},
    },
    Entry, Written,
};
use serde_json::Value;
use shiome_model::Lang;
use url::Url;

/// None if this is no JSON Feed.
pub(super) fn read(text: &str, address: &Url) -> Option<Written> {
    let feed: Value = serde_json::from_str(text.trim().trim_start_matches('\u{feff}')).ok()?;
    let base = string(&feed, &["home_page_url", "homePageUrl"]).and_then(|u| address.join(u).ok());
    let base = base.unwrap_or_else(|| address.clone());
    let (authors, language) = (authors(&feed), string(&feed, &["language"]).and_then(Lang::parse));
    let complete = |entry: &Value| {
        let mut entry = read_entry(entry, &base);
        entry.language = entry.language.or_else(|| language.clone());
        if entry.authors.is_empty() {
            entry.authors.clone_from(&authors);
        }
        entry
    };
    let entries = feed.get("items")?.as_array()?.iter().map(complete).collect();
    Some(Written { title: string(&feed, &["title"]).and_then(plain), entries, ttl: None })
}

fn read_entry(entry: &Value, base: &Url) -> Entry {
    let date = |keys: &[&str]| match keys.iter().find_map(|key| entry.get(key)) {
        Some(Value::String(text)) => dates::read(text, None),
        Some(Value::Number(number)) => number.as_i64().and_then(dates::of_unix),
        _ => None,
    };
    let owned = |keys: &[&str]| string(entry, keys).map(str::to_owned);
    let text = || string(entry, &["content_text", "contentText"]).map(as_html);
    let id = owned(&["id"]).filter(|id| id.starts_with("http"));
    Entry {
        title: string(entry, &["title"]).and_then(plain),
        href: owned(&["url", "link", "external_url", "externalUrl"]).or(id),
        base: base.clone(),
        published: date(&["date_published", "datePublished", "published", "published_at"]),
        modified: date(&["date_modified", "dateModified", "modified", "updated", "updated_at"]),
        summary: owned(&["summary", "description"]),
        content: owned(&["content_html", "contentHtml"]).or_else(text).or_else(|| owned(&["content"])),
        authors: authors(entry),
        language: string(entry, &["language"]).and_then(Lang::parse),
    }
}

/// The first of these keys that holds some text.
fn string<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v str> {
    keys.iter().find_map(|key| value.get(key)?.as_str().filter(|text| !text.trim().is_empty()))
}

fn authors(value: &Value) -> Vec<String> {
    let many = value.get("authors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let all = many.iter().chain(value.get("author"));
    let name = |author: &Value| author.as_str().or_else(|| author.get("name")?.as_str()).and_then(one_line);
    let mut names: Vec<String> = Vec::new();
    for name in all.filter_map(name).map(|name| without_mail(&name)) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
