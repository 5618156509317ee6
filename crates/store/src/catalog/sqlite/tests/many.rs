//! Many facts at once are recorded as one by one.

use super::samples::{at, capture, document, open};
use crate::{Catalog, Entity, Fact, PageState, Unread};
use proptest::prelude::*;
use shiome_model::{Item, Reason, Rejected, Validators};
use sqlx::Row;

/// Fewer than are recorded together.
const FEW: usize = 7;

/// A fact of a crawl on one of a few addresses, so that batches say things twice.
fn fact() -> impl Strategy<Value = Fact> {
    (0u32..6, 0u32..3, 0i64..50, 0u8..5).prop_map(|(n, source, minute, kind)| {
        let mut document = document(n, ["", "one text", "another text"][source as usize]);
        document.source = ["funder/news", "funder/feed", "house/feed"][source as usize].into();
        let mut capture = capture(n, "");
        capture.fetched_at = at(minute);
        match kind {
            0 => Fact::Capture(capture),
            1 => Fact::Document { document, first_seen: at(minute) },
            2 => Fact::Found { source: document.source, document: document.id, at: at(minute) },
            3 => Fact::Page(PageState {
                validators: Validators { etag: Some("\"a\"\u{1F30A}".into()), last_modified: None },
                last_fetched: Some(at(minute)),
                status: Some(200),
                error: (source == 1).then_some(Reason::NoText),
                failures: source,
                next_try: (source == 2).then(|| at(minute + 5)),
                modified: document.date(),
                stamp: Some(capture.body),
                capture: Some(capture.id.clone()),
                document: Some(document.id.clone()),
                unread: (source == 0).then(|| Unread {
                    source: document.source.clone(),
                    capture: capture.id,
                    item: Item::link(document.url.clone()),
                    list: None,
                }),
                ..PageState::unread(document.id.as_str(), document.source)
            }),
            _ => Fact::Rejected(Rejected {
                source: document.source,
                url: document.id.to_string(),
                reason: Reason::NoTitle,
                detail: "none".into(),
                at: at(minute),
            }),
        }
    })
}

/// Everything in the tables a crawl writes.
async fn dump(catalog: &Catalog) -> Vec<String> {
    let mut all = Vec::new();
    for (table, key) in [
        ("captures", "id, url, source, last_seen, body, payload"),
        ("documents", "id, revision, agency, source, country, published, first_seen, capture, hex(payload)"),
        ("found", "document, source, at"),
        (
            "pages",
            "url, source, etag, last_modified, last_fetched, status, error, failures, next_try, stamp, modified,
             capture, document, unread, unread_by",
        ),
        ("rejected", "source, url, at, reason, detail"),
        ("change_log", "entity, id"),
    ] {
        let columns: Vec<String> = key.split(',').map(|c| format!("quote({c})")).collect();
        let query = format!("SELECT {} FROM {table} ORDER BY 1", columns.join("||','||"));
        for row in sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(&catalog.readers).await.unwrap() {
            all.push(format!("{table}: {}", row.get::<String, _>(0)));
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn together_is_as_one_by_one(facts in prop::collection::vec(fact(), 8..60)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (_one, by_one) = open().await;
            let (_all, together) = open().await;
            let captures: Vec<Fact> = (0..6).map(|n| Fact::Capture(capture(n, ""))).collect();
            for catalog in [&by_one, &together] {
                catalog.commit(None, &captures).await.unwrap(); // what documents point to
            }
            for few in facts.chunks(FEW) {
                by_one.commit(None, few).await.unwrap();
            }
            let seq = together.commit(None, &facts).await.unwrap();
            assert_eq!(dump(&together).await, dump(&by_one).await);
            let told = together.changes(&Entity::ALL, 1, 1000).await.unwrap();
            assert!(told.iter().all(|change| change.seq == seq));
        });
    }
}
