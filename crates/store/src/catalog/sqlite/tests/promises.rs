use super::samples::{document, facts_of, open};
use crate::Fact;
use chrono::NaiveDate;
use shiome_model::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn tracked(n: u32, until: &str) -> Tracked {
    let document = document(n, "");
    let span = Span { start: 0, end: 1 };
    let due = Due { from: None, until: day(until) };
    Tracked {
        promise: Promise {
            what: Expected::Review,
            due,
            field: Field::Text,
            span,
            when: span,
            confidence: 0.8,
        },
        passage: "It will be reviewed.".into(),
        document: document.id,
        title: document.title,
        said: day("2026-01-01"),
        agency: "e".into(),
        country: "GB".into(),
        topics: vec![],
        instrument: None,
        state: PromiseState::Open,
        kept: None,
    }
}

#[tokio::test]
async fn promises_of_a_body_replace_each_other_and_go_with_their_document() {
    let (_dir, catalog) = open().await;
    for n in 1..=2 {
        catalog.commit(None, &facts_of(n)).await.unwrap();
    }
    let head = catalog.head().await.unwrap();
    let all = || catalog.promises(None, day("2026-01-01"), day("2027-12-31"), 9);
    let set = |promises: Vec<Tracked>| [Fact::Promises { agency: "e".into(), promises }];
    let (late, early) = (tracked(1, "2027-03-01"), tracked(2, "2026-09-30"));
    let unknown = tracked(7, "2026-10-01");
    catalog.commit(None, &set(vec![late.clone(), early.clone(), unknown])).await.unwrap();
    assert_eq!(all().await.unwrap(), [early.clone(), late.clone()]);
    assert_eq!(catalog.head().await.unwrap(), head, "what is derived is not told to followers");
    let soon = catalog.promises(Some(&"e".into()), day("2026-01-01"), day("2026-12-31"), 9).await.unwrap();
    assert_eq!(soon, std::slice::from_ref(&early));
    assert_eq!(
        catalog.promises(Some(&"other".into()), day("2026-01-01"), day("2027-12-31"), 9).await.unwrap(),
        []
    );
    catalog.commit(None, &set(vec![early.clone()])).await.unwrap();
    assert_eq!(all().await.unwrap(), std::slice::from_ref(&early));
    catalog.commit(None, &[Fact::Retract { document: early.document }]).await.unwrap();
    assert_eq!(all().await.unwrap(), []);
}
