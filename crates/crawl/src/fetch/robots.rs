//! What is known of a host's robots.txt.

use crate::robots::Robots;
use shiome_model::Reason;
use std::time::Duration;
use url::Url;

/// How much of a file is read (RFC 9309, section 2.5).
pub(super) const MAX_BYTES: u64 = 500 * 1024;

/// The rules of one host.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// There is no such file.
    AllowAll,
    /// It could not be had; until it can, nothing is asked.
    DisallowAll { reason: Reason, why: String },
    /// What it says, and the pause it asks us for.
    File { robots: Robots, crawl_delay: Option<Duration> },
}

impl Rules {
    /// Reads a file for the crawler named `product`.
    pub fn parse(body: &[u8], product: &str) -> Self {
        let robots = Robots::parse(body);
        let crawl_delay = robots.crawl_delay(product);
        Self::File { robots, crawl_delay }
    }
    /// Whether `product` may ask for `url`.
    pub fn allow(&self, product: &str, url: &Url) -> bool {
        match self {
            Self::AllowAll => true,
            Self::DisallowAll { .. } => false,
            Self::File { robots, .. } => robots.allows(product, url.as_str()),
        }
    }
    /// The pause between requests the file asks for.
    pub fn crawl_delay(&self) -> Option<Duration> {
        match self {
            Self::File { crawl_delay, .. } => *crawl_delay,
            _ => None,
        }
    }
}
