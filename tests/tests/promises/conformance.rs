//! What is read is what the references of public test sets read.
//!
//! Each answer that differs is listed in `conformance.toml` with the reason why it may. One that is not
//! listed fails, and so does an entry whose answer no longer differs.

use crate::support::{json, shared, shiome};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// No case may take longer, on any machine that runs the tests.
const SLOWEST_MS: u64 = 2_000;

/// Reasons by suite and case.
type Table = BTreeMap<String, BTreeMap<String, String>>;

fn table() -> Table {
    toml::from_str(include_str!("conformance.toml"))
        .expect("conformance.toml holds reasons by suite and case")
}

/// Compares a suite with the table; `least` is the share that must be equal in each part, reasons or not.
fn conforms(suite: &str, least: f64) {
    let Some(shared) = shared(suite) else { return };
    let report = json(shiome().args(["eval", suite, "--shared"]).arg(&shared));
    let reasons = table().remove(suite).unwrap_or_default();
    let mut differing = BTreeSet::new();
    let mut unexplained = Vec::new();
    for part in report["parts"].as_array().unwrap() {
        let name = part["name"].as_str().unwrap();
        let count = |key: &str| part[key].as_u64().unwrap();
        println!("{suite}, {name}: {} of {}", count("equal"), count("cases"));
        assert!(count("cases") > 0, "{suite}, {name}: no cases");
        assert_eq!(count("panics"), 0, "{suite}, {name}: panics");
        assert!(count("slowest_ms") < SLOWEST_MS, "{suite}, {name}: one took {} ms", count("slowest_ms"));
        let share = count("equal") as f64 / count("cases") as f64;
        assert!(share >= least, "{suite}, {name}: {share:.4} are equal, the goal is {least}");
        for Difference { case, text } in differences(part) {
            if !reasons.contains_key(&case) {
                unexplained.push(format!("{name}: {text}"));
            }
            differing.insert(case);
        }
    }
    assert!(unexplained.is_empty(), "{suite}: no reason is given for\n{}", unexplained.join("\n"));
    let equal: Vec<&String> = reasons.keys().filter(|case| !differing.contains(*case)).collect();
    assert!(equal.is_empty(), "{suite}: reasons are given for what does not differ: {equal:?}");
}

struct Difference {
    case: String,
    text: String,
}

fn differences(part: &Value) -> Vec<Difference> {
    let all = part["differences"].as_array().unwrap().iter();
    all.map(|d| Difference { case: d["case"].as_str().unwrap().to_owned(), text: d.to_string() }).collect()
}

#[test]
fn every_reason_says_something() {
    for (suite, reasons) in table() {
        for (case, reason) in reasons {
            assert!(reason.split_whitespace().count() > 3, "{suite}, {case}: '{reason}' is no reason");
        }
    }
}

#[test]
fn feeds_are_read_as_by_feedparser() {
    conforms("feeds", 0.98);
}

#[test]
fn robots_txt_is_obeyed_as_by_google() {
    conforms("robots", 1.0);
}

#[test]
fn bytes_become_the_text_a_browser_shows() {
    conforms("charset", 0.93);
}

#[test]
fn addresses_are_those_of_the_url_standard() {
    conforms("url", 0.99);
}
