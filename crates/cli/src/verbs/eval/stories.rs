//! Documents one after the other, each with the story it belongs to: lines of JSON in `docs.jsonl`, with
//! `id`, `story` and `text`; where they are known, `title`, `lang`, `agency`, `day` and `links`. A set
//! is such a file, or each folder that holds one.
//!
//! Documents are placed as in the archive: one at a time, in the order of the file, by what came before.
//! Counted are pairs. A pair told as one that is none, or one that was missed, is listed by the document
//! that was placed wrongly.

use super::report::{Difference, Part, Report};
use anyhow::Context;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use shiome_enrich::Enricher;
use shiome_enrich::story::{Desk, Known, Rarity, score::Agreement};
use shiome_model::{DateEvidence, Document, Lang, Link, Media, Membership, Published, Sensitivity, Topic};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

const FILE: &str = "docs.jsonl";

#[derive(Deserialize)]
struct Told {
    id: String,
    story: String,
    #[serde(default)]
    title: String,
    text: String,
    lang: Option<Lang>,
    agency: Option<String>,
    day: Option<NaiveDate>,
    #[serde(default)]
    links: Vec<::url::Url>,
}

pub fn run(dir: &Path, topics: &[Topic]) -> anyhow::Result<Report> {
    let enricher = Enricher::new(topics)?;
    let mut report = Report::default();
    let mut sets: Vec<PathBuf> = Vec::new();
    if dir.join(FILE).is_file() {
        sets.push(dir.to_owned());
    } else {
        for entry in std::fs::read_dir(dir).with_context(|| format!("read '{}'", dir.display()))? {
            let path = entry?.path();
            if path.join(FILE).is_file() {
                sets.push(path);
            }
        }
        sets.sort();
    }
    for set in &sets {
        let path = set.join(FILE);
        let text = std::fs::read_to_string(&path).with_context(|| format!("read '{}'", path.display()))?;
        let lines = text.lines().filter(|l| !l.trim().is_empty());
        let told: Vec<Told> = lines
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()
            .with_context(|| format!("read '{}'", path.display()))?;
        one(&enricher, &told, &mut report)?;
    }
    anyhow::ensure!(!sets.is_empty(), "find '{FILE}' in '{}' or its folders", dir.display());
    Ok(report)
}

fn one(enricher: &Enricher, told: &[Told], report: &mut Report) -> anyhow::Result<()> {
    let base = ::url::Url::parse("https://set.example/")?;
    let (mut desk, mut rarity) = (Desk::default(), Rarity::default());
    let mut truth: BTreeMap<String, String> = BTreeMap::new();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut founded: BTreeMap<&str, String> = BTreeMap::new();
    let (mut together, mut apart) = (Part::new("pairs told as one"), Part::new("pairs of one story"));
    for one in told {
        let begun = Instant::now();
        let document = document(one, &base);
        let notes = enricher.annotate(&document, one.lang.as_ref());
        let clues = enricher.clues(&document, &notes, document.date());
        let fingerprint = notes.fingerprint;
        let own = Known { document: document.id.clone(), fingerprint, clues, story: None };
        let placed = desk.place(own, &mut rarity);
        together.slowest_ms = together.slowest_ms.max(begun.elapsed().as_millis());
        let expected = founded.entry(&one.story).or_insert_with(|| placed.story.to_string()).clone();
        let wrong = placed.like.as_ref().is_some_and(|like| truth.get(like.as_str()) != Some(&one.story));
        let difference = Difference {
            case: one.id.clone(),
            expected: Value::from(expected.clone()),
            found: Value::from(format!("{}: {}", placed.story, placed.reason_in("en"))),
        };
        if wrong {
            together.differences.push(difference);
        } else if placed.story.as_str() != expected {
            apart.differences.push(difference);
        }
        report.predictions.insert(one.id.clone(), prediction(&placed));
        truth.insert(one.id.clone(), one.story.clone());
        found.insert(one.id.clone(), placed.story.to_string());
    }
    let agreement = Agreement::of(&truth, &found);
    let (put, right, all) = agreement.pairs;
    (together.cases, together.equal) = (put, right);
    (apart.cases, apart.equal) = (all, right);
    report.parts.extend([together, apart]);
    let mut measure = |name: &str, value: f64| _ = report.figures.insert(name.to_owned(), value);
    measure("documents", told.len() as f64);
    measure("pair precision", agreement.pair_precision);
    measure("pair recall", agreement.pair_recall);
    measure("BCubed precision", agreement.bcubed_precision);
    measure("BCubed recall", agreement.bcubed_recall);
    measure("BCubed F1", agreement.bcubed_f1());
    Ok(())
}

fn prediction(placed: &Membership) -> Value {
    json!({
        "story": placed.story,
        "because": placed.because,
        "similarity": placed.similarity,
        "like": placed.like,
        "reason": { "en": placed.reason_in("en"), "ja": placed.reason_in("ja") },
    })
}

fn document(told: &Told, base: &::url::Url) -> Document {
    let agency = told.agency.clone().unwrap_or_default();
    Document {
        id: told.id.as_str().into(),
        revision: Document::revision_of(&told.title, &told.text, told.day),
        source: format!("{agency}/news").into(),
        agency: agency.into(),
        country: String::new(),
        url: base.join(&told.id).unwrap_or_else(|_| base.clone()),
        capture: told.id.as_str().into(),
        title: told.title.clone(),
        text: told.text.clone(),
        pages: Vec::new(),
        published: told.day.map(|date| Published {
            date,
            evidence: DateEvidence::Metadata,
            passage: date.to_string(),
        }),
        modified: None,
        authors: Vec::new(),
        stated_language: told.lang.clone(),
        links: told.links.iter().map(|url| Link { url: url.clone(), text: String::new() }).collect(),
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}
