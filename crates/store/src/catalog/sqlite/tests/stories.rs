//! What is found by clues, what is counted, and what was annotated anew.

use super::samples::{annotations, at, document, facts_of, open};

use crate::catalog::sqlite::stories::Postings;
use crate::{Fact, Reannotation, StoryFile};
use shiome_model::{Clue, ClueSort, Clues};

fn file(n: u32, day: i32, keys: &[u64], counted: &[u32]) -> StoryFile {
    let list = vec![Clue { sort: ClueSort::Amount, text: "48000000".into(), times: 2, early: true }];
    StoryFile {
        document: document(n, "").id,
        clues: Clues { list, ..Clues::default() },
        day,
        keys: keys.to_vec(),
        counted: counted.to_vec(),
    }
}

#[tokio::test]
async fn documents_are_found_by_key_in_their_window_and_no_more_than_asked_for() {
    let (_dir, catalog) = open().await;
    for n in 1..=4 {
        catalog.commit(None, &facts_of(n)).await.unwrap();
    }
    let rare = u64::MAX - 1;
    let files = [
        file(1, 100, &[rare, 7], &[3, 4]),
        file(2, 110, &[rare], &[3]),
        file(3, 110, &[rare], &[]),
        file(4, 200, &[rare], &[]),
    ];
    let facts: Vec<Fact> = files.iter().cloned().map(Fact::StoryFile).collect();
    catalog.commit(None, &facts).await.unwrap();
    // A period has 22 days: the first has the days from 88 to 109, the next those to 131.
    let ids = |found: &Postings, key| -> Vec<_> {
        found.get(&key).into_iter().flatten().map(|(day, _, id)| (*day, id.clone())).collect()
    };
    let found = catalog.story_postings(5, &[rare, 7, 9], 1).await.unwrap();
    assert_eq!(ids(&found, rare), vec![(110, document(3, "").id)], "the newest, last filed first");
    let found = catalog.story_postings(4, &[rare, 7, 9], 2).await.unwrap();
    assert_eq!(ids(&found, rare), [(100, document(1, "").id)]);
    assert_eq!(ids(&found, 7), [(100, document(1, "").id)]);
    assert_eq!(ids(&found, 9), []);
    let (all, mut counts) = catalog.story_counts(&[3, 4, 5]).await.unwrap();
    counts.sort_unstable();
    assert_eq!((all, counts), (2, vec![(3, 2), (4, 1)]));
    let comparable = catalog.comparable(&[document(1, "").id]).await.unwrap();
    assert_eq!(comparable[0].1, files[0].clues);
    // Filed again, it is found where it is filed now; retracted, nowhere.
    catalog.commit(None, &[Fact::StoryFile(file(1, 300, &[8], &[]))]).await.unwrap();
    assert!(catalog.story_postings(4, &[7, rare], 2).await.unwrap().is_empty());
    assert_eq!(ids(&catalog.story_postings(13, &[8], 2).await.unwrap(), 8), [(300, document(1, "").id)]);
    catalog.commit(None, &[Fact::Retract { document: document(1, "").id }]).await.unwrap();
    assert!(catalog.story_postings(13, &[8], 2).await.unwrap().is_empty());
    assert_eq!(catalog.filed(&[document(1, "").id, document(2, "").id]).await.unwrap(), [document(2, "").id]);
}

#[tokio::test]
async fn what_changed_between_versions_is_kept_and_read_latest_first() {
    let (_dir, catalog) = open().await;
    let (old, mut new) = (annotations(&document(1, "")), annotations(&document(1, "")));
    new.version = "rules 2".into();
    let mut done = Reannotation::new("rules 1", "rules 2", at(1));
    done.count(&old, &new, at(2));
    new.topics.clear();
    new.language = "de".into();
    done.count(&old, &new, at(3));
    assert_eq!((done.documents, done.unchanged), (2, 1));
    assert_eq!(done.topics_lost["open_science"].examples, [document(1, "").id]);
    assert_eq!(done.languages["en -> de"].documents, 1);
    let other = Reannotation::new("rules 0", "rules 1", at(1));
    catalog
        .commit(None, &[Fact::Reannotation(other.clone()), Fact::Reannotation(done.clone())])
        .await
        .unwrap();
    assert_eq!(catalog.reannotation("rules 1", "rules 2").await.unwrap(), Some(done.clone()));
    assert_eq!(catalog.reannotations(9).await.unwrap(), [done, other]);
}
