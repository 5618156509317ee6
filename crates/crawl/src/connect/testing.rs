//! What the tests of all connectors share.

use super::{Config, Connector, Found, Malformed};
use crate::Request;
use shiome_model::{Capture, Hash, Lang};
use url::Url;

/// Builds a connector from settings as they stand in a file.
pub(super) fn connector(settings: serde_json::Value, language: &str) -> Box<dyn Connector> {
    let config: Config = serde_json::from_value(settings).unwrap();
    config.build(Lang::parse(language).as_ref()).unwrap()
}

/// An answer that came from `url`.
pub(super) fn capture(url: &str, body: &[u8]) -> Capture {
    let url: Url = url.parse().unwrap();
    let hash = Hash::of(body);
    Capture {
        id: Capture::id_of(&url, &hash),
        source: "a/b".into(),
        final_url: url.clone(),
        url,
        fetched_at: "2024-03-01T00:00:00Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: Vec::new(),
        bytes: body.len() as u64,
        body: hash,
    }
}

/// Reads `body` as the answer from `url`.
pub(super) fn read(connector: &dyn Connector, url: &str, body: &str) -> Result<Found, Malformed> {
    connector.read(&capture(url, body.as_bytes()), body.as_bytes())
}

/// Reads `body` as the answer to a question.
pub(super) fn answer(connector: &dyn Connector, asked: &Request, body: &str) -> Result<Found, Malformed> {
    read(connector, asked.logical_url().as_str(), body)
}

/// One line for each work: its address without `https://`, title, days, authors, language.
pub(super) fn lines(found: &Found) -> Vec<String> {
    let day = |d: Option<chrono::NaiveDate>| d.map_or("-".into(), |d| d.to_string());
    let line = |item: &shiome_model::Item| {
        [
            item.url.as_str().trim_start_matches("https://").to_owned(),
            item.title.clone().unwrap_or("-".into()),
            format!("{}/{}", day(item.published), day(item.modified)),
            item.authors.join("+"),
            item.language.as_ref().map_or("-", Lang::as_str).to_owned(),
        ]
        .join(" | ")
    };
    found.items.iter().map(line).collect()
}
