//! Bytes to text, and markup to plain text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use scraper::Html;
use std::borrow::Cow;

/// How far into a body a declaration of its encoding is looked for.
const PRESCAN: usize = 2048;

/// Decodes a body. A byte order mark wins; then UTF-8 if the bytes beyond ASCII fit it, which no other
/// text does by chance; then the first of the header's and the document's own declaration that fits;
/// then what the bytes look like.
pub(super) fn decode<'b>(body: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return encoding.decode_without_bom_handling(&body[length..]).0;
    }
    let utf8 = (!body.is_ascii()).then_some(UTF_8);
    let stated = [content_type.and_then(charset_of), declared(body)];
    let fits = |e: &'static Encoding| e.decode_without_bom_handling_and_without_replacement(body);
    let exact = [utf16_by_shape(body), utf8].into_iter().chain(stated).flatten().find_map(fits);
    exact.unwrap_or_else(|| {
        // Mostly UTF-8 with a damaged byte is better read as UTF-8.
        let (text, _) = UTF_8.decode_without_bom_handling(body);
        let damaged = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
        let multibyte = text.chars().filter(|c| c.len_utf8() > 1).count();
        if multibyte > damaged * 4 {
            return text;
        }
        let stated = stated.into_iter().flatten().find(|e| *e != UTF_8);
        stated.unwrap_or_else(|| by_looks(body)).decode_without_bom_handling(body).0
    })
}

fn by_looks(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(body, true);
    detector.guess(None, Utf8Detection::Allow)
}

fn charset_of(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let value = lower.split("charset=").nth(1)?;
    Encoding::for_label(value.split([';', ' ']).next()?.trim_matches(['"', '\'']).as_bytes())
}

/// UTF-16 without a mark shows as a zero byte beside the first `<`.
fn utf16_by_shape(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// `encoding="…"` of an XML declaration or `charset=…` of an HTML meta element.
fn declared(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&body[..body.len().min(PRESCAN)]).to_ascii_lowercase();
    let after = |mark: &str, text: &str| text.split_once(mark).map(|(_, rest)| rest.to_owned());
    let value = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| after("encoding", rest.split("?>").next()?))
        .or_else(|| after("charset", &after("<meta", &head)?))?;
    let label = value.trim_start_matches([' ', '=', '"', '\'']);
    let end = label.find(['"', '\'', ' ', '>', ';', '/', '?']).unwrap_or(label.len());
    // A document whose declaration can be read as ASCII is no UTF-16, whatever it says.
    let encoding = Encoding::for_label(&label.as_bytes()[..end])?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// One line of plain text from text that may hold tags and character references.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = if text.contains(['<', '&']) {
        Cow::Owned(Html::parse_fragment(text).root_element().text().collect::<Vec<_>>().concat())
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
    fn the_header_is_believed_only_if_it_fits() {
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><t>Universit\xe9</t>";
        assert!(decode(latin, Some("text/xml; charset=utf-8")).contains("Université"));
        assert!(decode(latin, None).contains("Université"));
        assert!(decode("<t>学術</t>".as_bytes(), Some("text/xml; charset=us-ascii")).contains("学術"));
    }

    #[test]
    fn old_japanese_encodings_are_read() {
        let (bytes, _, _) =
            encoding_rs::SHIFT_JIS.encode("<html><meta charset=\"Shift_JIS\">研究公募</html>");
        assert!(decode(&bytes, None).contains("研究公募"));
        let (bytes, _, _) =
            encoding_rs::EUC_JP.encode("<?xml version=\"1.0\" encoding=\"EUC-JP\"?><t>採択</t>");
        assert!(decode(&bytes, Some("application/xml")).contains("採択"));
    }

    #[test]
    fn what_declares_nothing_is_read_by_its_looks() {
        let (bytes, _, _) =
            encoding_rs::EUC_KR.encode("<rss><title>한국연구재단 신규과제 공모 안내</title></rss>");
        assert!(decode(&bytes, None).contains("한국연구재단"));
        let (bytes, _, _) = encoding_rs::ISO_2022_JP.encode("<rss><title>科学研究費</title></rss>");
        assert!(decode(&bytes, None).contains("科学研究費"));
    }

    #[test]
    fn utf16_is_seen_with_and_without_a_mark() {
        let marked: Vec<u8> = "\u{feff}<t>調</t>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&marked, None), "<t>調</t>");
        let bare: Vec<u8> = "<t>調</t>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bare, None), "<t>調</t>");
    }

    #[test]
    fn one_damaged_byte_does_not_spoil_the_text() {
        let mut bytes = "<t>学術振興の基本方針</t>".as_bytes().to_vec();
        bytes.push(0xff);
        assert!(decode(&bytes, None).contains("学術振興"));
    }

    #[test]
    fn markup_becomes_one_line() {
        assert_eq!(plain(" Open <b>calls</b>\n for R&amp;D ").as_deref(), Some("Open calls for R&D"));
        assert_eq!(plain(" \n").as_deref(), None);
    }
}
