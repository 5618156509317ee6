//! What one answer of a source leads to.

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
}

/// Collects entries: makes addresses canonical, merges duplicates (the first wins), refuses private
/// addresses.
#[derive(Default)]
pub(super) struct Gather {
    found: Found,
    seen: HashSet<Url>,
}

impl Gather {
    /// Takes an entry that points to `href`, relative to `base`; `fill` completes it if it is kept.
    pub fn entry(&mut self, base: &Url, href: &str, fill: impl FnOnce(&mut Item)) {
        let Ok(url) = base.join(href.trim()) else {
            return self.refuse(href, Reason::Malformed);
        };
        if !is_public_host(&url) {
            return self.refuse(href, Reason::ForbiddenAddress);
        }
        let url = canonical(&url);
        if self.seen.insert(url.clone()) {
            let mut item = Item::link(url);
            fill(&mut item);
            self.found.items.push(item);
        }
    }
    /// Counts an entry that cannot become a work.
    pub fn refuse(&mut self, what: &str, reason: Reason) {
        self.found.refused.push((what.to_owned(), reason));
    }
    /// Takes a further request; private addresses and the page itself are not asked.
    pub fn more(&mut self, from: &Url, request: Request) {
        if !is_public_host(&request.url) {
            self.refuse(request.url.as_str(), Reason::ForbiddenAddress);
        } else if request.logical_url() != *from && !self.found.more.contains(&request) {
            self.found.more.push(request);
        }
    }
    /// The answer as a whole.
    pub fn finish(self) -> Found {
        self.found
    }
}
