//! How strongly is a text about a topic, because of which terms, or does it only mention it?
//!
//! Each concept found adds once, more when it is the topic itself, stands in the title or opens the
//! text, a little more when it is repeated; what only stands in the text fades with the text's
//! length, so that a passing mention in a long report stays small. A term that was wrong in the gold set
//! adds less. The sum saturates towards one.
//!
//! A text is **about** a topic if the score reaches the threshold and the topic has a firm place: the
//! title, the first sentences, several concepts, or a fair share of the sentences. Else, and beside
//! another topic that is far stronger, it mentions it in passing.

use crate::{script::length_in_words, thesaurus::Hit};
use shiome_model::{Field, InPassing, Span, TermHit, TermKind, Topic, TopicMatch};
use std::collections::{BTreeMap, BTreeSet};

/// Words up to which a text does not fade.
const SHORT: f32 = 150.0;
/// Sentences that open a text.
const OPENING: usize = 2;
/// Share of sentences that is a firm place by itself.
const FAIR: f32 = 0.2;
/// A topic is in passing below this share of the strongest topic's sum.
const BESIDE: f32 = 0.5;
/// The same for one that stands in the title.
const BESIDE_TITLED: f32 = 0.35;

/// What a text is about, strongest first, and what it mentions in passing.
pub(crate) fn topics(
    topics: &[Topic],
    text: &str,
    sentences: &[Span],
    hits: &[Hit],
) -> (Vec<TopicMatch>, Vec<InPassing>) {
    let length = length_in_words(text).max(1) as f32;
    let fading = (SHORT / length).min(1.0).powf(0.4);
    let opening = sentences.iter().take(OPENING).next_back().map_or(0, |s| s.end);
    let mut by_topic: BTreeMap<usize, Vec<&Hit>> = BTreeMap::new();
    for hit in hits {
        by_topic.entry(hit.entry.topic).or_default().push(hit);
    }
    let weighed: Vec<(&Topic, Weighed)> = by_topic
        .into_iter()
        .filter_map(|(index, hits)| {
            let topic = topics.get(index)?;
            Some((topic, Weighed::of(&hits, sentences, |hit| worth(hit, opening, fading))))
        })
        .collect();
    let strongest = weighed.iter().map(|(_, w)| w.total).fold(0.0, f32::max);
    let (mut about, mut passing) = (Vec::new(), Vec::new());
    for (topic, weighed) in weighed {
        let score = 1.0 - (-weighed.total).exp();
        let least = if weighed.is_titled { BESIDE_TITLED } else { BESIDE };
        let beside = weighed.total < strongest * least;
        let is_about = score >= topic.threshold && weighed.is_firm(opening) && !beside;
        let (share, hits) = (weighed.share, weighed.told(score));
        if is_about {
            about.push(TopicMatch { topic: topic.id.clone(), score, hits });
        } else {
            passing.push(InPassing { topic: topic.id.clone(), score, share, hits });
        }
    }
    about.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.topic.cmp(&b.topic)));
    passing.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.topic.cmp(&b.topic)));
    (about, passing)
}

/// The hits of one topic, and what each adds.
struct Weighed<'h> {
    hits: Vec<(&'h Hit<'h>, f32)>,
    total: f32,
    is_titled: bool,
    concepts: usize,
    /// Share of the sentences with a hit.
    share: f32,
}

impl<'h> Weighed<'h> {
    fn of(hits: &[&'h Hit<'h>], sentences: &[Span], worth: impl Fn(&Hit) -> f32) -> Self {
        let mut concepts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, hit) in hits.iter().enumerate() {
            concepts.entry(hit.entry.concept.as_str()).or_default().push(at);
        }
        let mut shares = vec![0.0f32; hits.len()];
        for places in concepts.values() {
            // The strongest hit of a concept adds in full, another way to say it less, repeats ever less.
            let mut strength: Vec<(usize, f32)> = places.iter().map(|at| (*at, worth(hits[*at]))).collect();
            strength.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let mut said = BTreeSet::new();
            for (rank, (at, worth)) in strength.into_iter().enumerate() {
                let is_new = said.insert(hits[at].entry.term.text.as_str());
                shares[at] = match (rank, is_new) {
                    (0, _) => worth,
                    (_, true) => worth * 0.7,
                    (rank, false) => worth * 0.3 / rank as f32,
                };
            }
            // Without a bound a word repeated on every page would outweigh all else.
            let repeats: f32 = places.iter().map(|at| shares[*at]).sum();
            let strongest = places.iter().map(|at| shares[*at]).fold(0.0, f32::max);
            let bound = strongest * 2.4;
            if repeats > bound {
                places.iter().for_each(|at| shares[*at] *= bound / repeats);
            }
        }
        let place = |hit: &&&Hit| sentences.partition_point(|s| s.end <= hit.span.start);
        let named: BTreeSet<usize> =
            hits.iter().filter(|h| h.field == Field::Text).map(|h| place(&h)).collect();
        Self {
            total: shares.iter().sum(),
            is_titled: hits.iter().any(|h| h.field == Field::Title),
            concepts: concepts.len(),
            share: named.len() as f32 / sentences.len().max(1) as f32,
            hits: hits.iter().copied().zip(shares).collect(),
        }
    }

    /// Whether the topic has more than a corner of the text.
    fn is_firm(&self, opening: usize) -> bool {
        let opens = |h: &&Hit| h.field == Field::Text && h.span.start < opening;
        self.is_titled
            || self.concepts > 1
            || self.share >= FAIR
            || self.hits.iter().map(|(h, _)| *h).any(|h| opens(&h))
    }

    /// The hits as they are shown.
    fn told(self, score: f32) -> Vec<TermHit> {
        let part = if self.total > 0.0 { score / self.total } else { 0.0 };
        let told = |(hit, share): (&Hit, f32)| TermHit {
            concept: hit.entry.concept.clone(),
            term: hit.entry.term.text.clone(),
            lang: hit.entry.lang.clone(),
            field: hit.field,
            span: hit.span,
            weight: share * part,
        };
        self.hits.into_iter().map(told).collect()
    }
}

/// What one hit is worth by itself.
fn worth(hit: &Hit, opening: usize, fading: f32) -> f32 {
    let kind = match hit.entry.term.kind {
        TermKind::Core => 1.0,
        TermKind::NamedEntity => 0.8,
        TermKind::Related => 0.45,
    };
    let place = match hit.field {
        Field::Title => 0.9,
        Field::Text if hit.span.start < opening => 0.6 * fading,
        Field::Text => 0.46 * fading,
    };
    kind * place * hit.entry.factor
}
