//! No page of the public sets is taken for a wall: what is refused there is named here.
//!
//! The sets are captured data beside the project (`SHIOME_SHARED`); without them the suite is skipped.

#[path = "../../model/tests/given/capture.rs"]
mod capture;
#[path = "../../model/tests/given/shared.rs"]
mod shared;
#[path = "../../model/tests/given/source.rs"]
mod source;

use capture::capture;
use shared::{bytes, shared};
use shiome_extract::{Input, extract, print, watched_text};
use shiome_model::{Hash, Item, Reason};
use source::source;
use std::collections::{BTreeMap, BTreeSet};

/// Why a page is refused, as an article or as a watched page; and by what it is recognised.
fn look(url: &str, kind: &str, body: &[u8]) -> (Option<(Reason, String)>, Option<Hash>) {
    if shiome_model::url::parse(url).is_none() {
        return (None, None);
    }
    let capture = capture("a/b", url, kind, body);
    let (source, item) = (source("a/b"), Item::link(capture.url.clone()));
    let today = "2026-09-01".parse().unwrap();
    let input = Input { capture: &capture, body, item: Some(&item), source: &source, today };
    match (extract(&input), watched_text(&input)) {
        (Ok(document), Ok(_)) => (None, print(&input, &document)),
        (Err(refused), _) | (_, Err(refused)) => (Some((refused.reason, refused.detail)), None),
    }
}

#[test]
fn the_captured_web_is_refused_nothing_but_its_error_pages() {
    let Some(shared) = shared("walls, captured web") else { return };
    let web = shared.join("web");
    let index = String::from_utf8(bytes(&web.join("index.jsonl.gz"))).unwrap();
    let mut refused: BTreeMap<String, (Reason, String)> = BTreeMap::new();
    let mut prints: BTreeMap<(String, Hash), BTreeSet<String>> = BTreeMap::new();
    let mut pages = 0;
    for line in index.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        if text("kind") != "page" || record["status"] != 200 {
            continue;
        }
        pages += 1;
        let url = text("url");
        let (why, print) = look(&url, &text("content_type"), &bytes(&web.join(text("file"))));
        if let Some(why) = why {
            let note = text("note");
            refused.insert(format!("{url} ({note})"), why);
        }
        if let Some(print) = print {
            prints.entry((text("site"), print)).or_default().insert(url);
        }
    }
    println!("{pages} pages, {} refused", refused.len());
    for (url, (reason, detail)) in &refused {
        println!("    {} {detail:?}: {url}", reason.as_str());
    }
    let repeated: Vec<_> = prints.iter().filter(|(_, urls)| urls.len() > 1).collect();
    for ((site, print), urls) in &repeated {
        println!(
            "    {} addresses of {site} with one text ({}): {:?}",
            urls.len(),
            print.short(),
            urls.iter().next()
        );
    }
    let wrongly: Vec<_> = refused
        .iter()
        .filter(|(url, (reason, _))| *reason != Reason::SoftNotFound || !url.contains("soft 404"))
        .collect();
    assert!(wrongly.is_empty(), "refused although pages: {wrongly:#?}");
    assert_eq!(refused.len(), 10, "the error pages of the captured web");
    assert!(repeated.iter().all(|(_, urls)| urls.len() < 4), "articles that a print would take for a wall");
}

#[test]
fn pages_of_the_extraction_sets_are_refused_only_where_they_are_walls() {
    let Some(shared) = shared("walls, extraction sets") else { return };
    let mut refused: BTreeMap<String, (Reason, String)> = BTreeMap::new();
    let mut pages = 0;
    for set in ["trafilatura", "scrapinghub", "wcxb", "htmldate"] {
        let mut stack = vec![shared.join("eval/extract").join(set)];
        while let Some(path) = stack.pop() {
            if path.is_dir() {
                stack.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
                continue;
            }
            pages += 1;
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if let (Some(why), _) = look("https://site.example/2020/01/a-work", "text/html", &bytes(&path)) {
                refused.insert(format!("{set}/{name}"), why);
            }
        }
    }
    println!("{pages} pages, {} refused", refused.len());
    for (name, (reason, detail)) in &refused {
        println!("    {} {detail:?}: {name}", reason.as_str());
    }
    assert!(pages > 1_000, "{pages} pages");
    let walls: Vec<_> = refused.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())).collect();
    assert!(walls.is_empty(), "refused although articles: {walls:#?}");
}

/// Pages of the sets that are refused, each looked at.
const KNOWN: [&str; 6] = [
    "htmldate/1566929327.html.gz",           // a challenge of Imperva
    "htmldate/1685765130.html.gz",           // a refusal of Imperva
    "htmldate/wevolver.com.vehicle.html.gz", // a frame that React would fill
    "wcxb/0551.html.gz",                     // a challenge of Anubis
    "htmldate/1685121845.html.gz",           // without a title, before there were walls
    "htmldate/thelocal.se.tattooed.html.gz", // the same
];
