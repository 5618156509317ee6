//! RSS and Atom.

use super::{
    super::{
        dates,
        text::{as_html, one_line, plain, without_mail},
        xml::{self, Element},
    },
    Entry, Written,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::NaiveDate;
use shiome_model::Lang;
use std::time::Duration;
use url::Url;

const PUBLISHED: [&str; 8] =
    ["published", "pubdate", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "date"];
const MODIFIED: [&str; 4] = ["updated", "modified", "dcterms:modified", "atom:updated"];
const SUMMARY: [&str; 4] = ["summary", "description", "dc:description", "itunes:summary"];
const CONTENT: [&str; 4] = ["content:encoded", "content", "xhtml:body", "fullitem"];
const LANGUAGE: [&str; 2] = ["language", "dc:language"];

/// None if this is no feed.
pub(super) fn read(text: &str, address: &Url) -> Option<Written> {
    let root = xml::parse(text)?;
    let is_feed = matches!(root.name.as_str(), "rss" | "rdf:rdf" | "feed" | "channel" | "rdf");
    if !is_feed {
        return None;
    }
    let head = root.child("channel").unwrap_or(&root);
    let feed = Head::of(head, address);
    let entries = root.find_all(&["item", "entry"]).into_iter().map(|(bases, entry)| {
        let base = bases.iter().fold(feed.base.clone(), |base, b| base.join(b).unwrap_or(base));
        feed.entry(base, entry)
    });
    Some(Written { title: title(head), entries: entries.collect(), ttl: ttl(head) })
}

/// What a feed says for all its entries.
struct Head {
    base: Url,
    language: Option<Lang>,
    authors: Vec<String>,
}

impl Head {
    fn of(head: &Element, address: &Url) -> Self {
        // RSS knows no xml:base; its relative links are meant from the site the channel names.
        let site = head.text_of(&["link"]).and_then(|l| address.join(l.trim()).ok());
        Self {
            base: site.filter(crate::is_public_host).unwrap_or_else(|| address.clone()),
            language: language(head),
            authors: if head.name == "feed" { authors(head) } else { Vec::new() },
        }
    }
    fn entry(&self, base: Url, entry: &Element) -> Entry {
        let own = authors(entry);
        Entry {
            title: title(entry),
            href: link(entry),
            base,
            published: date(entry, &PUBLISHED),
            modified: date(entry, &MODIFIED),
            summary: markup(entry, &SUMMARY),
            content: markup(entry, &CONTENT),
            authors: if own.is_empty() { self.authors.clone() } else { own },
            language: language(entry).or_else(|| self.language.clone()),
        }
    }
}

/// The address of the work, best first: what Atom calls its alternate, what RSS calls its link, a
/// permanent identifier that is an address.
fn link(entry: &Element) -> Option<String> {
    let is_alternate = |l: &&Element| matches!(l.attribute("rel"), None | Some("alternate" | ""));
    let links = || entry.children().filter(|c| c.name == "link");
    let is_html = |l: &&Element| l.attribute("type").is_none_or(|t| t.contains("html"));
    let href = |l: &Element| l.attribute("href").map(str::to_owned).filter(|h| !h.trim().is_empty());
    let is_web = |text: &String| text.starts_with("http://") || text.starts_with("https://");
    let permanent = |c: &&Element| {
        c.name == "id" || c.name == "guid" && c.attribute("ispermalink").is_none_or(|p| p != "false")
    };
    entry
        .text_of(&["feedburner:origlink"])
        .or_else(|| links().filter(is_alternate).filter(is_html).find_map(href))
        .or_else(|| links().filter(is_alternate).find_map(href))
        .or_else(|| links().filter(is_alternate).find_map(Element::text))
        .or_else(|| entry.children().filter(permanent).filter_map(Element::text).find(is_web))
        .or_else(|| entry.attribute("rdf:about").map(str::to_owned).filter(is_web))
        .or_else(|| entry.child("content").and_then(|c| c.attribute("src")).map(str::to_owned))
}

fn title(entry: &Element) -> Option<String> {
    let titles = |name: &'static str| entry.children().filter(move |c| c.name == name);
    ["title", "dc:title", "media:title"].into_iter().flat_map(titles).find_map(|title| {
        let is_plain = matches!(title.attribute("type"), Some("text" | "text/plain" | "plain"))
            && title.attribute("mode").is_none_or(|mode| mode != "escaped");
        if is_plain { title.text().as_deref().and_then(one_line) } else { plain(&content(title)?) }
    })
}

/// What an element holds as HTML or text, whichever way it is packed.
fn content(element: &Element) -> Option<String> {
    let is_packed = element.attribute("mode") == Some("base64")
        || element.attribute("type").is_some_and(|t| {
            t.contains('/') && !t.starts_with("text/") && !t.ends_with("xml") && !t.ends_with("json")
        });
    if !is_packed {
        return element.html();
    }
    let packed: String = element.text()?.split_whitespace().collect();
    let bytes = BASE64_STANDARD.decode(packed).ok();
    // What is packed and not text is a picture or the like.
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|text| !text.trim().is_empty())
}

fn date(entry: &Element, names: &[&str]) -> Option<NaiveDate> {
    names.iter().find_map(|name| {
        let texts = entry.children().filter(|c| c.name == *name).filter_map(Element::text);
        texts.into_iter().find_map(|text| dates::read(&text, None))
    })
}

fn markup(entry: &Element, names: &[&str]) -> Option<String> {
    let html = |element: &Element| match element.attribute("type") {
        // Atom says so of text whose angle brackets are no tags.
        Some("text" | "text/plain") => element.text().as_deref().map(as_html),
        _ => content(element),
    };
    names.iter().find_map(|name| entry.children().filter(|c| c.name == *name).find_map(html))
}

fn language(element: &Element) -> Option<Lang> {
    let stated = element.text_of(&LANGUAGE).or_else(|| element.attribute("xml:lang").map(str::to_owned));
    stated.as_deref().and_then(Lang::parse)
}

/// Names of persons, without the addresses RSS puts beside them.
fn authors(element: &Element) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for author in
        element.children().filter(|c| matches!(c.name.as_str(), "author" | "dc:creator" | "itunes:author"))
    {
        let written = author
            .text_of(&["name"])
            .or_else(|| author.text().filter(|_| author.children().next().is_none()));
        let name = written.as_deref().and_then(plain).map(|text| without_mail(&text));
        if let Some(name) = name.filter(|n| !n.is_empty() && !names.contains(n)) {
            names.push(name);
        }
    }
    names
}

/// `<ttl>` in minutes, or the syndication module's period.
fn ttl(head: &Element) -> Option<Duration> {
    const DAY: u64 = 24 * 60 * 60;
    let number = |name: &str| {
        head.text_of(&[name]).and_then(|text| text.trim().parse::<u32>().ok()).filter(|n| *n > 0)
    };
    if let Some(minutes) = number("ttl") {
        return Some(Duration::from_secs(u64::from(minutes) * 60));
    }
    let period = match head.text_of(&["sy:updateperiod"])?.to_ascii_lowercase().as_str() {
        "hourly" => 60 * 60,
        "daily" => DAY,
        "weekly" => 7 * DAY,
        "monthly" => 30 * DAY,
        "yearly" => 365 * DAY,
        _ => return None,
    };
    Some(Duration::from_secs(period / u64::from(number("sy:updatefrequency").unwrap_or(1))))
}
