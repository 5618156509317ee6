//! What every connector must hold, in one call: [`holds`].
//!
//! A connector is tried with settings and with answers you wrote yourself, one of each shape it must
//! read. It panics with a sentence where the connector breaks the contract of [`Connector`]; what the
//! answers mean is for tests of the connector's own.

use super::{Config, Connector, Found, MOST_ANSWERS};
use crate::{Request, is_public_host};
use schemars::schema_for;
use serde_json::{Value, json};
use shiome_model::{Capture, Hash, Lang, url::canonical};
use std::collections::HashSet;
use url::Url;

/// A connector and answers of its source.
pub struct Case<'a> {
    /// Its settings, as they stand in a file.
    pub settings: Value,
    /// What the source is mostly written in.
    pub language: &'a str,
    /// Answers to its first question that it must read.
    pub answers: &'a [Answer<'a>],
}

/// An answer, and what is in it.
pub struct Answer<'a> {
    /// Its media type.
    pub media: &'a str,
    /// What the source says.
    pub body: &'a [u8],
    /// How many works it holds.
    pub works: usize,
    /// How many further questions it leads to.
    pub more: usize,
}

/// Checks everything that must hold of any connector:
///
/// - settings survive JSON and TOML, unknown keys are refused, and the schema tells of every key;
/// - what is asked first is the same each time, whatever an earlier visit left, and is public;
/// - an answer is read the same way twice; its works are canonical, public and each there once, and it
///   does not lead back to itself;
/// - an answer that stops at any byte gives the first of its works, or is malformed;
/// - the cursor never goes back;
/// - a visit has an end.
pub fn holds(case: &Case<'_>) {
    let config = settings_hold(&case.settings);
    schema_tells_of_every_key(config.kind());
    let connector = config.build(Lang::parse(case.language).as_ref()).expect("the settings make a connector");
    let most = connector.max_answers();
    assert!((1..=MOST_ANSWERS).contains(&most), "a visit may read {most} answers");
    assert!(!case.answers.is_empty(), "a connector is tried with answers");
    let connector = &*connector;
    let first = seeds_hold(connector, None);
    seeds_hold(connector, Some("what another kind of source left"));
    for (n, answer) in case.answers.iter().enumerate() {
        let found = reading_holds(connector, &first, answer);
        assert_eq!(found.items.len(), answer.works, "works in answer {n}: {:?}", addresses(&found));
        assert_eq!(found.more.len(), answer.more, "further questions in answer {n}: {:?}", found.more);
        cutting_holds(connector, &first, answer, &found);
        cursor_holds(connector, answer, &found);
    }
    nonsense_is_survived(connector, &first);
}

fn settings_hold(settings: &Value) -> Config {
    let config: Config = serde_json::from_value(settings.clone()).expect("the settings are read");
    let json = serde_json::to_value(&config).expect("settings are written as JSON");
    let again: Config = serde_json::from_value(json).expect("settings written as JSON are read");
    assert!(again == config, "settings change when they are written as JSON");
    let text = toml::to_string(&config).expect("settings are written as TOML");
    let again: Config = toml::from_str(&text).expect("settings written as TOML are read");
    assert!(again == config, "settings change when they are written as TOML:\n{text}");
    let mut odd = settings.clone();
    odd["no_such_key"] = json!(1);
    let refusal = serde_json::from_value::<Config>(odd).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(refusal.contains("no_such_key"), "an unknown key is not refused: '{refusal}'");
    config
}

fn schema_tells_of_every_key(kind: &str) {
    let schema = serde_json::to_value(schema_for!(Config)).expect("there is a schema");
    let resolve = |part: &Value| -> Value {
        let target = part["$ref"].as_str().and_then(|r| schema.pointer(r.strip_prefix('#')?));
        target.unwrap_or(part).clone()
    };
    let variants = schema["oneOf"].as_array().cloned().unwrap_or_default();
    let variant = variants.into_iter().find(|v| v["properties"]["kind"]["const"] == kind);
    let mut variant = variant.unwrap_or_else(|| panic!("the schema knows no kind '{kind}'"));
    assert!(variant["description"].is_string(), "the schema does not say what '{kind}' is for");
    // The settings are beside the tag or behind a reference, as the schema's writer likes it.
    if variant["properties"].as_object().is_none_or(|p| p.len() < 2) {
        variant = resolve(&variant);
    }
    let keys = variant["properties"].as_object().cloned().unwrap_or_default();
    assert!(keys.len() > 1 || keys.keys().any(|k| k != "kind"), "the schema knows no key of '{kind}'");
    for (key, about) in keys.iter().filter(|(key, _)| *key != "kind") {
        assert!(about["description"].is_string(), "the schema does not say what `{key}` of '{kind}' is");
        let inner = resolve(about);
        for (inside, about) in inner["properties"].as_object().into_iter().flatten() {
            assert!(
                about["description"].is_string(),
                "the schema does not say what `{key}.{inside}` of '{kind}' is"
            );
        }
    }
}

fn seeds_hold(connector: &dyn Connector, cursor: Option<&str>) -> Request {
    let seeds = connector.seeds(cursor);
    assert_eq!(seeds, connector.seeds(cursor), "the first questions differ from time to time");
    assert!(!seeds.is_empty(), "nothing is asked");
    for seed in &seeds {
        assert!(is_public_host(&seed.url), "{} is asked first, and is not public", seed.url);
    }
    seeds[0].clone()
}

fn reading_holds(connector: &dyn Connector, asked: &Request, answer: &Answer<'_>) -> Found {
    let capture = capture(asked, answer.media, answer.body);
    let found = connector.read(&capture, answer.body);
    assert_eq!(found, connector.read(&capture, answer.body), "the same answer is read in two ways");
    let found = found.expect("the answer is read");
    let mut seen = HashSet::new();
    for item in &found.items {
        assert_eq!(item.url, canonical(&item.url), "an address is not canonical");
        assert!(is_public_host(&item.url), "{} is listed, and is not public", item.url);
        assert!(seen.insert(item.url.clone()), "{} is listed twice", item.url);
    }
    for more in &found.more {
        assert!(is_public_host(&more.url), "{} is asked, and is not public", more.url);
        assert_ne!(more.logical_url(), capture.url, "an answer leads back to itself");
    }
    for (name, url) in &found.names {
        assert!(seen.contains(url), "{name} names {url}, which is not listed");
    }
    found
}

fn cutting_holds(connector: &dyn Connector, asked: &Request, answer: &Answer<'_>, whole: &Found) {
    let all = addresses(whole);
    for end in 0..answer.body.len() {
        let body = &answer.body[..end];
        let Ok(found) = connector.read(&capture(asked, answer.media, body), body) else { continue };
        let mut some = addresses(&found);
        // A list of lines cannot say that its last line is whole.
        if answer.media == "text/plain" {
            some.pop();
        }
        assert!(all.starts_with(&some), "cut after {end} bytes it lists {some:?}, whole it lists {all:?}");
        assert!(
            found.cursor.is_none()
                || (found.cursor == whole.cursor && found.items.len() == whole.items.len()),
            "cut after {end} bytes it moves the cursor to {:?}",
            found.cursor
        );
    }
}

fn cursor_holds(connector: &dyn Connector, answer: &Answer<'_>, found: &Found) {
    let Some(cursor) = &found.cursor else { return };
    let next = seeds_hold(connector, Some(cursor));
    let again = connector.read(&capture(&next, answer.media, answer.body), answer.body).expect("it is read");
    assert!(
        again.cursor.as_ref() >= Some(cursor),
        "asked again from {cursor}, the cursor goes back to {:?}",
        again.cursor
    );
}

fn nonsense_is_survived(connector: &dyn Connector, asked: &Request) {
    let many = "<a>[{\"".repeat(5_000);
    for body in [
        &b""[..],
        b"\0\0\0\0",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"<",
        b"</x>",
        b"<x/>",
        many.as_bytes(),
    ] {
        for media in ["", "text/html; charset=utf-16", "application/json"] {
            let _ = connector.read(&capture(asked, media, body), body);
        }
    }
}

fn addresses(found: &Found) -> Vec<&Url> {
    found.items.iter().map(|item| &item.url).collect()
}

fn capture(asked: &Request, media: &str, body: &[u8]) -> Capture {
    let (url, hash) = (asked.logical_url(), Hash::of(body));
    let mut final_url = url.clone();
    final_url.set_fragment(None);
    Capture {
        id: Capture::id_of(&url, &hash),
        source: "suite/connector".into(),
        url,
        final_url,
        fetched_at: Default::default(),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), media.into())],
        bytes: body.len() as u64,
        body: hash,
    }
}

#[cfg(test)]
mod tests;
