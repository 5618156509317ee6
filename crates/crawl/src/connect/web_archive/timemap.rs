//! A TimeMap: the versions of one address, as links (RFC 7089, section 5) or as JSON.

use super::{Listed, Version};
use crate::connect::http_date;
use serde_json::Value;
use shiome_model::Timestamp;

pub(super) fn read(text: &str) -> Result<Listed, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') { json(text) } else { links(text) }
}

fn links(text: &str) -> Result<Listed, String> {
    let mut listed = Listed::default();
    let mut any = false;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((target, after)) = after.split_once('>') else { return Err("a link does not end".into()) };
        let (parameters, after) = until_comma(after);
        rest = after;
        any = true;
        let named = |name: &str| {
            let mut all = parameters.iter().filter_map(|p| p.split_once('='));
            let (_, value) = all.find(|(n, _)| n.trim().eq_ignore_ascii_case(name))?;
            Some(value.trim().trim_matches('"'))
        };
        let relations: Vec<&str> = named("rel").unwrap_or_default().split_whitespace().collect();
        if relations.contains(&"memento") {
            listed.versions.push(Version { at: named("datetime").and_then(http_date), ..Version::default() });
        } else if relations.contains(&"timemap") || relations.contains(&"next") {
            listed.more.push(target.to_owned());
        }
    }
    if any { Ok(listed) } else { Err("it holds no link".into()) }
}

/// The parameters of one link, and what follows it. A date holds a comma, so quotes count.
fn until_comma(text: &str) -> (Vec<String>, &str) {
    let (mut parameters, mut held, mut quoted) = (Vec::new(), String::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => {
                quoted = !quoted;
                held.push(c);
            }
            ',' if !quoted => {
                parameters.push(held);
                return (parameters, &text[at + 1..]);
            }
            ';' if !quoted => parameters.push(std::mem::take(&mut held)),
            _ => held.push(c),
        }
    }
    parameters.push(held);
    (parameters, "")
}

fn json(text: &str) -> Result<Listed, String> {
    let value: Value = serde_json::from_str(text).map_err(|e| format!("it is no JSON: {e}"))?;
    let list = value["mementos"]["list"].as_array();
    let pages = ["/timemap_index", "/pages"].iter().filter_map(|p| value.pointer(p));
    let mut more: Vec<String> = Vec::new();
    for page in pages {
        match page {
            Value::Array(all) => more.extend(all.iter().filter_map(|p| p["uri"].as_str()).map(str::to_owned)),
            other => more.extend(other["next"].as_str().map(str::to_owned)),
        }
    }
    if list.is_none() && more.is_empty() {
        return Err("it holds no mementos".into());
    }
    let at = |v: &Value| -> Option<Timestamp> {
        let text = v["datetime"].as_str()?;
        text.parse().ok().or_else(|| http_date(text))
    };
    let versions = list.into_iter().flatten().map(|v| Version { at: at(v), ..Version::default() }).collect();
    Ok(Listed { versions, resume: None, more })
}
