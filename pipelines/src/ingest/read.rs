//! The pages that were had and are still to be read.
//!
//! They are read from the archive, in batches, and what becomes of them is committed together with the
//! note that they are read: whoever is killed in between reads the same pages again.

use super::outcome::read_well;
use super::page::{Done, Work};
use super::repeat::Printed;
use super::run::Run;
use crate::{Error, House, SourcePlan, Stage};
use chrono::{NaiveDate, TimeDelta};
use futures::StreamExt;
use shiome_crawl::Body;
use shiome_extract::{Input, Rejection};
use shiome_model::{Capture, CaptureId, Document, Hash, Item, Reason};
use shiome_store::{Error as StoreError, Fact, PageState, Unread};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Pages taken up at a time.
const PAGES: usize = 100;

/// Reads what is still to be read of the source of this run, or until the run is stopped.
pub(super) async fn all(run: &mut Run<'_>) -> Result<(), Error> {
    let mut last = String::new();
    let mut lists: BTreeMap<CaptureId, Option<Arc<Capture>>> = BTreeMap::new();
    while !run.stop.load(Ordering::Relaxed) {
        let pages = run.house.catalog.pages_unread(&run.state.source, &last, PAGES).await?;
        let Some(page) = pages.last() else { break };
        last.clone_from(&page.url);
        let mut works = Vec::with_capacity(pages.len());
        for mut page in pages {
            let Some(Unread { capture, item, list, .. }) = page.unread.take() else { continue };
            if let Some(id) = &list
                && !lists.contains_key(id)
            {
                lists.insert(id.clone(), run.house.catalog.capture(id).await?.map(Arc::new));
            }
            let list = list.and_then(|id| lists.get(&id).cloned().flatten());
            let work = Work { house: run.house, plan: run.plan, item, state: Some(page), list };
            works.push(work.read(capture));
        }
        let mut read = futures::stream::iter(works).buffered(run.pages_at_once());
        while let Some(done) = read.next().await {
            run.take(done?, None).await?;
        }
        run.settle().await?;
    }
    Ok(())
}

impl Work<'_> {
    /// Reads a page that was had.
    async fn read(self, capture: CaptureId) -> Result<Done, Error> {
        let Some(capture) = self.house.catalog.capture(&capture).await? else { return Ok(self.lost()) };
        let body = match self.house.archive.get(&capture.body).await {
            Ok(body) => body,
            Err(StoreError::Missing(_) | StoreError::Corrupt(_)) => return Ok(self.lost()),
            Err(other) => return Err(other.into()),
        };
        let (item, today) = (self.item.clone(), self.today());
        let read = shiome_extract::extract;
        match extract(read, self.house, self.plan, capture.clone(), body.into(), item, today).await? {
            Err(rejection) => self.without_page(Some(capture.status), rejection).await,
            Ok((document, None)) => {
                let mut state = self.next_state();
                read_well(&mut state, &capture);
                self.keep(document, state).await
            }
            Ok((document, Some(print))) => self.short(document, print, capture).await,
        }
    }

    /// The archive has lost the page: it is asked for once more.
    fn lost(&self) -> Done {
        let state = PageState { next_try: Some(self.house.now()), ..self.next_state() };
        Done { facts: vec![Fact::Page(state)], again_in: Some(TimeDelta::zero()), ..Done::default() }
    }

    /// A short page was had: it is kept, unless it turns out to be the same at many addresses. What was
    /// a long text gives way to it only when it is shown a second time.
    async fn short(self, document: Document, print: Hash, capture: Capture) -> Result<Done, Error> {
        let url = self.item.url.to_string();
        let rejection = Rejection { reason: Reason::Repeated, detail: format!("shown as {}", print.short()) };
        let instead = Box::pin(self.clone().without_page(Some(capture.status), rejection)).await?;
        let mut state = self.next_state();
        if self.would_lose(&document, &print, &url).await? {
            state.last_fetched = Some(capture.fetched_at);
            state.next_try = Some(self.house.now() + TimeDelta::days(1));
            let mut done = self.note();
            done.facts.push(Fact::Page(state));
            done.print = Some(Printed { url, print, instead: Box::new(instead) });
            return Ok(done);
        }
        read_well(&mut state, &capture);
        let mut done = self.keep(document, state).await?;
        done.print = Some(Printed { url, print, instead: Box::new(instead) });
        Ok(done)
    }

    /// Whether a text much longer than that would be overwritten by what this address shows for the
    /// first time.
    async fn would_lose(&self, document: &Document, print: &Hash, url: &str) -> Result<bool, Error> {
        let Some(id) = self.state.as_ref().and_then(|s| s.document.as_ref()) else { return Ok(false) };
        let Some(before) = self.house.catalog.document(id).await? else { return Ok(false) };
        if before.document.text.len() < 4 * document.text.len() + 400 {
            return Ok(false);
        }
        let shown = self.house.catalog.printed(self.source(), std::slice::from_ref(print)).await?;
        Ok(!(shown.len() == 1 && shown.iter().all(|(_, at)| at == url)))
    }

    /// This source knows the date that the stored page does not say.
    pub(super) async fn date(self) -> Result<Done, Error> {
        let state = self.next_state();
        let Some(id) = &state.capture else { return Ok(self.note()) };
        let Some(capture) = self.house.catalog.capture(id).await? else { return Ok(self.note()) };
        let body = self.house.archive.get(&capture.body).await?;
        match extract(
            shiome_extract::extract,
            self.house,
            self.plan,
            capture,
            body.into(),
            self.item.clone(),
            self.today(),
        )
        .await?
        {
            Ok((document, _)) => self.keep(document, state).await,
            Err(_) => Ok(self.note()),
        }
    }
}

/// How a body is read: as an article, or as a watched page.
pub(super) type Reader = fn(&Input<'_>) -> Result<Document, Rejection>;

/// A document, and by what a short page is recognised elsewhere.
type Read = (Document, Option<Hash>);

/// Reads a body on a thread that may compute.
pub(super) async fn extract(
    reader: Reader,
    house: &House,
    plan: &SourcePlan,
    capture: Capture,
    body: Body,
    item: Item,
    today: NaiveDate,
) -> Result<Result<Read, Rejection>, Error> {
    let source = plan.source.clone();
    let timings = house.timings.clone();
    let work = move || {
        let start = Instant::now();
        let input = Input { capture: &capture, body: &body, item: Some(&item), source: &source, today };
        let outcome = reader(&input).map(|document| {
            let print = shiome_extract::print(&input, &document);
            (document, print)
        });
        timings.add(Stage::Extract, start);
        outcome
    };
    crate::computed::computed(work).await.map_err(|_| Error::Worker("reading a page"))
}
