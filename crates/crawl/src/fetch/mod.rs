//! The one polite HTTP client.
//!
//! Each request passes, in this order: the address must be public; the host must not be closed;
//! robots.txt must allow it; then the turn at the host (see [`host`]); then the question itself,
//! bounded in time, pace and size. A redirect goes through all of it again.
//!
//! Nobody waits here for a host that wants to be left alone or keeps failing: what would have to wait
//! is handed back with the time at which to come back, and the caller puts it on its list.

mod budget;
mod exchange;
mod gateway;
mod host;
mod policy;
mod refusal;
mod render;
mod resolve;
mod robots;
mod settings;

pub use budget::Body;
pub use host::Standing;
pub use render::{RENDERED, Render};
pub use settings::{Gateway, GatewayKind, Settings};

use crate::{Method, Request, address::is_public_host, connect::http_date};
use budget::Budget;
use exchange::{Answer, Fault, Limits, Question, exchange};
use host::{Closed, Host};
use policy::RobotsCache;
use serde::Serialize;
use settings::product_token;
use shiome_model::{Capture, Hash, Reason, RobotsFile, SourceId, Timestamp, Validators};
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};
use tokio::sync::Semaphore;
use url::Url;

/// How long a connection is kept for its next use.
const IDLE: Duration = Duration::from_secs(20);

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
        body: Body,
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
        /// How long its host is left alone, if it is.
        retry_after: Option<Duration>,
        /// Whether the question was asked at all. If not, since the host is left alone, this is no
        /// verdict on the address: ask again when the time has passed.
        asked: bool,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HostStats {
    /// Requests sent.
    pub requests: u64,
    /// Bytes of bodies after content decoding.
    pub bytes: u64,
    /// How it has been answering.
    #[serde(flatten)]
    pub standing: Standing,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
struct Failure {
    reason: Reason,
    detail: String,
    retry_after: Option<Duration>,
    /// The host is closed, or its turn too far away.
    was_not_asked: bool,
}

impl Failure {
    fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), retry_after: None, was_not_asked: false }
    }
}

impl From<Closed> for Failure {
    fn from(Closed { wait, why }: Closed) -> Self {
        let put_back = Self::new(Reason::TooManyRequests, why);
        Self { retry_after: Some(wait), was_not_asked: true, ..put_back }
    }
}

impl From<Failure> for Outcome {
    fn from(Failure { reason, detail, retry_after, was_not_asked }: Failure) -> Self {
        Self::Rejected { reason, detail, retry_after, asked: !was_not_asked }
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
    budget: Budget,
    renderer: Option<render::Renderer>,
}

impl Fetcher {
    /// Makes a client; opens no connection.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        Self::with_render(settings, &Render::default())
    }

    /// Makes a client that can have pages drawn; opens no connection.
    pub fn with_render(settings: Settings, render: &Render) -> Result<Self, Error> {
        Self::trusting(settings, render, Vec::new())
    }

    /// Makes a client that trusts further certificates.
    fn trusting(
        settings: Settings,
        render: &Render,
        roots: Vec<reqwest::Certificate>,
    ) -> Result<Self, Error> {
        settings.check()?;
        // Fails only if another part of the program has chosen a provider, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let name_of = |entry: &String| entry.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let gateway = settings.gateway.as_ref().and_then(|g| g.prefix.host_str()).map(str::to_owned);
        let allowed = settings.allow_private.iter().map(name_of).chain(gateway).collect();
        // Through a gateway all hosts are one; else a connection that waits for its next use is kept for
        // each host, and not for long.
        let idle = if settings.gateway.is_some() { settings.total } else { settings.per_host };
        let builder = reqwest::Client::builder()
            .pool_max_idle_per_host(idle)
            .pool_idle_timeout(IDLE)
            .user_agent(&settings.user_agent)
            .redirect(reqwest::redirect::Policy::none()) // each hop is checked and waited for like the first
            .no_proxy() // the environment decides nothing; an egress gateway is a setting
            .referer(false)
            .connect_timeout(settings.header_timeout())
            .dns_resolver(Arc::new(resolve::PublicOnly { allowed }));
        let client = roots.into_iter().fold(builder, |b, root| b.add_root_certificate(root)).build()?;
        let slots = Arc::new(Semaphore::new(settings.total));
        let budget = Budget::new(settings.max_in_flight, settings.max_body);
        let (hosts, robots) = (Mutex::default(), RobotsCache::default());
        let renderer = render::Renderer::new(render)?;
        let inner = Inner { settings, client, slots, hosts, robots, budget, renderer };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Takes over the robots.txt files that an earlier process had.
    pub fn remember_robots(&self, files: Vec<RobotsFile>) {
        self.inner.robots.remember(files, product_token(&self.inner.settings.user_agent));
    }

    /// The robots.txt files that were had, or could not be had, since the last call: to be kept for
    /// the next process.
    pub fn learned_robots(&self) -> Vec<RobotsFile> {
        self.inner.robots.learned()
    }

    /// Asks one thing for the sake of `source`. `validators` make the question conditional.
    pub async fn fetch(
        &self,
        source: &SourceId,
        request: &Request,
        validators: Option<&Validators>,
        now: Timestamp,
    ) -> Outcome {
        // What a browser draws may change although the page it begins with does not.
        let validators = validators.filter(|v| !v.is_empty() && !request.render);
        let mut outcome = self.inner.follow(request, validators, now).await;
        if let (true, Ok((url, answer))) = (request.render, &mut outcome) {
            let plain = std::mem::take(answer);
            outcome = self.inner.render(url, plain, now).await.map(|drawn| (url.clone(), drawn));
        }
        match outcome {
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
            standing: host.standing().clone(),
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
        let mut url = match &request.past {
            None => request.url.clone(),
            Some(past) => past.address(&request.url).ok_or_else(no_such_version)?,
        };
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
            self.host(&url).is_open(now)?;
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
            let Some(location) = answer.location() else {
                let url = request.past.as_ref().map_or(Some(url.clone()), |past| past.logical(&url));
                return Ok((url.unwrap_or_else(|| request.url.clone()), answer));
            };
            let target = match &request.past {
                None => self.target(&url, location)?,
                Some(past) => past.hop(&url, location).ok_or_else(no_such_version)?,
            };
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
        let forbidden = |why: &str| Err(Failure::new(Reason::ForbiddenAddress, format!("{url} {why}")));
        if !url.username().is_empty() || url.password().is_some() {
            let why = "an address with a user name or a password is never asked";
            return Err(Failure::new(Reason::ForbiddenAddress, why)); // and never repeated
        }
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        let with_port = format!("{host}:{port}");
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_listed =
            |entry: &String| entry.eq_ignore_ascii_case(host) || entry.eq_ignore_ascii_case(&with_port);
        if is_web && self.settings.allow_private.iter().any(is_listed) {
            return Ok(());
        }
        if !is_public_host(url) {
            return forbidden("is no public web address");
        }
        if !self.settings.ports.contains(&port) {
            return forbidden("has a port that is not asked");
        }
        Ok(())
    }

    /// Asks one host in its turn; again if the connection broke.
    async fn ask(&self, logical: &Url, question: &Question<'_>, now: Timestamp) -> Result<Answer, Failure> {
        let host = self.host(logical);
        let mut tries = 0;
        loop {
            let failure = match self.ask_once(&host, question, now).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let may_help = failure.reason == Reason::Unreachable && failure.retry_after.is_none();
            if !may_help || tries == self.settings.retries {
                return Err(failure);
            }
            tries += 1;
            tracing::debug!(url = %logical, detail = failure.detail, "trying again");
        }
    }

    async fn ask_once(
        &self,
        host: &Host,
        question: &Question<'_>,
        now: Timestamp,
    ) -> Result<Answer, Failure> {
        let (interval, patience) = (self.interval(host), self.settings.patience());
        let (turn, room) = host.turn(interval, patience, &self.slots, &self.budget, now).await?;
        let (limit, settings) = (self.settings.timeout(), &self.settings);
        let slow = (settings.min_bytes_per_s, Duration::from_millis(settings.slow_window_ms));
        let limits = Limits { header: settings.header_timeout(), slow, budget: &self.budget };
        let reached = host.reached(interval);
        let asking = exchange(&self.client, question, &limits, room, reached);
        let result = tokio::time::timeout(limit, asking).await;
        let result = self.judge(host, result, limit, now);
        drop(turn);
        result
    }

    /// What an answer, or none, says about the host.
    fn judge(
        &self,
        host: &Host,
        result: Result<Result<Answer, Fault>, tokio::time::error::Elapsed>,
        limit: Duration,
        now: Timestamp,
    ) -> Result<Answer, Failure> {
        let ill = |reason, detail: String, asked| {
            let retry_after = host.ill(&detail, asked, &self.settings, now);
            Err(Failure { retry_after, ..Failure::new(reason, detail) })
        };
        let answer = match result {
            Err(_) => return ill(Reason::Timeout, format!("no whole answer in {limit:?}"), None),
            Ok(Err(Fault::Slow(why))) => return ill(Reason::Timeout, why, None),
            Ok(Err(Fault::Broken(why))) => return ill(Reason::Unreachable, why, None),
            Ok(Err(Fault::Private(why))) => return Err(Failure::new(Reason::ForbiddenAddress, why)),
            Ok(Err(Fault::TooLarge(why))) => {
                host.well(); // it does answer
                return Err(Failure::new(Reason::TooLarge, why));
            }
            Ok(Ok(answer)) => answer,
        };
        host.bytes.fetch_add(answer.body.len() as u64, Ordering::Relaxed);
        let detail = || format!("status {}", answer.status);
        match answer.status {
            429 => {
                // Whoever says no time means the usual one.
                let asked = answer.retry_after(now).unwrap_or_else(|| self.settings.backoff(0));
                ill(Reason::TooManyRequests, detail(), Some(asked))
            }
            status @ 500.. if refusal::by_firewall(status, &answer) => {
                host.well();
                Err(Failure::new(Reason::Firewall, detail()))
            }
            500.. => ill(Reason::ServerError, detail(), answer.retry_after(now)),
            _ => {
                host.well();
                Ok(answer)
            }
        }
    }

    /// Whether a name may lead to a private address.
    fn may_be_private(&self, name: &str) -> bool {
        let name_of = |entry: &str| entry.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let gateway = self.settings.gateway.as_ref().and_then(|g| g.prefix.host_str());
        gateway == Some(name) || self.settings.allow_private.iter().any(|entry| name_of(entry) == name)
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

/// How long an answer with these headers says that it stays true.
pub fn freshness<'h>(header: impl Fn(&str) -> Option<&'h str>, now: Timestamp) -> Option<chrono::TimeDelta> {
    let seconds = |directive: &str| {
        let value = directive.trim().to_ascii_lowercase();
        let age = value.strip_prefix("max-age=")?.trim_matches('"').parse::<u32>().ok()?;
        Some(chrono::TimeDelta::seconds(age.into()))
    };
    if let Some(control) = header("cache-control") {
        let directives = || control.split(',').map(str::trim);
        if directives().any(|d| ["no-store", "no-cache"].iter().any(|no| d.eq_ignore_ascii_case(no))) {
            return Some(chrono::TimeDelta::zero());
        }
        if let Some(age) = directives().find_map(seconds) {
            return Some(age);
        }
    }
    let here = header("date").and_then(http_date).unwrap_or(now);
    Some((http_date(header("expires")?)? - here).max(chrono::TimeDelta::zero()))
}

fn no_such_version() -> Failure {
    Failure::new(Reason::Malformed, "the archive and the address of the version make no address")
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
            let kept = request.past.as_ref().map(|past| past.at);
            let memento = answer.header("memento-datetime").and_then(http_date).or(kept);
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
        status if refusal::by_firewall(status, &answer) => Reason::Firewall,
        401 | 403 | 407 | 451 => Reason::Blocked,
        400..500 => Reason::ClientError,
        _ => Reason::Malformed,
    };
    Failure::new(reason, format!("status {}", answer.status)).into()
}

#[cfg(test)]
mod tests;
