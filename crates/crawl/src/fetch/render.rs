//! Pages that only a browser can draw, drawn by a service that speaks WebDriver (W3C).
//!
//! The page is asked for like any other first, so robots.txt, the host's turn, sizes, redirects and the
//! status are what they always are; only if it is there, and is HTML, is it drawn. The browser says who
//! we are, reaches the host of that page and no other, and is gone afterwards, whatever happened. What
//! it drew is the body of the capture, which says so in a header.

use super::{Body, Error, Failure, Inner, exchange::Answer};
use crate::address::is_public_ip;
use reqwest::{Client, Method as Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shiome_model::{Reason, Timestamp};
use std::time::Duration;
use tokio::{sync::Semaphore, time::Instant};
use url::{Host, Url};

/// The header by which a capture says that a browser drew it.
pub const RENDERED: &str = "shiome-rendered";
/// How often a page that is being drawn is looked at.
const LOOK: Duration = Duration::from_millis(250);
/// Longest time for the service to take a page down.
const CLOSE: Duration = Duration::from_secs(10);
/// Answers of the service that hold no page are small.
const SMALL: u64 = 1 << 20;

/// Settings of the rendering service. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Render {
    /// Address of a WebDriver service for Chromium; none: nothing is rendered.
    pub webdriver: Option<String>,
    /// Longest time for one page from the start of the browser on.
    pub timeout_ms: u64,
    /// How long a page must stay as it is to count as drawn.
    pub settle_ms: u64,
    /// Pages drawn at the same time.
    pub sessions: usize,
    /// Further arguments of the browser, such as `--no-sandbox` where it runs as root in a container.
    pub arguments: Vec<String>,
}

impl Default for Render {
    fn default() -> Self {
        Self { webdriver: None, timeout_ms: 30_000, settle_ms: 1_000, sessions: 1, arguments: Vec::new() }
    }
}

/// The service, and the right to use it.
pub(super) struct Renderer {
    settings: Render,
    service: Url,
    client: Client,
    places: Semaphore,
}

impl Renderer {
    /// None where no service is configured.
    pub(super) fn new(settings: &Render) -> Result<Option<Self>, Error> {
        let Some(address) = &settings.webdriver else { return Ok(None) };
        let bad = |key: &'static str, why: &str| Error::Settings { key, why: why.into() };
        let service =
            Url::parse(address).ok().filter(|u| matches!(u.scheme(), "http" | "https") && u.has_host());
        let service = service.ok_or_else(|| bad("webdriver", "it must be an http or https address"))?;
        if settings.sessions == 0 {
            return Err(bad("sessions", "it must be at least 1"));
        }
        // The service is the operator's own, and mostly on this machine.
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let places = Semaphore::new(settings.sessions);
        Ok(Some(Self { settings: settings.clone(), service, client, places }))
    }

    fn limit(&self) -> Duration {
        Duration::from_millis(self.settings.timeout_ms)
    }

    fn address(&self, path: &str) -> String {
        format!("{}/{path}", self.service.as_str().trim_end_matches('/'))
    }

    /// One command: what the service answers, or what it says went wrong.
    async fn command(
        &self,
        verb: Verb,
        path: &str,
        body: Option<Value>,
        most: u64,
    ) -> Result<Value, Failure> {
        let mut request = self.client.request(verb, self.address(path));
        if let Some(body) = &body {
            request = request.json(body);
        }
        let down = |e: reqwest::Error| {
            let why =
                format!("the rendering service at {} does not answer: {}", self.service, e.without_url());
            Failure::new(Reason::Unreachable, why)
        };
        let mut response = request.send().await.map_err(down)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(down)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > most {
                return Err(Failure::new(
                    Reason::TooLarge,
                    format!("the drawn page is larger than {most} bytes"),
                ));
            }
        }
        let odd = || Failure::new(Reason::Unreachable, format!("{} is no WebDriver service", self.service));
        let answer: Value = serde_json::from_slice(&bytes).map_err(|_| odd())?;
        match answer["value"]["error"].as_str() {
            Some(error) => {
                let said = answer["value"]["message"].as_str().unwrap_or_default();
                let first = said.lines().next().unwrap_or_default();
                Err(Failure::new(Reason::Unreachable, format!("the rendering service says {error}: {first}")))
            }
            None => Ok(answer["value"].clone()),
        }
    }

    /// A browser that reaches one host, says who we are, and waits for nothing without end.
    fn capabilities(&self, user_agent: &str, rules: &str) -> Value {
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--disable-gpu".into(),
            "--disable-quic".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--no-first-run".into(),
            "--no-proxy-server".into(),
            format!("--user-agent={user_agent}"),
            format!("--host-resolver-rules={rules}"),
        ];
        arguments.extend(self.settings.arguments.iter().cloned());
        let time = self.settings.timeout_ms;
        json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "pageLoadStrategy": "normal",
            "unhandledPromptBehavior": "dismiss",
            "timeouts": { "pageLoad": time, "script": time },
            "goog:chromeOptions": { "args": arguments },
        } } })
    }
}

impl Inner {
    /// Draws the page that has just answered; its answer becomes what the browser shows.
    pub(super) async fn render(
        &self,
        url: &Url,
        mut answer: Answer,
        now: Timestamp,
    ) -> Result<Answer, Failure> {
        let is_html =
            answer.header("content-type").is_none_or(|kind| kind.to_ascii_lowercase().contains("html"));
        if !answer.is_good() || !is_html {
            return Ok(answer);
        }
        let Some(renderer) = &self.renderer else {
            return Err(Failure::new(Reason::Unreachable, "no rendering service is configured"));
        };
        let address = self.address(url, now)?;
        let rules = self.only_host(&address).await?;
        let late = |_| {
            let why = format!("the page was not drawn in {:?}", renderer.limit());
            Failure::new(Reason::Timeout, why)
        };
        let Ok(_place) = renderer.places.acquire().await else {
            return Err(Failure::new(Reason::Unreachable, "the rendering service was closed"));
        };
        // The browser asks the host once more: it waits for its turn like everybody.
        let host = self.host(url);
        let (interval, patience) = (self.interval(&host), self.settings.patience());
        let (_turn, room) = host.turn(interval, patience, &self.slots, &self.budget, now).await?;
        let capabilities = renderer.capabilities(&self.settings.user_agent, &rules);
        let opened = renderer.command(Verb::POST, "session", Some(capabilities), SMALL);
        let session = tokio::time::timeout(renderer.limit(), opened).await.map_err(late)??;
        let Some(id) = session["sessionId"].as_str().map(str::to_owned) else {
            return Err(Failure::new(Reason::Unreachable, "the rendering service opens no session"));
        };
        // Closed when it is dropped, so also if nobody waits for the page any more.
        let open = Session { renderer: Closing::of(renderer), id };
        let drawn = tokio::time::timeout(renderer.limit(), self.draw(renderer, &open.id, &address)).await;
        open.close().await;
        let (body, shown) = drawn.map_err(late)??;
        if shown.host_str() != address.host_str()
            || shown.port_or_known_default() != address.port_or_known_default()
        {
            return Err(Failure::new(Reason::RedirectLoop, format!("drawn, the page leads away to {shown}")));
        }
        let name = |key: &str| session["capabilities"][key].as_str().unwrap_or_default().to_owned();
        answer.headers.retain(|(name, _)| {
            !matches!(name.as_str(), "content-type" | "content-length" | "etag" | "last-modified")
        });
        answer.headers.push(("content-type".into(), "text/html; charset=utf-8".into()));
        answer.headers.push((RENDERED.into(), format!("{}/{}", name("browserName"), name("browserVersion"))));
        host.bytes.fetch_add(body.len() as u64, std::sync::atomic::Ordering::Relaxed);
        answer.body = Body::new(body.into_bytes(), [room]);
        Ok(answer)
    }

    /// Navigates, and waits until the page stays as it is.
    async fn draw(&self, renderer: &Renderer, id: &str, address: &Url) -> Result<(String, Url), Failure> {
        let at = |what: &str| format!("session/{id}/{what}");
        let most = self.settings.max_body;
        renderer.command(Verb::POST, &at("url"), Some(json!({ "url": address.as_str() })), SMALL).await?;
        let settle = Duration::from_millis(renderer.settings.settle_ms);
        let (mut drawn, mut since) = (String::new(), Instant::now());
        // The page is JSON on its way here, in which a character may take six.
        while drawn.is_empty() || since.elapsed() < settle {
            let source = renderer.command(Verb::GET, &at("source"), None, most.saturating_mul(6)).await?;
            let source = source.as_str().unwrap_or_default();
            if source.len() as u64 > most {
                return Err(Failure::new(
                    Reason::TooLarge,
                    format!("the drawn page is larger than {most} bytes"),
                ));
            }
            if source != drawn {
                drawn = source.to_owned();
                since = Instant::now();
            }
            tokio::time::sleep(LOOK.min(settle.max(Duration::from_millis(10)))).await;
        }
        let shown = renderer.command(Verb::GET, &at("url"), None, SMALL).await?;
        let shown = shown.as_str().and_then(|u| Url::parse(u).ok());
        let shown = shown.ok_or_else(|| Failure::new(Reason::Malformed, "the browser shows no address"))?;
        Ok((drawn, shown))
    }

    /// Rules by which a browser finds the host of `address` where we found it, and no other host at all:
    /// what a page would load from elsewhere, a private address above all, is not found.
    async fn only_host(&self, address: &Url) -> Result<String, Failure> {
        const NOBODY_ELSE: &str = "MAP * ~NOTFOUND";
        let name = match address.host() {
            Some(Host::Domain(name)) => name.to_ascii_lowercase(),
            Some(literal) => return Ok(format!("{NOBODY_ELSE} , EXCLUDE {literal}")),
            None => return Err(Failure::new(Reason::ForbiddenAddress, "the address has no host")),
        };
        let port = address.port_or_known_default().unwrap_or_default();
        let found = tokio::net::lookup_host((name.as_str(), port)).await;
        let found = found.map_err(|e| Failure::new(Reason::Unreachable, format!("{name}: {e}")))?;
        let is_allowed = self.may_be_private(&name);
        let ip = found.map(|a| a.ip()).find(|ip| is_allowed || is_public_ip(*ip));
        let ip = ip.ok_or_else(|| {
            Failure::new(Reason::ForbiddenAddress, format!("{name} leads to a private address"))
        })?;
        let ip = if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
        Ok(format!("MAP {name} {ip} , {NOBODY_ELSE}"))
    }
}

/// What is needed to close a session from anywhere.
#[derive(Clone)]
struct Closing {
    client: Client,
    address: String,
}

impl Closing {
    fn of(renderer: &Renderer) -> Self {
        Self { client: renderer.client.clone(), address: renderer.address("session") }
    }
    async fn close(self, id: String) {
        let asked = self.client.delete(format!("{}/{id}", self.address)).timeout(CLOSE).send().await;
        if let Err(cause) = asked {
            tracing::warn!(%cause, "a session of the rendering service was not closed");
        }
    }
}

/// An open session.
struct Session {
    renderer: Closing,
    id: String,
}

impl Session {
    async fn close(mut self) {
        let id = std::mem::take(&mut self.id);
        self.renderer.clone().close(id).await;
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let id = std::mem::take(&mut self.id);
        if !id.is_empty()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(self.renderer.clone().close(id));
        }
    }
}
