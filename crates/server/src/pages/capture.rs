//! One answer of the web, as evidence: what it said and when, and the bytes themselves. A copy is
//! shown as sanitised markup in a sandbox, as plain text, or saved; it is never run.

use super::cards::{Card, card};
use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    guard::{COPY, RAW},
    links,
    names::{Named, Namer},
    templates::{self, Shell},
};
use ammonia::{Builder, UrlRelative};
use axum::{
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use encoding_rs::{Encoding, UTF_8};
use serde::Serialize;
use shiome_model::{Capture, CaptureId, Timestamp};
use std::sync::Arc;
use url::Url;

/// Larger pages are not shown as markup: cleaning them would keep everybody waiting.
const LARGEST_PAGE: usize = 8 << 20;

/// Where bytes come from, when, and how they can be checked.
#[derive(Serialize)]
pub(super) struct Provenance {
    id: String,
    href: String,
    raw: String,
    source: Named,
    url: String,
    url_href: Option<String>,
    final_url: String,
    final_href: Option<String>,
    fetched_at: Timestamp,
    memento: Option<Timestamp>,
    taken_at: Timestamp,
    status: u16,
    media_type: Option<String>,
    sha256: String,
    bytes: u64,
    headers: Vec<(String, String)>,
}

/// Tells of a capture.
pub(super) fn provenance(names: Namer, capture: &Capture) -> Provenance {
    let href = links::under("capture", capture.id.as_str());
    Provenance {
        id: capture.id.to_string(),
        raw: format!("{href}/raw"),
        href,
        source: names.source(&capture.source),
        url: capture.url.to_string(),
        url_href: links::web(capture.url.as_str()),
        final_url: capture.final_url.to_string(),
        final_href: links::web(capture.final_url.as_str()),
        fetched_at: capture.fetched_at,
        memento: capture.memento,
        taken_at: capture.taken_at(),
        status: capture.status,
        media_type: capture.media_type(),
        sha256: capture.body.to_string(),
        bytes: capture.bytes,
        headers: capture.headers.clone(),
    }
}

#[derive(Serialize)]
struct View {
    capture: Provenance,
    /// The document made from that address.
    document: Option<Card>,
    /// Whether the stored bytes are there and are those that were captured.
    intact: bool,
    /// The copy as a reader can look at it; none for what is neither markup nor text.
    copy: Option<String>,
    source_text: Option<String>,
}

/// What a body can be looked at as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Markup,
    Text,
    Other,
}

fn look(capture: &Capture) -> Look {
    let media = capture.media_type().unwrap_or_else(|| "text/html".into());
    match media.as_str() {
        "text/html" | "application/xhtml+xml" => Look::Markup,
        m if m.starts_with("text/")
            || m.ends_with("json")
            || m.ends_with("xml")
            || m == "application/javascript" =>
        {
            Look::Text
        }
        _ => Look::Other,
    }
}

async fn find(ask: &Ask) -> Result<Capture, Failure> {
    let id = ask.part("id");
    let unknown = || Failure::unknown("what_capture", id);
    let found = ask.pages.catalog.capture(&CaptureId::new(id)).await?.ok_or_else(unknown)?;
    let became = ask.pages.catalog.document_at(found.url.as_str()).await?;
    // What did not come from the web and became nothing has nobody who says that it may be shown.
    let of_web = matches!(found.url.scheme(), "http" | "https");
    let shown = became.map_or(of_web || ask.pages.show_restricted, |stored| ask.shows(&stored.document));
    if shown { Ok(found) } else { Err(unknown()) }
}

/// `/capture/{id}` and `/api/capture/{id}`
pub(crate) async fn capture(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let capture = find(&ask).await?;
    let intact = ask.pages.archive.get(&capture.body).await.is_ok();
    let stored = ask.pages.catalog.document_at(capture.url.as_str()).await?;
    let href = links::under("capture", capture.id.as_str());
    let look = look(&capture);
    let shown = |wanted: bool, what: &str| (intact && wanted).then(|| format!("{href}/{what}"));
    let view = View {
        document: stored.map(|s| card(ask.names(), &s)),
        intact,
        copy: shown(look == Look::Markup, "copy"),
        source_text: shown(look != Look::Other, "source"),
        capture: provenance(ask.names(), &capture),
    };
    Answer::new("capture.html", ask.word("capture"), &view)
}

/// `/capture/{id}/copy`: the page without anything that could act, load or mislead.
pub(crate) async fn copy(ask: Arc<Ask>) -> Result<Response, Failure> {
    let capture = find(&ask).await?;
    if look(&capture) != Look::Markup {
        return Err(Failure::unknown("what_copy", capture.id.as_str()));
    }
    let body = ask.pages.archive.get(&capture.body).await?;
    if body.len() > LARGEST_PAGE {
        return Err(Failure::unknown("what_copy", capture.id.as_str()));
    }
    let (base, label) = (capture.final_url.clone(), capture.header("content-type").map(str::to_owned));
    let clean = ask.heavy(move |_| Ok(sanitised(&decoded(&body, label.as_deref()), base))).await?;
    let shell = Shell {
        lang: ask.lang,
        title: ask.word("capture"),
        path: &ask.path,
        switch: String::new(),
        rest: None,
    };
    let page = templates::render("copy.html", &shell, &clean)?;
    Ok(([(header::CONTENT_SECURITY_POLICY, COPY)], Html(page)).into_response())
}

/// `/capture/{id}/source`: the characters as they came.
pub(crate) async fn source(ask: Arc<Ask>) -> Result<Response, Failure> {
    let capture = find(&ask).await?;
    if look(&capture) == Look::Other {
        return Err(Failure::unknown("what_copy", capture.id.as_str()));
    }
    let body = ask.pages.archive.get(&capture.body).await?;
    let text = decoded(&body, capture.header("content-type"));
    let headers =
        [(header::CONTENT_SECURITY_POLICY, RAW), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((headers, text).into_response())
}

/// `/capture/{id}/raw`: the bytes, to save.
pub(crate) async fn raw(ask: Arc<Ask>) -> Result<Response, Failure> {
    let capture = find(&ask).await?;
    let body = ask.pages.archive.get(&capture.body).await?;
    let name = format!("attachment; filename=\"{}.{}\"", file_stem(capture.id.as_str()), extension(&capture));
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(RAW)),
        // Never the publisher's own type: what is saved must not be opened in our name.
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}

/// An id as a part of a file's name: nothing that could end a quotation or a folder.
pub(super) fn file_stem(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}

fn extension(capture: &Capture) -> &'static str {
    match capture.media_type().as_deref() {
        Some("text/html" | "application/xhtml+xml") | None => "html",
        Some("application/pdf") => "pdf",
        Some("application/json") => "json",
        Some(m) if m.ends_with("xml") => "xml",
        Some(m) if m.starts_with("text/") => "txt",
        Some(_) => "bin",
    }
}

/// The characters of a body: by its byte order mark, its header, its own word, else UTF-8.
fn decoded(body: &[u8], content_type: Option<&str>) -> String {
    let charset = |text: &str| {
        let (_, after) = text.split_once("charset=")?;
        let label: String = after
            .trim_start_matches(['"', '\'', ' '])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
            .collect();
        Encoding::for_label(label.as_bytes())
    };
    let stated = content_type.and_then(|t| charset(&t.to_ascii_lowercase()));
    let own = || charset(&String::from_utf8_lossy(&body[..body.len().min(2_048)]).to_ascii_lowercase());
    let encoding = stated.or_else(own).unwrap_or(UTF_8);
    encoding.decode(body).0.into_owned()
}

/// Markup without scripts, styles, forms, frames and images, its links made whole and harmless.
fn sanitised(page: &str, base: Url) -> String {
    let mut builder = Builder::default();
    builder
        .rm_tags(["img", "map", "area"])
        .add_clean_content_tags(["title", "noscript", "template", "select", "textarea", "button"])
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::RewriteWithBase(base))
        .link_rel(Some("noopener nofollow noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank");
    builder.clean(page).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_cannot_act_and_its_links_lead_out_whole() {
        let base = Url::parse("https://funder.example/news/1").unwrap();
        let page = "<title>t</title><script>alert(1)</script><style>*{}</style><h1 onclick=x style=y>A</h1>\
            <img src=x onerror=alert(1)><iframe src=x></iframe><form action=x><input></form>\
            <a href='javascript:alert(1)'>b</a><a href='../call?x=1'>c</a><svg onload=alert(1)></svg>";
        let clean = sanitised(page, base);
        for bad in ["script", "style", "onclick", "onerror", "onload", "iframe", "form", "img", "alert"] {
            assert!(!clean.contains(bad), "{bad} in {clean}");
        }
        assert!(clean.starts_with("<h1>A</h1>"), "{clean}");
        assert!(clean.contains("href=\"https://funder.example/call?x=1\""), "{clean}");
        assert!(clean.contains("rel=\"noopener nofollow noreferrer\""), "{clean}");
    }

    #[test]
    fn characters_are_read_as_stated_or_as_they_say() {
        let latin = b"Universit\xe4t";
        assert_eq!(decoded(latin, Some("text/html; charset=ISO-8859-1")), "Universität");
        let own = b"<meta charset=\"shift_jis\">\x8c\xa4\x8b\x86";
        assert!(decoded(own, Some("text/html")).ends_with("研究"));
        assert_eq!(decoded("研究".as_bytes(), None), "研究");
    }
}
