//! What a record says of a work, in Dublin Core or in words like it.

use super::super::{
    dates,
    text::{one_line, plain},
    xml::Element,
};
use chrono::{Datelike, NaiveDate};
use shiome_model::{Item, Lang};

/// ISO 639-2 codes of the languages we know by two letters.
const LANGUAGES: [(&str, &str); 21] = [
    ("eng", "en"),
    ("jpn", "ja"),
    ("ger", "de"),
    ("deu", "de"),
    ("fre", "fr"),
    ("fra", "fr"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("dut", "nl"),
    ("nld", "nl"),
    ("swe", "sv"),
    ("dan", "da"),
    ("nor", "no"),
    ("nob", "no"),
    ("fin", "fi"),
    ("chi", "zh"),
    ("zho", "zh"),
    ("kor", "ko"),
    ("tha", "th"),
    ("ara", "ar"),
];

/// The elements of a record's metadata at any depth, by their names without prefix.
pub(super) struct Description<'e> {
    elements: Vec<(&'e str, &'e Element)>,
}

impl<'e> Description<'e> {
    /// Of `<metadata>`.
    pub fn of(metadata: &'e Element) -> Self {
        let mut elements = Vec::new();
        collect(metadata, &mut elements);
        Self { elements }
    }
    /// Texts of all elements of these names, those of the first name first.
    fn texts(&self, names: &[&str]) -> impl Iterator<Item = String> {
        let of = |name: &&str| {
            let named = self.elements.iter().filter(|(n, _)| n == name);
            named.filter_map(|(_, e)| e.text()).collect::<Vec<_>>()
        };
        names.iter().flat_map(of).collect::<Vec<_>>().into_iter()
    }
    /// The address of the work: the first that is a web address, else one that a DOI or handle makes.
    pub fn address(&self) -> Option<String> {
        let written: Vec<String> = self.texts(&["identifier", "uri", "url"]).collect();
        let is_web = |t: &&String| t.starts_with("https://") || t.starts_with("http://");
        let web = written.iter().find(is_web).cloned();
        web.or_else(|| written.iter().find_map(|t| resolvable(t)))
    }
    /// Completes an item.
    pub fn fill(&self, item: &mut Item) {
        item.title = self.texts(&["title"]).find_map(|t| plain(&t));
        item.summary = self.texts(&["abstract", "description"]).next();
        item.published = self.published();
        item.language = self.texts(&["language"]).find_map(|t| language(&t));
        for creator in self.elements.iter().filter(|(n, _)| *n == "creator").map(|(_, e)| e) {
            let name = creator.children().find(|c| local(&c.name) == "creatorname").unwrap_or(creator).text();
            let name = name.and_then(|n| one_line(&n)).filter(|n| !item.authors.contains(n));
            item.authors.extend(name);
        }
        item.stands_alone = true;
    }
    /// The first day of those that are given: later ones are of deposits, releases and corrections.
    /// None if a year alone says that the work is older than all of them.
    fn published(&self) -> Option<NaiveDate> {
        let names = ["issued", "dateissued", "date", "created", "available"];
        let written: Vec<String> = self.texts(&names).collect();
        let first = written.iter().filter_map(|t| dates::read(t, None)).min()?;
        let year = |t: &String| t.get(..4).filter(|_| t.len() <= 7).and_then(|y| y.parse::<i32>().ok());
        let is_older = written.iter().filter_map(year).any(|year| year < first.year());
        (!is_older).then_some(first)
    }
}

fn collect<'e>(element: &'e Element, into: &mut Vec<(&'e str, &'e Element)>) {
    for child in element.children() {
        into.push((local(&child.name), child));
        collect(child, into);
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// `doi:10.1234/x`, `10.1234/x`, `hdl:1234/5` as web addresses.
fn resolvable(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let after = |prefix: &str| lower.starts_with(prefix).then(|| text[prefix.len()..].trim());
    let doi = ["info:doi/", "doi:"].into_iter().find_map(after).unwrap_or(text);
    if doi.starts_with("10.") && doi.contains('/') {
        return Some(format!("https://doi.org/{doi}"));
    }
    let handle = ["info:hdl/", "hdl:"].into_iter().find_map(after)?;
    Some(format!("https://hdl.handle.net/{handle}"))
}

fn language(text: &str) -> Option<Lang> {
    let code = text.trim().to_ascii_lowercase();
    let known = LANGUAGES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two);
    Lang::parse(known.unwrap_or(&code))
}

/// When the records of a list changed, as it is written.
pub(super) fn datestamps(list: &Element) -> impl Iterator<Item = String> {
    list.children().filter_map(|record| record.child("header")?.text_of(&["datestamp"]))
}
