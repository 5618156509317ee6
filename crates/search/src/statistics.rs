//! How rare a word is, counted over the documents that are there.
//!
//! The engine counts replaced documents until their segment is merged, and counts every language by
//! itself. Here replaced documents do not count, so that the path to an index does not show in its
//! ranking; and a word is as rare as it is in all languages together, so that a rare language does not
//! win by being rare.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};
use tantivy::{
    Searcher, Term,
    query::Bm25StatisticsProvider,
    schema::{Field, IndexRecordOption},
};

/// Counts over one state of the index, kept as long as that state is searched.
pub(crate) struct Counts {
    searcher: Searcher,
    lengths: Mutex<HashMap<Field, Length>>,
}

#[derive(Clone, Copy, Default)]
struct Length {
    documents: u64,
    tokens: u64,
}

impl Counts {
    pub(crate) fn new(searcher: Searcher) -> Counts {
        Counts { searcher, lengths: Mutex::default() }
    }
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Whether any document has words in `field`.
    pub(crate) fn has_words(&self, field: Field) -> tantivy::Result<bool> {
        Ok(self.length(field)?.documents > 0)
    }

    /// Documents with `term`.
    pub(crate) fn documents_with(&self, term: &Term) -> tantivy::Result<u64> {
        let mut documents = 0;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            documents += u64::from(match segment.alive_bitset() {
                None => index.doc_freq(term)?,
                Some(alive) => index
                    .read_postings(term, IndexRecordOption::Basic)?
                    .map_or(0, |postings| postings.doc_freq_given_deletes(alive)),
            });
        }
        Ok(documents)
    }

    fn length(&self, field: Field) -> tantivy::Result<Length> {
        let known = self.lengths.lock().map_err(|_| tantivy::TantivyError::Poisoned)?.get(&field).copied();
        if let Some(length) = known {
            return Ok(length);
        }
        let mut length = Length::default();
        for segment in self.searcher.segment_readers() {
            if segment.inverted_index(field)?.total_num_tokens() == 0 {
                continue;
            }
            let norms = segment.get_fieldnorms_reader(field)?;
            for doc in segment.doc_ids_alive() {
                let tokens = u64::from(norms.fieldnorm(doc));
                length.tokens += tokens;
                length.documents += u64::from(tokens > 0);
            }
        }
        self.lengths.lock().map_err(|_| tantivy::TantivyError::Poisoned)?.insert(field, length);
        Ok(length)
    }
}

/// Counts for one query: words that are one to the reader are one here.
pub(crate) struct QueryCounts<'c> {
    pub(crate) counts: &'c Counts,
    pub(crate) shared: BTreeMap<Term, u64>,
}

impl Bm25StatisticsProvider for QueryCounts<'_> {
    /// So that tokens over documents is the mean length of those documents that have the field.
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let Length { documents, tokens } = self.counts.length(field)?;
        Ok((tokens * self.total_num_docs()?).checked_div(documents).unwrap_or(0).max(1))
    }
    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.counts.searcher.num_docs())
    }
    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let documents = match self.shared.get(term) {
            Some(documents) => *documents,
            None => self.counts.documents_with(term)?,
        };
        Ok(documents.min(self.counts.searcher.num_docs()))
    }
}
