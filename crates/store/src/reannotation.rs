//! What changed when documents were annotated anew, with another version of rules or thesaurus.

use serde::{Deserialize, Serialize};
use shiome_model::{Annotations, DocumentId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Documents named for each thing that changed.
const EXAMPLES: usize = 5;

/// Documents that something is true of: how many, and the first few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub documents: u64,
    /// Some of them.
    pub examples: Vec<DocumentId>,
}

impl Tally {
    fn add(&mut self, document: &DocumentId) {
        self.documents += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(document.clone());
        }
    }
}

/// What one version changed against another, so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reannotation {
    /// The version that was there.
    pub from: String,
    /// The version that replaced it.
    pub to: String,
    /// When the first document was done.
    pub started_at: Timestamp,
    /// When the last one was.
    pub updated_at: Timestamp,
    /// Documents done.
    pub documents: u64,
    /// Those of them of which the same is believed as before.
    pub unchanged: u64,
    /// Documents that carry a topic now and did not.
    pub topics_gained: BTreeMap<String, Tally>,
    /// Documents that carried a topic and do not now.
    pub topics_lost: BTreeMap<String, Tally>,
    /// Documents in which a concept is found now and was not.
    pub concepts_gained: BTreeMap<String, Tally>,
    /// Documents in which a concept was found and is not now.
    pub concepts_lost: BTreeMap<String, Tally>,
    /// Documents of another kind than before, by `old -> new`.
    pub kinds: BTreeMap<String, Tally>,
    /// Documents of another language than before, by `old -> new`.
    pub languages: BTreeMap<String, Tally>,
}

impl Reannotation {
    /// Nothing done yet.
    pub fn new(from: &str, to: &str, at: Timestamp) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            started_at: at,
            updated_at: at,
            documents: 0,
            unchanged: 0,
            topics_gained: BTreeMap::new(),
            topics_lost: BTreeMap::new(),
            concepts_gained: BTreeMap::new(),
            concepts_lost: BTreeMap::new(),
            kinds: BTreeMap::new(),
            languages: BTreeMap::new(),
        }
    }

    /// Counts what changed of one document.
    pub fn count(&mut self, old: &Annotations, new: &Annotations, at: Timestamp) {
        let id = &new.document;
        self.updated_at = at;
        self.documents += 1;
        let of = |a: &Annotations| a.topics.iter().map(|t| t.topic.to_string()).collect::<BTreeSet<_>>();
        differences(&of(old), &of(new), id, &mut self.topics_lost, &mut self.topics_gained);
        let of = |a: &Annotations| a.concepts.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        differences(&of(old), &of(new), id, &mut self.concepts_lost, &mut self.concepts_gained);
        if old.kind != new.kind {
            self.kinds.entry(format!("{} -> {}", old.kind, new.kind)).or_default().add(id);
        }
        if old.language != new.language {
            self.languages.entry(format!("{} -> {}", old.language, new.language)).or_default().add(id);
        }
        // Which version says it is no difference.
        let same = Annotations { version: new.version.clone(), ..old.clone() } == *new;
        self.unchanged += u64::from(same);
    }

    /// One line of it, for people.
    pub fn in_words(&self) -> String {
        let mut parts = vec![format!("{} documents, {} as before", self.documents, self.unchanged)];
        let topics: BTreeSet<&String> = self.topics_gained.keys().chain(self.topics_lost.keys()).collect();
        for topic in topics {
            let n = |map: &BTreeMap<String, Tally>| map.get(topic).map_or(0, |t| t.documents);
            parts.push(format!("{topic} +{} -{}", n(&self.topics_gained), n(&self.topics_lost)));
        }
        let sum = |map: &BTreeMap<String, Tally>| map.values().map(|t| t.documents).sum::<u64>();
        parts.push(format!("kinds {}", sum(&self.kinds)));
        parts.push(format!("languages {}", sum(&self.languages)));
        format!("{} -> {}: {}", self.from, self.to, parts.join(", "))
    }
}

fn differences(
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
    id: &DocumentId,
    lost: &mut BTreeMap<String, Tally>,
    gained: &mut BTreeMap<String, Tally>,
) {
    old.difference(new).for_each(|name| lost.entry(name.clone()).or_default().add(id));
    new.difference(old).for_each(|name| gained.entry(name.clone()).or_default().add(id));
}
