//! A house with real stores in a temporary folder, one topic and a liaison office.

use chrono::NaiveDate;
use shiome_enrich::Enricher;
use shiome_model::{
    Agency, AgencyKind, Channel, Concept, Lang, MatchRule, Names, Probe, Source, Term, TermKind, Timestamp,
    Topic,
};
use shiome_pipelines::ingest::local::{About, memo};
use shiome_pipelines::{House, Plan, SourcePlan};
use shiome_search::{Hits, SearchIndex, SearchRequest};
use shiome_store::{Archive, Catalog};
use shiome_trends::Lake;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A house whose clock can be turned.
pub struct TestHouse {
    pub house: House,
    _dir: TempDir,
    now: Arc<Mutex<Timestamp>>,
}

/// A day by its name.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What is said of every memo here.
pub fn about() -> About {
    About {
        office: Some("jsps_bonn".into()),
        author: Some("Hanako Yamada".into()),
        met: Some(day("2026-03-04")),
        ..About::default()
    }
}

/// A source that is not read from the web.
pub fn source(name: &str, channel: Channel) -> Source {
    Source {
        id: format!("jsps_bonn/{name}").into(),
        agency: "jsps_bonn".into(),
        country: "DE".into(),
        title: name.into(),
        url: String::new(),
        language: Some("en".into()),
        channel,
        connector: None,
        credibility: Default::default(),
        cadence_seconds: 3600,
        probe: Probe::Unprobed,
        licence: None,
        note: None,
    }
}

fn topic() -> Topic {
    let term = |text: &str| Term {
        lang: Lang::from("en"),
        text: text.into(),
        rule: MatchRule::Phrase,
        kind: TermKind::Core,
        context: false,
        setting: false,
        unless: vec![],
    };
    let concept = |name: &str, text: &str| Concept {
        id: format!("open_science/{name}").into(),
        terms: vec![term(text)],
    };
    let names = Names { en: "Open science".into(), ja: "オープンサイエンス".into(), native: None };
    Topic {
        id: "open_science".into(),
        name: names.clone(),
        description: names,
        concepts: vec![concept("open_access", "open access"), concept("preprint", "preprint")],
        threshold: 0.2,
    }
}

impl TestHouse {
    /// With the office's memos alone.
    pub async fn new(now: &str) -> Self {
        Self::with(now, Vec::new()).await
    }

    /// With these sources besides, which are due.
    pub async fn with(now: &str, sources: Vec<SourcePlan>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let now = Arc::new(Mutex::new(now.parse::<Timestamp>().unwrap()));
        let clock = now.clone();
        let at = *now.lock().unwrap();
        let file = |name: &str| dir.path().join(name).display().to_string();
        let catalog = Catalog::open(&format!("sqlite:{}", file("catalog.db")), at).await.unwrap();
        let identity = catalog.identity().await.unwrap();
        let mut plan = Plan { topics: vec![topic()], ..Plan::default() };
        let name = Names { en: "Bonn Office".into(), ja: "ボン".into(), native: None };
        let office = Agency {
            id: "jsps_bonn".into(),
            name,
            country: "DE".into(),
            kind: AgencyKind::LiaisonOffice,
            ..Agency::default()
        };
        plan.agencies.insert(office.id.clone(), office);
        let memo = source("memo", Channel::Memo);
        let read: Vec<Source> = sources.iter().map(|p| p.source.clone()).collect();
        catalog.register(&read, at).await.unwrap();
        plan.sources.extend(sources.into_iter().map(|p| (p.source.id.clone(), p)));
        plan.sources.insert(
            memo.id.clone(),
            SourcePlan { source: memo, connector: None, fallback: Vec::new(), render: false, local: None },
        );
        let house = House {
            archive: Archive::open(&format!("file:{}", file("archive"))).unwrap(),
            index: Arc::new(SearchIndex::open(&dir.path().join("index"), &identity).unwrap()),
            lake: Arc::new(Lake::open(&dir.path().join("lake"), &identity).unwrap()),
            enricher: Arc::new(Enricher::new(&plan.topics).unwrap()),
            plan: Arc::new(plan),
            clock: Arc::new(move || *clock.lock().unwrap()),
            listener: Arc::new(|_| {}),
            timings: Arc::default(),
            catalog,
        };
        Self { house, _dir: dir, now }
    }

    /// Turns the clock.
    pub fn turn_to(&mut self, now: &str) {
        *self.now.lock().unwrap() = now.parse().unwrap();
    }

    pub async fn memo(&self, name: &str, body: &[u8], about: About) -> Result<memo::Added, Vec<String>> {
        let memo = memo::Memo { name: name.into(), body: body.to_vec(), about };
        memo::add(&self.house, "test", memo).await.unwrap()
    }

    pub fn search(&self, query: &str) -> Hits {
        let request = SearchRequest { query: query.into(), limit: 10, ..SearchRequest::default() };
        self.house.index.search(&request).unwrap()
    }

    /// The bytes a document was made from.
    pub async fn body_of(&self, document: &str) -> Vec<u8> {
        let stored = self.house.catalog.document(&document.into()).await.unwrap().unwrap();
        let capture = self.house.catalog.capture(&stored.document.capture).await.unwrap().unwrap();
        self.house.archive.get(&capture.body).await.unwrap()
    }
}
