//! `topics/<topic>.toml`: a standing question and its thesaurus.

use super::codes::{self, LANGUAGE_HINT};
use super::document::Document;
use super::files::{self, ID_HINT, is_id, stem};
use super::problem::{Problem, Problems};
use super::schema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use shiome_model::topic::{Concept, Term, Topic};
use shiome_model::{ConceptId, Names, TopicId};
use std::collections::BTreeSet;
use std::path::Path;

/// A standing question and its thesaurus. Its id is the name of the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used: the parts are read one by one")]
pub struct TopicFile {
    /// What people call it.
    name: Names,
    /// What belongs to it, in a sentence.
    description: Names,
    /// Score from which a document carries the topic, above 0 and at most 1.
    #[schemars(default = "usual_threshold")]
    threshold: f32,
    /// What several terms in several languages mean.
    concept: Vec<ConceptEntry>,
}

/// What several terms in several languages mean.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConceptEntry {
    /// Its name inside the topic; the id is `topic/name`.
    name: String,
    /// Its terms in all languages.
    terms: Vec<Term>,
}

fn usual_threshold() -> f32 {
    0.35
}

/// The topics that could be read, and the ids of all.
#[derive(Default)]
pub struct Topics {
    /// In the order of their files.
    pub topics: Vec<Topic>,
    /// Also of those that could not be read.
    pub ids: BTreeSet<String>,
}

/// Reads all topics.
pub fn read_all(dir: &Path, problems: &mut Problems) -> Topics {
    let schema = schema::of::<TopicFile>();
    let mut read = Topics::default();
    for file in files::look(dir, problems).files {
        let id = stem(&file);
        let mut document = Document::read(&file, &schema);
        if !is_id(&id) {
            document.problem("", format!("'{id}' is no id"), ID_HINT);
        }
        read.topics.push(topic(&mut document, TopicId::new(id.as_str())));
        read.ids.insert(id);
        document.close(problems);
    }
    if read.ids.is_empty() {
        problems.0.push(Problem::of_file(dir, "there is no topic", "nothing would be recognised: add one"));
    }
    read
}

fn topic(d: &mut Document, id: TopicId) -> Topic {
    let mut names = |at: &str| {
        let names: Names = d.piece(at).unwrap_or_default();
        for (key, name) in [("en", &names.en), ("ja", &names.ja)] {
            if name.trim().is_empty() && !d.is_troubled(at) {
                d.problem(&format!("{at}/{key}"), "is empty", "");
            }
        }
        names
    };
    let (name, description) = (names("/name"), names("/description"));
    let threshold = d.value("/threshold").and_then(Value::as_f64).map_or_else(usual_threshold, |t| t as f32);
    if threshold <= 0.0 || threshold > 1.0 {
        let message = format!("{threshold} is no score");
        d.problem("/threshold", message, "write a number above 0, at most 1");
    }
    let mut seen = BTreeSet::new();
    let mut concepts = Vec::new();
    for index in 0..d.count("/concept") {
        let at = format!("/concept/{index}");
        let Some(entry) = d.piece::<ConceptEntry>(&at) else { continue };
        if !is_id(&entry.name) {
            d.problem(&format!("{at}/name"), format!("'{}' is no name", entry.name), ID_HINT);
        } else if !seen.insert(entry.name.clone()) {
            let message = format!("there is already a concept '{}'", entry.name);
            d.problem(&format!("{at}/name"), message, "put the terms of both together");
        }
        let concept = ConceptId::of(&id, &entry.name);
        concepts.push(Concept { id: concept, terms: terms(d, &at, entry.terms) });
    }
    if concepts.is_empty() && !d.is_troubled("/concept") {
        d.problem("", "has no concepts", "add [[concept]] with its terms");
    }
    Topic { id, name, description, threshold, concepts }
}

/// Checks terms, and reduces their language tags: `zh-Hant` is read as `zh`.
fn terms(d: &mut Document, at: &str, mut terms: Vec<Term>) -> Vec<Term> {
    if terms.is_empty() {
        d.problem(&format!("{at}/terms"), "is empty", "a concept without terms is never found");
    }
    let mut seen = BTreeSet::new();
    for (index, term) in terms.iter_mut().enumerate() {
        let at = format!("{at}/terms/{index}");
        // Before the tags are reduced: the same word may be written in two scripts' countries.
        if !seen.insert((term.lang.clone(), term.text.clone(), term.rule)) {
            d.problem(&at, format!("'{}' is there twice", term.text), "remove one");
        }
        match codes::language(term.lang.as_str()) {
            Some(lang) => term.lang = lang,
            None => {
                let message = format!("there is no language '{}'", term.lang);
                d.problem(&format!("{at}/lang"), message, LANGUAGE_HINT);
            }
        }
        if term.text.trim().is_empty() {
            d.problem(&format!("{at}/text"), "is empty", "");
        } else if term.text.trim() != term.text {
            d.problem(&format!("{at}/text"), format!("'{}' has space around it", term.text), "remove it");
        }
    }
    terms
}
