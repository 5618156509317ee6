//! RIS: a tag and a value a line.

use super::Reference;
use shiome_model::DocumentKind;

/// A record.
pub(super) fn record(r: &Reference) -> String {
    let mut lines = vec![("TY", kind(r.kind).to_owned()), ("TI", r.title.clone())];
    lines.extend(r.authors.iter().map(|author| ("AU", author.clone())));
    if r.authors.is_empty() {
        lines.push(("AU", r.agency.clone()));
    }
    lines.push(("PB", r.agency.clone()));
    lines.push(("CY", r.country.clone()));
    if let Some(day) = r.published {
        lines.push(("PY", day.format("%Y").to_string()));
        lines.push(("DA", day.format("%Y/%m/%d/").to_string()));
    }
    lines.push(("LA", r.language.clone()));
    lines.extend(r.topics.iter().map(|topic| ("KW", topic.clone())));
    lines.push(("UR", r.url.clone()));
    lines.push(("Y2", r.seen.format("%Y/%m/%d/").to_string()));
    lines.push(("N1", format!("capture {}", r.capture)));
    lines.push(("ER", String::new()));
    let mut text = String::new();
    for (tag, value) in lines {
        text.push_str(&format!("{tag}  - {}\r\n", one_line(&value)));
    }
    text.push_str("\r\n");
    text
}

fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Report => "RPRT",
        DocumentKind::News | DocumentKind::Result | DocumentKind::Appointment => "NEWS",
        DocumentKind::Policy => "STAT",
        DocumentKind::Opinion => "BLOG",
        _ => "ELEC",
    }
}
