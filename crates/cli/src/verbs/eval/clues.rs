//! Do clues carry over? Weights are learned without one language, or one set, and asked about it.
//!
//! What `shiome eval topics` and `kinds` say of documents that were learned from is flattering; what is
//! said here of a language was learned from the other languages alone.

use super::labelled;
use super::report::{Part, Report};
use super::scores::{Count, Scores};
use anyhow::Context;
use shiome_enrich::{Enricher, Lesson, learn_clues, try_clues};
use shiome_model::{Topic, TopicId};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// The set whose documents terms and rules were written with, and the one that showed what they miss.
const SEEN: [&str; 2] = ["topics", "topics_second"];

/// A set that is never learned from.
const KEPT: &str = "topics_sixth";

struct Labelled {
    set: String,
    id: String,
    language: String,
    is_held_out: bool,
    lesson: Lesson,
}

/// All documents of the folders `topics*` in `dir`.
fn labelled(dir: &Path, topics: &[Topic]) -> anyhow::Result<Vec<Labelled>> {
    let enricher = Enricher::new(topics)?;
    let listed = fs::read_dir(dir).with_context(|| format!("list '{}'", dir.display()))?;
    let mut sets: Vec<String> = listed
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .filter(|n| n.starts_with("topics") && n != KEPT)
        .collect();
    sets.sort();
    let mut all = Vec::new();
    for set in sets {
        for gold in labelled::read(&dir.join(&set))? {
            let says = (gold.topics.clone(), gold.kind);
            let is_fresh = !SEEN.contains(&set.as_str());
            let Some(lesson) = enricher.lesson(&gold.document()?, &gold.lang(), says, is_fresh) else {
                continue;
            };
            let is_held_out = gold.is_held_out();
            all.push(Labelled {
                set: set.clone(),
                id: gold.id,
                language: gold.language,
                is_held_out,
                lesson,
            });
        }
    }
    Ok(all)
}

/// The tables of weights that `learned.tsv` of the clues holds, from the train part of all sets.
pub fn learn(dir: &Path, topics: &[Topic]) -> anyhow::Result<String> {
    let all = labelled(dir, topics)?;
    let train: Vec<Lesson> = all.into_iter().filter(|l| !l.is_held_out).map(|l| l.lesson).collect();
    Ok(learn_clues(&train, &ids(topics)))
}

fn ids(topics: &[Topic]) -> Vec<TopicId> {
    topics.iter().map(|t| t.id.clone()).collect()
}

pub fn run(dir: &Path, topics: &[Topic]) -> anyhow::Result<Report> {
    let train: Vec<Labelled> = labelled(dir, topics)?.into_iter().filter(|l| !l.is_held_out).collect();
    let mut report = Report::default();
    let by_language = train.iter().map(|l| l.language.clone()).collect();
    let by_set = train.iter().map(|l| l.set.clone()).collect();
    let (names, lessons): (Vec<(String, String)>, Vec<Lesson>) =
        train.into_iter().map(|l| ((l.set, l.id), l.lesson)).unzip();
    let left_out: [(&'static str, Vec<String>); 2] =
        [("each language unseen", by_language), ("each set unseen", by_set)];
    for (name, groups) in left_out {
        let said = try_clues(&lessons, &ids(topics), &groups);
        let mut part = Part::new(name);
        let (mut by_group, mut by_topic, mut by_kind) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (((_, id), lesson), ((about, kind), group)) in
            names.iter().zip(&lessons).zip(said.into_iter().zip(&groups))
        {
            count(by_group.entry(group.clone()).or_default(), &lesson.topics, &about);
            for topic in lesson.topics.union(&about) {
                let [is, said] =
                    [&lesson.topics, &about].map(|set| BTreeSet::from_iter(set.get(topic).cloned()));
                count(by_topic.entry(topic.to_string()).or_default(), &is, &said);
            }
            let row = |kind: &str| kind.to_owned();
            if kind == lesson.kind {
                by_kind.entry(row(kind.as_str())).or_insert_with(Count::default).right += 1;
            } else {
                by_kind.entry(row(kind.as_str())).or_insert_with(Count::default).wrong += 1;
                by_kind.entry(row(lesson.kind.as_str())).or_insert_with(Count::default).missed += 1;
            }
            let told =
                |topics: &BTreeSet<TopicId>| topics.iter().map(ToString::to_string).collect::<Vec<_>>();
            let expected = told(&lesson.topics);
            part.count(id, expected.clone(), (Some(told(&about)), Duration::ZERO), |f| *f == expected);
        }
        report.parts.push(part);
        report.scores.push(Scores::of(format!("{name}, topics"), &by_topic, BTreeMap::new()));
        report.scores.push(Scores::of(
            format!("{name}, topics by what is unseen"),
            &by_group,
            BTreeMap::new(),
        ));
        report.scores.push(Scores::of(format!("{name}, kinds"), &by_kind, BTreeMap::new()));
    }
    Ok(report)
}

fn count(row: &mut Count, is: &BTreeSet<TopicId>, said: &BTreeSet<TopicId>) {
    row.right += is.intersection(said).count();
    row.wrong += said.difference(is).count();
    row.missed += is.difference(said).count();
}
