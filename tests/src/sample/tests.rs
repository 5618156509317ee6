//! The sample web keeps its own promises.

use super::*;
use crate::web::{EntryKind, Record};
use std::collections::{BTreeMap, BTreeSet, HashMap};

fn web() -> CapturedWeb {
    CapturedWeb::generated().unwrap()
}

fn bytes(web: &CapturedWeb, record: &Record) -> Vec<u8> {
    web.body(record).unwrap().plain().unwrap().to_vec()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_gives_others() {
    let (one, two, other) = (web(), web(), sample(SEED + 1).unwrap());
    assert_eq!(one.records(), two.records());
    assert_eq!(one.truth(), two.truth());
    assert_eq!(one.sources(), two.sources());
    assert_ne!(one.records(), other.records());
    for record in one.records() {
        assert_eq!(crate::web::sha256(&bytes(&one, record)), record.sha256, "{}", record.url);
    }
}

#[test]
fn it_is_as_large_and_as_varied_as_promised() {
    let web = web();
    let sites = &web.sources().sites;
    let countries: BTreeSet<&str> = sites.iter().map(|site| site.country.as_str()).collect();
    let languages: BTreeSet<&str> = web.truth().iter().filter_map(|doc| doc.lang.as_deref()).collect();
    let pages: BTreeSet<&str> = web
        .records()
        .iter()
        .filter(|r| r.kind == "page" && r.status == 200)
        .map(|r| r.url.as_str())
        .collect();
    let pdfs = web.records().iter().filter(|record| record.content_type == "application/pdf").count();
    let kinds: BTreeSet<EntryKind> =
        sites.iter().flat_map(|site| &site.entries).map(|entry| entry.kind).collect();
    println!(
        "{} sites, {countries:?}, {languages:?}, {} pages, {pdfs} PDF files, {} truths, {} records",
        sites.len(),
        pages.len(),
        web.truth().len(),
        web.records().len()
    );
    assert!(sites.len() >= 14 && countries.len() >= 10 && languages.len() >= 7);
    assert!((550..=800).contains(&pages.len()), "{} pages", pages.len());
    assert!(pdfs >= 12, "{pdfs} PDF files");
    assert_eq!(kinds.len(), 5);
}

#[test]
fn truth_is_what_the_web_holds() {
    let web = web();
    let end = web.as_of().unwrap();
    let urls: BTreeSet<&str> = web.truth().iter().map(|doc| doc.url.as_str()).collect();
    assert_eq!(urls.len(), web.truth().len(), "an address twice");
    for doc in web.truth() {
        assert!(!doc.title.contains('{') && !doc.title.is_empty(), "{}", doc.title);
        assert_eq!(web.find(&doc.url, None, end).is_some(), doc.page, "{}", doc.url);
    }
    for site in &web.sources().sites {
        let kept = web.truth().iter().filter(|doc| doc.site == site.id).count() as u64;
        assert_eq!(site.complete_crawl, Some(kept), "{}", site.id);
        for url in site.forbidden.iter().chain(&site.soft_404) {
            assert!(!urls.contains(url.as_str()));
            assert!(web.find(url, None, end).is_some(), "{url} would be served");
        }
    }
}

#[test]
fn no_slot_stays_open_and_no_letter_is_lost() {
    let web = web();
    for record in web.records().iter().filter(|record| record.kind == "page" && record.status == 200) {
        let body = bytes(&web, record);
        if record.content_type.starts_with("text/html") {
            let site = web.sources().sites.iter().find(|site| site.id == record.site).unwrap();
            let house = &HOUSES[cast::house(&site.id).unwrap()];
            let encoding = encoding_rs::Encoding::for_label(house.charset.as_bytes()).unwrap();
            let (text, _, broken) = encoding.decode(&body);
            assert!(!broken, "{}", record.url);
            let middle = text.split_once("<body>").unwrap().1;
            assert!(!middle.contains('{'), "{}", record.url);
            assert!(!middle.contains('\u{fffd}'), "{}", record.url);
        }
    }
}

/// Follows an entry the way a crawler would, with selectors and next pages, and counts its links.
fn crawl(web: &CapturedWeb, entry: &SiteEntry, at: shiome_model::Timestamp) -> (usize, BTreeSet<String>) {
    let text = |url: &str, post: Option<&str>| {
        let record = web.find(url, post, at)?;
        let body = bytes(web, record);
        let charset = record.content_type.split("charset=").nth(1);
        let house = HOUSES.iter().find(|house| house.id == record.site)?;
        let label = charset.unwrap_or(if record.kind == "listing" { house.charset } else { "utf-8" });
        Some(encoding_rs::Encoding::for_label(label.as_bytes())?.decode(&body).0.into_owned())
    };
    let between = |text: &str, from: &str, to: &str| -> Vec<String> {
        let part = |rest: &str| rest.split_once(to).map(|(part, _)| part.replace("&amp;", "&"));
        text.split(from).skip(1).filter_map(part).collect()
    };
    let canonical = |url: &str| shiome_model::url::parse(url).unwrap().to_string();
    let mut found = BTreeSet::new();
    let mut pages = 0;
    match entry.kind {
        EntryKind::Listing => {
            let item = scraper::Selector::parse(entry.item_selector.as_deref().unwrap()).unwrap();
            let next = scraper::Selector::parse(entry.next_selector.as_deref().unwrap()).unwrap();
            let mut url = Some(entry.url.clone());
            while let Some(page) = url.take().and_then(|url| text(&url, None)) {
                pages += 1;
                let page = scraper::Html::parse_document(&page);
                let href =
                    |link: scraper::ElementRef| link.value().attr("href").unwrap_or_default().to_owned();
                found.extend(page.select(&item).map(href).map(|url| canonical(&url)));
                url = page.select(&next).next().map(href);
            }
        }
        EntryKind::Feed => {
            pages = 1;
            let feed = text(&entry.url, None).unwrap();
            match entry.format.as_deref() {
                Some("json") => {
                    let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
                    found.extend(
                        feed["items"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .map(|i| canonical(i["url"].as_str().unwrap())),
                    );
                }
                Some("atom") => found
                    .extend(between(&feed, "rel=\"alternate\" href=\"", "\"").iter().map(|u| canonical(u))),
                _ => {
                    let items: String = feed.split("<item").skip(1).collect();
                    found.extend(between(&items, "<link>", "</link>").iter().map(|u| canonical(u)));
                }
            }
        }
        EntryKind::Sitemap => {
            let mut maps = vec![text(&entry.url, None).unwrap()];
            while let Some(map) = maps.pop() {
                pages += 1;
                for url in between(&map, "<loc>", "</loc>") {
                    if url.ends_with(".xml.gz") {
                        let gz = bytes(web, web.find(&url, None, at).unwrap());
                        let plain = crate::web::Body { bytes: gz.into(), gzipped: true }.plain().unwrap();
                        maps.push(String::from_utf8(plain.to_vec()).unwrap());
                    } else {
                        found.insert(canonical(&url));
                    }
                }
            }
        }
        EntryKind::JsonApi => {
            let (mut url, mut body) = (Some(entry.url.clone()), entry.body.clone());
            let pointer = format!("/{}", entry.items.as_deref().unwrap().replace('.', "/"));
            let field = &entry.map.as_ref().unwrap()["url"];
            while let Some(address) = url.take() {
                let post = body.as_ref().map(|body| crate::web::request_key(body.to_string().as_bytes()));
                let answer: serde_json::Value =
                    serde_json::from_str(&text(&address, post.as_deref()).unwrap()).unwrap();
                pages += 1;
                let items = answer.pointer(&pointer).unwrap().as_array().unwrap().clone();
                found.extend(items.iter().map(|item| canonical(item[field].as_str().unwrap())));
                match (&mut body, &entry.page) {
                    (Some(body), Some(page)) if !items.is_empty() => {
                        body[page] = (body[page].as_u64().unwrap() + 1).into();
                        url = Some(address);
                    }
                    _ => url = entry.next.as_ref().and_then(|next| answer[next].as_str()).map(str::to_owned),
                }
            }
        }
        EntryKind::Watch => {
            pages = usize::from(text(&entry.url, None).is_some());
            found.insert(entry.url.clone());
        }
    }
    (pages, found)
}

#[test]
fn every_entry_yields_what_it_says_on_every_clock() {
    let web = web();
    for site in &web.sources().sites {
        for entry in &site.entries {
            let clocks = entry.documents_at.iter().flatten().map(|(clock, count)| (clock.clone(), *count));
            let end = (web.sources().as_of.clone(), entry.documents.unwrap());
            for (clock, documents) in clocks.chain([end]) {
                let at = clock.parse().unwrap();
                let (pages, found) = crawl(&web, entry, at);
                let kept: BTreeSet<&String> = found
                    .iter()
                    .filter(|url| !site.forbidden.contains(url) && !site.soft_404.contains(url))
                    .collect();
                assert_eq!(kept.len() as u64, documents, "{} at {clock}", entry.url);
                for url in &kept {
                    let answers = web.find(url, None, at).is_some();
                    assert_eq!(answers, !site.feed_items_only, "{url} at {clock}");
                }
                if clock == web.sources().as_of {
                    assert_eq!(
                        (pages as u64, found.len() as u64),
                        (entry.pages.unwrap(), entry.links.unwrap()),
                        "{}",
                        entry.url
                    );
                }
            }
        }
    }
}

#[test]
fn texts_differ_unless_they_are_planted_copies() {
    let languages = material::languages().unwrap();
    let docs = docs::docs(SEED, &languages, &material::stories().unwrap());
    let sets: Vec<BTreeSet<String>> = docs.iter().map(|doc| docs::sentences(&doc.text)).collect();
    let mut worst: BTreeMap<&str, usize> = BTreeMap::new();
    for one in 0..docs.len() {
        for two in one + 1..docs.len() {
            if docs[one].lang != docs[two].lang
                || (docs[one].story.is_some() && docs[one].story == docs[two].story)
            {
                continue;
            }
            let shared = sets[one].intersection(&sets[two]).count();
            let percent = shared * 100 / sets[one].len().min(sets[two].len()).max(1);
            let most = worst.entry(docs[one].lang).or_default();
            *most = percent.max(*most);
            assert!(percent <= 40, "{percent}% of {} and {}", docs[one].url, docs[two].url);
        }
    }
    println!("most sentences shared, in per cent: {worst:?}");
}

#[test]
fn what_is_planted_is_there() {
    let web = web();
    let of = |trend: &str| {
        web.truth().iter().filter(|doc| doc.trend.as_deref() == Some(trend)).collect::<Vec<_>>()
    };
    let country: HashMap<&str, &str> =
        web.sources().sites.iter().map(|site| (site.id.as_str(), site.country.as_str())).collect();
    let rising: BTreeSet<&str> = of("rising").iter().map(|doc| country[doc.site.as_str()]).collect();
    assert!(rising.len() >= 5, "{rising:?}");
    assert!(of("rising").iter().all(|doc| doc.date.as_deref() >= Some("2026-08-01")));
    let burst: BTreeSet<&str> = of("one_source_burst").iter().map(|doc| doc.site.as_str()).collect();
    assert_eq!((burst.len(), of("one_source_burst").len()), (1, 9));
    assert!(of("falling").iter().all(|doc| doc.date.as_deref() < Some("2026-07-01")));
    assert_eq!(of("steady").len() as u64, WEEKS);
    let copies = |kind: &str| web.truth().iter().filter(|doc| doc.copy.as_deref() == Some(kind)).count();
    assert_eq!((copies("exact"), copies("near"), copies("translated")), (6, 8, 5));
    let watched: Vec<&SiteEntry> =
        web.sources().sites.iter().flat_map(|s| &s.entries).filter(|e| e.kind == EntryKind::Watch).collect();
    assert_eq!(
        watched.iter().map(|e| (e.captures, e.versions)).collect::<Vec<_>>(),
        [(Some(5), Some(4)), (Some(3), Some(2))]
    );
}

#[test]
fn a_written_web_reads_the_same() {
    let web = web();
    let dir = tempfile::tempdir().unwrap();
    web.write(dir.path()).unwrap();
    let read = CapturedWeb::open(dir.path()).unwrap();
    assert_eq!(read.sources(), web.sources());
    assert_eq!(read.truth(), web.truth());
    assert_eq!(read.records().len(), web.records().len());
    for (one, two) in web.records().iter().zip(read.records()) {
        assert_eq!((&one.url, &one.sha256), (&two.url, &two.sha256));
        assert_eq!(bytes(&web, one), bytes(&read, two), "{}", one.url);
    }
}
