//! From the description of a captured web to agencies and sources, as an operator would configure
//! them.

use crate::failure::Failure;
use e2e::web::{EntryKind, Site, SiteEntry, Sources};
use serde_json::{Value, json};
use shiome_crawl::connect;
use shiome_model::{Agency, AgencyId, Channel, Lang, Names, Probe, Source, SourceId, Timestamp, Topic};
use shiome_pipelines::{Plan, SourcePlan};
use std::collections::BTreeMap;

/// A source of the web, with what a full crawl of it must find.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The source it became.
    pub source: SourceId,
    /// Where it begins.
    pub url: String,
    /// The site it belongs to.
    pub site: String,
    /// Documents a polite crawl finds.
    pub expected: Option<u64>,
    /// The clock its count holds at, if not the web's own.
    pub clock: Option<Timestamp>,
    /// A page whose versions are kept.
    pub is_watch: bool,
}

/// Turns a captured web's own description into a plan.
pub fn plan(sources: &Sources, topics: Vec<Topic>) -> Result<(Plan, Vec<Entry>), Failure> {
    let mut plan = Plan { topics, ..Plan::default() };
    let mut entries = Vec::new();
    for site in &sources.sites {
        let agency = agency(site);
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in &site.entries {
            let kind = kind_name(entry.kind);
            let number = numbers.entry(kind).or_default();
            *number += 1;
            let id = SourceId::of(&agency.id, &format!("{kind}-{number:02}"));
            let clock = entry.clock.as_deref().map(str::parse).transpose()?;
            entries.push(Entry {
                source: id.clone(),
                url: entry.url.clone(),
                site: site.id.clone(),
                expected: entry.documents,
                clock,
                is_watch: entry.kind == EntryKind::Watch,
            });
            let connector: connect::Config = serde_json::from_value(connector(entry))?;
            let source = Source {
                connector: Some(connector.kind().to_owned()),
                ..source(site, entry, &agency, id.clone())
            };
            plan.sources.insert(
                id,
                SourcePlan {
                    source,
                    connector: Some(connector),
                    fallback: Vec::new(),
                    render: false,
                    local: None,
                },
            );
        }
        plan.agencies.insert(agency.id.clone(), agency);
    }
    Ok((plan, entries))
}

fn agency(site: &Site) -> Agency {
    let en = site.name_en.clone().unwrap_or_else(|| site.name.clone());
    let ja = site.name_ja.clone().unwrap_or_else(|| site.name.clone());
    let native = (site.name != en && site.name != ja).then(|| site.name.clone());
    let kind = site.agency_kind.clone().and_then(|k| serde_json::from_value(Value::String(k)).ok());
    Agency {
        id: AgencyId::new(site.id.as_str()),
        name: Names { en, ja, native },
        country: country(site),
        kind: kind.unwrap_or_default(),
        homepage: Some(site.home.clone()),
        ..Agency::default()
    }
}

/// A body of no stated country stands above countries.
fn country(site: &Site) -> String {
    if site.country.len() == 2 { site.country.to_ascii_uppercase() } else { "INT".into() }
}

fn source(site: &Site, entry: &SiteEntry, agency: &Agency, id: SourceId) -> Source {
    let only_language = (site.languages.len() == 1).then(|| site.languages[0].clone());
    let title = entry.name.clone().unwrap_or_else(|| format!("{} ({})", site.name, kind_name(entry.kind)));
    Source {
        id,
        agency: agency.id.clone(),
        country: agency.country.clone(),
        title,
        url: entry.url.clone(),
        language: entry.language.clone().or(only_language).as_deref().and_then(Lang::parse),
        channel: Channel::Web,
        cadence_seconds: 12 * 3600,
        probe: Probe::Unprobed,
        credibility: agency.kind.into(),
        connector: None,
        licence: site.licence.clone(),
        note: entry.note.clone(),
    }
}

fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Feed => "feed",
        EntryKind::Listing => "listing",
        EntryKind::Sitemap => "sitemap",
        EntryKind::JsonApi => "api",
        EntryKind::Watch => "watch",
    }
}

/// The connector's settings, as they would stand in a file.
fn connector(entry: &SiteEntry) -> Value {
    let url = &entry.url;
    match entry.kind {
        EntryKind::Feed => json!({ "kind": "feed", "url": url }),
        EntryKind::Sitemap => json!({ "kind": "sitemap", "url": url }),
        EntryKind::Watch => json!({ "kind": "watch", "url": url }),
        EntryKind::Listing => {
            let mut settings = json!({ "kind": "listing", "url": url, "item": entry.item_selector });
            if let Some(next) = &entry.next_selector {
                settings["next"] = json!(next);
            }
            settings
        }
        EntryKind::JsonApi => json_api(entry),
    }
}

fn json_api(entry: &SiteEntry) -> Value {
    let mut settings = json!({
        "kind": "json_api",
        "url": entry.url,
        "items": pointer(entry.items.as_deref().unwrap_or_default()),
        "map": map(entry),
    });
    if entry.method.as_deref() == Some("POST") {
        settings["method"] = json!("POST");
        settings["body"] = entry.body.clone().unwrap_or_default();
    }
    if let Some(page) = &entry.page {
        let place = pointer(page);
        let start = entry.body.as_ref().and_then(|b| b.pointer(&place)).and_then(Value::as_u64);
        settings["next"] = json!({ "by": "page", "parameter": place, "start": start.unwrap_or(1) });
    } else if let Some(next) = &entry.next {
        settings["next"] = json!({ "by": "pointer", "at": pointer(next) });
    }
    settings
}

/// The fields of an item; those of the Federal Register's interface where none are named.
fn map(entry: &SiteEntry) -> Value {
    let named = entry.map.as_ref().map(|m| m.iter().map(|(k, v)| (k.clone(), json!(pointer(v)))).collect());
    let usual = || json!({ "url": "/html_url", "title": "/title", "published": "/publication_date", "summary": "/abstract" });
    named.map_or_else(usual, Value::Object)
}

/// `a.b` as a JSON pointer.
fn pointer(dotted: &str) -> String {
    dotted.split('.').filter(|p| !p.is_empty()).map(|p| format!("/{p}")).collect()
}
