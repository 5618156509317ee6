//! A web written for this project: fifteen invented publishers, fourteen countries, eight languages,
//! eighteen months.
//!
//! Texts come from authored material (`sample/*.toml`) through a small grammar and a seeded stream of
//! numbers, so the same seed gives the same bytes everywhere, and no two pages are alike unless that
//! is planned. Around the text stands what stands around texts on the web: banners, menus, teasers
//! with other dates, encodings, redirects, error pages that claim to be fine. What is planted, trends
//! and copies and changed clauses, is written down in the truth.
//!
//! It will not measure how well extraction does on the real web; captured sites are for that.

mod cast;
mod compose;
mod dates;
mod docs;
mod feeds;
mod material;
mod page;
mod pdf;
mod plan;
mod press;
mod rng;
#[cfg(test)]
mod tests;
mod watch;
mod ways;

use crate::{
    Error,
    web::{CapturedWeb, Site, SiteEntry, Sources},
};
use cast::{HOUSES, House};
use chrono::NaiveDate;
use dates::in_words;
use docs::{Doc, Fate};
use material::Language;
use page::{Middle, page, paragraphs};
use press::{Piece, Press, midnight, noon};
use std::{collections::BTreeMap, path::Path};

/// Monday of the first week.
pub const START: NaiveDate = day(2025, 3, 31);
/// Whole weeks in which something is published.
pub const WEEKS: u64 = 78;
/// The clock that sees everything, at midnight UTC: the Monday after the last week.
pub const END: NaiveDate = day(2026, 9, 28);
/// The seed of the web that is shown.
pub const SEED: u64 = 20_260_928;

/// Days on which listings, feeds, sitemaps and interfaces were captured.
const CLOCKS: [NaiveDate; 8] = [
    day(2025, 9, 29),
    day(2026, 3, 30),
    day(2026, 6, 29),
    day(2026, 8, 31),
    day(2026, 9, 7),
    day(2026, 9, 14),
    day(2026, 9, 21),
    END,
];

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

/// The sample web of that seed, in memory.
pub fn sample(seed: u64) -> Result<CapturedWeb, Error> {
    let languages = material::languages()?;
    let docs = docs::docs(seed, &languages, &material::stories()?);
    let mut press = Press::default();
    let mut truth: Vec<_> = docs.iter().filter(|doc| doc.counts()).map(Doc::truth).collect();
    let mut watched: BTreeMap<usize, Vec<SiteEntry>> = BTreeMap::new();
    for standing in material::standing()? {
        if let Some((at, entry, known)) = watch::publish(&mut press, &standing, &languages, &docs) {
            watched.entry(at).or_default().push(entry);
            truth.push(known);
        }
    }
    let mut sites = Vec::new();
    for (at, house) in HOUSES.iter().enumerate() {
        let Some(language) = languages.get(house.langs[0]) else { continue };
        let own: Vec<Doc> = docs.iter().filter(|doc| doc.house == at).cloned().collect();
        robots(&mut press, house);
        for number in 0..own.len() {
            publish(&mut press, house, &languages, &own, number);
        }
        let ways = house.ways.iter();
        let mut entries: Vec<SiteEntry> =
            ways.filter_map(|way| ways::publish(&mut press, house, language, &own, *way)).collect();
        entries.extend(watched.remove(&at).unwrap_or_default());
        sites.push(site(house, &own, entries));
    }
    truth.sort_by(|a, b| a.url.cmp(&b.url));
    let sources = Sources { as_of: format!("{END}T00:00:00Z"), sites };
    Ok(CapturedWeb::in_memory(press.records, press.bodies, sources, truth))
}

/// Writes the sample web of that seed into a folder that [`CapturedWeb::open`] reads.
pub fn write_to(seed: u64, dir: &Path) -> Result<(), Error> {
    sample(seed)?.write(dir)
}

impl CapturedWeb {
    /// The sample web, as it is shown.
    pub fn generated() -> Result<Self, Error> {
        sample(SEED)
    }
}

fn robots(press: &mut Press, house: &House) {
    let mut text = String::from("User-agent: *\nDisallow: /search\n");
    match house.id {
        "albion" => text.push_str("Disallow: /internal/\n"),
        "fosi" => text.push_str("Disallow: /*/draft-\nAllow: /search/help\n"),
        _ => {}
    }
    if let Some(delay) = house.crawl_delay {
        text.push_str(&format!("Crawl-delay: {delay}\n"));
    }
    let url = format!("https://{}/robots.txt", house.host);
    let piece =
        Piece { url: &url, at: midnight(START), media: "text/plain", kind: "robots", body: text.into() };
    press.put(house, piece);
}

/// Publishes one document on its day.
fn publish(
    press: &mut Press,
    house: &House,
    languages: &BTreeMap<&str, Language>,
    own: &[Doc],
    number: usize,
) {
    let doc = &own[number];
    let Some(language) = languages.get(doc.lang) else { return };
    let at = noon(doc.date);
    if let Some(via) = &doc.via {
        let piece = Piece { url: via, at, media: "text/html", kind: "page", body: Vec::new() };
        let record = press.put(house, piece);
        record.status = 301;
        record.location = Some(doc.url.clone());
    }
    match doc.fate {
        Fate::FeedOnly => {}
        Fate::Pdf => {
            let line = format!("{} ({})", house.name, in_words(doc.lang, doc.date));
            let body = pdf::pdf(doc, &line);
            press.put(house, Piece { url: &doc.url, at, media: "application/pdf", kind: "page", body });
        }
        Fate::Page | Fate::Forbidden | Fate::Gone => {
            let gone = doc.fate == Fate::Gone;
            let text = [language.label("missing_text").to_owned()];
            let related: Vec<&Doc> =
                own.iter().skip(number + 1).filter(|other| other.counts()).take(3).collect();
            let middle = Middle {
                title: if gone { language.label("missing") } else { &doc.text.title },
                date: (!gone).then_some(doc.date),
                tags: if gone { &[] } else { &doc.tags },
                html: paragraphs(if gone { &text } else { &doc.text.paragraphs }),
                related: if gone { &[] } else { &related },
                address: &doc.url,
                token: crate::web::sha256(doc.url.as_bytes()).chars().take(12).collect(),
            };
            press.html(house, &doc.url, at, "page", &page(house, language, &middle));
        }
    }
}

fn site(house: &House, own: &[Doc], entries: Vec<SiteEntry>) -> Site {
    let urls =
        |fate: Fate| own.iter().filter(|doc| doc.fate == fate).map(|doc| doc.url.clone()).collect::<Vec<_>>();
    let kept = own.iter().filter(|doc| doc.counts()).count() as u64;
    let standing = entries.iter().filter(|entry| entry.versions.is_some()).count() as u64;
    let day = |doc: Option<&Doc>| doc.map(|doc| doc.date.to_string()).unwrap_or_default();
    Site {
        id: house.id.into(),
        name: house.name.into(),
        name_en: Some(house.name_en.into()),
        name_ja: Some(house.name_ja.into()),
        home: format!("https://{}/", house.host),
        hosts: vec![house.host.into()],
        languages: house.langs.iter().map(|lang| (*lang).to_owned()).collect(),
        country: house.country.into(),
        agency_kind: Some(house.kind.into()),
        licence: Some("Apache-2.0 OR MIT".into()),
        dates: vec![day(own.last()), day(own.first())],
        date_shown: Some(format!("{:?}", house.shown).to_lowercase()),
        documents: own.len() as u64 + standing,
        complete_crawl: Some(kept + standing),
        entries,
        forbidden: urls(Fate::Forbidden),
        soft_404: urls(Fate::Gone),
        crawl_delay_s: house.crawl_delay.map(f64::from),
        listing_clocks: CLOCKS.iter().map(|clock| format!("{clock}T00:00:00Z")).collect(),
        feed_items_only: own.iter().any(|doc| doc.fate == Fate::FeedOnly),
        note: None,
    }
}
