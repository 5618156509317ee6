//! Rules or thesaurus changed: the archive is annotated anew, and nobody waits for it.

use crate::house::{TestHouse, day};
use shiome_enrich::Enricher;
use shiome_model::{Capture, DateEvidence, Document, Hash, Media, Published, Sensitivity};
use shiome_pipelines::{House, enrich};
use shiome_store::{Fact, StoredDocument};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 700;
/// No reader may wait longer, on any machine that runs the tests.
const PATIENCE: Duration = Duration::from_secs(5);

fn told(n: usize) -> (Capture, Document) {
    let url = url::Url::parse(&format!("https://bonn.example/{n}")).unwrap();
    let subject = ["open access", "preprints", "research data", "mobility"][n % 4];
    let title = format!("Notice {n} on {subject}");
    let text =
        format!("Office {n} tells of {subject}. It gives {n} grants of {} euro by 31 March.", n * 1000);
    let body = Hash::of(text.as_bytes());
    let capture = Capture {
        id: Capture::id_of(&url, &body),
        source: "jsps_bonn/memo".into(),
        final_url: url.clone(),
        url: url.clone(),
        fetched_at: "2026-03-01T00:00:00Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: Vec::new(),
        bytes: text.len() as u64,
        body,
    };
    let date = day("2026-03-01");
    let document = Document {
        id: url.as_str().into(),
        revision: Document::revision_of(&title, &text, Some(date)),
        source: "jsps_bonn/memo".into(),
        agency: "jsps_bonn".into(),
        country: "DE".into(),
        url,
        capture: capture.id.clone(),
        title,
        text,
        pages: Vec::new(),
        published: Some(Published { date, evidence: DateEvidence::Metadata, passage: date.to_string() }),
        modified: None,
        authors: Vec::new(),
        stated_language: Some("en".into()),
        links: Vec::new(),
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    };
    (capture, document)
}

async fn add(house: &House, which: std::ops::Range<usize>) {
    let numbers: Vec<usize> = which.collect();
    // Several commits, as from several sources.
    for part in numbers.chunks(50) {
        let mut facts = Vec::new();
        for n in part {
            let (capture, document) = told(*n);
            facts.push(Fact::Capture(capture));
            facts.push(Fact::Document { document, first_seen: house.now() });
        }
        house.catalog.commit(None, &facts).await.unwrap();
    }
}

/// The house with a thesaurus that knows another concept and has forgotten one.
fn changed(house: &House) -> House {
    let mut topics = house.plan.topics.clone();
    let concepts = &mut topics[0].concepts;
    let mut term = concepts[1].terms[0].clone();
    term.text = "research data".into();
    concepts[1].terms = vec![term];
    House { enricher: Arc::new(Enricher::new(&topics).unwrap()), ..house.clone() }
}

async fn all(house: &House) -> Vec<StoredDocument> {
    let filter = shiome_store::DocumentFilter { limit: 10_000, ..Default::default() };
    house.catalog.documents_page(&filter).await.unwrap()
}

/// What is believed, without the positions at which it was recorded.
async fn believed(house: &House) -> Vec<StoredDocument> {
    all(house).await.into_iter().map(|s| StoredDocument { seq: 0, ..s }).collect()
}

/// Runs the flow until about so many documents are done, as if the process had then been killed.
async fn killed_after(house: &House, documents: usize) {
    let stop = Arc::new(AtomicBool::new(false));
    let (flag, old) = (stop.clone(), house.listener.clone());
    let listener: shiome_pipelines::Listener = Arc::new(move |event| {
        if let shiome_pipelines::Event::Followed { done, .. } = event {
            flag.store(*done >= documents, Ordering::Relaxed);
        }
        old(event);
    });
    enrich::run(&House { listener, ..house.clone() }, &stop).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_and_resumed_it_believes_and_counts_what_an_undisturbed_run_does() {
    let never = AtomicBool::new(false);
    let (one, other) =
        (TestHouse::new("2026-03-02T00:00:00Z").await, TestHouse::new("2026-03-02T00:00:00Z").await);
    for house in [&one.house, &other.house] {
        add(house, 0..DOCUMENTS).await;
        assert_eq!(enrich::run(house, &never).await.unwrap(), DOCUMENTS);
        assert_eq!(enrich::run(house, &never).await.unwrap(), 0, "what is done is done once");
        assert_eq!(house.catalog.reannotations(9).await.unwrap(), []);
    }
    let before = believed(&one.house).await;
    let (whole, parts) = (changed(&one.house), changed(&other.house));
    assert_eq!(enrich::run(&whole, &never).await.unwrap(), DOCUMENTS);
    killed_after(&parts, 1).await;
    let half = believed(&parts).await;
    let old = half.iter().filter(|s| s.annotations.as_ref().unwrap().version == one.house.enricher.version());
    let old = old.count();
    assert!(old > 0 && old < DOCUMENTS, "{old} of {DOCUMENTS} are still as they were");
    // The rest of the commit that was under way is lost with the process; a new one goes on.
    let rest = enrich::run(&parts, &never).await.unwrap();
    assert_eq!(rest, old, "nothing is done twice");
    assert_eq!(believed(&parts).await, believed(&whole).await);
    let kept = |s: &[StoredDocument]| s.iter().map(|s| s.membership.clone()).collect::<Vec<_>>();
    assert_eq!(kept(&believed(&whole).await), kept(&before), "no document moved to another story");

    let told = whole.catalog.reannotations(9).await.unwrap();
    let (from, to) = (one.house.enricher.version(), whole.enricher.version());
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].from.as_str(), told[0].to.as_str()), (from, to));
    assert_eq!((told[0].documents, told[0].unchanged), (DOCUMENTS as u64, DOCUMENTS as u64 / 2));
    let quarter = DOCUMENTS as u64 / 4;
    let topic = &told[0].topics_gained["open_science"];
    assert_eq!((topic.documents, told[0].topics_lost["open_science"].documents), (quarter, quarter));
    assert_eq!(topic.examples.len(), 5);
    assert_eq!(parts.catalog.reannotations(9).await.unwrap()[0].topics_lost, told[0].topics_lost);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_documents_go_first_and_readers_do_not_wait() {
    let never = AtomicBool::new(false);
    let test = TestHouse::new("2026-03-02T00:00:00Z").await;
    add(&test.house, 0..DOCUMENTS).await;
    enrich::run(&test.house, &never).await.unwrap();
    let house = changed(&test.house);
    killed_after(&house, 1).await;
    add(&house, DOCUMENTS..DOCUMENTS + 10).await;
    killed_after(&house, 1).await;
    let current =
        |s: &&StoredDocument| s.annotations.as_ref().is_some_and(|a| a.version == house.enricher.version());
    let stored = all(&house).await;
    let newest = stored.iter().filter(|s| s.document.title.starts_with("Notice 70")).filter(current);
    assert!(newest.count() >= 10, "the new ones are annotated while the old ones wait");
    assert!(stored.iter().filter(current).count() < DOCUMENTS);

    let done = Arc::new(AtomicBool::new(false));
    let (reader, ended) = (house.clone(), done.clone());
    let reading = tokio::spawn(async move {
        let (mut longest, mut reads) = (Duration::ZERO, 0);
        while !ended.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let id = format!("https://bonn.example/{}", reads % DOCUMENTS);
            let stored = reader.catalog.document(&id.as_str().into()).await.unwrap().unwrap();
            assert!(stored.annotations.is_some() && stored.membership.is_some());
            longest = longest.max(begun.elapsed());
            reads += 1;
        }
        (longest, reads)
    });
    enrich::run(&house, &never).await.unwrap();
    done.store(true, Ordering::Relaxed);
    let (longest, reads) = reading.await.unwrap();
    assert!(reads > 0 && longest < PATIENCE, "{reads} reads, one took {longest:?}");
    assert!(all(&house).await.iter().all(|s| current(&s)));
}
