//! The headers that keep what was crawled from doing anything in a reader's browser.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// For our own pages: nothing from elsewhere, no script, no style in elements.
const PAGE: &str = "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// For sanitised copies: our style and nothing else; links open outside of the sandbox.
pub(crate) const COPY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// For bodies as they came.
pub(crate) const RAW: &str =
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// For issues, which carry their style inside.
pub(crate) const ISSUE: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Adds to every response what it does not say for itself.
pub(crate) async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let defaults = [
        (header::CONTENT_SECURITY_POLICY, PAGE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        // Copies of other people's pages are evidence, not something to be found by search engines.
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "Accept-Language, Cookie"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
