use crate::connect::testing::{connector, read};
use crate::{Connector, Found};
use proptest::prelude::*;
use serde_json::{Value, json};

fn archive(settings: Value) -> Box<dyn Connector> {
    let mut all = json!({
        "kind": "web_archive", "url": "https://e.org/terms", "archive": "https://archive.example/web",
    });
    all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    connector(all, "en")
}

fn lines(found: &Found) -> Vec<String> {
    let one = |i: &shiome_model::Item| format!("{} {}", i.at.unwrap().format("%Y-%m-%d"), i.url);
    found.items.iter().map(one).collect()
}

const LIST: &str = "https://archive.example/cdx?url=x";

#[test]
fn every_form_of_a_cdx_answer_lists_the_same_versions() {
    let text = "org,e)/terms 20200101000000 http://e.org/terms text/html 200 AAA 100\n\
                org,e)/terms 20200301000000 http://e.org/terms text/html 200 AAA 100\n\
                org,e)/terms 20200501000000 http://e.org/terms text/html 301 BBB 100\n\
                org,e)/terms 20200601000000 https://e.org/terms text/html 200 BBB 100\n\
                org,e)/terms 20200701000000 https://e.org/terms warc/revisit - CCC 100\n\
                \norg%2Ce%29%2Fterms+20200701000001\n";
    let rows = json!([
        ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["k", "20200101000000", "http://e.org/terms", "text/html", "200", "AAA", "100"],
        ["k", "20200601000000", "https://e.org/terms", "text/html", "200", "BBB", "100"],
        ["k", "20200701000000", "https://e.org/terms", "warc/revisit", "-", "CCC", "100"],
        [],
        ["org%2Ce%29%2Fterms+20200701000001"],
    ]);
    let expected = [
        "2020-01-01 https://e.org/terms",
        "2020-06-01 https://e.org/terms",
        "2020-07-01 https://e.org/terms",
    ];
    let cdx = archive(json!({ "cdx": "https://archive.example/cdx" }));
    for body in [text, &rows.to_string()] {
        let found = read(&*cdx, LIST, body).unwrap();
        assert_eq!(lines(&found), expected, "{body}");
        assert_eq!(found.cursor.as_deref(), Some("key:org%2Ce%29%2Fterms+20200701000001"));
        let next = found.more[0].url.query_pairs().find(|(k, _)| k == "resumeKey").unwrap().1.into_owned();
        assert_eq!(next, "org%2Ce%29%2Fterms+20200701000001");
        assert_eq!(
            cdx.seeds(found.cursor.as_deref()),
            found.more,
            "a visit that was broken off goes on here"
        );
    }
    let objects = r#"{"urlkey":"k","timestamp":"20200101000000","url":"http://e.org/terms","mime":"text/html","status":"200","digest":"AAA"}
{"urlkey":"k","timestamp":"20200601000000","url":"http://e.org/terms","mime":"text/html","status":"200","digest":"BBB"}"#;
    let keyed = r#"org,e)/terms 20200101000000 {"url":"http://e.org/terms","mime":"text/html","status":"200","digest":"AAA"}
org,e)/terms 20200601000000 {"url":"http://e.org/terms","mime":"text/html","status":"200","digest":"BBB"}"#;
    for body in [objects, keyed] {
        let found = read(&*cdx, LIST, body).unwrap();
        assert_eq!(lines(&found), expected[..2], "{body}");
        assert_eq!(found.cursor.as_deref(), Some("from:20200601000000"));
        assert!(cdx.seeds(found.cursor.as_deref())[0].url.as_str().contains("from=20200601000000"));
    }
    assert_eq!(read(&*cdx, LIST, "").unwrap(), Found::default());
    assert!(read(&*cdx, LIST, "<html>busy</html>").is_err());
    assert!(read(&*cdx, LIST, "[[\"a\"],[\"b\"]]").is_err());
}

#[test]
fn a_prefix_gives_many_addresses_inside_the_time_that_is_wanted() {
    let cdx = archive(json!({
        "url": "https://e.org/news/", "prefix": true, "cdx": "https://archive.example/cdx",
        "from": "2020-01-01", "to": "2020-12-31", "exclude": ["/private/"],
    }));
    let asked = cdx.seeds(None).remove(0).url;
    let query: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    for pair in
        [("url", "https://e.org/news/"), ("matchType", "prefix"), ("from", "20200101"), ("to", "20201231")]
    {
        assert!(query.contains(&(pair.0.into(), pair.1.into())), "{asked}");
    }
    let body = "k 20200401 https://e.org/news/b text/html 200 A 1\n\
                k 20200301 https://e.org/news/a text/html 200 B 1\n\
                k 20200201 https://e.org/news/a?utm_source=x text/html 200 C 1\n\
                k 20200201 https://e.org/news/private/a text/html 200 D 1\n\
                k 20210201 https://e.org/news/c text/html 200 E 1\n\
                k 20200201 https://e.org/news/logo.png image/png 200 F 1\n\
                k 20200201 http://10.0.0.1/news/ text/html 200 G 1";
    let found = read(&*cdx, LIST, body).unwrap();
    assert_eq!(
        lines(&found),
        [
            "2020-02-01 https://e.org/news/a",
            "2020-03-01 https://e.org/news/a",
            "2020-04-01 https://e.org/news/b"
        ]
    );
    assert_eq!(found.refused.len(), 1);
    assert_eq!(found.cursor.as_deref(), Some(""));
}

#[test]
fn time_maps_are_read_as_links_and_as_json() {
    let memento = archive(json!({ "timemap": "https://archive.example/web/timemap/link/" }));
    let first = memento.seeds(None).remove(0).url;
    assert_eq!(first.as_str(), "https://archive.example/web/timemap/link/https://e.org/terms");
    let links = r#"<http://e.org/terms>; rel="original",
 <https://archive.example/web/timemap/link/https://e.org/terms>; rel="self"; type="application/link-format"; from="Wed, 01 Jan 2020 00:00:00 GMT",
 <https://archive.example/web/http://e.org/terms>; rel="timegate",
 <https://archive.example/web/20200101000000/http://e.org/terms>; rel="first memento"; datetime="Wed, 01 Jan 2020 00:00:00 GMT",
 <https://archive.example/web/20200601000000/http://e.org/terms>; rel="memento"; datetime="Mon, 01 Jun 2020 00:00:00 GMT",
 <https://archive.example/web/timemap/link/2/https://e.org/terms>; rel="timemap"; type="application/link-format""#;
    let json = json!({
        "original_uri": "http://e.org/terms",
        "mementos": { "list": [
            { "datetime": "2020-01-01T00:00:00Z", "uri": "https://archive.example/web/20200101000000/http://e.org/terms" },
            { "datetime": "2020-06-01T00:00:00Z", "uri": "https://archive.example/web/20200601000000/http://e.org/terms" },
        ] },
        "pages": { "next": "https://archive.example/web/timemap/link/2/https://e.org/terms" },
    });
    for body in [links, &json.to_string()] {
        let found = read(&*memento, first.as_str(), body).unwrap();
        assert_eq!(lines(&found), ["2020-01-01 https://e.org/terms", "2020-06-01 https://e.org/terms"]);
        let more: Vec<&str> = found.more.iter().map(|r| r.url.as_str()).collect();
        assert_eq!(more, ["https://archive.example/web/timemap/link/2/https://e.org/terms"]);
    }
    assert!(read(&*memento, first.as_str(), "no versions").is_err());
    assert!(read(&*memento, first.as_str(), "{}").is_err());
}

#[test]
fn settings_that_make_no_sense_name_their_key() {
    for (settings, key) in [
        (json!({}), "cdx"),
        (json!({ "timemap": "https://a.example/", "cdx": "https://a.example/" }), "timemap"),
        (json!({ "timemap": "https://a.example/", "prefix": true }), "timemap"),
        (json!({ "cdx": "ftp://a.example/" }), "cdx"),
        (json!({ "cdx": "https://a.example/", "archive": "archive" }), "archive"),
    ] {
        let mut all =
            json!({ "kind": "web_archive", "url": "https://e.org/", "archive": "https://a.example/" });
        all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let config: crate::connect::Config = serde_json::from_value(all).unwrap();
        assert_eq!(config.build(None).err().unwrap().key, key, "{settings}");
    }
}

proptest! {
    #[test]
    fn rubbish_is_no_panic(text in "(\\PC|[<>\\[\\]{}\",;= \n]){0,200}") {
        for list in [json!({ "cdx": "https://a.example/" }), json!({ "timemap": "https://a.example/" })] {
            let _ = read(&*archive(list), LIST, &text);
        }
    }
}
