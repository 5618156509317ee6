//! From the tree of a query to the engine's query.
//!
//! A word is looked for in the fields of every language, reduced by that language; a document has
//! fields of one language only. A word that says nothing in a language (`the`, `die`) is not
//! required of documents in it while other words are. A word that names a concept is also satisfied
//! by the concept, at a lower score; and beside such a word, one that a language does not know is not
//! required of documents in it.

use crate::{
    Error,
    analyze::{Purpose, Terms},
    exact::Exact,
    expand::{Named, Part, Thesaurus},
    fold::folded,
    language::Language,
    request::{ExpandedConcept, SearchRequest},
    schema::{Fields, day},
    statistics::Counts,
};
use shiome_model::{
    Lang,
    query::{In, Node},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};
use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

/// A query may have this many words; each costs a look-up in every language.
const MOST_WORDS: usize = 64;
/// A word in the title says more about a document than one in its text.
const TITLE: f32 = 2.0;
/// A concept found counts for less than the word typed,
const CONCEPT: f32 = 1.0;
/// and its terms in other languages for less than the word typed, but rank what they find.
const TERM: f32 = 0.25;

type Boxed = Box<dyn Query>;

/// A query for the engine.
pub(crate) struct Compiled {
    pub(crate) query: Boxed,
    /// Documents with a word, over all languages.
    pub(crate) shared: BTreeMap<Term, u64>,
    /// The expansions that are part of it.
    pub(crate) used: BTreeSet<usize>,
}

/// Compiles `node` for `request`; without the concepts if `literal`.
pub(crate) fn compile(
    node: Option<&Node>,
    request: &SearchRequest,
    fields: &Fields,
    counts: &Counts,
    literal: bool,
) -> Result<Compiled, Error> {
    let words = node.map_or(0, words_in);
    if words > MOST_WORDS {
        return Err(Error::TooLong { words, most: MOST_WORDS });
    }
    let mut languages = Vec::new();
    for language in Language::all() {
        if counts.has_words(fields.title_in(language))? || counts.has_words(fields.text_in(language))? {
            languages.push(language);
        }
    }
    if !request.filters.language.is_empty() {
        let asked: Vec<Language> =
            request.filters.language.iter().map(|code| Language::of(&Lang::from(code.as_str()))).collect();
        languages.retain(|language| asked.contains(language));
    }
    let mut compiler = Compiler {
        fields,
        counts,
        languages,
        thesaurus: Thesaurus::new(&request.expansions),
        expansions: &request.expansions,
        literal,
        shared: BTreeMap::new(),
        used: BTreeSet::new(),
    };
    let mut clauses = compiler.filters(request);
    match node {
        Some(node) => clauses.push((Occur::Must, compiler.node(node, false)?)),
        None => clauses.push((Occur::Must, everything())),
    }
    Ok(Compiled { query: Box::new(BooleanQuery::new(clauses)), shared: compiler.shared, used: compiler.used })
}

fn words_in(node: &Node) -> usize {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(words_in).sum(),
        Node::Not(inner) => words_in(inner),
        Node::Word { text, .. } | Node::Phrase { text, .. } => text.chars().count().div_ceil(40).max(1),
        Node::Date { .. } => 1,
    }
}

/// The same documents without a score.
fn unscored(query: impl Query) -> Boxed {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}

fn everything() -> Boxed {
    unscored(AllQuery)
}

fn any_of(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn all_of(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}

struct Compiler<'c> {
    fields: &'c Fields,
    counts: &'c Counts,
    languages: Vec<Language>,
    thesaurus: Thesaurus,
    expansions: &'c [ExpandedConcept],
    literal: bool,
    shared: BTreeMap<Term, u64>,
    used: BTreeSet<usize>,
}

impl Compiler<'_> {
    fn filters(&self, request: &SearchRequest) -> Vec<(Occur, Boxed)> {
        let filters = &request.filters;
        let mut clauses = Vec::new();
        let lists = [
            (self.fields.country, &filters.country),
            (self.fields.agency, &filters.agency),
            (self.fields.topic, &filters.topic),
            (self.fields.kind, &filters.kind),
            (self.fields.language, &filters.language),
            (self.fields.named, &filters.named),
            (self.fields.office, &filters.office),
            (self.fields.credibility, &filters.credibility),
            (self.fields.sensitivity, &filters.sensitivity),
        ];
        for (field, values) in lists {
            if !values.is_empty() {
                let values = values.iter().map(|value| self.is(field, value)).collect();
                clauses.push((Occur::Must, any_of(values)));
            }
        }
        for hidden in &request.hidden {
            clauses.push((Occur::MustNot, self.is(self.fields.sensitivity, hidden.as_str())));
        }
        if filters.from.is_some() || filters.to.is_some() {
            clauses.push((Occur::Must, self.between(filters.from.map(day), filters.to.map(day))));
        }
        clauses
    }

    fn is(&self, field: Field, value: &str) -> Boxed {
        unscored(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
    }

    fn between(&self, from: Option<i64>, to: Option<i64>) -> Boxed {
        let bound = |day: Option<i64>| match day {
            Some(day) => Bound::Included(Term::from_field_i64(self.fields.day, day)),
            None => Bound::Unbounded,
        };
        // The engine wants to know the field even of an open range; no day comes before the first.
        let from = from.unwrap_or(i64::from(i32::MIN));
        unscored(RangeQuery::new(bound(Some(from)), bound(to)))
    }

    fn node(&mut self, node: &Node, negated: bool) -> Result<Boxed, Error> {
        match node {
            Node::Word { field, text } => {
                let named = self.thesaurus.named_by(&[text]).remove(0);
                let named = if takes_concepts(*field) && !negated { named } else { Vec::new() };
                self.word(*field, text, &named, negated, &[])
            }
            Node::Phrase { field, text } => self.leaf(*field, text, &[]),
            Node::Date { from, to } => Ok(self.between(from.map(day), to.map(day))),
            Node::Or(nodes) => {
                let queries = nodes.iter().map(|n| self.node(n, negated)).collect::<Result<_, _>>()?;
                Ok(any_of(queries))
            }
            Node::Not(inner) => {
                let without = self.node(inner, true)?;
                let clauses = vec![(Occur::Must, everything()), (Occur::MustNot, without)];
                Ok(Box::new(BooleanQuery::new(clauses)))
            }
            Node::And(nodes) => self.all(nodes, negated),
        }
    }

    fn all(&mut self, nodes: &[Node], negated: bool) -> Result<Boxed, Error> {
        let named = if negated { vec![Vec::new(); nodes.len()] } else { self.named_in(nodes) };
        let idle = self.idle_languages(nodes);
        let by_concept = !self.literal && named.iter().any(|named| !named.is_empty());
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        for (node, named) in nodes.iter().zip(named) {
            clauses.push(match node {
                Node::Not(inner) => (Occur::MustNot, self.node(inner, true)?),
                Node::Word { field, text } => {
                    let mut ways = vec![self.word(*field, text, &named, negated, &idle)?];
                    if by_concept && named.is_empty() && takes_concepts(*field) {
                        ways.extend(self.where_foreign(text)?);
                    }
                    (Occur::Must, any_of(ways))
                }
                other => (Occur::Must, self.node(other, negated)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, everything()));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// The concepts named by each of `nodes`, by itself or with the words beside it.
    fn named_in(&self, nodes: &[Node]) -> Vec<Vec<Named>> {
        let word = |node: &Node| match node {
            Node::Word { field, text } if takes_concepts(*field) => Some((*field, text.clone())),
            _ => None,
        };
        let mut named = Vec::with_capacity(nodes.len());
        for run in nodes.chunk_by(|a, b| word(a).map(|w| w.0) == word(b).map(|w| w.0)) {
            let texts: Vec<String> = run.iter().filter_map(word).map(|(_, text)| text).collect();
            if texts.is_empty() {
                named.extend(vec![Vec::new(); run.len()]);
            } else {
                named.extend(self.thesaurus.named_by(&texts.iter().map(String::as_str).collect::<Vec<_>>()));
            }
        }
        named
    }

    /// Languages in which some word of `nodes` says something, so that the others need not be there.
    fn idle_languages(&self, nodes: &[Node]) -> Vec<Language> {
        let says = |language: &Language| {
            nodes.iter().any(|node| match node {
                Node::Word { field, text } if takes_concepts(*field) => !language.is_stop_word(&folded(text)),
                Node::Not(_) | Node::Word { .. } | Node::Date { .. } => false,
                _ => true,
            })
        };
        self.languages.iter().copied().filter(says).collect()
    }

    fn word(
        &mut self,
        field: In,
        text: &str,
        named: &[Named],
        negated: bool,
        idle: &[Language],
    ) -> Result<Boxed, Error> {
        let mut ways = vec![self.leaf(field, text, idle)?];
        if !takes_concepts(field) || negated {
            return Ok(ways.remove(0));
        }
        if !self.literal {
            for name in named {
                ways.push(self.concept(name.expansion, CONCEPT / name.words as f32)?);
            }
        }
        if named.is_empty()
            && let Some(parts) = self.thesaurus.parts(text)
        {
            let mut found = Vec::new();
            for part in parts {
                found.push(match part {
                    Part::Rest(rest) => self.leaf(field, &rest, &[])?,
                    Part::Named(words, expansion) => {
                        let mut ways = vec![self.leaf(field, &words, &[])?];
                        if !self.literal {
                            ways.push(self.concept(expansion, CONCEPT)?);
                        }
                        any_of(ways)
                    }
                });
            }
            ways.push(all_of(found));
        }
        Ok(any_of(ways))
    }

    /// Documents that carry a concept, ranked by its terms.
    fn concept(&mut self, expansion: usize, boost: f32) -> Result<Boxed, Error> {
        self.used.insert(expansion);
        let ExpandedConcept { concept, terms, .. } = &self.expansions[expansion];
        let carried = TermQuery::new(
            Term::from_field_text(self.fields.concept, concept.as_str()),
            IndexRecordOption::Basic,
        );
        let carried = ConstScoreQuery::new(Box::new(carried), 1.0);
        let mut clauses = vec![(Occur::Must, Exact::boxed(carried, boost))];
        for (lang, text) in terms {
            let language = Language::of(lang);
            if self.languages.contains(&language) {
                let title = self.in_language(language, text, self.fields.title_in(language), TERM * TITLE)?;
                let text = self.in_language(language, text, self.fields.text_in(language), TERM)?;
                clauses.extend([title, text].into_iter().flatten().map(|way| (Occur::Should, way.query)));
            }
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Documents with these words in this order. `idle`: languages where it may be missing if it is
    /// a stop word there.
    fn leaf(&mut self, field: In, text: &str, idle: &[Language]) -> Result<Boxed, Error> {
        let fields = self.fields;
        let other = Language::other();
        Ok(match field {
            In::Anywhere => {
                let mut ways = self.everywhere(text, Fields::title_in, TITLE)?;
                ways.extend(self.everywhere(text, Fields::text_in, 1.0)?);
                ways.extend(self.where_idle(text, idle));
                any_of(ways)
            }
            In::Title => any_of(self.everywhere(text, Fields::title_in, TITLE)?),
            In::Text => any_of(self.everywhere(text, Fields::text_in, 1.0)?),
            In::Agency => {
                let names = self.in_language(other, text, fields.agency_name, 1.0)?;
                let id = self.is(fields.agency, &text.to_lowercase());
                any_of(names.map(|way| unscored(way.query)).into_iter().chain([id]).collect())
            }
            In::Author => any_of(
                self.in_language(other, text, fields.author, 1.0)?.map(|w| w.query).into_iter().collect(),
            ),
            In::Url => any_of(
                self.in_language(other, text, fields.url, 1.0)?
                    .map(|way| unscored(way.query))
                    .into_iter()
                    .collect(),
            ),
            In::Country => self.is(fields.country, &text.to_uppercase()),
            In::Topic => self.is(fields.topic, text),
            In::Kind => self.is(fields.kind, &text.to_lowercase()),
            In::Lang => self.is(fields.language, Lang::from(text).as_str()),
            In::Source => self.is(fields.source, text),
            In::Concept => self.is(fields.concept, text),
            In::Sensitivity => self.is(fields.sensitivity, &text.to_lowercase()),
        })
    }

    fn where_idle(&self, text: &str, idle: &[Language]) -> Vec<Boxed> {
        let word = folded(text);
        let stopped = idle.iter().filter(|language| language.is_stop_word(&word));
        stopped.map(|language| self.is(self.fields.language, language.code())).collect()
    }

    /// Documents in the languages that do not know the word, though another language does: beside a
    /// word that found them by its concept, it cannot be asked of them. (`生成AI 査読` finds the German
    /// circular on generative AI, below the Japanese one that also says 査読.)
    fn where_foreign(&self, text: &str) -> Result<Vec<Boxed>, Error> {
        let mut foreign = Vec::new();
        for language in &self.languages {
            let title = self.in_language(*language, text, self.fields.title_in(*language), 1.0)?;
            let body = self.in_language(*language, text, self.fields.text_in(*language), 1.0)?;
            if title.is_none() && body.is_none() {
                foreign.push(self.is(self.fields.language, language.code()));
            }
        }
        Ok(if foreign.len() < self.languages.len() { foreign } else { Vec::new() })
    }

    /// The words in every language; as rare as they are in all of them together.
    fn everywhere(
        &mut self,
        text: &str,
        field: fn(&Fields, Language) -> Field,
        boost: f32,
    ) -> Result<Vec<Boxed>, Error> {
        let mut ways: Vec<Way> = Vec::new();
        for language in self.languages.clone() {
            ways.extend(self.in_language(language, text, field(self.fields, language), boost)?);
        }
        let mut sums: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for way in &ways {
            for (i, (_, documents)) in way.terms.iter().enumerate() {
                *sums.entry((way.terms.len(), i)).or_default() += documents;
            }
        }
        for way in &ways {
            for (i, (term, documents)) in way.terms.iter().enumerate() {
                let sum = sums.get(&(way.terms.len(), i)).copied().unwrap_or(*documents);
                let shared = self.shared.entry(term.clone()).or_default();
                *shared = sum.max(*shared);
            }
        }
        Ok(ways.into_iter().map(|way| way.query).collect())
    }

    /// The words in one field; none if a word of them is in no document.
    fn in_language(
        &self,
        language: Language,
        text: &str,
        field: Field,
        boost: f32,
    ) -> Result<Option<Way>, Error> {
        let mut terms = Vec::new();
        let mut places = Vec::new();
        for (text, place) in Terms::of(text, language, Purpose::Query).iter() {
            let term = Term::from_field_text(field, text);
            let documents = self.counts.documents_with(&term)?;
            if documents == 0 {
                return Ok(None);
            }
            places.push((place.position, term.clone()));
            terms.push((term, documents));
        }
        let query = match places.len() {
            0 => return Ok(None),
            1 => Exact::boxed(TermQuery::new(places.remove(0).1, IndexRecordOption::WithFreqs), boost),
            _ => Exact::boxed(PhraseQuery::new_with_offset(places), boost),
        };
        Ok(Some(Way { query, terms }))
    }
}

/// One way of finding words, and how many documents have each term of it.
struct Way {
    query: Boxed,
    terms: Vec<(Term, u64)>,
}

/// Words of the text may stand for a concept; values of fields may not.
fn takes_concepts(field: In) -> bool {
    matches!(field, In::Anywhere | In::Title | In::Text)
}
