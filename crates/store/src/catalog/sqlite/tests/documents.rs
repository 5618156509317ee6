use super::samples::{annotations, at, capture, document, facts_of, facts_with, membership, open};
use crate::{DocumentFilter, Entity, Fact};
use shiome_model::{Document, Membership, SameBecause, Sensitivity};

#[tokio::test]
async fn a_document_comes_back_as_it_was() {
    let (_dir, catalog) = open().await;
    catalog.commit(None, &facts_with(1, "Text\nof two paragraphs")).await.unwrap();
    let expected = document(1, "Text\nof two paragraphs");
    let stored = catalog.document(&expected.id).await.unwrap().unwrap();
    assert_eq!(stored.annotations, Some(annotations(&expected)));
    assert_eq!(stored.membership, Some(membership(&expected)));
    assert_eq!((stored.document, stored.first_seen, stored.seq), (expected, at(1), 1));
    assert_eq!(catalog.document(&"https://no.example/".into()).await.unwrap(), None);
    assert_eq!(catalog.capture(&capture(1, "").id).await.unwrap(), Some(capture(1, "")));
}

#[tokio::test]
async fn old_beliefs_do_not_outlive_their_text() {
    let (_dir, catalog) = open().await;
    catalog.commit(None, &facts_of(1)).await.unwrap();
    let newer = document(1, "another text");
    catalog.commit(None, &[Fact::Document { document: newer.clone(), first_seen: at(70) }]).await.unwrap();
    let stored = catalog.document(&newer.id).await.unwrap().unwrap();
    assert_eq!((stored.annotations, stored.first_seen), (None, at(1)));
    let late = Fact::Annotations(annotations(&document(1, ""))); // made from the old text
    assert_eq!(catalog.commit(None, &[late]).await.unwrap(), 2);
    catalog.commit(None, &[Fact::Annotations(annotations(&newer))]).await.unwrap();
    assert!(catalog.document(&newer.id).await.unwrap().unwrap().annotations.is_some());
}

#[tokio::test]
async fn the_first_source_keeps_its_document() {
    let (_dir, catalog) = open().await;
    catalog.commit(None, &facts_of(1)).await.unwrap();
    let mut copy = document(1, "");
    (copy.source, copy.agency, copy.country) = ("house/feed".into(), "house".into(), "INT".into());
    let again = [
        Fact::Document { document: copy.clone(), first_seen: at(9) },
        Fact::Found { source: copy.source, document: copy.id.clone(), at: at(9) },
    ];
    assert_eq!(catalog.commit(None, &again).await.unwrap(), 2);
    assert_eq!(catalog.commit(None, &again).await.unwrap(), 2);
    let stored = catalog.document(&copy.id).await.unwrap().unwrap();
    assert_eq!(stored.document, document(1, ""));
    assert_eq!(stored.found_by, ["funder/news".into(), "house/feed".into()]);
}

#[tokio::test]
async fn a_retracted_document_is_gone_and_followers_hear_of_it() {
    let (_dir, catalog) = open().await;
    catalog.commit(None, &facts_of(1)).await.unwrap();
    let id = document(1, "").id;
    catalog.commit(None, &[Fact::Retract { document: id.clone() }]).await.unwrap();
    assert_eq!(catalog.document(&id).await.unwrap(), None);
    assert!(catalog.near_texts(&[u64::MAX], 9).await.unwrap().is_empty());
    let counts = catalog.counts().await.unwrap();
    assert_eq!((counts.documents, counts.annotated, counts.stories, counts.topics.len()), (0, 0, 0, 0));
    assert_eq!(counts.captures, 1);
    let changes = catalog.changes(&[Entity::Document], 1, 9).await.unwrap();
    assert_eq!(changes[0].id, id.as_str());
}

#[tokio::test]
async fn a_source_finds_its_works_by_the_names_it_gave_them() {
    let (_dir, catalog) = open().await;
    let named = |source: &str, name: &str, url: &str| Fact::Named {
        source: source.into(),
        name: name.into(),
        url: url.into(),
    };
    let facts = [named("a/b", "1", "https://a.example/1"), named("a/b", "2", "https://a.example/2")];
    catalog.commit(None, &facts).await.unwrap();
    catalog.commit(None, &[named("a/c", "1", "https://c.example/1")]).await.unwrap();
    catalog.commit(None, &[named("a/b", "2", "https://a.example/moved")]).await.unwrap();
    let found = catalog.named(&"a/b".into(), &["3".into(), "2".into(), "1".into()]).await.unwrap();
    let pair = |name: &str, url: &str| (name.to_owned(), url.to_owned());
    assert_eq!(found, [pair("1", "https://a.example/1"), pair("2", "https://a.example/moved")]);
    assert_eq!(catalog.head().await.unwrap(), 0, "followers have nothing to do");
}

#[tokio::test]
async fn pages_of_documents_meet_without_gap_or_overlap() {
    let (_dir, catalog) = open().await;
    for n in 0..25 {
        catalog.commit(None, &facts_of(n)).await.unwrap();
    }
    let mut filter = DocumentFilter { limit: 4, country: Some("JP".into()), ..Default::default() };
    let mut ids = Vec::new();
    loop {
        let page = catalog.documents_page(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.after_id = Some(last.document.id.clone());
        ids.extend(page.into_iter().map(|d| d.document.id));
    }
    let mut expected: Vec<_> = (0..25).filter(|n| n % 2 == 1).map(|n| document(n, "").id).collect();
    expected.sort();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn every_filter_filters() {
    let (_dir, catalog) = open().await;
    for n in 0..10 {
        catalog.commit(None, &facts_of(n)).await.unwrap();
    }
    let day = |n: u32| document(n, "").date();
    let count = async |filter: DocumentFilter| catalog.documents_page(&filter).await.unwrap().len();
    let any = DocumentFilter::default;
    assert_eq!(count(any()).await, 10);
    assert_eq!(count(DocumentFilter { published_from: day(3), published_to: day(5), ..any() }).await, 3);
    let seen = DocumentFilter { first_seen_from: Some(at(3)), first_seen_before: Some(at(5)), ..any() };
    assert_eq!(count(seen).await, 2);
    assert_eq!(count(DocumentFilter { topic: Some("open_science".into()), ..any() }).await, 10);
    assert_eq!(count(DocumentFilter { topic: Some("other".into()), ..any() }).await, 0);
    assert_eq!(count(DocumentFilter { agency: Some("funder".into()), ..any() }).await, 10);
    assert_eq!(count(DocumentFilter { agency: Some("other".into()), ..any() }).await, 0);
}

#[tokio::test]
async fn what_stays_in_the_house_is_not_in_what_leaves_it() {
    let (_dir, catalog) = open().await;
    for n in 0..4 {
        catalog.commit(None, &facts_of(n)).await.unwrap();
    }
    let today = document(9, "").date().unwrap();
    let tomorrow = today.succ_opt().unwrap();
    let mark = async |n: u32, sensitivity: Sensitivity, embargo: Option<chrono::NaiveDate>| {
        let document = Document { sensitivity, embargo, ..document(n, "") };
        catalog.commit(None, &[Fact::Document { document, first_seen: at(n.into()) }]).await.unwrap()
    };
    mark(0, Sensitivity::Internal, None).await;
    mark(1, Sensitivity::Public, Some(tomorrow)).await;
    let seq = mark(2, Sensitivity::Restricted, Some(today)).await;
    // Said again, it is not news to anybody who follows.
    assert_eq!(mark(2, Sensitivity::Restricted, Some(today)).await, seq);
    let leaving = async |day| {
        let filter = DocumentFilter { leaving_on: Some(day), ..Default::default() };
        let page = catalog.documents_page(&filter).await.unwrap();
        let counted: u32 = catalog
            .count_published(document(0, "").date().unwrap(), today, day)
            .await
            .unwrap()
            .values()
            .sum();
        assert_eq!(counted as usize, page.len());
        page.into_iter().map(|s| s.document.id).collect::<Vec<_>>()
    };
    assert_eq!(leaving(today).await, [document(3, "").id]);
    let mut both = vec![document(1, "").id, document(3, "").id];
    both.sort();
    assert_eq!(leaving(tomorrow).await, both);
    assert_eq!(catalog.released(today, tomorrow).await.unwrap(), [document(1, "").id]);
    assert_eq!(catalog.released(tomorrow, tomorrow).await.unwrap(), []);
}

#[tokio::test]
async fn near_and_equal_texts_are_found() {
    let (_dir, catalog) = open().await;
    catalog.commit(None, &facts_with(1, "same")).await.unwrap();
    catalog.commit(None, &facts_with(2, "same")).await.unwrap();
    catalog.commit(None, &facts_with(3, "other")).await.unwrap();
    let bands = catalog.near_texts(&[u64::MAX, 7, u64::MAX / 3], 2).await.unwrap();
    let ids = &bands[&u64::MAX];
    assert_eq!(*ids, [document(1, "").id, document(2, "").id], "a band gives no more than it is asked for");
    let near: Vec<_> = catalog.comparable(ids).await.unwrap().into_iter().map(|(c, _)| c).collect();
    assert_eq!(near[0].fingerprint, annotations(&document(1, "same")).fingerprint);
    assert_eq!(near[0].story.as_ref().unwrap().as_str(), ids[0].as_str());
    let exact = catalog.exact_duplicates(&near[0].fingerprint.exact, 9).await.unwrap();
    assert_eq!(exact.len(), 2);
    let hash = &near[0].fingerprint.exact;
    assert_eq!(&catalog.equal_texts(&[hash], 9).await.unwrap()[hash.as_str()], ids);
    assert_eq!(catalog.equal_texts(&[hash], 1).await.unwrap()[hash.as_str()].len(), 1);
    assert!(catalog.near_texts(&[1], 9).await.unwrap().is_empty());
    let second = Membership {
        story: ids[0].as_str().into(),
        document: ids[1].clone(),
        because: SameBecause::ExactText,
        similarity: 0.95,
        like: Some(ids[0].clone()),
        shared: Vec::new(),
    };
    catalog.commit(None, &[Fact::Membership(second.clone())]).await.unwrap();
    let story = catalog.story(&second.story).await.unwrap();
    assert_eq!(story, [membership(&document(1, "")), second]);
    assert_eq!(catalog.counts().await.unwrap().stories, 2);
}
