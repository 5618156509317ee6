use crate::site::Scene;
use serde_json::json;
use shiome_model::Reason;
use shiome_store::health::State;

const LIST: &str = "https://agency.example/list";

fn feed(items: impl IntoIterator<Item = (String, String)>) -> String {
    let items: String = items
        .into_iter()
        .map(|(url, title)| format!("<item><title>{title}</title><link>{url}</link></item>"))
        .collect();
    format!("<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>")
}

fn work(n: usize) -> (String, String) {
    (format!("https://agency.example/news/{n}"), format!("Notice number {n} of the agency"))
}

/// A door nobody foresaw: no rule knows it, and each answer has its own token.
fn door(n: usize) -> String {
    format!(
        "<title>Agency portal</title><main><p>The garden is closed to visitors of your kind. Ticket a{n}b77c{n}9d.</p></main>"
    )
}

fn article(n: usize) -> String {
    format!(
        "<title>Notice number {n} of the agency</title><main><h1>Notice number {n} of the agency</h1><p>The office is closed on Monday. Questions are answered on Tuesday.</p></main>"
    )
}

fn sitemap(works: impl IntoIterator<Item = (String, String)>) -> String {
    let urls: String = works.into_iter().map(|(url, _)| format!("<url><loc>{url}</loc></url>")).collect();
    format!(
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"
    )
}

/// A source that says nothing of its works but where they are.
async fn scene() -> Scene {
    Scene::new(json!({ "kind": "sitemap", "url": LIST })).await
}

#[tokio::test]
async fn one_text_at_many_addresses_is_no_article() {
    let scene = scene().await;
    scene.page(LIST, &sitemap((1..=6).map(work)));
    (1..=6).for_each(|n| scene.page(&work(n).0, &door(n)));
    let tally = scene.read_after(0).await;
    assert_eq!((tally.new, tally.rejected.get("repeated")), (0, Some(&6)), "{tally:?}");
}

#[tokio::test]
async fn what_a_feed_says_of_a_work_behind_a_wall_is_kept_and_the_wall_is_counted() {
    let scene = Scene::new(json!({ "kind": "feed", "url": LIST })).await;
    scene.page(LIST, &feed((1..=6).map(work)));
    (1..=5).for_each(|n| scene.page(&work(n).0, &door(n)));
    scene.page(&work(6).0, "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>");
    let tally = scene.read_after(0).await;
    let counted = ["repeated", "firewall"].map(|r| tally.rejected.get(r).copied());
    assert_eq!((tally.new, counted), (6, [Some(5), Some(1)]), "{tally:?}");
    let stored = scene.house.catalog.document(&work(2).0.as_str().into()).await.unwrap().unwrap();
    assert_eq!(stored.document.media, shiome_model::Media::Entry);
}

#[tokio::test]
async fn what_was_taken_for_articles_until_then_is_taken_back_and_good_texts_stay() {
    let scene = scene().await;
    let urls: Vec<String> = (1..=7).map(|n| work(n).0).collect();
    let all: Vec<&str> = urls.iter().map(String::as_str).collect();
    let long = format!("<title>Notice number 1 of the agency</title><main><h1>Notice number 1 of the agency</h1>{}</main>",
        "<p>The agency tells at length what it will do in the next years, and for whom, and why it does so.</p>".repeat(20));
    scene.page(&work(1).0, &long);
    scene.page(LIST, &sitemap([work(1)]));
    assert_eq!(scene.read_after(0).await.new, 1);
    // One new work a day, each behind the door: the first three are believed.
    for n in 2..=4 {
        scene.page(&work(n).0, &door(n));
        scene.page(LIST, &sitemap((1..=n).map(work)));
        assert_eq!(scene.read_after(24).await.new, 1);
    }
    scene.page(&work(5).0, &door(5));
    scene.page(LIST, &sitemap((1..=5).map(work)));
    let tally = scene.read_after(24).await;
    assert_eq!((tally.new, tally.rejected.get("repeated")), (0, Some(&1)), "{tally:?}");
    assert_eq!(scene.documents(&all).await, [work(1).0], "the others are taken back");
    // Known by now: a single one is refused at once; and a real notice is not.
    scene.page(&work(6).0, &door(6));
    scene.page(&work(7).0, &article(7));
    scene.page(LIST, &sitemap((1..=7).map(work)));
    let tally = scene.read_after(24).await;
    let again = "the sixth, and the fifth that was due once more";
    assert_eq!((tally.new, tally.rejected.get("repeated")), (1, Some(&2)), "{again}: {tally:?}");
    assert_eq!(scene.documents(&all).await, [work(1).0, work(7).0]);
}

#[tokio::test]
async fn notices_that_repeat_each_other_are_articles() {
    let scene = scene().await;
    scene.page(LIST, &sitemap((1..=9).map(work)));
    (1..=9).for_each(|n| scene.page(&work(n).0, &article(n)));
    let tally = scene.read_after(0).await;
    assert_eq!((tally.new, tally.rejected.len()), (9, 0), "{tally:?}");
}

#[tokio::test]
async fn a_wall_in_place_of_a_list_is_a_failure_of_the_source() {
    let wall = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>";
    let shell = "<title>News</title><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=/m.js></script>";
    let login = "<title>Sign in</title><main><p>User <input> Password <input type=password></p></main>";
    let none = "<title>News</title><main><h1>News</h1><p>There is nothing new at the moment, but there will be.</p></main>";
    let cases = [
        (wall, Some((Reason::Firewall, State::Blocked))),
        (login, Some((Reason::Login, State::Blocked))),
        (shell, Some((Reason::NeedsScript, State::Broken))),
        (none, None),
    ];
    for (body, expected) in cases {
        let url = "https://agency.example/news";
        for connector in [
            json!({ "kind": "listing", "url": url, "item": "main h2 a" }),
            json!({ "kind": "feed", "url": url }),
        ] {
            let scene = Scene::new(connector).await;
            scene.page(url, body);
            let failed = scene.read_after(0).await.failed.map(|(reason, _)| reason);
            let health = shiome_pipelines::health::all(&scene.house).await.unwrap();
            match expected {
                Some((reason, state)) => {
                    assert_eq!((failed, health[0].state), (Some(reason), state), "{body}");
                    assert!(!health[0].reason_in("ja").is_empty());
                }
                None => assert_eq!(failed, Some(Reason::Malformed), "{body}"),
            }
        }
    }
}

#[tokio::test]
async fn a_firewall_that_says_403_is_called_one() {
    let scene = scene().await;
    scene.put(LIST, 403, &[("cf-mitigated", "challenge")], "");
    assert_eq!(scene.read_after(0).await.failed.map(|f| f.0), Some(Reason::Firewall));
}
