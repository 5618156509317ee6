//! CSV as spreadsheets read it.

use super::Reference;

const COLUMNS: [&str; 14] = [
    "id",
    "title",
    "authors",
    "agency",
    "country",
    "language",
    "kind",
    "topics",
    "published",
    "first_seen",
    "url",
    "capture",
    "sensitivity",
    "embargo",
];

/// The names of the columns. The mark at the beginning tells spreadsheets that it is UTF-8.
pub(super) fn head() -> String {
    format!("\u{feff}{}", written(&COLUMNS.map(str::to_owned)))
}

/// A row.
pub(super) fn row(r: &Reference) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    let cells = [
        r.id.clone(),
        r.title.clone(),
        r.authors.join("; "),
        r.agency.clone(),
        r.country.clone(),
        r.language.clone(),
        r.kind.as_str().to_owned(),
        r.topics.join("; "),
        day(r.published),
        r.seen.to_string(),
        r.url.clone(),
        r.capture.clone(),
        r.sensitivity.to_owned(),
        day(r.embargo),
    ];
    written(&cells.map(harmless))
}

fn written(cells: &[String]) -> String {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Memory takes whatever is written.
    let _ = out.write_record(cells);
    out.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// A spreadsheet computes what begins like a formula; a title of somebody else's is text.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
