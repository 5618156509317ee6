//! Bytes to text, in the order of the HTML standard: byte order mark, header, `<meta>`, then a guess
//! from the bytes themselves.

use encoding_rs::{Encoding, UTF_8};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// Decodes a page. `declared` is the `Content-Type` header, `country` (ISO 3166) tips the scales of a
/// guess.
pub fn decode(body: &[u8], declared: Option<&str>, country: &str) -> String {
    let encoding = choose(body, declared, country);
    // Undecodable bytes become U+FFFD; a byte order mark still wins inside.
    encoding.decode(body).0.into_owned()
}

fn choose(body: &[u8], declared: Option<&str>, country: &str) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return encoding;
    }
    let valid_utf8 = std::str::from_utf8(body).is_ok();
    let stated = declared.and_then(of_header).or_else(|| of_meta(body));
    match stated {
        // A page that is valid UTF-8 beyond ASCII is UTF-8 whatever it says (one old template
        // among new pages is the usual reason), unless the stated encoding uses escapes.
        Some(stated) if stated != UTF_8 => {
            if valid_utf8 && !body.is_ascii() && stated.is_ascii_compatible() {
                UTF_8
            } else {
                stated
            }
        }
        // Says UTF-8 and is not, but for a few broken bytes: believe it; otherwise look.
        Some(stated) if valid_utf8 || mostly_utf8(body) => stated,
        _ if valid_utf8 && !has_iso2022(body) => UTF_8,
        _ => guess(body, country),
    }
}

fn has_iso2022(body: &[u8]) -> bool {
    body.windows(3).any(|w| matches!(w, b"\x1b$B" | b"\x1b$@" | b"\x1b(J"))
}

fn mostly_utf8(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let (mut broken, mut wide) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        if c == '\u{fffd}' { broken += 1 } else { wide += 1 }
    }
    broken * 10 <= wide
}

fn guess(body: &[u8], country: &str) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    let head = &body[..body.len().min(200_000)];
    detector.feed(head, head.len() == body.len());
    let tld = country.to_ascii_lowercase();
    let tld = (tld.len() == 2 && tld.bytes().all(|b| b.is_ascii_lowercase())).then_some(tld.as_bytes());
    detector.guess(tld, chardetng::Utf8Detection::Allow)
}

fn of_header(value: &str) -> Option<&'static Encoding> {
    let at = value.to_ascii_lowercase().find("charset=")?;
    let label = value.get(at + "charset=".len()..)?.trim().trim_matches(['"', '\'']);
    Encoding::for_label(label.split([';', ',', ' ', '"']).next()?.as_bytes())
}

fn of_meta(body: &[u8]) -> Option<&'static Encoding> {
    static META: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let pattern = r#"(?i-u)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.\-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-z0-9_:.\-]+)"#;
        Regex::new(pattern).ok()
    });
    let head = &body[..body.len().min(4096)];
    let found = META.as_ref()?.captures(head)?;
    let label = found.get(1).or(found.get(2))?.as_bytes();
    let encoding = Encoding::for_label(label)?;
    // A page read as ASCII far enough to find this cannot be UTF-16 (HTML standard, 13.2.3.2).
    Some(if encoding.is_ascii_compatible() || encoding == encoding_rs::ISO_2022_JP {
        encoding
    } else {
        UTF_8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_beats_the_meta_element() {
        let body = b"<meta charset=utf-8><p>J\xfclich";
        assert!(decode(body, Some("text/html; charset=ISO-8859-1"), "DE").ends_with("Jülich"));
    }

    #[test]
    fn a_meta_element_or_prologue_is_found() {
        let (body, ..) =
            encoding_rs::SHIFT_JIS.encode("<meta http-equiv=x content='text/html; charset=Shift_JIS'>研究費");
        assert!(decode(&body, None, "").ends_with("研究費"));
        let body = b"<?xml version='1.0' encoding='iso-8859-1'?><p>\xe9";
        assert!(decode(body, Some("text/html"), "").ends_with('é'));
    }

    #[test]
    fn valid_utf8_beats_a_wrong_statement() {
        let body = "<meta charset='iso-8859-1'><p>Zürich – 東京".as_bytes();
        assert!(decode(body, None, "").ends_with("Zürich – 東京"));
    }

    #[test]
    fn unstated_bytes_are_looked_at() {
        let (body, ..) =
            encoding_rs::EUC_JP.encode("<p>日本学術振興会は科学研究費助成事業の公募を開始しました。");
        assert!(decode(&body, None, "JP").contains("日本学術振興会"));
        let (body, ..) = encoding_rs::ISO_2022_JP.encode("<p>公募のお知らせ");
        assert!(decode(&body, None, "JP").contains("公募のお知らせ"));
    }

    #[test]
    fn a_byte_order_mark_beats_all() {
        let body = "\u{feff}<p>ü".as_bytes();
        assert_eq!(decode(body, Some("text/html; charset=iso-8859-1"), ""), "<p>ü");
    }
}
