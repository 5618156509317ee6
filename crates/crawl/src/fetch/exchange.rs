//! One question, one answer: nothing is waited for or tried again here.

use super::{
    budget::{BEGINNING, Body, Budget},
    resolve::PrivateAddress,
};
use crate::Method;
use reqwest::{Client, Response, header};
use shiome_model::{Timestamp, Validators};
use std::time::Duration;
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, timeout, timeout_at},
};
use url::Url;

/// What a page is asked for as.
const ACCEPT: &str =
    "text/html, application/xhtml+xml, application/xml;q=0.9, application/pdf;q=0.9, */*;q=0.8";

/// What is asked.
pub(super) struct Question<'q> {
    /// Where to connect: a gateway's address if there is one.
    pub address: Url,
    pub method: &'q Method,
    pub accept: Option<&'q str>,
    pub validators: Option<&'q Validators>,
    pub max_body: u64,
    /// Whether a longer body is cut rather than refused.
    pub cut: bool,
}

/// What is borne while an answer comes.
pub(super) struct Limits<'l> {
    pub header: Duration,
    /// So many bytes in so long.
    pub slow: (u64, Duration),
    pub budget: &'l Budget,
}

/// What came back. Only a good answer's body is read.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Body,
}

/// No answer came back.
#[derive(Debug)]
pub(super) enum Fault {
    /// No connection, or it broke.
    Broken(String),
    /// The name leads to a private address.
    Private(String),
    /// The body is larger than allowed.
    TooLarge(String),
    /// It does not come, or hardly.
    Slow(String),
}

impl Answer {
    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// Where it sends us, if it does.
    pub fn location(&self) -> Option<&str> {
        matches!(self.status, 301 | 302 | 303 | 307 | 308).then(|| self.header("location")).flatten()
    }
    /// Whether what it sends us to wants the same method and body.
    pub fn keeps_method(&self) -> bool {
        matches!(self.status, 307 | 308)
    }
    /// How long it says it stays true: `Cache-Control`, else `Expires` counted from the server's clock.
    pub fn fresh_for(&self, now: Timestamp) -> Option<chrono::TimeDelta> {
        super::freshness(|name| self.header(name), now)
    }
    /// How long the server asks us to wait: seconds, or a date counted from the server's own clock.
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let value = self.header("retry-after")?.trim();
        if let Ok(seconds) = value.parse::<u32>() {
            return Some(Duration::from_secs(seconds.into()));
        }
        let here = self.header("date").and_then(super::http_date).unwrap_or(now);
        Some((super::http_date(value)? - here).to_std().unwrap_or_default())
    }
}

/// Asks once. `reached` is run when the host has certainly got the question.
pub(super) async fn exchange(
    client: &Client,
    question: &Question<'_>,
    limits: &Limits<'_>,
    room: OwnedSemaphorePermit,
    reached: impl Future<Output = ()>,
) -> Result<Answer, Fault> {
    let mut request = match question.method.body() {
        None => client.get(question.address.clone()),
        Some((kind, body)) => {
            client.post(question.address.clone()).header(header::CONTENT_TYPE, kind).body(body)
        }
    };
    request = request.header(header::ACCEPT, question.accept.unwrap_or(ACCEPT));
    if let Some(validators) = question.validators {
        if let Some(etag) = &validators.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &validators.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
    }
    let response = timeout(limits.header, request.send()).await;
    reached.await;
    let response = response
        .map_err(|_| Fault::Slow(format!("no head of an answer in {:?}", limits.header)))?
        .map_err(fault)?;
    let (status, headers) = (response.status().as_u16(), headers(&response));
    let mut answer = Answer { status, headers, body: Body::default() };
    if answer.is_good() {
        answer.body = body(response, question, limits, room).await?;
    }
    Ok(answer)
}

/// In the order they came; cookies are none of our business.
fn headers(response: &Response) -> Vec<(String, String)> {
    let all = response.headers().iter().filter(|(name, _)| **name != header::SET_COOKIE);
    all.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

/// The unpacked body; a small packed one may unpack to anything, so what counts is what comes out.
async fn body(
    mut response: Response,
    question: &Question<'_>,
    limits: &Limits<'_>,
    room: OwnedSemaphorePermit,
) -> Result<Body, Fault> {
    let too_large = || Fault::TooLarge(format!("the body is larger than {} bytes", question.max_body));
    if !question.cut && response.content_length().is_some_and(|length| length > question.max_body) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    let mut room = vec![room];
    let mut pace = Pace::new(limits.slow);
    while let Some(chunk) = pace.next(response.chunk()).await?.map_err(fault)? {
        if room.len() == 1 && (body.len() + chunk.len()) as u64 > BEGINNING {
            // The wait is ours, not the server's.
            room.push(limits.budget.rest().await);
            pace = Pace::new(limits.slow);
        }
        pace.came += chunk.len() as u64;
        body.extend_from_slice(&chunk);
        if body.len() as u64 > question.max_body {
            if !question.cut {
                return Err(too_large());
            }
            body.truncate(usize::try_from(question.max_body).unwrap_or(usize::MAX));
            break;
        }
    }
    Ok(Body::new(body, room))
}

/// Whether bytes come fast enough, window by window.
struct Pace {
    least: u64,
    window: Duration,
    ends: Instant,
    came: u64,
}

impl Pace {
    fn new((per_second, window): (u64, Duration)) -> Self {
        let least = per_second.saturating_mul(window.as_millis() as u64) / 1000;
        Self { least, window, ends: Instant::now() + window, came: 0 }
    }
    /// Waits for what comes next, as long as enough has come.
    async fn next<T>(&mut self, coming: impl Future<Output = T>) -> Result<T, Fault> {
        tokio::pin!(coming);
        loop {
            if let Ok(came) = timeout_at(self.ends, &mut coming).await
                && (Instant::now() < self.ends || self.came >= self.least)
            {
                return Ok(came);
            }
            if self.came < self.least {
                return Err(Fault::Slow(format!("only {} bytes in {:?}", self.came, self.window)));
            }
            (self.ends, self.came) = (Instant::now() + self.window, 0);
        }
    }
}

fn fault(error: reqwest::Error) -> Fault {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    if PrivateAddress::is_behind(&error) { Fault::Private(text) } else { Fault::Broken(text) }
}
