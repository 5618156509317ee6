//! The parts of the file, unpacked up to a limit.

use crate::{clean, input::Rejection};
use chrono::NaiveDate;
use quick_xml::{Reader, events::Event};
use shiome_model::Reason;
use std::{
    collections::HashMap,
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};
use zip::ZipArchive;

/// Bytes of one part after unpacking.
const MOST: u64 = 64 << 20;
/// Parts a file may have; offices write dozens.
const MOST_PARTS: usize = 20_000;

/// The file, opened.
pub struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
}

/// What the file says of itself.
#[derive(Debug, Default)]
pub struct Properties {
    pub title: Option<String>,
    pub author: Option<String>,
    pub created: Option<NaiveDate>,
    pub modified: Option<NaiveDate>,
}

impl<'b> Package<'b> {
    /// Opens the directory of the file.
    pub fn open(body: &'b [u8]) -> Result<Self, Rejection> {
        let malformed = |why: String| Rejection::new(Reason::Malformed, why);
        let opened = catch_unwind(AssertUnwindSafe(|| ZipArchive::new(Cursor::new(body))));
        let zip = match opened {
            Ok(Ok(zip)) => zip,
            Ok(Err(error)) => return Err(malformed(format!("a ZIP file that cannot be opened: {error}"))),
            Err(_) => return Err(malformed("the ZIP reader broke off".into())),
        };
        if zip.len() > MOST_PARTS {
            return Err(malformed(format!("a ZIP file of {} parts", zip.len())));
        }
        Ok(Self { zip })
    }

    /// The text of a part; none if it is not there or cannot be unpacked.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, Rejection> {
        let read = catch_unwind(AssertUnwindSafe(|| unpack(&mut self.zip, name)));
        match read {
            Ok(Some(bytes)) if bytes.len() as u64 > MOST => {
                Err(Rejection::new(Reason::TooLarge, format!("{name} unpacks to more than {MOST} bytes")))
            }
            Ok(bytes) => Ok(bytes.map(|b| decode(&b))),
            Err(_) => Err(Rejection::new(Reason::Malformed, "the ZIP reader broke off")),
        }
    }

    /// Title, author and days of the file.
    pub fn properties(&mut self) -> Properties {
        let Ok(Some(xml)) = self.part("docProps/core.xml") else { return Properties::default() };
        let mut texts: HashMap<String, String> = HashMap::new();
        let mut open = String::new();
        events(&xml, |event| match event {
            Xml::Start(name, _) => open = name.to_owned(),
            Xml::Text(text) => texts.entry(open.clone()).or_default().push_str(text),
            Xml::End(_) => open.clear(),
        });
        let text = |name: &str| texts.get(name).map(|t| clean::line(t)).filter(|t| !t.is_empty());
        let day = |name: &str| text(name).and_then(|t| crate::dates::machine(&t));
        // A log-in name is no author.
        let person = |name: &String| name.contains(' ') || !name.is_ascii();
        Properties {
            title: text("title"),
            author: text("creator").filter(|a| person(a) && !a.contains('@')),
            created: day("created"),
            modified: day("modified"),
        }
    }

    /// Targets of relations by their id, e.g. addresses of links.
    pub fn relations(&mut self) -> HashMap<String, String> {
        let mut relations = HashMap::new();
        let Ok(Some(xml)) = self.part("word/_rels/document.xml.rels") else { return relations };
        events(&xml, |event| {
            if let Xml::Start("Relationship", attributes) = event
                && let (Some(id), Some(target)) = (attributes.get("Id"), attributes.get("Target"))
            {
                relations.insert(id, target);
            }
        });
        relations
    }

    /// Heading levels of paragraph styles by the id of the style: 0 for titles.
    pub fn headings(&mut self) -> HashMap<String, u8> {
        let mut headings = HashMap::new();
        let Ok(Some(xml)) = self.part("word/styles.xml") else { return headings };
        let mut style: Option<String> = None;
        events(&xml, |event| match event {
            Xml::Start("style", attributes) => style = attributes.get("styleId"),
            Xml::Start("name", attributes) => {
                let level = attributes.get("val").and_then(|name| level_of_name(&name));
                if let (Some(id), Some(level)) = (&style, level) {
                    headings.entry(id.clone()).or_insert(level);
                }
            }
            Xml::Start("outlineLvl", attributes) => {
                let level = attributes.get("val").and_then(|v| v.parse::<u8>().ok()).filter(|l| *l < 9);
                if let (Some(id), Some(level)) = (&style, level) {
                    headings.entry(id.clone()).or_insert(level + 1);
                }
            }
            Xml::End("style") => style = None,
            _ => {}
        });
        headings
    }
}

/// The level of lines that only repeat headings: the table of contents.
pub const CONTENTS: u8 = u8::MAX;

/// Style names are English in the file whatever language the program speaks.
pub fn level_of_name(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if matches!(name.as_str(), "title" | "表題") {
        return Some(0);
    }
    if name.starts_with("toc ") || name.starts_with("目次") {
        return Some(CONTENTS);
    }
    let digits = name.strip_prefix("heading").or_else(|| name.strip_prefix("見出し"))?;
    digits.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn unpack(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Vec<u8>> {
    let part = zip.by_name(name).ok()?;
    let mut bytes = Vec::new();
    part.take(MOST + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Parts are UTF-8 or UTF-16 (ECMA-376, part 2).
fn decode(bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::UTF_8, |(e, _)| e);
    encoding.decode(bytes).0.into_owned()
}

/// What a walk meets; names without their prefix.
pub enum Xml<'x> {
    Start(&'x str, &'x Attributes),
    Text(&'x str),
    End(&'x str),
}

/// The attributes of an element; names without their prefix.
pub struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
    }
    /// Whether the element's own `val` switches it off.
    pub fn is_off(&self) -> bool {
        self.get("val").is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off" | "none"))
    }
}

/// Walks a part to its end or to its first fault: what came before is kept.
pub fn events(xml: &str, mut meet: impl FnMut(Xml)) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => meet(Xml::Start(local(start.name().0), &attributes(&start))),
            Event::Empty(start) => {
                meet(Xml::Start(local(start.name().0), &attributes(&start)));
                meet(Xml::End(local(start.name().0)));
            }
            Event::End(end) => meet(Xml::End(local(end.name().0))),
            Event::Text(text) => meet(Xml::Text(&text.into_inner())),
            Event::CData(data) => meet(Xml::Text(&data.into_inner())),
            Event::GeneralRef(name) => meet(Xml::Text(&reference(&name.into_inner()))),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn attributes(start: &quick_xml::events::BytesStart) -> Attributes {
    let mut all = start.attributes();
    let all = all.with_checks(false).flatten();
    Attributes(all.map(|a| (local(a.key.0).to_owned(), expand(&a.value))).collect())
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// What `&name;` stands for: a character by its number or one of XML's five; else nothing.
fn reference(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    let character = number.and_then(char::from_u32);
    let named = || match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    };
    character.or_else(named).map(String::from).unwrap_or_default()
}

fn expand(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(';').filter(|end| *end <= 8);
        match end {
            Some(end) => {
                out.push_str(&reference(&after[..end]));
                rest = &after[end + 1..];
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}
