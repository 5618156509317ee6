//! When to leave: on SIGTERM and Ctrl-C after the batch at hand, and when nobody reads any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// Set once by a signal; flows look at it between batches.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    flag: Arc<AtomicBool>,
    notify: Arc<Notify>,
}

impl Stop {
    /// Listens for SIGTERM and Ctrl-C from now on. A second signal ends the process at once.
    pub fn listen() -> Self {
        let stop = Self::default();
        let heard = stop.clone();
        tokio::spawn(async move {
            signalled().await;
            tracing::info!("stopping after the work at hand");
            heard.set();
            signalled().await;
            std::process::exit(130);
        });
        stop
    }
    /// Asks for a stop.
    pub fn set(&self) {
        self.flag.store(true, Ordering::Relaxed);
        self.notify.notify_waiters();
    }
    /// For flows.
    pub fn flag(&self) -> &AtomicBool {
        &self.flag
    }
    /// Whether it was asked for.
    pub fn is_set(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }
    /// Waits until it is asked for.
    pub async fn wait(&self) {
        let notified = self.notify.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        if !self.is_set() {
            notified.await;
        }
    }
}

/// A reader that closes its end (`shiome search … | head`) is no fault of ours: the process ends as
/// other tools do, without a panic's message.
pub fn leave_quietly_when_nobody_reads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let message = panic.payload_as_str().unwrap_or_default();
        if message.starts_with("failed printing to stdout") {
            std::process::exit(141);
        }
        usual(panic);
    }));
}

async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
