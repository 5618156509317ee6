//! A service that speaks the chat completions of OpenAI's interface, asked for one text at a time.
//!
//! The third door to the outside, and the only one that sends something: so it goes to the one address that
//! the operator wrote down and follows no redirect from there. That address may be private, since such a
//! service mostly runs in the house; the crawler's own client goes on refusing it. No tool is offered, one
//! answer is read, in bounded time and size, and it is taken for a text and nothing more: what the text says
//! is judged elsewhere.

use crate::is_public_host;
use futures::StreamExt;
use reqwest::{Client, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

#[cfg(test)]
mod tests;

/// Largest answer that is read. A gist has some hundred characters.
const LARGEST: usize = 1 << 20;
/// Longest `Retry-After` that is believed.
const LONGEST_REST: Duration = Duration::from_secs(24 * 3600);

/// Which service, and how it is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where its interface begins, as in `https://models.example.org/v1`.
    pub address: String,
    /// Which model.
    pub model: String,
    /// The key, if it asks for one.
    pub key: Option<String>,
    /// Longest time for one answer, to its last byte.
    pub timeout: Duration,
    /// Tokens that an answer may have.
    pub max_tokens: u32,
}

/// What cannot work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address.
    #[error("use the model service at '{address}': {why}")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The key cannot be sent.
    #[error("use the key of the model service: it holds what no header may hold")]
    Key,
    /// The client could not be built.
    #[error("set up the client for the model service: {0}")]
    Client(#[from] reqwest::Error),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failed {
    /// Nothing, or not all of it, came in time.
    #[error("hear from the model service in time")]
    TimedOut,
    /// No connection, or one that broke.
    #[error("reach the model service: {0}")]
    Unreachable(String),
    /// The key is missing or wrong (401, 403).
    #[error("be let in by the model service: it answers {0}")]
    Unauthorized(u16),
    /// It wants to be asked later (429).
    #[error("be served by the model service: it is busy")]
    Busy(Option<Duration>),
    /// Any other status.
    #[error("be served by the model service: it answers {0}")]
    Status(u16),
    /// More bytes than are read.
    #[error("read the answer of the model service: it is larger than {LARGEST} bytes")]
    TooLarge,
    /// What answers speaks no such interface.
    #[error("read the answer of the model service: {0}")]
    NoService(String),
    /// Another model answered.
    #[error("be answered by the model that was asked for: '{0}' did")]
    WrongModel(String),
    /// No text in it: no choice, a call of a tool, a refusal.
    #[error("find a text in the answer of the model service: {0}")]
    Empty(&'static str),
}

/// What a model wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The name it gives itself.
    pub model: String,
    /// The text, as it came.
    pub text: String,
}

/// Whether the key or what is sent would travel in clear over the open net.
pub fn is_guarded(address: &Url) -> bool {
    address.scheme() == "https" || !is_public_host(address)
}

/// A model service.
pub struct ModelService {
    settings: Settings,
    endpoint: Url,
    client: Client,
}

impl ModelService {
    /// Checks the settings; asks nothing yet.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let bad = |why| Error::Address { address: settings.address.clone(), why };
        let base = Url::parse(&settings.address).map_err(|_| bad("it is no address"))?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(bad("it must begin with https:// or http://"));
        }
        if !is_guarded(&base) {
            return Err(bad("http to a public host is read by everybody on the way: write https"));
        }
        if !base.username().is_empty() || base.password().is_some() || base.query().is_some() {
            return Err(bad("it must hold neither password nor question mark: name the key by `key`"));
        }
        let mut endpoint = base.clone();
        endpoint.set_path(&format!("{}/chat/completions", base.path().trim_end_matches('/')));
        let mut headers = header::HeaderMap::new();
        headers.insert(header::ACCEPT, header::HeaderValue::from_static("application/json"));
        if let Some(key) = &settings.key {
            let mut value =
                header::HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| Error::Key)?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        // Fails if a provider is installed already, and then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // What was asked for is small and plain: nothing is unpacked, and nobody else is asked.
        let client = Client::builder()
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(settings.timeout)
            .default_headers(headers)
            .build()?;
        Ok(Self { settings, endpoint, client })
    }

    /// The model that is asked for.
    pub fn model(&self) -> &str {
        &self.settings.model
    }

    /// Asks once: our words first, then the text they are about.
    pub async fn ask(&self, system: &str, user: &str) -> Result<Written, Failed> {
        let body = json!({
            "model": self.settings.model,
            "messages": [{ "role": "system", "content": system }, { "role": "user", "content": user }],
            "temperature": 0,
            "max_tokens": self.settings.max_tokens,
            "response_format": { "type": "json_object" },
            "stream": false,
        });
        // One limit for all of it: who answers a byte at a time is as late as who does not answer.
        tokio::time::timeout(self.settings.timeout, self.exchange(&body))
            .await
            .unwrap_or(Err(Failed::TimedOut))
    }

    async fn exchange(&self, body: &Value) -> Result<Written, Failed> {
        let sent = self.client.post(self.endpoint.clone()).json(body).send().await.map_err(broken)?;
        let status = sent.status();
        match status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(Failed::Unauthorized(status.as_u16()));
            }
            StatusCode::TOO_MANY_REQUESTS => return Err(Failed::Busy(rest(sent.headers()))),
            _ => return Err(Failed::Status(status.as_u16())),
        }
        let kind = sent.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("application/json") {
            return Err(Failed::NoService(format!("it is '{}', not JSON", start_of(kind))));
        }
        let mut bytes = Vec::new();
        let mut stream = sent.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(broken)?;
            if bytes.len() + chunk.len() > LARGEST {
                return Err(Failed::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        read(&bytes, &self.settings.model)
    }
}

/// How long to leave it alone, where it says so in seconds.
fn rest(headers: &header::HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_REST))
}

fn broken(error: reqwest::Error) -> Failed {
    if error.is_timeout() {
        return Failed::TimedOut;
    }
    let mut cause: &dyn std::error::Error = &error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Failed::Unreachable(cause.to_string())
}

/// So much of a stranger's text as an error shows.
fn start_of(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// The parts of an answer that are looked at; services add others.
#[derive(Deserialize)]
struct Answer {
    model: String,
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    tool_calls: Option<Vec<Value>>,
}

fn read(bytes: &[u8], wanted: &str) -> Result<Written, Failed> {
    let answer: Answer =
        serde_json::from_slice(bytes).map_err(|e| Failed::NoService(start_of(&e.to_string())))?;
    if !is_model(&answer.model, wanted) {
        return Err(Failed::WrongModel(start_of(&answer.model)));
    }
    let choice = answer.choices.into_iter().next().ok_or(Failed::Empty("there is no choice"))?;
    if choice.message.tool_calls.is_some_and(|calls| !calls.is_empty()) {
        return Err(Failed::Empty("it calls a tool, and was offered none"));
    }
    if choice.finish_reason.as_deref() == Some("length") {
        return Err(Failed::Empty("it was cut off at max_tokens"));
    }
    match choice.message.content {
        Some(text) if !text.trim().is_empty() => Ok(Written { model: start_of(&answer.model), text }),
        _ => Err(Failed::Empty("there is nothing in it")),
    }
}

/// Whether that name is of the model that was asked for: itself, or a dated or quantised edition of it
/// (`name-2026-01-31`, `name:q4`).
fn is_model(named: &str, wanted: &str) -> bool {
    named.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', ':', '@']))
}
