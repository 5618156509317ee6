//! Instruments, promises and summaries of whole documents, and what becomes of promises.

use shiome_enrich::Enricher;
use shiome_enrich::follow::{Observed, follow};
use shiome_enrich::gist::{Unquoted, quoted};
use shiome_model::*;

fn document(n: usize, country: &str, day: &str, title: &str, text: &str) -> Document {
    let url = shiome_model::url::parse(&format!("https://body.example/{n}")).unwrap();
    Document {
        id: url.as_str().into(),
        revision: Document::revision_of(title, text, day.parse().ok()),
        source: "body/news".into(),
        agency: "body".into(),
        country: country.into(),
        url,
        capture: "c".into(),
        title: title.into(),
        text: text.into(),
        pages: vec![],
        published: day.parse().ok().map(|date| Published {
            date,
            evidence: DateEvidence::Metadata,
            passage: day.into(),
        }),
        modified: None,
        authors: vec![],
        stated_language: None,
        links: vec![],
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}

fn read(document: &Document) -> Annotations {
    Enricher::new(&[]).unwrap().annotate(document, None)
}

#[test]
fn every_field_shows_its_passage() {
    let call = document(
        1,
        "GB",
        "2026-02-10",
        "New grants for tidal energy research",
        "The council invites proposals for research into tidal energy. A total of £12 million is available, up to £800,000 per project. Applications close at 16:00 GMT on 24 March 2026. We will publish the results in autumn 2026.",
    );
    let notes = read(&call);
    let instrument = &notes.instruments[0];
    assert_eq!(
        (instrument.kind.value, instrument.status.value),
        (InstrumentKind::ProjectGrants, Status::Announced)
    );
    let said =
        |t: &Told<Money>| (t.passage(&call.title, &call.text).to_owned(), t.value.amount, t.value.share);
    let money: Vec<_> = instrument.money.iter().map(said).collect();
    assert_eq!(
        money,
        [("£12 million".to_owned(), 12_000_000, Share::Total), ("£800,000".to_owned(), 800_000, Share::Each)]
    );
    let deadline = instrument.deadline.as_ref().unwrap();
    assert_eq!(deadline.passage(&call.title, &call.text), "24 March 2026");
    assert_eq!(deadline.value.time.unwrap().to_string(), "16:00:00");
    assert_eq!(deadline.value.zone, Some(Zone { name: "Etc/GMT".into(), stated: true }));
    let promise = &notes.promises[0];
    assert_eq!(promise.when.of(&call.text), "in autumn 2026");
    assert_eq!(promise.due.until.to_string(), "2026-11-30");
    assert!(promise.span.of(&call.text).starts_with("We will publish"));
}

#[test]
fn a_page_without_an_instrument_has_no_record() {
    for (title, text) in [
        ("", ""),
        (
            "Harbour museum shows lamps",
            "The museum shows lamps of old lighthouses until 3 May 2026. Tickets cost £9.",
        ),
        (
            "Bees remember colours",
            "A study published on 3 May 2026 finds that bees remember colours for days. The team watched 400 bees.",
        ),
    ] {
        let notes = read(&document(1, "GB", "2026-04-01", title, text));
        assert_eq!(notes.instruments, [], "{title}");
    }
}

#[test]
fn a_summary_is_made_of_whole_sentences_of_its_text() {
    let text = "The council adopted a new policy for all its grants. It asks that data be shared on the day of publication. Grants under the policy pay for curation.";
    let own = document(1, "GB", "2026-04-01", "Council adopts policy", text);
    let notes = read(&own);
    assert!(!notes.summary.is_empty());
    assert_eq!(quoted(&own, &notes.summary), Ok(()));
    let half = Span { start: 0, end: 11 };
    assert_eq!(quoted(&own, &[half]), Err(Unquoted::NoSentence(0, 11)));
    let twice = [notes.summary[0], notes.summary[0]];
    assert!(matches!(quoted(&own, &twice), Err(Unquoted::Disordered(..))));
    let empty = document(2, "GB", "2026-04-01", "Council adopts policy", " \n");
    assert_eq!(read(&empty).summary, []);
    assert_eq!(quoted(&empty, &[half]), Err(Unquoted::Empty));
}

fn story(result: &str) -> Vec<Tracked> {
    let plan = document(
        1,
        "GB",
        "2026-02-10",
        "Review of open data rules announced",
        "The council has approved a review of its open data rules. It will publish the revised open data rules in autumn 2026.",
    );
    let later = document(
        2,
        "GB",
        result,
        "Revised open data rules published",
        "The council has published its revised open data rules. They apply from 1 January 2027.",
    );
    let other = document(
        3,
        "GB",
        "2026-10-20",
        "New telescope opens",
        "The council has opened a telescope on the island.",
    );
    let seen: Vec<Observed> =
        [&plan, &later, &other].iter().filter_map(|d| Observed::of(d, &read(d))).collect();
    let mut tracked = follow(&seen, &Lines::default(), "2027-06-01".parse().unwrap());
    tracked.retain(|t| t.document == plan.id);
    tracked
}

#[test]
fn a_promise_is_closed_by_what_keeps_it_in_time_and_lapses_otherwise() {
    let kept = story("2026-11-10");
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0].state, PromiseState::Closed);
    let by = kept[0].kept.as_ref().unwrap();
    assert_eq!((by.by.as_str(), by.shared.contains(&"title".to_owned())), ("https://body.example/2", true));
    assert_eq!(kept[0].state_on("2026-10-01".parse().unwrap()), PromiseState::Open);

    // The same a year and a half later keeps nothing.
    let late = story("2027-05-20");
    assert_eq!((late[0].state, &late[0].kept), (PromiseState::Lapsed, &None));
    assert_eq!(late[0].state_on("2026-12-31".parse().unwrap()), PromiseState::Open);
}

#[test]
fn who_took_over_may_keep_what_was_promised() {
    let mut plan = document(
        1,
        "GB",
        "2026-02-10",
        "Review of open data rules announced",
        "The council has approved a review of its open data rules. It will publish the revised open data rules in autumn 2026.",
    );
    plan.agency = "old".into();
    let mut later = document(
        2,
        "GB",
        "2026-11-10",
        "Revised open data rules published",
        "The council has published its revised open data rules. They apply from 1 January 2027.",
    );
    later.agency = "new".into();
    let seen: Vec<Observed> = [&plan, &later].iter().filter_map(|d| Observed::of(d, &read(d))).collect();
    let state = |handed_over: Option<&str>| {
        let agency = |id: &str| Agency { id: id.into(), ..Agency::default() };
        let mut old = agency("old");
        old.successor =
            handed_over.map(|day| Succession { agency: "new".into(), from: day.parse().unwrap() });
        let bodies = [old, agency("new")].map(|a| (a.id.clone(), a));
        let tracked = follow(&seen, &Lines::of(&bodies.into()), "2027-06-01".parse().unwrap());
        let promise = tracked.iter().find(|t| t.document == plan.id).unwrap();
        assert_eq!(promise.agency.as_str(), "old", "whose it was is not rewritten");
        promise.state
    };
    assert_eq!(state(Some("2026-07-01")), PromiseState::Closed);
    // Bodies that have nothing to do with each other, and one that had not taken over yet.
    assert_eq!(state(None), PromiseState::Lapsed);
    assert_eq!(state(Some("2027-01-01")), PromiseState::Lapsed);
}

/// A body writes of its subjects again and again: the subject alone keeps no promise.
#[test]
fn another_document_on_the_same_subject_keeps_nothing() {
    let plan = document(
        1,
        "GB",
        "2026-02-10",
        "Review of open data rules announced",
        "The council has approved a review of its open data rules. It will publish the revised open data rules in autumn 2026.",
    );
    let later =
        |title: &str| document(2, "GB", "2026-11-10", title, "The council tells what its fellows found.");
    let observed = |d: &Document| {
        let notes = Annotations { concepts: vec!["open_science/open_data".into()], ..read(d) };
        Observed::of(d, &notes)
    };
    let state = |later: &Document| {
        let seen: Vec<Observed> = [&plan, later].into_iter().filter_map(observed).collect();
        let tracked = follow(&seen, &Lines::default(), "2027-06-01".parse().unwrap());
        tracked.iter().find(|t| t.document == plan.id).unwrap().state
    };
    assert_eq!(state(&later("Looking ahead: fellows and their work")), PromiseState::Lapsed);
    assert_eq!(state(&later("Open data rules: what fellows found")), PromiseState::Closed);
}
