//! The answer of a CDX server: lines of fields, an array of arrays, or an object a line.

use super::{Listed, Version, moment};
use serde_json::Value;

/// The fields of a line where nothing says them.
const USUAL: [&str; 7] = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"];

pub(super) fn read(text: &str) -> Result<Listed, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Ok(Listed::default());
    }
    if text.starts_with('[') {
        return rows(text);
    }
    let mut listed = Listed::default();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if line.is_empty() {
            // What follows an empty line is where to go on.
            listed.resume = lines.map(str::trim).find(|l| !l.is_empty()).map(str::to_owned);
            break;
        }
        listed.versions.push(if line.starts_with('{') { object(line)? } else { fields(line)? });
    }
    Ok(listed)
}

fn rows(text: &str) -> Result<Listed, String> {
    let rows: Vec<Vec<String>> =
        serde_json::from_str(text).map_err(|e| format!("it is no list of lists: {e}"))?;
    let mut listed = Listed::default();
    let mut rows = rows.into_iter();
    let Some(names) = rows.next() else { return Ok(listed) };
    while let Some(row) = rows.next() {
        if row.is_empty() {
            listed.resume = rows.next().and_then(|r| r.into_iter().next());
            break;
        }
        listed
            .versions
            .push(version(|name| names.iter().position(|n| n == name).and_then(|at| row.get(at).cloned())));
    }
    if listed.versions.iter().all(|v| v.at.is_none()) && !listed.versions.is_empty() {
        return Err("no column says when".into());
    }
    Ok(listed)
}

/// `urlkey timestamp original mimetype statuscode digest length`, or with an object from the third on.
fn fields(line: &str) -> Result<Version, String> {
    let parts: Vec<&str> = line.splitn(3, ' ').collect();
    let [_, timestamp, rest] = parts[..] else {
        return Err(format!("'{}' is no line of an index", short(line)));
    };
    if moment(timestamp).is_none() {
        return Err(format!("'{}' is no line of an index", short(line)));
    }
    if rest.starts_with('{') {
        return Ok(Version { at: moment(timestamp), ..object(rest)? });
    }
    let all: Vec<&str> = line.split(' ').collect();
    let at = |name: &str| USUAL.iter().position(|n| *n == name);
    Ok(version(|name| Some((*all.get(at(name)?)?).to_owned())))
}

fn object(line: &str) -> Result<Version, String> {
    let value: Value = serde_json::from_str(line).map_err(|e| format!("a line is no object: {e}"))?;
    let text = |name: &str| match value.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Ok(version(text))
}

/// Archives name the same things differently.
fn version(field: impl Fn(&str) -> Option<String>) -> Version {
    let first = |names: &[&str]| names.iter().find_map(|n| field(n)).unwrap_or_default();
    Version {
        at: moment(&first(&["timestamp"])),
        url: first(&["original", "url"]),
        status: first(&["statuscode", "status"]),
        mime: first(&["mimetype", "mime"]),
        digest: first(&["digest"]),
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
