//! How strongly is a text about a topic, and because of which terms?
//!
//! Each concept found adds once, more when it is the topic itself, stands in the title or opens the
//! text, a little more when it is repeated; what only stands in the text fades with the text's
//! length, so that a passing mention in a long report stays small. The sum saturates towards one.

use crate::{script::length_in_words, thesaurus::Hit};
use shiome_model::{Field, TermHit, TermKind, Topic, TopicMatch};
use std::collections::BTreeMap;

/// Words up to which a text does not fade.
const SHORT: f32 = 150.0;
/// Bytes of text that count as its opening.
const OPENING: usize = 400;

/// The topics at or above their thresholds, strongest first, each with its terms.
pub(crate) fn topics(topics: &[Topic], text: &str, hits: &[Hit]) -> Vec<TopicMatch> {
    let length = length_in_words(text).max(1) as f32;
    let fading = (SHORT / length).min(1.0).powf(0.4);
    let mut by_topic: BTreeMap<usize, Vec<&Hit>> = BTreeMap::new();
    for hit in hits {
        by_topic.entry(hit.entry.topic).or_default().push(hit);
    }
    let mut matches: Vec<TopicMatch> = by_topic
        .into_iter()
        .filter_map(|(index, hits)| {
            let topic = topics.get(index)?;
            let found = score(topic, &hits, fading);
            (found.score >= topic.threshold).then_some(found)
        })
        .collect();
    matches.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.topic.cmp(&b.topic)));
    matches
}

fn score(topic: &Topic, hits: &[&Hit], fading: f32) -> TopicMatch {
    let mut concepts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, hit) in hits.iter().enumerate() {
        concepts.entry(hit.entry.concept.as_str()).or_default().push(at);
    }
    let mut shares = vec![0.0f32; hits.len()];
    for places in concepts.values() {
        // The strongest hit of a concept adds in full, its repeats ever less.
        let mut strength: Vec<(usize, f32)> =
            places.iter().map(|at| (*at, worth(hits[*at], fading))).collect();
        strength.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (rank, (at, worth)) in strength.into_iter().enumerate() {
            shares[at] = if rank == 0 { worth } else { worth * 0.25 / rank as f32 };
        }
        // Without a bound a word repeated on every page would outweigh all else.
        let repeats: f32 = places.iter().map(|at| shares[*at]).sum();
        let strongest = places.iter().map(|at| shares[*at]).fold(0.0, f32::max);
        let bound = strongest * 1.8;
        if repeats > bound {
            places.iter().for_each(|at| shares[*at] *= bound / repeats);
        }
    }
    let total: f32 = shares.iter().sum();
    let score = 1.0 - (-total).exp();
    let part = if total > 0.0 { score / total } else { 0.0 };
    let hits = hits.iter().zip(shares).map(|(hit, share)| TermHit {
        concept: hit.entry.concept.clone(),
        term: hit.entry.term.text.clone(),
        lang: hit.entry.lang.clone(),
        field: hit.field,
        span: hit.span,
        weight: share * part,
    });
    TopicMatch { topic: topic.id.clone(), score, hits: hits.collect() }
}

/// What one hit is worth by itself.
fn worth(hit: &Hit, fading: f32) -> f32 {
    let kind = match hit.entry.term.kind {
        TermKind::Core => 1.0,
        TermKind::NamedEntity => 0.75,
        TermKind::Related => 0.45,
    };
    let place = match hit.field {
        Field::Title => 0.9,
        Field::Text if hit.span.start < OPENING => 0.65 * fading,
        Field::Text => 0.5 * fading,
    };
    kind * place
}
