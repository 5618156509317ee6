//! Following the catalog: checkpoints, repetition, starting over, two processes.

use crate::corpus::{ask, concept, entries, found, index};
use proptest::prelude::*;
use shiome_search::{Entry, Error, Hits, SearchIndex, SearchRequest, Sort};
use std::fs;
use tempfile::TempDir;

#[test]
fn the_checkpoint_is_kept_and_never_goes_back() {
    let folder = TempDir::new().unwrap();
    let index = SearchIndex::open(folder.path(), "a").unwrap();
    assert_eq!((index.checkpoint(), index.count(), index.started_over()), (0, 0, None));
    index.apply(&entries(), 7).unwrap();
    index.apply(&entries(), 7).unwrap();
    assert_eq!((index.checkpoint(), index.count()), (7, 14));
    assert!(matches!(index.apply(&[], 6), Err(Error::Backwards { at: 7, upto: 6 })));
    drop(index);
    let index = SearchIndex::open(folder.path(), "a").unwrap();
    assert_eq!((index.checkpoint(), index.count(), index.started_over()), (7, 14, None));
}

#[test]
fn the_last_entry_of_a_document_counts() {
    let (_folder, index) = index();
    let mut changed = entries().remove(0);
    let gone = Entry { id: changed.id.clone(), put: None };
    changed.put.as_mut().unwrap().title = "Zebra".into();
    index.apply(&[gone.clone(), changed.clone()], 20).unwrap();
    assert_eq!(found(&index, "zebra"), "en1");
    index.apply(&[changed, gone], 21).unwrap();
    assert_eq!((found(&index, "zebra"), index.count()), (String::new(), 13));
}

#[test]
fn another_catalog_or_a_damaged_index_starts_over() {
    let folder = TempDir::new().unwrap();
    SearchIndex::open(folder.path(), "a").unwrap().apply(&entries(), 7).unwrap();
    let index = SearchIndex::open(folder.path(), "b").unwrap();
    assert_eq!((index.checkpoint(), index.count()), (0, 0));
    assert_eq!(index.started_over(), Some("it follows another catalog, a"));
    index.apply(&entries(), 3).unwrap();
    drop(index);
    fs::write(folder.path().join("meta.json"), "{").unwrap();
    let index = SearchIndex::open(folder.path(), "b").unwrap();
    assert_eq!((index.checkpoint(), index.count()), (0, 0));
    assert!(index.started_over().is_some());
    index.apply(&entries(), 3).unwrap();
    assert_eq!(found(&index, "査読"), "ja1");
}

#[test]
fn one_writes_and_others_read() {
    let (folder, writer) = index();
    let reader = SearchIndex::open(folder.path(), "test").unwrap();
    let lock = tantivy::Index::open_in_dir(folder.path()).unwrap();
    let held: tantivy::IndexWriter = lock.writer_with_num_threads(1, 15_000_000).unwrap();
    let late = SearchIndex::open(folder.path(), "test").unwrap();
    assert_eq!(found(&late, "査読"), "ja1");
    assert!(matches!(writer.apply(&[], 15), Err(Error::Busy(_))));
    drop(held);
    writer.apply(&[Entry { id: "ja1".into(), put: None }], 15).unwrap();
    assert_eq!((reader.checkpoint(), reader.count(), found(&reader, "査読")), (15, 13, String::new()));
}

fn answers(index: &SearchIndex) -> Vec<Hits> {
    let queries =
        ["", "peer review", "生成AI 査読", "research OR 研究 OR funder OR the", "量子技術", "-country:GB"];
    let sorts = [Sort::Relevance, Sort::Newest];
    let mut all = Vec::new();
    for query in queries {
        for sort in sorts {
            let expansions =
                vec![concept("ai/generative", "生成AI"), concept("assessment/peer_review", "peer review")];
            all.push(index.search(&SearchRequest { sort, expansions, limit: 6, ..ask(query) }).unwrap());
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]
    #[test]
    fn any_path_to_the_same_documents_gives_the_same_answers(
        order in Just((0..14usize).collect::<Vec<_>>()).prop_shuffle(),
        sizes in prop::collection::vec(1usize..8, 14),
        twice in prop::collection::vec(0usize..14, 0..6),
    ) {
        let (_whole, whole) = index();
        let folder = TempDir::new().unwrap();
        let parts = SearchIndex::open(folder.path(), "test").unwrap();
        let entries = entries();
        // Earlier states of some documents, replaced later.
        let mut todo: Vec<Entry> = twice.iter().map(|i| {
            let mut old = entries[*i].clone();
            let body = old.put.as_mut().unwrap();
            body.text = format!("peer research {} {}", body.title, body.text);
            old
        }).collect();
        todo.extend(order.iter().map(|i| entries[*i].clone()));
        let mut seq = 0;
        let mut sizes = sizes.into_iter().cycle();
        while !todo.is_empty() {
            let size = sizes.next().unwrap_or(1).min(todo.len());
            let batch: Vec<Entry> = todo.drain(..size).collect();
            seq += 1;
            parts.apply(&batch, seq).unwrap();
        }
        prop_assert_eq!(answers(&parts), answers(&whole));
    }
}
