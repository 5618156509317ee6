//! From the words of a query to the concepts they name: the thesaurus speaks to the index.

use shiome_enrich::Enricher;
use shiome_search::ExpandedConcept;

/// The concepts that `query` names, with their terms in all languages.
pub fn expand(enricher: &Enricher, query: &str) -> Vec<ExpandedConcept> {
    let concepts = enricher.expand(query).into_iter();
    concepts
        .map(|e| ExpandedConcept {
            concept: e.concept,
            matched: e.matched,
            terms: e.terms.into_iter().map(|t| (t.lang, t.text)).collect(),
        })
        .collect()
}
