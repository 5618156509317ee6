//! Two captures of one page, compared: both are read anew by the same rules, so that nothing differs
//! but the page.

use crate::{Error, House};
use chrono::NaiveDate;
use shiome_enrich::change::{self, Version};
use shiome_extract::{Input, Rejection};
use shiome_model::{Capture, Change, Document, Item, Source};

/// One version of a watched page, read.
pub(crate) struct Read {
    pub document: Document,
    pub headings: Vec<String>,
    pub capture: Capture,
}

impl Read {
    pub fn version(&self) -> Version<'_> {
        Version { document: &self.document, headings: &self.headings, capture: &self.capture.id }
    }
}

/// Reads a version. Computes: not for a thread that waits.
pub(crate) fn read(
    capture: Capture,
    body: &[u8],
    source: &Source,
    today: NaiveDate,
) -> Result<Read, Rejection> {
    let item = Item::link(capture.url.clone());
    let input = Input { capture: &capture, body, item: Some(&item), source, today };
    let document = shiome_extract::watched_text(&input)?;
    let headings = shiome_extract::headings(&input);
    Ok(Read { document, headings, capture })
}

/// Everything that differs between two captures of a watched page, however little; none if one of them
/// cannot be read any more.
pub fn captures(source: &Source, before: (Capture, &[u8]), after: (Capture, &[u8])) -> Option<Change> {
    let today = shiome_model::time::day_in_japan(after.0.taken_at());
    let seen_at = after.0.taken_at();
    let old = read(before.0, before.1, source, today).ok()?;
    let new = read(after.0, after.1, source, today).ok()?;
    Some(change::difference(old.version(), new.version(), &source.id, seen_at))
}

/// The version that a capture in the archive holds.
pub(crate) async fn stored(house: &House, capture: Capture, source: &Source) -> Result<Option<Read>, Error> {
    let body = house.archive.get(&capture.body).await?;
    let (source, today) = (source.clone(), shiome_model::time::day_in_japan(house.now()));
    let work = move || read(capture, &body, &source, today).ok();
    crate::computed::computed(work).await.map_err(|_| Error::Worker("reading a page"))
}
