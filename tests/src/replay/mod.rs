//! A local server that stands in for the internet, in the manner of a web archive.
//!
//! `GET /<YYYYMMDDhhmmss>/<address>` answers with the newest capture not after that clock, and with
//! 404 when there is none. `GET /timemap/link/<address>`, `/timemap/json/<address>` and `/cdx?url=…` list
//! what it holds, as such archives do. It answers conditional requests, compresses where that is accepted,
//! fails on purpose where told to ([`Faults`]), and keeps a book of what it was asked ([`Seen`],
//! [`Manners`]), so that politeness can be measured from the only side that can tell.

mod answer;
mod cable;
mod faults;
mod lists;
mod seen;
mod target;
#[cfg(test)]
mod tests;

pub use faults::{Fault, Faults, Scope};
pub use seen::{Manners, Seen};

use crate::{Error, web::CapturedWeb};
use axum::{Router, routing::any};
use cable::{Cables, Scissors};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use url::Url;

/// Lines of a list in one answer: few, so that going on is tried, too.
const MOST_LISTED: usize = 3;

/// A running server.
pub struct Replay {
    /// Where it listens.
    pub address: SocketAddr,
    log: seen::Log,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Replay {
    /// Starts on a free loopback port.
    pub async fn start(web: Arc<CapturedWeb>, faults: Faults) -> Result<Self, Error> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), web, faults).await
    }

    /// Starts on that address.
    pub async fn start_at(address: SocketAddr, web: Arc<CapturedWeb>, faults: Faults) -> Result<Self, Error> {
        let listener = TcpListener::bind(address).await.map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let log = seen::Log::default();
        let state = Arc::new(answer::State { web, faults, log: log.clone(), address });
        let app = Router::new().fallback(any(answer::answer)).with_state(state);
        let (stop, stopped) = oneshot::channel::<()>();
        let service = app.into_make_service_with_connect_info::<Scissors>();
        let server = tokio::spawn(async move {
            let serving = axum::serve(Cables(listener), service);
            let ended = serving.with_graceful_shutdown(async move { drop(stopped.await) }).await;
            if let Err(cause) = ended {
                tracing::warn!(%cause, "replay server ended");
            }
        });
        Ok(Self { address, log, stop: Some(stop), server })
    }

    /// What to put before a clock and an address: `http://127.0.0.1:PORT/`.
    pub fn prefix(&self) -> Url {
        let text = format!("http://{}/", self.address);
        Url::parse(&text).unwrap_or_else(|_| unreachable!("a socket address makes a URL"))
    }
    /// All requests so far, in order of their answers.
    pub fn log(&self) -> Vec<Seen> {
        self.log.seen()
    }
    /// How often that logical address was asked for.
    pub fn requests_to(&self, url: &str) -> usize {
        self.log.seen().iter().filter(|seen| seen.url == url).count()
    }
    /// How politely each host was asked.
    pub fn manners(&self) -> BTreeMap<String, Manners> {
        self.log.manners()
    }
    /// Forgets what was asked so far.
    pub fn clear_log(&self) {
        self.log.clear();
    }
    /// Takes no more connections and ends.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(()); // the server may have ended already
        }
        let patience = std::time::Duration::from_secs(1); // idle keep-alive connections hold it open
        if tokio::time::timeout(patience, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        self.server.abort();
    }
}
