//! Bytes to text, and markup to plain text.

use scraper::Html;
use shiome_model::{Capture, charset};
use std::borrow::Cow;
use url::Url;

/// Decodes a body that is UTF-8 unless something says otherwise.
pub(crate) fn decode<'b>(body: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    charset::decode(body, content_type, "")
}

/// Decodes a body that may be in any encoding: where the host is tips the scales of a guess.
pub(super) fn decode_from<'b>(capture: &Capture, body: &'b [u8]) -> Cow<'b, str> {
    charset::decode(body, capture.header("content-type"), place(&capture.final_url))
}

/// The last part of a host's name.
pub(super) fn place(url: &Url) -> &str {
    url.domain().and_then(|name| name.rsplit('.').next()).unwrap_or_default()
}

/// One line of plain text from text that may hold tags and character references; what browsers do
/// not show is left out.
pub fn plain(text: &str) -> Option<String> {
    let text = if text.contains(['<', '&']) {
        let fragment = Html::parse_fragment(text);
        let shown = fragment.root_element().descendants().filter(|node| {
            let parent = node.parent().and_then(|p| p.value().as_element().map(|e| e.name()));
            !matches!(parent, Some("script" | "style"))
        });
        Cow::Owned(shown.filter_map(|node| Some(&**node.value().as_text()?)).collect::<String>())
    } else {
        Cow::Borrowed(text)
    };
    one_line(&text)
}

/// Plain text as HTML: what looks like a tag in it is none, and its line breaks stay.
pub(super) fn as_html(text: &str) -> String {
    quick_xml::escape::partial_escape(text).lines().collect::<Vec<_>>().join("<br>")
}

/// The text with every run of white space made one space; none if nothing is left.
pub(super) fn one_line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// A person's name alone: `a@example.org (Ann Author)` and `Ann Author <a@example.org>` are Ann Author.
pub(super) fn without_mail(text: &str) -> String {
    let has_mail = |word: &str| word.contains('@');
    if !has_mail(text) {
        return text.to_owned();
    }
    if let Some((_, name)) = text.split_once('(') {
        return name.trim_end_matches(')').trim().to_owned();
    }
    text.split_whitespace().filter(|word| !has_mail(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_host_is_its_last_name() {
        let place_of = |url: &str| place(&url.parse().unwrap()).to_owned();
        assert_eq!(place_of("https://www.funder.example.hu:8080/x"), "hu");
        assert_eq!(place_of("http://127.0.0.1/x"), "");
    }

    #[test]
    fn markup_becomes_one_line() {
        assert_eq!(plain(" Open <b>calls</b>\n for R&amp;D ").as_deref(), Some("Open calls for R&D"));
        assert_eq!(plain(" \n").as_deref(), None);
        assert_eq!(plain("a<script>b()</script><style>c{}</style> <b>d").as_deref(), Some("a d"));
    }
}
