//! `documents.json`: by name, a document with its `agency`, `country`, `lang`, `title` and `text`, and what it
//! `touches`: `programme > office`, in any order; empty if nothing should be followed up.

use super::report::{Part, Report, ask};
use super::{data, entities};
use serde::Deserialize;
use serde_json::json;
use shiome_model::Lang;
use std::collections::BTreeSet;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    lang: String,
    agency: String,
    country: String,
    title: String,
    text: String,
    touches: BTreeSet<String>,
}

pub fn run(dir: &Path, config: &Path) -> anyhow::Result<Report> {
    let enricher = entities::enricher(config)?;
    let mut report = Report::default();
    let mut same = Part::new("programmes and offices");
    let mut told = Part::new("whether to follow up at all");
    let (mut right, mut wrong, mut missed) = (0usize, 0usize, 0usize);
    for (name, case) in data::cases::<Case>(dir, "documents.json")? {
        let document =
            entities::document(&name, &case.lang, [&case.agency, &case.country], [&case.title, &case.text]);
        let prior = Lang::parse(&case.lang);
        let (found, took) = ask(|| -> BTreeSet<String> {
            let relevance = enricher.annotate(&document, prior.as_ref()).relevance;
            relevance.iter().map(|r| format!("{} > {}", r.programme, r.office)).collect()
        });
        let touched = found.clone().unwrap_or_default();
        right += touched.intersection(&case.touches).count();
        wrong += touched.difference(&case.touches).count();
        missed += case.touches.difference(&touched).count();
        report.predictions.insert(name.clone(), json!(touched));
        let any = found.as_ref().map(|f| !f.is_empty());
        told.count(&name, !case.touches.is_empty(), (any, took), |any| *any != case.touches.is_empty());
        same.count(&name, json!(case.touches), (found.map(|f| json!(f)), took), |f| {
            *f == json!(case.touches)
        });
    }
    report.parts.extend([told, same]);
    report.figures.insert("precision".into(), right as f64 / (right + wrong).max(1) as f64);
    report.figures.insert("recall".into(), right as f64 / (right + missed).max(1) as f64);
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_should_be_followed_up_is_found_as_well_as_it_was() {
        let at = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        let report = run(&at("tests/gold/relevance"), &at("config")).unwrap();
        println!("{report}");
        assert!(report.figures["precision"] >= 0.9);
        assert!(report.figures["recall"] >= 0.8);
    }
}
