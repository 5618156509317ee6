//! RSS and Atom.

use super::super::{
    Found, dates,
    found::Gather,
    text::{as_html, one_line, plain, without_mail},
    xml::{self, Element},
};
use chrono::NaiveDate;
use shiome_model::{Item, Lang, Reason};
use std::time::Duration;
use url::Url;

const PUBLISHED: [&str; 8] =
    ["published", "pubdate", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "date"];
const MODIFIED: [&str; 4] = ["updated", "modified", "dcterms:modified", "atom:updated"];
const SUMMARY: [&str; 4] = ["summary", "description", "dc:description", "itunes:summary"];
const CONTENT: [&str; 4] = ["content:encoded", "content", "xhtml:body", "fullitem"];
const LANGUAGE: [&str; 2] = ["language", "dc:language"];

/// None if this is no feed.
pub(super) fn read(text: &str, address: &Url, mut gather: Gather<'_>) -> Option<Found> {
    let root = xml::parse(text)?;
    let is_feed = matches!(root.name.as_str(), "rss" | "rdf:rdf" | "feed" | "channel" | "rdf");
    if !is_feed {
        return None;
    }
    let head = root.child("channel").unwrap_or(&root);
    let feed = Head::of(head, address);
    for (bases, entry) in root.find_all(&["item", "entry"]) {
        let base = bases.iter().fold(feed.base.clone(), |base, b| base.join(b).unwrap_or(base));
        match link(entry) {
            Some(href) => {
                gather.entry(&base, &href, |item| feed.fill(item, entry));
            }
            None => gather.refuse(&title(entry).unwrap_or_default(), Reason::Malformed),
        }
    }
    let mut found = gather.finish();
    found.ttl = ttl(head);
    Some(found)
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
    fn fill(&self, item: &mut Item, entry: &Element) {
        item.title = title(entry);
        item.published = date(entry, &PUBLISHED);
        item.modified = date(entry, &MODIFIED);
        item.summary = markup(entry, &SUMMARY);
        item.content = markup(entry, &CONTENT);
        item.authors = authors(entry);
        if item.authors.is_empty() {
            item.authors.clone_from(&self.authors);
        }
        item.language = language(entry).or_else(|| self.language.clone());
        item.stands_alone = true;
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
    let element = ["title", "dc:title"].iter().find_map(|name| entry.child(name))?;
    let is_plain = matches!(element.attribute("type"), Some("text" | "text/plain"))
        && element.attribute("mode").is_none_or(|mode| mode != "escaped");
    if is_plain { element.text().as_deref().and_then(one_line) } else { plain(&element.html()?) }
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
        _ => element.html(),
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
