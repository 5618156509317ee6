//! Each origin's robots.txt: asked for once a day, obeyed before every request (RFC 9309).
//!
//! What the standard leaves open is decided so. A file is believed for as long as its `Cache-Control`
//! or `Expires` says, but ten minutes at least and 24 hours at most. 4xx means that there is none; but
//! 429 is a server that cannot answer now, like 5xx, a broken connection or a time-out. While it
//! cannot, the file it last gave is obeyed for 24 hours more; after that nothing may be asked, and
//! after 30 days it is taken as if there were no file.

use super::{
    Failure, Inner,
    exchange::{Answer, Question},
    robots::{MAX_BYTES, Rules},
    settings::product_token,
};
use crate::Method;
use chrono::TimeDelta;
use shiome_model::{Reason, RobotsFile, Timestamp};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use url::Url;

/// Longest and shortest time for which a file is believed (RFC 9309, section 2.4).
const TTL: TimeDelta = TimeDelta::hours(24);
const LEAST_TTL: TimeDelta = TimeDelta::minutes(10);

/// How long the file that was last had is obeyed while there is no newer one to be had.
const STALE: TimeDelta = TimeDelta::hours(24);

/// After so long without a file it is taken as if there were none.
const GIVEN_UP: TimeDelta = TimeDelta::days(30);

/// How long after a failure the file is asked for again.
const RETRY: Duration = Duration::from_secs(10 * 60);

/// Redirects that are followed to a file (RFC 9309, section 2.3.1.2).
const MAX_REDIRECTS: usize = 5;

/// Longer files are not handed out to be kept; the next process asks for them anew.
const WORTH_KEEPING: usize = 64 << 10;

/// What is known of one origin. Locked while its file is fetched, so that it is fetched once.
type Entry = Arc<tokio::sync::Mutex<Option<Known>>>;

#[derive(Default)]
pub(super) struct RobotsCache {
    entries: Mutex<HashMap<String, Entry>>,
    /// Origins of which something was learned since the last look.
    learned: Mutex<BTreeSet<String>>,
}

/// A file, and what it says.
struct Known {
    file: RobotsFile,
    rules: Arc<Rules>,
}

impl Known {
    fn new(file: RobotsFile, product: &str) -> Self {
        let rules = match &file.body {
            Some(body) => Rules::parse(body.as_bytes(), product),
            None => Rules::AllowAll,
        };
        Self { file, rules: Arc::new(rules) }
    }
    /// What holds at `now`.
    fn rules(&self, now: Timestamp) -> Arc<Rules> {
        let Some(since) = self.file.failing_since else { return self.rules.clone() };
        let is_fresh_enough = self.file.had.is_some_and(|had| now - had < TTL + STALE);
        if is_fresh_enough {
            return self.rules.clone();
        }
        Arc::new(match now - since >= GIVEN_UP {
            true => Rules::AllowAll,
            false => Rules::DisallowAll { reason: self.file.reason, why: self.file.why.clone() },
        })
    }
    fn is_fresh(&self, now: Timestamp) -> bool {
        (self.file.asked..self.file.expires).contains(&now)
    }
}

impl RobotsCache {
    fn entry(&self, origin: &str) -> Entry {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        match entries.get(origin) {
            Some(entry) => entry.clone(),
            None => entries.entry(origin.to_owned()).or_default().clone(),
        }
    }

    /// Takes over what an earlier process learned.
    pub fn remember(&self, files: Vec<RobotsFile>, product: &str) {
        for file in files {
            if let Ok(mut known) = self.entry(&file.origin).try_lock() {
                known.get_or_insert_with(|| Known::new(file, product));
            }
        }
    }

    /// What was learned since the last call.
    pub fn learned(&self) -> Vec<RobotsFile> {
        let origins = std::mem::take(&mut *self.learned.lock().unwrap_or_else(PoisonError::into_inner));
        let file = |origin: &String| self.entry(origin).try_lock().ok()?.as_ref().map(|k| k.file.clone());
        let is_short = |file: &RobotsFile| file.body.as_ref().is_none_or(|b| b.len() <= WORTH_KEEPING);
        origins.iter().filter_map(file).filter(is_short).collect()
    }
}

impl Inner {
    /// Whether robots.txt lets us ask for `url`.
    pub(super) async fn check_robots(&self, url: &Url, now: Timestamp) -> Result<(), Failure> {
        let rules = self.rules(url, now).await?;
        match &*rules {
            Rules::DisallowAll { reason, why } => Err(Failure {
                retry_after: reason.is_passing().then_some(RETRY),
                was_not_asked: reason.is_passing(),
                ..Failure::new(*reason, format!("no robots.txt to obey: {why}"))
            }),
            rules if rules.allow(product_token(&self.settings.user_agent), url) => Ok(()),
            _ => Err(Failure::new(Reason::Robots, format!("robots.txt forbids {}", url.path()))),
        }
    }

    async fn rules(&self, url: &Url, now: Timestamp) -> Result<Arc<Rules>, Failure> {
        let origin = url.origin().ascii_serialization();
        let entry = self.robots.entry(&origin);
        let mut known = entry.lock().await;
        if let Some(known) = known.as_ref().filter(|k| k.is_fresh(now)) {
            let rules = known.rules(now);
            self.host(url).set_crawl_delay(rules.crawl_delay());
            return Ok(rules);
        }
        let answer = self.fetch_file(url, now).await;
        if let Err(failure) = &answer
            && failure.was_not_asked
        {
            return Err(failure.clone()); // nothing was learned about the file
        }
        let product = product_token(&self.settings.user_agent);
        let learned = match answer {
            Ok(answer) => {
                let expires = now + answer.fresh_for(now).unwrap_or(TTL).clamp(LEAST_TTL, TTL);
                // 4xx, or redirects without end: there is no file.
                let body = answer.is_good().then(|| text_of(&answer.body));
                Known::new(
                    RobotsFile { body, had: Some(now), ..RobotsFile::new(origin.clone(), now, expires) },
                    product,
                )
            }
            Err(failure) => {
                let expires = now + TimeDelta::from_std(RETRY).unwrap_or(LEAST_TTL);
                let is_private = failure.reason == Reason::ForbiddenAddress;
                let reason = if is_private { failure.reason } else { Reason::Unreachable };
                let failed = RobotsFile {
                    reason,
                    why: failure.detail,
                    ..RobotsFile::new(origin.clone(), now, expires)
                };
                match known.take() {
                    Some(Known { file, rules }) => {
                        let failing_since = file.failing_since.filter(|at| *at <= now).or(Some(now));
                        let (body, had) = (file.body, file.had.filter(|at| *at <= now));
                        Known { file: RobotsFile { body, had, failing_since, ..failed }, rules }
                    }
                    None => Known::new(RobotsFile { failing_since: Some(now), ..failed }, product),
                }
            }
        };
        let rules = learned.rules(now);
        self.host(url).set_crawl_delay(rules.crawl_delay());
        *known = Some(learned);
        self.robots.learned.lock().unwrap_or_else(PoisonError::into_inner).insert(origin);
        Ok(rules)
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

/// The text, without the line in which a long one was cut: half a path forbids more than the whole.
fn text_of(body: &[u8]) -> String {
    let is_cut = body.len() as u64 >= MAX_BYTES;
    let end = match body.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
        Some(last) if is_cut => last,
        _ => body.len(),
    };
    String::from_utf8_lossy(&body[..end]).into_owned()
}
