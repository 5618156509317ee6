//! Weights from documents that say their topics and kind.
//!
//! Terms and rules were written with most of these documents in view and find more in them than they
//! would elsewhere. So each is learned from twice, with what terms and rules found and without, and clues
//! learn to stand alone.

use super::learn::{Case, Shape, descend, shares, sums};
use super::signs::SIGNS;
use super::weigh::{Told, is_of, kind_numbers, kind_rows, told, topic_numbers, topic_rows};
use super::{Reading, numbers};
use shiome_model::{DocumentKind, InPassing, TopicId, TopicMatch};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The share from which a topic is carried, as topics usually set it.
const USUAL: f32 = 0.35;
/// Taken from every topic: a document wrongly shown costs more trust than one that is missed.
const CAUTION: f32 = 0.3;
/// Pull towards what common sense gives.
const PULL: f32 = 0.002;
/// How much a document counts with what terms and rules found, and without.
const SEEN: [f32; 2] = [0.2, 0.8];
/// The same of a document that terms and rules have not seen.
const FRESH: [f32; 2] = [3.0, 1.5];

/// A document that says what it is, as the clues see it.
pub struct Lesson {
    pub(crate) reading: Reading,
    /// What terms told, by topic in order of the table.
    pub(crate) told: Vec<Told>,
    pub(crate) by_rules: DocumentKind,
    /// The topics it is about.
    pub topics: BTreeSet<TopicId>,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// Whether terms and rules were written without it.
    pub is_fresh: bool,
}

impl Lesson {
    pub(crate) fn new(
        reading: Reading,
        topics: &[&str],
        (about, passing): (&[TopicMatch], &[InPassing]),
        by_rules: DocumentKind,
        (is_about, kind): (BTreeSet<TopicId>, DocumentKind),
        is_fresh: bool,
    ) -> Self {
        let told = told(topics.iter().copied(), about, passing);
        Self { reading, told, by_rules, topics: is_about, kind, is_fresh }
    }
}

/// What each document is said to be about and its kind, by weights learned without all that share its
/// group.
pub fn try_clues(
    lessons: &[Lesson],
    topics: &[TopicId],
    groups: &[String],
) -> Vec<(BTreeSet<TopicId>, DocumentKind)> {
    let mut said = vec![(BTreeSet::new(), DocumentKind::default()); lessons.len()];
    let all: BTreeSet<&String> = groups.iter().collect();
    for group in all {
        let others = lessons.iter().zip(groups).filter(|(_, g)| *g != group).map(|(lesson, _)| lesson);
        let (about, kinds) = learn(others, topics);
        for ((lesson, _), said) in lessons.iter().zip(groups).zip(&mut said).filter(|((_, g), _)| *g == group)
        {
            let by_topic = shares(&sums(&about, &topic_numbers(&lesson.reading, &lesson.told)), Shape::Each);
            let carried = topics.iter().zip(by_topic).filter(|(_, share)| *share >= USUAL);
            let by_kind = sums(&kinds, &kind_numbers(&lesson.reading, Some(lesson.by_rules)));
            let best = DocumentKind::ALL.into_iter().zip(by_kind).max_by(|a, b| a.1.total_cmp(&b.1));
            *said = (carried.map(|(t, _)| t.clone()).collect(), best.map(|(k, _)| k).unwrap_or_default());
        }
    }
    said
}

/// The tables of weights that `learned.tsv` of the clues holds, for these topics.
pub fn learn_clues(lessons: &[Lesson], topics: &[TopicId]) -> String {
    let (about, kinds) = learn(lessons.iter(), topics);
    let names: Vec<String> = topics.iter().map(ToString::to_string).collect();
    let sorts: Vec<String> = DocumentKind::ALL.iter().map(ToString::to_string).collect();
    let mut out = String::from("# made by: shiome eval clues --learn\n");
    write(&mut out, "topics", &names, &topic_rows(&names), &about);
    write(&mut out, "kinds", &sorts, &kind_rows(), &kinds);
    out
}

type Rows = Vec<Vec<f32>>;

/// Weights of topics and of kinds.
fn learn<'l>(lessons: impl Iterator<Item = &'l Lesson>, topics: &[TopicId]) -> (Rows, Rows) {
    let is = |yes: bool| f32::from(u8::from(yes));
    let (mut about, mut kinds) = (Vec::new(), Vec::new());
    for lesson in lessons {
        let none = vec![Told::default(); topics.len()];
        let of: Vec<f32> = topics.iter().map(|t| is(lesson.topics.contains(t))).collect();
        let sort: Vec<f32> = DocumentKind::ALL.iter().map(|k| is(*k == lesson.kind)).collect();
        let ways = [(&lesson.told, Some(lesson.by_rules)), (&none, None)];
        for ((told, by_rules), counts) in ways.into_iter().zip(if lesson.is_fresh { FRESH } else { SEEN }) {
            let numbers = topic_numbers(&lesson.reading, told);
            about.push(Case { numbers, is: of.clone(), counts });
            let numbers = kind_numbers(&lesson.reading, by_rules);
            kinds.push(Case { numbers, is: sort.clone(), counts });
        }
    }
    let mut about = descend(&about, &first_topics(topics), Shape::Each, PULL);
    let always = about.last_mut().into_iter().flatten();
    always.for_each(|weight| *weight -= CAUTION);
    let kinds = descend(&kinds, &first_kinds(), Shape::One, PULL);
    (about, kinds)
}

/// Weights before anything is learned: each facet for its own topic, other trades against all.
fn first_topics(topics: &[TopicId]) -> Rows {
    let mut rows: Rows = numbers::names()
        .iter()
        .map(|name| {
            let (own, rest) = name.split_once('.').unwrap_or_default();
            let strength = if rest.contains(' ') { 0.8 } else { 1.6 };
            let against = if own == "x" { -0.5 } else { 0.0 };
            topics.iter().map(|t| if is_of(own, t) { strength } else { against }).collect()
        })
        .collect();
    for at in 0..topics.len() {
        for weight in [1.5, 1.0] {
            rows.push((0..topics.len()).map(|t| if t == at { weight } else { 0.0 }).collect());
        }
    }
    rows.push(vec![-3.0; topics.len()]);
    rows
}

/// The same for kinds; what nothing tells is news.
fn first_kinds() -> Rows {
    let kinds = DocumentKind::ALL;
    let own = |name: &str, kind: DocumentKind| name.split('.').take(2).eq(["k", kind.as_str()]);
    let one = |name: &String| -> Vec<f32> {
        let strength = if name.contains(' ') { 1.0 } else { 1.5 };
        kinds.iter().map(|k| if own(name, *k) { strength } else { 0.0 }).collect()
    };
    let mut rows: Rows = numbers::names().iter().map(one).collect();
    for kind in kinds {
        let weight = if kind == DocumentKind::News { 0.5 } else { 1.5 };
        rows.push(kinds.iter().map(|k| if *k == kind { weight } else { 0.0 }).collect());
    }
    let own = |sign: &str, kind: DocumentKind| match (sign, kind) {
        ("text commands", DocumentKind::Guideline) | ("text speaks of oneself", DocumentKind::Opinion) => 2.0,
        _ => 0.0,
    };
    rows.extend(SIGNS.map(|sign| kinds.iter().map(|k| own(sign, *k)).collect()));
    rows.push(kinds.iter().map(|k| if *k == DocumentKind::News { 0.8 } else { 0.0 }).collect());
    rows
}

fn write(out: &mut String, table: &str, columns: &[String], names: &[String], rows: &[Vec<f32>]) {
    _ = writeln!(out, "{table}\tnumber\t{}", columns.join("\t"));
    for (name, row) in names.iter().zip(rows) {
        let row: Vec<String> = row.iter().map(|w| format!("{w:.3}")).collect();
        _ = writeln!(out, "{table}\t{name}\t{}", row.join("\t"));
    }
}
