use crate::site::Scene;
use serde_json::json;
use shiome_model::{Change, DocumentId, Event, Reason};

const PAGE: &str = "https://agency.example/grants/terms";

fn terms(deadline: &str, token: &str) -> String {
    format!(
        "<title>Terms of grants</title><main><h1>Terms of grants</h1><h2>Who may apply</h2>\
         <p>Teams of two to five researchers may apply. The lead applicant must hold a doctorate.</p>\
         <h2>Dates</h2><p>The deadline is {deadline}. Results are sent after six weeks.</p><p>Session: {token}</p></main>"
    )
}

async fn scene() -> Scene {
    let scene = Scene::new(json!({ "kind": "watch", "url": PAGE })).await;
    scene.page(PAGE, &terms("3 March 2026", "a1b2c3d4e5f6a7b8"));
    assert_eq!(scene.read_after(0).await.new, 1);
    scene
}

/// What is told of the page, oldest first.
async fn told(scene: &Scene) -> Vec<Change> {
    let mut told = scene.house.catalog.changes_of(&DocumentId::from(PAGE), 99).await.unwrap();
    told.reverse();
    told
}

async fn events(scene: &Scene) -> Vec<&'static str> {
    let told = told(scene).await;
    let name = |event: &Event| match event {
        Event::Edited => "edited",
        Event::Removed { .. } => "removed",
        Event::Moved { .. } => "moved",
        Event::Reappeared => "reappeared",
    };
    told.iter().map(|change| name(&change.event)).collect()
}

#[tokio::test]
async fn noise_is_no_change_and_an_edit_is_one_under_its_heading() {
    let scene = scene().await;
    scene.page(PAGE, &terms("3 March 2026", "ffffeeee11112222"));
    assert_eq!(scene.read_after(170).await.changes, 0);
    scene.page(PAGE, &terms("17 April 2026", "0000eeee11112222"));
    assert_eq!(scene.read_after(170).await.changes, 1);
    let told = told(&scene).await;
    assert_eq!(told[0].edits.len(), 1);
    assert_eq!(told[0].edits[0].section.as_deref(), Some("Dates"));
    let kept = scene.house.catalog.captures_of(PAGE, 99).await.unwrap();
    assert_eq!(kept.len(), 3, "every version is kept");
}

#[tokio::test]
async fn a_page_is_gone_when_it_is_missed_twice_and_its_return_is_told() {
    let scene = scene().await;
    scene.forget(PAGE);
    assert_eq!(scene.read_after(170).await.failed.map(|f| f.0), Some(Reason::NotFound));
    assert_eq!(events(&scene).await, Vec::<&str>::new(), "once is an accident");
    scene.read_after(1).await;
    assert_eq!(events(&scene).await, Vec::<&str>::new(), "an hour later it may be the same accident");
    scene.read_after(24).await;
    scene.read_after(24).await;
    assert_eq!(events(&scene).await, ["removed"], "told once");
    let Event::Removed { missed, how } = told(&scene).await[0].event.clone() else { panic!() };
    assert_eq!((missed.to_rfc3339().as_str(), how.as_str()), ("2026-03-08T02:00:00+00:00", "status 404"));
    assert!(scene.house.catalog.document(&PAGE.into()).await.unwrap().is_some(), "what it said stays");
    scene.page(PAGE, &terms("5 May 2026", "a1b2c3d4e5f6a7b8"));
    scene.read_after(24).await;
    assert_eq!(events(&scene).await, ["removed", "reappeared", "edited"]);
}

#[tokio::test]
async fn failures_walls_and_error_pages_are_no_events() {
    let scene = scene().await;
    let wall = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>";
    let soft = "<title>Page not found | Agency</title><p>Go to the front page.</p>";
    let login = "<title>Log in</title><form><input type=password></form>";
    for (status, body) in [(503, ""), (200, wall), (403, ""), (200, soft), (404, ""), (500, ""), (200, login)]
    {
        scene.put(PAGE, status, &[], body);
        assert!(scene.read_after(48).await.failed.is_some(), "{status} {body}");
    }
    scene.page(PAGE, &terms("3 March 2026", "a1b2c3d4e5f6a7b9"));
    assert_eq!(scene.read_after(48).await.failed, None);
    assert_eq!(events(&scene).await, Vec::<&str>::new());
}

#[tokio::test]
async fn a_redirect_to_the_same_matter_is_a_move_once_it_lasts() {
    let scene = scene().await;
    let new = "https://agency.example/funding/terms-of-grants";
    scene.page(new, &terms("3 March 2026", "a1b2c3d4e5f6a7b8"));
    scene.put(PAGE, 301, &[("location", new)], "");
    scene.read_after(170).await;
    assert_eq!(events(&scene).await, Vec::<&str>::new());
    scene.read_after(170).await;
    assert_eq!(events(&scene).await, ["moved"]);
    let told_move = told(&scene).await.remove(0);
    assert_eq!(told_move.event, Event::Moved { to: new.parse().unwrap() });
    // There it goes on being watched, under its first name.
    scene.page(new, &terms("17 April 2026", "a1b2c3d4e5f6a7b8"));
    scene.read_after(170).await;
    scene.read_after(170).await;
    assert_eq!(events(&scene).await, ["moved", "edited"]);
    let stored = scene.house.catalog.document(&PAGE.into()).await.unwrap().unwrap();
    assert_eq!(stored.document.url.as_str(), new);
}

#[tokio::test]
async fn a_redirect_to_the_front_page_or_to_other_matter_is_a_removal() {
    for (target, body) in [
        (
            "https://agency.example/",
            "<title>Agency</title><main><h1>Agency</h1><p>News of the agency. We pay for research of all kinds and ages.</p></main>",
        ),
        (
            "https://agency.example/grants/",
            "<title>Grants</title><main><h1>Grants</h1><p>All grants of the agency at a glance, with their terms and their dates.</p></main>",
        ),
        (
            "https://agency.example/events/ball",
            "<title>The ball</title><main><h1>The ball</h1><p>The ball of the agency takes place in the harbour in summer. Tickets are sold at the door.</p></main>",
        ),
    ] {
        let scene = scene().await;
        scene.page(target, body);
        scene.put(PAGE, 301, &[("location", target)], "");
        scene.read_after(48).await;
        assert_eq!(events(&scene).await, Vec::<&str>::new(), "{target}");
        scene.read_after(48).await;
        scene.read_after(48).await;
        assert_eq!(events(&scene).await, ["removed"], "{target}");
        let stored = scene.house.catalog.document(&PAGE.into()).await.unwrap().unwrap();
        assert_eq!(stored.document.title, "Terms of grants");
    }
}

#[tokio::test]
async fn a_new_template_is_no_change() {
    let scene = scene().await;
    scene.page(
        PAGE,
        "<title>Terms of grants – Agency</title><body class=new><div id=menu class=menu><a href=/>Start</a></div><div class=hero><h1>Terms of grants</h1></div>\
         <div class=grid><div class=card><h3>Who may apply</h3><div>Teams of two to five researchers may apply.</div><div>The lead applicant must hold a doctorate.</div></div>\
         <div class=card><h3>Dates</h3><ul><li>The deadline is 3 March 2026.</li><li>Results are sent after six weeks.</li></ul></div></div>\
         <h3>Latest news</h3><ul><li>A prize for a young chemist from the north</li></ul></body>",
    );
    scene.read_after(170).await;
    assert_eq!(events(&scene).await, Vec::<&str>::new());
}
