//! What becomes of a work: a document, one that its entry tells, or a rejection that is counted.

use super::page::{Done, Work, speaks_for_the_entry};
use super::rhythm;
use crate::Error;
use shiome_extract::Rejection;
use shiome_model::{Capture, Document, Media, Rejected, Timestamp, Validators};
use shiome_store::{Fact, PageState};

impl Work<'_> {
    /// There is no page to read, whatever the status of the answer. A source that describes its works
    /// speaks for it; else it is counted.
    pub(super) async fn without_page(self, status: Option<u16>, rejection: Rejection) -> Result<Done, Error> {
        if self.item.stands_alone && speaks_for_the_entry(rejection.reason) {
            return self.entry(Some((status, rejection))).await;
        }
        let mut state = self.next_state();
        read_ill(&mut state, status, &rejection, self.house.now());
        let mut facts = vec![Fact::Rejected(Rejected {
            source: self.source().clone(),
            url: self.item.url.to_string(),
            reason: rejection.reason,
            detail: rejection.detail,
            at: self.house.now(),
        })];
        let passes = rejection.reason.is_passing();
        let again_in = state.next_try.filter(|_| passes).map(|at| at - self.house.now());
        facts.push(Fact::Page(state));
        Ok(Done { facts, rejected: Some(rejection.reason), again_in, ..Done::default() })
    }

    /// The document is made from what the source says about it.
    pub(super) async fn entry(self, page: Option<(Option<u16>, Rejection)>) -> Result<Done, Error> {
        let mut state = self.next_state();
        state.stamp = Some(self.item.stamp());
        let mut stood_in = None;
        if let Some((status, rejection)) = page {
            read_ill(&mut state, status, &rejection, self.house.now());
            stood_in = Some(rejection).filter(|r| r.reason.stands_in());
        }
        let Some(list) = self.list.clone() else { return Ok(self.note()) };
        match shiome_extract::from_entry(&self.item, &list, &self.plan.source, self.today()) {
            Ok(document) => {
                let (source, url) = (self.source().clone(), self.item.url.to_string());
                let at = self.house.now();
                let mut done = self.keep(document, state).await?;
                done.uses_list = true;
                // The entry speaks for the page, but that there is a wall is to be seen.
                if let Some(Rejection { reason, detail }) = stood_in {
                    done.rejected = Some(reason);
                    done.facts.push(Fact::Rejected(Rejected { source, url, reason, detail, at }));
                }
                Ok(done)
            }
            Err(rejection) => {
                let reason = rejection.reason;
                let rejected = Fact::Rejected(Rejected {
                    source: self.source().clone(),
                    url: self.item.url.to_string(),
                    reason,
                    detail: rejection.detail,
                    at: self.house.now(),
                });
                let facts = vec![Fact::Page(state), rejected];
                Ok(Done { facts, rejected: Some(reason), ..Done::default() })
            }
        }
    }

    /// The facts of a document that was read.
    pub(super) async fn keep(self, mut document: Document, mut state: PageState) -> Result<Done, Error> {
        let before = self.house.catalog.document(&document.id).await?.map(|s| s.document);
        if let Some(before) = &before {
            if document.published.is_none() && before.published.is_some() {
                document.published = before.published.clone();
                document.revision = Document::revision_of(&document.title, &document.text, document.date());
            }
            // A page says more than the entry that announced it; never the other way round.
            if document.media == Media::Entry && before.media != Media::Entry {
                document = before.clone();
            }
        }
        let is_update = before.as_ref().is_some_and(|b| b.revision != document.revision);
        let (is_new, today) = (before.is_none(), self.today());
        let undated = is_new && document.published.is_none();
        let future_dated = is_new && document.date().max(self.item.published).is_some_and(|d| d > today);
        state.document = Some(document.id.clone());
        let found = self.found(&document.id);
        let document = Fact::Document { document, first_seen: self.house.now() };
        let facts = vec![document, found, Fact::Page(state)];
        Ok(Done { facts, is_new, is_update, undated, future_dated, ..Done::default() })
    }
}

pub(super) fn read_well(state: &mut PageState, capture: &Capture) {
    state.validators = Validators::of(capture);
    state.last_fetched = Some(capture.fetched_at);
    state.status = Some(capture.status);
    state.capture = Some(capture.id.clone());
    state.error = None;
    state.failures = 0;
    state.next_try = None;
}

pub(super) fn read_ill(state: &mut PageState, status: Option<u16>, rejection: &Rejection, now: Timestamp) {
    state.last_fetched = Some(now);
    state.status = status;
    state.error = Some(rejection.reason);
    state.failures += 1;
    let wait = rhythm::page_retry(state.failures, rejection.reason.is_passing());
    state.next_try = wait.map(|w| now + w);
}
