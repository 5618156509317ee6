//! Real pages that were captured more than once: what differs in noise or in its frame is no change.

use crate::support::{json, shared, shiome};
use e2e::web::{CapturedWeb, EntryKind, Record, Site, SiteEntry, Sources};
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// A web of those sites alone, with those ways in; its bodies stay where they are.
fn part_of(shared: &Path, sites: Vec<Site>, keep: impl Fn(&Record) -> bool) -> tempfile::TempDir {
    let (web, dir) = (shared.join("web"), tempfile::tempdir().unwrap());
    let whole = CapturedWeb::open(&web).unwrap();
    let gzipped = |name: &str, lines: Vec<String>| {
        let mut file =
            GzEncoder::new(std::fs::File::create(dir.path().join(name)).unwrap(), Compression::fast());
        lines.iter().for_each(|line| writeln!(file, "{line}").unwrap());
        file.finish().unwrap();
    };
    let kept = whole.records().iter().filter(|r| keep(r));
    gzipped("index.jsonl.gz", kept.map(|r| serde_json::to_string(r).unwrap()).collect());
    gzipped("truth.jsonl.gz", vec![]);
    let sources = Sources { as_of: whole.sources().as_of.clone(), sites };
    std::fs::write(dir.path().join("sources.json"), serde_json::to_vec(&sources).unwrap()).unwrap();
    std::os::unix::fs::symlink(web.join("sites").canonicalize().unwrap(), dir.path().join("sites")).unwrap();
    dir
}

fn site(shared: &Path, id: &str) -> Site {
    let web = CapturedWeb::open(&shared.join("web")).unwrap();
    web.sources().sites.iter().find(|s| s.id == id).cloned().unwrap()
}

/// Reads every version of the watched pages of a web in the order of time; how many pages there are and
/// how many changes were told.
fn watch(web: &Path) -> (u64, u64) {
    let data = tempfile::tempdir().unwrap();
    let outcome = json(shiome().args(["demo", "--once", "--web"]).arg(web).arg("--data").arg(data.path()));
    (outcome["documents"].as_u64().unwrap(), outcome["changes"].as_u64().unwrap())
}

/// 40 pages, 19 of them captured twice within an hour, differing in tokens and ids.
#[test]
fn pages_captured_twice_within_the_hour_have_not_changed() {
    let Some(shared) = shared("watched pages, twins") else { return };
    let mut whitehouse = site(&shared, "whitehouse");
    whitehouse.entries.retain(|e| e.kind == EntryKind::Watch);
    let pages = whitehouse.entries.len() as u64;
    let web = part_of(&shared, vec![whitehouse], |r| r.site == "whitehouse");
    let (documents, changes) = watch(web.path());
    println!("whitehouse.gov: {documents} of {pages} pages read, {changes} changes");
    assert_eq!((documents, changes), (pages, 0));
}

/// Home page and list of a blog over three years: news each time, two new templates in between.
#[test]
fn pages_that_changed_have_changed_at_most_once_a_version() {
    let Some(shared) = shared("watched pages, changes") else { return };
    let mut labs = site(&shared, "opensciencelabs");
    labs.entries.retain(|e| e.kind == EntryKind::Watch);
    let versions: u64 = labs.entries.iter().filter_map(|e| e.versions).sum();
    let pages = labs.entries.len() as u64;
    let web = part_of(&shared, vec![labs], |r| r.site == "opensciencelabs");
    let (documents, changes) = watch(web.path());
    println!("Open Science Labs: {documents} pages, {versions} versions, {changes} changes");
    assert_eq!(documents, pages);
    assert!((pages..=versions - pages).contains(&changes), "{changes} changes");
}

/// 213 posts that appear again four years later in another template with the same words.
#[test]
fn another_template_around_the_same_words_is_no_change() {
    let Some(shared) = shared("watched pages, new template") else { return };
    let mut dbcls = site(&shared, "dbcls");
    let web = CapturedWeb::open(&shared.join("web")).unwrap();
    let mut posts: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in web.records().iter().filter(|r| r.site == "dbcls" && r.kind == "page" && r.status == 200) {
        posts.entry(&record.url).or_default().push(record);
    }
    posts.retain(|_, versions| versions.first().map(|r| &r.sha256) != versions.last().map(|r| &r.sha256));
    dbcls.entries = posts
        .iter()
        .map(|(url, versions)| SiteEntry {
            kind: EntryKind::Watch,
            url: (*url).to_owned(),
            captures: Some(versions.len() as u64),
            documents: Some(1),
            ..SiteEntry::default()
        })
        .collect();
    let pages = dbcls.entries.len() as u64;
    let part = part_of(&shared, vec![dbcls], |r| posts.contains_key(r.url.as_str()) || r.kind == "robots");
    let (documents, changes) = watch(part.path());
    println!("DBCLS: {documents} of {pages} posts in two templates, {changes} changes");
    assert!(pages > 200, "{pages} pages");
    assert!(documents + 2 >= pages, "two posts claim the address of another");
    // One post's deadline was moved, in both languages; and the new template sets three lists as running
    // text with marks of its own.
    assert!((2..=5).contains(&changes), "{changes} changes");
}
