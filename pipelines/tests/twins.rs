//! Real posts in two templates, four years apart: the same words in another frame are no change.
//!
//! The pages are captured data beside the project (`SHIOME_SHARED`); without them the suite is skipped.

use flate2::read::GzDecoder;
use shiome_model::{Capture, Channel, Hash, Probe, Source};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

#[expect(clippy::disallowed_methods, reason = "tests are told where the shared data is")]
fn shared(suite: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SHIOME_SHARED").map(PathBuf::from);
    let dir = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"));
    if dir.join("web/sources.json").is_file() {
        return Some(dir);
    }
    assert!(std::env::var_os("SHIOME_REQUIRE_SHARED").is_none(), "{suite}: no shared data");
    println!("{suite}: skipped: no shared data");
    None
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn bytes(path: &Path) -> Vec<u8> {
    let raw = std::fs::read(path).unwrap();
    if !raw.starts_with(&[0x1f, 0x8b]) {
        return raw;
    }
    let mut plain = Vec::new();
    GzDecoder::new(raw.as_slice()).take(100_000_000).read_to_end(&mut plain).unwrap();
    plain
}

fn source() -> Source {
    Source {
        id: "a/b".into(),
        agency: "a".into(),
        country: "JP".into(),
        title: String::new(),
        url: "https://a.example/".into(),
        connector: None,
        language: None,
        channel: Channel::Web,
        cadence_seconds: 3600,
        probe: Probe::Working,
        credibility: shiome_model::Credibility::Official,
        licence: None,
        note: None,
    }
}

fn capture(url: &str, body: &[u8]) -> Capture {
    let url = shiome_model::url::parse(url).unwrap();
    let hash = Hash::of(body);
    Capture {
        id: Capture::id_of(&url, &hash),
        source: "a/b".into(),
        final_url: url.clone(),
        url,
        fetched_at: "2026-09-01T00:00:00Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), "text/html; charset=utf-8".into())],
        body: hash,
        bytes: body.len() as u64,
    }
}

#[test]
fn posts_in_a_new_template_have_not_changed() {
    let Some(shared) = shared("posts in two templates") else { return };
    let web = shared.join("web");
    let index = String::from_utf8(bytes(&web.join("index.jsonl.gz"))).unwrap();
    let mut posts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in index.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        if text("site") == "dbcls" && text("kind") == "page" && record["status"] == 200 {
            posts.entry(text("url")).or_default().push(text("file"));
        }
    }
    posts.retain(|_, files| files.len() > 1 && files.first() != files.last());
    let mut told = Vec::new();
    for (url, files) in &posts {
        let body = |file: &String| bytes(&web.join(file));
        let (old, new) = (body(&files[0]), body(&files[files.len() - 1]));
        let pair = (capture(url, &old), capture(url, &new));
        let change = shiome_pipelines::compare::captures(&source(), (pair.0, &old), (pair.1, &new)).unwrap();
        if !change.edits.is_empty() {
            told.push((url.clone(), change.edits));
        }
    }
    println!("{} posts in two templates, {} told to have changed", posts.len(), told.len());
    for (url, edits) in &told {
        println!("    {url}");
        for edit in edits.iter().take(8) {
            println!("        {:?} -> {:?} under {:?}", edit.before, edit.after, edit.section);
        }
    }
    assert!(posts.len() > 200, "{} posts", posts.len());
    let known: Vec<&str> =
        told.iter().map(|(url, _)| url.trim_start_matches("https://dbcls.rois.ac.jp/")).collect();
    assert_eq!(known, KNOWN);
}

/// Two posts whose deadline was moved, and three whose list of items the new template runs together with
/// marks and numbers of its own.
const KNOWN: [&str; 5] = [
    "en/2018/10/19/post1.html", // a list
    "en/2019/06/25/post2.html", // the deadline
    "ja/2016/01/21/post1.html", // a list
    "ja/2018/07/13/post1.html", // a list
    "ja/2019/06/25/post2.html", // the deadline
];
