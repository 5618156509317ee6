//! From the page of a publisher to the ways in which its works may be listed. Pure: it reads what was
//! answered and says what else to ask.

use crate::connect::decode;
use ::url::Url;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use shiome_model::url;
use std::collections::{BTreeMap, BTreeSet};

/// Where feeds lie although no page says so, most common first.
const USUAL: [&str; 6] = ["feed/", "rss.xml", "feed.xml", "atom.xml", "rss", "index.xml"];
/// Links of one shape that make a list.
const LEAST_LINKS: usize = 5;
/// Characters that their titles have on the average, in Latin script; half of it in CJK.
const TITLE: usize = 18;

/// What a page says of how its works are listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clues {
    /// Feeds it names, the announced ones first.
    pub feeds: Vec<Url>,
    /// Settings of listings that this page itself may be, best first.
    pub listings: Vec<Value>,
    /// What it is called.
    pub title: Option<String>,
    /// What it says it is written in.
    pub language: Option<String>,
}

/// Reads a page at `address`.
pub fn clues(address: &Url, content_type: Option<&str>, body: &[u8]) -> Clues {
    let page = Html::parse_document(&decode(body, content_type));
    let text = |css: &str| all(&page, css).next().map(text_of).filter(|t| !t.is_empty());
    let language = all(&page, "html[lang]").next().and_then(|e| e.attr("lang"));
    let primary = language.and_then(|l| l.split(['-', '_']).next()).map(str::to_ascii_lowercase);
    Clues {
        feeds: feeds(&page, address),
        listings: listings(&page, address),
        title: text("title").or_else(|| text("h1")),
        language: primary.filter(|l| l.len() == 2),
    }
}

/// Addresses at which feeds of `page` usually lie.
pub fn usual_feeds(page: &Url) -> Vec<Url> {
    let mut folder = page.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    if !folder.path().ends_with('/') {
        folder.set_path(&format!("{}/", folder.path()));
    }
    let near = USUAL.iter().take(2).filter_map(|name| folder.join(name).ok());
    let root = USUAL.iter().filter_map(|name| page.join(&format!("/{name}")).ok());
    let mut seen = BTreeSet::new();
    near.chain(root).filter(|u| seen.insert(u.clone())).collect()
}

/// Sitemaps that a robots.txt names, and the usual one.
pub fn sitemaps(page: &Url, robots: &str) -> Vec<Url> {
    let named = robots.lines().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case("sitemap").then(|| page.join(value.trim()).ok())?
    });
    let mut seen = BTreeSet::new();
    named.chain(page.join("/sitemap.xml").ok()).filter(|u| seen.insert(u.clone())).collect()
}

fn all<'a>(page: &'a Html, css: &str) -> impl Iterator<Item = ElementRef<'a>> + use<'a> {
    // Only selectors of our own come here; one that does not parse selects nothing.
    let selector = Selector::parse(css).ok();
    let found: Vec<ElementRef<'a>> = selector.iter().flat_map(|s| page.select(s)).collect();
    found.into_iter()
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

fn feeds(page: &Html, address: &Url) -> Vec<Url> {
    let announced = all(page, "link[rel~=alternate][href]").filter(|link| {
        let kind = link.attr("type").unwrap_or_default().to_ascii_lowercase();
        ["rss+xml", "atom+xml", "rdf+xml", "feed+json"].iter().any(|k| kind.contains(k))
    });
    let linked = all(page, "a[href]").filter(|link| {
        let href = link.attr("href").unwrap_or_default().to_ascii_lowercase();
        let path = href.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or_default();
        matches!(last, "rss" | "feed" | "atom" | "rss.xml" | "feed.xml" | "atom.xml" | "index.rdf")
            || last.ends_with(".rss")
            || last.ends_with(".atom")
            || last.ends_with(".rdf")
    });
    let mut seen = BTreeSet::new();
    let hrefs = announced.chain(linked).filter_map(|e| address.join(e.attr("href")?.trim()).ok());
    // Comments are a feed, but not of works.
    let is_works = |u: &Url| !u.path().contains("comments");
    hrefs
        .filter(|u| is_works(u) && matches!(u.scheme(), "http" | "https") && seen.insert(u.clone()))
        .collect()
}

/// Links of one shape.
#[derive(Default)]
struct Shape {
    addresses: BTreeSet<Url>,
    weight: usize,
}

/// Groups the links of the page's own part by where they stand; those with many long titles are lists.
fn listings(page: &Html, address: &Url) -> Vec<Value> {
    let own = "a[href]:not(nav a):not(header a):not(footer a):not(aside a):not([role=navigation] a)";
    let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
    for link in all(page, own) {
        let Some(target) = link.attr("href").and_then(|href| address.join(href.trim()).ok()) else {
            continue;
        };
        if url::site(&target) != url::site(address) || target.path() == address.path() {
            continue;
        }
        let title = text_of(link);
        let width: usize = title.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let shape = shapes.entry(place(link)).or_default();
        if shape.addresses.insert(target) {
            shape.weight += width.min(80);
        }
    }
    let mut lists: Vec<(String, Shape)> = shapes
        .into_iter()
        .filter(|(_, s)| s.addresses.len() >= LEAST_LINKS && s.weight >= TITLE * s.addresses.len())
        .collect();
    lists.sort_by(|(a, x), (b, y)| y.weight.cmp(&x.weight).then_with(|| a.cmp(b)));
    let dated = all(page, "time").next().is_some();
    let settings = |(item, _): (String, Shape)| {
        let mut settings = json!({ "kind": "listing", "url": address.as_str(), "item": item });
        if dated {
            settings["date"] = "time".into();
        }
        settings
    };
    lists.into_iter().take(2).map(settings).collect()
}

/// Where a link stands: the two elements around it, with their first class.
fn place(link: ElementRef<'_>) -> String {
    let around = link.ancestors().filter_map(ElementRef::wrap).take(2);
    let mut parts: Vec<String> = around.map(named).collect();
    parts.reverse();
    parts.push(named(link));
    parts.join(" > ")
}

fn named(element: ElementRef<'_>) -> String {
    let name = element.value().name();
    let is_plain = |class: &&str| {
        let mut letters = class.chars();
        letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            // What counts or alternates differs from one work to the next.
            && !class.chars().any(|c| c.is_ascii_digit())
            && !matches!(*class, "odd" | "even" | "first" | "last" | "active")
    };
    match element.value().classes().find(is_plain) {
        Some(class) => format!("{name}.{class}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Url {
        text.parse().unwrap()
    }

    const PAGE: &str = r#"<!doctype html><html lang="de-DE"><head><title>Aktuelles  | Rhein-Stiftung</title>
      <link rel="alternate" type="application/rss+xml" href="/feed/news">
      <link rel="alternate" type="application/rss+xml" href="/feed/comments">
      <link rel="alternate" hreflang="en" href="/en/"></head><body>
      <nav><ul><li><a href="/a">Alle Veranstaltungen der Stiftung im Jahr</a></li></ul></nav>
      <main>
        <article class="teaser"><h3 class="odd"><a href="/news/1">Neue Leitlinie zu Open Access verabschiedet</a></h3><time>2026-05-01</time></article>
        <article class="teaser"><h3><a href="/news/2">Senat berät über die Förderung von Graduierten</a></h3></article>
        <article class="teaser"><h3><a href="/news/3">Aufruf: Forschungsdaten dauerhaft bewahren</a></h3></article>
        <article class="teaser"><h3><a href="/news/4">Gutachten zur Bewertung von Forschung erschienen</a></h3></article>
        <article class="teaser"><h3><a href="/news/5">Erklärung zu generativer KI in Anträgen</a></h3></article>
        <p class="more"><a href="/b">mehr</a> <a href="/c">mehr</a></p>
        <p><a href="/service/index.rdf">RSS</a> <a href="https://other.example/x">Partner dieser Stiftung und andere</a></p>
      </main></body></html>"#;

    #[test]
    fn a_page_tells_its_feeds_its_list_its_name_and_its_language() {
        let clues = clues(&at("https://rhein.example/aktuelles"), None, PAGE.as_bytes());
        let feeds = ["https://rhein.example/feed/news", "https://rhein.example/service/index.rdf"].map(at);
        assert_eq!(clues.feeds, feeds);
        assert_eq!(clues.language.as_deref(), Some("de"));
        assert_eq!(clues.title.as_deref(), Some("Aktuelles | Rhein-Stiftung"));
        assert_eq!(
            clues.listings,
            [json!({
                "kind": "listing", "url": "https://rhein.example/aktuelles",
                "item": "article.teaser > h3 > a", "date": "time"
            })]
        );
    }

    #[test]
    fn what_is_proposed_can_be_built_and_reads_the_page_it_is_from() {
        let address = at("https://rhein.example/aktuelles");
        let clues = clues(&address, None, PAGE.as_bytes());
        let config: crate::connect::Config = serde_json::from_value(clues.listings[0].clone()).unwrap();
        let hash = shiome_model::Hash::of(PAGE.as_bytes());
        let capture = shiome_model::Capture {
            id: shiome_model::Capture::id_of(&address, &hash),
            source: "rhein/news".into(),
            url: address.clone(),
            final_url: address,
            fetched_at: Default::default(),
            memento: None,
            status: 200,
            headers: Vec::new(),
            body: hash,
            bytes: PAGE.len() as u64,
        };
        let found = config.build(None).unwrap().read(&capture, PAGE.as_bytes()).unwrap();
        assert_eq!(found.items.len(), 5);
        assert_eq!(found.items[0].published.unwrap().to_string(), "2026-05-01");
    }

    #[test]
    fn the_usual_places_are_looked_at_and_named_sitemaps_first() {
        let page = at("https://rhein.example/aktuelles?x=1");
        let usual = usual_feeds(&page);
        assert_eq!(usual[0].as_str(), "https://rhein.example/aktuelles/feed/");
        assert!(usual.contains(&at("https://rhein.example/atom.xml")));
        let robots = "User-agent: *\nSITEMAP: https://rhein.example/map.xml.gz\nDisallow:";
        let maps = ["https://rhein.example/map.xml.gz", "https://rhein.example/sitemap.xml"].map(at);
        assert_eq!(sitemaps(&page, robots), maps);
    }

    #[test]
    fn strangers_bytes_are_read_without_harm() {
        for body in [&b""[..], b"\xff\xfe<", b"<a href='http://['>x", b"%PDF-1.7", &[0; 99]] {
            assert_eq!(clues(&at("https://e.example/"), None, body).listings, Vec::<Value>::new());
        }
    }
}
