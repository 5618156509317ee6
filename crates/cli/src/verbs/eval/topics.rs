//! Which topics is a document about? Compared with the gold set of the project, see its README.
//!
//! A topic that a document only mentions in passing must not be carried. Tables tell by topic and by
//! language, for the part that rules were made on and for the part that was held out.

use super::labelled::{self, Gold};
use super::report::{Part, Report, ask};
use super::scores::{Count, Scores};
use serde_json::{Value, json};
use shiome_enrich::{Enricher, Seen};
use shiome_model::{Annotations, ConceptId, Topic, TopicId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// What is said where nothing is.
const NONE: &str = "none";

pub fn run(dir: &Path, topics: &[Topic]) -> anyhow::Result<Report> {
    let enricher = Enricher::new(topics)?;
    let mut report = Report::default();
    let (mut train, mut held) = (Tally::new("train"), Tally::new("held out"));
    for gold in labelled::read(dir)? {
        let document = gold.document()?;
        let answer = ask(|| enricher.annotate(&document, Some(&gold.lang())));
        if let Some(said) = &answer.0 {
            report.predictions.insert(gold.id.clone(), told(said));
        }
        let tally = if gold.is_held_out() { &mut held } else { &mut train };
        tally.count(&gold, answer.0.as_ref());
        let ids = |set: BTreeSet<&TopicId>| Value::from(set.iter().map(|t| t.as_str()).collect::<Vec<_>>());
        let expected = ids(gold.topics.iter().collect());
        let found = (answer.0.map(|said| ids(said.topics.iter().map(|t| &t.topic).collect())), answer.1);
        tally.part.count(&gold.id, expected.clone(), found, |f| *f == expected);
    }
    for tally in [train, held] {
        if tally.part.cases > 0 {
            report.scores.extend(tally.tables());
            report.parts.push(tally.part);
        }
    }
    Ok(report)
}

/// What was said of a document, with its reasons.
fn told(said: &Annotations) -> Value {
    json!({
        "language": said.language,
        "topics": said.topics.iter().map(|t| json!({
            "topic": t.topic, "score": t.score,
            "terms": t.hits.iter().map(|h| json!({ "term": h.term, "concept": h.concept, "weight": h.weight }))
                .collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "mentions": said.mentions.iter().map(|m| json!({
            "topic": m.topic, "score": m.score, "share": m.share,
            "terms": m.hits.iter().map(|h| json!({ "term": h.term, "concept": h.concept, "weight": h.weight }))
                .collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

struct Tally {
    name: &'static str,
    part: Part,
    by_topic: BTreeMap<String, Count>,
    by_language: BTreeMap<String, Count>,
    /// Topics that are only mentioned: right if told so, wrong if carried, missed if not found.
    passing: BTreeMap<String, Count>,
    confusions: BTreeMap<(String, String), usize>,
}

impl Tally {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            part: Part::new(name),
            by_topic: BTreeMap::new(),
            by_language: BTreeMap::new(),
            passing: BTreeMap::new(),
            confusions: BTreeMap::new(),
        }
    }

    fn count(&mut self, gold: &Gold, said: Option<&Annotations>) {
        for topic in &gold.mentions {
            let row = self.passing.entry(topic.to_string()).or_default();
            let cell = match said {
                Some(a) if a.topics.iter().any(|t| t.topic == *topic) => &mut row.wrong,
                Some(a) if a.mentions.iter().any(|m| m.topic == *topic) => &mut row.right,
                _ => &mut row.missed,
            };
            *cell += 1;
        }
        let said: BTreeSet<&TopicId> = said.iter().flat_map(|a| &a.topics).map(|t| &t.topic).collect();
        let so: BTreeSet<&TopicId> = gold.topics.iter().collect();
        let language = self.by_language.entry(gold.language.clone()).or_default();
        for topic in so.union(&said) {
            let row = self.by_topic.entry(topic.to_string()).or_default();
            let one = match (so.contains(topic), said.contains(topic)) {
                (true, true) => Count { right: 1, ..Count::default() },
                (false, _) => Count { wrong: 1, ..Count::default() },
                (true, false) => Count { missed: 1, ..Count::default() },
            };
            row.add(one);
            language.add(one);
        }
        let mut confuse = |is: &str, said: &str| {
            *self.confusions.entry((is.to_owned(), said.to_owned())).or_default() += 1;
        };
        let (missed, wrong): (Vec<_>, Vec<_>) =
            (so.difference(&said).collect(), said.difference(&so).collect());
        for is in &missed {
            wrong.iter().for_each(|said| confuse(is.as_str(), said.as_str()));
            if wrong.is_empty() {
                confuse(is.as_str(), NONE);
            }
        }
        if missed.is_empty() {
            wrong.iter().for_each(|said| confuse(NONE, said.as_str()));
        }
    }

    fn tables(&self) -> [Scores; 3] {
        let name = self.name;
        [
            Scores::of(format!("{name}, by topic"), &self.by_topic, self.confusions.clone()),
            Scores::of(format!("{name}, by language"), &self.by_language, BTreeMap::new()),
            Scores::of(format!("{name}, in passing"), &self.passing, BTreeMap::new()),
        ]
    }
}

/// How often each term was right, as `learned.tsv` of the thesaurus writes it.
pub fn learn(dir: &Path, topics: &[Topic]) -> anyhow::Result<String> {
    let enricher = Enricher::new(topics)?;
    // Clues are shown among the terms, but are none.
    let known: BTreeSet<&ConceptId> = topics.iter().flat_map(|t| &t.concepts).map(|c| &c.id).collect();
    let mut table: BTreeMap<(String, String, String), Seen> = BTreeMap::new();
    for gold in labelled::read(dir)? {
        let said = enricher.annotate(&gold.document()?, Some(&gold.lang()));
        let hits = said.topics.iter().flat_map(|t| &t.hits).chain(said.mentions.iter().flat_map(|m| &m.hits));
        let found: BTreeSet<_> = hits
            .filter(|h| known.contains(&h.concept))
            .map(|h| (h.concept.clone(), h.lang.to_string(), h.term.clone()))
            .collect();
        for (concept, lang, term) in found {
            let topic = concept.topic();
            // A mention in passing counts as wrong: the term must not carry its topic there.
            let seen = table.entry((concept.to_string(), lang, term)).or_default();
            let cell = match (gold.is_held_out(), gold.topics.contains(&topic)) {
                (false, true) => &mut seen.right,
                (false, false) => &mut seen.wrong,
                (true, true) => &mut seen.held_right,
                (true, false) => &mut seen.held_wrong,
            };
            *cell += 1;
        }
    }
    let mut out = String::from("# concept\tlang\tterm\tright\twrong\theld-out right\theld-out wrong\n");
    for ((concept, lang, term), Seen { right, wrong, held_right, held_wrong }) in table {
        writeln!(out, "{concept}\t{lang}\t{term}\t{right}\t{wrong}\t{held_right}\t{held_wrong}")?;
    }
    Ok(out)
}
