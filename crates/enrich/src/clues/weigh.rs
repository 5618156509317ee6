//! What clues, terms and rules say together.
//!
//! `learned.tsv` has a table of topics and one of kinds: a row for a number of the document, a column for
//! a topic or kind. A topic is carried if its share reaches the topic's threshold; the clues that spoke for
//! it are shown beside its terms.

use super::find::{Clue, FACETS};
use super::learn::{Shape, shares, sums};
use super::signs::SIGNS;
use super::{Reading, numbers};
use shiome_model::{
    ConceptId, DocumentKind, Field, InPassing, Lang, Span, TermHit, Topic, TopicId, TopicMatch,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Clues shown of one topic.
const SHOWN: usize = 6;
/// A topic that only clues speak for is a mention from here on.
const MENTION: f32 = 0.2;
/// Terms alone carry a topic if they say so this firmly, or beyond the start of a text; unless clues speak
/// against it, with a share below the other.
const FIRM: f32 = 0.6;
const AGAINST: f32 = 0.05;
/// Terms say no more than this, as a sum of the thesaurus's scores.
const MOST: f32 = 1.5;

/// What the thesaurus says of a topic before clues are heard: the sum of its terms, and whether it would
/// carry the topic.
pub(crate) type Told = (f32, bool);

/// A table of weights.
pub(super) struct Weights {
    pub(super) columns: Vec<String>,
    /// A row for each number.
    pub(super) rows: Vec<Vec<f32>>,
}

/// Weights of topics and of kinds.
struct Learned {
    topics: Weights,
    kinds: Weights,
}

static LEARNED: LazyLock<Learned> = LazyLock::new(|| {
    let text = include_str!("learned.tsv");
    let topics = columns(text, "topics");
    Learned { topics: read(text, "topics", &topic_rows(&topics)), kinds: read(text, "kinds", &kind_rows()) }
});

fn columns(text: &str, table: &str) -> Vec<String> {
    let row = text.lines().find_map(|l| l.strip_prefix(table)?.strip_prefix("\tnumber\t"));
    row.unwrap_or_default().split('\t').map(str::to_owned).collect()
}

fn read(text: &str, table: &str, names: &[String]) -> Weights {
    let columns = columns(text, table);
    let mut rows = vec![vec![0.0; columns.len()]; names.len()];
    for line in text.lines() {
        let mut cells = line.split('\t');
        if cells.next() != Some(table) {
            continue;
        }
        let Some(at) = cells.next().and_then(|name| names.iter().position(|n| n == name)) else { continue };
        let row: Vec<f32> = cells.filter_map(|c| c.parse().ok()).collect();
        if row.len() == columns.len() {
            rows[at] = row;
        }
    }
    Weights { columns, rows }
}

/// What the rows of the table of topics are called.
pub(super) fn topic_rows(topics: &[String]) -> Vec<String> {
    let terms = topics.iter().flat_map(|t| [format!("terms of {t}"), format!("terms carry {t}")]);
    numbers::names().into_iter().chain(terms).chain(["always".to_owned()]).collect()
}

/// What the rows of the table of kinds are called.
pub(super) fn kind_rows() -> Vec<String> {
    let rules = DocumentKind::ALL.iter().map(|k| format!("rules say {k}"));
    let signs = SIGNS.iter().map(|s| (*s).to_owned());
    numbers::names().into_iter().chain(rules).chain(signs).chain(["always".to_owned()]).collect()
}

/// A document in the numbers of the table of topics; `told` in the order of its columns.
pub(super) fn topic_numbers(reading: &Reading, told: &[Told]) -> Vec<f32> {
    let mut all = reading.numbers.clone();
    for (total, carries) in told {
        all.extend([total.min(MOST), f32::from(u8::from(*carries))]);
    }
    all.push(1.0);
    all
}

/// A document in the numbers of the table of kinds.
pub(super) fn kind_numbers(reading: &Reading, by_rules: Option<DocumentKind>) -> Vec<f32> {
    let mut all = reading.numbers.clone();
    all.extend(DocumentKind::ALL.iter().map(|k| f32::from(u8::from(by_rules == Some(*k)))));
    all.extend(reading.signs);
    all.push(1.0);
    all
}

/// What the thesaurus told of each of `topics`.
pub(super) fn told<'t>(
    topics: impl Iterator<Item = &'t str>,
    about: &[TopicMatch],
    passing: &[InPassing],
) -> Vec<Told> {
    let sum = |score: f32| -(1.0 - score).max(1e-3).ln();
    topics
        .map(|topic| {
            let carried = about.iter().find(|t| t.topic.as_str() == topic).map(|t| (sum(t.score), true));
            let named = || passing.iter().find(|t| t.topic.as_str() == topic).map(|t| (sum(t.score), false));
            carried.or_else(named).unwrap_or_default()
        })
        .collect()
}

/// What a document is about and what it mentions, clues heard too.
pub(crate) fn topics(
    topics: &[Topic],
    lang: &Lang,
    (title, text, sentences): (&str, &str, &[Span]),
    reading: &Reading,
    (about, passing): (Vec<TopicMatch>, Vec<InPassing>),
) -> (Vec<TopicMatch>, Vec<InPassing>) {
    let weights = &LEARNED.topics;
    let told = told(weights.columns.iter().map(String::as_str), &about, &passing);
    let said = shares(&sums(&weights.rows, &topic_numbers(reading, &told)), Shape::Each);
    let (mut carried, mut named) = (Vec::new(), Vec::new());
    for topic in topics {
        let before = about.iter().find(|t| t.topic == topic.id);
        let mention = passing.iter().find(|t| t.topic == topic.id);
        let Some(column) = weights.columns.iter().position(|c| c == topic.id.as_str()) else {
            carried.extend(before.cloned());
            named.extend(mention.cloned());
            continue;
        };
        let share = said[column];
        let firmly = before.is_some_and(|t| t.score >= FIRM || !reading.is_whole);
        let stands = firmly && share >= AGAINST;
        if share < topic.threshold && !stands && before.is_none() && mention.is_none() && share < MENTION {
            continue;
        }
        let terms = before.map(|t| &t.hits).or(mention.map(|m| &m.hits)).cloned().unwrap_or_default();
        let clues = clues(reading, &topic.id, lang, (title, text), column, &terms);
        // Shares are near none or one, which would rank nothing: terms say half of how near it is.
        let by_terms = before.map(|t| t.score).or(mention.map(|m| m.score)).unwrap_or_default();
        let score = 0.5 * (share + by_terms);
        if share >= topic.threshold || stands {
            let score = score.max(topic.threshold);
            carried.push(TopicMatch { topic: topic.id.clone(), score, hits: weighed(terms, clues, score) });
        } else if let Some(mention) = mention {
            named.push(InPassing { score, hits: weighed(terms, vec![], score), ..mention.clone() });
        } else {
            let hits = weighed(terms, clues, score);
            let named_in = |s: &&Span| {
                hits.iter().any(|h| h.field == Field::Text && s.start <= h.span.start && h.span.start < s.end)
            };
            let part = sentences.iter().filter(named_in).count() as f32 / sentences.len().max(1) as f32;
            named.push(InPassing { topic: topic.id.clone(), score, share: part, hits });
        }
    }
    carried.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.topic.cmp(&b.topic)));
    named.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.topic.cmp(&b.topic)));
    (carried, named)
}

/// The clues of a topic's own facets that spoke most for it, beside the terms found anyway.
fn clues(
    reading: &Reading,
    topic: &TopicId,
    lang: &Lang,
    (title, text): (&str, &str),
    column: usize,
    terms: &[TermHit],
) -> Vec<TermHit> {
    let mut hits: Vec<TermHit> = Vec::new();
    let mut phrases: BTreeSet<(u8, u32)> = BTreeSet::new();
    let fields = [(Field::Title, title, &reading.title), (Field::Text, text, &reading.text)];
    let mut all: Vec<(f32, Field, &str, &Clue)> = fields
        .into_iter()
        .flat_map(|(field, text, clues)| clues.iter().map(move |c| (worth(c, column), field, text, c)))
        .filter(|(worth, ..)| *worth > 0.0)
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (worth, field, text, clue) in all {
        let span = Span { start: clue.start, end: clue.end };
        let overlaps = |h: &TermHit| h.field == field && h.span.start < span.end && span.start < h.span.end;
        let (own, name) = FACETS[clue.facet as usize].split_once('.').unwrap_or_default();
        if !is_of(own, topic) || terms.iter().chain(&hits).any(overlaps) {
            continue;
        }
        if hits.len() == SHOWN || !phrases.insert((clue.facet, clue.phrase)) {
            continue;
        }
        hits.push(TermHit {
            concept: ConceptId::of(topic, name),
            term: text.get(span.start..span.end).unwrap_or_default().to_lowercase(),
            lang: lang.clone(),
            field,
            span,
            weight: worth,
        });
    }
    hits
}

fn worth(clue: &Clue, column: usize) -> f32 {
    LEARNED.topics.rows[clue.facet as usize].get(column).copied().unwrap_or_default() / 3.0
}

/// Whose facets are whose.
const OWNERS: [(&str, &str); 8] = [
    ("dei", "dei"),
    ("ec", "early_career"),
    ("ai", "generative_ai"),
    ("mo", "international_collaboration_mobility"),
    ("os", "open_science"),
    ("ra", "research_assessment"),
    ("se", "research_security_integrity"),
    ("su", "sustainability_of_research"),
];

/// Whether facets of the name `own` are of a topic.
pub(super) fn is_of(own: &str, topic: &TopicId) -> bool {
    OWNERS.iter().any(|(short, long)| *short == own && *long == topic.as_str())
}

/// Terms and clues in order of place, their weights adding up to the score.
fn weighed(terms: Vec<TermHit>, clues: Vec<TermHit>, score: f32) -> Vec<TermHit> {
    let mut hits: Vec<TermHit> = terms.into_iter().chain(clues).collect();
    let whole: f32 = hits.iter().map(|h| h.weight).sum();
    if whole > 0.0 {
        hits.iter_mut().for_each(|h| h.weight *= score / whole);
    }
    hits.sort_by_key(|h| (h.field, h.span));
    hits
}

/// The kind, clues heard too, and the passage that told it.
pub(crate) fn kind(
    (title, text): (&str, &str),
    reading: &Reading,
    (by_rules, because): (DocumentKind, String),
) -> (DocumentKind, String) {
    let weights = &LEARNED.kinds;
    let sums = sums(&weights.rows, &kind_numbers(reading, Some(by_rules)));
    let best = weights.columns.iter().zip(&sums).enumerate().max_by(|a, b| a.1.1.total_cmp(b.1.1));
    let Some((column, kind)) = best.and_then(|(at, (name, _))| Some((at, name.parse().ok()?))) else {
        return (by_rules, because);
    };
    if kind == by_rules {
        return (kind, because);
    }
    let fields = [(title, &reading.title), (text, &reading.text)];
    let all = fields.into_iter().flat_map(|(text, clues)| clues.iter().map(move |c| (text, c)));
    let says = |c: &Clue| weights.rows[c.facet as usize].get(column).copied().unwrap_or_default();
    let told = all.filter(|(_, c)| FACETS[c.facet as usize].starts_with("k.") && says(c) > 0.0);
    // The first of equals.
    let told = told.fold(None::<(&str, &Clue)>, |best, one| match best {
        Some(best) if says(best.1) >= says(one.1) => Some(best),
        _ => Some(one),
    });
    let passage = told.and_then(|(text, c)| text.get(c.start..c.end)).map(str::to_owned);
    (kind, passage.unwrap_or_else(|| "nothing tells another kind".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_can_be_read() {
        let text = include_str!("learned.tsv");
        assert_eq!(LEARNED.topics.columns.len(), OWNERS.len());
        assert!(LEARNED.topics.columns.iter().all(|c| OWNERS.iter().any(|(_, long)| c == long)));
        let kinds: Vec<&str> = DocumentKind::ALL.iter().map(|k| k.as_str()).collect();
        assert_eq!(LEARNED.kinds.columns, kinds);
        let (topics, kinds) = (topic_rows(&LEARNED.topics.columns), kind_rows());
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (names, columns) = if cells[0] == "topics" { (&topics, 8) } else { (&kinds, 11) };
            assert!(cells[1] == "number" || names.iter().any(|n| n == cells[1]), "{line}");
            assert_eq!(cells.len(), columns + 2, "{line}");
        }
        let always = LEARNED.topics.rows.last().unwrap();
        assert!(always.iter().all(|w| *w < -0.5), "nothing speaks for a topic by itself: {always:?}");
    }
}
