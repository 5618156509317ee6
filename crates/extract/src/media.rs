//! What a body is: the bytes are believed first, then the server, then the address.

use shiome_model::Capture;

/// How a body is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Html,
    Pdf,
    Docx,
    Mail,
    Text,
    /// Not read; the media type's name.
    Other(String),
}

/// Decides from magic bytes, `Content-Type` and the end of the path.
pub fn sniff(capture: &Capture, body: &[u8]) -> Kind {
    if let Some(kind) = magic(body) {
        return kind;
    }
    let stated = capture.media_type().unwrap_or_default();
    match stated.as_str() {
        "text/html" | "application/xhtml+xml" => return Kind::Html,
        "message/rfc822" => return Kind::Mail,
        "text/markdown" | "text/x-markdown" => return Kind::Text,
        // Servers send Markdown, plain text and pages without markup as this.
        "text/plain" => return if looks_like_html(body) { Kind::Html } else { Kind::Text },
        "" | "application/octet-stream" | "binary/octet-stream" => {}
        other => return Kind::Other(other.to_owned()),
    }
    if looks_like_html(body) {
        return Kind::Html;
    }
    let path = capture.final_url.path().to_ascii_lowercase();
    if [".txt", ".md", ".markdown"].iter().any(|end| path.ends_with(end)) {
        return Kind::Text;
    }
    Kind::Other("application/octet-stream".into())
}

fn magic(body: &[u8]) -> Option<Kind> {
    const NAMES: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "application/zip"),
        (b"\x1f\x8b", "application/gzip"),
        (b"\x89PNG", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"RIFF", "application/riff"),
        (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
        (b"OggS", "application/ogg"),
    ];
    let head = &body[..body.len().min(1024)];
    // Readers accept a PDF header anywhere in the first kilobyte (ISO 32000, annex H).
    if body.starts_with(b"%PDF-") || (!looks_like_html(head) && find(head, b"%PDF-").is_some()) {
        return Some(Kind::Pdf);
    }
    if body.starts_with(b"PK\x03\x04") && holds_a_text(body) {
        return Some(Kind::Docx);
    }
    NAMES.iter().find(|(bytes, _)| body.starts_with(bytes)).map(|(_, name)| Kind::Other((*name).into()))
}

/// Whether a ZIP file is a text processor's: the names of its parts stand in clear at its end.
fn holds_a_text(body: &[u8]) -> bool {
    let end = &body[body.len().saturating_sub(1 << 20)..];
    find(end, b"word/document.xml").is_some()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

fn looks_like_html(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(2048)]).replace('\0', "").to_ascii_lowercase();
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    let opens =
        ["<!doctype html", "<html", "<head", "<body", "<!--", "<title", "<div", "<p>", "<h1", "<meta"];
    opens.iter().any(|tag| start.starts_with(tag)) || (start.starts_with("<?xml") && head.contains("<html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::testing::capture;

    fn kind(url: &str, content_type: &str, body: &[u8]) -> Kind {
        sniff(&capture(url, content_type, body), body)
    }

    #[test]
    fn bytes_overrule_the_server() {
        assert_eq!(kind("https://e.org/a", "text/html", b"%PDF-1.7 ..."), Kind::Pdf);
        assert_eq!(kind("https://e.org/a", "text/plain", b"\n <!DOCTYPE HTML><p>x"), Kind::Html);
        assert!(matches!(kind("https://e.org/a", "text/html", b"\x89PNG\r\n"), Kind::Other(_)));
    }

    #[test]
    fn the_address_helps_when_the_server_is_silent() {
        assert_eq!(kind("https://e.org/a.md", "", b"# Title"), Kind::Text);
        assert_eq!(kind("https://e.org/a", "", b"<html><p>x"), Kind::Html);
        assert_eq!(kind("https://e.org/a", "", b"\x00\x01"), Kind::Other("application/octet-stream".into()));
        assert_eq!(
            kind("https://e.org/a", "application/json", b"{}"),
            Kind::Other("application/json".into())
        );
    }

    #[test]
    fn xhtml_with_a_prologue_is_a_page() {
        let body = b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'></html>";
        assert_eq!(kind("https://e.org/a", "", body), Kind::Html);
    }
}
