//! `programmes.toml`: our own programmes, with whom they are run, and which office looks after whom.

use super::agency::spoken;
use super::document::Document;
use super::files::{ID_HINT, is_id};
use super::problem::Problems;
use super::{address, codes, nearest, schema};
use schemars::JsonSchema;
use serde::Deserialize;
use shiome_model::{Agency, AgencyId, Names, Office, Programme, ProgrammeKind, Programmes, TopicId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Our own programmes, with whom they are run, and which office looks after whom.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used: the parts are read one by one")]
pub struct ProgrammesFile {
    /// The agency whose programmes they are.
    own: String,
    /// Words for our country, in any language; `*` stands for any ending.
    home: Vec<String>,
    /// Who follows up where no office does.
    fallback: Option<OfficeEntry>,
    /// The programmes.
    #[schemars(default)]
    programme: Vec<ProgrammeEntry>,
    /// The offices; of several that cover a country the first has it, unless a place of another is named.
    #[schemars(default)]
    office: Vec<OfficeEntry>,
}

/// A programme of our own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProgrammeEntry {
    /// Its id.
    id: String,
    /// What it is called.
    name: Names,
    /// What sort of programme it is.
    kind: ProgrammeKind,
    /// Its page.
    url: Option<String>,
    /// Ids of the agencies it is run with, or whose fellows and projects it takes.
    #[serde(default)]
    partners: Vec<String>,
    /// Names that mean it and nothing else, in any language.
    #[serde(default)]
    aliases: Vec<String>,
    /// Words of instruments it answers to, in any language; `*` stands for any ending.
    #[serde(default)]
    words: Vec<String>,
    /// Topics that speak for it.
    #[serde(default)]
    topics: Vec<String>,
}

/// Who follows up what happens in some countries.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfficeEntry {
    /// Its id: of the agency that it is, where it is one.
    id: String,
    /// What it is called.
    name: Names,
    /// Countries it covers (ISO 3166-1 alpha-2, `EU`).
    #[serde(default)]
    countries: Vec<String>,
    /// Places and bodies, by name, that are its own in a country it shares with another office.
    #[serde(default)]
    places: Vec<String>,
}

/// Reads them; none if there is no such file.
pub fn read(
    file: &Path,
    agencies: &BTreeMap<AgencyId, Agency>,
    topics: &BTreeSet<String>,
    problems: &mut Problems,
) -> Option<Programmes> {
    if !file.exists() {
        return None;
    }
    let mut document = Document::read(file, &schema::of::<ProgrammesFile>());
    let d = &mut document;
    let text = |d: &Document, at: &str| d.value(at).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let own = text(d, "/own");
    known(d, "/own", "agency", &own, agencies.keys().map(AgencyId::as_str));
    let home: Vec<String> = match d.value("/home") {
        Some(_) => d.piece("/home").unwrap_or_default(),
        None => Vec::new(),
    };
    spoken(d, "/home", &home);
    let mut seen = BTreeSet::new();
    let mut programmes = Vec::new();
    for index in 0..d.count("/programme") {
        let at = format!("/programme/{index}");
        let Some(entry) = d.piece::<ProgrammeEntry>(&at) else { continue };
        id(d, &at, &entry.id, &mut seen);
        for (n, partner) in entry.partners.iter().enumerate() {
            known(d, &format!("{at}/partners/{n}"), "agency", partner, agencies.keys().map(AgencyId::as_str));
        }
        for (n, topic) in entry.topics.iter().enumerate() {
            known(d, &format!("{at}/topics/{n}"), "topic", topic, topics.iter().map(String::as_str));
        }
        spoken(d, &format!("{at}/aliases"), &entry.aliases);
        spoken(d, &format!("{at}/words"), &entry.words);
        if entry.aliases.is_empty() && entry.words.is_empty() {
            d.problem(&at, "has neither aliases nor words", "no document would ever touch it: add some");
        }
        if let Some(Err(why)) = entry.url.as_deref().map(address::web) {
            d.problem(&format!("{at}/url"), why, "");
        }
        programmes.push(Programme {
            id: entry.id,
            name: entry.name,
            kind: entry.kind,
            url: entry.url,
            partners: entry.partners.into_iter().map(AgencyId::new).collect(),
            aliases: entry.aliases,
            words: entry.words,
            topics: entry.topics.into_iter().map(TopicId::new).collect(),
        });
    }
    let mut seen = BTreeSet::new();
    let mut offices = Vec::new();
    for index in 0..d.count("/office") {
        let at = format!("/office/{index}");
        let Some(entry) = d.piece::<OfficeEntry>(&at) else { continue };
        id(d, &at, &entry.id, &mut seen);
        if entry.countries.is_empty() {
            d.problem(&format!("{at}/countries"), "is empty", "name the countries it covers");
        }
        offices.push(office(d, &at, entry));
    }
    let fallback = d.value("/fallback").is_some().then(|| d.piece::<OfficeEntry>("/fallback")).flatten();
    let fallback = fallback.map(|entry| office(d, "/fallback", entry));
    document.close(problems);
    Some(Programmes { own: own.into(), home, programmes, offices, fallback })
}

fn id(d: &mut Document, at: &str, id: &str, seen: &mut BTreeSet<String>) {
    if !is_id(id) {
        d.problem(&format!("{at}/id"), format!("'{id}' is no id"), ID_HINT);
    } else if !seen.insert(id.to_owned()) {
        d.problem(&format!("{at}/id"), format!("'{id}' is there twice"), "remove one");
    }
}

fn office(d: &mut Document, at: &str, entry: OfficeEntry) -> Office {
    for (n, country) in entry.countries.iter().enumerate().filter(|(_, c)| !codes::is_country(c)) {
        let message = format!("there is no country '{country}'");
        d.problem(&format!("{at}/countries/{n}"), message, codes::country_hint(country));
    }
    spoken(d, &format!("{at}/places"), &entry.places);
    Office { id: entry.id, name: entry.name, countries: entry.countries, places: entry.places }
}

fn known<'a>(d: &mut Document, at: &str, what: &str, id: &str, all: impl Iterator<Item = &'a str>) {
    let all: Vec<&str> = all.collect();
    if all.contains(&id) || d.is_troubled(at) {
        return;
    }
    let hint = nearest::nearest(id, all).map_or_else(String::new, |m| format!("did you mean '{m}'?"));
    d.problem(at, format!("there is no {what} '{id}'"), hint);
}
