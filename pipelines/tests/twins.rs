//! Real posts in two templates, four years apart: the same words in another frame are no change.
//!
//! The pages are captured data beside the project (`SHIOME_SHARED`); without them the suite is skipped.

#[path = "../../crates/model/tests/given/capture.rs"]
mod capture;
#[path = "../../crates/model/tests/given/shared.rs"]
mod shared;
#[path = "../../crates/model/tests/given/source.rs"]
mod source;

use capture::capture;
use shared::{bytes, shared};
use source::source;
use std::collections::BTreeMap;

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
        let of = |body| capture("a/b", url, "text/html; charset=utf-8", body);
        let pair = (of(&old), of(&new));
        let change =
            shiome_pipelines::compare::captures(&source("a/b"), (pair.0, &old), (pair.1, &new)).unwrap();
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
