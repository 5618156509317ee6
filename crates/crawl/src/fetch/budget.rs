//! Room for bodies: how many bytes may be held at the same time, by the client and by whoever has a
//! body of its in hand.
//!
//! Half of the room is for beginnings, a fixed piece for each answer; whoever needs more takes the
//! most a body may have from the other half, all at once. So nobody waits with half of what it needs,
//! and the wait always ends.

use std::{fmt, ops::Deref, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What an answer gets to begin with.
pub(super) const BEGINNING: u64 = 256 << 10;
const UNIT: u64 = 1 << 10;

/// All the room there is.
pub(super) struct Budget {
    beginnings: Arc<Semaphore>,
    rest: Arc<Semaphore>,
    /// The units of a beginning, and of the most a body may need beyond it.
    pieces: (u32, u32),
}

impl Budget {
    /// `bytes` in all, for bodies of at most `max_body` each.
    pub fn new(bytes: u64, max_body: u64) -> Self {
        let units = |bytes: u64| u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX >> 4).max(1);
        let pieces = (units(BEGINNING.min(max_body)), units(max_body));
        let half = units(bytes / 2);
        let pool = |least: u32| Arc::new(Semaphore::new(half.max(least) as usize));
        Self { beginnings: pool(pieces.0), rest: pool(pieces.1), pieces }
    }
    /// Room for a beginning.
    pub async fn beginning(&self) -> OwnedSemaphorePermit {
        take(&self.beginnings, self.pieces.0).await
    }
    /// Room for all the rest that a body may have.
    pub async fn rest(&self) -> OwnedSemaphorePermit {
        take(&self.rest, self.pieces.1).await
    }
}

async fn take(pool: &Arc<Semaphore>, units: u32) -> OwnedSemaphorePermit {
    loop {
        if let Ok(permit) = pool.clone().acquire_many_owned(units).await {
            return permit;
        }
        tokio::task::yield_now().await; // only a closed semaphore refuses, and these are never closed
    }
}

/// The bytes of an answer. They count against the client's budget until they are dropped.
#[derive(Clone, Default)]
pub struct Body {
    bytes: Vec<u8>,
    room: Vec<Arc<OwnedSemaphorePermit>>,
}

impl Body {
    pub(super) fn new(bytes: Vec<u8>, room: impl IntoIterator<Item = OwnedSemaphorePermit>) -> Self {
        // What was reserved and not used goes back at once.
        let mut left = u32::try_from((bytes.len() as u64).div_ceil(UNIT)).unwrap_or(u32::MAX) as usize;
        let mut kept = Vec::new();
        for mut permit in room {
            let spare = permit.num_permits().saturating_sub(left);
            left = left.saturating_sub(permit.num_permits());
            drop(permit.split(spare));
            kept.push(Arc::new(permit));
        }
        Self { bytes, room: kept }
    }
    /// The bytes alone; their room is free for others from now on.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl Deref for Body {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, room: Vec::new() }
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Body {}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes, {} pieces of room)", self.bytes.len(), self.room.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn a_body_holds_its_room_and_no_more() {
        let budget = Budget::new(1 << 20, 300 << 10);
        let (first, second) = (budget.beginning().await, budget.beginning().await);
        assert!(budget.beginning().now_or_never().is_none());
        let small = Body::new(vec![0; 10 << 10], [first]); // gives back 246 of 256 KiB
        assert!(budget.beginning().now_or_never().is_none());
        drop(small);
        let large = Body::new(vec![0; 400 << 10], [second, budget.rest().await]);
        assert_eq!(budget.beginnings.available_permits(), 256);
        assert_eq!(budget.rest.available_permits(), 512 - (400 - 256));
        let copy = large.clone();
        drop(large);
        assert_eq!(budget.rest.available_permits(), 512 - 144);
        assert_eq!(copy.into_bytes().len(), 400 << 10);
        assert_eq!((budget.beginnings.available_permits(), budget.rest.available_permits()), (512, 512));
    }
}
