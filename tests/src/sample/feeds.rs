//! The feeds: RSS 2.0, RSS 1.0, Atom and JSON Feed.

use super::{
    cast::House,
    dates::mail,
    docs::Doc,
    page::{escape, paragraphs},
};
use chrono::NaiveDate;
use serde_json::json;

/// The first paragraph, as a summary.
pub(super) fn summary(doc: &Doc) -> &str {
    doc.text.paragraphs.first().map_or("", String::as_str)
}

/// RSS 2.0; with the whole text and the author where `full`. Some publishers double the slash.
pub(super) fn rss2(house: &House, docs: &[&Doc], full: bool, now: NaiveDate) -> String {
    let item = |doc: &&Doc| {
        let extra = if full {
            let html = paragraphs(&doc.text.paragraphs);
            format!(
                "<dc:creator>{}</dc:creator><content:encoded><![CDATA[{html}]]></content:encoded>",
                escape(&doc.text.author)
            )
        } else {
            String::new()
        };
        format!(
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate><description>{}</description>{extra}</item>\n",
            escape(&doc.text.title),
            escape(doc.link()),
            escape(&doc.url),
            mail(doc.date),
            escape(summary(doc))
        )
    };
    let items: String = docs.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel><title>{}</title><link>https://{}/</link><language>{}</language><lastBuildDate>{}</lastBuildDate><ttl>720</ttl>\n{items}</channel></rss>\n",
        escape(house.name),
        house.host,
        house.langs[0],
        mail(now)
    )
}

/// RSS 1.0.
pub(super) fn rss1(house: &House, docs: &[&Doc]) -> String {
    let places: String =
        docs.iter().map(|doc| format!("<rdf:li rdf:resource=\"{}\"/>", escape(doc.link()))).collect();
    let item = |doc: &&Doc| {
        let url = escape(doc.link());
        format!(
            "<item rdf:about=\"{url}\"><title>{}</title><link>{url}</link><description>{}</description><dc:date>{}T12:00:00+09:00</dc:date></item>\n",
            escape(&doc.text.title),
            escape(summary(doc)),
            doc.date
        )
    };
    let items: String = docs.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xml:lang=\"{}\">\n<channel rdf:about=\"https://{}/index.rdf\"><title>{}</title><link>https://{}/</link><description>{}</description><items><rdf:Seq>{places}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n",
        house.langs[0],
        house.host,
        escape(house.name),
        house.host,
        escape(house.name)
    )
}

/// Atom 1.0.
pub(super) fn atom(house: &House, docs: &[&Doc], now: NaiveDate) -> String {
    let item = |doc: &&Doc| {
        let url = escape(doc.link());
        // A doubled slash after the host, as some generators write it.
        let href = if house.id == "scrt" { url.replacen(".example/", ".example//", 1) } else { url.clone() };
        format!(
            "<entry><id>{url}</id><title>{}</title><link rel=\"alternate\" href=\"{href}\"/><published>{}T12:00:00Z</published><updated>{}T12:00:00Z</updated><summary>{}</summary></entry>\n",
            escape(&doc.text.title),
            doc.date,
            doc.date,
            escape(summary(doc))
        )
    };
    let items: String = docs.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"><id>https://{}/</id><title>{}</title><updated>{now}T00:00:00Z</updated><link href=\"https://{}/\"/>\n{items}</feed>\n",
        house.langs[0],
        house.host,
        escape(house.name),
        house.host
    )
}

/// JSON Feed 1.1.
pub(super) fn json_feed(house: &House, docs: &[&Doc]) -> String {
    let item = |doc: &&Doc| {
        json!({
            "id": doc.url, "url": doc.link(), "title": doc.text.title, "summary": summary(doc),
            "date_published": format!("{}T12:00:00+01:00", doc.date), "language": doc.lang, "tags": doc.tags,
        })
    };
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": house.name,
        "home_page_url": format!("https://{}/", house.host), "language": house.langs[0],
        "items": docs.iter().map(item).collect::<Vec<_>>(),
    });
    format!("{feed:#}\n")
}
