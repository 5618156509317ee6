//! What is known of works and not yet committed. It is carried from list to list, and what is left at
//! the end enters with the state of the source.

use super::{page::Done, repeat};
use crate::{Error, House};
use shiome_model::{Capture, SourceId};
use shiome_store::Fact;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Works committed at a time. A crash loses no more of them; more would hardly be faster.
const WORKS: usize = 200;
/// A batch is committed after so long even if it is not full, or when it holds so many letters of
/// documents and bytes of pages.
const TIME: Duration = Duration::from_secs(20);
const LETTERS: usize = 4 << 20;

pub(super) struct Batch {
    works: Vec<(Done, Option<Arc<Capture>>)>,
    letters: usize,
    since: Instant,
}

impl Default for Batch {
    fn default() -> Self {
        Self { works: Vec::new(), letters: 0, since: Instant::now() }
    }
}

impl Batch {
    /// Takes what came of a work that `list` names.
    pub fn add(&mut self, done: Done, list: Option<&Arc<Capture>>) {
        let letters =
            |f: &Fact| if let Fact::Document { document, .. } = f { document.text.len() } else { 0 };
        self.letters += done.bytes + done.facts.iter().map(letters).sum::<usize>();
        self.works.push((done, list.cloned()));
    }

    pub fn is_full(&self) -> bool {
        self.works.len() >= WORKS || self.letters >= LETTERS || self.since.elapsed() > TIME
    }

    /// Decides which of its works are works; gives those and the facts about others. The list that a
    /// document is made from is among the work's facts.
    pub async fn sifted(self, house: &House, source: &SourceId) -> Result<(Vec<Done>, Vec<Fact>), Error> {
        let (mut works, lists): (Vec<Done>, Vec<_>) = self.works.into_iter().unzip();
        let facts = repeat::sift(house, source, &mut works).await?;
        let mut kept = BTreeSet::new();
        for (done, list) in works.iter_mut().zip(lists) {
            if let Some(list) = list.filter(|list| done.uses_list && kept.insert(list.id.clone())) {
                done.facts.insert(0, Fact::Capture((*list).clone()));
            }
        }
        Ok((works, facts))
    }
}
