//! The search: the front page.

use super::{
    cards::{Handling, handling},
    facets::{self, Chip, Counts, Facet, Histogram},
    model_gist::{self, ModelView},
    wanted::{FIELDS, Wanted, values, values_mut},
};
use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    links,
    names::{Named, Namer, direction},
};
use chrono::NaiveDate;
use serde::Serialize;
use shiome_model::{ConceptId, DocumentId, Event, Lang, Sensitivity, Span, query::parse_lenient};
use shiome_publish::export::Format;
use shiome_search::{ExpandedConcept, Hit, Hits, Passage, SearchRequest, Sort};
use std::{collections::BTreeMap, sync::Arc};

#[derive(Serialize)]
struct View {
    query: String,
    total: u64,
    offset: usize,
    limit: usize,
    sort: &'static str,
    sorts: Vec<SortView>,
    /// What of the query could not be read as it stands.
    notes: Vec<String>,
    thesaurus: Thesaurus,
    narrowed: Vec<Chip>,
    /// The search narrowed by nothing.
    clear: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    hits: Vec<HitView>,
    previous: Option<String>,
    next: Option<String>,
    facets: Vec<Facet>,
    exports: Vec<ExportView>,
    histogram: Histogram,
}

#[derive(Serialize)]
struct SortView {
    value: &'static str,
    label: &'static str,
    selected: bool,
    href: String,
}

/// What the thesaurus does to the query.
#[derive(Serialize)]
struct Thesaurus {
    /// Whether its terms are looked for too.
    on: bool,
    /// Whether any word of the query names a concept.
    knows: bool,
    added: Vec<Added>,
    /// The same search with it off, or on.
    switch: String,
}

#[derive(Serialize)]
struct Added {
    concept: Named,
    terms: Vec<AddedTerm>,
}

#[derive(Serialize)]
struct AddedTerm {
    language: String,
    term: String,
}

/// A document that was found. Highlights are bytes of the title and of the passage's text.
#[derive(Serialize)]
struct HitView {
    id: String,
    href: String,
    url: Option<String>,
    title: String,
    title_highlights: Vec<Span>,
    passages: Vec<Passage>,
    agency: Named,
    country: Named,
    language: Named,
    direction: &'static str,
    kind: Named,
    topics: Vec<Named>,
    published: Option<NaiveDate>,
    /// Whether its page is gone or stands elsewhere.
    departed: Option<Named>,
    score: f64,
    /// Whether the words typed were found, or only the concepts they name.
    literal: bool,
    /// What a model wrote of it, if it passed the check.
    model: Option<ModelView>,
    /// What must be known before it is passed on.
    handling: Option<Handling>,
}

/// All that is found, as a file.
#[derive(Serialize)]
struct ExportView {
    label: &'static str,
    href: String,
}

/// What the index found.
struct Found {
    hits: Hits,
    offered: Vec<ExpandedConcept>,
    counts: Counts,
    months: Vec<(String, u64)>,
}

/// `/` and `/api/search`
pub(crate) async fn search(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let wanted = Wanted::read(&ask.query)?;
    let asked = wanted.clone();
    let found =
        ask.heavy(move |pages| find(&pages.index, &asked, (pages.expand)(&asked.q), pages.hidden())).await?;
    let title = match wanted.q.as_str() {
        "" => ask.word("search").to_owned(),
        q => format!("{q} – {}", ask.word("search")),
    };
    let ids: Vec<DocumentId> = found.hits.hits.iter().map(|h| h.id.clone()).collect();
    let departed = ask.pages.catalog.departed(&ids).await?;
    let mut written = model_gist::of_list(&ask, &ids).await?;
    let mut view = view(ask.names(), &wanted, found);
    for hit in &mut view.hits {
        hit.model = written.remove(&hit.id);
    }
    for (id, event) in departed {
        let what = if matches!(event, Event::Moved { .. }) { "moved" } else { "removed" };
        for hit in view.hits.iter_mut().filter(|h| h.id == id.as_str()) {
            hit.departed = Some(ask.names().word("badge", what));
        }
    }
    Answer::new("search.html", title, &view)
}

fn find(
    index: &shiome_search::SearchIndex,
    wanted: &Wanted,
    offered: Vec<ExpandedConcept>,
    hidden: Vec<Sensitivity>,
) -> Result<Found, Failure> {
    let request = SearchRequest {
        query: wanted.q.clone(),
        expansions: if wanted.expand { offered.clone() } else { Vec::new() },
        filters: wanted.filters.clone(),
        sort: wanted.sort,
        offset: wanted.offset,
        limit: wanted.limit,
        facets: true,
        hidden,
    };
    let hits = index.search(&request)?;
    let counted = SearchRequest { offset: 0, limit: 0, ..request };
    // A list that narrows the result counts what it would find without narrowing by itself: else the
    // other values of a list could never be added.
    let mut counts = hits.facets.clone();
    for field in FIELDS.into_iter().filter(|field| !values(&wanted.filters, field).is_empty()) {
        let mut open = counted.clone();
        if let Some(list) = values_mut(&mut open.filters, field) {
            list.clear();
        }
        let mut found = index.search(&open)?;
        counts.insert(field.to_owned(), found.facets.remove(field).unwrap_or_default());
    }
    let mut months = hits.histogram.clone();
    if wanted.filters.from.is_some() || wanted.filters.to.is_some() {
        let mut open = counted;
        (open.filters.from, open.filters.to) = (None, None);
        months = index.search(&open)?.histogram;
    }
    Ok(Found { hits, offered, counts, months })
}

fn view(names: Namer, wanted: &Wanted, found: Found) -> View {
    let Found { hits, offered, counts, months } = found;
    let more = wanted.offset + hits.hits.len() < hits.total as usize;
    // Without words to match, the best match is the newest.
    let by_words = !wanted.q.is_empty();
    let now = if by_words || wanted.sort == Sort::Oldest { wanted.sort } else { Sort::Newest };
    let orders = [Sort::Relevance, Sort::Newest, Sort::Oldest];
    let orders = orders.into_iter().filter(|sort| by_words || *sort != Sort::Relevance);
    let sorts = orders.map(|sort| {
        let other = wanted.with(|w| w.sort = sort);
        let value = other.sort_name();
        let label = crate::words::word(names.lang, &format!("sort_{value}"));
        SortView { value, label, selected: sort == now, href: other.href() }
    });
    View {
        query: wanted.q.clone(),
        total: hits.total,
        offset: wanted.offset,
        limit: wanted.limit,
        sort: wanted.sort_name(),
        sorts: sorts.collect(),
        notes: parse_lenient(&wanted.q).notes.iter().map(|n| crate::words::note(names.lang, n)).collect(),
        thesaurus: Thesaurus {
            on: wanted.expand,
            knows: !offered.is_empty(),
            added: added(names, &hits.used_terms),
            switch: wanted.with(|w| w.expand = !w.expand).href(),
        },
        narrowed: facets::chips(names, wanted),
        clear: wanted.with(|w| w.filters = Default::default()).href(),
        from: wanted.filters.from,
        to: wanted.filters.to,
        previous: wanted
            .leafed(-1)
            .or_else(|| (wanted.offset > 0).then(|| wanted.with(|_| {})))
            .map(|w| w.href()),
        next: wanted.leafed(1).filter(|_| more).map(|w| w.href()),
        facets: facets::facets(names, wanted, &counts),
        exports: Format::ALL
            .map(|format| ExportView { label: format.label(), href: wanted.export(format.extension()) })
            .into(),
        histogram: facets::histogram(wanted, &months),
        hits: hits.hits.into_iter().map(|hit| hit_view(names, hit)).collect(),
    }
}

fn added(names: Namer, used: &[(ConceptId, Lang, String)]) -> Vec<Added> {
    let mut by_concept: BTreeMap<&ConceptId, Vec<AddedTerm>> = BTreeMap::new();
    for (concept, lang, term) in used {
        let term = AddedTerm { language: lang.to_string(), term: term.clone() };
        by_concept.entry(concept).or_default().push(term);
    }
    by_concept.into_iter().map(|(c, terms)| Added { concept: names.concept(c), terms }).collect()
}

fn hit_view(names: Namer, hit: Hit) -> HitView {
    HitView {
        href: links::document(hit.id.as_str()),
        id: hit.id.to_string(),
        url: links::web(&hit.url),
        title: hit.title,
        title_highlights: hit.title_highlights,
        passages: hit.passages,
        agency: names.agency(&hit.agency),
        country: names.country(&hit.country),
        direction: direction(&hit.language),
        language: names.language(&hit.language),
        kind: names.kind(hit.kind),
        topics: hit.topics.iter().map(|t| names.topic(t)).collect(),
        published: hit.published,
        departed: None,
        model: None,
        score: (f64::from(hit.score) * 1000.0).round() / 1000.0,
        literal: hit.literal,
        handling: handling(names, hit.sensitivity, hit.embargo),
    }
}
