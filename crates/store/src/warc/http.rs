//! An HTTP answer as a block: from what is stored, and back, with what the wire did to it undone.

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use std::io::Read;

/// Headers that tell how a body went over the wire.
const OF_THE_WIRE: [&str; 4] = ["transfer-encoding", "content-length", "trailer", "connection"];
/// Encodings that our client undoes; a body in any other one is stored as it came.
const UNDONE: [&str; 7] = ["gzip", "x-gzip", "deflate", "br", "zstd", "identity", ""];

/// An answer whose body is what its reader was meant to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Http {
    pub status: u16,
    /// In order; names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// The head of the block that `body` follows: nothing in it belies the body that is stored.
pub(super) fn head(status: u16, headers: &[(String, String)], length: u64) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", phrase(status));
    let is_undone = |value: &str| UNDONE.contains(&value.trim().to_ascii_lowercase().as_str());
    for (name, value) in headers {
        let belies = OF_THE_WIRE.contains(&name.as_str())
            || name == "content-encoding" && value.split(',').all(is_undone);
        if !belies {
            head.push_str(&format!("{name}: {}\r\n", value.replace(['\r', '\n'], " ")));
        }
    }
    head.push_str(&format!("content-length: {length}\r\n\r\n"));
    head.into_bytes()
}

/// Reads a block. A body that does not come in the form its headers state is taken as it is: many
/// writers undo the form and leave the headers.
pub(super) fn parse(block: &[u8], limit: usize) -> Result<Http, String> {
    let (end, skip) = end_of_head(block).ok_or("its HTTP head does not end")?;
    let head = String::from_utf8_lossy(&block[..end]);
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let mut words = first.split_whitespace();
    let is_http = words.next().is_some_and(|w| w.starts_with("HTTP/"));
    let status = words.next().and_then(|w| w.parse().ok()).filter(|_| is_http);
    let status = status.ok_or("its block is no HTTP answer")?;
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.starts_with([' ', '\t']), headers.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => *value = format!("{value} {}", line.trim()),
            (false, _, Some((name, value))) => {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            _ => {} // a line that means nothing costs itself
        }
    }
    let mut body = block[skip..].to_vec();
    if let Some(coding) = take(&mut headers, "transfer-encoding")
        && coding.to_ascii_lowercase().contains("chunked")
    {
        body = unchunked(&body).unwrap_or(body);
    }
    let coding = take(&mut headers, "content-encoding").unwrap_or_default();
    let mut rest: Vec<&str> = coding.split(',').map(str::trim).filter(|c| !c.is_empty()).collect();
    while let Some(last) = rest.last() {
        match undo(last, &body, limit)? {
            Undone::Body(plain) => body = plain,
            Undone::Was => {}
            Undone::Unknown => break,
        }
        rest.pop();
    }
    if !rest.is_empty() {
        headers.push(("content-encoding".into(), rest.join(", ")));
    }
    headers.retain(|(name, value)| name != "content-length" || *value == body.len().to_string());
    headers.retain(|(name, _)| name != "set-cookie"); // cookies are none of our business
    Ok(Http { status, headers, body })
}

fn end_of_head(block: &[u8]) -> Option<(usize, usize)> {
    let crlf = block.windows(4).position(|w| w == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = block.windows(2).position(|w| w == b"\n\n").map(|at| (at, at + 2));
    match (crlf, lf) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn take(headers: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let at = headers.iter().position(|(n, _)| n == name)?;
    Some(headers.remove(at).1)
}

/// RFC 9112, section 7.1; none if it is not in that form.
fn unchunked(mut wire: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = wire.iter().position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(&wire[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        wire = &wire[end + 1..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(wire.get(..size)?);
        wire = wire.get(size..)?;
        wire = wire.strip_prefix(b"\r\n").or_else(|| wire.strip_prefix(b"\n"))?;
    }
}

enum Undone {
    Body(Vec<u8>),
    /// The body was not in that form.
    Was,
    Unknown,
}

fn undo(coding: &str, body: &[u8], limit: usize) -> Result<Undone, String> {
    let plain = match coding.to_ascii_lowercase().as_str() {
        "identity" => return Ok(Undone::Was),
        "gzip" | "x-gzip" => unpack(GzDecoder::new(body), limit)?,
        // Servers send it with and without the wrapping the standard wants.
        "deflate" => match unpack(ZlibDecoder::new(body), limit)? {
            Some(plain) => Some(plain),
            None => unpack(DeflateDecoder::new(body), limit)?,
        },
        "br" => unpack(brotli_decompressor::Decompressor::new(body, 4096), limit)?,
        "zstd" => match zstd::stream::read::Decoder::with_buffer(body) {
            Ok(decoder) => unpack(decoder, limit)?,
            Err(_) => None,
        },
        _ => return Ok(Undone::Unknown),
    };
    Ok(plain.map_or(Undone::Was, Undone::Body))
}

/// The unpacked body; none if it is not packed so. Never more than `limit` bytes.
#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn unpack(decoder: impl Read, limit: usize) -> Result<Option<Vec<u8>>, String> {
    let mut plain = Vec::new();
    let read = decoder.take(limit as u64 + 1).read_to_end(&mut plain);
    if plain.len() > limit {
        return Err(format!("its body unpacks to more than {limit} bytes"));
    }
    Ok(read.ok().map(|_| plain))
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        206 => "Partial Content",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_the_wire_did_is_undone() {
        let packed = gzip(b"Terms of grants");
        let (one, other) = packed.split_at(7);
        let mut block =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\nSet-Cookie: a=b\r\n\r\n".to_vec();
        for chunk in [one, other] {
            block.extend(format!("{:x};ext=1\r\n", chunk.len()).bytes());
            block.extend(chunk);
            block.extend(b"\r\n");
        }
        block.extend(b"0\r\n\r\n");
        let http = parse(&block, 1000).unwrap();
        assert_eq!(http.body, b"Terms of grants");
        assert_eq!(http.headers, [("content-type".to_owned(), "text/html".to_owned())]);
    }

    #[test]
    fn a_body_whose_form_was_undone_before_is_taken_as_it_is() {
        let block = b"HTTP/2 200\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n<p>plain";
        assert_eq!(parse(block, 1000).unwrap().body, b"<p>plain");
        let odd = b"HTTP/1.0 200 OK\nContent-Encoding: aes128gcm\n\nx";
        assert_eq!(parse(odd, 1000).unwrap().headers[0].1, "aes128gcm");
    }

    #[test]
    fn a_bomb_is_refused_and_rubbish_is_no_answer() {
        let mut bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        bomb.extend(gzip(&vec![0; 100_000]));
        assert!(parse(&bomb, 10_000).unwrap_err().contains("more than 10000"));
        for rubbish in [&b""[..], b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK"] {
            assert!(parse(rubbish, 100).is_err());
        }
    }

    #[test]
    fn the_head_is_true_of_the_stored_body() {
        let header = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        let headers = [
            header("content-type", "text/html"),
            header("content-encoding", "gzip"),
            header("transfer-encoding", "chunked"),
            header("content-length", "999"),
            header("x-odd", "a\r\nb"),
        ];
        let head = String::from_utf8(head(200, &headers, 5)).unwrap();
        assert_eq!(
            head,
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nx-odd: a  b\r\ncontent-length: 5\r\n\r\n"
        );
    }
}
