//! Scores that add up the same in every order.
//!
//! Floating-point sums depend on the order of their parts, and the engine's order depends on how
//! documents lie in segments. Rounded to multiples of 1/4096, parts below 2048 add without error in
//! 32 bits, so that the same documents score the same however they came into the index.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, Term,
    query::{EnableScoring, Explanation, Query, Scorer, Weight},
};

/// What scores are multiples of, inverted.
pub(crate) const STEPS: f32 = 4096.0;

/// A query whose scores are boosted and then rounded.
#[derive(Debug)]
pub(crate) struct Exact {
    query: Box<dyn Query>,
    boost: Score,
}

impl Exact {
    pub(crate) fn boxed(query: impl Query, boost: Score) -> Box<dyn Query> {
        Box::new(Exact { query: Box::new(query), boost })
    }
}

impl Clone for Exact {
    fn clone(&self) -> Self {
        Exact { query: self.query.box_clone(), boost: self.boost }
    }
}

impl Query for Exact {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = self.query.weight(scoring)?;
        if !scoring.is_scoring_enabled() {
            return Ok(weight);
        }
        Ok(Box::new(ExactWeight { weight, boost: self.boost }))
    }
    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct ExactWeight {
    weight: Box<dyn Weight>,
    boost: Score,
}

impl Weight for ExactWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ExactScorer { scorer: self.weight.scorer(reader, 1.0)?, boost: boost * self.boost }))
    }
    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

struct ExactScorer {
    scorer: Box<dyn Scorer>,
    boost: Score,
}

impl DocSet for ExactScorer {
    fn advance(&mut self) -> DocId {
        self.scorer.advance()
    }
    fn seek(&mut self, target: DocId) -> DocId {
        self.scorer.seek(target)
    }
    fn doc(&self) -> DocId {
        self.scorer.doc()
    }
    fn size_hint(&self) -> u32 {
        self.scorer.size_hint()
    }
    fn cost(&self) -> u64 {
        self.scorer.cost()
    }
}

impl Scorer for ExactScorer {
    fn score(&mut self) -> Score {
        (self.scorer.score() * self.boost * STEPS).round() / STEPS
    }
}
