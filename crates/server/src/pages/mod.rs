//! Which address is answered by what: the pages, each a file, and beside each the same as JSON.

mod capture;
mod cards;
mod compare;
mod document;
mod export;
mod facets;
mod issues;
mod mentions;
mod model_gist;
mod offices;
mod promises;
mod search;
mod signals;
mod source;
mod sources;
mod status;
mod topic;
mod topics;
mod wanted;

use crate::{
    Pages,
    answer::{file, nowhere, page, rest},
    fixed,
};
use axum::{Router, routing::get};
use std::sync::Arc;

/// All of them.
pub(crate) fn routes() -> Router<Arc<Pages>> {
    Router::new()
        .route("/", page(search::search))
        .route("/api/search", rest(search::search))
        .route("/export/{form}", file(export::export))
        .route("/document", page(document::document))
        .route("/api/document", rest(document::document))
        .route("/compare", page(compare::compare))
        .route("/api/compare", rest(compare::compare))
        .route("/capture/{id}", page(capture::capture))
        // Issues sealed with links to copies use the plural.
        .route("/captures/{id}", page(capture::capture))
        .route("/api/capture/{id}", rest(capture::capture))
        .route("/capture/{id}/copy", file(capture::copy))
        .route("/capture/{id}/source", file(capture::source))
        .route("/capture/{id}/raw", file(capture::raw))
        .route("/topics", page(topics::topics))
        .route("/api/topics", rest(topics::topics))
        .route("/topic/{id}", page(topic::topic))
        .route("/api/topic/{id}", rest(topic::topic))
        .route("/signals", page(signals::signals))
        .route("/api/signals", rest(signals::signals))
        .route("/promises", page(promises::promises))
        .route("/api/promises", rest(promises::promises))
        .route("/sources", page(sources::sources))
        .route("/api/sources", rest(sources::sources))
        .route("/source", page(source::source))
        .route("/api/source", rest(source::source))
        .route("/offices", page(offices::offices))
        .route("/api/offices", rest(offices::offices))
        .route("/issues", page(issues::issues))
        .route("/api/issues", rest(issues::issues))
        .route("/issue/{id}/{file}", file(issues::issue_file))
        .route("/status", page(status::status))
        .route("/api/status", rest(status::status))
        .route("/healthz", get(fixed::healthz))
        .route("/style.css", get(fixed::style))
        .route("/icon.svg", get(fixed::icon))
        .fallback(nowhere)
}
