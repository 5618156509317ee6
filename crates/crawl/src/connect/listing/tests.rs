use crate::connect::testing::{connector, lines, read};
use serde_json::{Value, json};

const ADDRESS: &str = "https://funder.example/news/";

fn listing(settings: Value, language: &str, body: &str) -> Result<crate::Found, crate::Malformed> {
    let mut all = json!({ "kind": "listing", "url": ADDRESS });
    all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    read(&*connector(all, language), ADDRESS, body)
}

#[test]
fn blocks_hold_title_and_date() {
    let page = r##"<base href="/en/"><ul>
        <li><time datetime="2024-03-01">1 March</time><h3>Open <b>call</b></h3><a href="call">more</a></li>
        <li><time>2 April 2024</time><h3>Result</h3><a href="/result?utm_medium=x">more</a></li>
        <li>An advertisement</li></ul>
        <a href="#top">Top</a><a rel="next" href="?page=2">Next</a><a rel="next" href="?page=2#x">Next</a>"##;
    let settings =
        json!({ "item": "a", "block": "li", "title": "h3", "date": "time", "next": "a[rel=next]" });
    let found = listing(settings, "en", page).unwrap();
    assert_eq!(
        lines(&found),
        [
            "funder.example/en/call | Open call | 2024-03-01/- |  | -",
            "funder.example/result | Result | 2024-04-02/- |  | -",
        ]
    );
    let more: Vec<_> = found.more.iter().map(|r| r.url.as_str()).collect();
    assert_eq!(more, ["https://funder.example/en/?page=2"]);
}

#[test]
fn without_blocks_the_nearest_date_is_taken() {
    let page = "<dl class='news'><dt>令和6年3月1日</dt><dd><a href='1'>公募</a></dd>\
                <dt>2024年4月2日</dt><dd><a href='2'>採択</a></dd></dl>\
                <p><a href='3'>Later</a> <i>2024.05.03</i></p>";
    let found = listing(json!({ "item": "a", "date": "dt, i" }), "ja", page).unwrap();
    assert_eq!(
        lines(&found),
        [
            "funder.example/news/1 | 公募 | 2024-03-01/- |  | -",
            "funder.example/news/2 | 採択 | 2024-04-02/- |  | -",
            "funder.example/news/3 | Later | 2024-05-03/- |  | -",
        ]
    );
}

#[test]
fn what_could_be_two_days_needs_a_format() {
    let page = "<li><a href='1'>One</a> <i>03/01/2024</i></li>";
    let day = |settings, language| {
        listing(settings, language, page).unwrap().items[0].published.map(|d| d.to_string())
    };
    let settings = json!({ "item": "a", "block": "li", "date": "i" });
    assert_eq!(day(settings.clone(), "en"), None);
    assert_eq!(day(settings, "fr").as_deref(), Some("2024-01-03"));
    let settings = json!({ "item": "a", "block": "li", "date": "i", "date_format": "%m/%d/%Y" });
    assert_eq!(day(settings, "en").as_deref(), Some("2024-03-01"));
}

#[test]
fn addresses_can_be_chosen() {
    let page = "<a href='/call/1'>1</a><a href='/tag/x'>x</a><a href='/call/1#b'>1</a><a href='mailto:a@b.example'>m</a>";
    let found = listing(json!({ "item": "a", "include": ["/call/"] }), "en", page).unwrap();
    assert_eq!(lines(&found), ["funder.example/call/1 | 1 | -/- |  | -"]);
    assert_eq!(found.refused.len(), 1);
}

#[test]
fn a_selector_that_matches_nothing_is_a_fault() {
    assert!(listing(json!({ "item": "a.story" }), "en", "<a href='/x'>x</a>").is_err());
}

#[test]
fn it_is_told_when_the_patterns_leave_nothing() {
    let error =
        listing(json!({ "item": "a", "include": ["/call/"] }), "en", "<a href='/x'>x</a>").unwrap_err();
    assert!(error.to_string().ends_with("`include` and `exclude` leave none of 1 links on the first page"));
}
