//! Folders and mailboxes: what lies in them becomes documents once, and stays as it is.

use crate::house::{self, TestHouse, day, source};
use shiome_crawl::{Fetcher, fetch};
use shiome_model::{Channel, DateEvidence, Media, Sensitivity};
use shiome_pipelines::SourcePlan;
use shiome_pipelines::ingest::{
    self, Tally,
    local::{About, Folder, Local, Maildir},
};
use shiome_store::{DocumentFilter, StoredDocument};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const NOW: &str = "2026-03-10T03:00:00Z";

fn folder(path: &Path) -> SourcePlan {
    let folder = Folder {
        path: path.to_owned(),
        sensitivity: Sensitivity::Internal,
        settle: Duration::from_millis(150),
        max_bytes: 1 << 20,
    };
    let source = source("shared", Channel::DropFolder);
    SourcePlan {
        source,
        connector: None,
        fallback: Vec::new(),
        render: false,
        local: Some(Local::Folder(folder)),
    }
}

fn maildir(path: &Path) -> SourcePlan {
    let maildir = Maildir { path: path.to_owned(), sensitivity: Sensitivity::Public, max_bytes: 1 << 20 };
    let source = source("newsletters", Channel::Mailbox);
    SourcePlan {
        source,
        connector: None,
        fallback: Vec::new(),
        render: false,
        local: Some(Local::Maildir(maildir)),
    }
}

/// Reads what is due, once.
async fn read(house: &TestHouse) -> Tally {
    let ids: Vec<_> = house.house.plan.sources.keys().cloned().collect();
    house.house.catalog.make_due(&ids, house.house.now()).await.unwrap();
    let settings = ingest::Settings {
        owner: "test".into(),
        workers: 1,
        pages_per_site: 1,
        later: false,
        secret: |_| None,
    };
    let fetcher = Fetcher::new(fetch::Settings {
        user_agent: "Test (+https://test.example)".into(),
        ..Default::default()
    });
    let stop = AtomicBool::new(false);
    let summary = ingest::run(&house.house, &fetcher.unwrap(), &settings, &stop).await.unwrap();
    summary.sources.into_values().next().unwrap()
}

async fn documents(house: &TestHouse) -> Vec<StoredDocument> {
    house.house.catalog.documents_page(&DocumentFilter::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_become_documents_once() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write(
        "plan.md",
        "---\nsensitivity: public\nembargo: 2026-05-01\nauthor: A. Writer\n---\n# A plan\n\nOpen access from 2027 on.\n",
    );
    write("note.txt", "A note\n\n2 March 2026\n\nPreprints stay.\n");
    write("note.txt.toml", "sensitivity = \"restricted\"\ntitle = \"The minister's note\"\n");
    write(
        "memo.md",
        "---\noffice: jsps_bonn\nauthor: 山田 花子\nmet: 2026-03-02\nsensitivity: internal\n---\n# 面談\n\n研究評価。\n",
    );
    write("table.xlsx", "no text");
    write("broken.md", "---\nsensitivity: secret\n---\n# Broken\n\nText.\n");
    let house = TestHouse::with(NOW, vec![folder(dir.path())]).await;

    let first = read(&house).await;
    assert_eq!((first.listed, first.new, first.updated), (5, 3, 0));
    assert_eq!(first.rejected.into_iter().collect::<Vec<_>>(), [("malformed", 1), ("unsupported_media", 1)]);
    let all = documents(&house).await;
    let told: Vec<_> = all
        .iter()
        .map(|s| &s.document)
        .map(|d| (d.title.as_str(), d.sensitivity, d.embargo, d.media, d.source.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("面談", Sensitivity::Internal, None, Media::Memo, "jsps_bonn/memo"),
            ("A plan", Sensitivity::Public, Some(day("2026-05-01")), Media::Text, "jsps_bonn/shared"),
            ("The minister's note", Sensitivity::Restricted, None, Media::Text, "jsps_bonn/shared"),
        ]
        .into_iter()
        .collect::<Vec<_>>(),
        "{told:?}"
    );
    assert!(all[0].found_by.contains(&"jsps_bonn/shared".into()));
    assert_eq!(all[1].document.authors, ["A. Writer"]);
    // Nothing tells where they lay.
    let place = dir.path().display().to_string();
    for stored in &all {
        let capture = house.house.catalog.capture(&stored.document.capture).await.unwrap().unwrap();
        let whole = format!("{stored:?}{capture:?}");
        assert!(!whole.contains(&place) && !whole.contains("plan.md"), "{whole}");
    }
    let health = house.house.catalog.source_health(house.house.now(), house.house.now()).await.unwrap();
    assert_eq!(health[0].rejected.len(), 2);

    // Again: nothing new, nothing counted twice, nothing touched.
    let before = house.house.catalog.counts().await.unwrap();
    let second = read(&house).await;
    assert_eq!((second.listed, second.new, second.updated, second.rejected.len()), (5, 0, 0, 0));
    assert_eq!(house.house.catalog.counts().await.unwrap(), before);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 6);

    // A mended file is read; the same text under another name, or handed over, is the same document.
    write("broken.md", "---\nsensitivity: internal\n---\n# Broken\n\nText.\n");
    fs::copy(dir.path().join("memo.md"), dir.path().join("copy.md")).unwrap();
    let third = read(&house).await;
    assert_eq!((third.new, third.updated, third.rejected.len()), (1, 0, 0));
    let body = fs::read(dir.path().join("memo.md")).unwrap();
    assert!(!house.memo("x.md", &body, About::default()).await.unwrap().is_new);
    // A folder's habit does not open what somebody has closed.
    let about = About { sensitivity: Some(Sensitivity::Restricted), ..house::about() };
    fs::write(dir.path().join("closed.txt"), "Closed talks\n\nText.\n").unwrap();
    house.memo("closed.txt", b"Closed talks\n\nText.\n", about).await.unwrap();
    write("closed.txt.toml", "office = \"jsps_bonn\"\nmet = 2026-03-04\nauthor = \"Hanako Yamada\"\n");
    assert_eq!((read(&house).await.new, documents(&house).await.len()), (0, 5));
    assert!(
        documents(&house)
            .await
            .iter()
            .any(|s| s.document.sensitivity == Sensitivity::Restricted && s.document.title == "Closed talks")
    );
    // What is said beside it changes what may be done with it.
    write("note.txt.toml", "sensitivity = \"internal\"\ntitle = \"The minister's note\"\n");
    assert_eq!(read(&house).await.updated, 1);
    assert_eq!(documents(&house).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_being_written_waits() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("long.md");
    let house = TestHouse::with(NOW, vec![folder(dir.path())]).await;
    fs::write(&path, "# Half").unwrap();
    let writer = std::thread::spawn({
        let path = path.clone();
        move || {
            for n in 0..40 {
                std::thread::sleep(Duration::from_millis(20));
                fs::write(&path, format!("# Whole\n\n{}", "More text. ".repeat(n))).unwrap();
            }
        }
    });
    assert_eq!(read(&house).await.new, 0);
    writer.join().unwrap();
    assert_eq!(read(&house).await.new, 1);
    assert_eq!(documents(&house).await[0].document.title, "Whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_gone_is_a_trouble_of_its_source() {
    let dir = tempfile::tempdir().unwrap();
    let house = TestHouse::with(NOW, vec![folder(&dir.path().join("gone"))]).await;
    let (reason, detail) = read(&house).await.failed.unwrap();
    assert_eq!(
        (reason.as_str(), detail.as_str()),
        ("unreachable", "its folder cannot be read: entity not found")
    );
}

const NEWSLETTER: &str = "From: =?utf-8?Q?F=C3=B6rderer?= <news@funder.example>\r\nTo: office@house.example\r\n\
    Date: Mon, 2 Mar 2026 09:00:00 +0100\r\nSubject: News of March\r\nMessage-ID: <1@funder.example>\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
    --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe call opens in May.\r\n\
    --x\r\nContent-Type: text/plain; charset=utf-8; name=call.txt\r\nContent-Disposition: attachment; filename=call.txt\r\n\r\n\
    The call\r\n\r\nWho may apply: everybody.\r\n--x--\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_what_is_attached_become_documents_once() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["new", "cur", "tmp"] {
        fs::create_dir(dir.path().join(name)).unwrap();
    }
    fs::write(dir.path().join("new/1.M1.host"), NEWSLETTER).unwrap();
    fs::write(dir.path().join("cur/2.M2.host:2,S"), "no message at all").unwrap();
    fs::write(dir.path().join("tmp/3.M3.host"), "under way").unwrap();
    fs::write(dir.path().join("new/4.M4.host"), vec![b'x'; (1 << 20) + 1]).unwrap();
    let house = TestHouse::with(NOW, vec![maildir(dir.path())]).await;
    let first = read(&house).await;
    assert_eq!((first.listed, first.new), (3, 2));
    assert_eq!(first.rejected.into_iter().collect::<Vec<_>>(), [("malformed", 1), ("too_large", 1)]);
    let all = documents(&house).await;
    let (message, attached) = (&all[0].document, &all[1].document);
    assert_eq!((message.title.as_str(), message.text.as_str()), ("News of March", "The call opens in May."));
    assert_eq!(
        (message.authors.as_slice(), message.media),
        (["Förderer".to_owned()].as_slice(), Media::Mail)
    );
    let published = message.published.clone().unwrap();
    assert_eq!((published.date, published.evidence), (day("2026-03-02"), DateEvidence::Metadata));
    assert_eq!((attached.title.as_str(), attached.part_of.as_ref()), ("The call", Some(&message.id)));
    assert!(attached.id.as_str().starts_with(message.id.as_str()));

    // Marked by its owner, and delivered once more with another trace: still the same.
    fs::rename(dir.path().join("new/1.M1.host"), dir.path().join("cur/1.M1.host:2,S")).unwrap();
    fs::write(dir.path().join("new/5.M5.host"), format!("Received: by other.example\r\n{NEWSLETTER}"))
        .unwrap();
    let second = read(&house).await;
    assert_eq!((second.new, second.updated, second.rejected.len()), (0, 0, 0));
    assert_eq!(documents(&house).await.len(), 2);
    assert!(dir.path().join("new/5.M5.host").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_in_a_folder_is_read_like_one_in_a_mailbox() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("passed on.eml"), NEWSLETTER).unwrap();
    let house = TestHouse::with(NOW, vec![folder(dir.path())]).await;
    assert_eq!(read(&house).await.new, 2);
    assert!(documents(&house).await.iter().all(|s| s.document.sensitivity == Sensitivity::Internal));
}
