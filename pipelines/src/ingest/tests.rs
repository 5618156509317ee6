//! Whole visits to a web of a few answers, behind a gateway on loopback.

use super::{Settings, Tally, run};
use crate::{Event, House, Plan, SourcePlan};
use axum::{Router, extract::State, http::Uri, response::IntoResponse, routing::any};
use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};
use shiome_crawl::{
    Fetcher,
    fetch::{Gateway, GatewayKind, Settings as Client},
};
use shiome_enrich::Enricher;
use shiome_model::{Channel, Document, Probe, Source, Timestamp};
use shiome_search::SearchIndex;
use shiome_store::{Archive, Catalog};
use shiome_trends::Lake;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

type Answers = Arc<Mutex<BTreeMap<String, (u16, String)>>>;

/// A web, a house that reads it, and a clock.
struct World {
    answers: Answers,
    asked: Arc<Mutex<Vec<String>>>,
    told: Arc<Mutex<Vec<String>>>,
    now: Arc<Mutex<Timestamp>>,
    house: House,
    fetcher: Fetcher,
    _data: tempfile::TempDir,
}

type Served = (Answers, Arc<Mutex<Vec<String>>>);

/// `/web/20240301000000/https://e.example/a?b` is an answer to `https://e.example/a?b`.
async fn serve(State((answers, asked)): State<Served>, uri: Uri) -> impl IntoResponse {
    let path = uri.path_and_query().map(|p| p.as_str()).unwrap_or_default();
    let url = path.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    let answer = answers.lock().unwrap().get(&url).cloned();
    asked.lock().unwrap().push(url);
    let (status, body) = answer.unwrap_or((404, String::new()));
    let media = if body.starts_with("<!doctype html>") { "text/html" } else { "application/xml" };
    (axum::http::StatusCode::from_u16(status).unwrap(), [("content-type", media)], body)
}

impl World {
    /// With sources of one agency by name.
    async fn new(sources: &[(&str, Value)]) -> Self {
        let (answers, asked) = (Answers::default(), Arc::new(Mutex::new(Vec::new())));
        let served = (answers.clone(), asked.clone());
        let app = Router::new().fallback(any(serve)).with_state(served);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let prefix = format!("http://{}/web", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let gateway = Gateway { prefix, at: None, kind: GatewayKind::Archive };
        let fetcher =
            Fetcher::new(Client { gateway: Some(gateway), retries: 0, ..Client::default() }).unwrap();

        let mut plan = Plan::default();
        for (name, connector) in sources {
            let id = shiome_model::SourceId::new(format!("a/{name}"));
            let source = Source {
                id: id.clone(),
                agency: "a".into(),
                country: "JP".into(),
                title: (*name).into(),
                url: String::new(),
                connector: None,
                language: Some("en".into()),
                channel: Channel::Web,
                cadence_seconds: 3600,
                probe: Probe::Unprobed,
                credibility: shiome_model::Credibility::Official,
                licence: None,
                note: None,
            };
            let connector = Some(serde_json::from_value(connector.clone()).unwrap());
            plan.sources.insert(
                id,
                SourcePlan { source, connector, fallback: Vec::new(), render: false, local: None },
            );
        }
        let start = "2024-03-10T12:00:00Z".parse::<DateTime<_>>().unwrap();
        let now = Arc::new(Mutex::new(start));
        let told = Arc::new(Mutex::new(Vec::new()));
        let data = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", data.path().join("catalog.db").display());
        let catalog = Catalog::open(&address, start).await.unwrap();
        let identity = catalog.identity().await.unwrap();
        let (clock, notes) = (now.clone(), told.clone());
        let house = House {
            archive: Archive::open(&format!("file:{}", data.path().join("archive").display())).unwrap(),
            index: Arc::new(SearchIndex::open(&data.path().join("index"), &identity).unwrap()),
            lake: Arc::new(Lake::open(&data.path().join("lake"), &identity).unwrap()),
            enricher: Arc::new(Enricher::new(&[]).unwrap()),
            plan: Arc::new(plan),
            clock: Arc::new(move || *clock.lock().unwrap()),
            listener: Arc::new(move |event| {
                if let Event::Withdrawn { source, documents } = event {
                    notes.lock().unwrap().push(format!("{source} took back {documents}"));
                }
            }),
            timings: Arc::default(),
            catalog,
        };
        let sources: Vec<Source> = house.plan.sources.values().map(|p| p.source.clone()).collect();
        house.catalog.register(&sources, house.now()).await.unwrap();
        Self { answers, asked, told, now, house, fetcher, _data: data }
    }

    fn answer(&self, url: &str, body: impl Into<String>) {
        self.answers.lock().unwrap().insert(url.into(), (200, body.into()));
    }

    /// Reads what is due, then lets eight days pass; what each source brought, and what was asked.
    async fn visit(&self) -> (BTreeMap<String, Tally>, Vec<String>) {
        self.visit_with(&settings(false)).await
    }

    async fn visit_with(&self, settings: &Settings) -> (BTreeMap<String, Tally>, Vec<String>) {
        self.asked.lock().unwrap().clear();
        let summary = run(&self.house, &self.fetcher, settings, &AtomicBool::new(false)).await.unwrap();
        *self.now.lock().unwrap() += TimeDelta::days(8);
        let asked =
            self.asked.lock().unwrap().iter().filter(|u| !u.ends_with("/robots.txt")).cloned().collect();
        (summary.sources.into_iter().map(|(id, tally)| (id.to_string(), tally)).collect(), asked)
    }

    /// Lets the copies follow; how many documents index and lake hold then.
    async fn copies(&self) -> (u64, u64) {
        let stop = AtomicBool::new(false);
        crate::enrich::run(&self.house, &stop).await.unwrap();
        crate::index::run(&self.house, &stop).await.unwrap();
        crate::lake::run(&self.house, &stop).await.unwrap();
        (self.house.index.count(), self.house.lake.count().unwrap())
    }

    async fn document(&self, id: &str) -> Option<Document> {
        self.house.catalog.document(&id.into()).await.unwrap().map(|s| s.document)
    }
}

fn settings(later: bool) -> Settings {
    Settings { owner: "test".into(), workers: 1, pages_per_site: 1, later, secret: |_| None }
}

fn page(title: &str) -> String {
    let text = "The council has opened a call for proposals on tidal research for three years. ".repeat(8);
    format!(
        "<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )
}

fn records(response_date: &str, records: &str, token: &str) -> String {
    format!(
        "<OAI-PMH><responseDate>{response_date}</responseDate><ListRecords>{records}\
         <resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"
    )
}

fn record(number: u32, day: &str, title: &str) -> String {
    format!(
        "<record><header><identifier>oai:{number}</identifier><datestamp>{day}</datestamp></header><metadata><dc>\
         <title>{title}</title><description>What the tide of {title} brings to the coast.</description>\
         <identifier>https://repo.example/{number}</identifier></dc></metadata></record>"
    )
}

fn deleted(number: u32) -> String {
    format!("<record><header status=\"deleted\"><identifier>oai:{number}</identifier></header></record>")
}

const OAI: &str = "https://repo.example/oai?verb=ListRecords";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_repository_deletes_is_taken_back() {
    let oai = json!({ "kind": "oai_pmh", "url": "https://repo.example/oai", "content": "entry" });
    let world = World::new(&[("oai", oai)]).await;
    world.answer(
        &format!("{OAI}&metadataPrefix=oai_dc"),
        records(
            "2024-03-10T12:00:00Z",
            &(record(1, "2024-03-01", "One") + &record(2, "2024-03-01", "Two")),
            "",
        ),
    );
    let (tally, _) = world.visit().await;
    assert_eq!((tally["a/oai"].new, tally["a/oai"].withdrawn), (2, 0));
    assert!(world.document("https://repo.example/1").await.unwrap().text.contains("tide of One"));

    assert_eq!(world.copies().await, (2, 2));

    // The first page holds nothing new, and the walk goes on all the same.
    let since = format!("{OAI}&metadataPrefix=oai_dc&from=2024-03-10");
    world.answer(&since, records("2024-03-18T12:00:00Z", &record(2, "2024-03-01", "Two"), "t"));
    world.answer(
        &format!("{OAI}&resumptionToken=t"),
        records("2024-03-18T12:00:01Z", &(deleted(1) + &deleted(9)), ""),
    );
    let (tally, asked) = world.visit().await;
    assert_eq!(asked, [since, format!("{OAI}&resumptionToken=t")]);
    assert_eq!((tally["a/oai"].new, tally["a/oai"].withdrawn), (0, 1));
    assert_eq!(*world.told.lock().unwrap(), ["a/oai took back 1"]);
    assert_eq!(world.document("https://repo.example/1").await, None);
    assert!(world.document("https://repo.example/2").await.is_some());
    assert_eq!(world.copies().await, (1, 1));

    // A record may come back, and may be deleted again.
    let since = format!("{OAI}&metadataPrefix=oai_dc&from=2024-03-18");
    world.answer(&since, records("2024-03-26T12:00:00Z", &record(1, "2024-03-20", "One again"), ""));
    let (tally, asked) = world.visit().await;
    assert_eq!((asked, tally["a/oai"].new), (vec![since], 1));
    assert_eq!(world.document("https://repo.example/1").await.unwrap().title, "One again");
    let since = format!("{OAI}&metadataPrefix=oai_dc&from=2024-03-26");
    world.answer(&since, records("2024-04-03T12:00:00Z", &deleted(1), ""));
    assert_eq!(world.visit().await.0["a/oai"].withdrawn, 1);
    assert_eq!(world.document("https://repo.example/1").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_source_lists_too_stays() {
    let oai = json!({ "kind": "oai_pmh", "url": "https://repo.example/oai" });
    let feed = json!({ "kind": "feed", "url": "https://other.example/feed" });
    let world = World::new(&[("oai", oai), ("feed", feed)]).await;
    world.answer(
        &format!("{OAI}&metadataPrefix=oai_dc"),
        records("2024-03-10T12:00:00Z", &record(1, "2024-03-01", "One"), ""),
    );
    world.answer("https://repo.example/1", page("One"));
    world.answer(
        "https://other.example/feed",
        "<rss><channel><item><title>One</title><link>https://repo.example/1</link></item></channel></rss>",
    );
    world.visit().await;
    world.answer(
        &format!("{OAI}&metadataPrefix=oai_dc&from=2024-03-10"),
        records("2024-03-18T12:00:00Z", &deleted(1), ""),
    );
    assert_eq!(world.visit().await.0["a/oai"].withdrawn, 0);
    assert!(world.document("https://repo.example/1").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_that_fails_goes_on_with_what_failed() {
    let oai = json!({ "kind": "oai_pmh", "url": "https://repo.example/oai", "content": "entry" });
    let world = World::new(&[("oai", oai)]).await;
    let first = format!("{OAI}&metadataPrefix=oai_dc");
    world.answer(&first, records("2024-03-10T12:00:00Z", &record(1, "2024-03-01", "One"), "t"));
    let second = format!("{OAI}&resumptionToken=t");
    world.answer(&second, "<OAI-PMH><ListRecords><record>");
    let (tally, _) = world.visit().await;
    let (_, detail) = tally["a/oai"].failed.clone().unwrap();
    assert!(detail.ends_with("the answer stops in the middle"), "{detail}");

    let expired = "<OAI-PMH><error code=\"badResumptionToken\">Too late</error></OAI-PMH>";
    world.answer(&second, expired);
    let (tally, asked) = world.visit().await;
    assert_eq!(asked, [second.clone(), first.clone(), second.clone()]);
    let (_, detail) = tally["a/oai"].failed.clone().unwrap();
    assert!(detail.ends_with("the server says badResumptionToken: Too late"), "{detail}");

    world.answer(&second, records("2024-03-26T12:00:09Z", &record(2, "2024-03-01", "Two"), ""));
    let (tally, asked) = world.visit().await;
    assert_eq!((asked, tally["a/oai"].new), (vec![second], 1));
    assert!(tally["a/oai"].failed.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_that_is_longer_than_a_visit_goes_on_with_the_next() {
    let oai = json!({
        "kind": "oai_pmh", "url": "https://repo.example/oai", "content": "entry", "max_pages": 1
    });
    let world = World::new(&[("oai", oai)]).await;
    let first = format!("{OAI}&metadataPrefix=oai_dc");
    let page = |token: &str| format!("{OAI}&resumptionToken={token}");
    world.answer(&first, records("2024-03-10T12:00:00Z", &record(1, "2024-03-01", "One"), "t1"));
    world.answer(&page("t1"), records("2024-03-18T12:00:00Z", &record(2, "2024-03-01", "Two"), "t2"));
    world.answer(&page("t2"), records("2024-03-26T12:00:00Z", &record(3, "2024-03-01", "Three"), ""));
    for (url, number) in [(first.clone(), 1), (page("t1"), 2), (page("t2"), 3)] {
        let (tally, asked) = world.visit().await;
        assert_eq!((asked, tally["a/oai"].new), (vec![url], 1));
        assert!(world.document(&format!("https://repo.example/{number}")).await.is_some());
    }
    // The next walk asks for what has come since this one began.
    let since = format!("{first}&from=2024-03-10");
    world.answer(&since, records("2024-04-03T12:00:00Z", &record(4, "2024-04-01", "Four"), "t3"));
    assert_eq!(world.visit().await.1, std::slice::from_ref(&since));
    // A place the repository has forgotten without saying so is given up in the end.
    let mut asked = Vec::new();
    for _ in 0..4 {
        asked.extend(world.visit().await.1);
    }
    assert_eq!(asked, [page("t3"), page("t3"), page("t3"), since]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sitemaps_that_have_not_moved_are_not_asked_for() {
    let sitemap = json!({ "kind": "sitemap", "url": "https://e.example/index.xml", "exclude": ["/tag/"] });
    let world = World::new(&[("sitemap", sitemap)]).await;
    let index = |old: &str, new: &str| {
        format!(
            "<sitemapindex><sitemap><loc>https://e.example/old.xml</loc><lastmod>{old}</lastmod></sitemap>\
             <sitemap><loc>https://e.example/new.xml</loc><lastmod>{new}</lastmod></sitemap></sitemapindex>"
        )
    };
    let urls = |paths: &[&str]| {
        let one = |p: &&str| format!("<url><loc>https://e.example{p}</loc></url>");
        format!("<urlset>{}</urlset>", paths.iter().map(one).collect::<String>())
    };
    world.answer("https://e.example/index.xml", index("2023-01-01", "2024-03-10"));
    world.answer("https://e.example/old.xml", urls(&["/1", "/tag/x"]));
    world.answer("https://e.example/new.xml", urls(&["/2"]));
    for n in 1..=3 {
        world.answer(&format!("https://e.example/{n}"), page(&format!("Call number {n}")));
    }
    let (tally, asked) = world.visit().await;
    let name = |u: &String| u.trim_start_matches("https://e.example/").to_owned();
    assert_eq!(asked.iter().map(name).collect::<Vec<_>>(), ["index.xml", "new.xml", "2", "old.xml", "1"]);
    assert_eq!((tally["a/sitemap"].new, tally["a/sitemap"].excluded, tally["a/sitemap"].unmoved), (2, 1, 0));
    assert!(tally["a/sitemap"].rejected.is_empty());

    world.answer("https://e.example/index.xml", index("2023-01-01", "2024-03-17T08:00:00Z"));
    world.answer("https://e.example/new.xml", urls(&["/3"]));
    let (tally, asked) = world.visit().await;
    assert_eq!(asked.iter().map(name).collect::<Vec<_>>(), ["index.xml", "new.xml", "3"]);
    assert_eq!((tally["a/sitemap"].new, tally["a/sitemap"].unmoved), (1, 1));

    // An index that says the same day forever is not believed forever.
    for days in [16, 24, 32] {
        let (tally, asked) = world.visit().await;
        assert_eq!(asked.contains(&"https://e.example/old.xml".into()), days > 30, "after {days} days");
        assert_eq!(tally["a/sitemap"].unmoved, if days > 30 { 1 } else { 2 }, "after {days} days");
    }

    // With other settings a list may hold other works.
    let mut world = world;
    let mut plan = Plan::clone(&world.house.plan);
    let all = json!({ "kind": "sitemap", "url": "https://e.example/index.xml" });
    plan.sources.values_mut().for_each(|p| p.connector = Some(serde_json::from_value(all.clone()).unwrap()));
    world.house.plan = Arc::new(plan);
    let (tally, asked) = world.visit().await;
    assert_eq!(asked.iter().map(name).collect::<Vec<_>>(), ["index.xml", "new.xml", "old.xml", "tag/x"]);
    assert_eq!(tally["a/sitemap"].unmoved, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_sitemap_of_an_index_does_not_hide_the_others() {
    let sitemap = json!({ "kind": "sitemap", "url": "https://e.example/index.xml" });
    let world = World::new(&[("sitemap", sitemap)]).await;
    let names = ["broken", "gone", "good"];
    let child = |n: &str| format!("<sitemap><loc>https://e.example/{n}.xml</loc></sitemap>");
    let children: String = names.iter().map(|n| child(n)).collect();
    world.answer("https://e.example/index.xml", format!("<sitemapindex>{children}</sitemapindex>"));
    world.answer("https://e.example/broken.xml", "<html>Under maintenance</html>");
    world.answer("https://e.example/good.xml", "<urlset><url><loc>https://e.example/1</loc></url></urlset>");
    world.answer("https://e.example/1", page("Call number 1"));
    let (tally, _) = world.visit().await;
    let tally = &tally["a/sitemap"];
    assert_eq!((tally.new, &tally.failed), (1, &None));
    assert_eq!(tally.rejected, BTreeMap::from([("malformed", 1), ("not_found", 1)]));

    // What ails the host ails them all.
    world.answers.lock().unwrap().insert("https://e.example/broken.xml".into(), (503, String::new()));
    let (tally, asked) = world.visit().await;
    assert!(tally["a/sitemap"].failed.is_some());
    assert_eq!(asked, ["https://e.example/index.xml", "https://e.example/broken.xml"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_a_feed_stands_in_for_a_page_or_replaces_it() {
    let text = "&lt;p&gt;The whole text of the call stands here, with all it says.&lt;/p&gt;";
    let feed = |site: &str| {
        format!(
            "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>A call</title>\
             <link>https://{site}/call</link><description>Short.</description>\
             <content:encoded>{text}</content:encoded></item></channel></rss>"
        )
    };
    let of = |site: &str, content: &str| json!({ "kind": "feed", "url": format!("https://{site}/feed"), "content": content });
    let world =
        World::new(&[("page", of("page.example", "page")), ("entry", of("entry.example", "entry"))]).await;
    world.answer("https://page.example/feed", feed("page.example"));
    world.answer("https://entry.example/feed", feed("entry.example"));
    world.answer("https://entry.example/call", page("Never asked for"));
    let (_, mut asked) = world.visit().await;
    asked.sort();
    assert_eq!(
        asked,
        ["https://entry.example/feed", "https://page.example/call", "https://page.example/feed"]
    );
    for site in ["page.example", "entry.example"] {
        let document = world.document(&format!("https://{site}/call")).await.unwrap();
        assert_eq!(document.text, "The whole text of the call stands here, with all it says.", "{site}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_may_be_had_now_and_read_later() {
    let sitemap = json!({ "kind": "sitemap", "url": "https://e.example/map.xml" });
    let world = World::new(&[("sitemap", sitemap)]).await;
    let urls: String = (1..=4).map(|n| format!("<url><loc>https://e.example/{n}</loc></url>")).collect();
    world.answer("https://e.example/map.xml", format!("<urlset>{urls}</urlset>"));
    for n in 1..=3 {
        world.answer(&format!("https://e.example/{n}"), page(&format!("Call number {n}")));
    }
    world.answer("https://e.example/4", "<!doctype html><title>404 Not Found</title><h1>Page not found</h1>");
    let (tally, asked) = world.visit_with(&settings(true)).await;
    assert_eq!((tally["a/sitemap"].had, tally["a/sitemap"].new, asked.len()), (4, 0, 5));
    assert!(world.document("https://e.example/1").await.is_none());
    let source = "a/sitemap".into();
    let records = async || {
        let since = "2024-01-01T00:00:00Z".parse().unwrap();
        world.house.catalog.fetch_records(Some(&source), since, 9).await.unwrap()
    };
    assert_eq!(records().await[0].new_documents, 0);

    let stop = AtomicBool::new(false);
    let read = super::read_left(&world.house, &world.fetcher, &settings(false), &stop).await.unwrap();
    let tally = &read.sources[&source];
    assert_eq!((tally.new, tally.requests), (3, 0));
    assert_eq!(tally.rejected.values().sum::<u32>(), 1, "{:?}", tally.rejected);
    assert_eq!(world.document("https://e.example/1").await.unwrap().title, "Call number 1");
    let after = records().await;
    assert_eq!((after.len(), after[0].new_documents), (1, 3), "it counts as the run's that had them");
    assert!(world.house.catalog.pages_unread(&source, "", 9).await.unwrap().is_empty());
    let none = super::read_left(&world.house, &world.fetcher, &settings(false), &stop).await.unwrap();
    assert!(none.sources.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_before_it_is_read_is_never_read() {
    let oai = json!({ "kind": "oai_pmh", "url": "https://repo.example/oai" });
    let world = World::new(&[("oai", oai)]).await;
    let two = record(1, "2024-03-01", "One") + &record(2, "2024-03-01", "Two");
    world.answer(&format!("{OAI}&metadataPrefix=oai_dc"), records("2024-03-10T12:00:00Z", &two, ""));
    for n in 1..=2 {
        world.answer(&format!("https://repo.example/{n}"), page(&format!("Work {n}")));
    }
    assert_eq!(world.visit_with(&settings(true)).await.0["a/oai"].had, 2);
    let since = format!("{OAI}&metadataPrefix=oai_dc&from=2024-03-10");
    world.answer(&since, records("2024-03-18T12:00:00Z", &deleted(1), ""));
    assert_eq!(world.visit_with(&settings(true)).await.0["a/oai"].withdrawn, 1);
    let stop = AtomicBool::new(false);
    let read = super::read_left(&world.house, &world.fetcher, &settings(false), &stop).await.unwrap();
    assert_eq!(read.new_documents(), 1);
    assert!(world.document("https://repo.example/1").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_the_archive_lost_is_asked_for_again() {
    let sitemap = json!({ "kind": "sitemap", "url": "https://e.example/map.xml" });
    let mut world = World::new(&[("sitemap", sitemap)]).await;
    world.answer("https://e.example/map.xml", "<urlset><url><loc>https://e.example/1</loc></url></urlset>");
    world.answer("https://e.example/1", page("Call number 1"));
    world.visit_with(&settings(true)).await;
    let empty = tempfile::tempdir().unwrap();
    world.house.archive = Archive::open(&format!("file:{}", empty.path().display())).unwrap();
    let (tally, asked) = world.visit().await;
    assert!(asked.contains(&"https://e.example/1".into()));
    assert_eq!(tally["a/sitemap"].new, 1);
}
