//! Two versions of a watched page beside each other, whichever two a reader chooses.

use super::capture::{Provenance, provenance};
use super::cards::{Card, card, rounded};
use crate::{answer::Answer, ask::Ask, failure::Failure, links, names::direction};
use chrono::NaiveDate;
use serde::Serialize;
use shiome_model::{
    Capture, CaptureId, Change, ClauseEdit, DocumentId, Event, Lang, Timestamp,
    word_diff::{Piece, word_diff},
};
use std::sync::Arc;

/// Versions that can be chosen from.
const LISTED: usize = 200;

#[derive(Serialize)]
struct View {
    document: Card,
    versions: Vec<Provenance>,
    from: String,
    to: String,
    /// None if one of the two cannot be read.
    change: Option<ChangeView>,
    lang: String,
    direction: &'static str,
}

/// A change with its words marked.
#[derive(Serialize)]
pub(super) struct ChangeView {
    id: String,
    event: &'static str,
    seen_at: Timestamp,
    materiality: f64,
    reasons: Vec<String>,
    effective: Option<EffectiveView>,
    before: String,
    after: String,
    /// The page that shows both versions beside each other; none for what is no edit.
    compare: Option<String>,
    edits: Vec<EditView>,
}

#[derive(Serialize)]
struct EffectiveView {
    date: NaiveDate,
    passage: String,
}

#[derive(Serialize)]
struct EditView {
    #[serde(flatten)]
    edit: ClauseEdit,
    is_moved: bool,
    before_pieces: Vec<Piece>,
    after_pieces: Vec<Piece>,
}

/// Tells of a change in the language of the interface.
pub(super) fn change(ask: &Ask, change: &Change) -> ChangeView {
    let is_edit = change.event == Event::Edited;
    ChangeView {
        id: change.id.to_string(),
        event: match &change.event {
            Event::Edited => "edited",
            Event::Removed { .. } => "removed",
            Event::Moved { .. } => "moved",
            Event::Reappeared => "reappeared",
        },
        seen_at: change.seen_at,
        materiality: rounded(change.materiality.into()),
        reasons: change.reasons_in(ask.lang.as_str()),
        effective: change
            .effective
            .as_ref()
            .map(|e| EffectiveView { date: e.date, passage: e.passage.clone() }),
        before: links::under("capture", change.before.as_str()),
        after: links::under("capture", change.after.as_str()),
        compare: is_edit.then(|| {
            let ends = [("from", change.before.as_str()), ("to", change.after.as_str())];
            links::to("/compare", &[("id", change.document.as_str()), ends[0], ends[1]])
        }),
        edits: change.edits.iter().map(edit).collect(),
    }
}

fn edit(edit: &ClauseEdit) -> EditView {
    let whole = |text: &Option<String>| -> Vec<Piece> {
        text.iter().map(|t| Piece { text: t.clone(), differs: false }).collect()
    };
    let (before_pieces, after_pieces) = match (&edit.before, &edit.after) {
        (Some(before), Some(after)) => word_diff(before, after),
        (before, after) => (whole(before), whole(after)),
    };
    let is_moved = edit.before.is_some() && edit.before == edit.after;
    EditView { edit: edit.clone(), is_moved, before_pieces, after_pieces }
}

/// `/compare?id=&from=&to=` and `/api/compare?id=&from=&to=`: the newest two unless others are named.
pub(crate) async fn compare(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let id = ask.query.one("id").ok_or_else(|| Failure::bad("bad_no_id", "id"))?;
    let catalog = &ask.pages.catalog;
    let stored = catalog.document(&DocumentId::new(id)).await?;
    let stored = stored.ok_or_else(|| Failure::unknown("what_document", id))?;
    let versions = versions(&ask, &stored.document.capture, id).await?;
    let chosen = |name: &str, default: usize| -> Result<Capture, Failure> {
        let found = match ask.query.one(name) {
            Some(id) => versions.iter().find(|c| c.id == CaptureId::new(id)).ok_or(id),
            None => versions.get(default).or(versions.last()).ok_or(name),
        };
        found.cloned().map_err(|id| Failure::unknown("what_capture", id))
    };
    let (from, to) = (chosen("from", 1)?, chosen("to", 0)?);
    let (from, to) = if from.taken_at() <= to.taken_at() { (from, to) } else { (to, from) };
    let (old, new) = (ask.pages.archive.get(&from.body).await?, ask.pages.archive.get(&to.body).await?);
    let source = ask.pages.sources.get(&to.source).cloned();
    let (ends, comparer) = ((from.id.to_string(), to.id.to_string()), ask.pages.compare.clone());
    // Reading two pages computes: other readers must not wait for it.
    let found = tokio::task::spawn_blocking(move || comparer(&source?, (from, &old), (to, &new)))
        .await
        .ok()
        .flatten();
    let found = found.map(|mut change: Change| {
        change.document = stored.document.id.clone();
        change
    });
    let names = ask.names();
    let language: Lang = stored.annotations.as_ref().map(|a| a.language.clone()).unwrap_or_default();
    let view = View {
        document: card(names, &stored),
        versions: versions.iter().map(|c| provenance(names, c)).collect(),
        from: ends.0,
        to: ends.1,
        change: found.as_ref().map(|c| change(&ask, c)),
        direction: direction(&language),
        lang: language.to_string(),
    };
    Answer::new("compare.html", &stored.document.title, &view)
}

/// The versions of a document's page, newest first: those of the address its text was captured at.
pub(super) async fn versions(ask: &Ask, current: &CaptureId, id: &str) -> Result<Vec<Capture>, Failure> {
    let catalog = &ask.pages.catalog;
    let address = catalog.capture(current).await?.map(|c| c.url.to_string());
    Ok(catalog.captures_of(address.as_deref().unwrap_or(id), LISTED).await?)
}
