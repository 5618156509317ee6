//! Computing, where it holds nobody up, and on as many threads as there are processors.
//!
//! A thousand sites may have a page to read at the same moment. Each thread keeps what reading needs, some
//! megabytes: more threads than processors would gain nothing and fill the memory.

use std::sync::LazyLock;
use tokio::sync::Semaphore;
use tokio::task::JoinError;

static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, |n| n.get())));

/// Runs `work` in its turn. An error means that it panicked.
pub(crate) async fn computed<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    // Only a closed semaphore refuses, and this one is never closed.
    let _turn = TURNS.acquire().await;
    tokio::task::spawn_blocking(work).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[tokio::test(flavor = "multi_thread")]
    async fn no_more_at_once_than_there_are_processors() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let work = |_| {
            let (now, most) = (now.clone(), most.clone());
            computed(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(2));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        };
        for done in futures::future::join_all((0..200).map(work)).await {
            done.unwrap();
        }
        let processors = std::thread::available_parallelism().unwrap().get();
        assert!((1..=processors).contains(&most.load(Ordering::SeqCst)));
    }
}
