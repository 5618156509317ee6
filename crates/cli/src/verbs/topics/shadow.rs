//! `shiome topics shadow DIR`
//!
//! Documents are read a page at a time; kept are counts by topic and term, and a few examples of each.

use crate::failure::Failure;
use crate::{Common, config, wiring};
use serde::Serialize;
use shiome_enrich::Enricher;
use shiome_model::{Annotations, Document, topic::thesaurus_version};
use shiome_store::{DocumentFilter, StoredDocument};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

/// Documents read at a time.
const PAGE: usize = 200;

/// What the other thesaurus would change.
#[derive(Debug, Default, Serialize)]
struct Shadow {
    /// Version of the thesaurus in use.
    now: String,
    /// Version of the other.
    then: String,
    documents: u64,
    /// Documents whose topics would change.
    changed: u64,
    topics: BTreeMap<String, Moved>,
    /// By concept, language and term; only those that would be found in more or fewer documents.
    terms: BTreeMap<String, Moved>,
}

/// Documents that would gain or lose something.
#[derive(Debug, Default, Serialize)]
struct Moved {
    /// With it now.
    now: u64,
    added: u64,
    dropped: u64,
    added_examples: Vec<Example>,
    dropped_examples: Vec<Example>,
}

#[derive(Clone, Debug, Serialize)]
struct Example {
    url: String,
    title: String,
}

impl Moved {
    fn count(&mut self, before: bool, after: bool, document: &Document, most: usize) {
        self.now += u64::from(before);
        let (count, examples) = match (before, after) {
            (false, true) => (&mut self.added, &mut self.added_examples),
            (true, false) => (&mut self.dropped, &mut self.dropped_examples),
            _ => return,
        };
        *count += 1;
        if examples.len() < most {
            examples.push(Example { url: document.url.to_string(), title: document.title.clone() });
        }
    }
    fn is_still(&self) -> bool {
        self.added == 0 && self.dropped == 0
    }
}

impl Shadow {
    fn compare(&mut self, document: &Document, before: &Annotations, after: &Annotations, most: usize) {
        self.documents += 1;
        let (old, new) = (topics(before), topics(after));
        self.changed += u64::from(old != new);
        for topic in old.union(&new) {
            let moved = self.topics.entry(topic.clone()).or_default();
            moved.count(old.contains(topic), new.contains(topic), document, most);
        }
        let (old, new) = (terms(before), terms(after));
        for term in old.union(&new) {
            let moved = self.terms.entry(term.clone()).or_default();
            moved.count(old.contains(term), new.contains(term), document, most);
        }
    }
}

fn topics(annotations: &Annotations) -> BTreeSet<String> {
    annotations.topics.iter().map(|t| t.topic.to_string()).collect()
}

fn terms(annotations: &Annotations) -> BTreeSet<String> {
    let about = annotations.topics.iter().flat_map(|t| &t.hits);
    let hits = about.chain(annotations.mentions.iter().flat_map(|m| &m.hits));
    hits.map(|h| format!("{} {} {}", h.concept, h.lang, h.term)).collect()
}

pub async fn run(common: &Common, dir: &Path, most: usize) -> Result<ExitCode, Failure> {
    let other = config::load_topics(dir).map_err(|problems| Failure::mistaken(problems.to_string()))?;
    let settings = wiring::config(common)?;
    let house = wiring::quiet_house(common, &settings).await?;
    let version = |topics: &[_]| thesaurus_version(topics).short()[..12].to_owned();
    let mut shadow = Shadow { now: version(&house.plan.topics), then: version(&other), ..Shadow::default() };
    let enricher = Enricher::new(&other)?;
    let mut filter = DocumentFilter { limit: PAGE, ..DocumentFilter::default() };
    loop {
        let page = house.catalog.documents_page(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.after_id = Some(last.document.id.clone());
        for StoredDocument { document, annotations, .. } in page {
            let prior = house.plan.language_of(&document.source);
            let after = enricher.annotate(&document, prior);
            // What is stored may be of older rules; the question is what this change alone does.
            let before = annotations.filter(|a| a.version == house.enricher.version());
            let before = before.unwrap_or_else(|| house.enricher.annotate(&document, prior));
            shadow.compare(&document, &before, &after, most);
        }
    }
    shadow.terms.retain(|_, moved| !moved.is_still());
    if common.json {
        super::super::print_json(&shadow)?;
    } else {
        print(&shadow);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(shadow: &Shadow) {
    let Shadow { now, then, documents, changed, topics, terms } = shadow;
    println!("thesaurus {now} in use, {then} in shadow; nothing was written");
    println!("{documents} documents, of which {changed} would have other topics");
    for (name, list) in [("topic", topics), ("term", terms)] {
        for (what, moved) in list.iter().filter(|(_, m)| !m.is_still()) {
            println!("\n{name} {what}: {} now, +{} -{}", moved.now, moved.added, moved.dropped);
            for (sign, examples) in [('+', &moved.added_examples), ('-', &moved.dropped_examples)] {
                examples.iter().for_each(|e| println!("  {sign} {}  {}", e.title, e.url));
            }
        }
    }
}
