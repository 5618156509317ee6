//! A web archive gives the past of pages, each version once and in its place.

use crate::small::{SmallWeb, Trial, article};
use crate::support::json;
use e2e::replay::Replay;

const TERMS: &str = "https://small.example/terms";

fn terms(money: &str) -> String {
    article(
        "Terms of grants",
        &format!("Applicants must hold a doctorate. A grant is at most {money} euros a year."),
    )
}

fn web() -> SmallWeb {
    let html = "text/html; charset=utf-8";
    let versions = [
        ("2025-01-01", "10,000"),
        ("2025-02-01", "10,000"),
        ("2025-03-01", "20,000"),
        ("2025-05-01", "50,000"),
        ("2026-01-01", "80,000"),
    ];
    let web = versions.into_iter().fold(SmallWeb::default(), |web, (day, money)| {
        web.answer(TERMS, &format!("{day}T00:00:00Z"), 200, html, &terms(money))
    });
    let web = web.answer(TERMS, "2025-04-01T00:00:00Z", 404, html, "gone");
    (1..=5)
        .fold(web, |web, n| {
            let url = format!("https://small.example/news/{n}");
            let title = format!("Call number {n}");
            web.article(
                &url,
                &format!("2025-0{n}-01T00:00:00Z"),
                &title,
                &format!("{title}: a new scheme for young researchers opens today."),
            )
        })
        .article(
            "https://small.example/news/1",
            "2025-09-01T00:00:00Z",
            "Call number 1 is over",
            "The scheme for young researchers is closed, and its awards will be announced.",
        )
}

/// The archive stands on loopback; nothing else may be reached.
fn trial(server: &Replay) -> Trial {
    let app = format!(
        "[crawl]\nuser_agent = 'Shiome/1 (+https://centre.example)'\nmin_interval_ms = 0\nallow_private = ['{}']\n",
        server.address
    );
    let archive = server.prefix();
    let sources = format!(
        "[[source]]\nname = 'terms'\ntitle = 'Terms'\nlanguage = 'en'\nconnector = {{ kind = 'watch', url = '{TERMS}' }}\n\
         [[source]]\nname = 'terms_past'\ntitle = 'Earlier terms'\nlanguage = 'en'\n\
         connector = {{ kind = 'web_archive', url = '{TERMS}', archive = '{archive}', timemap = '{archive}timemap/link', to = 2025-12-31 }}\n\
         [[source]]\nname = 'news_past'\ntitle = 'Earlier news'\nlanguage = 'en'\n\
         connector = {{ kind = 'web_archive', url = 'https://small.example/news/', prefix = true, archive = '{archive}', cdx = '{archive}cdx' }}\n"
    );
    Trial::new(&app, &sources)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_walked_to_its_end_and_each_version_is_asked_for_once() {
    let server = web().serve().await;
    let trial = trial(&server);
    let now = "2026-02-01T00:00:00Z";
    trial.read("small/news_past", now);
    let mut documents = trial.documents("data", now);
    documents.retain(|(id, ..)| id.contains("/news/"));
    assert_eq!(documents.len(), 5, "{documents:?}");
    let (_, title, _) = documents.iter().find(|(id, ..)| id.ends_with("/news/1")).unwrap();
    assert_eq!(title, "Call number 1 is over", "the newest version speaks");
    let versions: Vec<_> = server.log().into_iter().filter(|s| s.url.contains("/news/")).collect();
    assert_eq!(versions.len(), 6, "{versions:?}");
    assert!(versions.iter().all(|v| v.url.starts_with("https://small.example/news/")), "{versions:?}");
    server.clear_log();
    trial.read("small/news_past", now);
    assert!(server.log().is_empty(), "a version was asked for twice: {:?}", server.log());
    let file = trial.path("past.warc");
    json(trial.program("data", now).args(["warc", "export", "--out"]).arg(&file));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("WARC-Date: 2025-09-01T00:00:00Z"), "a version keeps its time");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_of_a_watched_page_are_compared_in_order_of_time() {
    let server = web().serve().await;
    let trial = trial(&server);
    let now = "2026-02-01T00:00:00Z";
    trial.read("small/terms_past", now);
    let status = json(trial.program("data", now).arg("status"));
    assert_eq!(status["changes"], 2, "10,000 to 20,000 to 50,000; nothing of the page that was gone");
    let mut documents = trial.documents("data", now);
    documents.retain(|(id, ..)| id == TERMS);
    assert_eq!(documents.len(), 1, "{documents:?}");
    let asked: Vec<String> =
        server.log().iter().filter(|s| s.url == TERMS).map(|s| s.at.format("%Y-%m").to_string()).collect();
    assert!(asked.is_sorted() && asked.len() >= 4, "{asked:?}");
    assert!(!asked.contains(&"2026-01".into()), "what lies outside the time is not asked for");
}
