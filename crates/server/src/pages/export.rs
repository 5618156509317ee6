//! What a search finds, whole, as a file for other programs.

use super::wanted::Wanted;
use crate::{Pages, ask::Ask, failure::Failure, names::Namer};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::stream::{self, StreamExt};
use shiome_model::{DocumentId, time::day_in_japan};
use shiome_publish::{
    Edition,
    export::{Format, Reference},
};
use shiome_search::SearchRequest;
use std::sync::Arc;

/// Documents read from the catalog at a time.
const AT_ONCE: usize = 500;

/// `/export/{form}`: all that the search of that address finds, as it is found at this moment. The form is
/// how files of it end.
pub(crate) async fn export(ask: Arc<Ask>) -> Result<Response, Failure> {
    let form = ask.part("form");
    let format = Format::ALL.into_iter().find(|f| f.extension() == form);
    let format = format.ok_or_else(|| Failure::unknown("what_form", form))?;
    let wanted = Wanted::read(&ask.query)?;
    let ids = ask.heavy(move |pages| all(pages, &wanted)).await?;
    let name = format!(
        "attachment; filename=\"shiome-{}.{}\"",
        day_in_japan(ask.now()).format("%Y%m%d"),
        format.extension()
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, Body::from_stream(written(ask.pages.clone(), ask.lang, format, ids))).into_response())
}

fn all(pages: &Pages, wanted: &Wanted) -> Result<Vec<DocumentId>, Failure> {
    let expansions = if wanted.expand { (pages.expand)(&wanted.q) } else { Vec::new() };
    let request = SearchRequest {
        query: wanted.q.clone(),
        expansions,
        filters: wanted.filters.clone(),
        sort: wanted.sort,
        hidden: pages.hidden(),
        ..SearchRequest::default()
    };
    Ok(pages.index.all(&request)?)
}

/// The file, piece by piece. It breaks off where the catalog cannot be read, so that nobody takes half of it
/// for the whole.
fn written(
    pages: Arc<Pages>,
    lang: Edition,
    format: Format,
    ids: Vec<DocumentId>,
) -> impl futures::Stream<Item = Result<String, shiome_store::Error>> + Send {
    let parts: Vec<(usize, Vec<DocumentId>)> =
        ids.chunks(AT_ONCE).enumerate().map(|(n, part)| (n * AT_ONCE, part.to_vec())).collect();
    let rows = stream::iter(parts).then(move |(first, part)| {
        let pages = pages.clone();
        async move {
            let stored = pages.catalog.documents(&part).await?;
            let names = Namer { pages: &pages, lang };
            let mut text = String::new();
            let mut n = first;
            for id in &part {
                let Ok(at) = stored.binary_search_by(|s| s.document.id.cmp(id)) else { continue };
                let (document, notes) = (&stored[at].document, stored[at].annotations.as_ref());
                let topics =
                    notes.iter().flat_map(|n| &n.topics).map(|t| names.topic(&t.topic).label).collect();
                let agency = names.agency(&document.agency).label;
                let seen = day_in_japan(stored[at].first_seen);
                text.push_str(&format.one(n, &Reference::of(document, notes, seen, agency, topics)));
                n += 1;
            }
            Ok(text)
        }
    });
    let (head, tail) = (stream::iter([Ok(format.head())]), stream::iter([Ok(format.tail().to_owned())]));
    head.chain(rows).chain(tail)
}
