//! What one answer of a source leads to.

use super::Filter;
use crate::{Request, is_public_host};
use shiome_model::{Item, Reason, url::canonical};
use std::{collections::HashSet, time::Duration};
use url::Url;

/// What one answer of a source leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Works, in the order of the answer, each address once.
    pub items: Vec<Item>,
    /// What to ask next: further pages, child sitemaps.
    pub more: Vec<Request>,
    /// What to hand to [`crate::Connector::seeds`] next time, if this kind of source has such a thing.
    pub cursor: Option<String>,
    /// How long the source asks not to be read again.
    pub ttl: Option<Duration>,
    /// Entries that cannot become works, as they were written, and why.
    pub refused: Vec<(String, Reason)>,
    /// How many addresses are no works of this source, as its settings say. Nothing is wrong with them.
    pub excluded: u32,
    /// What the source itself calls its works, where it may later speak of them by that name alone:
    /// the name, and the address as in [`Found::items`].
    pub names: Vec<(String, Url)>,
    /// Works the source has taken back, by what it calls them.
    pub withdrawn: Vec<String>,
}

/// Collects entries: makes addresses canonical, merges duplicates (the first wins), refuses private
/// addresses, leaves out what the settings exclude.
pub(super) struct Gather<'f> {
    filter: &'f Filter,
    found: Found,
    seen: HashSet<Url>,
    asked: HashSet<Url>,
}

impl<'f> Gather<'f> {
    /// Nothing yet.
    pub fn new(filter: &'f Filter) -> Self {
        Self { filter, found: Found::default(), seen: HashSet::new(), asked: HashSet::new() }
    }
    /// Takes an entry that points to `href`, relative to `base`; `fill` completes it if it is kept.
    /// Returns its address if it is a work of this source, whether or not it was seen before.
    pub fn entry(&mut self, base: &Url, href: &str, fill: impl FnOnce(&mut Item)) -> Option<Url> {
        let Ok(url) = base.join(href.trim()) else {
            self.refuse(href, Reason::Malformed);
            return None;
        };
        if !is_public_host(&url) {
            self.refuse(href, Reason::ForbiddenAddress);
            return None;
        }
        let url = canonical(&url);
        let is_first = self.seen.insert(url.clone());
        if !self.filter.admits(&url) {
            self.found.excluded += u32::from(is_first);
            return None;
        }
        if is_first {
            let mut item = Item::link(url.clone());
            fill(&mut item);
            self.found.items.push(item);
        }
        Some(url)
    }
    /// Counts an entry that cannot become a work.
    pub fn refuse(&mut self, what: &str, reason: Reason) {
        self.found.refused.push((what.to_owned(), reason));
    }
    /// Takes a further request; private addresses and the page itself are not asked.
    pub fn more(&mut self, from: &Url, request: Request) {
        if !is_public_host(&request.url) {
            self.refuse(request.url.as_str(), Reason::ForbiddenAddress);
            return;
        }
        let name = request.logical_url();
        if name != *from && self.asked.insert(name) {
            self.found.more.push(request);
        }
    }
    /// Notes what the source calls the work at an address.
    pub fn name(&mut self, name: String, url: Url) {
        self.found.names.push((name, url));
    }
    /// Notes that the source has taken a work back.
    pub fn withdraw(&mut self, name: String) {
        self.found.withdrawn.push(name);
    }
    /// The answer as a whole.
    pub fn finish(self) -> Found {
        self.found
    }
}
