//! CSL-JSON: an item a document.

use super::Reference;
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use shiome_model::DocumentKind;

/// An item.
pub(super) fn item(r: &Reference) -> String {
    let names: Vec<&String> = if r.authors.is_empty() { vec![&r.agency] } else { r.authors.iter().collect() };
    let mut item = json!({
        "id": r.id,
        "type": if r.kind == DocumentKind::Report { "report" } else { "webpage" },
        "title": r.title,
        "author": names.iter().map(|name| json!({ "literal": name })).collect::<Vec<_>>(),
        "publisher": r.agency,
        "publisher-place": r.country,
        "language": r.language,
        "genre": r.kind.as_str(),
        "keyword": r.topics.join(", "),
        "URL": r.url,
        "accessed": day(r.seen),
        "archive_location": r.capture,
    });
    if let Some(published) = r.published {
        item["issued"] = day(published);
    }
    item.to_string()
}

fn day(day: NaiveDate) -> Value {
    json!({ "date-parts": [[day.year(), day.month(), day.day()]] })
}
