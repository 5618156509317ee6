//! The bundled web, read from end to end.

use crate::support::{json, output, project, shiome};
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;

/// Read once, looked at by several tests.
static DEMO: LazyLock<(tempfile::TempDir, Value)> = LazyLock::new(|| {
    let data = tempfile::tempdir().unwrap();
    let outcome = run(data.path());
    (data, outcome)
});

fn run(data: &Path) -> Value {
    json(shiome().args(["demo", "--once", "--data"]).arg(data))
}

/// The folder of a demonstration that is over, for tests that only look.
pub fn data() -> &'static Path {
    DEMO.0.path()
}

/// A copy of it, for tests that write.
pub fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    output(std::process::Command::new("cp").arg("-a").arg(data().join(".")).arg(copy.path()));
    copy
}

#[test]
fn every_entry_finds_what_it_must_and_nothing_forbidden_is_asked_for() {
    let outcome = &DEMO.1;
    for site in outcome["sites"].as_array().unwrap() {
        assert_eq!(site["forbidden_requested"], serde_json::json!([]), "{}", site["site"]);
        for entry in site["entries"].as_array().unwrap() {
            assert_eq!(entry["found"], entry["expected"], "documents of {}", entry["source"]);
        }
        assert_eq!(site["found"], site["expected"], "documents of {}", site["site"]);
    }
    assert_eq!(outcome["indexed"], outcome["documents"]);
    let changes =
        "three of the reviewers' terms, one of another page; none of the capture that differs in noise";
    assert_eq!(outcome["changes"], 4, "{changes}");
    assert!(outcome["documents"].as_u64().unwrap() >= 500);
}

#[test]
fn titles_dates_and_languages_are_those_of_the_generator() {
    for field in ["title", "date", "language"] {
        let mut misses = Vec::new();
        let (mut equal, mut of) = (0, 0);
        for site in DEMO.1["sites"].as_array().unwrap() {
            equal += site[field]["equal"].as_u64().unwrap();
            of += site[field]["of"].as_u64().unwrap();
            misses.extend(site[field]["misses"].as_array().unwrap().iter().cloned());
        }
        let share = equal as f64 / of as f64;
        println!("{field}: {equal} of {of}");
        assert!(share >= 0.97, "{field}: {share:.4}; {misses:#?}");
    }
}

#[test]
fn the_planted_rise_is_found_and_the_burst_of_one_source_is_not() {
    let turned: Vec<&str> =
        DEMO.1["turned"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
    println!("{turned:#?}");
    let of = |topic: &str| turned.iter().filter(|t| t.contains(topic)).count();
    assert!(of("gen_ai") + of("generative") > 0, "no turn of generative AI among {turned:?}");
}

#[test]
fn a_japanese_query_finds_other_languages_and_says_by_which_terms() {
    let hits = json(shiome().args(["search", "生成AI 査読", "--limit", "50", "--data"]).arg(data()));
    let languages: Vec<&str> =
        hits["facets"]["language"].as_array().unwrap().iter().map(|l| l[0].as_str().unwrap()).collect();
    assert!(languages.len() >= 3, "found only {languages:?}");
    assert!(!hits["used_terms"].as_array().unwrap().is_empty());
}

#[test]
fn the_same_web_gives_the_same_bytes() {
    let again = tempfile::tempdir().unwrap();
    let outcome = run(again.path());
    for kind in ["digests", "reports"] {
        let paths = |o: &Value| -> Vec<String> {
            o[kind].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect()
        };
        for (one, other) in paths(&DEMO.1).iter().zip(paths(&outcome)) {
            let (one_bytes, other_bytes) =
                (std::fs::read(project().join(one)).unwrap(), std::fs::read(project().join(&other)).unwrap());
            assert!(one_bytes == other_bytes, "{one} and {other} differ");
        }
    }
}

#[test]
fn a_rebuilt_copy_equals_the_one_that_followed() {
    let copy = copy();
    let search = || json(shiome().args(["search", "研究", "--limit", "100", "--data"]).arg(copy.path()));
    let before = search();
    for what in ["index", "lake"] {
        json(shiome().args(["rebuild", what, "--data"]).arg(copy.path()));
    }
    assert_eq!(search(), before);
    let verified = json(shiome().args(["verify", "--data"]).arg(copy.path()));
    assert_eq!(verified["faults"], serde_json::json!([]));
}
