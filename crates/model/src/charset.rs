//! Bytes to text, in the order of the HTML standard: byte order mark, the server's statement, the
//! document's own, then a guess from the bytes. One place for pages, feeds and sitemaps alike.
//!
//! Statements are often wrong and bytes are not, so a statement must fit: what is valid UTF-8 beyond
//! ASCII is UTF-8 whatever anybody says, and a statement under which the bytes make no sense gives way
//! to the next. Labels mean what browsers mean by them, so `gb2312` is GBK, `shift_jis` is Windows-31J
//! and `iso-8859-1` is Windows-1252.

mod prescan;

pub use prescan::declared;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How much of a body is looked at to guess its encoding.
const SAMPLE: usize = 200_000;

/// Labels in use that browsers do not know, beside those they do.
const ALIASES: [(&str, &str); 8] = [
    ("cp932", "shift_jis"),
    ("eucjp", "euc-jp"),
    ("euckr", "euc-kr"),
    ("cp949", "euc-kr"),
    ("cp936", "gbk"),
    ("cp950", "big5"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("macroman", "macintosh"),
];

/// The encoding of that name; none for names that nobody reads.
pub fn of_label(label: &[u8]) -> Option<&'static Encoding> {
    let known = Encoding::for_label_no_replacement(label);
    known.or_else(|| {
        let name: Vec<u8> =
            label.trim_ascii().iter().filter(|b| !matches!(b, b'-' | b'_')).copied().collect();
        let alias = ALIASES.iter().find(|(alias, _)| name.eq_ignore_ascii_case(alias.as_bytes()));
        Encoding::for_label(alias?.1.as_bytes())
    })
}

/// Decodes a body. `content_type` is the header of that name. `place` tips the scales of a guess: the
/// country of the source (ISO 3166) or the last part of the host's name. Bytes that cannot be read
/// become U+FFFD.
pub fn decode<'b>(body: &'b [u8], content_type: Option<&str>, place: &str) -> Cow<'b, str> {
    if let Some(text) = utf32(body) {
        return Cow::Owned(text);
    }
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return encoding.decode_without_bom_handling(&body[length..]).0;
    }
    if let Some(encoding) = utf16_by_shape(body) {
        return encoding.decode_without_bom_handling(body).0;
    }
    let fits =
        |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(body);
    if let Ok(text) = std::str::from_utf8(body) {
        let escapes = body.is_ascii().then(|| escaped(body)).flatten();
        return escapes.and_then(fits).unwrap_or(Cow::Borrowed(text));
    }
    let stated = [content_type.and_then(of_header), declared(body)].into_iter().flatten();
    let stated =
        stated.filter(|encoding| *encoding != UTF_8 && *encoding != UTF_16LE && *encoding != UTF_16BE);
    if let Some(text) = stated.clone().find_map(fits) {
        return text;
    }
    if is_mostly_utf8(body) {
        return UTF_8.decode_without_bom_handling(body).0;
    }
    let encoding = stated.into_iter().next().unwrap_or_else(|| guess(body, place));
    encoding.decode_without_bom_handling(body).0
}

/// What a `Content-Type` header states.
fn of_header(value: &str) -> Option<&'static Encoding> {
    prescan::of_content(value.to_ascii_lowercase().as_bytes())
}

fn guess(body: &[u8], place: &str) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let head = &body[..body.len().min(SAMPLE)];
    detector.feed(head, head.len() == body.len());
    let place = place.to_ascii_lowercase();
    let is_place = !place.is_empty() && place.bytes().all(|b| b.is_ascii_lowercase());
    detector.guess(is_place.then_some(place.as_bytes()), Utf8Detection::Allow)
}

/// Damaged UTF-8 is still UTF-8: hardly any character of another encoding looks like one of it.
fn is_mostly_utf8(body: &[u8]) -> bool {
    let (mut damaged, mut wide) = (0usize, 0usize);
    for chunk in body.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    wide > damaged * 4
}

/// ISO-2022-JP is ASCII but for what its escapes switch to.
fn escaped(body: &[u8]) -> Option<&'static Encoding> {
    let is_escape = |w: &[u8]| matches!(w, b"\x1b$B" | b"\x1b$@" | b"\x1b(J" | b"\x1b(I");
    body.windows(3).any(is_escape).then_some(ISO_2022_JP)
}

/// UTF-16 without a mark has a zero byte in most of its pairs, nearly always on the same side.
fn utf16_by_shape(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(256)];
    let pairs = head.chunks_exact(2);
    let (mut left, mut right, count) = (0, 0, pairs.len());
    for pair in pairs {
        left += usize::from(pair[0] == 0);
        right += usize::from(pair[1] == 0);
    }
    let by_mark = matches!(head, [b'<', 0, ..] | [0, b'<', ..]);
    let enough = if by_mark { 1 } else { (count / 2).max(2) };
    if right >= enough && left * 4 <= right {
        Some(UTF_16LE)
    } else if left >= enough && right * 4 <= left {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Reads UTF-32, which browsers do not, by its mark or by the shape of a first `<`.
fn utf32(body: &[u8]) -> Option<String> {
    let (number, from): (fn([u8; 4]) -> u32, usize) = match body {
        [0xff, 0xfe, 0, 0, ..] => (u32::from_le_bytes, 4),
        [0, 0, 0xfe, 0xff, ..] => (u32::from_be_bytes, 4),
        [b'<', 0, 0, 0, ..] => (u32::from_le_bytes, 0),
        [0, 0, 0, b'<', ..] => (u32::from_be_bytes, 0),
        _ => return None,
    };
    let quads = body[from..].chunks(4).map(|quad| quad.try_into().ok().map(number));
    Some(quads.map(|n| n.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests;
