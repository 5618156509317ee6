//! Counting and ordering what a query finds, in one pass.
//!
//! Ties are settled by document id, never by where a document lies.

use crate::{exact::STEPS, request::Sort};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};
use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

/// Fields whose values are counted.
pub(crate) const FACETS: [&str; 9] =
    ["country", "agency", "topic", "kind", "language", "named", "office", "credibility", "sensitivity"];
/// The field whose values make the histogram.
pub(crate) const MONTH: &str = "month";

/// What decides the order: greater comes first.
type Key = (i64, i64);

/// Keeps the first `keep` documents and counts all.
pub(crate) struct Gather {
    pub(crate) sort: Sort,
    pub(crate) keep: usize,
    pub(crate) facets: bool,
}

/// A document that was kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kept {
    key: Reverse<Key>,
    pub(crate) id: String,
    pub(crate) address: DocAddress,
}

impl Kept {
    /// Its score, if the order is by score.
    pub(crate) fn score(&self) -> f32 {
        self.key.0.0 as f32 / STEPS
    }
}

/// What was found.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) total: u64,
    /// In order.
    pub(crate) kept: Vec<Kept>,
    /// Documents by value, for [`FACETS`] and [`MONTH`].
    pub(crate) values: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

pub(crate) struct GatherSegment {
    sort: Sort,
    keep: usize,
    segment: SegmentOrdinal,
    day: Column<i64>,
    seen: Column<i64>,
    ids: Option<StrColumn>,
    total: u64,
    /// The last of those kept is on top.
    heap: BinaryHeap<(Reverse<Key>, u64, DocId)>,
    counters: Vec<(&'static str, StrColumn, Vec<u64>)>,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = GatherSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<GatherSegment> {
        let fast = reader.fast_fields();
        let mut counters = Vec::new();
        if self.facets {
            for field in FACETS.into_iter().chain([MONTH]) {
                if let Some(column) = fast.str(field)? {
                    let counts = vec![0; column.num_terms()];
                    counters.push((field, column, counts));
                }
            }
        }
        Ok(GatherSegment {
            sort: self.sort,
            keep: self.keep,
            segment,
            day: fast.i64("day")?,
            seen: fast.i64("seen")?,
            ids: fast.str("id")?,
            total: 0,
            heap: BinaryHeap::new(),
            counters,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            all.kept.extend(segment.kept);
            for (field, values) in segment.values {
                let counts = all.values.entry(field).or_default();
                values.into_iter().for_each(|(value, count)| *counts.entry(value).or_default() += count);
            }
        }
        all.kept.sort_unstable();
        all.kept.truncate(self.keep);
        Ok(all)
    }
}

impl GatherSegment {
    fn key(&self, doc: DocId, score: Score) -> Key {
        let day = self.day.first(doc);
        let seen = self.seen.first(doc).unwrap_or_default();
        match self.sort {
            Sort::Relevance => ((score * STEPS) as i64, day.unwrap_or(i64::MIN)),
            Sort::Newest => (day.unwrap_or(i64::MIN), seen),
            Sort::Oldest => (day.map_or(i64::MIN, |day| -day), -seen),
        }
    }

    fn finish(self) -> tantivy::Result<Gathered> {
        let mut kept = Vec::with_capacity(self.heap.len());
        for (key, ord, doc) in self.heap {
            let mut id = String::new();
            if let Some(ids) = &self.ids {
                ids.ord_to_str(ord, &mut id)?;
            }
            kept.push(Kept { key, id, address: DocAddress::new(self.segment, doc) });
        }
        let mut values = BTreeMap::new();
        for (field, column, counts) in self.counters {
            let mut named = BTreeMap::new();
            for (ord, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let mut value = String::new();
                column.ord_to_str(ord as u64, &mut value)?;
                named.insert(value, count);
            }
            values.insert(field, named);
        }
        Ok(Gathered { total: self.total, kept, values })
    }
}

impl SegmentCollector for GatherSegment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        for (_, column, counts) in &mut self.counters {
            for ord in column.term_ords(doc) {
                if let Some(count) = counts.get_mut(ord as usize) {
                    *count += 1;
                }
            }
        }
        if self.keep == 0 {
            return;
        }
        let key = Reverse(self.key(doc, score));
        let full = self.heap.len() >= self.keep;
        if full && self.heap.peek().is_some_and(|(last, _, _)| key > *last) {
            return;
        }
        // Ordinals of a segment are in the order of the ids they stand for.
        let id = self.ids.as_ref().and_then(|ids| ids.term_ords(doc).next()).unwrap_or_default();
        self.heap.push((key, id, doc));
        if full {
            self.heap.pop();
        }
    }

    fn harvest(self) -> tantivy::Result<Gathered> {
        self.finish()
    }
}
