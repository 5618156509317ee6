use crate::connect::testing::{capture, connector, lines, read};
use serde_json::json;
use std::io::Write;

const ADDRESS: &str = "https://funder.example/sitemap.xml";

const URLS: &str = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc> https://funder.example//calls/1 </loc><lastmod>2024-03-01T10:00:00+09:00</lastmod></url>
    <url><loc>https://funder.example/calls/2</loc><lastmod>2024-03-03</lastmod></url>
    <url><loc>https://funder.example/about</loc></url>
    <url><loc>https://funder.example/news/3</loc><n:news><n:publication><n:name>潮目新聞</n:name><n:language>ja</n:language></n:publication>
      <n:publication_date>2024-02-29</n:publication_date><n:title>採択結果</n:title></n:news></url></urlset>"#;

#[test]
fn addresses_days_and_news() {
    let sitemap = connector(json!({ "kind": "sitemap", "url": ADDRESS, "exclude": ["/about$"] }), "ja");
    let found = read(&*sitemap, ADDRESS, URLS).unwrap();
    assert_eq!(
        lines(&found),
        [
            "funder.example/calls/1 | - | -/2024-03-01 |  | -",
            "funder.example/calls/2 | - | -/2024-03-03 |  | -",
            "funder.example/news/3 | 採択結果 | 2024-02-29/- | 潮目新聞 | ja",
        ]
    );
    assert!(!found.items[0].stands_alone);
}

#[test]
fn the_newest_are_kept_when_there_are_too_many() {
    let settings = json!({ "kind": "sitemap", "url": ADDRESS, "include": ["/calls/"], "max_urls": 1 });
    let found = read(&*connector(settings, "en"), ADDRESS, URLS).unwrap();
    assert_eq!(lines(&found), ["funder.example/calls/2 | - | -/2024-03-03 |  | -"]);
}

#[test]
fn an_index_leads_to_sitemaps_that_may_be_packed() {
    let sitemap = connector(json!({ "kind": "sitemap", "url": ADDRESS }), "en");
    let index = "<sitemapindex><sitemap><loc>https://funder.example/1.xml.gz</loc></sitemap>\
                 <sitemap><loc>https://funder.example/sitemap.xml</loc></sitemap>\
                 <sitemap><loc>http://10.0.0.1/2.xml</loc></sitemap></sitemapindex>";
    let found = read(&*sitemap, ADDRESS, index).unwrap();
    let more: Vec<_> = found.more.iter().map(|r| r.url.as_str()).collect();
    assert_eq!(more, ["https://funder.example/1.xml.gz"]);
    assert_eq!(found.refused.len(), 1);

    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(URLS.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(sitemap.read(&capture(more[0], &packed), &packed).unwrap().items.len(), 4);
    assert!(sitemap.read(&capture(more[0], &packed), &packed[..40]).is_err());
}

#[test]
fn a_bomb_is_not_unpacked() {
    let sitemap = connector(json!({ "kind": "sitemap", "url": ADDRESS }), "en");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b' '; 1 << 20];
    (0..66).for_each(|_| packed.write_all(&block).unwrap());
    let packed = packed.finish().unwrap();
    let error = sitemap.read(&capture(ADDRESS, &packed), &packed).unwrap_err();
    assert!(error.to_string().contains("64 MiB"), "{error}");
}

#[test]
fn plain_lists_are_read_and_other_pages_are_not() {
    let sitemap = connector(json!({ "kind": "sitemap", "url": ADDRESS }), "en");
    let found =
        read(&*sitemap, ADDRESS, "https://funder.example/a\r\n\r\nhttps://funder.example/b\n").unwrap();
    assert_eq!(found.items.len(), 2);
    assert!(read(&*sitemap, ADDRESS, "<html><body>404</body></html>").is_err());
}

#[test]
fn relative_addresses_have_no_meaning_in_a_plain_list() {
    let sitemap = connector(json!({ "kind": "sitemap", "url": ADDRESS }), "en");
    let found =
        read(&*sitemap, ADDRESS, "\u{feff}https://funder.example/a\n/b\n  \nftp://e.org/c\n").unwrap();
    assert_eq!((found.items.len(), found.refused.len()), (1, 2));
}

#[test]
fn an_index_says_which_sitemaps_can_have_moved() {
    let settings = json!({ "kind": "sitemap", "url": ADDRESS, "sitemaps": ["/post-", "/news"] });
    let index = "<sitemapindex>\
        <sitemap><loc>https://funder.example/post-1.xml</loc><lastmod>2024-03-01</lastmod></sitemap>\
        <sitemap><loc>https://funder.example/post-2.xml.gz</loc></sitemap>\
        <sitemap><loc>https://funder.example/tags.xml</loc><lastmod>2024-03-09</lastmod></sitemap>\
        <sitemap><loc>https://funder.example/post-3.xml</loc><lastmod>2024-03-02T10:00+09:00</lastmod></sitemap>\
        <sitemap><loc>https://funder.example/news.xml</loc><lastmod>2024-03-08T10:00:00Z</lastmod></sitemap>\
        </sitemapindex>";
    let found = read(&*connector(settings, "en"), ADDRESS, index).unwrap();
    let more: Vec<_> = found
        .more
        .iter()
        .map(|r| (r.url.path(), r.unchanged_since.map(|t| t.format("%d %H:%M").to_string())))
        .collect();
    let at = |text: &str| Some(text.to_owned());
    assert_eq!(
        more,
        [
            ("/news.xml", at("08 11:00")),
            ("/post-1.xml", at("02 13:00")), // the day has ended everywhere by noon of the next
            ("/post-3.xml", at("02 02:00")),
            ("/post-2.xml.gz", None),
        ]
    );
}
