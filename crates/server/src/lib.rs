//! The read side: pages for analysts, and the same answers as JSON.
//!
//! The one decision of this crate: **a page and its REST answer are one handler's value**, an
//! `Answer` that is either filled into a template or written as JSON. They cannot
//! disagree, and what a page shows can always be had by a program: put `/api` before its address.
//!
//! What was crawled is untrusted everywhere. Text is escaped by the templates, links lead out only by
//! `http` and `https`, and stored copies are shown as sanitised markup or plain text in a sandbox;
//! nothing of theirs ever runs. Pages need no script and load nothing from elsewhere.
//!
//! It will not write, fetch, extract or analyse anything, and reads no clock: both stores and the time
//! arrive in [`Pages`].

mod answer;
mod ask;
mod dates;
mod failure;
mod fixed;
mod guard;
mod links;
mod marked;
mod names;
mod pages;
mod query;
mod templates;
mod words;

use axum::Router;
use shiome_model::{
    Agency, AgencyId, Capture, Change, ConceptId, NamedThing, Programmes, Source, SourceId, Term, Timestamp,
    Topic,
};
use shiome_search::{ExpandedConcept, SearchIndex};
use shiome_store::{Archive, Catalog};
use shiome_trends::Lake;
use std::{collections::BTreeMap, future::Future, sync::Arc};
use tower_http::compression::CompressionLayer;

/// Finds the concepts that the words of a query name.
pub type Expand = Arc<dyn Fn(&str) -> Vec<ExpandedConcept> + Send + Sync>;

/// How often a term of the thesaurus was right and wrong in documents that people labelled.
pub type Tried = Arc<dyn Fn(&ConceptId, &Term) -> (u32, u32) + Send + Sync>;

/// Compares two captures of a page: all that differs, however little; none if one cannot be read.
pub type Compare = Arc<dyn Fn(&Source, (Capture, &[u8]), (Capture, &[u8])) -> Option<Change> + Send + Sync>;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Everything the pages are made from.
#[derive(Clone)]
pub struct Pages {
    /// The system of record.
    pub catalog: Catalog,
    /// The bytes it points to.
    pub archive: Archive,
    /// Full text.
    pub index: Arc<SearchIndex>,
    /// Tables for curves and counts.
    pub lake: Arc<Lake>,
    /// Who publishes.
    pub agencies: BTreeMap<AgencyId, Agency>,
    /// Where it is read.
    pub sources: BTreeMap<SourceId, Source>,
    /// Standing questions, in order of display.
    pub topics: Vec<Topic>,
    /// Programmes and declarations known by name, beside those of the thesaurus.
    pub things: Vec<NamedThing>,
    /// Our own programmes and the offices that look after them.
    pub programmes: Option<Programmes>,
    /// The concepts that the words of a query name.
    pub expand: Expand,
    /// How often a term was right.
    pub tried: Tried,
    /// Official names of money and programmes.
    pub glossary: Arc<shiome_model::gist::Glossary>,
    /// What differs between two versions of a page.
    pub compare: Compare,
    /// What time it is.
    pub clock: Clock,
    /// Whether documents for few are shown at all.
    pub show_restricted: bool,
}

/// All pages, their REST answers, and what they need.
pub fn router(pages: Pages) -> Router {
    pages::routes()
        .layer(axum::middleware::map_response(guard::guard))
        .layer(CompressionLayer::new())
        .with_state(Arc::new(pages))
}

/// Serves on `listener` until `stop` resolves; requests under way are finished.
pub async fn serve(
    pages: Pages,
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(pages)).with_graceful_shutdown(stop).await
}
