//! Damaged answers never make a connector panic or run without end.

#[path = "../../../model/tests/given/capture.rs"]
mod capture;
mod mutate;

use capture::capture;
use mutate::{Mutations, shared};
use shiome_crawl::{connect::Config, robots::Robots};
use shiome_model::charset;

/// Reads bodies with the connector of these settings, as answers from its own address.
fn reader(settings: serde_json::Value, content_type: &'static str) -> impl Fn(&[u8]) {
    let config: Config = serde_json::from_value(settings).unwrap();
    let connector = config.build(None).unwrap();
    let capture = capture("council/news", config.url(), content_type, b"any");
    move |body| drop(connector.read(&capture, body))
}

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Council &amp; news</title><link>https://council.example/</link><ttl>60</ttl><item><title>Open
<![CDATA[<b>call</b>]]></title><link>/call?id=1&amp;x=2</link><dc:date>2026-02-03T04:05:06+09:00</dc:date>
<guid isPermaLink="false">7</guid><description>&lt;p&gt;Text&#8230;</description></item></channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://council.example/" xml:lang="de"><entry>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">F&#xF6;rderung</div></title><link rel="alternate" href="a"/>
<updated>2026-02-03T00:00:00Z</updated><content type="text/html" mode="base64">PGI+eDwvYj4=</content></entry></feed>"#;

const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Council","items":[{"id":"1",
"url":"https://council.example/1","title":"One &amp; all","date_published":"2026-02-03T00:00:00Z","authors":[{"name":"Ann"}]}]}"#;

#[test]
fn feeds() {
    let mut corpus: Vec<Vec<u8>> = [RSS, ATOM, JSON].map(|text| text.as_bytes().to_vec()).into();
    corpus.push(RSS.encode_utf16().flat_map(u16::to_le_bytes).collect());
    corpus.extend(shared("eval/feeds/feeds", 400));
    let words = &[
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<!DOCTYPE x [",
        "<item>",
        "</item>",
        "<entry/>",
        "<title>",
        "&#",
        "&#x110000;",
        "&",
        " xmlns=\"",
        "encoding=\"utf-16\"",
        "\u{feff}",
        "\0",
        "<",
        "/>",
        "\"",
        "{\"items\":[",
    ];
    let read =
        reader(serde_json::json!({ "kind": "feed", "url": "https://council.example/feed" }), "text/xml");
    Mutations::new(0x1bad_5eed, corpus, words).run("feeds", read);
}

#[test]
fn sitemaps() {
    let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://council.example/s.xml</loc>\
                 <lastmod>2026-02-03</lastmod></sitemap></sitemapindex>";
    let urls = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
                xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc> https://council.example/a?b&amp;c </loc>\
                <lastmod>2026-02-03T00:00Z</lastmod><n:news><n:title>A</n:title><n:publication_date>2026-02-03</n:publication_date>\
                </n:news></url><url><loc>https://council.example/b</loc></url></urlset>";
    let list = "https://council.example/a\nhttps://council.example/b\n";
    let mut corpus: Vec<Vec<u8>> = [index, urls, list].map(|text| text.as_bytes().to_vec()).into();
    let mut packed = Vec::new();
    let mut encoder = flate2::read::GzEncoder::new(urls.as_bytes(), flate2::Compression::fast());
    std::io::copy(&mut encoder, &mut packed).unwrap();
    corpus.push(packed);
    let words = &[
        "<url>",
        "</url>",
        "<loc>",
        "\u{1f}\u{8b}\u{8}",
        "<![CDATA[",
        "http://[",
        "&",
        "<lastmod>9999-99-99",
        "<",
    ];
    let read =
        reader(serde_json::json!({ "kind": "sitemap", "url": "https://council.example/s.xml" }), "text/xml");
    Mutations::new(0x5173_3a75, corpus, words).run("sitemaps", read);
}

#[test]
fn listings() {
    let page = "<html><head><base href='/news/'><meta charset=utf-8></head><body><main><ul><li><h3><a href='a?b=1'>First call</a></h3>\
                <time datetime=2026-02-03>3 February 2026</time><li><h3><a href='https://other.example/'>Second</a></h3><time>昨日</time>\
                </ul><a rel=next href='?page=2'>Next</a></main></body></html>";
    let mut corpus = vec![page.as_bytes().to_vec()];
    corpus.extend(shared("eval/extract/trafilatura", 60));
    let words = &[
        "<a href='",
        "<h3>",
        "<time>",
        "</ul>",
        "<base href=",
        "<table><tr>",
        "<svg>",
        "<template>",
        "&",
        "<!--",
        "</",
        "令和7年",
    ];
    let settings = serde_json::json!({
        "kind": "listing", "url": "https://council.example/news/", "item": "h3 a", "date": "time", "next": "a[rel=next]"
    });
    Mutations::new(0x0115_7165, corpus, words).run("listings", reader(settings, "text/html"));
}

#[test]
fn robots() {
    let files = [
        "User-agent: *\nDisallow: /*/draft-\nAllow: /a/*.html$\nCrawl-delay: 5\nSitemap: https://council.example/s.xml\n",
        "\u{feff}user-agent shiome\r\ndisallow /private\r\rAllow: /%e5%85%ac\r\n# done",
        "User-agent: a\nUser-agent: b\nDisallow:\n",
    ];
    let words = &[
        "user-agent: *\n",
        "disallow: /",
        "allow: /",
        "*",
        "$",
        "%",
        "%e",
        "#",
        ":",
        "\r",
        "\0",
        "crawl-delay: 1e99",
        "****",
    ];
    let corpus = files.map(|text| text.as_bytes().to_vec()).into();
    Mutations::new(0x0b07_5eed, corpus, words).run("robots", |body| {
        let robots = Robots::parse(body);
        let path = format!("https://council.example/{}", "a/b*$%aa".repeat(40));
        for url in ["https://council.example/a/b/draft-1.html?x#y", path.as_str(), "", "//"] {
            robots.allows("Shiome", url);
        }
        robots.crawl_delay("Shiome");
    });
}

#[test]
fn encodings() {
    let page = "<!DOCTYPE html><html><head><!-- x --><meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'><p title='>'>研究費";
    let mut corpus = vec![page.as_bytes().to_vec(), RSS.encode_utf16().flat_map(u16::to_be_bytes).collect()];
    corpus.extend(shared("eval/encoding/charset", 120));
    let words = &[
        "<meta charset=",
        "content=\"text/html; charset=",
        "http-equiv=content-type ",
        "utf-16",
        "\u{1b}$B",
        "<!--",
        "-->",
        "'",
        "<?xml encoding='",
    ];
    Mutations::new(0xc4a7_5e75, corpus, words).run("encodings", |body| {
        charset::declared(body);
        let header = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        for place in ["", "jp"] {
            let text = charset::decode(body, Some(&header), place);
            assert!(text.len() <= body.len() * 4 + 8, "a text is no larger than its bytes allow");
        }
    });
}
