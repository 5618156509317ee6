//! A process that is killed in the middle of its commits leaves whole commits only.

use shiome_model::*;
use shiome_store::{Archive, Catalog, Entity, Fact};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const FOLDER: &str = "CRASH_TEST_FOLDER";
const PER_COMMIT: usize = 7;

fn at() -> Timestamp {
    "2026-02-18T00:00:00Z".parse().unwrap()
}

async fn open(folder: &Path) -> (Catalog, Archive) {
    let catalog =
        Catalog::open(&format!("sqlite:{}", folder.join("catalog.db").display()), at()).await.unwrap();
    (catalog, Archive::open(&format!("file:{}", folder.join("archive").display())).unwrap())
}

fn page(commit: i64, n: usize) -> (Capture, Vec<u8>, Document) {
    let url = url::parse(&format!("https://funder.example/{commit}/{n}")).unwrap();
    let body = format!("<p>page {n} of commit {commit}").into_bytes();
    let hash = Hash::of(&body);
    let capture = Capture {
        id: Capture::id_of(&url, &hash),
        source: "funder/news".into(),
        url: url.clone(),
        final_url: url.clone(),
        fetched_at: at(),
        memento: None,
        status: 200,
        headers: vec![],
        bytes: body.len() as u64,
        body: hash,
    };
    let document = Document {
        id: url.as_str().into(),
        revision: Document::revision_of("Page", "text", None),
        source: "funder/news".into(),
        agency: "funder".into(),
        country: "DE".into(),
        url,
        capture: capture.id.clone(),
        title: "Page".into(),
        text: "text ".repeat(500),
        pages: vec![],
        published: None,
        modified: None,
        authors: vec![],
        stated_language: None,
        links: vec![],
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    };
    (capture, body, document)
}

/// Writes until it is killed. Only does so as the child of the other test.
#[expect(clippy::disallowed_methods, reason = "a child process is told where to write")]
#[tokio::test]
async fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (catalog, archive) = open(Path::new(&folder)).await;
    loop {
        let commit = catalog.head().await.unwrap();
        let mut facts = Vec::new();
        for n in 0..PER_COMMIT {
            let (capture, body, document) = page(commit, n);
            archive.stage(&capture, &body).await.unwrap();
            facts.extend([Fact::Capture(capture), Fact::Document { document, first_seen: at() }]);
        }
        let captures: Vec<&Capture> =
            facts.iter().filter_map(|f| if let Fact::Capture(c) = f { Some(c) } else { None }).collect();
        archive.settle(&captures).await.unwrap();
        catalog.commit(None, &facts).await.unwrap();
    }
}

#[tokio::test]
async fn a_killed_process_leaves_whole_commits() {
    let dir = tempfile::tempdir().unwrap();
    let mut head = 0;
    for round in 0..4u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer"])
            .env(FOLDER, dir.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Killed at another moment each round, but not before it has done something.
        let (catalog, archive) = open(dir.path()).await;
        let began = Instant::now();
        while catalog.head().await.unwrap() < head + 3 {
            assert!(began.elapsed() < Duration::from_secs(20), "the writer does not write");
            tokio::time::sleep(Duration::from_millis(2 + round)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let now = catalog.head().await.unwrap();
        assert!(now > head);
        head = now;
        let counts = catalog.counts().await.unwrap();
        assert_eq!(counts.documents, head as u64 * PER_COMMIT as u64);
        assert_eq!(counts.captures, counts.documents);
        for change in catalog.changes(&[Entity::Document], 0, usize::MAX).await.unwrap() {
            let stored = catalog.document(&change.id.into()).await.unwrap().unwrap();
            let capture = catalog.capture(&stored.document.capture).await.unwrap().unwrap();
            assert_eq!(Hash::of(&archive.get(&capture.body).await.unwrap()), capture.body);
        }
        catalog.close().await;
    }
}
