//! Workers commit together: one wait for the disk and one transaction for all that have something.
//!
//! Whoever comes first commits; what the others bring meanwhile goes in together after that. So a busy
//! run has few large commits and a quiet one commits at once.

use crate::{Error, House, Stage};
use shiome_model::Capture;
use shiome_store::{Fact, Lease};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::oneshot;

type Answer = Result<(), shiome_store::Error>;

#[derive(Default)]
struct Waiting {
    works: Vec<(Lease, Vec<Fact>)>,
    answers: Vec<oneshot::Sender<Answer>>,
}

/// What the workers of a run commit through. Cheap to clone.
#[derive(Clone)]
pub(super) struct Together {
    house: House,
    waiting: Arc<Mutex<Waiting>>,
    /// Held by whoever commits.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Together {
    pub fn new(house: &House) -> Self {
        Self { house: house.clone(), waiting: Arc::default(), turn: Arc::default() }
    }

    /// Records facts under a lease: bytes first, then what points to them.
    pub async fn commit(&self, lease: Lease, facts: Vec<Fact>) -> Result<(), Error> {
        let start = Instant::now();
        let (answer, told) = oneshot::channel();
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.works.push((lease, facts));
            waiting.answers.push(answer);
        }
        // On a thread of its own: others rely on it, also if this worker stops waiting.
        let this = self.clone();
        tokio::spawn(async move { this.commit_what_waits().await });
        let answer = told.await.map_err(|_| Error::Worker("committing"))?;
        self.house.timings.add(Stage::Store, start);
        Ok(answer?)
    }

    async fn commit_what_waits(&self) {
        let _turn = self.turn.lock().await;
        let Waiting { works, answers } =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if works.is_empty() {
            return; // whoever had the turn before has committed it
        }
        let settled = settle(&self.house, &works).await;
        let mut results: Vec<Answer> = Vec::with_capacity(works.len());
        match settled {
            Err(error) => results.push(Err(error)),
            Ok(()) if self.house.catalog.commit_together(&works).await.is_ok() => {
                results.extend(works.iter().map(|_| Ok(())));
            }
            Ok(()) => {
                for (lease, facts) in &works {
                    results.push(self.house.catalog.commit(Some(lease), facts).await.map(|_| ()));
                }
            }
        }
        // A worker without an answer is told by its sender being gone.
        for (answer, result) in answers.into_iter().zip(results) {
            let _ = answer.send(result); // it may have stopped waiting
        }
    }
}

async fn settle(house: &House, works: &[(Lease, Vec<Fact>)]) -> Answer {
    let facts = works.iter().flat_map(|(_, facts)| facts);
    let captures: Vec<&Capture> =
        facts.filter_map(|f| if let Fact::Capture(c) = f { Some(c) } else { None }).collect();
    if captures.is_empty() { Ok(()) } else { house.archive.settle(&captures).await }
}
