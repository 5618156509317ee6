//! A page that only a browser can draw is read through a WebDriver service, politely.

use crate::small::{SmallWeb, Trial, article};
use crate::support::output;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// What a server on loopback was asked: path, user agent.
type Log = Arc<Mutex<Vec<(String, String)>>>;

/// A site whose list is built by a script; `elsewhere` is an address its pages try to reach.
async fn site(elsewhere: String) -> (SocketAddr, Log) {
    let log = Log::default();
    let state = (log.clone(), elsewhere);
    let app = Router::new().fallback(answer).with_state(state);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, log)
}

async fn answer(State((log, elsewhere)): State<(Log, String)>, asked: Request) -> Response {
    let path = asked.uri().path().to_owned();
    let agent = asked.headers().get("user-agent").and_then(|v| v.to_str().ok()).unwrap_or_default();
    log.lock().unwrap().push((path.clone(), agent.to_owned()));
    match path.as_str() {
        "/robots.txt" => "User-agent: *\nDisallow: /secret\n".into_response(),
        "/list" | "/secret" => Html(format!(
            "<!doctype html><html><head><title>Calls</title></head><body><main id=m><p>Loading</p></main>\
             <img src='{elsewhere}/image'><script>fetch('{elsewhere}/fetched').catch(() => 0);\
             fetch('/calls.json').then(r => r.json()).then(l => setTimeout(() => {{ document.getElementById('m').innerHTML = \
             l.map(u => `<h2><a href=\"${{u}}\">A call for applications</a></h2>`).join('') }}, 300));</script></body></html>"
        ))
        .into_response(),
        "/calls.json" => axum::Json(["/calls/2026/one", "/calls/2026/two"]).into_response(),
        "/away" => Html(format!("<html><body><script>location = '{elsewhere}/away'</script></body></html>")).into_response(),
        "/endless" => Html("<html><body><script>while (true) {}</script></body></html>").into_response(),
        path if path.starts_with("/calls/") => {
            let title = format!("Call {}", path.rsplit('/').next().unwrap_or_default());
            Html(article(&title, "A new scheme for young researchers opens today.")).into_response()
        }
        _ => axum::http::StatusCode::NOT_FOUND.into_response(),
    }
}

/// A running chromedriver.
struct Driver(Child, u16);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it, unless there is none: then says by name that the suite is skipped.
#[expect(clippy::disallowed_methods, reason = "tests are told what must be there")]
fn driver(suite: &str) -> Option<Driver> {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let started = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        let required = std::env::var_os("SHIOME_REQUIRE_CHROMEDRIVER").is_some();
        assert!(!required, "{suite}: chromedriver is not installed");
        println!("{suite}: skipped: chromedriver: not installed");
        return None;
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|l| l.contains("started successfully")), "chromedriver does not start");
    std::thread::spawn(move || lines.for_each(drop));
    Some(Driver(child, port))
}

fn trial(site: SocketAddr, webdriver: &str) -> Trial {
    let app = format!(
        "[crawl]\nuser_agent = 'Shiome/1 (+https://centre.example)'\nmin_interval_ms = 0\nretries = 0\n\
         allow_private = ['{site}']\n{}",
        settings(webdriver)
    );
    let source = |name: &str, path: &str, render: bool| {
        format!(
            "[[source]]\nname = '{name}'\ntitle = '{name}'\nlanguage = 'en'\nrender = {render}\n\
             connector = {{ kind = 'listing', url = 'http://{site}{path}', item = 'main a' }}\n"
        )
    };
    let sources = [
        source("drawn", "/list", true),
        source("plain", "/list", false),
        source("forbidden", "/secret", true),
        source("away", "/away", true),
        source("endless", "/endless", true),
    ];
    Trial::new(&app, &sources.concat())
}

/// What every trial with a browser is told.
fn settings(webdriver: &str) -> String {
    format!(
        "[render]\nwebdriver = '{webdriver}'\nsettle_ms = 700\ntimeout_ms = 20000\n\
         arguments = ['--no-sandbox', '--disable-dev-shm-usage']\n"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn works_of_a_list_that_a_script_builds_are_found_with_a_browser_and_not_without() {
    let Some(driver) = driver("render: works") else { return };
    let start = "2026-01-01T00:00:00Z";
    let works = ["https://small.example/calls/2026/one", "https://small.example/calls/2026/two"];
    let list = format!(
        "<!doctype html><html><head><title>Calls</title></head><body><main id=m></main><script>setTimeout(() => {{\
         document.getElementById('m').innerHTML = {works:?}.map(u => `<h2><a href=\"${{u}}\">A call</a></h2>`).join('')\
         }}, 300)</script></body></html>"
    );
    let server = works
        .into_iter()
        .fold(SmallWeb::default(), |web, url| {
            let title = format!("Call {}", url.rsplit('/').next().unwrap());
            web.article(url, start, &title, "A new scheme for young researchers opens today.")
        })
        .answer("https://small.example/calls/", start, 200, "text/html; charset=utf-8", &list)
        .answer("https://plain.example/calls/", start, 200, "text/html; charset=utf-8", &list)
        .serve()
        .await;
    let app = format!(
        "[crawl]\nuser_agent = 'Shiome/1 (+https://centre.example)'\nmin_interval_ms = 0\n\
         gateway = {{ prefix = '{}', kind = 'archive' }}\n{}",
        server.prefix(),
        settings(&format!("http://127.0.0.1:{}", driver.1))
    );
    let source = |name: &str, host: &str, render: bool| {
        format!(
            "[[source]]\nname = '{name}'\ntitle = '{name}'\nlanguage = 'en'\nrender = {render}\n\
             connector = {{ kind = 'listing', url = 'https://{host}/calls/', item = 'main a' }}\n"
        )
    };
    let trial = Trial::new(
        &app,
        &[source("drawn", "small.example", true), source("plain", "plain.example", false)].concat(),
    );
    let now = "2026-02-01T00:00:00Z";
    trial.read("small/drawn", now);
    let documents = |name: &str| trial.source(&format!("small/{name}"), now)["documents"].clone();
    assert_eq!((documents("drawn"), documents("plain")), (2.into(), 0.into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_browser_keeps_the_rules_of_the_client() {
    let Some(driver) = driver("render: browser") else { return };
    let (inside, inner_log) = site("http://127.0.0.1:1".into()).await;
    let elsewhere = format!("http://localhost:{}", inside.port());
    let (public, log) = site(elsewhere).await;
    let webdriver = format!("http://127.0.0.1:{}", driver.1);
    let trial = trial(public, &webdriver);
    let now = "2026-02-01T00:00:00Z";
    trial.read("small/drawn", now);
    let shown = |name: &str| trial.source(&format!("small/{name}"), now);
    let runs = |name: &str| shown(name)["reason"].as_str().unwrap().to_owned();
    let file = trial.path("all.warc");
    output(trial.program("data", now).args(["warc", "export", "--out"]).arg(&file));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("shiome-rendered: chrome"), "a drawn capture says so");
    assert!(text.contains("/calls/2026/two"), "what the script built is in the capture");
    assert_eq!(text.matches("<p>Loading</p>").count(), 1, "without a browser there is nothing to find");

    let log = log.lock().unwrap().clone();
    assert!(
        log.iter().all(|(_, agent)| agent.starts_with("Shiome/1 ")),
        "nobody pretends to be somebody else: {log:?}"
    );
    assert!(!log.iter().any(|(path, _)| path == "/secret"), "robots.txt holds before a browser, too");
    assert!(
        inner_log.lock().unwrap().is_empty(),
        "a page made the browser ask elsewhere: {:?}",
        inner_log.lock().unwrap()
    );
    assert_eq!(shown("forbidden")["state"], "blocked");
    assert!(runs("away").contains("leads away") || runs("away").contains("drawn"), "{}", runs("away"));
    assert!(
        runs("endless").contains("no answer in time") || runs("endless").contains("timeout"),
        "{}",
        runs("endless")
    );
    let sessions = reqwest_sessions(&webdriver).await;
    assert_eq!(sessions, 0, "a session was left open");
}

/// Sessions that are open.
async fn reqwest_sessions(webdriver: &str) -> usize {
    let text = output(Command::new("curl").args(["-s", &format!("{webdriver}/sessions")]));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    value["value"].as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_down_is_a_failure_of_the_source_in_words() {
    let (public, _) = site("http://127.0.0.1:1".into()).await;
    let trial = trial(public, "http://127.0.0.1:9");
    let now = "2026-02-01T00:00:00Z";
    trial.read("small/drawn", now);
    let shown = trial.source("small/drawn", now);
    assert_eq!(shown["state"], "broken");
    let reason = shown["reason"].as_str().unwrap();
    assert!(reason.contains("the rendering service at http://127.0.0.1:9/ does not answer"), "{reason}");
}
