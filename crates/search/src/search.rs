//! From a request to an answer.

use crate::{
    Error, SearchIndex,
    collect::{FACETS, Gather, Gathered, Kept, MONTH},
    compile::compile,
    expand::Thesaurus,
    language::Language,
    passages::Marker,
    request::{Hit, Hits, SearchRequest, Sort},
    schema::{Fields, date},
    statistics::{Counts, QueryCounts},
};
use shiome_model::{
    AgencyId, ConceptId, DocumentId, Lang, Sensitivity, StoryId, TopicId,
    query::{In, Node, parse_lenient},
};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::{
    DocAddress, TantivyDocument,
    query::{EnableScoring, Query},
    schema::{Field, Value},
};

impl SearchIndex {
    /// Answers `request` from the documents that are there now.
    pub fn search(&self, request: &SearchRequest) -> Result<Hits, Error> {
        let counts = self.counts();
        let node = parse_lenient(&request.query).node;
        let wide = compile(node.as_ref(), request, &self.fields, &counts, false)?;
        let statistics = QueryCounts { counts: &counts, shared: wide.shared };
        let limit = request.limit.min(SearchRequest::MOST);
        let gather =
            Gather { sort: request.sort, keep: request.offset.saturating_add(limit), facets: request.facets };
        let gathered =
            counts.searcher().search_with_statistics_provider(&wide.query, &gather, &statistics)?;
        let page: Vec<&Kept> = gathered.kept.iter().skip(request.offset).take(limit).collect();
        let literal = if wide.used.is_empty() {
            page.iter().map(|kept| kept.address).collect()
        } else {
            let strict = compile(node.as_ref(), request, &self.fields, &counts, true)?;
            matching(&strict.query, &page, &counts)?
        };
        let marks = Marks::new(node.as_ref(), request, &wide.used);
        let mut hits = Vec::with_capacity(page.len());
        let mut markers = BTreeMap::new();
        for kept in page {
            let document: TantivyDocument = counts.searcher().doc(kept.address)?;
            let mut hit = read(&document, &self.fields);
            hit.score = if request.sort == Sort::Relevance { kept.score() } else { 0.0 };
            hit.literal = literal.contains(&kept.address);
            let language = Language::of(&hit.language);
            let (in_title, in_text) = markers.entry(language).or_insert_with(|| marks.markers(language));
            hit.title_highlights = in_title.marks(&hit.title, language);
            hit.passages = in_text.passages(first(&document, self.fields.text).unwrap_or_default(), language);
            hits.push(hit);
        }
        let used_terms = used_terms(request, &wide.used);
        let Gathered { total, values, .. } = gathered;
        let (facets, histogram) = if request.facets { tables(values) } else { Default::default() };
        Ok(Hits { total, hits, facets, histogram, used_terms })
    }
}

impl SearchIndex {
    /// All that `request` finds at this moment, in its order: what a list that is written piece by piece
    /// goes by, whatever is indexed meanwhile. Its offset and limit do not count.
    pub fn all(&self, request: &SearchRequest) -> Result<Vec<DocumentId>, Error> {
        let counts = self.counts();
        let node = parse_lenient(&request.query).node;
        let wide = compile(node.as_ref(), request, &self.fields, &counts, false)?;
        let statistics = QueryCounts { counts: &counts, shared: wide.shared };
        let gather = Gather { sort: request.sort, keep: usize::MAX, facets: false };
        let gathered =
            counts.searcher().search_with_statistics_provider(&wide.query, &gather, &statistics)?;
        Ok(gathered.kept.into_iter().map(|kept| DocumentId::from(kept.id.as_str())).collect())
    }
}

/// The documents of `page` that `query` finds too.
fn matching(query: &dyn Query, page: &[&Kept], counts: &Counts) -> Result<BTreeSet<DocAddress>, Error> {
    let searcher = counts.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let addresses: BTreeSet<DocAddress> = page.iter().map(|kept| kept.address).collect();
    let mut found = BTreeSet::new();
    let mut scorer = None;
    for address in addresses {
        let (_, scorer) = match &mut scorer {
            Some((segment, scorer)) if *segment == address.segment_ord => (segment, scorer),
            stale => {
                let fresh = weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
                let (segment, scorer) = stale.insert((address.segment_ord, fresh));
                (segment, scorer)
            }
        };
        if scorer.doc() < address.doc_id {
            scorer.seek(address.doc_id);
        }
        if scorer.doc() == address.doc_id {
            found.insert(address);
        }
    }
    Ok(found)
}

/// The texts to mark: those asked for by field, and the terms of the concepts.
struct Marks<'r> {
    wanted: Vec<(In, String)>,
    terms: Vec<&'r str>,
}

impl<'r> Marks<'r> {
    fn new(node: Option<&Node>, request: &'r SearchRequest, used: &BTreeSet<usize>) -> Marks<'r> {
        let mut wanted = Vec::new();
        if let Some(node) = node {
            collect(node, &mut wanted);
        }
        let thesaurus = Thesaurus::new(&request.expansions);
        let parts: Vec<(In, String)> = wanted
            .iter()
            .filter_map(|(field, text)| Some((*field, thesaurus.parts(text)?)))
            .flat_map(|(field, parts)| parts.into_iter().map(move |part| (field, part.into_text())))
            .collect();
        wanted.extend(parts);
        let terms = used.iter().filter_map(|i| request.expansions.get(*i));
        let terms = terms.flat_map(|e| e.terms.iter().map(|(_, text)| text.as_str())).collect();
        Marks { wanted, terms }
    }

    /// For titles and for texts in `language`.
    fn markers(&self, language: Language) -> (Marker, Marker) {
        let of = |not: In| {
            let wanted = self.wanted.iter().filter(move |(field, _)| *field != not);
            let words = wanted.map(|(_, text)| text.as_str()).collect::<Vec<_>>();
            let says = words.iter().any(|word| !language.is_stop_word(&word.to_lowercase()));
            let words =
                words.into_iter().filter(|word| !says || !language.is_stop_word(&word.to_lowercase()));
            Marker::new(words.chain(self.terms.iter().copied()), language)
        };
        (of(In::Text), of(In::Title))
    }
}

fn collect(node: &Node, into: &mut Vec<(In, String)>) {
    match node {
        Node::Word { field, text } | Node::Phrase { field, text } => {
            if matches!(field, In::Anywhere | In::Title | In::Text) {
                into.push((*field, text.clone()));
            }
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| collect(node, into)),
        Node::Not(_) | Node::Date { .. } => {}
    }
}

fn used_terms(request: &SearchRequest, used: &BTreeSet<usize>) -> Vec<(ConceptId, Lang, String)> {
    let asked = &request.filters.language;
    let mut terms: Vec<(ConceptId, Lang, String)> = used
        .iter()
        .filter_map(|i| request.expansions.get(*i))
        .flat_map(|e| e.terms.iter().map(|(lang, text)| (e.concept.clone(), lang.clone(), text.clone())))
        .filter(|(_, lang, _)| asked.is_empty() || asked.iter().any(|code| code == lang.as_str()))
        .collect();
    terms.sort();
    terms.dedup();
    terms
}

type Tables = (BTreeMap<String, Vec<(String, u64)>>, Vec<(String, u64)>);

fn tables(mut values: BTreeMap<&'static str, BTreeMap<String, u64>>) -> Tables {
    let histogram = values.remove(MONTH).unwrap_or_default().into_iter().collect();
    let facets = FACETS.into_iter().map(|name| {
        let mut counts: Vec<(String, u64)> = values.remove(name).unwrap_or_default().into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        (name.to_owned(), counts)
    });
    (facets.collect(), histogram)
}

fn first(document: &TantivyDocument, field: Field) -> Option<&str> {
    document.get_first(field).and_then(|value| value.as_str())
}

/// A hit from what is stored; how it was found is added later.
fn read(document: &TantivyDocument, fields: &Fields) -> Hit {
    let text = |field| first(document, field).unwrap_or_default();
    let topics = document.get_all(fields.topic).filter_map(|value| value.as_str()).map(TopicId::from);
    let day = document.get_first(fields.day).and_then(|value| value.as_i64());
    Hit {
        id: DocumentId::from(text(fields.id)),
        title: text(fields.title).to_owned(),
        url: text(fields.url).to_owned(),
        agency: AgencyId::from(text(fields.agency)),
        country: text(fields.country).to_owned(),
        language: Lang::from(text(fields.language)),
        kind: text(fields.kind).parse().unwrap_or_default(),
        topics: topics.collect(),
        published: day.and_then(date),
        score: 0.0,
        story: first(document, fields.story).map(StoryId::from),
        title_highlights: Vec::new(),
        passages: Vec::new(),
        literal: false,
        // What the index does not understand stays in the house.
        sensitivity: text(fields.sensitivity).parse().unwrap_or(Sensitivity::Restricted),
        embargo: document.get_first(fields.embargo).and_then(|value| value.as_i64()).and_then(date),
    }
}
