//! What the archive holds: TimeMaps (RFC 7089) and a CDX server with keys to go on by.

use super::target;
use crate::web::{CapturedWeb, Record};
use serde_json::json;
use shiome_model::url::parse;
use std::net::SocketAddr;
use url::form_urlencoded;

/// The media type and the text of a list, if `raw` asks for one.
pub(super) fn read(web: &CapturedWeb, raw: &str, address: SocketAddr) -> Option<(&'static str, String)> {
    if let Some(url) = raw.strip_prefix("/timemap/link/") {
        return Some(("application/link-format", links(&of(web, url, false), url, address)));
    }
    if let Some(url) = raw.strip_prefix("/timemap/json/") {
        let one = |r: &&Record| json!({ "datetime": r.captured_at, "uri": place(r, address) });
        let list: Vec<_> = of(web, url, false).iter().map(one).collect();
        return Some((
            "application/json",
            json!({ "original_uri": url, "mementos": { "list": list } }).to_string(),
        ));
    }
    Some(("application/json", cdx(web, raw.strip_prefix("/cdx?")?)))
}

fn of<'w>(web: &'w CapturedWeb, url: &str, prefix: bool) -> Vec<&'w Record> {
    let wanted = parse(url).map(|u| u.to_string()).unwrap_or_default();
    let is_it = |record: &&Record| {
        let own = parse(&record.url).map(|u| u.to_string()).unwrap_or_default();
        own == wanted || prefix && own.starts_with(&wanted)
    };
    web.records().iter().filter(is_it).collect()
}

fn place(record: &Record, address: SocketAddr) -> String {
    format!("http://{address}{}", target::write(record.captured_at, &record.url))
}

fn links(records: &[&Record], url: &str, address: SocketAddr) -> String {
    let mut lines = vec![
        format!("<{url}>; rel=\"original\""),
        format!("<http://{address}/timemap/link/{url}>; rel=\"self\"; type=\"application/link-format\""),
    ];
    for record in records {
        let date = record.captured_at.format("%a, %d %b %Y %H:%M:%S GMT");
        lines.push(format!("<{}>; rel=\"memento\"; datetime=\"{date}\"", place(record, address)));
    }
    lines.join(",\n")
}

/// Rows after the key to go on by, and the next key if there are more than are wanted at once.
fn cdx(web: &CapturedWeb, query: &str) -> String {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let ask = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let stamp = |r: &Record| r.captured_at.format("%Y%m%d%H%M%S").to_string();
    let records = of(web, ask("url").unwrap_or_default(), ask("matchType") == Some("prefix"));
    let in_time = |r: &&&Record| {
        let at = stamp(r);
        let until = ask("to").is_none_or(|to| at.as_str() <= format!("{to:9<14}").as_str());
        ask("from").is_none_or(|from| at.as_str() >= from) && until
    };
    let mut found: Vec<&Record> = records.iter().filter(in_time).copied().collect();
    if ask("collapse") == Some("digest") {
        found.dedup_by(|a, b| a.url == b.url && a.sha256 == b.sha256);
    }
    let start: usize = ask("resumeKey").and_then(|k| k.parse().ok()).unwrap_or(0);
    let limit: usize =
        ask("limit").and_then(|l| l.parse().ok()).unwrap_or(usize::MAX).min(super::MOST_LISTED);
    let mut rows =
        vec![json!(["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"])];
    for record in found.iter().skip(start).take(limit) {
        let mime = record.content_type.split(';').next();
        rows.push(json!([
            record.url,
            stamp(record),
            record.url,
            mime,
            record.status.to_string(),
            record.sha256,
            record.bytes.to_string(),
        ]));
    }
    if start + limit < found.len() {
        rows.push(json!([]));
        rows.push(json!([(start + limit).to_string()]));
    }
    serde_json::Value::Array(rows).to_string()
}
