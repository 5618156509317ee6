//! What a document states about its own encoding: the HTML standard's prescan (13.2.3.2) and the
//! declaration of XML.

use super::of_label;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far into a body is looked. The standard asks authors for the first 1,024 bytes; real templates
/// put scripts before it, and a browser that meets a later statement starts again.
const REACH: usize = 16 * 1024;

/// The encoding a document states in a `<meta>` element or in its XML declaration.
pub fn declared(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(REACH)];
    // A feed may quote a page with a statement of its own.
    let is_html = head.windows(5).any(|w| w.eq_ignore_ascii_case(b"<html"));
    if is_html { meta(head).or_else(|| xml(head)) } else { xml(head).or_else(|| meta(head)) }
}

/// `encoding="…"` of an XML declaration.
fn xml(head: &[u8]) -> Option<&'static Encoding> {
    let inside = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let inside = inside.split(|b| *b == b'>').next()?;
    let at = find(inside, b"encoding")?;
    let rest = inside[at + b"encoding".len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = rest.split_first().filter(|(q, _)| matches!(q, b'"' | b'\''))?;
    let end = rest.iter().position(|b| b == quote)?;
    of_label(&rest[..end]).map(readable)
}

/// A statement that can be read as ASCII is not in UTF-16, whatever it says.
fn readable(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

/// Where the reader stands. Every step that would go past the end gives none: what is not whole by
/// then states nothing.
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
    fn begins(&self, word: &[u8]) -> bool {
        self.bytes[self.at..].get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word))
    }
    fn skip_to(&mut self, is_end: impl Fn(u8) -> bool) -> Option<()> {
        self.at += self.bytes[self.at..].iter().position(|b| is_end(*b))?;
        Some(())
    }
    fn skip_spaces(&mut self) -> Option<()> {
        self.skip_to(|b| !b.is_ascii_whitespace())
    }
    /// The next attribute in lower case; none inside if the tag has no more.
    fn attribute(&mut self) -> Option<Option<(Vec<u8>, Vec<u8>)>> {
        self.skip_to(|b| !b.is_ascii_whitespace() && b != b'/')?;
        if self.peek()? == b'>' {
            return Some(None);
        }
        let from = self.at;
        self.at += usize::from(self.peek()? == b'=');
        self.skip_to(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'/' | b'>'))?;
        let name = self.bytes[from..self.at].to_ascii_lowercase();
        self.skip_spaces()?;
        if self.peek()? != b'=' {
            return Some(Some((name, Vec::new())));
        }
        self.at += 1;
        self.skip_spaces()?;
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let from = self.at;
                self.skip_to(|b| b == quote)?;
                self.at += 1;
                &self.bytes[from..self.at - 1]
            }
            _ => {
                let from = self.at;
                self.skip_to(|b| b.is_ascii_whitespace() || b == b'>')?;
                &self.bytes[from..self.at]
            }
        };
        Some(Some((name, value.to_ascii_lowercase())))
    }
    /// The statement of the `<meta>` element whose attributes come next; none inside if it makes none.
    fn meta(&mut self) -> Option<Option<&'static Encoding>> {
        let mut seen: Vec<Vec<u8>> = Vec::new();
        let (mut is_pragma, mut needs_pragma, mut stated) = (false, None, None);
        while let Some((name, value)) = self.attribute()? {
            if seen.contains(&name) {
                continue;
            }
            match name.as_slice() {
                b"http-equiv" => is_pragma = value == b"content-type",
                b"content" if stated.is_none() => {
                    stated = of_content(&value);
                    needs_pragma = stated.map(|_| true).or(needs_pragma);
                }
                b"charset" => (stated, needs_pragma) = (of_label(&value), Some(false)),
                _ => {}
            }
            seen.push(name);
        }
        let counts = needs_pragma.is_some_and(|needed| is_pragma || !needed);
        Some(stated.filter(|_| counts).map(readable))
    }
}

fn meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut cursor = Cursor { bytes: head, at: 0 };
    loop {
        cursor.skip_to(|b| b == b'<')?;
        let after = |at: usize| head.get(cursor.at + at).copied();
        let is_tag = match after(1)? {
            b'/' => after(2)?.is_ascii_alphabetic(),
            b => b.is_ascii_alphabetic(),
        };
        let is_meta =
            cursor.begins(b"<meta") && after(5).is_some_and(|b| b.is_ascii_whitespace() || b == b'/');
        if cursor.begins(b"<!--") {
            cursor.at += 2 + find(&head[cursor.at + 2..], b"-->")? + 3;
        } else if is_meta {
            cursor.at += 5;
            if let Some(encoding) = cursor.meta()? {
                return Some(encoding);
            }
        } else if is_tag {
            cursor.skip_to(|b| b.is_ascii_whitespace() || b == b'>')?;
            while cursor.attribute()?.is_some() {}
        } else if matches!(after(1)?, b'!' | b'/' | b'?') {
            cursor.skip_to(|b| b == b'>')?;
        } else {
            cursor.at += 1;
        }
    }
}

/// `charset=…` in the content of a pragma or in a `Content-Type` header, in lower case.
pub(super) fn of_content(value: &[u8]) -> Option<&'static Encoding> {
    let mut rest = value;
    loop {
        rest = rest[find(rest, b"charset")? + b"charset".len()..].trim_ascii_start();
        if let Some(after) = rest.strip_prefix(b"=") {
            rest = after.trim_ascii_start();
            break;
        }
    }
    let label = match rest.split_first()? {
        (quote @ (b'"' | b'\''), rest) => &rest[..rest.iter().position(|b| b == quote)?],
        _ => rest.split(|b| b.is_ascii_whitespace() || *b == b';').next()?,
    };
    of_label(label)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
