//! What sort of document is it? Compared with the gold set of the project, see its README.

use super::labelled;
use super::report::{Part, Report, ask};
use super::scores::{Count, Scores};
use serde_json::json;
use shiome_enrich::Enricher;
use shiome_model::Topic;
use std::collections::BTreeMap;
use std::path::Path;

pub fn run(dir: &Path, topics: &[Topic]) -> anyhow::Result<Report> {
    let enricher = Enricher::new(topics)?;
    let mut report = Report::default();
    let mut parts = [Tally::new("train"), Tally::new("held out")];
    for gold in labelled::read(dir)? {
        let document = gold.document()?;
        let (said, took) = ask(|| enricher.annotate(&document, Some(&gold.lang())));
        if let Some(said) = &said {
            let told = json!({ "kind": said.kind, "because": said.kind_because });
            report.predictions.insert(gold.id.clone(), told);
        }
        let tally = &mut parts[usize::from(gold.is_held_out())];
        let (is, said) = (gold.kind.as_str(), said.map(|s| s.kind.as_str()));
        tally.count(&gold.language, is, said.unwrap_or("panic"));
        tally.part.count(&gold.id, is, (said, took), |said| *said == is);
    }
    for tally in parts {
        if tally.part.cases > 0 {
            report.scores.extend(tally.tables());
            report.parts.push(tally.part);
        }
    }
    Ok(report)
}

struct Tally {
    part: Part,
    by_kind: BTreeMap<String, Count>,
    by_language: BTreeMap<String, Count>,
    confusions: BTreeMap<(String, String), usize>,
}

impl Tally {
    fn new(name: &'static str) -> Self {
        Self {
            part: Part::new(name),
            by_kind: BTreeMap::new(),
            by_language: BTreeMap::new(),
            confusions: BTreeMap::new(),
        }
    }
    fn count(&mut self, language: &str, is: &str, said: &str) {
        let language = self.by_language.entry(language.to_owned()).or_default();
        if is == said {
            self.by_kind.entry(is.to_owned()).or_default().right += 1;
            language.right += 1;
            return;
        }
        self.by_kind.entry(is.to_owned()).or_default().missed += 1;
        self.by_kind.entry(said.to_owned()).or_default().wrong += 1;
        language.missed += 1;
        language.wrong += 1;
        *self.confusions.entry((is.to_owned(), said.to_owned())).or_default() += 1;
    }
    fn tables(&self) -> [Scores; 2] {
        let name = self.part.name;
        [
            Scores::of(format!("{name}, by kind"), &self.by_kind, self.confusions.clone()),
            Scores::of(format!("{name}, by language"), &self.by_language, BTreeMap::new()),
        ]
    }
}

/// What cues and layout weigh for each kind, as `learned.tsv` of the kinds writes it.
pub fn learn(dir: &Path) -> anyhow::Result<String> {
    let gold = labelled::read(dir)?;
    let train: Vec<_> = gold
        .iter()
        .filter(|g| !g.is_held_out())
        .map(|g| (g.title.as_str(), g.text.as_str(), g.lang(), g.kind))
        .collect();
    Ok(shiome_enrich::learn_kinds(&train))
}
