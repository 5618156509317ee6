//! `charset.json`: by name, a `file` and its `encoding`; `html5_encoding.json`: files of documents with
//! the encoding a browser takes from what they state.
//!
//! Compared is the text and not the name of the encoding, since many names give the same text. What
//! the name stands for is what browsers read by it, so `ISO-8859-1` is Windows-1252.

use super::data;
use super::report::{Part, Report, ask};
use serde::Deserialize;
use shiome_model::charset::{declared, decode, of_label};
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    file: String,
    encoding: String,
}

#[derive(Deserialize)]
struct Documents {
    file: String,
}

/// Languages that the set names, and where a source in them is.
const PLACES: [(&str, &str); 12] = [
    ("arabic", "eg"),
    ("bulgarian", "bg"),
    ("croatian", "hr"),
    ("czech", "cz"),
    ("greek", "gr"),
    ("hebrew", "il"),
    ("hungarian", "hu"),
    ("polish", "pl"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("slovak", "sk"),
    ("turkish", "tr"),
];

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let (mut alone, mut placed) = (Part::new("text"), Part::new("text, place known"));
    for (name, case) in data::cases::<Case>(dir, "charset.json")? {
        let body = data::bytes(&dir.join(&case.file))?;
        let expected = reference(&body, &case.encoding);
        let is_right = |text: &Start| expected.as_ref() == Some(&text.0);
        let shown = case.encoding.as_str();
        let answer = ask(|| Start(decode(&body, None, "").into_owned()));
        report.predictions.insert(name.clone(), answer.0.as_ref().map(|text| text.0.clone()).into());
        alone.count(&name, shown, answer, is_right);
        let place =
            PLACES.iter().find(|(language, _)| shown.ends_with(language)).map_or("", |(_, place)| place);
        placed.count(&name, shown, ask(|| Start(decode(&body, None, place).into_owned())), is_right);
    }
    let mut stated = Part::new("encoding stated in HTML");
    for (name, documents) in data::cases::<Documents>(dir, "html5_encoding.json")? {
        for (number, (html, label)) in
            documents_of(&data::bytes(&dir.join(documents.file))?).iter().enumerate()
        {
            let expected = of_label(label.as_bytes()).map(|e| e.name());
            let answer = ask(|| by_a_browser(html));
            stated.count(&format!("{name} {number}"), expected, answer, |found| Some(*found) == expected);
        }
    }
    report.parts.extend([alone, placed, stated]);
    Ok(report)
}

/// A text, of which the beginning is shown.
struct Start(String);

impl From<Start> for serde_json::Value {
    fn from(text: Start) -> Self {
        let odd = text.0.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, _)| at).next();
        text.0[odd.unwrap_or_default()..].chars().take(60).collect::<String>().into()
    }
}

/// The text by the name of its encoding; none if nobody reads that.
fn reference(body: &[u8], name: &str) -> Option<String> {
    if name.starts_with("UTF-32") {
        // Its mark says all: there is no other reading.
        return Some(decode(body, None, "").into_owned());
    }
    let label = name.trim_end_matches("-sig");
    let label =
        PLACES.iter().find_map(|(language, _)| label.strip_suffix(&format!("-{language}"))).unwrap_or(label);
    Some(of_label(label.as_bytes())?.decode(body).0.into_owned())
}

/// What a browser of the west takes for the encoding before it reads on.
fn by_a_browser(html: &[u8]) -> &'static str {
    let marked = html.starts_with(b"\xef\xbb\xbf").then(|| of_label(b"utf-8")).flatten();
    let stated = marked.or_else(|| declared(html)).or_else(|| of_label(b"windows-1252"));
    stated.map_or("", |e| e.name())
}

/// Pairs of a document after `#data` and a label after `#encoding`.
fn documents_of(file: &[u8]) -> Vec<(Vec<u8>, String)> {
    let (mut all, mut html, mut is_label) = (Vec::new(), None::<Vec<u8>>, false);
    for line in file.split_inclusive(|b| *b == b'\n') {
        match (line.trim_ascii_end(), &mut html) {
            (b"#data", _) => html = Some(Vec::new()),
            (b"#encoding", Some(_)) => is_label = true,
            (label, Some(_)) if is_label => {
                is_label = false;
                all.extend(html.take().map(|html| (html, String::from_utf8_lossy(label).into_owned())));
            }
            (_, Some(html)) => html.extend(line),
            _ => {}
        }
    }
    all
}
