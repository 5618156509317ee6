//! What may leave the house: the one place through which issues and the lake read documents.
//!
//! Liaison offices write down what they were told in confidence, and announcements come under embargo.
//! Digest, report and everything counted for them see the catalog only through a [`Gate`], which lets
//! pass what is public and whose embargo is over on the day of the issue; so neither a title nor a
//! count of anything else can get out.

use crate::{Error, House};
use chrono::NaiveDate;
use shiome_model::{DocumentId, time};
use shiome_store::{DocumentFilter, StoredDocument};
use std::collections::BTreeMap;

/// The catalog's documents as they may be told outside on one day.
#[derive(Clone, Copy)]
pub(crate) struct Gate<'a> {
    house: &'a House,
    /// The day, in Japan.
    pub day: NaiveDate,
}

impl<'a> Gate<'a> {
    /// As of now: the moment an issue is made.
    pub fn now(house: &'a House) -> Self {
        Self { house, day: time::day_in_japan(house.now()) }
    }

    /// All documents of a filter, page by page.
    pub async fn every(&self, mut filter: DocumentFilter) -> Result<Vec<StoredDocument>, Error> {
        filter.leaving_on = Some(self.day);
        let mut all = Vec::new();
        loop {
            let page = self.house.catalog.documents_page(&filter).await?;
            let Some(last) = page.last() else { return Ok(all) };
            filter.after_id = Some(last.document.id.clone());
            let was_last = page.len() < DocumentFilter::LIMIT;
            all.extend(page);
            if was_last {
                return Ok(all);
            }
        }
    }

    /// Documents by id, in order of id.
    pub async fn documents(&self, ids: &[DocumentId]) -> Result<Vec<StoredDocument>, Error> {
        let mut found = self.house.catalog.documents(ids).await?;
        found.retain(|s| s.document.may_leave(self.day));
        Ok(found)
    }

    /// One document.
    pub async fn document(&self, id: &DocumentId) -> Result<Option<StoredDocument>, Error> {
        Ok(self.documents(std::slice::from_ref(id)).await?.pop())
    }

    /// Dated documents per country, published from `from` to `to`, both included.
    pub async fn count_published(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<BTreeMap<String, u32>, Error> {
        Ok(self.house.catalog.count_published(from, to, self.day).await?)
    }

    /// Documents whose embargo ended from `from` to `to`, both included, and is over by now.
    pub async fn released(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<StoredDocument>, Error> {
        let before = from.pred_opt().unwrap_or(from);
        let ids = self.house.catalog.released(before, to.min(self.day)).await?;
        let mut all = Vec::with_capacity(ids.len());
        for part in ids.chunks(500) {
            all.extend(self.documents(part).await?);
        }
        Ok(all)
    }
}
