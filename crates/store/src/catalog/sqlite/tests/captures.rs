use super::samples::{annotations, at, capture, document, facts_of, open};
use crate::{CaptureFilter, Catalog, Fact, PageState};
use shiome_model::*;

/// All captures of a selection, page by page.
async fn walk(catalog: &Catalog, filter: CaptureFilter) -> Vec<Capture> {
    let mut filter = CaptureFilter { limit: 2, ..filter };
    let mut all = Vec::new();
    loop {
        let page = catalog.captures_page(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.after = Some((last.capture.body.clone(), last.capture.id.clone()));
        all.extend(page.into_iter().map(|kept| kept.capture));
    }
    assert_eq!(catalog.captures_count(&filter).await.unwrap(), all.len() as u64);
    all
}

#[tokio::test]
async fn captures_of_one_body_follow_each_other_and_each_comes_once() {
    let (_dir, catalog) = open().await;
    let mut facts: Vec<Fact> = (0..7).map(|n| Fact::Capture(capture(n, ""))).collect();
    for n in 10..15 {
        let same = capture(3, "").body;
        let other = capture(n, "");
        facts.push(Fact::Capture(Capture { id: Capture::id_of(&other.url, &same), body: same, ..other }));
    }
    catalog.commit(None, &facts).await.unwrap();
    let all = walk(&catalog, CaptureFilter::default()).await;
    assert_eq!(all.len(), 12);
    let place = all.iter().position(|c| c.body == capture(3, "").body).unwrap();
    assert!(all[place..place + 6].iter().all(|c| c.body == capture(3, "").body));
    let of = |source: &str| CaptureFilter { sources: Some(vec![source.into()]), ..CaptureFilter::default() };
    assert_eq!(walk(&catalog, of("funder/news")).await, all);
    assert!(walk(&catalog, of("other/news")).await.is_empty());
}

#[tokio::test]
async fn a_topic_selects_every_version_of_its_pages_and_lists_are_told_from_works() {
    let (_dir, catalog) = open().await;
    let mut facts = facts_of(1);
    facts.extend([Fact::Capture(capture(1, "older")), Fact::Capture(capture(2, ""))]);
    let list = format!("list:{}", capture(2, "").url);
    facts.push(Fact::Page(PageState::unread(list, "funder/news".into())));
    facts.push(Fact::Annotations(annotations(&document(1, ""))));
    catalog.commit(None, &facts).await.unwrap();
    let of_topic = CaptureFilter { topic: Some("open_science".into()), limit: 9, ..CaptureFilter::default() };
    let found = catalog.captures_page(&of_topic).await.unwrap();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|kept| kept.capture.url == capture(1, "").url && !kept.is_list));
    assert_eq!(found.iter().filter(|kept| kept.title.is_some()).count(), 1);
    let all = catalog.captures_page(&CaptureFilter { limit: 9, ..CaptureFilter::default() }).await.unwrap();
    assert_eq!(all.iter().filter(|kept| kept.is_list).count(), 1);
}

#[tokio::test]
async fn an_old_version_that_comes_late_is_not_the_newest() {
    let (_dir, catalog) = open().await;
    let now = Capture { fetched_at: at(50), ..capture(1, "now") };
    let then = Capture { fetched_at: at(60), memento: Some(at(-9_000)), ..capture(1, "then") };
    catalog.commit(None, &[Fact::Capture(now.clone()), Fact::Capture(then.clone())]).await.unwrap();
    assert_eq!(catalog.captures_of(now.url.as_str(), 9).await.unwrap(), [now, then]);
}

#[tokio::test]
async fn a_change_can_be_withdrawn_and_followers_hear_of_it() {
    let (_dir, catalog) = open().await;
    let document = document(1, "");
    let (before, after) = (capture(1, "a").id, capture(1, "b").id);
    let change = Change {
        id: Change::id_of(&before, &after),
        document: document.id.clone(),
        source: document.source,
        before,
        after,
        seen_at: at(5),
        event: shiome_model::change::Event::Edited,
        edits: vec![],
        materiality: 0.5,
        reasons: vec![],
        grounds: vec![],
        share: 3,
        effective: None,
    };
    let seq = catalog.commit(None, &[Fact::Change(change.clone())]).await.unwrap();
    assert_eq!(catalog.changes_of(&document.id, 9).await.unwrap().len(), 1);
    let gone = Fact::Withdrawn(change.id);
    assert_eq!(catalog.commit(None, std::slice::from_ref(&gone)).await.unwrap(), seq + 1);
    assert!(catalog.changes_of(&document.id, 9).await.unwrap().is_empty());
    assert_eq!(catalog.commit(None, &[gone]).await.unwrap(), seq + 1, "what is gone is not told twice");
}
