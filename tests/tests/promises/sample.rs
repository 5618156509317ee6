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
fn all_that_is_found_can_be_written_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let found = json(shiome().args(["search", "生成AI", "--limit", "1", "--data"]).arg(data()));
    for end in ["csv", "jsonl", "ris", "bib", "csl.json"] {
        let out = folder.path().join(format!("hits.{end}"));
        let told = json(shiome().args(["search", "生成AI", "--data"]).arg(data()).arg("--out").arg(&out));
        assert_eq!(told["documents"], found["total"], "{end}");
        let text = std::fs::read_to_string(&out).unwrap();
        let entries = match end {
            "csv" => csv_rows(&text),
            "jsonl" => text.lines().count(),
            "ris" => text.matches("\nER  - ").count(),
            "bib" => text.matches("@misc{").count(),
            _ => serde_json::from_str::<Vec<Value>>(&text).unwrap().len(),
        };
        assert_eq!(entries as u64, found["total"].as_u64().unwrap(), "{end}");
    }
    let out = folder.path().join("hits.xml");
    let refused =
        shiome().args(["search", "生成AI", "--data"]).arg(data()).arg("--out").arg(&out).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains(".csl.json"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5, "nothing is left behind");
}

/// Rows below the head of a table: a cell in quotes may hold a line feed.
fn csv_rows(text: &str) -> usize {
    let mut quoted = false;
    let ends = text.chars().filter(|c| {
        quoted ^= *c == '"';
        *c == '\n' && !quoted
    });
    ends.count() - 1
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
    let search = || {
        let mut found = json(shiome().args(["search", "研究", "--limit", "100", "--data"]).arg(copy.path()));
        // In whose name a source speaks is what the settings at hand say, and those of the sample are not.
        found["facets"].as_object_mut().unwrap().remove("credibility");
        found
    };
    let before = search();
    for what in ["index", "lake"] {
        json(shiome().args(["rebuild", what, "--data"]).arg(copy.path()));
    }
    assert_eq!(search(), before);
    let verified = json(shiome().args(["verify", "--data"]).arg(copy.path()));
    assert_eq!(verified["faults"], serde_json::json!([]));
}
