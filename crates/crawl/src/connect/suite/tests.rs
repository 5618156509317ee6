//! All connectors, and connectors that break the contract.

use super::*;
use std::{collections::BTreeSet, io::Write, panic::catch_unwind};

const FEED: &[u8] = b"<rss version='2.0'><channel><title>N</title><link>https://e.example/</link>\
    <item><title>One</title><link>https://e.example/1</link></item>\
    <item><title>Two &amp; a half</title><link>/2</link><description>&lt;p&gt;x&lt;/p&gt;</description></item>\
    <item><title>Draft</title><link>http://localhost/3</link></item></channel></rss>";
const ATOM: &[u8] = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>調査</title>\
    <link href='https://e.example/1'/><content type='html'>&lt;p&gt;本文&lt;/p&gt;</content></entry></feed>"
    .as_bytes();
const JSON_FEED: &[u8] =
    br#"{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"https://e.example/1"}]}"#;
const URLSET: &[u8] = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
    <url><loc>https://e.example/1</loc><lastmod>2024-03-01</lastmod></url>\
    <url><loc>https://e.example/2</loc></url></urlset>";
const INDEX: &[u8] =
    b"<sitemapindex><sitemap><loc>https://e.example/1.xml.gz</loc><lastmod>2024-03-01</lastmod></sitemap>\
    <sitemap><loc>https://e.example/2.xml</loc></sitemap></sitemapindex>";
const LINES: &[u8] = b"https://e.example/1\r\nhttps://e.example/2\n";
const PAGE: &[u8] =
    "<!doctype html><html><body><ul><li><a href='/call/1'>公募</a> <time>2024年3月1日</time></li>\
    <li><a href='/call/2?utm_source=x#top'>Two</a></li><li><a href='/tag/x'>x</a></li></ul>\
    <a rel=next href='?page=2'>Next</a></body></html>"
        .as_bytes();
const WORKS: &[u8] =
    br#"{"results":[{"id":"1","title":"One"},{"id":"2","title":"Two"}],"next":"/api?page=2"}"#;
const RECORDS: &[u8] = b"<?xml version='1.0'?><OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>\
    <responseDate>2024-03-10T12:00:00Z</responseDate><ListRecords><record><header><identifier>a</identifier>\
    <datestamp>2024-03-01</datestamp></header><metadata><dc><title>One</title>\
    <identifier>https://e.example/1</identifier></dc></metadata></record><record><header status='deleted'>\
    <identifier>b</identifier></header></record></ListRecords></OAI-PMH>";
const TOKEN: &[u8] = b"<OAI-PMH><responseDate>2024-03-10T12:00:00Z</responseDate><ListRecords>\
    <record><header><identifier>a</identifier></header><metadata><dc><identifier>https://e.example/1</identifier></dc>\
    </metadata></record><resumptionToken cursor='0'>next</resumptionToken></ListRecords></OAI-PMH>";
const GRANTS: &[u8] = br#"{"errorcode":0,"data":{"hitCount":1,"oppHits":[{"id":"900001","title":"One","openDate":"03/02/2026"}]}}"#;
const REGISTER: &[u8] = br#"{"count":1,"results":[{"html_url":"https://www.federalregister.gov/documents/2026/03/02/2026-90001/one","title":"One","publication_date":"2026-03-02","abstract":null}],"next_page_url":"https://www.federalregister.gov/api/v1/documents?page=2"}"#;
const PROJECTS: &[u8] = br#"{"page":1,"project":[{"id":"0A1B","title":"One","identifiers":{"identifier":[{"value":"NE/Z000001/1"}]},"created":1771200000000}]}"#;
const CALLS: &[u8] = br#"{"results":[{"metadata":{"identifier":["HORIZON-SAMPLE-2026-01"],"title":["One"],"startDate":["2026-03-03T00:00:00.000+0000"]}}]}"#;

const TIMEMAP: &[u8] = b"<https://e.example/list>; rel=\"original\",\n\
    <https://archive.example/web/20200101000000/https://e.example/list>; rel=\"memento\"; \
    datetime=\"Wed, 01 Jan 2020 00:00:00 GMT\"\n";

fn packed(body: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(body).unwrap();
    packed.finish().unwrap()
}

/// An answer with its media type, works and further questions.
fn answer<'a>(media: &'a str, body: &'a [u8], works: usize, more: usize) -> Answer<'a> {
    Answer { media, body, works, more }
}

/// Calls back with a case for each kind of source.
fn each(try_it: impl Fn(&Case<'_>)) {
    let packed = packed(URLSET);
    let (xml, json) = ("application/xml; charset=utf-8", "application/json");
    let at = "https://e.example/list";
    let feeds = [answer(xml, FEED, 2, 0), answer(xml, ATOM, 1, 0), answer(json, JSON_FEED, 1, 0)];
    let sitemaps = [
        answer(xml, URLSET, 2, 0),
        answer(xml, INDEX, 0, 2),
        answer("text/plain", LINES, 2, 0),
        answer("application/gzip", &packed, 2, 0),
    ];
    let works = [answer(json, WORKS, 2, 1)];
    let api = json!({
        "kind": "json_api", "url": at, "items": "/results", "content": "entry", "exclude": ["/3$"],
        "map": { "title": "/title", "summary": "No. {/id}" }, "url_template": "https://e.example/{/id}",
        "next": { "by": "pointer", "at": "/next" },
    });
    let form = json!({
        "kind": "json_api", "url": at, "method": "POST", "form": { "query": { "open": true } }, "accept": "text/json",
        "items": "/results", "map": {}, "url_template": "https://e.example/{id}",
        "next": { "by": "page", "parameter": "/query/page" },
    });
    let oai = json!({ "kind": "oai_pmh", "url": at, "from": "2024-01-01", "granularity": "second" });
    let cases: [(Value, &[Answer<'_>]); 14] = [
        (json!({ "kind": "feed", "url": at, "content": "entry", "include": ["/"] }), &feeds),
        (json!({ "kind": "sitemap", "url": at, "sitemaps": ["xml"] }), &sitemaps),
        (
            json!({ "kind": "listing", "url": at, "item": "a", "include": ["/call/"], "next": "a[rel=next]" }),
            &[answer("text/html; charset=utf-8", PAGE, 2, 1)],
        ),
        (
            json!({ "kind": "listing", "url": at, "block": "li", "item": "a", "date": "time", "exclude": ["/tag/"] }),
            &[answer("text/html", PAGE, 2, 0)],
        ),
        (api, &works),
        (form, &works),
        (oai, &[answer(xml, RECORDS, 1, 0), answer(xml, TOKEN, 1, 1)]),
        (json!({ "kind": "oai_pmh", "url": at, "sets": ["a", "b"] }), &[answer(xml, RECORDS, 1, 1)]),
        (
            json!({ "kind": "grants_gov", "keyword": "tide", "agencies": ["NSF"] }),
            &[answer(json, GRANTS, 1, 1)],
        ),
        (
            json!({ "kind": "federal_register", "keyword": "tide", "types": ["rule"] }),
            &[answer(json, REGISTER, 1, 1)],
        ),
        (json!({ "kind": "ukri_gateway", "keyword": "tide" }), &[answer(json, PROJECTS, 1, 1)]),
        (
            json!({ "kind": "eu_funding", "keyword": "tide", "programmes": ["43108390"] }),
            &[answer(json, CALLS, 1, 1)],
        ),
        (
            json!({
                "kind": "web_archive", "url": at, "archive": "https://archive.example/web",
                "timemap": "https://archive.example/web/timemap/link", "include": ["/list"],
            }),
            &[answer("application/link-format", TIMEMAP, 1, 0)],
        ),
        (json!({ "kind": "watch", "url": at }), &[answer("text/html", PAGE, 1, 0)]),
    ];
    for (settings, answers) in cases {
        try_it(&Case { settings, language: "ja", answers });
    }
}

#[test]
fn every_connector_holds() {
    each(holds);
}

#[test]
fn every_kind_is_tried() {
    let tried = std::cell::RefCell::new(BTreeSet::new());
    each(|case| _ = tried.borrow_mut().insert(case.settings["kind"].as_str().unwrap().to_owned()));
    let schema = serde_json::to_value(schema_for!(Config)).unwrap();
    let variants = schema["oneOf"].as_array().unwrap().iter();
    let kinds = variants.map(|v| v["properties"]["kind"]["const"].as_str().unwrap().to_owned()).collect();
    assert_eq!(tried.into_inner(), kinds);
}

/// What the suite says of a connector that it must refuse.
fn refused(try_it: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(try_it).expect_err("it must be refused");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|t| (*t).to_owned())).unwrap_or_default()
}

/// Answers as it is told, whatever it reads.
struct Fake(fn(&Capture, &[u8]) -> Found);

impl Connector for Fake {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        vec![Request::get("https://e.example/list".parse().unwrap())]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, super::super::Malformed> {
        Ok((self.0)(capture, body))
    }
    fn max_answers(&self) -> usize {
        1
    }
}

fn works(urls: &[&str]) -> Found {
    let item = |url: &&str| shiome_model::Item::link(url.parse().unwrap());
    Found { items: urls.iter().map(item).collect(), ..Found::default() }
}

#[test]
fn connectors_that_break_the_contract_are_refused() {
    let first = || Request::get("https://e.example/list".parse().unwrap());
    let body = answer("text/html", b"body", 1, 0);
    let reading = |read| {
        let body = answer("text/html", b"body", 1, 0);
        refused(move || {
            _ = reading_holds(&Fake(read), &Request::get("https://e.example/list".parse().unwrap()), &body)
        })
    };
    assert!(reading(|_, _| works(&["http://10.0.0.1/"])).contains("is not public"));
    assert!(reading(|_, _| works(&["https://e.example/#x"])).contains("not canonical"));
    assert!(reading(|_, _| works(&["https://e.example/", "https://e.example/"])).contains("listed twice"));
    assert!(
        reading(|capture, _| Found { more: vec![Request::get(capture.url.clone())], ..Found::default() })
            .contains("leads back to itself")
    );
    let invents: fn(&Capture, &[u8]) -> Found = |_, body| match body.len() {
        4 => works(&["https://e.example/body"]),
        _ => works(&["https://e.example/bo"]),
    };
    let whole = reading_holds(&Fake(invents), &first(), &body);
    assert!(
        refused(move || cutting_holds(&Fake(invents), &first(), &body, &whole)).contains("cut after 0 bytes")
    );
    let unknown = json!({ "kind": "watch", "url": "https://e.example/", "no": 1 });
    assert!(refused(move || _ = settings_hold(&unknown)).contains("the settings are read"));
    assert!(refused(|| schema_tells_of_every_key("fax")).contains("knows no kind 'fax'"));
}
