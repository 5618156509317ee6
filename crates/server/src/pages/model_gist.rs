//! What a model wrote of a document, marked as such: only what passed the check, beside the words it rests on.

use crate::{ask::Ask, failure::Failure};
use serde::Serialize;
use shiome_model::{Document, DocumentId, ModelGist, SaidByModel, Timestamp};
use std::collections::BTreeMap;

/// A machine's gist. It is Japanese in either language of the interface.
#[derive(Clone, Serialize)]
pub(super) struct ModelView {
    /// The model, by the name it gives itself.
    model: String,
    /// Version of prompt and check.
    prompt: String,
    asked_at: Timestamp,
    sentences: Vec<SaidByModel>,
}

fn view(gist: ModelGist, document: &Document) -> Option<ModelView> {
    let sentences = gist.said_of(document)?;
    Some(ModelView { model: gist.model, prompt: gist.prompt, asked_at: gist.asked_at, sentences })
}

/// The gist of one document.
pub(super) async fn of_document(ask: &Ask, document: &Document) -> Result<Option<ModelView>, Failure> {
    let gist = ask.pages.catalog.model_gist(&document.id).await?;
    Ok(gist.and_then(|g| view(g, document)))
}

/// Those of documents in a list. What these pages do not show has none.
pub(super) async fn of_list(ask: &Ask, ids: &[DocumentId]) -> Result<BTreeMap<String, ModelView>, Failure> {
    let catalog = &ask.pages.catalog;
    let gists = catalog.model_gists(ids).await?;
    if gists.is_empty() {
        return Ok(BTreeMap::new());
    }
    let asked: Vec<DocumentId> = gists.iter().map(|g| g.document.clone()).collect();
    let stored = catalog.documents(&asked).await?;
    let shown = stored.iter().map(|s| &s.document).filter(|d| ask.shows(d));
    let with = |d: &Document| {
        let gist = gists.iter().find(|g| g.document == d.id)?.clone();
        Some((d.id.to_string(), view(gist, d)?))
    };
    Ok(shown.filter_map(with).collect())
}
