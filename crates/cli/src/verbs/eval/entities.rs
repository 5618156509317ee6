//! `passages.json`: by name, a short document with its `agency`, `country`, `lang`, `title` and `text`, and the
//! ids of all `entities` it names. Read with the configuration that ships (or the one of `--config`).
//!
//! Half of them by their names is the part rules may be mended on (`train`), the other half is only
//! counted (`test`).

use super::data;
use super::report::{Part, Report, ask};
use serde::Deserialize;
use serde_json::json;
use shiome_enrich::Enricher;
use shiome_model::{Document, Hash, Lang, Media};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    lang: String,
    agency: String,
    country: String,
    #[serde(default)]
    title: String,
    text: String,
    entities: BTreeSet<String>,
}

/// Right, wrong and missed names.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }
    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

pub fn run(dir: &Path, config: &Path) -> anyhow::Result<Report> {
    let enricher = enricher(config)?;
    let mut report = Report::default();
    let mut parts = [Part::new("passages, train"), Part::new("passages, test")];
    let mut groups: BTreeMap<String, Count> = BTreeMap::new();
    for (name, case) in data::cases::<Case>(dir, "passages.json")? {
        let document = document(&name, &case.lang, [&case.agency, &case.country], [&case.title, &case.text]);
        let prior = Lang::parse(&case.lang);
        let (found, took) = ask(|| -> BTreeSet<String> {
            enricher.annotate(&document, prior.as_ref()).entities.into_iter().map(|e| e.id).collect()
        });
        let half = usize::from(is_test(&name));
        let ids = found.clone().unwrap_or_default();
        for group in [["train", "test"][half], "all", case.lang.as_str()] {
            let count = groups.entry(group.to_owned()).or_default();
            count.right += ids.intersection(&case.entities).count();
            count.wrong += ids.difference(&case.entities).count();
            count.missed += case.entities.difference(&ids).count();
        }
        report.predictions.insert(name.clone(), json!(ids));
        let answer = found.map(|f| json!(f));
        parts[half].count(&name, json!(case.entities), (answer, took), |f| *f == json!(case.entities));
    }
    report.parts.extend(parts);
    for (name, count) in groups {
        report.figures.insert(format!("precision, {name}"), count.precision());
        report.figures.insert(format!("recall, {name}"), count.recall());
    }
    Ok(report)
}

/// Knows what a configuration knows.
pub fn enricher(config: &Path) -> anyhow::Result<Enricher> {
    let plan = crate::config::load(config).map_err(|problems| anyhow::anyhow!("{problems}"))?.plan;
    Ok(Enricher::new(&plan.topics)?.knowing(&plan.knowledge())?)
}

/// By the hash of its name, so that a passage stays where it is when others come.
fn is_test(name: &str) -> bool {
    Hash::of(name.as_bytes()).short().as_bytes().first().is_some_and(|b| b % 2 == 1)
}

/// A document with a text of a test set.
pub fn document(name: &str, lang: &str, [agency, country]: [&str; 2], [title, text]: [&str; 2]) -> Document {
    let address = format!("https://gold.example/{name}");
    Document {
        id: address.as_str().into(),
        revision: Document::revision_of(title, text, None),
        source: format!("{agency}/gold").as_str().into(),
        agency: agency.into(),
        country: country.to_owned(),
        url: shiome_model::url::parse(&address).unwrap_or_else(|| unreachable!("a fixed form")),
        capture: "gold".into(),
        title: title.to_owned(),
        text: text.to_owned(),
        pages: Vec::new(),
        published: None,
        modified: None,
        authors: Vec::new(),
        stated_language: Lang::parse(lang),
        links: Vec::new(),
        media: Media::Html,
        sensitivity: Default::default(),
        embargo: None,
        part_of: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn at(path: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
    }

    #[test]
    fn names_are_found_as_well_as_they_were() {
        let report = run(&at("tests/gold/entities"), &at("config")).unwrap();
        println!("{report}");
        let score = |name: &str| report.figures.get(name).copied().unwrap_or_default();
        assert!(report.parts.iter().all(|p| p.cases >= 40), "the halves are too unequal");
        for half in ["train", "test"] {
            assert!(score(&format!("precision, {half}")) >= 0.95);
            assert!(score(&format!("recall, {half}")) >= 0.85);
        }
    }

    #[test]
    fn names_and_relevance_cost_little() {
        let paragraph = "The Deutsche Forschungsgemeinschaft (DFG) and the Japan Society for the Promotion of Science \
                         invite joint calls with the National Research Foundation of Korea and other partners in \
                         Europe, Africa and Japan, for projects on oceans, currents and tides that begin next year. ";
        let text = paragraph.repeat(4096 / paragraph.len());
        let document = document("speed", "en", ["dfg", "DE"], ["A joint call", &text]);
        let config = crate::config::load(&at("config")).unwrap().plan;
        let plain = Enricher::new(&config.topics).unwrap();
        let whole = enricher(&at("config")).unwrap();
        let time = |enricher: &Enricher| {
            let best = (0..200).map(|_| {
                let start = Instant::now();
                let _ = enricher.annotate(&document, None);
                start.elapsed()
            });
            best.min().unwrap_or_default()
        };
        let (with, without) = (time(&whole), time(&plain));
        let more = with.saturating_sub(without);
        println!("{} bytes: {with:?} with entities and relevance, {without:?} without: {more:?}", text.len());
        // The budget is half a millisecond on a machine that does nothing else.
        assert!(more.as_micros() < 5_000, "{more:?}");
    }
}
