//! What was found, against what the web says about itself.

use super::plan::Entry;
use crate::failure::Failure;
use e2e::web::{CapturedWeb, Truth};
use serde::Serialize;
use shiome_model::{DocumentId, SourceId};
use shiome_pipelines::House;
use shiome_store::StoredDocument;
use std::collections::{BTreeMap, BTreeSet};

/// Misses that are listed per site and field.
const LISTED: usize = 20;

/// One site, found and expected.
#[derive(Debug, Serialize)]
pub struct SiteReport {
    /// The site.
    pub site: String,
    /// Documents found through all its entries.
    pub found: u64,
    /// Documents a complete polite crawl finds, where that is stated.
    pub expected: Option<u64>,
    /// Per entry.
    pub entries: Vec<EntryReport>,
    /// Addresses that robots.txt excludes and that were asked for all the same.
    pub forbidden_requested: Vec<String>,
    /// Share of titles equal to the truth.
    pub title: Share,
    /// Share of dates.
    pub date: Share,
    /// Share of languages.
    pub language: Share,
}

/// One entry, found and expected.
#[derive(Debug, Serialize)]
pub struct EntryReport {
    /// The source it became.
    pub source: SourceId,
    /// Documents it lists that are in the catalog.
    pub found: u64,
    /// Documents it must list, where that is stated.
    pub expected: Option<u64>,
}

/// How many of how many are equal to the truth.
#[derive(Debug, Default, Serialize)]
pub struct Share {
    /// Equal.
    pub equal: u64,
    /// Compared.
    pub of: u64,
    /// Some that are not: address, truth, ours.
    pub misses: Vec<(String, String, String)>,
}

impl Share {
    fn count(&mut self, url: &str, truth: &str, ours: &str) {
        self.of += 1;
        if truth == ours {
            self.equal += 1;
        } else if self.misses.len() < LISTED {
            self.misses.push((url.to_owned(), truth.to_owned(), ours.to_owned()));
        }
    }
    /// 0 to 1; 1 where nothing was compared.
    pub fn value(&self) -> f64 {
        if self.of == 0 { 1.0 } else { self.equal as f64 / self.of as f64 }
    }
}

/// Compares every site.
pub async fn sites(
    house: &House,
    web: &CapturedWeb,
    entries: &[Entry],
    requested: &BTreeSet<String>,
) -> Result<Vec<SiteReport>, Failure> {
    let mut truth: BTreeMap<&str, Vec<&Truth>> = BTreeMap::new();
    for known in web.truth() {
        truth.entry(known.site.as_str()).or_default().push(known);
    }
    let requested: BTreeSet<String> = requested.iter().filter_map(|u| canonical(u)).collect();
    let lists: BTreeSet<String> =
        web.records().iter().filter(|r| r.kind == "listing").filter_map(|r| canonical(&r.url)).collect();
    let mut reports = Vec::new();
    for site in &web.sources().sites {
        let own: Vec<&Entry> = entries.iter().filter(|e| e.site == site.id).collect();
        let mut of_site: BTreeSet<DocumentId> = BTreeSet::new();
        let mut per_entry = Vec::new();
        for entry in own {
            let found = house.catalog.found_by(&entry.source).await?;
            let expected = if entry.is_watch { Some(1) } else { entry.expected };
            per_entry.push(EntryReport { source: entry.source.clone(), found: found.len() as u64, expected });
            // A front page or listing that is only watched is kept, but is no document of the site.
            let counts = |id: &DocumentId| !entry.is_watch || !lists.contains(id.as_str());
            of_site.extend(found.into_iter().filter(counts));
        }
        let mut report = SiteReport {
            site: site.id.clone(),
            found: of_site.len() as u64,
            expected: site.complete_crawl,
            entries: per_entry,
            forbidden_requested: site
                .forbidden
                .iter()
                .filter(|u| canonical(u).is_some_and(|c| requested.contains(&c)))
                .cloned()
                .collect(),
            title: Share::default(),
            date: Share::default(),
            language: Share::default(),
        };
        for known in truth.get(site.id.as_str()).into_iter().flatten() {
            let Some(id) = canonical(&known.url) else { continue };
            if let Some(stored) = house.catalog.document_at(&id).await? {
                judge(&mut report, known, &stored);
            }
        }
        reports.push(report);
    }
    Ok(reports)
}

fn judge(report: &mut SiteReport, truth: &Truth, stored: &StoredDocument) {
    let document = &stored.document;
    report.title.count(&truth.url, &plain(&truth.title), &plain(&document.title));
    if let Some(date) = &truth.date {
        let ours = document.date().map(|d| d.to_string()).unwrap_or_default();
        report.date.count(&truth.url, date, &ours);
    }
    if let (Some(lang), Some(annotations)) = (&truth.lang, &stored.annotations) {
        report.language.count(&truth.url, lang, annotations.language.as_str());
    }
}

fn canonical(url: &str) -> Option<String> {
    shiome_model::url::parse(url).map(|u| u.to_string())
}

/// White space is no part of a title.
fn plain(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}
