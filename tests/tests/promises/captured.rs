//! Real sites, replayed through the gateway.

use crate::support::{json, shared, shiome};
use e2e::web::CapturedWeb;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Between the two sets of listings of most sites.
const BETWEEN: &str = "2026-03-01T00:00:00Z";
/// A week with documents of several sites that had not been published at that clock.
const WEEK: &str = "2026-W21";

fn demo(web: &Path, data: &Path, more: &[&str]) -> Value {
    let mut command = shiome();
    command.args(["demo", "--once", "--web"]).arg(web).arg("--data").arg(data).args(more);
    json(&mut command)
}

#[test]
fn a_captured_web_is_read_whole_politely_and_once() {
    let Some(shared) = shared("captured web") else { return };
    let (web, data) = (shared.join("web"), tempfile::tempdir().unwrap());
    let first = demo(&web, data.path(), &[]);
    print_shares(&first);
    for site in first["sites"].as_array().unwrap() {
        assert_eq!(site["forbidden_requested"], serde_json::json!([]), "{}", site["site"]);
        for entry in site["entries"].as_array().unwrap() {
            if !entry["expected"].is_null() {
                assert_eq!(entry["found"], entry["expected"], "documents of {}", entry["source"]);
            }
        }
        assert_eq!(site["found"], site["expected"], "documents of {}", site["site"]);
    }
    for (field, goal) in [("title", 0.97), ("date", 0.97), ("language", 0.99)] {
        let share = share(&first, field);
        assert!(share >= goal, "{field}: {share:.4} of the documents equal the truth, the goal is {goal}");
    }
    assert_eq!(first["indexed"], first["documents"], "every document is in the index");
    every_document_is_found(data.path(), first["documents"].as_u64().unwrap());

    // The same clock: nothing is due. Thirty days later: everything is, and nothing has changed.
    let again = demo(&web, data.path(), &[]);
    assert_eq!((&again["requests"], &again["new_documents"]), (&Value::from(0), &Value::from(0)));
    let log = data.path().join("asked.jsonl");
    let later = demo(&web, data.path(), &["--clock", "2026-10-01T00:00:00Z", "--log", log.to_str().unwrap()]);
    assert_eq!(later["new_documents"], 0);
    assert_eq!(later["documents"], first["documents"]);
    let fetched: Vec<String> = answered(&log).into_iter().filter(|u| !u.ends_with("/robots.txt")).collect();
    assert_eq!(fetched, Vec::<String>::new(), "nothing that did not change is fetched");
}

#[test]
fn with_the_clock_turned_forward_only_what_appeared_is_fetched_and_told() {
    let Some(shared) = shared("captured web, clock turned forward") else { return };
    let (dir, data) = (shared.join("web"), tempfile::tempdir().unwrap());
    let (log, earlier) = (data.path().join("asked.jsonl"), data.path().join("earlier.jsonl"));
    let before = demo(&dir, data.path(), &["--clock", BETWEEN, "--log", earlier.to_str().unwrap()]);
    let had: BTreeSet<String> = answered(&earlier).into_iter().collect();
    let after = demo(&dir, data.path(), &["--week", WEEK, "--log", log.to_str().unwrap()]);
    let new = after["new_documents"].as_u64().unwrap();
    assert!(new > 50, "{new} new documents");
    let web = CapturedWeb::open(&dir).unwrap();
    let clock = BETWEEN.parse().unwrap();
    for url in answered(&log) {
        let old = web.find(&url, None, clock).map(|r| r.sha256.clone());
        let now = web.find(&url, None, web.as_of().unwrap()).map(|r| r.sha256.clone());
        let is_news = !had.contains(&url) || old != now;
        assert!(is_news || url.ends_with("/robots.txt"), "{url} had not changed, but was fetched again");
    }
    assert_eq!(after["indexed"], after["documents"]);
    let total = |outcome: &Value| outcome["documents"].as_u64().unwrap();
    assert_eq!(total(&after), total(&before) + new);
    the_digest_links_only_to_documents_of_the_week(&web, &after);
}

fn the_digest_links_only_to_documents_of_the_week(web: &CapturedWeb, outcome: &Value) {
    let truth: BTreeMap<String, &str> = web
        .truth()
        .iter()
        .filter_map(|t| Some((shiome_model::url::parse(&t.url)?.to_string(), t.date.as_deref()?)))
        .collect();
    let week: shiome_model::Week = WEEK.parse().unwrap();
    let mut told = 0;
    for path in outcome["digests"].as_array().unwrap() {
        let path = path.as_str().unwrap();
        let Ok(page) = std::fs::read_to_string(path) else { panic!("{path} is not there") };
        for url in links(&page) {
            told += 1;
            let known = shiome_model::url::parse(&url).map(|u| u.to_string()).unwrap_or_default();
            let date =
                truth.get(&known).unwrap_or_else(|| panic!("{path} links to {url}, which is no document"));
            let day: chrono::NaiveDate = date.parse().unwrap();
            assert!(week.contains(day), "{path} tells {url} of {day}");
        }
    }
    assert!(told > 0, "the digest of {WEEK} tells nothing");
}

/// Addresses a page links to.
fn links(page: &str) -> BTreeSet<String> {
    let document = scraper::Html::parse_document(page);
    let anchors = scraper::Selector::parse("a[href]").unwrap();
    let hrefs = document.select(&anchors).filter_map(|a| a.value().attr("href"));
    hrefs.filter(|h| h.starts_with("http")).map(str::to_owned).collect()
}

/// Addresses that were answered with a body.
fn answered(log: &Path) -> Vec<String> {
    let lines = std::fs::read_to_string(log).unwrap();
    let seen = lines.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    seen.filter(|s| s["status"] == 200).map(|s| s["url"].as_str().unwrap().to_owned()).collect()
}

/// All documents, by language, add up; and a document is found by its own title.
fn every_document_is_found(data: &Path, documents: u64) {
    let search =
        |query: &str, more: &[&str]| json(shiome().args(["search", query, "--data"]).arg(data).args(more));
    let all = search("", &["--limit", "1000", "--newest"]);
    assert_eq!(all["total"], documents);
    let languages = all["facets"]["language"].as_array().unwrap();
    assert_eq!(languages.iter().map(|l| l[1].as_u64().unwrap()).sum::<u64>(), documents);
    for hit in all["hits"].as_array().unwrap().iter().step_by(100) {
        let title = words_of(hit["title"].as_str().unwrap());
        let found = search(&format!("title:\"{title}\""), &["--literal", "--limit", "1000"]);
        let ids: Vec<&Value> = found["hits"].as_array().unwrap().iter().map(|h| &h["id"]).collect();
        assert!(ids.contains(&&hit["id"]), "{title} does not find {}", hit["id"]);
    }
}

/// What to look for a title by: all of it, or, where brackets and Latin words stand between Japanese
/// ones, its longest run.
fn words_of(title: &str) -> String {
    if title.is_ascii() {
        return title.replace('"', " ");
    }
    let runs = title.split(|c: char| !c.is_alphanumeric() || c.is_ascii());
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    if longest.chars().count() > 3 { longest.to_owned() } else { title.replace('"', " ") }
}

fn share(outcome: &Value, field: &str) -> f64 {
    let sum = |key: &str| -> u64 {
        outcome["sites"].as_array().unwrap().iter().map(|s| s[field][key].as_u64().unwrap()).sum()
    };
    sum("equal") as f64 / sum("of") as f64
}

fn print_shares(outcome: &Value) {
    println!("{:<18} {:>6} {:>9}", "site", "found", "expected");
    for site in outcome["sites"].as_array().unwrap() {
        println!("{:<18} {:>6} {:>9}", site["site"].as_str().unwrap(), site["found"], site["expected"]);
        for field in ["title", "date", "language"] {
            let of = &site[field];
            println!("    {field}: {} of {}", of["equal"], of["of"]);
            for miss in of["misses"].as_array().unwrap().iter().take(5) {
                println!("        {miss}");
            }
        }
    }
    for field in ["title", "date", "language"] {
        println!("{field}: {:.4}", share(outcome, field));
    }
}
