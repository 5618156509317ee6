//! `shiome status`

use crate::failure::Failure;
use crate::{Common, wiring};
use serde::Serialize;
use shiome_model::{GistOutcome, time};
use shiome_pipelines::{House, health};
use shiome_store::{Counts, ModelUse, Reannotation};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Show how much there is of everything, and how the sources are.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Changes of version that are told.
const VERSIONS: usize = 5;

/// How much there is of everything.
#[derive(Debug, Serialize)]
pub struct Snapshot {
    sources: BTreeMap<&'static str, usize>,
    captures: u64,
    documents: u64,
    annotated: u64,
    indexed: u64,
    lake_days: usize,
    stories: u64,
    changes: u64,
    signals: u64,
    issues: u64,
    languages: Vec<(String, u64)>,
    topics: Vec<(String, u64)>,
    kinds: Vec<(String, u64)>,
    countries: Vec<(String, u64)>,
    /// Documents by what came of asking a model service for their gist; empty where none was asked.
    gists: Vec<(GistOutcome, u64)>,
    /// What was sent to it today, in Japan.
    model_today: ModelUse,
    /// What was annotated anew, from one version of rules and thesaurus to another; latest first.
    reannotated: Vec<Reannotation>,
}

impl Snapshot {
    /// Documents in the catalog.
    pub fn documents(&self) -> u64 {
        self.documents
    }
    /// The same for people.
    pub fn in_words(&self) -> String {
        let list = |counts: &[(String, u64)]| {
            let parts: Vec<String> = counts.iter().map(|(name, n)| format!("{name} {n}")).collect();
            parts.join(", ")
        };
        let states: Vec<String> = self.sources.iter().map(|(state, n)| format!("{n} {state}")).collect();
        let documents = format!(
            "{} ({} annotated, {} indexed, {} stories)",
            self.documents, self.annotated, self.indexed, self.stories
        );
        let rows = [
            ("sources", states.join(", ")),
            ("captures", self.captures.to_string()),
            ("documents", documents),
            ("lake", format!("{} days", self.lake_days)),
            ("changes", self.changes.to_string()),
            ("signals", self.signals.to_string()),
            ("issues", self.issues.to_string()),
            ("languages", list(&self.languages)),
            ("topics", list(&self.topics)),
            ("kinds", list(&self.kinds)),
            ("countries", list(&self.countries)),
        ];
        let gists = (!self.gists.is_empty()).then(|| {
            let today = self.model_today;
            let use_today = format!(
                "today {} requests, {} characters, {} capped",
                today.requests, today.characters, today.capped
            );
            let outcomes: Vec<String> = self.gists.iter().map(|(o, n)| format!("{o} {n}")).collect();
            ("gists", format!("{} ({use_today})", outcomes.join(", ")))
        });
        let again = self.reannotated.first().map(|r| ("anew", r.in_words()));
        let rows = rows.into_iter().chain(gists).chain(again);
        rows.map(|(name, value)| format!("{name:<10} {value}")).collect::<Vec<_>>().join("\n")
    }
}

/// Counts everything.
pub async fn snapshot(house: &House) -> Result<Snapshot, Failure> {
    let counts: Counts = house.catalog.counts().await?;
    let mut sources = BTreeMap::new();
    for health in health::all(house).await? {
        *sources.entry(health.state.as_str()).or_default() += 1;
    }
    Ok(Snapshot {
        sources,
        captures: counts.captures,
        documents: counts.documents,
        annotated: counts.annotated,
        indexed: house.index.count(),
        lake_days: house.lake.days()?.len(),
        stories: counts.stories,
        changes: counts.changes,
        signals: counts.signals,
        issues: counts.issues,
        languages: named(counts.languages),
        topics: named(counts.topics),
        kinds: named(counts.kinds),
        countries: counts.countries,
        gists: house.catalog.gist_outcomes().await?,
        model_today: house.catalog.model_use(time::day_in_japan(house.now())).await?,
        reannotated: house.catalog.reannotations(VERSIONS).await?,
    })
}

fn named<T: ToString>(counts: Vec<(T, u64)>) -> Vec<(String, u64)> {
    counts.into_iter().map(|(name, n)| (name.to_string(), n)).collect()
}

pub async fn run(common: &Common, _args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    wiring::register(&house).await?;
    let snapshot = snapshot(&house).await?;
    if common.json {
        super::print_json(&snapshot)?;
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", snapshot.in_words());
    Ok(ExitCode::SUCCESS)
}
