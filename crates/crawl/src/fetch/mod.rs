//! The one polite HTTP client.
//!
//! Each request passes, in this order: the address must be public; robots.txt must allow it; the host
//! must not have asked to be left alone; then the turn at the host (see [`host`]); then the question
//! itself, bounded in time and size. A redirect goes through all of it again.

mod exchange;
mod gateway;
mod host;
mod policy;
mod resolve;
mod robots;
mod settings;

pub use settings::{Gateway, GatewayKind, Settings};

use crate::{Method, Request, address::is_public_host, connect::http_date};
use exchange::{Answer, Fault, Question, exchange};
use host::{Host, TooLong};
use policy::RobotsCache;
use serde::Serialize;
use shiome_model::{Capture, Hash, Reason, SourceId, Timestamp, Validators};
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};
use tokio::sync::Semaphore;
use url::Url;

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting makes no sense.
    #[error("use the setting `{key}`: {why}")]
    Settings {
        /// Its name.
        key: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// TLS or the resolver could not be set up.
    #[error("set up the HTTP client")]
    Client(#[from] reqwest::Error),
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // the large variant is the usual one
pub enum Outcome {
    /// There is an answer.
    Fetched {
        /// Its record.
        capture: Capture,
        /// Its body after content decoding.
        body: Vec<u8>,
    },
    /// Nothing has changed since the answer the validators are from.
    NotModified {
        /// When that was asked.
        at: Timestamp,
    },
    /// There is no answer to keep.
    Rejected {
        /// Why.
        reason: Reason,
        /// What exactly.
        detail: String,
        /// How long to stay away, if the host said so.
        retry_after: Option<Duration>,
    },
}

/// What the client has done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Requests sent, for robots.txt, redirects and further tries too.
    pub requests: u64,
    /// Bytes of bodies after content decoding.
    pub bytes: u64,
    /// The same by host.
    pub hosts: BTreeMap<String, HostStats>,
}

/// What was asked of one host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HostStats {
    /// Requests sent.
    pub requests: u64,
    /// Bytes of bodies after content decoding.
    pub bytes: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
struct Failure {
    reason: Reason,
    detail: String,
    retry_after: Option<Duration>,
}

impl Failure {
    fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), retry_after: None }
    }
}

impl From<Failure> for Outcome {
    fn from(Failure { reason, detail, retry_after }: Failure) -> Self {
        Self::Rejected { reason, detail, retry_after }
    }
}

/// The client. Cheap to clone; clones share all limits.
#[derive(Clone)]
pub struct Fetcher {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    client: reqwest::Client,
    slots: Arc<Semaphore>,
    hosts: Mutex<BTreeMap<String, Arc<Host>>>,
    robots: RobotsCache,
}

impl Fetcher {
    /// Makes a client; opens no connection.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        // Fails only if another part of the program has chosen a provider, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let name_of = |entry: &String| entry.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let gateway = settings.gateway.as_ref().and_then(|g| g.prefix.host_str()).map(str::to_owned);
        let allowed = settings.allow_private.iter().map(name_of).chain(gateway).collect();
        let client = reqwest::Client::builder()
            .user_agent(&settings.user_agent)
            .redirect(reqwest::redirect::Policy::none()) // each hop is checked and waited for like the first
            .no_proxy() // the environment decides nothing; an egress gateway is a setting
            .referer(false)
            .connect_timeout(settings.timeout())
            .dns_resolver(Arc::new(resolve::PublicOnly { allowed }))
            .build()?;
        let slots = Arc::new(Semaphore::new(settings.total));
        let inner =
            Inner { settings, client, slots, hosts: Mutex::default(), robots: RobotsCache::default() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Asks one thing for the sake of `source`. `validators` make the question conditional.
    pub async fn fetch(
        &self,
        source: &SourceId,
        request: &Request,
        validators: Option<&Validators>,
        now: Timestamp,
    ) -> Outcome {
        let validators = validators.filter(|v| !v.is_empty());
        match self.inner.follow(request, validators, now).await {
            Ok((final_url, answer)) => conclude(source, request, final_url, answer, validators, now),
            Err(failure) => failure.into(),
        }
    }

    /// What has been asked so far.
    pub fn stats(&self) -> Stats {
        let hosts = self.inner.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |host: &Host| HostStats {
            requests: host.requests.load(Ordering::Relaxed),
            bytes: host.bytes.load(Ordering::Relaxed),
        };
        let hosts: BTreeMap<_, _> = hosts.iter().map(|(name, host)| (name.clone(), of(host))).collect();
        let (requests, bytes) =
            (hosts.values().map(|h| h.requests).sum(), hosts.values().map(|h| h.bytes).sum());
        Stats { requests, bytes, hosts }
    }
}

impl Inner {
    /// Asks, and follows redirects; the logical address that answered, and its answer.
    async fn follow(
        &self,
        request: &Request,
        validators: Option<&Validators>,
        now: Timestamp,
    ) -> Result<(Url, Answer), Failure> {
        let mut url = request.url.clone();
        let mut method = request.method.clone();
        let mut seen = HashSet::new();
        loop {
            url.set_fragment(None);
            if !seen.insert(url.clone()) {
                return Err(Failure::new(Reason::RedirectLoop, format!("it leads back to {url}")));
            }
            if seen.len() > self.settings.max_redirects + 1 {
                let detail = format!("more than {} redirects", self.settings.max_redirects);
                return Err(Failure::new(Reason::RedirectLoop, detail));
            }
            self.check_address(&url)?;
            self.check_robots(&url, now).await?;
            let question = Question {
                address: self.address(&url, now)?,
                method: &method,
                accept: request.accept.as_deref(),
                validators,
                max_body: self.settings.max_body,
                cut: false,
            };
            let answer = self.ask(&url, &question, now).await?;
            let Some(location) = answer.location() else { return Ok((url, answer)) };
            let target = self.target(&url, location)?;
            if !answer.keeps_method() {
                method = Method::Get;
            }
            url = target;
        }
    }

    /// Where a redirect from `url` leads, as a logical address.
    fn target(&self, url: &Url, location: &str) -> Result<Url, Failure> {
        let target = match &self.settings.gateway {
            Some(gateway) => gateway.logical(url, location),
            None => url.join(location).ok(),
        };
        target.ok_or_else(|| Failure::new(Reason::Malformed, format!("redirect to '{location}'")))
    }

    /// Where `logical` is really asked for.
    fn address(&self, logical: &Url, now: Timestamp) -> Result<Url, Failure> {
        let through = match &self.settings.gateway {
            Some(gateway) => gateway.address(logical, now),
            None => Some(logical.clone()),
        };
        through.ok_or_else(|| Failure::new(Reason::ForbiddenAddress, "the gateway cannot take this address"))
    }

    fn check_address(&self, url: &Url) -> Result<(), Failure> {
        let host = url.host_str().unwrap_or_default();
        let with_port = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_listed =
            |entry: &String| entry.eq_ignore_ascii_case(host) || entry.eq_ignore_ascii_case(&with_port);
        if is_public_host(url) || is_web && self.settings.allow_private.iter().any(is_listed) {
            return Ok(());
        }
        Err(Failure::new(Reason::ForbiddenAddress, format!("{url} is no public web address")))
    }

    /// Asks one host in its turn, again if that may help.
    async fn ask(&self, logical: &Url, question: &Question<'_>, now: Timestamp) -> Result<Answer, Failure> {
        let host = self.host(logical);
        let mut tries = 0;
        loop {
            let failure = match self.ask_once(&host, question, now).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let patience = self.settings.patience();
            let pause = match (failure.reason, failure.retry_after) {
                (Reason::TooManyRequests | Reason::ServerError, Some(asked)) if asked > patience => {
                    if let Ok(asked) = chrono::TimeDelta::from_std(asked) {
                        host.close(now + asked);
                    }
                    return Err(failure);
                }
                (Reason::TooManyRequests | Reason::ServerError, Some(asked)) => asked,
                (Reason::ServerError | Reason::Unreachable, None) => {
                    self.settings.backoff(tries).min(patience)
                }
                _ => return Err(failure),
            };
            if tries == self.settings.retries {
                return Err(failure);
            }
            tries += 1;
            tracing::debug!(url = %logical, detail = failure.detail, ?pause, "trying again");
            host.hold_off(pause).await;
        }
    }

    async fn ask_once(
        &self,
        host: &Host,
        question: &Question<'_>,
        now: Timestamp,
    ) -> Result<Answer, Failure> {
        let leave_alone = |wait: Duration, why: &str| Failure {
            retry_after: Some(wait),
            ..Failure::new(Reason::TooManyRequests, format!("{why} for {} s", wait.as_secs().max(1)))
        };
        if let Some(left) = host.closed_for(now) {
            return Err(leave_alone(left, "the host asked to be left alone"));
        }
        let (interval, patience) = (self.interval(host), self.settings.patience());
        let turn = match host.turn(interval, patience, &self.slots).await {
            Ok(turn) => turn,
            Err(TooLong(wait)) => return Err(leave_alone(wait, "the host's turn does not come")),
        };
        let limit = self.settings.timeout();
        let result = tokio::time::timeout(limit, exchange(&self.client, question)).await;
        drop(turn);
        let answer = match result {
            Err(_) => return Err(Failure::new(Reason::Timeout, format!("no whole answer in {limit:?}"))),
            Ok(Err(Fault::Broken(why))) => return Err(Failure::new(Reason::Unreachable, why)),
            Ok(Err(Fault::Private(why))) => return Err(Failure::new(Reason::ForbiddenAddress, why)),
            Ok(Err(Fault::TooLarge(why))) => return Err(Failure::new(Reason::TooLarge, why)),
            Ok(Ok(answer)) => answer,
        };
        host.bytes.fetch_add(answer.body.len() as u64, Ordering::Relaxed);
        let retry_after = answer.retry_after(now);
        match answer.status {
            429 => Err(Failure { retry_after, ..Failure::new(Reason::TooManyRequests, "status 429") }),
            500.. => {
                let detail = format!("status {}", answer.status);
                Err(Failure { retry_after, ..Failure::new(Reason::ServerError, detail) })
            }
            _ => Ok(answer),
        }
    }

    /// Least time between two requests to the host.
    fn interval(&self, host: &Host) -> Duration {
        if self.settings.gateway.as_ref().is_some_and(Gateway::is_archive) {
            return Duration::ZERO;
        }
        Duration::from_millis(self.settings.min_interval_ms).max(host.crawl_delay())
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let name = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(name).or_insert_with(|| Arc::new(Host::new(self.settings.per_host))).clone()
    }
}

/// What an answer means.
fn conclude(
    source: &SourceId,
    request: &Request,
    final_url: Url,
    answer: Answer,
    validators: Option<&Validators>,
    now: Timestamp,
) -> Outcome {
    let reason = match answer.status {
        200..300 => {
            let hash = Hash::of(&answer.body);
            let url = request.logical_url();
            let memento = answer.header("memento-datetime").and_then(http_date);
            let capture = Capture {
                id: Capture::id_of(&url, &hash),
                source: source.clone(),
                url,
                final_url,
                fetched_at: now,
                memento,
                status: answer.status,
                bytes: answer.body.len() as u64,
                body: hash,
                headers: answer.headers,
            };
            return Outcome::Fetched { capture, body: answer.body };
        }
        304 if validators.is_some() => return Outcome::NotModified { at: now },
        404 | 410 => Reason::NotFound,
        401 | 403 | 407 | 451 => Reason::Blocked,
        400..500 => Reason::ClientError,
        _ => Reason::Malformed,
    };
    Failure::new(reason, format!("status {}", answer.status)).into()
}

#[cfg(test)]
mod tests;
