//! A web page becomes a document.

mod attr;
mod author;
mod blocks;
mod bound;
mod byline;
mod date;
mod error_page;
mod json_ld;
pub mod keep;
mod labels;
mod main_text;
mod meta;
mod slim;
mod tables;
mod title;
mod twice;
mod wall;

use crate::{
    clean,
    document::{Parts, build},
    input::{Input, Rejection},
};
use meta::Meta;
use scraper::Html;
use shiome_model::{Capture, Document, Hash, Lang, Media, Reason, charset, url::site};
use std::borrow::Cow;
use url::Url;

pub use date::Dates;

/// What is wanted of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The text of one work.
    Article,
    /// All of the page's own text.
    Everything,
}

/// Bytes of a page that are read; no publisher writes more, scripts and images apart.
const MOST: usize = 5_000_000;

/// Statements to machines that a page is an article of a day.
const PUBLISHED: [&str; 7] = [
    "article:published_time",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "datepublished",
];

/// Reads a page.
pub fn read(input: &Input, wanted: Wanted) -> Result<Document, Rejection> {
    let body = &input.body[..input.body.len().min(MOST)];
    let html = decode(body, input.capture.header("content-type"), &input.source.country);
    let html = bound::parsable(&html);
    let page = Html::parse_document(html);
    let base = &input.capture.final_url;
    let meta = Meta::of(&page);
    let ld = json_ld::of(&page, base, &meta.title);
    let page_blocks = blocks::of(page.root_element());
    let home_names = home_names(&page, base);
    let host = site(base);
    let listed = input.item.and_then(|i| i.title.as_deref());
    let known = title::Known { listed, host: &host, home_names: &home_names };
    let title = title::of(&meta, &ld, &page_blocks, known).unwrap_or_default();
    let main = match wanted {
        Wanted::Article => main_text::article(html, &page, &page_blocks, &title, base, (&meta, &ld)),
        Wanted::Everything => main_text::everything(&page, &page_blocks, &title, base),
    };
    if wanted == Wanted::Article && led_to_the_front(input.capture) {
        return Err(Rejection::new(Reason::SoftNotFound, "led to the front page"));
    }
    let og_title = meta.first(&["og:title"]).unwrap_or_default();
    let seen = wall::Page {
        html,
        tree: &page,
        blocks: &page_blocks,
        titles: &[meta.title.as_str(), og_title],
        text: &main.text,
        is_article: ld.published.is_some() || ld.body.is_some() || meta.first(&PUBLISHED).is_some(),
        capture: input.capture,
    };
    if let Some(rejection) = wall::reason(&seen) {
        return Err(rejection);
    }
    if let Some((reason, detail)) = error_page::reason(&[&meta.title, &title], &page_blocks, &main.text) {
        return Err(Rejection::new(reason, detail));
    }
    let mut text = main.text;
    if text.is_empty() {
        text = summary(&meta, ld.description.as_deref(), ld.body.as_deref());
    }
    if title.is_empty() {
        let reason = if text.is_empty() { Reason::NoText } else { Reason::NoTitle };
        return Err(Rejection::new(reason, "nothing on the page is a title"));
    }
    let dates = date::of(&date::Witnesses {
        html,
        page: &page,
        meta: &meta,
        ld: &ld,
        blocks: &page_blocks,
        title: &title,
        address: base,
        item: input.item,
        country: &input.source.country,
        today: input.today,
    });
    let parts = Parts {
        address: own_address(&meta, base, input),
        pages: Vec::new(),
        published: dates.published,
        modified: dates.modified,
        authors: author::of(&page, &meta, &ld, &page_blocks, &title, &title::sites(&meta, &ld, known)),
        language: language(&meta, ld.language.as_deref()),
        links: main.links,
        media: Media::Html,
        title,
        text,
    };
    Ok(build(input, parts))
}

/// The text of a page's bytes.
fn decode<'b>(body: &'b [u8], kind: Option<&str>, country: &str) -> Cow<'b, str> {
    match charset::decode(body, kind, country) {
        Cow::Borrowed(html) => twice::mended(html),
        Cow::Owned(html) => {
            let mended = match twice::mended(&html) {
                Cow::Owned(mended) => Some(mended),
                Cow::Borrowed(_) => None,
            };
            Cow::Owned(mended.unwrap_or(html))
        }
    }
}

/// The days a page states of itself, without its text.
pub fn dates_of(input: &Input) -> date::Dates {
    let body = &input.body[..input.body.len().min(MOST)];
    let html = decode(body, input.capture.header("content-type"), &input.source.country);
    let slim = slim::of(&html);
    let page = Html::parse_document(bound::parsable(&slim));
    let base = &input.capture.final_url;
    let meta = Meta::of(&page);
    let ld = json_ld::of(&page, base, &meta.title);
    let page_blocks = blocks::of(page.root_element());
    let home_names = home_names(&page, base);
    let listed = input.item.and_then(|i| i.title.as_deref());
    let known = title::Known { listed, host: &site(base), home_names: &home_names };
    let title = title::of(&meta, &ld, &page_blocks, known).unwrap_or_default();
    date::of(&date::Witnesses {
        html: &html,
        page: &page,
        meta: &meta,
        ld: &ld,
        blocks: &page_blocks,
        title: &title,
        address: base,
        item: input.item,
        country: &input.source.country,
        today: input.today,
    })
}

/// The headings of a page's own text, in order.
pub fn headings_of(input: &Input) -> Vec<String> {
    let body = &input.body[..input.body.len().min(MOST)];
    let html = decode(body, input.capture.header("content-type"), &input.source.country);
    let page = Html::parse_document(bound::parsable(&html));
    let found = blocks::of(page.root_element());
    found.into_iter().filter(|b| b.heading > 0 && !b.chrome).map(|b| b.text).collect()
}

/// What stands in place of a list: a firewall's page, a login, an error page. `None` if it is none of
/// these; a list that can be read is not asked.
pub fn wall_of(capture: &Capture, body: &[u8], country: &str) -> Option<Rejection> {
    let html = decode(&body[..body.len().min(MOST)], capture.header("content-type"), country);
    let html = bound::parsable(&html);
    let page = Html::parse_document(html);
    let meta = Meta::of(&page);
    let page_blocks = blocks::of(page.root_element());
    let text = blocks::text(page_blocks.iter().filter(|b| !b.chrome && b.heading == 0));
    let titles = [meta.title.as_str()];
    let seen = wall::Page {
        html,
        tree: &page,
        blocks: &page_blocks,
        titles: &titles,
        text: &text,
        is_article: false,
        capture,
    };
    wall::reason(&seen).or_else(|| {
        let (reason, detail) = error_page::reason(&titles, &page_blocks, &text)?;
        Some(Rejection::new(reason, detail))
    })
}

/// What a page says, as it is recognised at another address: its own title and text without tokens and
/// clocks. `None` if it says nothing, or names the work under the title it was listed with.
pub fn print_of(input: &Input) -> Option<Hash> {
    let body = &input.body[..input.body.len().min(MOST)];
    let html = decode(body, input.capture.header("content-type"), &input.source.country);
    let page = Html::parse_document(bound::parsable(&html));
    let page_blocks = blocks::of(page.root_element());
    let title = Meta::of(&page).title;
    let own = page_blocks.iter().filter(|b| !b.chrome).map(|b| b.text.as_str());
    let all: Vec<&str> = std::iter::once(title.as_str()).chain(own).collect();
    let listed = input.item.and_then(|i| i.title.as_deref()).map(clean::key).unwrap_or_default();
    if listed.chars().count() >= 6 && all.iter().any(|text| clean::key(text).contains(&listed)) {
        return None;
    }
    let words: Vec<String> = all
        .iter()
        .flat_map(|t| t.split_whitespace())
        .filter(|w| !is_token(w))
        .map(str::to_lowercase)
        .collect();
    (!words.is_empty()).then(|| Hash::of(words.join(" ").as_bytes()))
}

/// Numbers of requests, clocks and the like: they differ from visit to visit.
fn is_token(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    digits >= 7 || (digits > 0 && letters > 0 && word.len() >= 8) || (digits > 2 && word.contains(':'))
}

/// Whether a page of a site was asked for and its front page answered.
fn led_to_the_front(capture: &Capture) -> bool {
    let is_front = |url: &Url| {
        let path = url.path().trim_matches('/');
        url.query().is_none()
            && (path.is_empty() || (path.len() == 2 && path.bytes().all(|b| b.is_ascii_lowercase())))
    };
    site(&capture.url) == site(&capture.final_url) && is_front(&capture.final_url) && !is_front(&capture.url)
}

/// A fragment of HTML (or plain text) as paragraphs without markup.
pub fn html_to_text(fragment: &str) -> String {
    let fragment = &fragment[..fragment.floor_char_boundary(MOST)];
    let marked = fragment.contains('<') || fragment.contains('&');
    if !marked {
        return clean::paragraphs(fragment);
    }
    let parse =
        |html: &str| blocks::text(&blocks::of(Html::parse_fragment(bound::parsable(html)).root_element()));
    let text = parse(fragment);
    // Feeds that escape twice leave markup inside the text.
    if text.contains("</") || text.contains("<p>") || text.contains("<br") {
        return parse(&text);
    }
    text
}

/// What the page says of itself where it has no text of its own.
fn summary(meta: &Meta, described: Option<&str>, body: Option<&str>) -> String {
    let description = meta.first(&["description", "og:description", "dc.description", "twitter:description"]);
    body.map(html_to_text)
        .filter(|t| !t.is_empty())
        .or_else(|| description.or(described).map(|d| clean::line(&clean::unescape(d))))
        .unwrap_or_default()
}

/// The address that the page claims, where it can be believed: on the same site, and not the front
/// page of it (sites exist whose every page claims to be the front page).
fn own_address(meta: &Meta, base: &Url, input: &Input) -> Option<Url> {
    let claimed = base.join(meta.canonical.as_deref()?).ok()?;
    let claimed = shiome_model::url::parse(claimed.as_str())?;
    let is_front = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    let same_site = [base, &input.capture.url].iter().any(|url| site(url) == site(&claimed));
    (same_site && (!is_front(&claimed) || is_front(base))).then_some(claimed)
}

/// The language that markup states: a hint, for templates are copied with theirs.
fn language(meta: &Meta, ld: Option<&str>) -> Option<Lang> {
    let stated = [
        meta.lang.as_deref(),
        ld,
        meta.first(&["og:locale", "content-language", "dc.language", "dcterms.language"]),
    ];
    stated.into_iter().flatten().find_map(Lang::parse)
}

/// What the links to the front page say: the name of the site.
fn home_names(page: &Html, base: &Url) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let links = page.root_element().descendent_elements().filter(|e| e.value().name() == "a");
    for link in links.take(300) {
        let Some(href) = attr::of(link.value(), "href").filter(|h| slim::may_be_home(h)) else { continue };
        let Ok(url) = base.join(href) else { continue };
        let path = url.path().trim_matches('/');
        let is_home =
            site(&url) == site(base) && url.query().is_none() && (path.is_empty() || path.len() == 2);
        let name = clean::line(&link.text().collect::<String>());
        if is_home && (2..=80).contains(&name.chars().count()) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
