//! A source whose preferred way breaks is read by another one, and that shows.

use crate::small::{SmallWeb, Trial, feed};

const A: &str = "https://small.example/news/2026/a";
const B: &str = "https://small.example/news/2026/b";
const C: &str = "https://small.example/news/2026/c";

const SOURCES: &str = "
[[source]]
name = 'news'
title = 'News'
language = 'en'
connector = { kind = 'feed', url = 'https://small.example/feed' }
fallback = [
  { kind = 'listing', url = 'https://small.example/news/', item = 'main a' },
  { kind = 'sitemap', url = 'https://small.example/sitemap.xml' },
]

[[source]]
name = 'closed'
title = 'Closed'
connector = { kind = 'feed', url = 'https://closed.example/feed' }
fallback = [{ kind = 'listing', url = 'https://closed.example/news/', item = 'main a' }]
";

fn listing(links: &[&str]) -> String {
    let links: String =
        links.iter().map(|l| format!("<p><a href='{l}'>A title of that work</a></p>")).collect();
    format!("<html><body><main>{links}</main></body></html>")
}

fn web() -> SmallWeb {
    let html = "text/html; charset=utf-8";
    let xml = "application/rss+xml";
    let feed_url = "https://small.example/feed";
    let list_url = "https://small.example/news/";
    let map = format!(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{A}</loc></url><url><loc>{C}</loc></url></urlset>"
    );
    let start = "2026-01-01T00:00:00Z";
    [(A, "First call"), (B, "Second call"), (C, "Third call")]
        .into_iter()
        .fold(SmallWeb::default(), |web, (url, title)| {
            web.article(
                url,
                start,
                title,
                &format!("{title}: a new scheme for young researchers opens today."),
            )
        })
        .answer(feed_url, start, 200, xml, &feed(&[A]))
        .answer(feed_url, "2026-01-05T00:00:00Z", 404, html, "gone")
        .answer(feed_url, "2026-01-15T00:00:00Z", 200, html, "<html><title>Are you a robot?</title></html>")
        .answer(feed_url, "2026-01-20T00:00:00Z", 200, xml, &feed(&[A, B, C]))
        .answer(feed_url, "2026-01-25T00:00:00Z", 200, xml, &feed(&[]))
        .answer(list_url, start, 200, html, &listing(&[A, B]))
        .answer(list_url, "2026-01-10T00:00:00Z", 404, html, "gone, too")
        .answer(list_url, "2026-01-25T00:00:00Z", 200, html, &listing(&[A, B]))
        .answer("https://small.example/sitemap.xml", start, 200, "application/xml", &map)
        .answer("https://closed.example/feed", start, 403, html, "no")
        .answer("https://closed.example/news/", start, 200, html, &listing(&[A]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_feed_is_stood_in_for_in_order_and_comes_back() {
    let server = web().serve().await;
    let trial = Trial::through(&server, SOURCES);
    let at = |day: &str| {
        let now = format!("{day}T12:00:00Z");
        server.clear_log();
        trial.read("small/news", &now);
        let shown = trial.source("small/news", &now);
        (
            shown["state"].as_str().unwrap().to_owned(),
            shown["reason"].as_str().unwrap().to_owned(),
            shown["documents"].as_u64().unwrap(),
        )
    };
    let asked = |url: &str| server.requests_to(url);

    let (state, _, documents) = at("2026-01-02");
    assert_eq!((state.as_str(), documents), ("ok", 1));
    assert_eq!(asked("https://small.example/news/"), 0, "nobody asks for what is not needed");

    let (state, reason, documents) = at("2026-01-06");
    assert_eq!((state.as_str(), documents), ("degraded", 2), "{reason}");
    assert!(reason.contains("fall-back (listing) since 2026-01-06"), "{reason}");
    assert!(reason.contains("not found"), "{reason}");
    assert_eq!(asked("https://small.example/feed"), 1, "the preferred way is tried first");
    assert_eq!(asked(A), 0, "a work that both list is one document");

    let (_, reason, _) = at("2026-01-07");
    assert!(reason.contains("since 2026-01-06"), "the first day stays: {reason}");

    let (state, reason, documents) = at("2026-01-11");
    assert!(reason.contains("fall-back (sitemap) since 2026-01-11"), "{reason}");
    assert_eq!((state.as_str(), documents), ("degraded", 3));

    let (_, reason, _) = at("2026-01-16");
    assert!(
        reason.contains("a firewall's page instead of the answer"),
        "a page in the place of the feed: {reason}"
    );

    let (state, _, documents) = at("2026-01-21");
    assert_eq!((state.as_str(), documents), ("ok", 3));
    assert_eq!(asked("https://small.example/news/"), 0);

    let (state, reason, _) = at("2026-01-26");
    assert_eq!(state, "degraded");
    assert!(reason.contains("lists nothing any more"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_not_worked_around() {
    let server = web().serve().await;
    let trial = Trial::through(&server, SOURCES);
    trial.read("small/closed", "2026-01-10T12:00:00Z");
    assert_eq!(trial.source("small/closed", "2026-01-10T12:00:00Z")["state"], "blocked");
    assert_eq!(server.requests_to("https://closed.example/news/"), 0);
}
