use super::samples::{at, capture, document, facts_of, open};
use crate::{
    DeliveryRecord, DeliveryState, Error, Fact, FetchRecord, IssueRecord, PageState, RunCounts, Unread,
};
use shiome_model::*;

#[tokio::test]
async fn a_page_that_flips_back_has_its_first_text_newest_again() {
    let (_dir, catalog) = open().await;
    let (a, b) = (capture(1, "a"), Capture { fetched_at: at(5), ..capture(1, "b") });
    let back = Capture { fetched_at: at(9), ..a.clone() };
    let seq = catalog.commit(None, &[Fact::Capture(a.clone()), Fact::Capture(b.clone())]).await.unwrap();
    assert_eq!(catalog.captures_of(a.url.as_str(), 1).await.unwrap(), std::slice::from_ref(&b));
    assert_eq!(catalog.commit(None, &[Fact::Capture(back)]).await.unwrap(), seq);
    assert_eq!(catalog.captures_of(a.url.as_str(), 9).await.unwrap(), [a, b]);
}

#[tokio::test]
async fn pages_keep_their_state() {
    let (_dir, catalog) = open().await;
    let page = PageState {
        validators: Validators { etag: Some("W/\"1\"".into()), last_modified: None },
        last_fetched: Some(at(1)),
        status: Some(503),
        error: Some(Reason::ServerError),
        failures: 2,
        next_try: Some(at(30)),
        stamp: Some(Hash::of(b"item")),
        capture: Some(capture(1, "").id),
        document: Some(document(1, "").id),
        unread: Some(Unread {
            source: "e/news".into(),
            capture: capture(1, "").id,
            item: Item::link(document(1, "").url),
            list: Some(capture(2, "").id),
        }),
        ..PageState::unread("https://e.example/1", "e/news".into())
    };
    let other = PageState::unread("https://e.example/2", "e/news".into());
    catalog.commit(None, &[Fact::Page(other.clone()), Fact::Page(page.clone())]).await.unwrap();
    let asked: Vec<String> = ["2", "3", "1"].iter().map(|n| format!("https://e.example/{n}")).collect();
    assert_eq!(catalog.page_states(&asked).await.unwrap(), [page.clone(), other]);
    assert_eq!(catalog.pages_unread(&page.source, "", 9).await.unwrap(), std::slice::from_ref(&page));
    assert!(catalog.pages_unread(&page.source, &page.url, 9).await.unwrap().is_empty());
    assert!(catalog.pages_due(&page.source, at(29), 9).await.unwrap().is_empty());
    assert_eq!(catalog.pages_due(&page.source, at(30), 9).await.unwrap(), [page]);
}

#[tokio::test]
async fn an_address_is_remembered_by_what_it_showed_last_and_the_oldest_are_forgotten() {
    let (_dir, catalog) = open().await;
    let (one, other) = (Hash::of(b"one"), Hash::of(b"other"));
    let source = SourceId::from("e/news");
    let print = |n: i64, print: &Hash| Fact::Print {
        source: source.clone(),
        url: format!("https://e.example/{n:04}"),
        print: print.clone(),
        at: at(n),
    };
    catalog
        .commit(None, &[print(1, &one), print(2, &one), print(3, &other), print(2, &other)])
        .await
        .unwrap();
    let both = [one.clone(), other.clone()];
    let mut shown: Vec<(Hash, String)> = catalog.printed(&source, &both).await.unwrap();
    shown.sort_by(|a, b| a.1.cmp(&b.1));
    let is = |n: i64, print: &Hash| (print.clone(), format!("https://e.example/{n:04}"));
    assert_eq!(shown, [is(1, &one), is(2, &other), is(3, &other)]);
    assert_eq!(catalog.printed(&SourceId::from("e/other"), &both).await.unwrap(), []);
    let many: Vec<Fact> = (4..4_500).map(|n| print(n, &one)).collect();
    catalog.commit(None, &many).await.unwrap();
    let kept = catalog.printed(&source, &both).await.unwrap();
    assert!(
        kept.len() <= 4_001 && !kept.contains(&is(1, &one)) && kept.contains(&is(4_499, &one)),
        "{}",
        kept.len()
    );
}

fn signal(n: u32, week: Week) -> Signal {
    let subject = Subject::Topic(TopicId::new(format!("t{n}")));
    Signal {
        id: Signal::id_of("rise 1", &subject, SignalKind::Rising, week),
        job: "rise 1".into(),
        subject,
        kind: SignalKind::Rising,
        week,
        as_of: week,
        statistic: 3.5,
        q_value: 0.01,
        effect: 2.0,
        support: 9,
        expected: 4.5,
        sources: vec![],
        countries: vec!["DE".into()],
        evidence: vec![],
    }
}

#[tokio::test]
async fn a_run_replaces_its_signals_and_a_quiet_week_is_the_latest() {
    let (_dir, catalog) = open().await;
    let week = Week::of(at(0));
    let run = |as_of: Week, ns: &[u32]| Fact::Signals {
        as_of,
        job: "rise".into(),
        signals: ns.iter().map(|n| signal(*n, as_of)).collect(),
    };
    assert_eq!(catalog.signals_as_of().await.unwrap(), None);
    catalog.commit(None, &[run(week, &[1, 2])]).await.unwrap();
    assert_eq!(catalog.commit(None, &[run(week, &[3])]).await.unwrap(), 2);
    assert_eq!(catalog.commit(None, &[run(week, &[3])]).await.unwrap(), 2);
    assert_eq!(catalog.signals(None).await.unwrap(), [signal(3, week)]);
    assert_eq!(catalog.counts().await.unwrap().signals, 1);
    catalog.commit(None, &[run(week.next(), &[])]).await.unwrap();
    assert_eq!(catalog.signals(None).await.unwrap(), []);
    assert_eq!(catalog.signals(Some(week)).await.unwrap().len(), 1);
    assert_eq!(catalog.signals_as_of().await.unwrap(), Some(week.next()));
    let endless = Signal { effect: f64::INFINITY, ..signal(1, week) };
    let fact = Fact::Signals { as_of: week, job: "rise".into(), signals: vec![endless] };
    assert!(matches!(catalog.commit(None, &[fact]).await, Err(Error::NotFinite(_))));
}

#[tokio::test]
async fn history_of_sources_is_kept_and_counted() {
    let (_dir, catalog) = open().await;
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
        connector: Some("feed".into()),
        licence: None,
        note: None,
    };
    catalog.register(std::slice::from_ref(&source), at(0)).await.unwrap();
    let fetch = |minute: i64, ok: bool| FetchRecord {
        source: source.id.clone(),
        started: at(minute),
        ok,
        requests: 3,
        items_found: 2,
        new_documents: 1,
        error: (!ok).then_some(Reason::Timeout),
        detail: "slow".into(),
        duration_ms: 1200,
        counts: RunCounts {
            future_dated: 2,
            answer_ms: Some(90),
            rejected: [(Reason::NotFound, 1)].into(),
            newest: document(1, "").date(),
            ..RunCounts::default()
        },
    };
    let rejected = |minute: i64, reason: Reason| {
        let url = format!("https://funder.example/{minute}");
        Fact::Rejected(Rejected {
            source: source.id.clone(),
            url,
            reason,
            detail: String::new(),
            at: at(minute),
        })
    };
    let week = 7 * 24 * 60;
    let mut facts =
        vec![Fact::Fetch(fetch(0, true)), Fact::Fetch(fetch(1, true)), Fact::Fetch(fetch(week, false))];
    facts.extend([rejected(1, Reason::Robots), rejected(2, Reason::NotFound), rejected(3, Reason::NotFound)]);
    facts.extend([rejected(-9, Reason::NotFound)]);
    facts.extend(facts_of(1));
    facts.extend(facts_of(2));
    for _ in 0..2 {
        catalog.commit(None, &facts).await.unwrap();
    }
    let first = Week::of(at(0));
    assert_eq!(catalog.active_weeks(first, first.next()).await.unwrap(), [(source.id.clone(), first)]);
    assert_eq!(catalog.active_weeks(first.next(), first.next()).await.unwrap(), []);
    let records = catalog.fetch_records(Some(&source.id), at(1), 9).await.unwrap();
    assert_eq!(records, [fetch(week, false), fetch(1, true)]);
    assert_eq!(catalog.fetch_records(None, at(-9), 2).await.unwrap().len(), 2);
    let health = catalog.source_health(at(0), at(week)).await.unwrap().remove(0);
    assert_eq!(health.rejected, [(Reason::NotFound, 2), (Reason::Robots, 1)]);
    assert_eq!((health.documents, health.recent, health.undated, health.future_dated), (2, 2, 0, 6));
    assert_eq!(health.news, [1, 2].map(|n| (document(n, "").date().unwrap(), 1)));
    assert_eq!((health.newest_first_seen, health.first_success), (Some(at(2)), Some(at(0))));
    assert_eq!(health.runs, [fetch(week, false), fetch(1, true), fetch(0, true)]);
    assert!(!health.watched);
    let counts = catalog.counts().await.unwrap();
    assert_eq!(counts.languages, [("en".into(), 2)]);
    assert_eq!(counts.topics, [("open_science".into(), 2)]);
    assert_eq!(counts.kinds, [(DocumentKind::Call, 2)]);
    assert_eq!(counts.countries, [("DE".into(), 1), ("JP".into(), 1)]);
}

#[tokio::test]
async fn changes_of_a_watched_page_are_listed_newest_first() {
    let (_dir, catalog) = open().await;
    let change = |n: u32, minute: i64| {
        let (before, after) = (capture(n, "a").id, capture(n + 1, "b").id);
        Change {
            id: Change::id_of(&before, &after),
            document: document(1, "").id,
            source: "funder/terms".into(),
            before,
            after,
            seen_at: at(minute),
            event: Event::Edited,
            edits: vec![ClauseEdit {
                before: Some("may".into()),
                after: Some("must".into()),
                ..ClauseEdit::default()
            }],
            materiality: 0.8,
            reasons: vec!["an obligation".into()],
            grounds: vec![Ground::Obligation],
            share: 3,
            effective: None,
        }
    };
    catalog.commit(None, &[Fact::Change(change(1, 1)), Fact::Change(change(2, 2))]).await.unwrap();
    assert_eq!(catalog.changes_of(&document(1, "").id, 9).await.unwrap(), [change(2, 2), change(1, 1)]);
    assert_eq!(catalog.changes_between(at(1), at(2), 9).await.unwrap(), [change(1, 1)]);
}

#[tokio::test]
async fn a_page_has_departed_until_it_is_back() {
    let (_dir, catalog) = open().await;
    let id = document(1, "").id;
    let event = |event: Event, minute: i64| {
        let one = capture(1, "a").id;
        Fact::Change(Change::of_event(event, &id, &"funder/terms".into(), (&one, &one), at(minute)))
    };
    let gone = Event::Removed { how: "status 404".into(), missed: at(1) };
    let asked = [id.clone(), document(2, "").id];
    catalog.commit(None, &[event(gone.clone(), 2)]).await.unwrap();
    assert_eq!(catalog.departed(&asked).await.unwrap(), [(id.clone(), gone)]);
    catalog.commit(None, &[event(Event::Reappeared, 3)]).await.unwrap();
    assert_eq!(catalog.departed(&asked).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_sealed_stays_and_its_deliveries_are_one_commit() {
    let (_dir, catalog) = open().await;
    let issue = IssueRecord {
        id: "i1".into(),
        what: "digest".into(),
        edition: "weekly.ja".into(),
        period: "2026-W08".into(),
        sealed_at: at(0),
        documents: vec![document(1, "").id],
        files: vec![("digest.html".into(), Hash::of(b"x"))],
        manifest: serde_json::json!({ "rules": 1 }),
    };
    let delivery = |state: DeliveryState| DeliveryRecord {
        issue: issue.id.clone(),
        recipient: "desk@centre.example".into(),
        state,
        attempts: 0,
        message_id: "<i1@centre.example>".into(),
        updated_at: at(0),
    };
    let pending = delivery(DeliveryState::Pending);
    let unsealed = catalog.commit(None, &[Fact::Delivery(pending.clone())]).await;
    assert!(matches!(unsealed, Err(Error::Dangling)));
    catalog.commit(None, &[Fact::Delivery(pending.clone()), Fact::Issue(issue.clone())]).await.unwrap();
    assert_eq!(catalog.pending_deliveries(9).await.unwrap(), [pending]);
    let sent = delivery(DeliveryState::Sent);
    let other = IssueRecord { period: "other".into(), ..issue.clone() };
    catalog.commit(None, &[Fact::Delivery(sent.clone()), Fact::Issue(other)]).await.unwrap();
    assert_eq!(catalog.pending_deliveries(9).await.unwrap(), []);
    assert_eq!(catalog.deliveries(&issue.id).await.unwrap(), [sent]);
    assert_eq!(catalog.issues("digest", 9).await.unwrap(), std::slice::from_ref(&issue));
    assert_eq!(catalog.issue(&issue.id).await.unwrap(), Some(issue));
    assert!(catalog.issues("report", 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_sites_want_of_crawlers_is_kept() {
    let (_dir, catalog) = open().await;
    let mut file = shiome_model::RobotsFile::new("https://a.example".into(), at(0), at(60));
    (file.body, file.had) = (Some("User-agent: *\nDisallow: /x\n".into()), Some(at(0)));
    let other = shiome_model::RobotsFile::new("https://b.example".into(), at(5), at(15));
    catalog.commit(None, &[Fact::Robots(file.clone()), Fact::Robots(other.clone())]).await.unwrap();
    assert_eq!(catalog.robots(at(0)).await.unwrap(), [file.clone(), other.clone()]);
    (file.asked, file.failing_since) = (at(70), Some(at(70)));
    catalog.commit(None, &[Fact::Robots(file.clone())]).await.unwrap();
    assert_eq!(catalog.robots(at(6)).await.unwrap(), [file]);
    assert_eq!(catalog.head().await.unwrap(), 0, "nobody follows it");
}
