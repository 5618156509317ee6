//! All of it for one document.

use crate::{
    clues::{self, Lesson},
    entities::{self, Known},
    error::Error,
    fingerprint::fingerprint,
    fold::Folded,
    gist,
    instrument::{Page, instrument},
    kind::kind,
    language::{identify_language, passages},
    promise::promises,
    relevance::Own,
    sentences::sentences,
    stage::{Unwatched, Watch},
    story,
    summary::summary,
    thesaurus::{Thesaurus, settle},
    topics::topics,
    words::Cut,
};
use chrono::NaiveDate;
use shiome_model::{
    Annotations, Clues, ConceptId, Document, DocumentKind, Knowledge, Lang, Term, Topic, TopicId,
    topic::thesaurus_version,
};
use std::collections::{BTreeMap, BTreeSet};

/// Raised whenever a rule of this crate changes what it says of a document.
const RULES: &str = "rules-4";

/// Reads documents against a thesaurus. Built once and shared by threads.
pub struct Enricher {
    topics: Vec<Topic>,
    thesaurus: Thesaurus,
    known: Known,
    own: Option<Own>,
    version: String,
}

/// A concept that a query names, and all the ways to say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Expansion {
    /// The concept.
    pub concept: ConceptId,
    /// The words of the query that name it.
    pub matched: String,
    /// Its terms in every language, in the thesaurus's order.
    pub terms: Vec<Term>,
}

impl Enricher {
    /// Compiles the thesaurus of some topics.
    pub fn new(topics: &[Topic]) -> Result<Self, Error> {
        let version = format!("{RULES}+{}", &thesaurus_version(topics).short()[..12]);
        let thesaurus = Thesaurus::compile(topics)?;
        Ok(Self { topics: topics.to_vec(), thesaurus, known: Known::default(), own: None, version })
    }

    /// Also recognises bodies, programmes and declarations by name, and what touches our own programmes.
    pub fn knowing(mut self, knowledge: &Knowledge) -> Result<Self, Error> {
        let Some(version) = knowledge.version() else { return Ok(self) };
        self.known = Known::compile(knowledge)?;
        self.own = knowledge.programmes.as_ref().map(|p| Own::of(p, &knowledge.agencies));
        self.version = format!("{}+{}", self.version, &version.short()[..12]);
        Ok(self)
    }

    /// Names rules and thesaurus: annotations of another version are out of date.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What we believe of a document. `prior` is the language its source mostly writes.
    pub fn annotate(&self, document: &Document, prior: Option<&Lang>) -> Annotations {
        self.annotate_watched(document, prior, &mut Unwatched)
    }

    /// The same, with each stage handed to `watch`.
    pub fn annotate_watched(
        &self,
        document: &Document,
        prior: Option<&Lang>,
        watch: &mut impl Watch,
    ) -> Annotations {
        let (title, text) = (document.title.as_str(), document.text.as_str());
        let (language, language_confidence) = watch
            .stage("language", || identify_language(text, title, document.stated_language.as_ref(), prior));
        let other_languages = watch.stage("language", || passages(text, &language));
        let spans = watch.stage("sentences", || sentences(text));
        let ([folded_title, folded], [cut_title, cut]) =
            watch.stage("folding", || ([title, text].map(Folded::of), [title, text].map(Cut::of)));
        let hits = watch.stage("thesaurus", || {
            let title_read = (title, &folded_title, &cut_title);
            let in_title = self.thesaurus.find(title_read, &language, &sentences(title));
            let in_text = self.thesaurus.find((text, &folded, &cut), &language, &spans);
            settle(&self.thesaurus, (title, text), (&folded_title, &folded), &language, &in_title, &in_text)
        });
        let reading = watch.stage("clues", || clues::read(title, text, &language, &spans));
        let (kind, kind_because) = watch.stage("kind", || {
            let by_rules = kind(title, text, &language);
            match &reading {
                Some(reading) => clues::kind((title, text), reading, by_rules),
                None => by_rules,
            }
        });
        let (topics, mentions) = watch.stage("topics", || {
            let by_terms = topics(&self.topics, text, &spans, &hits);
            match &reading {
                Some(reading) => {
                    clues::topics(&self.topics, &language, (title, text, &spans), reading, by_terms)
                }
                None => by_terms,
            }
        });
        let (instrument, promises) = watch.stage("instruments", || {
            let page = Page::of(document, [&folded_title, &folded], &language, spans.clone());
            let instrument = instrument(&page, document, &topics);
            let promises = promises(&page, kind, instrument.as_ref());
            (instrument, promises)
        });
        let (entities, relevance) = watch.stage("entities", || {
            let read = entities::read(&self.known, [title, text], [&folded_title, &folded]);
            let meant = entities::decide(&self.known, document, &read);
            let touched = |own: &Own| own.relevance(document, &self.known, &read, &meant, &topics);
            let relevance = self.own.as_ref().map(touched).unwrap_or_default();
            (entities::entities(&self.known, &meant, &hits), relevance)
        });
        let summary =
            watch.stage("summary", || gist::checked(&spans, summary(title, text, &cut, &spans, &hits)));
        let fingerprint = watch.stage("fingerprint", || fingerprint(title, text));
        let concepts: BTreeSet<&ConceptId> = hits.iter().map(|h| &h.entry.concept).collect();
        Annotations {
            document: document.id.clone(),
            revision: document.revision.clone(),
            version: self.version.clone(),
            language,
            language_confidence,
            other_languages,
            kind,
            kind_because,
            topics,
            mentions,
            concepts: concepts.into_iter().cloned().collect(),
            summary,
            instruments: instrument.into_iter().collect(),
            promises,
            fingerprint,
            entities,
            relevance,
        }
    }

    /// A document that says its topics and kind, to learn from; none in a language without clues.
    /// `is_fresh` if terms and rules were written without it.
    pub fn lesson(
        &self,
        document: &Document,
        lang: &Lang,
        (about, sort): (BTreeSet<TopicId>, DocumentKind),
        is_fresh: bool,
    ) -> Option<Lesson> {
        let (title, text) = (document.title.as_str(), document.text.as_str());
        let spans = sentences(text);
        let ([folded_title, folded], [cut_title, cut]) =
            ([title, text].map(Folded::of), [title, text].map(Cut::of));
        let title_read = (title, &folded_title, &cut_title);
        let in_title = self.thesaurus.find(title_read, lang, &sentences(title));
        let in_text = self.thesaurus.find((text, &folded, &cut), lang, &spans);
        let hits =
            settle(&self.thesaurus, (title, text), (&folded_title, &folded), lang, &in_title, &in_text);
        let (by_terms, mentions) = topics(&self.topics, text, &spans, &hits);
        let (by_rules, _) = kind(title, text, lang);
        let reading = clues::read(title, text, lang, &spans)?;
        let ids: Vec<&str> = self.topics.iter().map(|t| t.id.as_str()).collect();
        Some(Lesson::new(reading, &ids, (&by_terms, &mentions), by_rules, (about, sort), is_fresh))
    }

    /// What a document says that another telling of the same event would say too. `day` is its day of
    /// publication, or else the day on which it was found.
    pub fn clues(&self, document: &Document, notes: &Annotations, day: Option<NaiveDate>) -> Clues {
        story::clues(document, notes, day)
    }

    /// The concepts a query names, each by the longest words that name it, in order of the query.
    /// Queries are short and typed in lower case: any language and any case will do, and ambiguous
    /// terms need no company.
    pub fn expand(&self, text: &str) -> Vec<Expansion> {
        let mut longest: BTreeMap<&ConceptId, (usize, usize)> = BTreeMap::new();
        let found = self.thesaurus.find_in_query(text);
        for f in &found {
            // "open access policy" asks for the policy, not for all of open access.
            let within = |o: &&crate::thesaurus::Found| {
                o.span != f.span && o.span.start <= f.span.start && o.span.end >= f.span.end
            };
            let Some(entry) = self.thesaurus.entries.get(f.entry as usize) else { continue };
            let covered = found.iter().filter(within).any(|o| {
                self.thesaurus.entries.get(o.entry as usize).is_some_and(|other| other.topic == entry.topic)
            });
            if covered {
                continue;
            }
            let best = longest.entry(&entry.concept).or_insert((f.span.start, f.span.end));
            if f.span.end - f.span.start > best.1 - best.0 {
                *best = (f.span.start, f.span.end);
            }
        }
        let mut expansions: Vec<(usize, Expansion)> = longest
            .into_iter()
            .filter_map(|(concept, (start, end))| {
                let named = self.topics.iter().flat_map(|t| &t.concepts).find(|c| &c.id == concept)?;
                let matched = text.get(start..end)?.to_owned();
                Some((start, Expansion { concept: concept.clone(), matched, terms: named.terms.clone() }))
            })
            .collect();
        expansions.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.concept.cmp(&b.1.concept)));
        expansions.into_iter().map(|(_, e)| e).collect()
    }
}
