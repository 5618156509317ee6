//! A real server on the loopback, which misbehaves on purpose and measures politeness from its side.

mod addresses;
mod http2;
mod limits;
mod robots_rules;

use super::*;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request as Asked, State},
    http::Response,
};
use std::{
    io::Write,
    sync::atomic::AtomicUsize,
    time::{Instant, SystemTime},
};

/// What the server saw: path and query, headers, start of the request.
type Log = Vec<(String, axum::http::HeaderMap, Instant)>;

#[derive(Clone, Default)]
struct Site {
    robots: Arc<Mutex<(u16, String)>>,
    robots_header: Arc<Mutex<Option<(&'static str, String)>>>,
    log: Arc<Mutex<Log>>,
    busy: Arc<AtomicUsize>,
    busiest: Arc<AtomicUsize>,
}

impl Site {
    async fn start(robots: &str) -> (Self, u16) {
        let site = Self::default();
        *site.robots.lock().unwrap() = (200, robots.into());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = Router::new().fallback(answer).with_state(site.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (site, port)
    }
    fn paths(&self) -> Vec<String> {
        self.log.lock().unwrap().iter().map(|(path, ..)| path.clone()).collect()
    }
    fn times(&self, path: &str) -> usize {
        self.paths().iter().filter(|p| p.ends_with(path)).count()
    }
    fn starts(&self) -> Vec<Instant> {
        self.log.lock().unwrap().iter().map(|(_, _, at)| *at).collect()
    }
}

fn redirect(to: &str) -> Response<Body> {
    Response::builder().status(302).header("location", to).body(Body::empty()).unwrap()
}

async fn answer(State(site): State<Site>, asked: Asked) -> Response<Body> {
    let full = asked.uri().path_and_query().unwrap().to_string();
    site.log.lock().unwrap().push((full.clone(), asked.headers().clone(), Instant::now()));
    let busy = site.busy.fetch_add(1, Ordering::SeqCst) + 1;
    site.busiest.fetch_max(busy, Ordering::SeqCst);
    if let Some((_, to)) = full.split_once("/to?") {
        return redirect(to);
    }
    if let Some((before, hops)) = full.split_once("/robots-hop-") {
        let (hops, text) = (hops.parse::<u32>().unwrap(), site.robots.lock().unwrap().1.clone());
        return match hops.checked_sub(1) {
            Some(left) => redirect(&format!("{before}/robots-hop-{left}")),
            None => Response::new(text.into()),
        };
    }
    let path = format!("/{}", full.rsplit('/').next().unwrap());
    let reply = |status: u16| Response::builder().status(status);
    let seen = site.times(&path);
    let response = match path.as_str() {
        "/robots.txt" => {
            let (status, text) = site.robots.lock().unwrap().clone();
            let header = site.robots_header.lock().unwrap().clone();
            header.into_iter().fold(reply(status), |r, (name, value)| r.header(name, value)).body(text.into())
        }
        "/slow" => reply(200).body(drip()),
        "/held" => {
            tokio::time::sleep(Duration::from_millis(60)).await;
            reply(200).body("held".into())
        }
        "/wait" if seen == 1 => reply(429).header("retry-after", "1").body(Body::empty()),
        "/closed" => {
            let date = present() + chrono::TimeDelta::hours(1);
            reply(503)
                .header("retry-after", date.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
                .body(Body::empty())
        }
        "/broken" => reply(500).body("no".into()),
        "/gone" => reply(410).body("no".into()),
        "/login" => reply(403).body("no".into()),
        "/cut" => reply(200).header("content-length", "1000").body(Body::from_stream(short())),
        "/bomb" => {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            gz.write_all(&vec![0; 8 << 20]).unwrap();
            reply(200).header("content-encoding", "gzip").body(gz.finish().unwrap().into())
        }
        "/bomb-br" => reply(200).header("content-encoding", "br").body(limits::BROTLI_BOMB.into()),
        "/bomb-zstd" => {
            let bomb = zstd::bulk::compress(&vec![0; 8 << 20], 3).unwrap();
            reply(200).header("content-encoding", "zstd").body(bomb.into())
        }
        "/endless" => reply(200).body(Body::from_stream(futures::stream::repeat_with(|| {
            Ok::<_, std::io::Error>(Bytes::from_static(&[b'~'; 16 << 10]))
        }))),
        "/silent" => std::future::pending().await,
        p if p.starts_with("/large") => reply(200).body(vec![b'x'; 900 << 10].into()),
        "/loop-a" => Ok(redirect("loop-b")),
        "/loop-b" => Ok(redirect("loop-a")),
        "/chain" => Ok(redirect("next?0")),
        "/to-private" => Ok(redirect("http://10.0.0.1/admin")),
        "/to-local" => Ok(redirect("http://localhost:1/admin")),
        "/to-forbidden" => Ok(redirect("secret")),
        "/moved" => Ok(redirect("page?b=1")),
        "/cookie" => reply(200).header("set-cookie", "a=b").header("X-One", "1").body("ok".into()),
        "/etag" if asked.headers().get("if-none-match").is_some_and(|v| v == "\"v1\"") => {
            reply(304).body(Body::empty())
        }
        "/etag" => reply(200).header("etag", "\"v1\"").body("first".into()),
        "/echo" => {
            let body = axum::body::to_bytes(asked.into_body(), 1 << 16).await.unwrap();
            reply(200).body(body.into())
        }
        p if p.starts_with("/next?") => {
            let n: u32 = p.trim_start_matches("/next?").parse().unwrap();
            Ok(redirect(&format!("next?{}", n + 1)))
        }
        _ => reply(200).header("memento-datetime", "Fri, 01 Mar 2024 00:00:00 GMT").body("page".into()),
    };
    site.busy.fetch_sub(1, Ordering::SeqCst);
    response.unwrap()
}

/// A byte every 50 ms without end.
fn drip() -> Body {
    Body::from_stream(futures::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Some((Ok::<_, std::io::Error>(Bytes::from_static(b".")), ()))
    }))
}

/// Fewer bytes than were promised.
fn short() -> impl futures::Stream<Item = Result<Bytes, std::io::Error>> {
    futures::stream::iter([Ok(Bytes::from_static(b"some")), Err(std::io::Error::other("cut"))])
}

fn quick() -> Settings {
    Settings {
        user_agent: "Shiome/0 (+https://example.org/bot)".into(),
        min_interval_ms: 0,
        per_host: 4,
        header_timeout_ms: 800,
        timeout_ms: 1_000,
        max_body: 1 << 20,
        retries: 2,
        failures: 1_000, // hosts here fail on purpose
        patience_ms: 2_000,
        allow_private: vec!["127.0.0.1".into()],
        ..Settings::default()
    }
}

fn now() -> Timestamp {
    "2024-03-02T10:00:00Z".parse().unwrap()
}

async fn get(fetcher: &Fetcher, url: &str) -> Outcome {
    fetcher.fetch(&"a/b".into(), &Request::get(url.parse().unwrap()), None, now()).await
}

/// The reason, or what was fetched.
fn told_of(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Fetched { body, .. } => String::from_utf8_lossy(body).into_owned(),
        Outcome::NotModified { .. } => "not modified".into(),
        Outcome::Rejected { reason, .. } => reason.as_str().into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_the_world_have_names() {
    let (site, port) = Site::start("").await;
    let fetcher = Fetcher::new(quick()).unwrap();
    for (path, expected, times) in [
        ("broken", "server_error", 1),
        ("gone", "not_found", 1),
        ("login", "blocked", 1),
        ("slow", "timeout", 1),
        ("bomb", "too_large", 1),
        ("loop-a", "redirect_loop", 1),
        ("chain", "redirect_loop", 1),
        ("to-private", "forbidden_address", 1),
        ("to-local", "forbidden_address", 1),
        ("cut", "unreachable", 3),
    ] {
        let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/{path}")).await;
        assert_eq!(told_of(&outcome), expected, "{path}: {outcome:?}");
        assert_eq!(site.times(&format!("/{path}")), times, "{path}");
    }
    assert_eq!(site.times("/robots.txt"), 1);
    assert_eq!(told_of(&get(&fetcher, "http://127.0.0.1:1/").await), "unreachable");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capture_tells_what_was_answered() {
    let (_, port) = Site::start("").await;
    let fetcher = Fetcher::new(quick()).unwrap();
    let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/moved")).await;
    let Outcome::Fetched { capture, body } = outcome else { panic!("{outcome:?}") };
    assert_eq!(&body[..], b"page");
    assert_eq!(capture.url.path(), "/moved");
    assert_eq!(capture.final_url.as_str(), format!("http://127.0.0.1:{port}/page?b=1"));
    assert_eq!((capture.status, capture.bytes, capture.fetched_at), (200, 4, now()));
    assert_eq!(capture.memento, Some("2024-03-01T00:00:00Z".parse().unwrap()));
    let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/cookie")).await;
    let Outcome::Fetched { capture, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((capture.header("x-one"), capture.header("set-cookie")), (Some("1"), None));
    let stats = fetcher.stats();
    assert_eq!((stats.requests, stats.bytes), (4, 6));
    assert_eq!(stats.hosts.keys().collect::<Vec<_>>(), [&format!("127.0.0.1:{port}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn validators_make_the_question_conditional() {
    let (_, port) = Site::start("").await;
    let fetcher = Fetcher::new(quick()).unwrap();
    let url = format!("http://127.0.0.1:{port}/etag");
    let Outcome::Fetched { capture, .. } = get(&fetcher, &url).await else { panic!("not fetched") };
    let validators = Validators::of(&capture);
    let request = Request::get(url.parse().unwrap());
    let again = fetcher.fetch(&"a/b".into(), &request, Some(&validators), now()).await;
    assert_eq!(again, Outcome::NotModified { at: now() });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_posted_and_named_by_its_body() {
    let (_, port) = Site::start("").await;
    let fetcher = Fetcher::new(quick()).unwrap();
    let json = serde_json::json!({ "page": 2 });
    let request = Request::post(format!("http://127.0.0.1:{port}/echo").parse().unwrap(), json.clone());
    let outcome = fetcher.fetch(&"a/b".into(), &request, None, now()).await;
    let Outcome::Fetched { capture, body } = outcome else { panic!("{outcome:?}") };
    assert_eq!(&body[..], br#"{"page":2}"#);
    assert_eq!(Request::posted(&capture.url), Some(json.clone()));
    let parts = json.as_object().unwrap().clone();
    let form = Request::form(request.url.clone(), parts);
    let outcome = fetcher.fetch(&"a/b".into(), &form, None, now()).await;
    let Outcome::Fetched { capture, body } = outcome else { panic!("{outcome:?}") };
    assert_eq!(String::from_utf8(body.to_vec()).unwrap(), form.method.body().unwrap().1);
    assert_eq!(Request::posted(&capture.url), Some(json));
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_txt_is_obeyed_on_every_hop() {
    let (site, port) = Site::start("User-agent: shiome\nDisallow: /secret\n").await;
    let fetcher = Fetcher::new(quick()).unwrap();
    assert_eq!(told_of(&get(&fetcher, &format!("http://127.0.0.1:{port}/secret")).await), "robots");
    assert_eq!(told_of(&get(&fetcher, &format!("http://127.0.0.1:{port}/to-forbidden")).await), "robots");
    assert_eq!(told_of(&get(&fetcher, &format!("http://127.0.0.1:{port}/page")).await), "page");
    assert_eq!(site.times("/secret"), 0);
    assert_eq!(site.times("/robots.txt"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_robots_txt_all_is_allowed_and_with_a_broken_one_nothing() {
    let (site, port) = Site::start("").await;
    *site.robots.lock().unwrap() = (503, String::new());
    let fetcher = Fetcher::new(quick()).unwrap();
    let url = format!("http://127.0.0.1:{port}/page");
    let outcome = get(&fetcher, &url).await;
    let Outcome::Rejected { reason, retry_after, .. } = outcome else { panic!("{outcome:?}") };
    assert!(reason.is_passing() && retry_after.is_some());
    assert_eq!(site.times("/page"), 0);
    *site.robots.lock().unwrap() = (404, String::new());
    assert_eq!(told_of(&get(&fetcher, &url).await), "unreachable", "asked again too soon");
    let later = now() + chrono::TimeDelta::hours(1);
    let outcome = fetcher.fetch(&"a/b".into(), &Request::get(url.parse().unwrap()), None, later).await;
    assert_eq!(told_of(&outcome), "page");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_to_be_left_alone_is_left_alone_and_nobody_waits() {
    let (site, port) = Site::start("").await;
    let fetcher = Fetcher::new(quick()).unwrap();
    let page: Url = format!("http://127.0.0.1:{port}/page").parse().unwrap();
    for (path, reason, wait) in [("wait", Reason::TooManyRequests, 1), ("closed", Reason::ServerError, 3_600)]
    {
        let start = Instant::now();
        let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/{path}")).await;
        let Outcome::Rejected { reason: told, retry_after: Some(asked), .. } = outcome else {
            panic!("{path}: {outcome:?}")
        };
        assert!(told == reason && asked.as_secs().abs_diff(wait) <= 10, "{path}: {told:?} {asked:?}");
        // The host is left alone for others too, and they are told at once.
        let asked_before = site.paths().len();
        let Outcome::Rejected { retry_after: Some(left), detail, .. } = get(&fetcher, page.as_str()).await
        else {
            panic!("{path}: not put back")
        };
        assert!(left <= asked && detail.contains("left alone"), "{left:?} {detail}");
        assert!(start.elapsed() < Duration::from_millis(900), "somebody waited");
        assert_eq!(site.paths().len(), asked_before);
        let later = now() + chrono::TimeDelta::from_std(asked).unwrap();
        let again = fetcher.fetch(&"a/b".into(), &Request::get(page.clone()), None, later).await;
        assert_eq!(told_of(&again), "page", "{path}");
    }
    let standing = &fetcher.stats().hosts[&format!("127.0.0.1:{port}")].standing;
    assert_eq!((standing.failures, standing.closed, standing.closed_until), (0, 2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_keeps_failing_is_left_alone() {
    let (site, port) = Site::start("").await;
    let fetcher = Fetcher::new(Settings { failures: 3, backoff_ms: 60_000, ..quick() }).unwrap();
    let url = |path: &str| format!("http://127.0.0.1:{port}/{path}");
    for n in 0..8 {
        let outcome = get(&fetcher, &url("broken")).await;
        let Outcome::Rejected { reason, retry_after, detail, .. } = outcome else { panic!("{outcome:?}") };
        match n {
            0..2 => assert_eq!((reason, retry_after), (Reason::ServerError, None)),
            2 => assert_eq!((reason, retry_after), (Reason::ServerError, Some(Duration::from_secs(60)))),
            _ => assert!(detail.contains("after 3 failures in a row (status 500)"), "{detail}"),
        }
    }
    assert_eq!(site.times("/broken"), 3);
    let minute = now() + chrono::TimeDelta::minutes(1);
    let ask = |path: &str, at| {
        let request = Request::get(url(path).parse().unwrap());
        let fetcher = fetcher.clone();
        async move { told_of(&fetcher.fetch(&"a/b".into(), &request, None, at).await) }
    };
    assert_eq!(ask("broken", minute).await, "server_error");
    assert_eq!(ask("page", minute).await, "too_many_requests", "it failed once more: twice as long");
    let later = now() + chrono::TimeDelta::minutes(3);
    assert_eq!(ask("page", later).await, "page");
    assert_eq!(ask("page", later).await, "page");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_keep_their_distance_and_their_number() {
    let (site, port) = Site::start("User-agent: *\nCrawl-delay: 0.12\n").await;
    let fetcher = Fetcher::new(Settings { min_interval_ms: 20, ..quick() }).unwrap();
    let urls: Vec<String> = (0..4).map(|n| format!("http://127.0.0.1:{port}/page{n}")).collect();
    futures::future::join_all(urls.iter().map(|url| get(&fetcher, url))).await;
    let starts = site.starts();
    assert_eq!(starts.len(), 5);
    for pair in starts[1..].windows(2) {
        assert!(pair[1] - pair[0] >= Duration::from_millis(110), "{:?}", pair[1] - pair[0]);
    }

    let (site, port) = Site::start("").await;
    let fetcher = Fetcher::new(Settings { per_host: 2, ..quick() }).unwrap();
    let url = format!("http://127.0.0.1:{port}/held");
    futures::future::join_all((0..8).map(|_| get(&fetcher, &url))).await;
    assert_eq!(site.busiest.load(Ordering::SeqCst), 2);
    assert_eq!(site.times("/held"), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawl_delay_beyond_patience_is_handed_back() {
    let (_, port) = Site::start("User-agent: *\nCrawl-delay: 600\n").await;
    let fetcher = Fetcher::new(quick()).unwrap();
    let url = format!("http://127.0.0.1:{port}/page");
    assert_eq!(told_of(&get(&fetcher, &url).await), "page");
    let outcome = get(&fetcher, &url).await;
    let Outcome::Rejected { reason: Reason::TooManyRequests, retry_after: Some(wait), .. } = outcome else {
        panic!("{outcome:?}")
    };
    assert!(wait > Duration::from_secs(590));
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_refused_before_and_at_the_connection() {
    let (site, port) = Site::start("").await;
    let fetcher = Fetcher::new(Settings { allow_private: Vec::new(), ..quick() }).unwrap();
    for url in ["http://127.0.0.1", "http://localhost", "http://[::1]"] {
        let outcome = get(&fetcher, &format!("{url}:{port}/page")).await;
        assert_eq!(told_of(&outcome), "forbidden_address", "{url}");
    }
    // A name that passes the look of the address, but leads home.
    let resolver = resolve::PublicOnly { allowed: Default::default() };
    let error = reqwest::dns::Resolve::resolve(&resolver, "localhost".parse().unwrap()).await.err().unwrap();
    assert!(resolve::PrivateAddress::is_behind(&*error));
    assert!(site.paths().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_gateway_addresses_stay_what_they_are() {
    let (site, port) = Site::start("User-agent: *\nCrawl-delay: 60\nDisallow: /secret\n").await;
    let prefix: Url = format!("http://127.0.0.1:{port}/web/").parse().unwrap();
    let gateway = Gateway { prefix, at: None, kind: GatewayKind::Archive };
    let settings =
        Settings { gateway: Some(gateway), allow_private: Vec::new(), min_interval_ms: 60_000, ..quick() };
    let fetcher = Fetcher::new(settings).unwrap();
    let outcome = get(&fetcher, "https://funder.example/moved").await;
    let Outcome::Fetched { capture, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(capture.url.as_str(), "https://funder.example/moved");
    assert_eq!(capture.final_url.as_str(), "https://funder.example/page?b=1");
    assert_eq!(
        site.paths(),
        [
            "/web/20240302100000/https://funder.example/robots.txt",
            "/web/20240302100000/https://funder.example/moved",
            "/web/20240302100000/https://funder.example/page?b=1",
        ]
    );
    assert_eq!(told_of(&get(&fetcher, "https://funder.example/secret").await), "robots");
    assert_eq!(told_of(&get(&fetcher, &format!("http://127.0.0.1:{port}/page")).await), "forbidden_address");
}

#[test]
fn senseless_settings_are_refused() {
    for settings in [
        Settings { user_agent: "007".into(), ..quick() },
        Settings { per_host: 0, ..quick() },
        Settings { total: 0, ..quick() },
    ] {
        assert!(Fetcher::new(settings).is_err());
    }
}

/// A server's own clock: the client must not be told ours.
#[expect(clippy::disallowed_methods, reason = "the test server has a clock of its own")]
fn present() -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from(SystemTime::now())
}
