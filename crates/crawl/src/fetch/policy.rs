//! Each host's robots.txt: fetched once a day, asked before every request.

use super::{
    Failure, Inner,
    exchange::{Answer, Question},
    robots::{MAX_BYTES, Rules},
    settings::product_token,
};
use crate::Method;
use chrono::TimeDelta;
use shiome_model::{Reason, Timestamp};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use url::Url;

/// How long a file is believed (RFC 9309, section 2.4).
const TTL: TimeDelta = TimeDelta::hours(24);

/// How long after a failure the file is asked for again.
const RETRY: Duration = Duration::from_secs(10 * 60);

/// Redirects that are followed to a file (RFC 9309, section 2.3.1.2).
const MAX_REDIRECTS: usize = 5;

/// What is known of one origin. Locked while its file is fetched, so that it is fetched once.
type Entry = Arc<tokio::sync::Mutex<Option<(Timestamp, Arc<Rules>)>>>;

#[derive(Default)]
pub(super) struct RobotsCache {
    entries: Mutex<HashMap<String, Entry>>,
}

impl RobotsCache {
    fn entry(&self, url: &Url) -> Entry {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.entry(url.origin().ascii_serialization()).or_default().clone()
    }
}

impl Inner {
    /// Whether robots.txt lets us ask for `url`.
    pub(super) async fn check_robots(&self, url: &Url, now: Timestamp) -> Result<(), Failure> {
        let rules = self.rules(url, now).await;
        match &*rules {
            Rules::DisallowAll { reason, why } => Err(Failure {
                retry_after: reason.is_passing().then_some(RETRY),
                ..Failure::new(*reason, format!("no robots.txt to obey: {why}"))
            }),
            rules if rules.allow(product_token(&self.settings.user_agent), url) => Ok(()),
            _ => Err(Failure::new(Reason::Robots, format!("robots.txt forbids {}", url.path()))),
        }
    }

    async fn rules(&self, url: &Url, now: Timestamp) -> Arc<Rules> {
        let entry = self.robots.entry(url);
        let mut known = entry.lock().await;
        if let Some((at, rules)) = &*known {
            let failed = matches!(**rules, Rules::DisallowAll { .. });
            let ttl = if failed { TimeDelta::from_std(RETRY).unwrap_or(TTL) } else { TTL };
            if (TimeDelta::zero()..ttl).contains(&(now - *at)) {
                return rules.clone();
            }
        }
        let fetched = self.fetch_rules(url, now).await;
        let rules = match (&fetched, &*known) {
            // An old file that can no longer be had is better than none (RFC 9309, section 2.4).
            (Rules::DisallowAll { .. }, Some((_, old))) if matches!(**old, Rules::File { .. }) => old.clone(),
            _ => Arc::new(fetched),
        };
        self.host(url).set_crawl_delay(rules.crawl_delay());
        *known = Some((now, rules.clone()));
        rules
    }

    async fn fetch_rules(&self, url: &Url, now: Timestamp) -> Rules {
        match self.fetch_file(url, now).await {
            Ok(answer) if answer.is_good() => {
                Rules::parse(&answer.body, product_token(&self.settings.user_agent))
            }
            Ok(_) => Rules::AllowAll, // 4xx, or redirects without end: there is no file
            Err(Failure { reason: Reason::ForbiddenAddress, detail, .. }) => {
                Rules::DisallowAll { reason: Reason::ForbiddenAddress, why: detail }
            }
            Err(failure) => Rules::DisallowAll { reason: Reason::Unreachable, why: failure.detail },
        }
    }

    async fn fetch_file(&self, url: &Url, now: Timestamp) -> Result<Answer, Failure> {
        let malformed = |_| Failure::new(Reason::Malformed, format!("{url} has no root"));
        let mut file = url.join("/robots.txt").map_err(malformed)?;
        let mut hops = 0;
        loop {
            self.check_address(&file)?;
            let question = Question {
                address: self.address(&file, now)?,
                method: &Method::Get,
                accept: Some("text/plain, */*;q=0.5"),
                validators: None,
                max_body: MAX_BYTES,
                cut: true,
            };
            let answer = self.ask(&file, &question, now).await?;
            match answer.location() {
                Some(location) if hops < MAX_REDIRECTS => file = self.target(&file, location)?,
                _ => return Ok(answer),
            }
            hops += 1;
        }
    }
}
