//! Probes and proposals, asked of a real server on loopback through the gateway, so that addresses stay
//! those of publishers.

use shiome_crawl::Fetcher;
use shiome_crawl::connect::Config;
use shiome_crawl::fetch::{Gateway, GatewayKind, Settings};
use shiome_model::{Reason, Timestamp};
use shiome_pipelines::{probe, propose};
use shiome_store::Verdict;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn now() -> Timestamp {
    "2026-06-01T03:00:00Z".parse().unwrap()
}

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><ttl>60</ttl>
<item><title>Neue Leitlinie</title><link>https://rhein.example/1</link><pubDate>Thu, 28 May 2026 10:00:00 +0200</pubDate></item>
<item><title>Tagung im Herbst</title><link>https://rhein.example/2</link><pubDate>Thu, 01 Oct 2026 10:00:00 +0200</pubDate></item>
<item><title>Ohne Datum</title><link>https://rhein.example/3</link></item>
<item><title>Intern</title><link>http://localhost/secret</link></item>
</channel></rss>"#;

const LIST: &str = r#"<!doctype html><html lang="en"><head><title>News of Albion</title></head><body><main><ul class="news">
<li><a href="/news/1">Council asks reviewers to disclose generative AI</a></li>
<li><a href="/news/2">New terms for grants take effect in September</a></li>
<li><a href="/news/3">Statement on the assessment of research careers</a></li>
<li><a href="/news/4">Call for projects on the reuse of research data</a></li>
<li><a href="/news/5">Annual report shows more applications than ever</a></li>
</ul></main></body></html>"#;

/// A server that answers for many hosts, and what it was asked.
struct Web {
    prefix: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Web {
    /// Pages by address: status, type, further headers, body. Everything else is not found.
    async fn start(pages: &[(&str, &str, &str)]) -> Self {
        let pages: BTreeMap<String, (String, String)> = pages
            .iter()
            .map(|(url, head, body)| ((*url).to_owned(), ((*head).to_owned(), (*body).to_owned())))
            .collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let prefix = format!("http://{}/", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 8192];
                let read = stream.read(&mut request).await.unwrap_or_default();
                let line =
                    String::from_utf8_lossy(&request[..read]).lines().next().unwrap_or_default().to_owned();
                // GET /20260601030000/https://rhein.example/feed HTTP/1.1
                let path = line.split(' ').nth(1).unwrap_or_default();
                let url = path.splitn(3, '/').nth(2).unwrap_or_default().to_owned();
                let missing = ("404 Not Found\r\nContent-Type: text/html".to_owned(), String::new());
                let (head, body) = pages.get(&url).cloned().unwrap_or(missing);
                log.lock().unwrap().push(url);
                let answer = format!(
                    "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).await.ok();
            }
        });
        Self { prefix, asked }
    }

    fn fetcher(&self) -> Fetcher {
        let gateway = Gateway { prefix: self.prefix.parse().unwrap(), at: None, kind: GatewayKind::Archive };
        Fetcher::new(Settings { gateway: Some(gateway), retries: 0, ..Settings::default() }).unwrap()
    }
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn feed(url: &str) -> Config {
    serde_json::from_value(serde_json::json!({ "kind": "feed", "url": url })).unwrap()
}

#[tokio::test]
async fn a_probe_brings_all_its_evidence_with_two_requests() {
    let web = Web::start(&[
        ("https://rhein.example/feed", "301 Moved\r\nLocation: https://rhein.example/feed.xml", ""),
        (
            "https://rhein.example/feed.xml",
            "200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"a1\"",
            FEED,
        ),
    ])
    .await;
    let config = feed("https://rhein.example/feed");
    let probe = probe::route(&web.fetcher(), &"rhein/news".into(), &config, None, false, now()).await;
    assert!(probe.works, "{probe:?}");
    assert_eq!(probe.redirected_to.as_deref(), Some("https://rhein.example/feed.xml"));
    assert_eq!((probe.robots, probe.status), (Verdict::Allowed, Some(200)));
    assert_eq!(probe.media_type.as_deref(), Some("application/rss+xml"));
    assert_eq!(probe.bytes, FEED.len() as u64);
    assert_eq!((probe.items, probe.undated, probe.future_dated), (3, 1, 1));
    assert_eq!(probe.newest.unwrap().to_string(), "2026-05-28");
    assert_eq!(probe.refused, [(Reason::ForbiddenAddress, 1, "http://localhost/secret".into())]);
    assert_eq!((probe.etag.as_deref(), probe.ttl_seconds), (Some("\"a1\""), Some(3600)));
    assert_eq!(probe.first[0].title.as_deref(), Some("Neue Leitlinie"));
    assert_eq!(web.asked().len(), 3, "robots.txt, the address, and where it leads: {:?}", web.asked());
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let web = Web::start(&[
        (
            "https://nile.example/robots.txt",
            "200 OK\r\nContent-Type: text/plain",
            "User-agent: *\nDisallow: /feed",
        ),
        ("https://nile.example/feed", "200 OK\r\nContent-Type: application/rss+xml", FEED),
        ("https://boreal.example/feed", "403 Forbidden\r\nContent-Type: text/html", "no"),
        ("https://albion.example/feed", "200 OK\r\nContent-Type: text/html", LIST),
    ])
    .await;
    let fetcher = web.fetcher();
    let ask = async |url: &str| probe::route(&fetcher, &"a/b".into(), &feed(url), None, false, now()).await;
    let refused = ask("https://nile.example/feed").await;
    assert_eq!(
        (refused.works, refused.robots, refused.reason),
        (false, Verdict::Refused, Some(Reason::Robots))
    );
    assert!(!web.asked().contains(&"https://nile.example/feed".to_owned()), "robots.txt is obeyed");
    let blocked = ask("https://boreal.example/feed").await;
    assert_eq!((blocked.robots, blocked.status), (Verdict::Allowed, Some(403)));
    assert_eq!(blocked.reason, Some(Reason::Blocked));
    let other = ask("https://albion.example/feed").await;
    assert_eq!((other.works, other.reason, other.status), (false, Some(Reason::Malformed), Some(200)));
}

#[tokio::test]
async fn a_feed_that_the_page_names_is_proposed_before_its_list() {
    let page = LIST.replace(
        "</head>",
        "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/news.rss\"></head>",
    );
    let web = Web::start(&[
        ("https://albion.example/news", "200 OK\r\nContent-Type: text/html", &page),
        ("https://albion.example/news.rss", "200 OK\r\nContent-Type: application/rss+xml", FEED),
    ])
    .await;
    let address = "https://albion.example/news".parse().unwrap();
    let survey = propose::survey(&web.fetcher(), &address, now()).await.unwrap();
    let best = survey.best().unwrap();
    assert_eq!(
        best.settings,
        serde_json::json!({ "kind": "feed", "url": "https://albion.example/news.rss" })
    );
    let kinds: Vec<_> = survey.proposals.iter().map(|p| (p.probe.kind.as_str(), p.score > 0)).collect();
    assert_eq!(kinds, [("feed", true), ("listing", true)]);
    assert_eq!((survey.language.as_deref(), survey.title.as_deref()), (Some("en"), Some("News of Albion")));
    assert_eq!(web.asked().len(), 3, "no guessing where the page has told: {:?}", web.asked());
}

#[tokio::test]
async fn without_a_feed_the_list_is_proposed_and_sitemaps_are_looked_at() {
    let map = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>https://albion.example/news/1</loc></url>\
               <url><loc>https://albion.example/imprint</loc></url></urlset>";
    let web = Web::start(&[
        ("https://albion.example/news", "200 OK\r\nContent-Type: text/html", LIST),
        ("https://albion.example/map.xml", "200 OK\r\nContent-Type: application/xml", map),
        (
            "https://albion.example/robots.txt",
            "200 OK\r\nContent-Type: text/plain",
            "User-agent: *\nAllow: /\nSitemap: https://albion.example/map.xml",
        ),
    ])
    .await;
    let address = "https://albion.example/news".parse().unwrap();
    let survey = propose::survey(&web.fetcher(), &address, now()).await.unwrap();
    let best = survey.best().unwrap();
    assert_eq!(best.settings["item"], "ul.news > li > a");
    assert_eq!(best.probe.items, 5);
    let maps: Vec<_> = survey.proposals.iter().filter(|p| p.probe.kind == "sitemap" && p.score > 0).collect();
    assert_eq!(maps.len(), 1);
    assert_eq!((maps[0].probe.items, &maps[0].settings["include"]), (1, &serde_json::json!(["/news/"])));
    assert!(web.asked().len() < 16, "{:?}", web.asked());
}

#[tokio::test]
async fn a_feed_given_as_such_is_taken_and_a_dead_address_told() {
    let web =
        Web::start(&[("https://rhein.example/feed", "200 OK\r\nContent-Type: application/rss+xml", FEED)])
            .await;
    let survey =
        async |url: &str| propose::survey(&web.fetcher(), &url.parse().unwrap(), now()).await.unwrap();
    let given = survey("https://rhein.example/feed").await;
    assert_eq!(given.best().unwrap().settings["kind"], "feed");
    let dead = survey("https://rhein.example/gone").await;
    assert!(dead.best().is_none());
    assert_eq!(dead.page.reason, Some(Reason::NotFound));
}
