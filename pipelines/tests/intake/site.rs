//! A web of a few pages that change while we look, and a house that reads it.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::Response,
};
use chrono::TimeDelta;
use shiome_crawl::{
    connect,
    fetch::{Fetcher, Gateway, GatewayKind, Settings},
};
use shiome_enrich::Enricher;
use shiome_model::{Agency, Channel, Credibility, Probe, Source, SourceId, Timestamp};
use shiome_pipelines::{House, Plan, SourcePlan, ingest};
use shiome_search::SearchIndex;
use shiome_store::{Archive, Catalog};
use shiome_trends::Lake;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// What the server answers at an address.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

#[derive(Clone, Default)]
struct Web(Arc<Mutex<BTreeMap<String, Reply>>>);

async fn answer(State(web): State<Web>, asked: Request) -> Response<Body> {
    let path = asked.uri().path_and_query().map(|p| p.as_str().to_owned()).unwrap_or_default();
    let url = path.trim_start_matches('/').split_once('/').map_or("", |(_, url)| url);
    let known = web.0.lock().unwrap().get(url).cloned();
    let reply = known.unwrap_or(Reply { status: 404, headers: vec![], body: String::new() });
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// A house with one source, and the web it reads.
pub struct Scene {
    pub house: House,
    pub source: SourceId,
    web: Web,
    fetcher: Fetcher,
    clock: Arc<Mutex<Timestamp>>,
    _data: tempfile::TempDir,
}

impl Scene {
    pub async fn new(connector: serde_json::Value) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let web = Web::default();
        let app = Router::new().fallback(answer).with_state(web.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let prefix = format!("http://127.0.0.1:{port}/").parse().unwrap();
        let fetcher = Fetcher::new(Settings {
            gateway: Some(Gateway { prefix, at: None, kind: GatewayKind::Archive }),
            retries: 0,
            ..Settings::default()
        })
        .unwrap();
        let source = Source {
            id: SourceId::from("agency/news"),
            agency: "agency".into(),
            country: "JP".into(),
            title: "News".into(),
            url: "https://agency.example/".into(),
            connector: None,
            language: None,
            channel: Channel::Web,
            cadence_seconds: 3600,
            probe: Probe::Working,
            credibility: Credibility::Official,
            licence: None,
            note: None,
        };
        let connector: connect::Config = serde_json::from_value(connector).unwrap();
        let mut plan = Plan::default();
        let agency: Agency = serde_json::from_value(serde_json::json!({
            "id": "agency", "name": { "en": "Agency", "ja": "機構" }, "country": "JP", "kind": "funder",
        }))
        .unwrap();
        plan.agencies.insert(agency.id.clone(), agency);
        let id = source.id.clone();
        plan.sources.insert(
            id.clone(),
            SourcePlan {
                source: source.clone(),
                connector: Some(connector),
                fallback: Vec::new(),
                render: false,
                local: None,
            },
        );
        let clock = Arc::new(Mutex::new("2026-03-01T00:00:00Z".parse().unwrap()));
        let data = tempfile::tempdir().unwrap();
        let now = clock.clone();
        let at = *clock.lock().unwrap();
        let address = |name: &str| data.path().join(name).display().to_string();
        let catalog = Catalog::open(&format!("sqlite:{}", address("catalog.db")), at).await.unwrap();
        let identity = catalog.identity().await.unwrap();
        let house = House {
            archive: Archive::open(&format!("file:{}", address("archive"))).unwrap(),
            index: Arc::new(SearchIndex::open(&data.path().join("index"), &identity).unwrap()),
            lake: Arc::new(Lake::open(&data.path().join("lake"), &identity).unwrap()),
            enricher: Arc::new(Enricher::new(&plan.topics).unwrap()),
            plan: Arc::new(plan),
            clock: Arc::new(move || *now.lock().unwrap()),
            listener: Arc::new(|_| {}),
            timings: Arc::default(),
            catalog,
        };
        house.catalog.register(&[source], at).await.unwrap();
        Self { house, source: id, web, fetcher, clock, _data: data }
    }

    /// From now on the web answers so.
    pub fn put(&self, url: &str, status: u16, headers: &[(&'static str, &str)], body: &str) {
        let headers = headers.iter().map(|(n, v)| (*n, (*v).to_owned()));
        let kind = if body.trim_start().starts_with("<?xml") {
            "application/xml"
        } else {
            "text/html; charset=utf-8"
        };
        let headers = headers.chain([("content-type", kind.to_owned())]).collect();
        let reply = Reply { status, headers, body: body.to_owned() };
        self.web.0.lock().unwrap().insert(url.to_owned(), reply);
    }

    pub fn page(&self, url: &str, body: &str) {
        self.put(url, 200, &[], body);
    }

    /// The web forgets an address.
    pub fn forget(&self, url: &str) {
        self.web.0.lock().unwrap().remove(url);
    }

    /// Some time later, what is due is read.
    pub async fn read_after(&self, hours: i64) -> ingest::Tally {
        *self.clock.lock().unwrap() += TimeDelta::hours(hours);
        let settings = ingest::Settings {
            owner: "test".into(),
            workers: 1,
            pages_per_site: 4,
            later: false,
            secret: |_| None,
        };
        let summary =
            ingest::run(&self.house, &self.fetcher, &settings, &AtomicBool::new(false)).await.unwrap();
        summary.sources.get(&self.source).cloned().unwrap_or_default()
    }

    /// Addresses of the documents there are.
    pub async fn documents(&self, urls: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for url in urls {
            let stored = self.house.catalog.document(&(*url).into()).await.unwrap();
            found.extend(stored.map(|s| s.document.id.to_string()));
        }
        found
    }
}
