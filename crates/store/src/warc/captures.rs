//! Captures as records, and records as what a capture is made from.

use super::{Digest, Record, http, written};
use shiome_model::{Capture, Hash, SourceId, Timestamp};
use url::Url;

/// The profile of a record whose body another record holds.
const SAME_BODY: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
/// The source for whose sake an answer was fetched.
const SOURCE: &str = "Shiome-Source";
/// What was asked for, where a redirect led elsewhere.
const ASKED: &str = "Shiome-Asked";
/// What it is, where that is no work: `list`.
const ROLE: &str = "Shiome-Role";

/// A capture as it stands in a file.
#[derive(Clone, Debug)]
pub struct Written {
    /// What was asked.
    pub request: Record,
    /// What was answered: a `response`, or a `revisit` that points to one.
    pub answer: Record,
}

impl Written {
    /// Says that it lists works and is none.
    pub fn of_a_list(mut self) -> Self {
        self.answer = self.answer.with(ROLE, "list");
        self
    }
}

/// What the file says about itself, first.
pub fn warcinfo(now: Timestamp, name: &str, software: &str, about: &str) -> Record {
    let text = |t: &str| t.replace(['\r', '\n'], " ");
    let block = format!(
        "software: {}\r\nformat: WARC File Format 1.1\r\n\
         conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n\
         description: {}\r\n",
        text(software),
        text(about)
    );
    Record::new("warcinfo", now, name, block.into_bytes())
        .with("WARC-Filename", name)
        .with("Content-Type", "application/warc-fields")
}

/// A capture with its body, as had at that time. `posted` is the media type and the body
/// of the question, if it had one.
pub fn answer(capture: &Capture, at: Timestamp, body: &[u8], posted: Option<(&str, &str)>) -> Written {
    let mut block = http::head(capture.status, &capture.headers, body.len() as u64);
    block.extend_from_slice(body);
    finish(capture, at, "response", block, posted)
}

/// The same body again: at another address or at another time. `original` is the record that holds it.
pub fn revisited(
    capture: &Capture,
    at: Timestamp,
    original: &Record,
    posted: Option<(&str, &str)>,
) -> Written {
    let block = http::head(capture.status, &capture.headers, capture.bytes);
    let mut written = finish(capture, at, "revisit", block, posted);
    let of = |name: &str| original.field(name).unwrap_or_default();
    written.answer = written
        .answer
        .with("WARC-Profile", SAME_BODY)
        .with("WARC-Refers-To", original.id())
        .with("WARC-Refers-To-Target-URI", of("WARC-Target-URI"))
        .with("WARC-Refers-To-Date", of("WARC-Date"));
    written
}

fn finish(
    capture: &Capture,
    at: Timestamp,
    kind: &str,
    block: Vec<u8>,
    posted: Option<(&str, &str)>,
) -> Written {
    let target = bare(&capture.final_url);
    let asked = bare(&capture.url);
    let name = capture.id.as_str();
    let digest = Digest::of_archived(&capture.body).map(|d| d.label()).unwrap_or_default();
    let mut answer = Record::new(kind, at, name, block)
        .with("WARC-Target-URI", target.as_str())
        .with("WARC-Payload-Digest", digest)
        .with("Content-Type", "application/http; msgtype=response")
        .with(SOURCE, capture.source.as_str());
    if asked != target {
        answer = answer.with(ASKED, asked.as_str());
    }
    let request = Record::new("request", at, name, question(&target, posted))
        .with("WARC-Target-URI", target.as_str())
        .with("WARC-Concurrent-To", answer.id())
        .with("Content-Type", "application/http; msgtype=request");
    Written { request, answer }
}

/// The question is not stored; this is what its address says of it.
fn question(target: &Url, posted: Option<(&str, &str)>) -> Vec<u8> {
    let method = if posted.is_some() { "POST" } else { "GET" };
    let query = target.query().map(|q| format!("?{q}")).unwrap_or_default();
    let port = target.port().map(|p| format!(":{p}")).unwrap_or_default();
    let mut block = format!("{method} {}{query} HTTP/1.1\r\n", target.path());
    block.push_str(&format!("host: {}{port}\r\n", target.host_str().unwrap_or_default()));
    if let Some((kind, body)) = posted {
        block.push_str(&format!("content-type: {kind}\r\ncontent-length: {}\r\n", body.len()));
    }
    block.push_str("\r\n");
    block.push_str(posted.unwrap_or_default().1);
    block.into_bytes()
}

/// Our own fragments name the body of a question; nobody else knows them.
fn bare(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// What one record has to say to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An answer of the web.
    Whole(Arrived, Vec<u8>),
    /// An answer whose body is held elsewhere.
    Again {
        /// The answer.
        arrived: Arrived,
        /// The digest of the body.
        digest: Option<Digest>,
        /// Where and when the body was had.
        refers: Option<(String, Timestamp)>,
    },
    /// The body of a question, and the id of the record that answers it.
    Asked {
        /// The answer's record.
        of: String,
        /// The media type of the body; empty if none is stated.
        kind: String,
        /// The body.
        body: Vec<u8>,
    },
    /// Nothing: a note on the file, a certificate, an image that was uploaded.
    Nothing,
}

/// An answer without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The id of its record.
    pub record: String,
    /// What was asked for.
    pub url: Url,
    /// What answered.
    pub final_url: Url,
    /// When.
    pub at: Timestamp,
    /// HTTP status.
    pub status: u16,
    /// Its headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The source it was fetched for, where one of us wrote the record.
    pub source: Option<SourceId>,
    /// Whether one of us wrote that it lists works and is none.
    pub is_list: bool,
}

impl Arrived {
    /// The capture, in the name of `source`. It was fetched when the record says so.
    pub fn capture(self, source: SourceId, body: &[u8]) -> Capture {
        self.capture_of(source, Hash::of(body), body.len() as u64)
    }
    /// The same for a body that is known by its hash.
    pub fn capture_of(self, source: SourceId, body: Hash, bytes: u64) -> Capture {
        Capture {
            id: Capture::id_of(&self.url, &body),
            source,
            url: self.url,
            final_url: self.final_url,
            fetched_at: self.at,
            memento: Some(self.at),
            status: self.status,
            headers: self.headers,
            body,
            bytes,
        }
    }
}

impl Answer {
    /// Reads a record. An error says what is wrong with it.
    pub fn read(record: &Record, limit: usize) -> Result<Self, String> {
        let is_http = |what: &str| {
            let stated = record.field("Content-Type").unwrap_or_default().to_ascii_lowercase();
            stated.starts_with("application/http") && !stated.contains(what)
        };
        match record.kind() {
            "request" if is_http("msgtype=response") => Ok(asked(record)),
            "response" if is_http("msgtype=request") => {
                let http = http::parse(&record.block, limit)?;
                Ok(match arrived(record, http.status, http.headers)? {
                    Some(arrived) => Self::Whole(arrived, http.body),
                    None => Self::Nothing,
                })
            }
            "revisit" => {
                // A record without the head of its answer tells only that there was one.
                let head = http::parse(&record.block, limit).unwrap_or_default();
                let status = if head.status == 0 || head.status == 304 { 200 } else { head.status };
                let uri = record.field("WARC-Refers-To-Target-URI").map(str::to_owned);
                let date = record.field("WARC-Refers-To-Date").and_then(|d| d.parse().ok());
                Ok(match arrived(record, status, head.headers)? {
                    Some(arrived) => Self::Again {
                        arrived,
                        digest: record.field("WARC-Payload-Digest").and_then(Digest::parse),
                        refers: uri.zip(date),
                    },
                    None => Self::Nothing,
                })
            }
            "" => Err("it states no type".into()),
            _ => Ok(Self::Nothing),
        }
    }
}

/// None for what was not fetched from the web: names of hosts, mail.
fn arrived(record: &Record, status: u16, headers: Vec<(String, String)>) -> Result<Option<Arrived>, String> {
    let target = record.target().ok_or("it names no address")?;
    let final_url = Url::parse(target).map_err(|e| format!("'{target}' is no address: {e}"))?;
    if !matches!(final_url.scheme(), "http" | "https") {
        return Ok(None);
    }
    let at = record.date().ok_or("it states no time")?;
    let asked = record.field(ASKED).and_then(|a| Url::parse(a).ok());
    Ok(Some(Arrived {
        record: record.id().to_owned(),
        url: asked.unwrap_or_else(|| bare(&final_url)),
        final_url: bare(&final_url),
        at,
        status,
        headers,
        source: record.field(SOURCE).map(SourceId::new),
        is_list: record.field(ROLE) == Some("list"),
    }))
}

fn asked(record: &Record) -> Answer {
    let Some(of) = record.field("WARC-Concurrent-To").filter(|_| record.block.starts_with(b"POST ")) else {
        return Answer::Nothing;
    };
    let Some(end) = record.block.windows(4).position(|w| w == b"\r\n\r\n") else { return Answer::Nothing };
    let head = String::from_utf8_lossy(&record.block[..end]);
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let kind = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let kind = kind.map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
    Answer::Asked { of: of.to_owned(), kind, body: record.block[end + 4..].to_vec() }
}

/// Fourteen digits, as indexes and gateways write a moment.
pub(super) fn stamp(at: Timestamp) -> String {
    at.format("%Y%m%d%H%M%S").to_string()
}

/// As a record writes it.
pub(super) fn moment(at: Timestamp) -> String {
    written(at)
}
