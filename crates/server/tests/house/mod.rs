//! A small house: a catalog, an archive, an index and a lake with a few documents written for it.

mod samples;

pub use samples::{Sample, samples};

use chrono::{NaiveDate, TimeDelta};
use shiome_model::{url::parse, *};
use shiome_search::{Entry, EntryBody, ExpandedConcept, SearchIndex};
use shiome_server::Pages;
use shiome_store::{
    Archive, Catalog, Fact, FetchRecord, Incident, IssueRecord, ProbeRecord, ProbedWork, RunCounts,
    SourceState,
    health::{Because, State},
};
use shiome_trends::{Lake, Row, SourceWeek};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What somebody may put into any field they control.
pub const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}";

pub fn now() -> Timestamp {
    "2026-06-03T03:00:00Z".parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn names(en: &str, ja: &str) -> Names {
    Names { en: en.into(), ja: ja.into(), native: None }
}

fn agency(id: &str, en: &str, ja: &str, country: &str) -> (AgencyId, Agency) {
    (id.into(), Agency { id: id.into(), name: names(en, ja), country: country.into(), ..Agency::default() })
}

fn source(id: &str, title: &str, country: &str, url: &str) -> Source {
    Source {
        id: id.into(),
        agency: SourceId::new(id).agency(),
        country: country.into(),
        title: title.into(),
        url: url.into(),
        language: Some("en".into()),
        channel: Channel::Web,
        cadence_seconds: 21_600,
        probe: Probe::Working,
        credibility: Credibility::Official,
        connector: Some(if id.ends_with("/terms") { "watch" } else { "feed" }.into()),
        licence: Some("CC BY 4.0".into()),
        note: (id == "evil/feed").then(|| EVIL.into()),
    }
}

fn topic(id: &str, en: &str, ja: &str, concepts: &[(&str, &[(&str, &str)])]) -> Topic {
    let term = |(lang, text): &(&str, &str)| Term {
        lang: Lang::from(*lang),
        text: (*text).into(),
        rule: MatchRule::Phrase,
        kind: TermKind::Core,
        context: false,
        setting: false,
        unless: vec![],
    };
    let concept = |(name, terms): &(&str, &[(&str, &str)])| Concept {
        id: ConceptId::of(&id.into(), name),
        terms: terms.iter().map(term).collect(),
    };
    Topic {
        id: id.into(),
        name: names(en, ja),
        description: names(&format!("Everything about {en}."), &format!("{ja}に関する動き。")),
        threshold: 0.4,
        concepts: concepts.iter().map(concept).collect(),
    }
}

fn topics() -> Vec<Topic> {
    vec![
        topic(
            "open_science",
            "Open science",
            "オープンサイエンス",
            &[
                ("open_access", &[("en", "open access"), ("ja", "オープンアクセス"), ("de", "Open Access")]),
                (
                    "research_data",
                    &[("en", "research data"), ("ja", "研究データ"), ("de", "Forschungsdaten")],
                ),
            ],
        ),
        topic(
            "generative_ai",
            "Generative AI in research",
            "研究における生成AI",
            &[("genai", &[("en", "generative AI"), ("ja", "生成AI"), ("de", "generative KI")])],
        ),
    ]
}

fn capture_of(sample: &Sample, body: &str, at: Timestamp) -> Capture {
    let url = parse(&sample.url).unwrap();
    let hash = Hash::of(body.as_bytes());
    let mut headers =
        vec![("content-type".into(), sample.media_type.into()), ("server".into(), "sample".into())];
    if sample.source == "evil/feed" {
        headers.push(("x-note".into(), EVIL.into()));
    }
    Capture {
        id: Capture::id_of(&url, &hash),
        source: sample.source.into(),
        final_url: url.clone(),
        url,
        fetched_at: at,
        memento: None,
        status: 200,
        headers,
        bytes: body.len() as u64,
        body: hash,
    }
}

fn document_of(sample: &Sample, capture: &Capture) -> Document {
    let evil = sample.source == "evil/feed";
    Document {
        id: capture.url.as_str().into(),
        revision: Document::revision_of(&sample.title, &sample.text, sample.published),
        source: sample.source.into(),
        agency: SourceId::new(sample.source).agency(),
        country: sample.country.into(),
        // An address that is no address of the web must never become a link.
        url: if evil { "javascript:alert(4)".parse().unwrap() } else { capture.url.clone() },
        capture: capture.id.clone(),
        title: sample.title.clone(),
        text: sample.text.clone(),
        pages: vec![],
        published: sample.published.map(|date| Published {
            date,
            evidence: DateEvidence::Metadata,
            passage: if evil { EVIL.into() } else { date.to_string() },
        }),
        modified: None,
        authors: if evil { vec![EVIL.into()] } else { vec![] },
        stated_language: Some(sample.lang.into()),
        links: vec![],
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}

fn annotations_of(sample: &Sample, document: &Document) -> Annotations {
    let mut topics: BTreeMap<&str, Vec<TermHit>> = BTreeMap::new();
    for (topic, concept, term) in &sample.terms {
        for (field, text) in [(Field::Title, &document.title), (Field::Text, &document.text)] {
            for (start, found) in text.match_indices(term) {
                topics.entry(topic).or_default().push(TermHit {
                    concept: ConceptId::of(&(*topic).into(), concept),
                    term: (*term).into(),
                    lang: sample.lang.into(),
                    field,
                    span: Span { start, end: start + found.len() },
                    weight: if field == Field::Title { 0.3 } else { 0.15 },
                });
            }
        }
    }
    let concepts: BTreeSet<ConceptId> = topics.values().flatten().map(|h| h.concept.clone()).collect();
    let evil = sample.source == "evil/feed";
    Annotations {
        document: document.id.clone(),
        revision: document.revision.clone(),
        version: "rules 1".into(),
        language: sample.lang.into(),
        language_confidence: 0.97,
        other_languages: Vec::new(),
        kind: sample.kind,
        kind_because: if evil { EVIL.into() } else { "title".into() },
        topics: topics
            .into_iter()
            .map(|(topic, hits)| TopicMatch { topic: topic.into(), score: 0.71, hits })
            .collect(),
        mentions: vec![],
        concepts: concepts.into_iter().collect(),
        summary: vec![Span {
            start: 0,
            end: document.text.find(['.', '。', '\n']).unwrap_or(document.text.len()),
        }],
        instruments: if evil || sample.source == "rhein/news" {
            vec![instrument_of(document)]
        } else {
            vec![]
        },
        promises: vec![],
        fingerprint: Fingerprint { exact: Hash::of(document.text.as_bytes()), ..Fingerprint::default() },
        entities: if evil || sample.source == "rhein/news" { vec![entity(evil)] } else { Vec::new() },
        relevance: if evil || sample.source == "rhein/news" { vec![touched(evil)] } else { Vec::new() },
    }
}

/// A body that is named at the beginning of the title.
fn entity(evil: bool) -> Entity {
    let mention = Mention {
        field: Field::Title,
        span: Span { start: 0, end: 3 },
        because: shiome_model::Because::NamedElsewhere,
    };
    Entity {
        kind: if evil { EntityKind::Law } else { EntityKind::Agency },
        id: if evil { EVIL.into() } else { "albion".into() },
        ror: Some(if evil { "javascript:alert(1)".into() } else { "https://ror.org/00hhkn466".into() }),
        confidence: 0.9,
        times: 2,
        mentions: vec![mention],
    }
}

fn touched(evil: bool) -> Relevance {
    let (field, span) = (Field::Title, Span { start: 0, end: 3 });
    Relevance {
        programme: if evil { EVIL.into() } else { "exchange".into() },
        grade: Grade::Likely,
        country: "DE".into(),
        office: "bonn".into(),
        grounds: vec![
            relevance::Ground::Issuer { agency: "rhein".into() },
            relevance::Ground::Home { field, span },
        ],
    }
}

fn programmes() -> Programmes {
    let office = |id: &str, ja: &str, countries: &[&str]| Office {
        id: id.into(),
        name: names(id, ja),
        countries: countries.iter().map(|c| (*c).to_owned()).collect(),
        places: Vec::new(),
    };
    Programmes {
        own: "minato".into(),
        programmes: vec![Programme {
            id: "exchange".into(),
            name: names("Exchange of Researchers", "研究者交流"),
            ..Programme::default()
        }],
        offices: vec![office("bonn", "ボン", &["DE"]), office("cairo", "カイロ", &["EG"])],
        ..Programmes::default()
    }
}

/// An instrument that the title tells of.
fn instrument_of(document: &Document) -> Instrument {
    fn told<T>(document: &Document, value: T) -> Told<T> {
        let span = Span { start: 0, end: document.title.len() };
        Told { value, field: Field::Title, span, confidence: 0.9 }
    }
    let money = Money { amount: 2_500_000, from: None, currency: "EUR".into(), share: Share::Total };
    Instrument {
        agency: document.agency.clone(),
        country: document.country.clone(),
        kind: told(document, InstrumentKind::Mandate),
        status: told(document, Status::Adopted),
        topic: None,
        announced: None,
        effective: Some(told(document, "2026-07-01".parse().unwrap())),
        deadline: None,
        money: vec![told(document, money)],
    }
}

/// What a document says will come in the summer of 2026.
fn promise_of(document: &Document) -> Tracked {
    let span = Span { start: 0, end: 0 };
    let due = Due { from: None, until: "2026-08-31".parse().unwrap() };
    let promise =
        Promise { what: Expected::Publish, due, field: Field::Text, span, when: span, confidence: 0.9 };
    Tracked {
        promise,
        passage: document.title.clone(),
        document: document.id.clone(),
        title: document.title.clone(),
        said: "2026-02-01".parse().unwrap(),
        agency: document.agency.clone(),
        country: document.country.clone(),
        topics: vec!["open_science".into()],
        instrument: Some(InstrumentKind::Mandate),
        state: PromiseState::Open,
        kept: None,
    }
}

/// Everything, in a folder that goes when the house is dropped.
pub struct House {
    pub pages: Pages,
    _folder: tempfile::TempDir,
}

/// Builds it.
pub async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let catalog = Catalog::open(&format!("sqlite:{}", at("catalog.db").display()), now()).await.unwrap();
    let archive = Archive::open(&format!("file:{}", at("archive").display())).unwrap();
    let identity = catalog.identity().await.unwrap();
    let index = Arc::new(SearchIndex::open(&at("index"), &identity).unwrap());
    let lake = Arc::new(Lake::open(&at("lake"), &identity).unwrap());
    let sources = [
        source("albion/news", "Albion Research Council: News", "GB", "https://albion.example/feed"),
        source("albion/terms", "Albion Research Council: Grant terms", "GB", "https://albion.example/terms"),
        source("boreal/news", "Boreal Science Fund", "CA", "https://boreal.example/feed"),
        source("evil/feed", EVIL, "INT", "javascript:alert(5)"),
        source("minato/news", "港研究財団 お知らせ", "JP", "https://minato.example/feed"),
        source("nile/news", "Nile Research Authority", "EG", "https://nile.example/feed"),
        source("rhein/news", "Rhein-Stiftung: Aktuelles", "DE", "https://rhein.example/feed"),
        source("unread/news", "Unread Institute", "FR", "https://unread.example/feed"),
    ];
    catalog.register(&sources, now()).await.unwrap();
    let samples = samples();
    let stored = fill_catalog(&catalog, &archive, &samples, &sources).await;
    fill_copies(&catalog, &index, &lake, &samples, &stored).await;
    let expand = |query: &str| {
        let genai = ["generative ai", "生成ai"].into_iter().find(|term| query.to_lowercase().contains(term));
        let terms = vec![("en", "generative AI"), ("ja", "生成AI"), ("de", "generative KI")];
        let terms = terms.into_iter().map(|(l, t)| (Lang::from(l), t.to_owned())).collect();
        let concept = ConceptId::new("generative_ai/genai");
        genai.map(|matched| ExpandedConcept { concept, matched: matched.into(), terms }).into_iter().collect()
    };
    let pages = Pages {
        things: Vec::new(),
        programmes: Some(programmes()),
        catalog,
        archive,
        index,
        lake,
        agencies: BTreeMap::from([
            agency("albion", "Albion Research Council", "アルビオン研究会議", "GB"),
            agency("boreal", "Boreal Science Fund", "ボレアル科学基金", "CA"),
            agency("evil", EVIL, EVIL, "INT"),
            agency("minato", "Minato Research Foundation", "港研究財団", "JP"),
            agency("nile", "Nile Research Authority", "ナイル研究庁", "EG"),
            agency("rhein", "Rhein Foundation", "ライン財団", "DE"),
        ]),
        sources: sources.into_iter().map(|s| (s.id.clone(), s)).collect(),
        topics: topics(),
        glossary: Arc::default(),
        expand: Arc::new(expand),
        tried: Arc::new(|_, term| match term.text.as_str() {
            "open access" => (9, 1),
            "オープンアクセス" => (4, 0),
            "Forschungsdaten" => (1, 1),
            _ => (0, 0),
        }),
        compare: Arc::new(|source, before, after| Some(difference(source, &before.0, &after.0))),
        clock: Arc::new(now),
        show_restricted: false,
    };
    House { pages, _folder: folder }
}

async fn fill_catalog(
    catalog: &Catalog,
    archive: &Archive,
    samples: &[Sample],
    sources: &[Source],
) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut facts = Vec::new();
    for sample in samples {
        let capture = capture_of(sample, &sample.body, now() - TimeDelta::hours(30));
        // The bulk of the news is only counted; writing its bytes to disk would take most of the time.
        if !sample.url.contains("/notices/") {
            archive.put_capture(&capture, sample.body.as_bytes()).await.unwrap();
        }
        let document = document_of(sample, &capture);
        facts.push(Fact::Capture(capture));
        let first_seen = sample.published.map_or(now(), time::midnight_in_japan) + TimeDelta::hours(6);
        facts.push(Fact::Document { document: document.clone(), first_seen });
        facts.push(Fact::Found {
            source: sample.source.into(),
            document: document.id.clone(),
            at: first_seen,
        });
        facts.push(Fact::Annotations(annotations_of(sample, &document)));
        let story = documents.get(2).filter(|_| documents.len() == 3).unwrap_or(&document).id.to_string();
        facts.push(Fact::Membership(Membership {
            because: if story == document.id.as_str() { SameBecause::First } else { SameBecause::NearText },
            similarity: if story == document.id.as_str() { 1.0 } else { 0.83 },
            story: story.into(),
            ..Membership::first(document.id.clone())
        }));
        documents.push(document);
    }
    let later =
        "<h1>Terms and conditions of grants</h1><p>Publications must be made open access immediately.</p>";
    let after = capture_of(&samples[5], later, now() - TimeDelta::hours(2));
    archive.put_capture(&after, later.as_bytes()).await.unwrap();
    facts.push(Fact::Capture(after.clone()));
    facts.push(Fact::Change(Change {
        id: Change::id_of(&documents[5].capture, &after.id),
        document: documents[5].id.clone(),
        source: "albion/terms".into(),
        before: documents[5].capture.clone(),
        after: after.id,
        seen_at: now() - TimeDelta::hours(2),
        edits: vec![
            ClauseEdit {
                before: Some(
                    "Publications must be made open access within six months of publication.".into(),
                ),
                after: Some("Publications must be made open access immediately.".into()),
                section: Some("Terms and conditions of grants".into()),
                moved_from: None,
            },
            ClauseEdit { after: Some(EVIL.into()), ..ClauseEdit::default() },
        ],
        materiality: 0.8,
        reasons: vec!["must".into()],
        event: Event::Edited,
        grounds: vec![Ground::Deadline, Ground::Obligation],
        share: 12,
        effective: None,
    }));
    for document in documents.iter().filter(|d| matches!(d.agency.as_str(), "rhein" | "evil")).take(40) {
        let promises = vec![promise_of(document)];
        facts.push(Fact::Promises { agency: document.agency.clone(), promises });
    }
    facts.push(Fact::Signals {
        as_of: Week::of(now()).previous(),
        job: "turns-1".into(),
        signals: vec![signal(&documents)],
    });
    facts.push(issue(archive, "digest").await);
    facts.push(issue(archive, "report").await);
    for source in sources.iter().filter(|s| s.id.as_str() != "unread/news") {
        let failed = source.id.as_str() == "evil/feed";
        let error = failed.then_some(Reason::ServerError);
        facts.push(Fact::Fetch(FetchRecord {
            source: source.id.clone(),
            started: now() - TimeDelta::hours(3),
            ok: !failed,
            requests: 4,
            items_found: 20,
            new_documents: u32::from(!failed),
            error,
            detail: if failed { EVIL.into() } else { String::new() },
            duration_ms: 1234,
            counts: RunCounts { answer_ms: Some(230), ..RunCounts::default() },
        }));
        facts.push(Fact::Checked(SourceState {
            source: source.id.clone(),
            cursor: None,
            next_check: now() + TimeDelta::hours(3),
            last_checked: Some(now() - TimeDelta::hours(3)),
            last_success: (!failed).then(|| now() - TimeDelta::hours(3)),
            last_new: None,
            consecutive_failures: if failed { 4 } else { 0 },
            complete: true,
            interval_seconds: 21_600,
            last_error: error.map(|reason| (reason, EVIL.into())),
            fallback: None,
        }));
    }
    facts.push(Fact::Rejected(Rejected {
        source: "rhein/news".into(),
        url: "https://rhein.example/gone".into(),
        reason: Reason::NotFound,
        detail: "404".into(),
        at: now() - TimeDelta::hours(3),
    }));
    facts.extend(trouble());
    catalog.commit(None, &facts).await.unwrap();
    documents
}

/// Incidents, and a probe whose every text is somebody else's.
fn trouble() -> Vec<Fact> {
    let incident = |source: Option<&str>, hours: i64, over: bool| {
        let (source, since) = (source.map(SourceId::from), now() - TimeDelta::hours(hours));
        Fact::Incident(Incident {
            id: Incident::id_of(source.as_ref(), since),
            since,
            opened_at: since,
            closed_at: over.then(|| since + TimeDelta::hours(5)),
            state: State::Broken,
            because: Because::Failing { reason: Reason::Unreachable, detail: EVIL.into(), times: 3 },
            sources: if source.is_none() { vec!["a/b".into(); 17] } else { vec![] },
            source,
        })
    };
    let probe = ProbeRecord {
        source: "evil/feed".into(),
        kind: "feed".into(),
        at: now(),
        url: "javascript:alert(6)".into(),
        redirected_to: Some(EVIL.into()),
        works: true,
        detail: EVIL.into(),
        items: 1,
        media_type: Some(EVIL.into()),
        first: vec![ProbedWork {
            url: "javascript:alert(7)".into(),
            title: Some(EVIL.into()),
            published: None,
        }],
        refused: vec![(Reason::Malformed, 1, EVIL.into())],
        etag: Some(EVIL.into()),
        ..ProbeRecord::default()
    };
    let rejected = Rejected {
        source: "evil/feed".into(),
        url: "javascript:alert(8)".into(),
        reason: Reason::NotFound,
        detail: EVIL.into(),
        at: now(),
    };
    vec![
        incident(None, 9, false),
        incident(Some("evil/feed"), 20, false),
        incident(Some("evil/feed"), 200, true),
        Fact::Probe(probe),
        Fact::Rejected(rejected),
    ]
}

fn signal(documents: &[Document]) -> Signal {
    let subject = Subject::Topic("generative_ai".into());
    let week: Week = "2026-W19".parse().unwrap();
    Signal {
        id: Signal::id_of("turns-1", &subject, SignalKind::Rising, week),
        job: "turns-1".into(),
        subject,
        kind: SignalKind::Rising,
        week,
        as_of: Week::of(now()).previous(),
        statistic: 6.2,
        q_value: 0.0004,
        effect: 5.4,
        support: 13,
        expected: 2.4,
        sources: vec!["albion/news".into(), "boreal/news".into()],
        countries: vec!["CA".into(), "GB".into()],
        evidence: documents[2..4].iter().map(|d| d.id.clone()).collect(),
    }
}

async fn issue(archive: &Archive, what: &str) -> Fact {
    let html = format!("<!DOCTYPE html><style>b{{color:red}}</style><title>{what}</title><b>{what}</b>");
    let page = (format!("{what}.html"), archive.put(html.as_bytes()).await.unwrap());
    let mut files = vec![page];
    if what == "digest" {
        files.push(("subject.txt".into(), archive.put("【週報】2026年第22週".as_bytes()).await.unwrap()));
    } else {
        files.push(("report.pdf".into(), archive.put(b"%PDF-1.7 sample").await.unwrap()));
    }
    Fact::Issue(IssueRecord {
        id: IssueId::new(Hash::of(what.as_bytes()).short()),
        what: what.into(),
        edition: if what == "digest" { "weekly.ja".into() } else { "open_science.en".into() },
        period: if what == "digest" { "2026-W22".into() } else { "2026-01-01..2026-05-31".into() },
        sealed_at: now() - TimeDelta::hours(20),
        documents: vec![],
        files,
        manifest: serde_json::json!({}),
    })
}

async fn fill_copies(
    catalog: &Catalog,
    index: &SearchIndex,
    lake: &Lake,
    samples: &[Sample],
    documents: &[Document],
) {
    let seq = catalog.head().await.unwrap();
    let mut days: BTreeMap<Option<NaiveDate>, Vec<Row>> = BTreeMap::new();
    let mut entries = Vec::new();
    for (sample, document) in samples.iter().zip(documents) {
        let notes = annotations_of(sample, document);
        entries.push(Entry {
            id: document.id.clone(),
            put: Some(EntryBody {
                title: document.title.clone(),
                text: document.text.clone(),
                language: notes.language.clone(),
                agency: document.agency.clone(),
                agency_names: vec![],
                heirs: if document.agency.as_str() == "minato" { vec!["nile".into()] } else { vec![] },
                country: document.country.clone(),
                source: document.source.clone(),
                topics: notes.topics.iter().map(|t| t.topic.clone()).collect(),
                concepts: notes.concepts.clone(),
                kind: notes.kind,
                published: document.date(),
                first_seen: now(),
                story: None,
                url: document.url.to_string(),
                credibility: Credibility::Official,
                named: notes.entities.iter().map(|e| e.id.clone()).collect(),
                offices: notes.relevance.iter().map(|r| r.office.clone()).collect(),
                sensitivity: Sensitivity::Public,
                embargo: None,
                authors: document.authors.clone(),
            }),
        });
        days.entry(document.date()).or_default().push(Row {
            document: document.id.clone(),
            captured: document.date().unwrap_or(day("2026-06-01")),
            agency: document.agency.clone(),
            source: document.source.clone(),
            country: document.country.clone(),
            language: notes.language,
            kind: notes.kind,
            story: document.id.as_str().into(),
            topics: notes.topics.iter().map(|t| (t.topic.clone(), t.score)).collect(),
            concepts: notes.concepts,
        });
    }
    index.apply(&entries, seq).unwrap();
    for (day, rows) in days {
        lake.write_day(day, &rows).unwrap();
    }
    let mut weeks = Vec::new();
    let mut week = Week::of(now());
    for _ in 0..80 {
        week = week.previous();
        weeks.extend(["albion", "boreal", "rhein"].map(|agency| SourceWeek {
            source: SourceId::of(&agency.into(), "news"),
            agency: agency.into(),
            country: "GB".into(),
            week,
        }));
    }
    lake.write_sources(&weeks).unwrap();
    lake.advance(seq).unwrap();
}

/// What stands for the comparison of two versions: the pages show it and do not make it.
fn difference(source: &Source, before: &Capture, after: &Capture) -> Change {
    let edits = (before.id != after.id).then(|| ClauseEdit {
        before: Some("Publications must be made open access within six months of publication.".into()),
        after: Some("Publications must be made open access immediately.".into()),
        section: Some("Terms and conditions of grants".into()),
        moved_from: None,
    });
    Change {
        id: Change::id_of(&before.id, &after.id),
        document: after.url.as_str().into(),
        source: source.id.clone(),
        before: before.id.clone(),
        after: after.id.clone(),
        seen_at: after.taken_at(),
        event: Event::Edited,
        edits: edits.into_iter().collect(),
        materiality: 0.4,
        reasons: vec![],
        grounds: vec![Ground::Deadline],
        share: 12,
        effective: Some(Effective {
            date: "2026-04-01".parse().unwrap(),
            passage: "Publications must be made open access immediately.".into(),
        }),
    }
}
