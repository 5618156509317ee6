use super::samples::{at, capture, document, open};
use crate::health::{Because, State};
use crate::{Fact, FetchRecord, Incident, ProbeRecord, RunCounts, Suspicion};
use shiome_model::*;

fn incident(source: Option<&str>, since: i64) -> Incident {
    let source: Option<SourceId> = source.map(Into::into);
    Incident {
        id: Incident::id_of(source.as_ref(), at(since)),
        source,
        since: at(since),
        opened_at: at(since + 60),
        closed_at: None,
        state: State::Broken,
        because: Because::Failing { reason: Reason::Timeout, detail: "slow".into(), times: 3 },
        sources: Vec::new(),
    }
}

#[tokio::test]
async fn incidents_are_kept_as_last_known_and_listed_newest_first() {
    let (_dir, catalog) = open().await;
    let (old, new, ours) = (incident(Some("a/b"), 0), incident(Some("a/b"), 500), incident(None, 200));
    let over = Incident { closed_at: Some(at(100)), ..old.clone() };
    let facts = [old, new.clone(), ours.clone(), over.clone()].map(Fact::Incident);
    catalog.commit(None, &facts).await.unwrap();
    assert_eq!(catalog.incidents(None, false, 9).await.unwrap(), [new.clone(), ours.clone(), over.clone()]);
    assert_eq!(catalog.incidents(None, true, 9).await.unwrap(), [new.clone(), ours]);
    assert_eq!(catalog.incidents(Some(&"a/b".into()), false, 9).await.unwrap(), [new, over]);
}

#[tokio::test]
async fn what_is_suspected_is_forgotten_on_request() {
    let (_dir, catalog) = open().await;
    let suspicion =
        Suspicion { source: "a/b".into(), trouble: true, since: at(0), runs: 1, checked: Some(at(0)) };
    let later = Suspicion { runs: 2, ..suspicion.clone() };
    let facts = [Fact::Suspicion(suspicion), Fact::Suspicion(later.clone())];
    catalog.commit(None, &facts).await.unwrap();
    assert_eq!(catalog.suspicions().await.unwrap(), [later]);
    catalog.commit(None, &[Fact::NoSuspicion("a/b".into())]).await.unwrap();
    assert!(catalog.suspicions().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_last_ten_probes_of_a_source_are_kept_with_all_their_routes() {
    let (_dir, catalog) = open().await;
    let probe = |source: &str, minute: i64, route: u32| ProbeRecord {
        source: source.into(),
        route,
        at: at(minute),
        works: route == 1,
        refused: vec![(Reason::ForbiddenAddress, 2, "http://localhost/".into())],
        ..ProbeRecord::default()
    };
    for minute in 0..12 {
        let facts = [probe("a/b", minute, 0), probe("a/b", minute, 1)].map(Fact::Probe);
        catalog.commit(None, &facts).await.unwrap();
    }
    catalog.commit(None, &[Fact::Probe(probe("a/c", 3, 0))]).await.unwrap();
    let kept = catalog.probes(&"a/b".into()).await.unwrap();
    assert_eq!(kept.len(), 20);
    assert_eq!(kept[..2], [probe("a/b", 11, 0), probe("a/b", 11, 1)]);
    assert_eq!(kept[19].at, at(2));
    let last = [probe("a/b", 11, 0), probe("a/b", 11, 1), probe("a/c", 3, 0)];
    assert_eq!(catalog.last_probes().await.unwrap(), last);
}

#[tokio::test]
async fn news_of_an_undated_work_is_the_day_it_was_found_unless_it_was_there_before_us() {
    let (_dir, catalog) = open().await;
    let day = 24 * 60;
    let source = Source {
        id: "funder/news".into(),
        agency: "funder".into(),
        country: "DE".into(),
        title: "News".into(),
        url: "https://funder.example/news".into(),
        language: None,
        channel: Channel::Web,
        cadence_seconds: 60,
        probe: Probe::Working,
        credibility: Credibility::Official,
        connector: Some("watch".into()),
        licence: None,
        note: None,
    };
    catalog.register(&[source], at(0)).await.unwrap();
    let mut facts = vec![Fact::Fetch(FetchRecord {
        source: "funder/news".into(),
        started: at(0),
        ok: true,
        requests: 1,
        items_found: 2,
        new_documents: 2,
        error: None,
        detail: String::new(),
        duration_ms: 1,
        counts: RunCounts::default(),
    })];
    for (n, minute) in [(1, 1), (2, 5 * day), (3, 6 * day)] {
        let undated = Document { published: None, ..document(n, "") };
        facts.push(Fact::Capture(capture(n, "")));
        facts.push(Fact::Document { document: undated, first_seen: at(minute) });
        facts.push(Fact::Found {
            source: "funder/news".into(),
            document: document(n, "").id,
            at: at(minute),
        });
    }
    catalog.commit(None, &facts).await.unwrap();
    // As it was known on the fifth day: what comes later is not yet.
    let health = catalog.source_health(at(0), at(5 * day)).await.unwrap().remove(0);
    assert_eq!(health.news, [(time::day_in_japan(at(5 * day)), 1)]);
    assert_eq!((health.documents, health.undated, health.watched), (3, 3, true));
}

#[tokio::test]
async fn rejected_addresses_are_listed_once_each_newest_first() {
    let (_dir, catalog) = open().await;
    let rejected = |n: u32, minute: i64| Rejected {
        source: "a/b".into(),
        url: format!("https://e.example/{n}"),
        reason: Reason::NotFound,
        detail: format!("status 404, asked at {minute}"),
        at: at(minute),
    };
    let facts = [rejected(1, 0), rejected(2, 5), rejected(1, 9)].map(Fact::Rejected);
    catalog.commit(None, &facts).await.unwrap();
    assert_eq!(catalog.rejected_of(&"a/b".into(), 9).await.unwrap(), [rejected(1, 9), rejected(2, 5)]);
}
