//! What never changes while the program runs: style, icon, and the word that it is alive.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use shiome_model::Hash;
use std::sync::LazyLock;

const STYLE: &str = include_str!("../templates/style.css");
const ICON: &str = include_str!("../templates/icon.svg");

/// The style's hash is in its address, so that a new program is never shown with an old style.
static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/style.css?v={}", tag(STYLE)));

fn tag(text: &str) -> String {
    Hash::of(text.as_bytes()).as_str().chars().take(12).collect()
}

/// Where the style is found.
pub(crate) fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// The style of all pages.
pub(crate) async fn style(headers: HeaderMap) -> Response {
    cached(&headers, "text/css; charset=utf-8", STYLE)
}

/// The icon.
pub(crate) async fn icon(headers: HeaderMap) -> Response {
    cached(&headers, "image/svg+xml", ICON)
}

/// That the program answers; it looks at no store.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

fn cached(headers: &HeaderMap, media: &'static str, text: &'static str) -> Response {
    let etag = format!("\"{}\"", tag(text));
    let cache = [(header::CACHE_CONTROL, "public, max-age=86400".to_owned()), (header::ETAG, etag.clone())];
    if same(headers, &etag) {
        return (StatusCode::NOT_MODIFIED, cache).into_response();
    }
    (cache, [(header::CONTENT_TYPE, media)], text).into_response()
}

/// Whether the reader has what `etag` names.
pub(crate) fn same(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
}
