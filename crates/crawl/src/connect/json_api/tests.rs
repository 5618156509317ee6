use crate::{
    Connector, Method, Request,
    connect::testing::{capture, connector, lines, read},
};
use serde_json::{Value, json};

const ADDRESS: &str = "https://api.example.org/v1/docs?q=a%5Bb%5D";

fn api(settings: Value) -> Box<dyn Connector> {
    let mut all =
        json!({ "kind": "json_api", "url": ADDRESS, "items": "/results", "map": { "url": "/link" } });
    all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    connector(all, "en")
}

fn answer(api: &dyn Connector, asked: &Request, body: &str) -> crate::Found {
    let mut record = capture(asked.url.as_str(), body.as_bytes());
    record.url = asked.logical_url();
    api.read(&record, body.as_bytes()).unwrap()
}

#[test]
fn parts_are_found_where_they_are_said_to_be() {
    let map = json!({
        "url": "/link", "title": "/t/0", "published": "/day", "modified": "/m", "summary": "/abs",
        "authors": "/who", "language": "/lang"
    });
    let body = r#"{"results":[
        {"link":"/d/1","t":["A &amp; B"],"day":"2024-03-01","m":1709251200,"abs":"Short","who":[{"name":"Ann"},"Bo"],"lang":"en-GB"},
        {"link":"https://api.example.org/d/2","t":[],"day":[[2024,3,2]]},
        {"t":["No address"]}]}"#;
    let found = read(&*api(json!({ "map": map })), ADDRESS, body).unwrap();
    assert_eq!(
        lines(&found),
        [
            "api.example.org/d/1 | A & B | 2024-03-01/2024-03-01 | Ann+Bo | en",
            "api.example.org/d/2 | - | 2024-03-02/- |  | -",
        ]
    );
    assert!(found.items[0].stands_alone);
    assert_eq!(found.refused.len(), 1);
}

#[test]
fn addresses_can_be_made_from_parts() {
    let settings = json!({ "map": {}, "url_template": "https://www.example.org/call/{/id}/{slug}" });
    let found = read(&*api(settings), ADDRESS, r#"{"results":[{"id":7,"slug":"ä b"},{"id":8}]}"#).unwrap();
    assert_eq!(found.items[0].url.as_str(), "https://www.example.org/call/7/%C3%A4%20b");
    assert_eq!((found.items.len(), found.refused.len()), (1, 1));
}

#[test]
fn an_answer_without_works_is_a_fault() {
    for body in ["<html>", "{}", r#"{"results":{}}"#] {
        assert!(read(&*api(json!({})), ADDRESS, body).is_err(), "{body}");
    }
}

/// Follows an interface of three full pages; what was asked, as addresses or bodies.
fn follow(settings: Value, body: impl Fn(usize) -> String) -> Vec<String> {
    let api = api(settings);
    let mut asked = Vec::new();
    let mut next = api.seeds(None);
    while let Some(request) = next.pop() {
        let found = answer(&*api, &request, &body(asked.len()));
        asked.push(match &request.method {
            Method::Get => request.url.query().unwrap_or_default().to_owned(),
            Method::Post { json } => json.to_string(),
            Method::Form { parts } => {
                format!("{} {}", request.url.query().unwrap_or_default(), Value::Object(parts.clone()))
            }
        });
        assert!(asked.len() < 10, "never ends");
        next = found.more;
    }
    asked
}

fn page(n: usize) -> String {
    let works: Vec<Value> = (0..2).map(|i| json!({ "link": format!("/d/{n}/{i}") })).collect();
    json!({
        "results": if n < 2 { works } else { Vec::new() },
        "next": if n < 2 { json!(format!("/v1/docs?after={n}")) } else { Value::Null },
        "token": if n < 2 { json!(format!("t={n}")) } else { json!("") },
    })
    .to_string()
}

#[test]
fn every_way_to_turn_the_page() {
    assert_eq!(follow(json!({}), page), ["q=a%5Bb%5D"]);
    assert_eq!(
        follow(json!({ "next": { "by": "pointer", "at": "/next" } }), page),
        ["q=a%5Bb%5D", "after=0", "after=1"]
    );
    assert_eq!(
        follow(json!({ "next": { "by": "page", "parameter": "page" } }), page),
        ["q=a%5Bb%5D&page=1", "q=a%5Bb%5D&page=2", "q=a%5Bb%5D&page=3"]
    );
    assert_eq!(
        follow(json!({ "next": { "by": "offset", "parameter": "from" } }), page),
        ["q=a%5Bb%5D", "q=a%5Bb%5D&from=2", "q=a%5Bb%5D&from=4"]
    );
    assert_eq!(
        follow(json!({ "next": { "by": "cursor", "at": "/token", "parameter": "c" } }), page),
        ["q=a%5Bb%5D", "q=a%5Bb%5D&c=t%3D0", "q=a%5Bb%5D&c=t%3D1"]
    );
}

#[test]
fn a_search_turns_the_page_in_its_body() {
    let settings = json!({
        "method": "POST", "body": { "query": "open", "at": {} },
        "next": { "by": "page", "parameter": "/at/page", "start": 0 }
    });
    assert_eq!(
        follow(settings, page),
        [
            r#"{"query":"open","at":{"page":0}}"#,
            r#"{"query":"open","at":{"page":1}}"#,
            r#"{"query":"open","at":{"page":2}}"#,
        ]
    );
}

#[test]
fn a_form_turns_the_page_in_its_address_or_in_its_parts() {
    let form = json!({ "query": { "open": true } });
    let settings = json!({ "method": "POST", "form": form, "next": { "by": "page", "parameter": "page" } });
    assert_eq!(
        follow(settings, page),
        [
            r#"q=a%5Bb%5D&page=1 {"query":{"open":true}}"#,
            r#"q=a%5Bb%5D&page=2 {"query":{"open":true}}"#,
            r#"q=a%5Bb%5D&page=3 {"query":{"open":true}}"#,
        ]
    );
    let next = json!({ "by": "offset", "parameter": "/at/from" });
    assert_eq!(
        follow(json!({ "method": "POST", "form": form, "next": next }), page),
        [
            r#"q=a%5Bb%5D {"query":{"open":true}}"#,
            r#"q=a%5Bb%5D {"query":{"open":true},"at":{"from":2}}"#,
            r#"q=a%5Bb%5D {"query":{"open":true},"at":{"from":4}}"#,
        ]
    );
}

#[test]
fn a_text_can_be_put_together() {
    let map = json!({ "url": "/link", "summary": "No. {/no}.\nCloses {/end|day}.\nBy {/who/0/name}." });
    let body = r#"{"results":[
        {"link":"/d/1","no":7,"end":"30 June 2026 17:00","who":[{"name":"Ann"}]},
        {"link":"/d/2","no":8,"end":["2026-06-30","soon","2026-07-31T00:00:00Z"]},
        {"link":"/d/3"}]}"#;
    let found = read(&*api(json!({ "map": map, "content": "entry" })), ADDRESS, body).unwrap();
    let summaries: Vec<_> = found.items.iter().map(|i| i.summary.as_deref()).collect();
    assert_eq!(
        summaries,
        [Some("No. 7.\nCloses 2026-06-30.\nBy Ann."), Some("No. 8.\nCloses 2026-06-30, 2026-07-31."), None]
    );
    assert!(found.items.iter().all(|i| !i.has_page));
}

#[test]
fn senseless_settings_are_refused() {
    for (settings, message) in [
        (json!({ "form": {} }), "use '…' as `form`: only method"),
        (json!({ "method": "POST", "form": {}, "body": {} }), "use '…' as `form`: there is a body already"),
        (json!({ "next": { "by": "page", "parameter": "/p" } }), "use '/p' as `next.parameter`"),
        (json!({ "map": { "url": "/u", "summary": "abstract" } }), "use 'abstract' as `map.summary`"),
        (json!({ "map": { "url": "/u", "content": "{/a" } }), "use '{/a' as `map.content`: write places"),
        (json!({ "url_template": "https://e.org/{}" }), "use 'https://e.org/{}' as `url_template`"),
        (json!({ "max_pages": 0 }), "use '0' as `max_pages`"),
        (json!({ "max_pages": 10_001 }), "use '10001' as `max_pages`"),
    ] {
        let mut all = json!({ "kind": "json_api", "url": ADDRESS, "items": "", "map": { "url": "/link" } });
        all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let config: crate::connect::Config = serde_json::from_value(all).unwrap();
        let error = config.build(None).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.starts_with(message), "{settings}: '{error}'");
    }
}
