//! Ways in: listings, feeds, sitemaps and interfaces, as they stood on each clock, and what a full
//! polite crawl finds through them.

use super::{
    CLOCKS, START,
    cast::{House, Way},
    docs::{Doc, Fate},
    feeds,
    material::Language,
    page::{Middle, escape, page},
    press::{Piece, Press, midnight},
};
use crate::web::{EntryKind, SiteEntry, gzipped, request_key};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Items on a page of a listing.
const LISTED: usize = 12;
/// Items of a feed that carries the newest only.
const NEWEST: usize = 30;
/// Items on a page of an interface.
const ANSWERED: usize = 25;
/// Addresses in one child of a sitemap index.
const MAPPED: usize = 40;

/// Publishes one way in on every clock, and says what it must yield.
pub(super) fn publish(
    press: &mut Press,
    house: &House,
    language: &Language,
    docs: &[Doc],
    way: Way,
) -> Option<SiteEntry> {
    let mut entry = describe(house, language, way);
    let mut counts = BTreeMap::new();
    let mut captures = 0;
    for clock in CLOCKS {
        let seen: Vec<&Doc> = docs.iter().filter(|doc| doc.date < clock).collect();
        let listed = match way {
            Way::Rss2 | Way::Atom => &seen[..seen.len().min(NEWEST)],
            _ => &seen[..],
        };
        let before = press.records.len();
        let pages = index(press, house, language, listed, way, clock);
        captures += usize::from(press.records.len() > before) as u64;
        let documents = listed.iter().filter(|doc| doc.counts()).count() as u64;
        counts.insert(format!("{clock}T00:00:00Z"), documents);
        entry.pages = Some(pages as u64);
        entry.links = Some(listed.len() as u64);
        entry.documents = Some(documents);
        entry.forbidden = Some(listed.iter().filter(|doc| doc.fate == Fate::Forbidden).count() as u64);
    }
    counts.pop_last();
    entry.documents_at = Some(counts);
    entry.captures = Some(captures);
    Some(entry)
}

/// The address of a listing's page.
fn listing_url(house: &House, number: usize) -> String {
    let host = house.host;
    match (house.id, number) {
        ("albion", 1) => format!("https://{host}/news/"),
        ("albion", n) => format!("https://{host}/news/page/{n}/"),
        ("toto", 1) => format!("https://{host}/oshirase/index.html"),
        ("toto", n) => format!("https://{host}/oshirase/index_{n}.html"),
        ("hualan", 1) => format!("https://{host}/xw/"),
        ("hualan", n) => format!("https://{host}/xw/index_{}.html", n - 1),
        (_, 1) => format!("https://{host}/news"),
        (_, n) => format!("https://{host}/news?page={n}&sort=newest"),
    }
}

/// How a listing marks its links, and the link to the next page.
fn marks(house: &House) -> (&'static str, &'static str, &'static str, &'static str) {
    match house.skeleton {
        0 => ("ul.results li a.result", "a[rel=next]", "result", "rel=\"next\""),
        1 => ("#content ul.results a.title", "a.pager-next", "title", "class=\"pager-next\""),
        2 => ("div.post-content ul.results a", "a[rel=next]", "entry", "rel=\"next\""),
        3 => ("div.honbun ul.results a", "a.tsugi", "koumoku", "class=\"tsugi\""),
        _ => ("div.entry ul.results a", "a[rel=next]", "item", "rel=\"next\""),
    }
}

fn describe(house: &House, language: &Language, way: Way) -> SiteEntry {
    let host = house.host;
    let base = SiteEntry {
        language: (house.langs.len() == 1).then(|| house.langs[0].to_owned()),
        name: Some(language.label("news").to_owned()),
        ..SiteEntry::default()
    };
    let feed = |format: &str, path: &str, full: bool| SiteEntry {
        kind: EntryKind::Feed,
        url: format!("https://{host}/{path}"),
        format: Some(format.into()),
        full_text: Some(full),
        ..base.clone()
    };
    let map = |pairs: &[(&str, &str)]| {
        Some(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    };
    match way {
        Way::Listing => {
            let (item, next, _, _) = marks(house);
            SiteEntry {
                kind: EntryKind::Listing,
                url: listing_url(house, 1),
                item_selector: Some(item.into()),
                next_selector: Some(next.into()),
                ..base
            }
        }
        Way::Rss2 => feed("rss2", "feed.xml", false),
        Way::Rss2Full => feed("rss2", "rss", true),
        Way::Rss1 => feed("rss1", "index.rdf", false),
        Way::Atom => feed("atom", "atom.xml", false),
        Way::JsonFeed => feed("json", "feed.json", false),
        Way::Sitemap | Way::SitemapIndex => {
            SiteEntry { kind: EntryKind::Sitemap, url: format!("https://{host}/sitemap.xml"), ..base }
        }
        Way::ApiGet => SiteEntry {
            kind: EntryKind::JsonApi,
            url: api_url(house, 1),
            items: Some("results".into()),
            next: Some("next_page_url".into()),
            map: map(&[
                ("url", "html_url"),
                ("title", "title"),
                ("published", "publication_date"),
                ("summary", "abstract"),
            ]),
            ..base
        },
        Way::ApiPost => SiteEntry {
            kind: EntryKind::JsonApi,
            url: format!("https://{host}/api/board/list"),
            method: Some("POST".into()),
            body: Some(api_body(1)),
            page: Some("page".into()),
            items: Some("data.list".into()),
            map: map(&[
                ("url", "link"),
                ("title", "subject"),
                ("published", "regDate"),
                ("summary", "summary"),
            ]),
            ..base
        },
    }
}

fn api_url(house: &House, number: usize) -> String {
    let page = if number > 1 { format!("&page={number}") } else { String::new() };
    format!("https://{}/api/v1/notices.json?order=newest&per_page={ANSWERED}{page}", house.host)
}

fn api_body(number: usize) -> Value {
    json!({ "board": "notice", "page": number, "size": ANSWERED })
}

/// Publishes the way as it stood on one clock; says how many answers it takes.
fn index(
    press: &mut Press,
    house: &House,
    language: &Language,
    docs: &[&Doc],
    way: Way,
    clock: NaiveDate,
) -> usize {
    let at = midnight(clock);
    let mut put = |url: &str, media: &str, kind: &str, body: Vec<u8>| {
        press.put(house, Piece { url, at, media, kind, body });
    };
    let url = describe(house, language, way).url;
    match way {
        Way::Listing => return listing(press, house, language, docs, clock),
        Way::Rss2 => put(
            &url,
            "application/rss+xml; charset=utf-8",
            "feed",
            feeds::rss2(house, docs, false, clock).into(),
        ),
        Way::Rss2Full => put(&url, "text/xml", "feed", feeds::rss2(house, docs, true, clock).into()),
        Way::Rss1 => put(&url, "application/xml", "feed", feeds::rss1(house, docs).into()),
        Way::Atom => put(&url, "application/atom+xml", "feed", feeds::atom(house, docs, clock).into()),
        Way::JsonFeed => put(&url, "application/feed+json", "feed", feeds::json_feed(house, docs).into()),
        Way::Sitemap => put(&url, "application/xml", "sitemap", sitemap(docs).into()),
        Way::SitemapIndex => {
            let mut children = String::new();
            for (number, part) in docs.chunks(MAPPED).enumerate() {
                let child = format!("https://{}/sitemap-{}.xml.gz", house.host, number + 1);
                children
                    .push_str(&format!("<sitemap><loc>{child}</loc><lastmod>{clock}</lastmod></sitemap>\n"));
                let body = gzipped(sitemap(part).as_bytes()).unwrap_or_default();
                put(&child, "application/gzip", "sitemap", body);
            }
            let text = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{children}</sitemapindex>\n"
            );
            put(&url, "application/xml", "sitemap", text.into());
            return docs.len().div_ceil(MAPPED) + 1;
        }
        Way::ApiGet => {
            let pages = docs.len().div_ceil(ANSWERED).max(1);
            for number in 1..=pages {
                let part = docs.iter().skip((number - 1) * ANSWERED).take(ANSWERED);
                let results: Vec<Value> = part.map(|doc| notice(doc)).collect();
                let mut answer = json!({ "count": docs.len(), "total_pages": pages, "results": results });
                if number < pages {
                    answer["next_page_url"] = api_url(house, number + 1).into();
                }
                put(&api_url(house, number), "application/json", "api", answer.to_string().into());
            }
            return pages;
        }
        Way::ApiPost => {
            let pages = docs.len().div_ceil(ANSWERED);
            for number in 1..=pages + 1 {
                let part = docs.iter().skip((number - 1) * ANSWERED).take(ANSWERED);
                let list: Vec<Value> = part.map(|doc| row(doc)).collect();
                let answer = json!({ "code": "OK", "data": { "total": docs.len(), "list": list } });
                let body = answer.to_string().into_bytes();
                let piece =
                    Piece { url: &url, at, media: "application/json; charset=utf-8", kind: "api", body };
                press.put_post(house, piece, request_key(api_body(number).to_string().as_bytes()));
            }
            return pages + 1;
        }
    }
    1
}

fn notice(doc: &Doc) -> Value {
    json!({
        "title": doc.text.title, "html_url": doc.link(), "publication_date": doc.date.to_string(),
        "abstract": feeds::summary(doc), "type": doc.kind,
    })
}

fn row(doc: &Doc) -> Value {
    json!({
        "subject": doc.text.title, "link": doc.link(), "regDate": doc.date.format("%Y.%m.%d").to_string(),
        "summary": feeds::summary(doc), "hit": doc.text.title.len(),
    })
}

fn sitemap(docs: &[&Doc]) -> String {
    let one =
        |doc: &&Doc| format!("<url><loc>{}</loc><lastmod>{}</lastmod></url>\n", escape(&doc.url), doc.date);
    let urls: String = docs.iter().map(one).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    )
}

fn listing(press: &mut Press, house: &House, language: &Language, docs: &[&Doc], clock: NaiveDate) -> usize {
    let pages = docs.len().div_ceil(LISTED).max(1);
    let (_, _, class, next) = marks(house);
    for number in 1..=pages {
        let part = docs.iter().skip((number - 1) * LISTED).take(LISTED);
        let one = |doc: &&Doc| {
            let (url, title) = (escape(doc.link()), escape(&doc.text.title));
            format!("<li><a class=\"{class}\" href=\"{url}\">{title}</a></li>\n")
        };
        let mut html = format!("<ul class=\"results\">\n{}</ul>\n", part.map(one).collect::<String>());
        if number < pages {
            let url = escape(&listing_url(house, number + 1));
            html.push_str(&format!("<p class=\"pager\"><b>{number}</b> / {pages} </p></div><div><a {next} href=\"{url}\">{}</a>\n", escape(language.label("next"))));
        }
        let url = listing_url(house, number);
        let title = language.label("news");
        let token = format!("{:08x}", START.signed_duration_since(clock).num_days() * 7919 + number as i64);
        let middle = Middle { title, date: None, tags: &[], html, related: &[], address: &url, token };
        press.html(house, &url, midnight(clock), "listing", &page(house, language, &middle));
    }
    pages
}
