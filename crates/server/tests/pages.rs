//! What a browser and a program get from a small house, over a real connection.

mod house;

use house::{EVIL, House, house};
use serde_json::Value;
use shiome_model::{
    Capture, Document, Field, GistOutcome, Hash, ModelGist, ModelSentence, Passage, Sensitivity, Span,
};
use shiome_search::{Entry, EntryBody};
use shiome_store::Fact;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// Adds a document of that sensitivity, beside one that is public.
async fn plant(house: &House, name: &str, sensitivity: Sensitivity) -> Document {
    let stored = house.pages.catalog.document(&"https://rhein.example/news/1".into()).await.unwrap();
    let stored = stored.unwrap_or_else(|| panic!("the first of the samples is there"));
    let body = format!("# {name} talks\n\nTold in confidence.");
    let url: url::Url = format!("memo:albion/{name}").parse().unwrap();
    let hash = Hash::of(body.as_bytes());
    let old = house.pages.catalog.capture(&stored.document.capture).await.unwrap().unwrap();
    let capture = Capture {
        id: Capture::id_of(&url, &hash),
        final_url: url.clone(),
        url: url.clone(),
        headers: vec![("content-type".into(), "text/markdown".into())],
        body: hash,
        ..old
    };
    house.pages.archive.put_capture(&capture, body.as_bytes()).await.unwrap();
    let (title, text) = (format!("{name} talks"), "Told in confidence.".to_owned());
    let document = Document {
        id: url.as_str().into(),
        revision: Document::revision_of(&title, &text, None),
        capture: capture.id.clone(),
        published: None,
        sensitivity,
        embargo: "2099-01-01".parse().ok(),
        url,
        title,
        text,
        ..stored.document
    };
    let first_seen = stored.first_seen;
    let facts = [Fact::Capture(capture), Fact::Document { document: document.clone(), first_seen }];
    house.pages.catalog.commit(None, &facts).await.unwrap();
    let body = EntryBody {
        title: document.title.clone(),
        text: document.text.clone(),
        language: "en".into(),
        agency: document.agency.clone(),
        agency_names: vec![],
        heirs: vec![],
        country: document.country.clone(),
        source: document.source.clone(),
        topics: vec![],
        concepts: vec![],
        kind: Default::default(),
        published: None,
        first_seen,
        story: None,
        url: document.url.to_string(),
        authors: vec![],
        sensitivity,
        embargo: document.embargo,
        credibility: Default::default(),
        named: vec![],
        offices: vec![],
    };
    let upto = house.pages.index.checkpoint() + 1;
    let entry = Entry { id: document.id.clone(), put: Some(body) };
    house.pages.index.apply(&[entry], upto).unwrap();
    document
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_in_the_house_is_labelled_and_what_is_for_few_is_not_shown() {
    let served = Served::new().await;
    let internal = plant(&served.house, "internal", Sensitivity::Internal).await;
    let restricted = plant(&served.house, "restricted", Sensitivity::Restricted).await;
    let address = |document: &Document| format!("/document?id={}", document.id);

    let page = served.ask(&format!("{}&lang=en", address(&internal)), &[]).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<span class=\"badge internal\">internal</span>"), "{}", page.text());
    assert!(page.text().contains("under embargo until"), "{}", page.text());
    let page = served.ask("/?q=confidence&lang=ja", &[]).await;
    assert!(page.text().contains("内部限り") && page.text().contains("internal talks"), "{}", page.text());
    assert!(!page.text().contains("restricted talks"));
    let found = served.ask("/api/search?q=confidence", &[]).await.json();
    assert_eq!(
        (found["total"].as_u64(), found["hits"][0]["handling"]["sensitivity"]["id"].as_str()),
        (Some(1), Some("internal"))
    );

    let exported = served.ask("/export/csv?q=confidence", &[]).await;
    assert!(exported.text().contains("internal talks") && !exported.text().contains("restricted talks"));
    for path in ["", "/api"].map(|p| format!("{p}{}", address(&restricted))) {
        assert_eq!(served.ask(&path, &[]).await.status, 404, "{path}");
    }
    for what in ["", "/raw", "/source"] {
        let path = |document: &Document| format!("/capture/{}{what}", document.capture);
        assert_eq!(served.ask(&path(&restricted), &[]).await.status, 404, "{what}");
        assert_eq!(served.ask(&path(&internal), &[]).await.status, 200, "{what}");
    }

    // Where everybody who reaches the pages may read them.
    let mut pages = served.house.pages.clone();
    pages.show_restricted = true;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = listener.local_addr().unwrap();
    tokio::spawn(shiome_server::serve(pages, listener, std::future::pending()));
    let served = Served { address: open, ..served };
    assert_eq!(served.ask(&address(&restricted), &[]).await.status, 200);
    assert_eq!(served.ask("/api/search?q=confidence", &[]).await.json()["total"].as_u64(), Some(2));
}

/// A house that is being served.
struct Served {
    house: House,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    bytes: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }
}

impl Served {
    async fn new() -> Self {
        let house = house().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let pages = house.pages.clone();
        let served = tokio::spawn(shiome_server::serve(pages, listener, async {
            stopped.await.ok();
        }));
        Self { house, address, stop, served }
    }

    /// Asks with some headers, as a browser would that closes after the answer.
    async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let headers: String = headers.iter().map(|(n, v)| format!("{n}: {v}\r\n")).collect();
        let request =
            // The older version knows no pieces: what comes is the body, to its end.
            format!("GET {path} HTTP/1.0\r\nHost: shiome.example\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|l| l.split_once(": ").unwrap())
            .map(|(n, v)| (n.to_lowercase(), v.to_owned()))
            .collect();
        Reply { status, headers, bytes: answer[end + 4..].to_vec() }
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(path, &[("Accept-Language", "en")]).await
    }

    async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    }

    async fn capture_of(&self, document: &str) -> String {
        let found = self.json(&format!("/api/document?id={document}")).await;
        found["provenance"]["href"].as_str().unwrap().to_owned()
    }

    async fn end(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap().unwrap();
    }
}

const EVIL_DOCUMENT: &str = "https://evil.example/news/7";

/// Every page there is, the hostile document's among them.
async fn all_pages(served: &Served) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/?q=open+access",
        "/?q=%22%3E%3Cscript%3Ealert(9)%3C/script%3E&agency=%22%3E%3Cscript%3E",
        "/?q=nothing-has-this-word",
        "/?q=generative+AI&country=GB&from=2026-01-01&to=2026-05-31&sort=oldest&expand=0",
        "/?agency=evil&limit=5",
        "/document?id=https://rhein.example/news/1",
        "/document?id=https://albion.example/news/6",
        "/document?id=https://nile.example/news/5",
        "/document?id=https://albion.example/news/3",
        "/topics",
        "/topics?as_of=2026-01-31",
        "/topic/open_science",
        "/topic/generative_ai",
        "/offices",
        "/signals",
        "/signals?topic=open_science",
        "/promises",
        "/promises?agency=evil&topic=open_science&state=open",
        "/sources",
        "/sources?state=broken",
        "/source?id=evil/feed",
        "/source?id=rhein/news",
        "/issues",
        "/status",
    ]
    .map(str::to_owned)
    .into();
    pages.push(format!("/document?id={EVIL_DOCUMENT}"));
    pages.push(served.capture_of(EVIL_DOCUMENT).await);
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_answers_in_both_languages_and_as_json() {
    let served = Served::new().await;
    for page in all_pages(&served).await {
        for lang in ["ja", "en"] {
            let reply = served.ask(&page, &[("Accept-Language", lang)]).await;
            assert_eq!(reply.status, 200, "{page}: {}", reply.text());
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
            assert!(reply.text().contains(&format!("<html lang=\"{lang}\">")), "{page}");
            assert!(reply.header("content-security-policy").contains("script-src 'none'"));
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("referrer-policy"), "no-referrer");
        }
        let (path, query) = page.split_once('?').map_or((&*page, ""), |(p, q)| (p, q));
        let path = if path == "/" { "/api/search".to_owned() } else { format!("/api{path}") };
        served.json(&format!("{path}?{query}")).await;
    }
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_hostile_becomes_markup_or_link() {
    let served = Served::new().await;
    let mut seen = 0;
    for page in all_pages(&served).await {
        let text = served.get(&page).await.text().to_lowercase();
        for bad in ["<script", "<img", "onerror=alert(2)>", "href=\"javascript", "src=\"http", "style=\""] {
            assert!(!text.contains(bad), "{bad} in {page}");
        }
        seen += text.matches("&lt;script&gt;alert(1)").count();
        assert_eq!(text.matches("{{").count(), text.matches("{{ 7*7 }}").count(), "{page}");
    }
    // Title, text, summary, agency, author, evidence of date, rule of kind, headers, notes, changes …
    assert!(seen > 20, "the hostile text must be shown, {seen} times it was");
    // It is data, not decoration: a program gets it as it was.
    let document = served.json(&format!("/api/document?id={EVIL_DOCUMENT}")).await;
    assert_eq!(document["document"]["title"], format!("open access {EVIL}"));
    assert_eq!(document["document"]["url"], Value::Null);
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_served_as_evidence_that_cannot_act() {
    let served = Served::new().await;
    let capture = served.capture_of("https://rhein.example/news/1").await;
    let raw = served.get(&format!("{capture}/raw")).await;
    assert_eq!(raw.status, 200);
    assert!(raw.header("content-disposition").starts_with("attachment; filename=\""));
    assert!(raw.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(raw.header("content-type"), "application/octet-stream");
    assert!(raw.text().contains("<script>alert(3)</script>"), "the bytes are those that were captured");
    let source = served.get(&format!("{capture}/source")).await;
    assert_eq!(source.header("content-type"), "text/plain; charset=utf-8");
    assert!(source.header("content-security-policy").starts_with("sandbox;"));
    let copy = served.get(&format!("{capture}/copy")).await;
    assert!(copy.header("content-security-policy").starts_with("sandbox allow-popups"));
    assert!(copy.text().contains("Neue Leitlinie zu Open Access verabschiedet"));
    assert!(copy.text().contains("href=\"https://rhein.example/more\""));
    assert!(!copy.text().contains("script"));
    let page = served.json(&format!("/api{capture}")).await;
    assert_eq!(page["intact"], true);
    assert_eq!(page["capture"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(
        served.get(&capture.replace("/capture/", "/captures/")).await.status,
        200,
        "as issues link to it"
    );
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn issues_are_served_as_they_were_sealed_in_a_sandbox() {
    let served = Served::new().await;
    let issues = served.json("/api/issues").await;
    assert_eq!(issues["digests"][0]["title"], "【週報】2026年第22週");
    assert_eq!(issues["reports"][0]["title"], "Open science");
    let digest = served.get(issues["digests"][0]["files"][0]["href"].as_str().unwrap()).await;
    assert_eq!(digest.header("content-type"), "text/html; charset=utf-8");
    assert!(digest.header("content-security-policy").starts_with("sandbox allow-popups"));
    assert!(digest.text().contains("<b>digest</b>"));
    let pdf = served.get(issues["reports"][0]["files"][1]["href"].as_str().unwrap()).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.bytes.starts_with(b"%PDF"));
    let id = issues["reports"][0]["id"].as_str().unwrap();
    assert_eq!(served.get(&format!("/issue/{id}/..%2F..%2Fetc%2Fpasswd")).await.status, 404);
    served.end().await;
}

async fn rest_total(served: &Served) -> Value {
    served.json("/api/search").await["total"].clone()
}

/// `text` as a template would write it.
fn escaped(text: &str) -> String {
    let pairs =
        [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#x27;"), ("/", "&#x2f;")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_shows_what_its_rest_answer_says() {
    let served = Served::new().await;
    let (page, rest) = (served.get("/?q=funding").await, served.json("/api/search?q=funding").await);
    let hits = rest["hits"].as_array().unwrap();
    assert!(!hits.is_empty());
    let mut from = 0;
    for hit in hits {
        let href = format!("<a href=\"{}\">", escaped(hit["href"].as_str().unwrap()));
        let at = page.text()[from..].find(&href).expect("every hit is on the page, in its order");
        from += at + href.len();
    }
    assert!(page.text().contains(&format!("{} documents", rest["total"])));
    assert!(page.text().contains("href=\"&#x2f;api&#x2f;search?q=funding\""), "the page links to its data");
    let (page, rest) =
        (served.get("/topic/generative_ai").await, served.json("/api/topic/generative_ai").await);
    assert_eq!(rest["curve"].as_array().unwrap().len(), 78);
    assert_eq!(rest["signals"][0]["kind"]["id"], "rising");
    for point in rest["curve"].as_array().unwrap() {
        assert!(page.text().contains(&format!("<th scope=\"row\">{}</th>", point["week"].as_str().unwrap())));
    }
    let (page, rest) =
        (served.get("/topic/open_science").await, served.json("/api/topic/open_science").await);
    let tried = rest["tried"].as_array().unwrap();
    let told: Vec<(&str, f64)> =
        tried.iter().map(|t| (t["term"].as_str().unwrap(), t["precision"].as_f64().unwrap())).collect();
    assert_eq!(told, [("Forschungsdaten", 0.5), ("open access", 0.9), ("オープンアクセス", 1.0)]);
    let rows = ["50 %</td><td>1</td><td>1</td>", "90 %</td><td>9</td><td>1</td>"];
    assert!(rows.iter().all(|row| page.text().contains(row)) && page.text().contains("3 of the 6 terms"));
    let status = served.json("/api/status").await;
    assert_eq!(status["counts"][0]["count"], rest_total(&served).await, "catalog and index hold the same");
    assert_eq!(
        (&status["followers"][0]["current"], &status["followers"][1]["current"]),
        (&true.into(), &true.into())
    );
    let sources = served.json("/api/sources").await;
    let states: Vec<u64> =
        sources["states"].as_array().unwrap().iter().map(|s| s["count"].as_u64().unwrap()).collect();
    assert_eq!(states.iter().sum::<u64>(), 8);
    assert_eq!(sources["sources"][0]["state"]["id"], "broken", "trouble comes first");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_facet_leads_to_as_many_documents_as_it_says_and_back() {
    let served = Served::new().await;
    let all = served.json("/api/search?q=applications").await;
    let api = |href: &str| href.replacen('/', "/api/search", 1);
    let mut followed = 0;
    for facet in all["facets"].as_array().unwrap() {
        for value in facet["values"].as_array().unwrap() {
            let there = served.json(&api(value["href"].as_str().unwrap())).await;
            assert_eq!(there["total"], value["count"], "{value}");
            let same =
                there["facets"].as_array().unwrap().iter().find(|f| f["field"] == facet["field"]).unwrap();
            assert_eq!(same["values"].as_array().unwrap().len(), facet["values"].as_array().unwrap().len());
            let chosen = same["values"].as_array().unwrap().iter().find(|v| v["selected"] == true).unwrap();
            assert_eq!(chosen["value"], value["value"]);
            let back = served.json(&api(chosen["href"].as_str().unwrap())).await;
            assert_eq!(back["total"], all["total"]);
            followed += 1;
        }
    }
    assert!(followed > 6, "{followed}");
    let month = all["histogram"]["months"].as_array().unwrap().last().unwrap().clone();
    let there = served.json(&api(month["href"].as_str().unwrap())).await;
    assert_eq!(there["total"], month["count"]);
    assert_eq!(
        there["histogram"]["months"].as_array().unwrap().len(),
        all["histogram"]["months"].as_array().unwrap().len()
    );
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_can_be_had_as_a_file() {
    let served = Served::new().await;
    let found = served.json("/api/search?limit=100&sort=newest").await;
    let ids: Vec<&str> =
        found["hits"].as_array().unwrap().iter().map(|h| h["id"].as_str().unwrap()).collect();
    assert!(ids.len() > 1);
    for export in found["exports"].as_array().unwrap() {
        let href = export["href"].as_str().unwrap();
        let reply = served.get(href).await;
        assert_eq!(reply.status, 200, "{href}");
        assert!(reply.header("content-disposition").starts_with("attachment; filename=\"shiome-"));
        if href.starts_with("/export/jsonl") {
            let lines: Vec<Value> =
                reply.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(lines.len() as u64, found["total"].as_u64().unwrap());
            let first = lines.iter().take(ids.len());
            assert_eq!(first.map(|l| l["id"].as_str().unwrap()).collect::<Vec<_>>(), ids);
        }
    }
    assert_eq!(served.get("/export/docx").await.status, 404);
    assert_eq!(served.get("/export/csv?limit=x").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_thesaurus_says_what_it_adds_and_can_be_switched_off() {
    let served = Served::new().await;
    let wide = served.json("/api/search?q=generative+AI&limit=100").await;
    let terms = wide["thesaurus"]["added"][0]["terms"].as_array().unwrap();
    assert!(terms.iter().any(|t| t["term"] == "生成AI" && t["language"] == "ja"));
    let titles = |found: &Value| found["hits"].to_string();
    assert!(titles(&wide).contains("生成AIを用いた研究データ基盤の公募を開始"));
    let off = wide["thesaurus"]["switch"].as_str().unwrap().replacen('/', "/api/search", 1);
    let narrow = served.json(&off).await;
    assert!(!titles(&narrow).contains("生成AIを用いた研究データ基盤の公募を開始"));
    assert_eq!(narrow["thesaurus"]["knows"], true, "it can be switched on again");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_chosen_once_and_remembered() {
    let served = Served::new().await;
    let chosen = served.ask("/status?lang=en", &[("Accept-Language", "ja")]).await;
    assert!(chosen.text().contains("<html lang=\"en\">"));
    assert!(chosen.header("set-cookie").starts_with("lang=en; Path=/; Max-Age="));
    let later = served.ask("/status", &[("Accept-Language", "ja"), ("Cookie", "lang=en")]).await;
    assert!(later.text().contains("<html lang=\"en\">"));
    assert_eq!(later.header("set-cookie"), "");
    let unclear = served.ask("/status", &[("Accept-Language", "de,fr")]).await;
    assert!(unclear.text().contains("<html lang=\"ja\">"));
    assert!(unclear.text().contains("href=\"&#x2f;status?lang=en\""), "the other language is one link away");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_told_in_the_readers_language() {
    let served = Served::new().await;
    for (path, hint) in [
        ("/api/search?limit=1000", "Write a whole number from 0 to 100."),
        ("/api/search?from=yesterday", "Write a day as 2026-04-01."),
        ("/api/search?sort=best", "Orders are relevance, newest, oldest."),
        ("/api/signals?as_of=2026", "Write a week as 2026-W08."),
        ("/api/promises?state=kept", "Write a state as open, closed or lapsed."),
        ("/api/topics?as_of=2030-01-01", "Give a day up to today."),
        ("/api/sources?state=x", "States are ok, degraded, silent, blocked, broken, unread."),
        ("/api/document", "Give an id."),
        ("/api/search?lang=xx", "Write lang=ja or lang=en."),
    ] {
        let reply = served.get(path).await;
        assert_eq!((reply.status, reply.json()["hint"].as_str().unwrap()), (400, hint), "{path}");
    }
    for path in
        ["/api/topic/none", "/api/capture/none", "/api/document?id=none", "/api/source?id=none", "/api/none"]
    {
        let reply = served.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.json()["error"].as_str().unwrap().starts_with("There is no such"), "{path}");
    }
    let page = served.ask("/topic/none", &[("Accept-Language", "ja")]).await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("論点が見つかりません：none"));
    assert_eq!(served.get("/?sort=best").await.status, 400);
    let long = format!("/api/search?q={}", "a".repeat(501));
    assert_eq!(served.get(&long).await.json()["hint"], "A query has at most 500 characters.");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_copy_is_said_and_not_hidden() {
    let served = Served::new().await;
    let capture = served.capture_of("https://albion.example/news/3").await;
    let catalog = &served.house.pages.catalog;
    let id = capture.rsplit('/').next().unwrap();
    let kept = catalog.capture(&id.into()).await.unwrap().unwrap();
    let body = Hash::of(b"never kept");
    let lost = Capture { id: Capture::id_of(&kept.url, &body), body, ..kept };
    let capture = format!("/capture/{}", lost.id);
    catalog.commit(None, &[Fact::Capture(lost)]).await.unwrap();
    let found = served.json(&format!("/api{capture}")).await;
    assert_eq!((&found["intact"], &found["copy"]), (&Value::Bool(false), &Value::Null));
    let raw = served.get(&format!("{capture}/raw")).await;
    assert_eq!(raw.status, 500);
    assert!(!raw.text().contains("archive/"), "paths of the machine are nobody's business");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_fixed_is_cached_and_pages_are_compressed() {
    let served = Served::new().await;
    let style = served.get("/style.css").await;
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    let again = served.ask("/style.css", &[("If-None-Match", style.header("etag"))]).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(served.get("/healthz").await.text(), "ok\n");
    let packed = served.ask("/", &[("Accept-Encoding", "gzip")]).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.len() < served.get("/").await.bytes.len() / 2);
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_sources_say_why_and_what_to_do() {
    let served = Served::new().await;
    let all = served.json("/api/sources?lang=en").await;
    let broken = &all["sources"][0];
    assert_eq!(broken["source"]["id"], "evil/feed");
    assert!(broken["why"].as_str().unwrap().starts_with("error of the server (4 in a row; "));
    assert_eq!(broken["advice"], "it is tried again by itself");
    assert_eq!(broken["probe"]["id"], "working", "what a probe has shown goes before what is configured");
    assert_eq!(all["ours"][0]["sources"], 17);
    let lively =
        all["sources"].as_array().unwrap().iter().find(|s| s["source"]["id"] == "rhein/news").unwrap();
    assert_eq!(lively["volume"]["weeks"].as_array().unwrap().len(), 26);
    assert_eq!(lively["credibility"]["id"], "official");
    assert_eq!(lively["latency"]["median_ms"], 230);
    let page = served.get("/sources?lang=en").await;
    assert!(page.text().contains("<svg class=\"spark\"") && page.text().contains("role=\"img\" aria-label="));
    assert!(page.text().contains("17 sources could not be reached at the same time"));

    let german = served.json("/api/sources?country=de").await;
    assert_eq!(german["sources"].as_array().unwrap().len(), 1);
    assert_eq!(german["total"], 1);
    let narrowed = german["states"][0]["href"].as_str().unwrap();
    assert_eq!(narrowed, "/sources?state=ok&country=DE", "one filter keeps the other");
    let country = german["countries"].as_array().unwrap().iter().find(|c| c["selected"] == true).unwrap();
    assert_eq!((&country["country"]["id"], &country["count"]), (&"DE".into(), &1.into()));

    let one = served.json("/api/source?id=evil/feed").await;
    assert_eq!(one["incidents"].as_array().unwrap().len(), 2);
    assert_eq!(one["incidents"][0]["until"], Value::Null);
    assert_eq!(one["incidents"][1]["hours"], 5);
    assert_eq!(one["examples"][0]["examples"][0]["href"], Value::Null, "no link that is none of the web");
    assert_eq!(one["probes"][0]["items"], 1);
    assert_eq!(one["probes"][0]["first"].as_array().unwrap().len(), 1);
    assert_eq!(one["probes"][0]["url_href"], Value::Null);
    assert_eq!(one["runs"][0]["class"]["id"], "server");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_two_versions_of_a_page_can_be_compared_with_their_words_marked() {
    let served = Served::new().await;
    let document = served.json("/api/document?id=https%3A%2F%2Falbion.example%2Fnews%2F6").await;
    let versions = document["captures"].as_array().unwrap();
    assert_eq!(versions.len(), 2, "{document}");
    let link = document["changes"][0]["compare"].as_str().unwrap();
    let page = served.get(link).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(
        text.contains("within six months of publication") && text.contains("<ins>immediately</ins>"),
        "{text}"
    );
    assert!(text.contains("Terms and conditions of grants"));
    let compared = served.json(&format!("/api{link}")).await;
    assert_eq!(compared["change"]["edits"][0]["section"], "Terms and conditions of grants");
    assert_eq!(compared["change"]["effective"]["date"], "2026-04-01");
    // In the order of time, however they were chosen; and a version beside itself differs in nothing.
    let (new, old) = (versions[0]["id"].as_str().unwrap(), versions[1]["id"].as_str().unwrap());
    let path = |from: &str, to: &str| {
        format!("/compare?id=https%3A%2F%2Falbion.example%2Fnews%2F6&from={from}&to={to}")
    };
    let turned = served.json(&format!("/api{}", path(new, old))).await;
    assert_eq!((&turned["from"], &turned["to"]), (&compared["from"], &compared["to"]));
    let same = served.get(&path(new, new)).await;
    assert!(same.text().contains("noise") || same.text().contains("内容に関わらない"));
    assert_eq!(served.get(&path(new, "nothing")).await.status, 404);
    let ja = served.get(&format!("{link}&lang=ja")).await;
    let ja = ja.text();
    assert!(ja.contains("締切・期限の変更") && ja.contains("適用日"), "{ja}");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn promises_are_listed_with_what_narrows_them_and_a_record_beside_its_words() {
    let served = Served::new().await;
    let all = served.json("/api/promises").await;
    assert_eq!(all["total"], 2, "one of each body that promised");
    assert_eq!(all["promises"][0]["what"]["id"], "publish");
    for promise in all["promises"].as_array().unwrap() {
        assert_ne!(promise["agency"]["label"], promise["agency"]["id"], "nobody reads a bare id");
    }
    let state = all["promises"][0]["state"]["id"].clone();
    let narrowed = served.json("/api/promises?agency=rhein").await;
    assert_eq!(narrowed["total"], 1);
    assert_eq!(narrowed["agencies"][0]["chosen"], true);
    let other = if state == "open" { "lapsed" } else { "open" };
    assert_eq!(served.json(&format!("/api/promises?state={other}")).await["total"], 0);
    assert_eq!(served.json("/api/promises?topic=generative_ai").await["total"], 0);

    let page = served.json("/api/document?id=https://rhein.example/news/1&lang=ja").await;
    let sentence = page["gist"]["sentence"].as_str().unwrap();
    assert!(sentence.contains("義務・規制（決定）") && sentence.contains("250万"), "{sentence}");
    let lines = page["gist"]["lines"].as_array().unwrap();
    let title = page["document"]["title"].as_str().unwrap();
    assert!(lines.iter().skip(1).all(|l| l["quote"] == title), "{lines:?}");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_model_wrote_is_marked_as_such_and_what_was_refused_is_not_there() {
    let served = Served::new().await;
    let (catalog, id) = (&served.house.pages.catalog, "https://rhein.example/news/1");
    let document = catalog.document(&id.into()).await.unwrap().unwrap().document;
    let title = Passage { field: Field::Title, span: Span { start: 0, end: document.title.len() } };
    let gist = ModelGist {
        document: document.id.clone(),
        revision: document.revision.clone(),
        made_with: "tide-1 p r".into(),
        model: "tide-1".into(),
        prompt: "p".into(),
        outcome: GistOutcome::Used,
        detail: String::new(),
        sentences: vec![ModelSentence {
            text: "これは<b>要点</b>である。".into(), quotes: vec![title]
        }],
        attempts: 0,
        asked_at: "2026-03-10T03:00:00Z".parse().unwrap(),
        retry_at: None,
    };
    catalog.commit(None, &[Fact::ModelGist(gist.clone())]).await.unwrap();
    let page = served.json(&format!("/api/document?id={id}")).await;
    assert_eq!(page["model"]["sentences"][0]["quotes"][0], document.title);
    for (lang, mark) in [("ja", "機械作成"), ("en", "machine-made")] {
        for path in [format!("/document?id={id}&lang={lang}"), format!("/?q=agency:rhein&lang={lang}")] {
            let html = served.ask(&path, &[]).await.text().to_owned();
            assert!(html.contains(mark) && html.contains("これは&lt;b&gt;要点"), "{path}");
        }
    }
    let status = served.json("/api/status").await;
    assert_eq!((&status["gists"][0]["id"], &status["gists"][0]["count"]), (&"used".into(), &1.into()));

    let refused = ModelGist { outcome: GistOutcome::Number, ..gist };
    catalog.commit(None, &[Fact::ModelGist(refused)]).await.unwrap();
    assert!(served.json(&format!("/api/document?id={id}")).await["model"].is_null());
    let html = served.ask("/?q=agency:rhein&lang=ja", &[]).await.text().to_owned();
    assert!(!html.contains("機械作成"));
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_office_sees_what_it_should_follow_up() {
    let served = Served::new().await;
    let document = served.json("/api/document?id=https://rhein.example/news/1").await;
    let notes = &document["annotations"];
    assert_eq!(notes["entities"][0]["entity"]["href"], "/?agency=albion");
    assert_eq!(notes["entities"][0]["because"]["id"], "named_elsewhere");
    assert_eq!(notes["relevance"][0]["office"]["id"], "bonn");
    let first_seen = document["document"]["first_seen"].as_str().unwrap();
    let week = shiome_model::Week::of(first_seen.parse().unwrap());
    let rest = served.json(&format!("/api/offices?week={week}")).await;
    let offices = rest["offices"].as_array().unwrap();
    assert_eq!(offices.len(), 2);
    assert!(offices[0]["total"].as_u64().unwrap() >= 1);
    assert_eq!(offices[0]["documents"][0]["touched"][0]["office"]["id"], "bonn");
    assert_eq!(offices[1]["total"], 0);
    let page = served.get(&format!("/offices?week={week}&office=bonn")).await;
    assert!(page.text().contains("Exchange of Researchers") || page.text().contains("研究者交流"));
    let one = served.json(&format!("/api/offices?week={week}&office=cairo")).await;
    assert_eq!(one["offices"].as_array().unwrap().len(), 1);
    served.end().await;
}
