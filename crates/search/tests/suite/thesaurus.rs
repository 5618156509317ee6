//! Finding what is meant in other languages.

use crate::corpus::{ask, concept, ids, index};
use shiome_search::{Filters, Hits, SearchIndex, SearchRequest};

fn search(index: &SearchIndex, query: &str, concepts: &[(&str, &str)]) -> Hits {
    let expansions = concepts.iter().map(|(id, matched)| concept(id, matched)).collect();
    index.search(&SearchRequest { expansions, ..ask(query) }).unwrap()
}

fn sorted(hits: &Hits) -> String {
    let mut ids = ids(hits);
    ids.sort_unstable();
    ids.join(" ")
}

#[test]
fn a_word_finds_its_concept_in_every_language() {
    let (_folder, index) = index();
    let hits = search(&index, "生成AI", &[("ai/generative", "生成AI")]);
    assert_eq!(sorted(&hits), "de1 en1 ja1 zh1");
    assert_eq!(hits.hits[0].id.as_str(), "ja1", "what was typed comes first");
    let literal: Vec<&str> = hits.hits.iter().filter(|h| h.literal).map(|h| h.id.as_str()).collect();
    assert_eq!(literal, ["ja1"]);
    assert_eq!(hits.used_terms.len(), 5);
    let german = hits.hits.iter().find(|h| h.id.as_str() == "de1").unwrap();
    let marked: Vec<&str> =
        german.passages[0].highlights.iter().map(|s| s.of(&german.passages[0].text)).collect();
    assert_eq!(marked, ["generativer KI"]);
}

#[test]
fn each_word_by_itself_or_by_its_concept() {
    let (_folder, index) = index();
    let both = [("ai/generative", "生成AI"), ("assessment/peer_review", "査読")];
    assert_eq!(sorted(&search(&index, "生成AI 査読", &both)), "en1 ja1");
    assert_eq!(sorted(&search(&index, "生成ＡＩの査読", &both)), "en1 ja1");
    assert_eq!(
        sorted(&search(&index, "生成AI -査読", &both)),
        "de1 en1 zh1",
        "without the word, not the concept"
    );
    assert_eq!(sorted(&search(&index, "\"生成AI\"", &both)), "ja1", "in quotes, the word alone");
}

#[test]
fn words_together_name_one_concept() {
    let (_folder, index) = index();
    let hits = search(&index, "peer review", &[("assessment/peer_review", "peer review")]);
    assert_eq!(sorted(&hits), "en1 en3 fr1 ko1 sv1");
    assert_eq!(&ids(&hits)[..2], ["en1", "en3"]);
    assert!(hits.hits[..2].iter().all(|hit| hit.literal) && hits.hits[2..].iter().all(|hit| !hit.literal));
    let hits = search(&index, "peer review kind:call", &[("assessment/peer_review", "peer review")]);
    assert_eq!(sorted(&hits), "fr1 sv1");
}

#[test]
fn a_language_filter_limits_the_terms_that_are_told() {
    let (_folder, index) = index();
    let filters = Filters { language: vec!["ko".into()], ..Filters::default() };
    let expansions = vec![concept("assessment/peer_review", "査読")];
    let hits = index.search(&SearchRequest { filters, expansions, ..ask("査読") }).unwrap();
    assert_eq!(ids(&hits), ["ko1"]);
    assert_eq!(hits.used_terms.len(), 1);
}
