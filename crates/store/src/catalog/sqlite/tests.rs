//! What the catalog promises.

mod captures;
mod documents;
mod leases;
mod many;
mod promises;
mod results;
mod samples;
mod stories;
mod watch_over;

use crate::{Catalog, Entity, Error, Fact};
use proptest::prelude::*;
use samples::{annotations, at, capture, document, facts_of, open};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_dropped_commit_leaves_nothing() {
    let (_dir, catalog) = open().await;
    let mut recorder = catalog.recorder(&[]).await.unwrap();
    for fact in facts_of(1) {
        recorder.record(&fact).await.unwrap();
    }
    drop(recorder);
    assert_eq!(catalog.head().await.unwrap(), 0);
    assert_eq!(catalog.counts().await.unwrap().documents, 0);
    assert_eq!(catalog.commit(None, &facts_of(1)).await.unwrap(), 1);
}

#[tokio::test]
async fn one_bad_fact_takes_the_others_with_it() {
    let (_dir, catalog) = open().await;
    let mut facts = facts_of(1);
    facts.push(Fact::Document { document: document(2, ""), first_seen: at(0) }); // without its capture
    assert!(matches!(catalog.commit(None, &facts).await, Err(Error::Dangling)));
    let orphan = Fact::Annotations(annotations(&document(3, "")));
    assert!(matches!(catalog.commit(None, &[facts[0].clone(), orphan]).await, Err(Error::Dangling)));
    assert_eq!(catalog.head().await.unwrap(), 0);
    assert_eq!(catalog.counts().await.unwrap().captures, 0);
}

#[tokio::test]
async fn each_thing_changes_once_at_its_latest_and_commits_stay_whole() {
    let (_dir, catalog) = open().await;
    for n in 1..=3 {
        catalog.commit(None, &facts_of(n)).await.unwrap();
    }
    let seq = catalog
        .commit(None, &[Fact::Document { document: document(1, "more"), first_seen: at(9) }])
        .await
        .unwrap();
    assert_eq!(seq, 4);
    let all = catalog.changes(&Entity::ALL, 0, 100).await.unwrap();
    let unique: BTreeSet<_> = all.iter().map(|c| (c.entity, c.id.clone())).collect();
    assert_eq!(unique.len(), all.len());
    assert!(all.is_sorted_by_key(|c| c.seq));
    let documents = catalog.changes(&[Entity::Document], 0, 100).await.unwrap();
    let order: Vec<_> = documents.iter().map(|c| (c.seq, c.id.as_str())).collect();
    let ids = [2, 3, 1].map(|n| document(n, "").id);
    assert_eq!(order, [(2, ids[0].as_str()), (3, ids[1].as_str()), (4, ids[2].as_str())]);

    // Followed one commit at a time, nothing is missed, though every commit holds several changes.
    let (mut followed, mut after) = (Vec::new(), 0);
    loop {
        let page = catalog.changes(&Entity::ALL, after, 1).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.seq;
        followed.extend(page);
    }
    assert_eq!(followed, all);
    assert_eq!(after, catalog.head().await.unwrap());
}

#[tokio::test]
async fn what_nobody_follows_does_not_move_the_counter() {
    let (_dir, catalog) = open().await;
    catalog.commit(None, &facts_of(1)).await.unwrap();
    let checkpoint = Fact::Checkpoint { flow: "index".into(), seq: 1, note: "v1".into() };
    assert_eq!(catalog.commit(None, &[checkpoint]).await.unwrap(), 1);
    assert_eq!(catalog.checkpoint("index").await.unwrap().unwrap().note, "v1");
    assert_eq!(catalog.checkpoint("lake").await.unwrap(), None);
    assert!(catalog.changes(&Entity::ALL, 1, 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_grows_by_one_under_concurrency() {
    let (dir, first) = open().await;
    let second = Catalog::open(&samples::address(&dir), at(5)).await.unwrap(); // as another process would
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let catalog = if n % 2 == 0 { first.clone() } else { second.clone() };
            tokio::spawn(async move { catalog.commit(None, &facts_of(n)).await.unwrap() })
        })
        .collect();
    let mut seqs = Vec::new();
    for task in tasks {
        seqs.push(task.await.unwrap());
    }
    // `commit` returns the position read inside its own transaction: no two share one.
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
    assert_eq!(first.counts().await.unwrap().documents, 40);
}

#[tokio::test]
async fn reopening_keeps_all() {
    let (dir, catalog) = open().await;
    catalog.commit(None, &facts_of(1)).await.unwrap();
    let (identity, stored) =
        (catalog.identity().await.unwrap(), catalog.document(&document(1, "").id).await.unwrap());
    catalog.close().await;
    let catalog = Catalog::open(&samples::address(&dir), at(99)).await.unwrap();
    assert_eq!(catalog.identity().await.unwrap(), identity);
    assert_eq!(catalog.document(&document(1, "").id).await.unwrap(), stored);
    assert_eq!(catalog.head().await.unwrap(), 1);
}

#[tokio::test]
async fn a_catalog_of_a_later_program_is_refused() {
    let (dir, catalog) = open().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', 1, x'00', 0)",
    )
    .execute(&catalog.writer)
    .await
    .unwrap();
    catalog.close().await;
    let refused = Catalog::open(&samples::address(&dir), at(0)).await;
    assert!(matches!(refused, Err(Error::NewerSchema { found: 9999 })), "{refused:?}");
}

#[tokio::test]
async fn odd_addresses_are_refused() {
    for address in ["data/catalog.db", "postgres://h/d", "sqlite:", "sqlite::memory:"] {
        assert!(matches!(Catalog::open(address, at(0)).await, Err(Error::Address { .. })), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_catalog_may_be_opened_by_several_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let tasks: Vec<_> = (0..4)
        .map(|n| {
            let address = samples::address(&dir);
            tokio::spawn(
                async move { Catalog::open(&address, at(n)).await.unwrap().identity().await.unwrap() },
            )
        })
        .collect();
    let mut identities = BTreeSet::new();
    for task in tasks {
        identities.insert(task.await.unwrap());
    }
    assert_eq!(identities.len(), 1);
}

/// Everything that can be read, as one text.
async fn everything(catalog: &Catalog) -> String {
    let documents = catalog.documents_page(&crate::DocumentFilter::default()).await.unwrap();
    let changes = catalog.changes(&Entity::ALL, 0, 1000).await.unwrap();
    let mut captures = Vec::new();
    for n in 0..4 {
        captures.push(catalog.captures_of(capture(n, "").url.as_str(), 10).await.unwrap());
    }
    format!("{documents:?}{changes:?}{captures:?}{:?}", catalog.counts().await.unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// A worker that died after a commit does the same again: any commit may come twice in a row.
    #[test]
    fn a_repeated_commit_changes_nothing(steps in prop::collection::vec((0u32..4, 0u32..3, any::<bool>()), 1..8)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let ((_a, once), (_b, twice)) = (open().await, open().await);
            for (n, version, retract) in steps {
                let facts = match retract {
                    true => vec![Fact::Retract { document: document(n, "").id }],
                    false => samples::facts_with(n, &"x".repeat(version as usize)),
                };
                let seq = once.commit(None, &facts).await.unwrap();
                assert_eq!(twice.commit(None, &facts).await.unwrap(), seq);
                assert_eq!(twice.commit(None, &facts).await.unwrap(), seq);
            }
            assert_eq!(everything(&once).await, everything(&twice).await);
        });
    }
}

#[tokio::test]
async fn fifty_documents_are_recorded_at_once() {
    let (_dir, catalog) = open().await;
    let text = "The council opens a call for open infrastructure. ".repeat(100);
    let facts: Vec<Fact> = (0..50).flat_map(|n| samples::facts_with(n, &text)).collect();
    let began = std::time::Instant::now();
    catalog.commit(None, &facts).await.unwrap();
    let first = began.elapsed();
    catalog.commit(None, &facts).await.unwrap();
    println!("50 documents: {first:?}, again {:?}", began.elapsed() - first);
    assert!(first.as_millis() < 1000, "{first:?}"); // 50 ms on an idle machine; tests share theirs
}
