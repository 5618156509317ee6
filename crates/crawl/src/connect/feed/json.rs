//! JSON Feed 1.0 and 1.1, also with keys in camel case as some archives write them.

use super::super::{
    Found, dates,
    found::Gather,
    text::{as_html, one_line, plain, without_mail},
};
use serde_json::Value;
use shiome_model::{Item, Lang, Reason};
use url::Url;

/// None if this is no JSON Feed.
pub(super) fn read(text: &str, address: &Url, mut gather: Gather<'_>) -> Option<Found> {
    let feed: Value = serde_json::from_str(text.trim().trim_start_matches('\u{feff}')).ok()?;
    let entries = feed.get("items")?.as_array()?;
    let base = string(&feed, &["home_page_url", "homePageUrl"]).and_then(|u| address.join(u).ok());
    let base = base.unwrap_or_else(|| address.clone());
    let authors = authors(&feed);
    let language = string(&feed, &["language"]).and_then(Lang::parse);
    for entry in entries {
        let id = string(entry, &["id"]).filter(|id| id.starts_with("http"));
        match string(entry, &["url", "link", "external_url", "externalUrl"]).or(id) {
            Some(href) => {
                gather.entry(&base, href, |item| {
                    fill(item, entry);
                    item.language = item.language.take().or_else(|| language.clone());
                    if item.authors.is_empty() {
                        item.authors.clone_from(&authors);
                    }
                });
            }
            None => gather.refuse(string(entry, &["title"]).unwrap_or_default(), Reason::Malformed),
        }
    }
    Some(gather.finish())
}

fn fill(item: &mut Item, entry: &Value) {
    let date = |keys: &[&str]| match keys.iter().find_map(|key| entry.get(key)) {
        Some(Value::String(text)) => dates::read(text, None),
        Some(Value::Number(number)) => number.as_i64().and_then(dates::of_unix),
        _ => None,
    };
    item.title = string(entry, &["title"]).and_then(plain);
    item.published = date(&["date_published", "datePublished", "published", "published_at"]);
    item.modified = date(&["date_modified", "dateModified", "modified", "updated", "updated_at"]);
    item.summary = string(entry, &["summary", "description"]).map(str::to_owned);
    let html = string(entry, &["content_html", "contentHtml"]).map(str::to_owned);
    let text = || string(entry, &["content_text", "contentText"]).map(as_html);
    item.content = html.or_else(text).or_else(|| string(entry, &["content"]).map(str::to_owned));
    item.authors = authors(entry);
    item.language = string(entry, &["language"]).and_then(Lang::parse);
    item.stands_alone = true;
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
