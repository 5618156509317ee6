//! Damaged pages and files end in a document or a reason, within bounds.

#[path = "../../model/tests/given/capture.rs"]
mod capture;
#[path = "../../crawl/tests/mutations/mutate.rs"]
mod mutate;
#[path = "../../model/tests/given/source.rs"]
mod source;

use capture::capture;
use chrono::NaiveDate;
use mutate::{Mutations, shared};
use shiome_extract::{Input, extract, html_to_text, watched_text};
use source::source;

/// Reads bodies in every way there is.
fn reader(path: &str, content_type: &str) -> impl Fn(&[u8]) {
    let url = format!("https://council.example/{path}");
    let source = source("council/news");
    let capture = capture("council/news", &url, content_type, b"any");
    let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    move |body| {
        let input = Input { capture: &capture, body, item: None, source: &source, today };
        for read in [extract, watched_text] {
            if let Ok(document) = read(&input) {
                assert!(!document.title.is_empty());
                assert!(document.pages.iter().all(|at| document.text.is_char_boundary(*at)));
            }
        }
    }
}

const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>New programme | Council</title>
<script type="application/ld+json">{"@type":"NewsArticle","headline":"New programme","datePublished":"2026-02-03"}</script>
</head><body><nav><ul><li><a href="/">Council</a></ul></nav><main><article><h1>New programme</h1><p class="byline">
<time datetime="2026-02-03">3 February 2026</time> by <a rel="author">Ada Example</a></p><p>The Council opens a programme
for researchers in the first years after their doctorate.</p><table><tr><td>令和8年2月3日<td>20 %</table><ul><li>One.
<li>Two.</ul></article></main><footer>© Council 2026</footer></body></html>"#;

#[test]
fn pages() {
    let mut corpus = vec![PAGE.as_bytes().to_vec()];
    corpus.extend(shared("eval/extract/trafilatura", 60));
    corpus.extend(shared("eval/encoding/charset", 30));
    let words = &[
        "<div>",
        "</div>",
        "<p>",
        "<table><tr><td>",
        "<h1>",
        "<time datetime=\"",
        "<script type=application/ld+json>{\"@graph\":[",
        "<svg>",
        "<template>",
        "<select>",
        "<a href='http://[",
        "<!--",
        "<meta charset=utf-16>",
        "令和",
        "31/02/2026",
        "\u{202e}",
        "\0",
        "&",
        "</",
        "\u{fffd}",
    ];
    Mutations::new(0x9a9e_5eed, corpus, words).run("pages", reader("news/1", "text/html"));
}

#[test]
fn texts() {
    let text = "# 公募要領\n\n令和8年2月3日\n\nThe Council opens a programme.\n\n- One\n- Two\n";
    let mut corpus = vec![text.as_bytes().to_vec(), encoding_rs::SHIFT_JIS.encode(text).0.into_owned()];
    corpus.extend(shared("eval/encoding/charset", 60));
    let words = &["# ", "\n\n", "\r", "\0", "2026-02-31", "\u{feff}", "\u{1b}$B", "[x](http://["];
    Mutations::new(0x7e87_5eed, corpus, words).run("texts", reader("notes.md", "text/plain"));
}

#[test]
fn summaries() {
    let corpus = [
        "<p>One &amp; two<br>three</p><script>x()</script>",
        "&lt;p&gt;Escaped twice&lt;/p&gt;",
        " plain \n text ",
    ];
    let words = &["<p>", "</p>", "<br>", "&lt;", "&amp;", "&#x", "<!--", "<script>", "<"];
    let corpus = corpus.map(|text| text.as_bytes().to_vec()).into();
    Mutations::new(0x5077_5eed, corpus, words).run("summaries", |body| {
        html_to_text(&String::from_utf8_lossy(body));
    });
}

const PDF: &str = "%PDF-1.4
1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj
2 0 obj\n<< /Type /Pages /Count 1 /Kids [4 0 R] >>\nendobj
3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>\nendobj
4 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>\nendobj
5 0 obj\n<< /Length 120 >>\nstream
BT /F1 24 Tf 60 780 Td (Guide for applicants) Tj ET
BT /F1 11 Tf 60 700 Td (This guide explains who may apply.) Tj ET
endstream\nendobj
6 0 obj\n<< /Title (Guide) /CreationDate (D:20260203) >>\nendobj
trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\n%%EOF";

#[test]
fn files() {
    let words = &[
        "obj",
        "endobj",
        "stream\n",
        "endstream",
        "<<",
        ">>",
        "[",
        "]",
        "(",
        "\\",
        "0 R",
        " Tf ",
        "-1",
        "99999999",
        "/Kids [2 0 R]",
        "/Length 0",
    ];
    Mutations::new(0x9df0_5eed, vec![PDF.as_bytes().to_vec()], words)
        .run("files", reader("guide.pdf", "application/pdf"));
}
