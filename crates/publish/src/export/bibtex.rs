//! BibTeX: an entry a document, in UTF-8 as biber and newer BibTeX read it.

use super::Reference;
use shiome_model::Hash;

/// An entry. Its key is the agency's country, the year and the beginning of a hash: it stays the same
/// in every list.
pub(super) fn entry(r: &Reference) -> String {
    let key = Hash::of(r.id.as_bytes());
    let year = r.year();
    let key =
        format!("{}{}{}", r.country.to_lowercase(), year.as_deref().unwrap_or("nd"), &key.as_str()[..8]);
    let authors = if r.authors.is_empty() { format!("{{{}}}", said(&r.agency)) } else { people(&r.authors) };
    let mut fields = vec![
        ("title", format!("{{{}}}", said(&r.title))),
        ("author", authors),
        ("howpublished", said(&r.agency)),
    ];
    if let (Some(year), Some(day)) = (year, r.published) {
        fields.push(("year", year));
        fields.push(("month", day.format("%-m").to_string()));
        fields.push(("day", day.format("%-d").to_string()));
    }
    fields.push(("url", r.url.replace('{', "%7B").replace('}', "%7D")));
    fields.push(("urldate", r.seen.to_string()));
    fields.push(("langid", r.language.clone()));
    fields.push(("keywords", said(&r.topics.join(", "))));
    fields.push(("note", format!("capture {}", r.capture)));
    let fields: Vec<String> = fields
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("  {name} = {{{value}}}"))
        .collect();
    format!("@misc{{{key},\n{}\n}}\n\n", fields.join(",\n"))
}

fn people(authors: &[String]) -> String {
    // A name in braces is taken as it is: which part of it is the family's name is not for us to guess.
    authors.iter().map(|author| format!("{{{}}}", said(author))).collect::<Vec<_>>().join(" and ")
}

/// Text without what BibTeX would act on.
fn said(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '{' | '}' => {}
            '\\' => said.push('/'),
            '&' | '%' | '$' | '#' | '_' => said.extend(['\\', c]),
            '~' => said.push_str("\\textasciitilde "),
            '^' => said.push_str("\\textasciicircum "),
            other => said.push(other),
        }
    }
    said
}
