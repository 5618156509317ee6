//! What the client is told.

use super::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::Timestamp;
use std::time::Duration;
use url::Url;

/// Settings of the client. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `User-Agent` of every request: a product name that robots.txt files can name, and a way to reach
    /// a person, as in `Shiome/1.0 (+https://example.org/about-our-crawler)`.
    pub user_agent: String,
    /// Reach every address through this prefix.
    pub gateway: Option<Gateway>,
    /// Least time between the starts of two requests to one host; a larger `Crawl-delay` wins.
    pub min_interval_ms: u64,
    /// Requests to one host at the same time.
    pub per_host: usize,
    /// Requests at the same time in all.
    pub total: usize,
    /// Longest time from the start of a request to the head of its answer.
    pub header_timeout_ms: u64,
    /// Longest time for one request from its start to the last byte of its answer.
    pub timeout_ms: u64,
    /// An answer that brings fewer bytes in a second, over `slow_window_ms`, is given up.
    pub min_bytes_per_s: u64,
    /// Over how long that is measured.
    pub slow_window_ms: u64,
    /// Largest body in bytes after unpacking.
    pub max_body: u64,
    /// Bytes of bodies that may be in memory at the same time in all; at least twice `max_body`.
    pub max_in_flight: u64,
    /// Redirects that are followed for one request.
    pub max_redirects: usize,
    /// Further tries at once after a broken connection, each in its turn.
    pub retries: u32,
    /// A host that fails so many times in a row is left alone for a while.
    pub failures: u32,
    /// For how long at first; it doubles with each failure that follows.
    pub backoff_ms: u64,
    /// Longest such pause.
    pub backoff_cap_ms: u64,
    /// Longest `Retry-After` that is believed.
    pub retry_after_cap_ms: u64,
    /// Longest wait for a host's turn. What would wait longer is put back.
    pub patience_ms: u64,
    /// Ports that are asked; a host of `allow_private` may have any.
    pub ports: Vec<u16>,
    /// Hosts (`name` or `name:port`) that may be reached although they are private.
    pub allow_private: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_agent: concat!("Shiome/", env!("CARGO_PKG_VERSION"), " (no contact configured)").into(),
            gateway: None,
            min_interval_ms: 1_000,
            per_host: 1,
            total: 64,
            header_timeout_ms: 20_000,
            timeout_ms: 60_000,
            min_bytes_per_s: 256,
            slow_window_ms: 10_000,
            max_body: 20 << 20,
            max_in_flight: 128 << 20,
            max_redirects: 5,
            retries: 1,
            failures: 5,
            backoff_ms: 60_000,
            backoff_cap_ms: 3_600_000,
            retry_after_cap_ms: 86_400_000,
            patience_ms: 10_000,
            ports: vec![80, 443, 8080, 8443],
            allow_private: Vec::new(),
        }
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), Error> {
        let bad = |key: &'static str, why: &str| Err(Error::Settings { key, why: why.into() });
        if product_token(&self.user_agent).is_empty() {
            return bad("user_agent", "it must begin with a product name of letters, '-' and '_'");
        }
        if self.per_host == 0 {
            return bad("per_host", "it must be at least 1");
        }
        if self.total == 0 {
            return bad("total", "it must be at least 1");
        }
        if self.max_in_flight / 2 < self.max_body {
            return bad("max_in_flight", "it must be at least twice max_body");
        }
        match &self.gateway {
            Some(g) if !matches!(g.prefix.scheme(), "http" | "https") || g.prefix.query().is_some() => {
                bad("gateway.prefix", "it must be an http or https address without a query")
            }
            _ => Ok(()),
        }
    }
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }
    pub(super) fn header_timeout(&self) -> Duration {
        Duration::from_millis(self.header_timeout_ms).min(self.timeout())
    }
    pub(super) fn longest_retry_after(&self) -> Duration {
        Duration::from_millis(self.retry_after_cap_ms)
    }
    pub(super) fn patience(&self) -> Duration {
        Duration::from_millis(self.patience_ms)
    }
    /// How long a host is left alone after failure `n` (from 0) beyond those that are borne.
    pub(super) fn backoff(&self, n: u32) -> Duration {
        let doubled = self.backoff_ms.saturating_mul(1 << n.min(20));
        Duration::from_millis(doubled.min(self.backoff_cap_ms))
    }
}

/// The name by which robots.txt files know us (RFC 9309, section 2.2.1).
pub(super) fn product_token(user_agent: &str) -> &str {
    let end = user_agent.find(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_');
    &user_agent[..end.unwrap_or(user_agent.len())]
}

/// A prefix through which any address can be reached while it stays what it is: a request for `URL`
/// goes to `prefix/YYYYMMDDhhmmss/URL`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Address of the gateway.
    #[schemars(with = "String")]
    pub prefix: Url,
    /// The moment whose web is wanted; otherwise that of the request.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// What stands behind it.
    pub kind: GatewayKind,
}

/// What stands behind a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GatewayKind {
    /// Stored answers: the real host is not touched, so intervals and `Crawl-delay` are not waited for.
    Archive,
    /// The real host: politeness is as without a gateway.
    Egress,
}
