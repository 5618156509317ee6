//! The server's promises, asked over a real connection.

use super::*;
use crate::web::{Record, Sources, request_key, sha256};
use shiome_model::Timestamp;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

struct Page<'a>(&'a str, &'a str, &'a str);

fn web(pages: &[Page]) -> Arc<CapturedWeb> {
    let mut bodies = HashMap::new();
    let records = pages.iter().enumerate().map(|(i, Page(url, at, text))| {
        let file = format!("sites/{i}");
        let (posted, url) = match url.split_once(" <- ") {
            Some((url, json)) => (Some(request_key(json.as_bytes())), url),
            None => (None, *url),
        };
        let location = text.strip_prefix("-> ").map(str::to_owned);
        bodies.insert(file.clone(), Arc::from(text.as_bytes()));
        Record {
            url: url.to_owned(),
            captured_at: at.parse().unwrap(),
            status: if location.is_some() { 301 } else { 200 },
            content_type: "text/html; charset=utf-8".into(),
            file,
            sha256: sha256(text.as_bytes()),
            bytes: text.len() as u64,
            site: "s".into(),
            kind: "page".into(),
            origin: "generated".into(),
            note: None,
            location,
            request_sha256: posted,
        }
    });
    let records = records.collect();
    Arc::new(CapturedWeb::in_memory(records, bodies, Sources::default(), Vec::new()))
}

const EARLY: &str = "2026-01-01T12:00:00Z";
const LATE: &str = "2026-06-01T12:00:00Z";
const NOON: &str = "20260928120000";

fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default(); // another test may have
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn get(replay: &Replay, stamp: &str, url: &str) -> reqwest::Response {
    client().get(format!("{}{stamp}/{url}", replay.prefix())).send().await.unwrap()
}

#[tokio::test]
async fn the_clock_decides_which_capture_answers() {
    let web = web(&[Page("https://a.example/x", EARLY, "one"), Page("https://a.example/x", LATE, "two")]);
    let replay = Replay::start(web, Faults::none()).await.unwrap();
    assert_eq!(get(&replay, "20251231000000", "https://a.example/x").await.status(), 404);
    let first = get(&replay, "20260601115959", "https://a.example/x").await;
    assert_eq!(first.headers()["memento-datetime"], "Thu, 01 Jan 2026 12:00:00 GMT");
    assert_eq!(first.text().await.unwrap(), "one");
    assert_eq!(get(&replay, "20260601120000", "https://a.example/x").await.text().await.unwrap(), "two");
    assert_eq!(get(&replay, NOON, "https://a.example/y").await.status(), 404);
    let log = replay.log();
    assert_eq!(log.iter().map(|seen| seen.status).collect::<Vec<_>>(), [404, 200, 200, 404]);
    assert_eq!(log[1].at, "2026-06-01T11:59:59Z".parse::<Timestamp>().unwrap());
    replay.clear_log();
    assert_eq!(replay.requests_to("https://a.example/x"), 0);
    replay.stop().await;
}

#[tokio::test]
async fn addresses_match_exactly_and_else_canonically() {
    let pages = [
        Page("https://a.example//b/", EARLY, "double"),
        Page("https://a.example/q?p=1", EARLY, "first"),
        Page("https://a.example/q?p=2", EARLY, "second"),
        Page("https://a.example/api?c%5By%5D=2020&o=n", EARLY, "encoded"),
        Page("https://a.example/日本", EARLY, "letters"),
    ];
    let replay = Replay::start(web(&pages), Faults::none()).await.unwrap();
    let cases = [
        ("https://a.example//b/", "double"),
        ("https://a.example/b/", "double"),
        ("https://a.example/q?p=1", "first"),
        ("https://a.example/q?p=2", "second"),
        ("https://a.example/q?p=2&utm_source=x", "second"),
        ("https://a.example/api?c%5By%5D=2020&o=n", "encoded"),
        ("https://a.example/%E6%97%A5%E6%9C%AC", "letters"),
    ];
    for (url, text) in cases {
        assert_eq!(get(&replay, NOON, url).await.text().await.unwrap(), text, "{url}");
    }
    assert_eq!(get(&replay, NOON, "https://a.example/q").await.status(), 404);
    assert_eq!(get(&replay, NOON, "https://a.example/q?p=3").await.status(), 404);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let web = web(&[Page("https://a.example/x", EARLY, "one"), Page("https://a.example/x", LATE, "two")]);
    let replay = Replay::start(web, Faults::none()).await.unwrap();
    let first = get(&replay, "20260301000000", "https://a.example/x").await;
    let tag = first.headers()["etag"].clone();
    let date = first.headers()["last-modified"].clone();
    for (name, value) in [("if-none-match", tag), ("if-modified-since", date)] {
        let ask = |stamp| {
            let url = format!("{}{stamp}/https://a.example/x", replay.prefix());
            client().get(url).header(name, value.clone()).send()
        };
        let same = ask("20260301000000").await.unwrap();
        assert_eq!(same.status(), 304, "{name}");
        assert!(same.headers().contains_key("etag"));
        let newer = ask(NOON).await.unwrap();
        assert_eq!((newer.status().as_u16(), newer.text().await.unwrap().as_str()), (200, "two"), "{name}");
    }
    assert_eq!(replay.log().iter().filter(|seen| seen.conditional).count(), 4);
}

#[tokio::test]
async fn posts_are_answered_by_what_is_posted() {
    let pages = [
        Page(r#"https://a.example/api <- {"page":1,"size":10}"#, EARLY, "p1"),
        Page(r#"https://a.example/api <- {"page":2,"size":10}"#, EARLY, "p2"),
    ];
    let replay = Replay::start(web(&pages), Faults::none()).await.unwrap();
    let url = format!("{}{NOON}/https://a.example/api", replay.prefix());
    for (body, status, text) in [
        (r#"{ "size": 10, "page": 2 }"#, 200, "p2"),
        (r#"{"page":1,"size":10}"#, 200, "p1"),
        (r#"{"page":3,"size":10}"#, 404, ""),
    ] {
        let answer = client().post(&url).body(body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{body}");
        if status == 200 {
            assert_eq!(answer.text().await.unwrap(), text);
        }
    }
    assert_eq!(get(&replay, NOON, "https://a.example/api").await.status(), 404);
}

#[tokio::test]
async fn redirects_stay_inside_the_gateway() {
    let pages = [Page("https://a.example/old", EARLY, "-> https://a.example/new")];
    let replay = Replay::start(web(&pages), Faults::none()).await.unwrap();
    let answer = get(&replay, NOON, "https://a.example/old").await;
    assert_eq!(answer.status(), 301);
    let expected = format!("{}{NOON}/https://a.example/new", replay.prefix());
    assert_eq!(answer.headers()["location"], expected.as_str());
    let logical = Replay::start(web(&pages), Faults::none().with_logical_redirects()).await.unwrap();
    let answer = get(&logical, NOON, "https://a.example/old").await;
    assert_eq!(answer.headers()["location"], "https://a.example/new");
}

#[tokio::test]
async fn long_texts_are_compressed_where_that_is_accepted() {
    let text = "tide ".repeat(1000);
    let replay =
        Replay::start(web(&[Page("https://a.example/x", EARLY, &text)]), Faults::none()).await.unwrap();
    assert_eq!(get(&replay, NOON, "https://a.example/x").await.text().await.unwrap(), text);
    let _ = client();
    let plain = reqwest::Client::builder().no_gzip().no_brotli().no_zstd().build().unwrap();
    let url = format!("{}{NOON}/https://a.example/x", replay.prefix());
    let packed = plain.get(&url).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert!(packed.bytes().await.unwrap().len() < 200);
    let bare = plain.get(&url).send().await.unwrap();
    assert!(!bare.headers().contains_key("content-encoding"));
    assert_eq!(bare.bytes().await.unwrap().len(), text.len());
}

#[tokio::test]
async fn faults_befall_whom_they_should() {
    let names = ["busy", "broken", "cut", "gone", "slow", "moved", "fine"];
    let urls: Vec<String> = names.iter().map(|name| format!("https://{name}.example/")).collect();
    let pages: Vec<Page> = urls.iter().map(|url| Page(url, EARLY, "0123456789")).collect();
    let host = |name: &str| Scope::Host(format!("{name}.example"));
    let faults = Faults::none()
        .first(1, host("busy"), Fault::TooManyRequests { retry_after: Some(7) })
        .later(1, 2, Scope::Url("https://broken.example/".into()), Fault::Status(503))
        .always(host("cut"), Fault::Truncate(4))
        .first(1, host("gone"), Fault::Drop)
        .always(host("slow"), Fault::Slow { pause: Duration::from_millis(20), piece: 4 })
        .always(host("moved"), Fault::Redirect("http://127.0.0.1/".into()));
    let replay = Replay::start(web(&pages), faults).await.unwrap();
    let ask = async |name: &str| get(&replay, NOON, &format!("https://{name}.example/")).await;

    let busy = ask("busy").await;
    assert_eq!((busy.status().as_u16(), &busy.headers()["retry-after"]), (429, &"7".parse().unwrap()));
    assert_eq!(ask("busy").await.status(), 200);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(ask("broken").await.status().as_u16());
    }
    assert_eq!(statuses, [200, 503, 503, 200]);
    assert!(ask("cut").await.bytes().await.is_err());
    let url = format!("{}{NOON}/https://gone.example/", replay.prefix());
    assert!(client().get(&url).send().await.is_err());
    assert_eq!(ask("gone").await.status(), 200);
    let begun = Instant::now();
    assert_eq!(ask("slow").await.text().await.unwrap(), "0123456789");
    assert!(begun.elapsed() >= Duration::from_millis(60));
    assert_eq!(ask("moved").await.headers()["location"], "http://127.0.0.1/");
    assert_eq!(ask("fine").await.text().await.unwrap(), "0123456789");
}

#[tokio::test]
async fn answers_may_never_come_never_end_or_swell() {
    let pages = ["silent", "endless", "bomb"].map(|name| format!("https://{name}.example/"));
    let pages: Vec<Page> = pages.iter().map(|url| Page(url, EARLY, "x")).collect();
    let host = |name: &str| Scope::Host(format!("{name}.example"));
    let faults = Faults::none()
        .always(host("silent"), Fault::Silence)
        .always(host("endless"), Fault::Endless)
        .always(host("bomb"), Fault::Bomb(1 << 20));
    let replay = Replay::start(web(&pages), faults).await.unwrap();
    let ask = async |name: &str| get(&replay, NOON, &format!("https://{name}.example/")).await;
    let short = Duration::from_millis(100);
    assert!(tokio::time::timeout(short, ask("silent")).await.is_err());
    let mut endless = ask("endless").await;
    let mut came = 0;
    while came < 1 << 20 {
        came += endless.chunk().await.unwrap().unwrap().len();
    }
    drop(endless);
    assert_eq!(ask("bomb").await.bytes().await.unwrap().len(), 1 << 20);
    assert_eq!(replay.log().len(), 3);
}

#[tokio::test]
async fn manners_are_measured_from_this_side() {
    let pages = [Page("https://a.example/", EARLY, "01234567"), Page("https://b.example/", EARLY, "x")];
    let slow = Fault::Slow { pause: Duration::from_millis(30), piece: 1 };
    let replay = Replay::start(web(&pages), Faults::none().always(Scope::Host("a.example".into()), slow))
        .await
        .unwrap();
    let one = async || get(&replay, NOON, "https://a.example/").await.text().await.unwrap();
    futures::join!(one(), one(), one());
    get(&replay, NOON, "https://b.example/").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    get(&replay, NOON, "https://b.example/").await;
    let manners = replay.manners();
    assert_eq!((manners["a.example"].requests, manners["a.example"].most_at_once), (3, 3));
    assert_eq!(manners["b.example"].most_at_once, 1);
    assert!(manners["b.example"].shortest_gap >= Some(Duration::from_millis(50)));
    assert!(manners["a.example"].shortest_gap < Some(Duration::from_millis(30)));
}
