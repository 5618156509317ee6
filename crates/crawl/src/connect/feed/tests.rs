use crate::connect::testing::{capture, connector, lines, read};
use proptest::prelude::*;
use shiome_model::Reason;
use std::time::Duration;

const ADDRESS: &str = "https://funder.example/news/feed";

fn feed() -> Box<dyn crate::Connector> {
    connector(serde_json::json!({ "kind": "feed", "url": ADDRESS }), "en")
}

#[test]
fn rss_with_modules() {
    let found = read(
        &*feed(),
        ADDRESS,
        r#"<?xml version="1.0"?>
        <rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel><title>News</title><link>https://www.funder.example/</link><language>de-DE</language><ttl>90</ttl>
        <item><title>Aufruf &amp;amp; Frist</title><link>/a?utm_source=rss</link>
          <pubDate>Fri, 01 Mar 2024 23:30:00 -0800</pubDate><description>Kurz &lt;b&gt;gesagt&lt;/b&gt;</description>
          <c:encoded><![CDATA[<p>Lang</p>]]></c:encoded><dc:creator>A. Autor</dc:creator><dc:creator>B. Autor</dc:creator></item>
        <item><title>Zwei</title><guid>https://www.funder.example/b</guid><author>x@y.example (C. Autor)</author></item>
        <item><title>Doppelt</title><link>https://www.funder.example/a</link></item>
        <item><title>Entwurf</title><link>http://localhost:4000/draft</link></item>
        <item><title>Ohne Adresse</title><guid isPermaLink="false">https://www.funder.example/c</guid></item>
        </channel></rss>"#,
    )
    .unwrap();
    assert_eq!(
        lines(&found),
        [
            "www.funder.example/a | Aufruf & Frist | 2024-03-01/- | A. Autor+B. Autor | de",
            "www.funder.example/b | Zwei | -/- | C. Autor | de",
        ]
    );
    assert_eq!(found.items[0].summary.as_deref(), Some("Kurz <b>gesagt</b>"));
    assert_eq!(found.items[0].content.as_deref(), Some("<p>Lang</p>"));
    assert!(found.items[0].stands_alone && found.items[0].has_page);
    assert_eq!(found.ttl, Some(Duration::from_secs(90 * 60)));
    assert_eq!(
        found.refused,
        [
            ("http://localhost:4000/draft".into(), Reason::ForbiddenAddress),
            ("Ohne Adresse".into(), Reason::Malformed)
        ]
    );
}

#[test]
fn rss_of_the_rdf_family() {
    let found = read(
        &*feed(),
        ADDRESS,
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:s="http://purl.org/rss/1.0/modules/syndication/">
        <channel rdf:about="x"><title>N</title><link>https://funder.example/</link><d:language>ja</d:language>
        <s:updatePeriod>daily</s:updatePeriod><s:updateFrequency>2</s:updateFrequency></channel>
        <item rdf:about="https://funder.example/1"><title>公募開始</title><link>https://funder.example/1</link>
        <d:date>2024-03-01T09:00+09:00</d:date></item></rdf:RDF>"#,
    )
    .unwrap();
    assert_eq!(lines(&found), ["funder.example/1 | 公募開始 | 2024-03-01/- |  | ja"]);
    assert_eq!(found.ttl, Some(Duration::from_secs(12 * 60 * 60)));
}

#[test]
fn atom_old_and_new() {
    let found = read(
        &*feed(),
        ADDRESS,
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://blog.example/fr/">
        <author><name>La rédaction</name></author>
        <entry xml:base="2024/"><title type="html">Appel &lt;i&gt;ouvert&lt;/i&gt;</title>
          <link rel="self" href="self.xml"/><link rel="alternate" href="appel.html"/>
          <published>2024-03-01T00:30:00+09:00</published><updated>2024-03-05T00:00:00Z</updated>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Texte &amp; <em>suite</em></p></div></content>
        </entry></feed>"#,
    )
    .unwrap();
    assert_eq!(
        lines(&found),
        ["blog.example/fr/2024/appel.html | Appel ouvert | 2024-03-01/2024-03-05 | La rédaction | fr"]
    );
    assert_eq!(found.items[0].content.as_deref(), Some("<div><p>Texte &amp; <em>suite</em></p></div>"));

    let found = read(
        &*feed(),
        ADDRESS,
        r#"<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Old</title>
        <link rel="alternate" type="text/html" href="https://blog.example/old"/><issued>2004-01-02T03:04:05Z</issued>
        <modified>2004-02-03</modified></entry></feed>"#,
    )
    .unwrap();
    assert_eq!(lines(&found), ["blog.example/old | Old | 2004-01-02/2004-02-03 |  | -"]);
}

#[test]
fn packed_text_is_unpacked_and_packed_pictures_are_not_text() {
    let found = read(
        &*feed(),
        ADDRESS,
        r#"<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="base64" type="text/html">
        UiZhbXA7RCA8Yj5jYWxsPC9iPg==</title><link href="/packed"/><summary type="application/octet-stream">U2hv
        cnQ=</summary><content type="image/png">iVBORw0KGgo=</content></entry></feed>"#,
    )
    .unwrap();
    assert_eq!(lines(&found), ["funder.example/packed | R&D call | -/- |  | -"]);
    assert_eq!((found.items[0].summary.as_deref(), &found.items[0].content), (Some("Short"), &None));
}

#[test]
fn a_title_is_found_where_the_usual_one_is_missing() {
    let found = read(
        &*feed(),
        ADDRESS,
        r#"<rss xmlns:m="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
        <item><link>/1</link><m:title>Film</m:title><title> </title></item>
        <item><link>/2</link><m:title type="plain">x &lt; y</m:title></item>
        <item><link>/3</link><m:title>Film</m:title><dc:title>Core</dc:title></item></channel></rss>"#,
    )
    .unwrap();
    let titles: Vec<_> = found.items.iter().filter_map(|i| i.title.as_deref()).collect();
    assert_eq!(titles, ["Film", "x < y", "Core"]);
}

#[test]
fn entries_that_point_nowhere_are_read_and_refused() {
    let text =
        "<rss><channel><item><title>Nowhere</title></item><item><link>/x</link></item></channel></rss>";
    let written = super::parse(text, &ADDRESS.parse().unwrap()).unwrap();
    assert_eq!(written.entries.len(), 2);
    let found = read(&*feed(), ADDRESS, text).unwrap();
    assert_eq!((found.items.len(), found.refused), (1, vec![("Nowhere".into(), Reason::Malformed)]));
}

#[test]
fn json_feeds_in_both_spellings() {
    for body in [
        r#"{"version":"https://jsonfeed.org/version/1.1","home_page_url":"https://blog.example/","language":"en-None",
        "items":[{"id":"1","url":"/one","title":"One","content_html":"<p>x</p>","date_published":"2024-03-01T10:00:00Z",
        "authors":[{"name":"Ann"}]}]}"#,
        r#"{"homePageUrl":"https://blog.example/","language":"en","items":[{"link":"/one","title":"One",
        "contentHtml":"<p>x</p>","published":1709251200,"author":{"name":"Ann"}}]}"#,
    ] {
        let found = read(&*feed(), ADDRESS, body).unwrap();
        assert_eq!(lines(&found), ["blog.example/one | One | 2024-03-01/- | Ann | en"]);
        assert_eq!(found.items[0].content.as_deref(), Some("<p>x</p>"));
    }
}

#[test]
fn broken_feeds_give_what_they_have() {
    let found = read(&*feed(), ADDRESS, "<rss><channel><item><title>Caf&eacute; & co</title><link>/x</link>")
        .unwrap();
    assert_eq!(lines(&found), ["funder.example/x | Café & co | -/- |  | -"]);
    for body in ["", "<html><body>Not here</body></html>", "{\"error\":1}", "no feed"] {
        assert!(read(&*feed(), ADDRESS, body).is_err(), "{body}");
    }
}

#[test]
fn the_whole_text_may_stand_in_the_feed() {
    let settings = serde_json::json!({ "kind": "feed", "url": ADDRESS, "content": "entry" });
    let entries = connector(settings, "en");
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom">
        <entry><link href="/1"/><summary>Short</summary><content type="html">&lt;p&gt;One &amp;amp; two&lt;/p&gt;</content></entry>
        <entry><link href="/2"/><content type="text">p &lt; 0.05
again</content></entry></feed>"#;
    let found = read(&*entries, ADDRESS, atom).unwrap();
    let content: Vec<_> = found.items.iter().map(|i| i.content.as_deref().unwrap()).collect();
    assert_eq!(content, ["<p>One &amp; two</p>", "p &lt; 0.05<br>again"]);
    assert!(found.items.iter().all(|i| i.stands_alone && !i.has_page));

    let json = r#"{"items":[{"url":"/3","content_text":"a <b> c"},{"url":"/4","content_html":"<p>x</p>","content_text":"y"}]}"#;
    let found = read(&*entries, ADDRESS, json).unwrap();
    let content: Vec<_> = found.items.iter().map(|i| i.content.as_deref().unwrap()).collect();
    assert_eq!(content, ["a &lt;b&gt; c", "<p>x</p>"]);
    assert!(found.items.iter().all(|i| !i.has_page));
}

#[test]
fn old_encodings_are_read() {
    let body = "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><rss><channel><item><title>研究費</title><link>/x</link></item></channel></rss>";
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(body);
    let found = feed().read(&capture(ADDRESS, &bytes), &bytes).unwrap();
    assert_eq!(found.items[0].title.as_deref(), Some("研究費"));
}

proptest! {
    #[test]
    fn nothing_breaks_it(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = feed().read(&capture(ADDRESS, &body), &body);
    }
    #[test]
    fn works_are_canonical_public_and_unique(links in proptest::collection::vec("(http://localhost|https://e.example)?/[a-c]{0,2}(#x)?", 0..8)) {
        let items: String = links.iter().map(|l| format!("<item><link>{l}</link></item>")).collect();
        let found = read(&*feed(), ADDRESS, &format!("<rss><channel>{items}</channel></rss>")).unwrap();
        let mut seen = std::collections::HashSet::new();
        for item in &found.items {
            prop_assert_eq!(&shiome_model::url::canonical(&item.url), &item.url);
            prop_assert!(crate::is_public_host(&item.url) && seen.insert(item.url.clone()));
        }
    }
}
