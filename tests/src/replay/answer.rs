//! From a request to an answer.

use super::{
    cable::Scissors,
    faults::{Fault, Faults},
    lists,
    seen::{Log, Seen, UnderWay},
    target,
};
use crate::{
    Error,
    web::{Body as Kept, CapturedWeb, Record, gzipped, request_key},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State as Shared},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use chrono::{DateTime, NaiveDateTime};
use futures::stream;
use shiome_model::Timestamp;
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// The largest request body that is read.
const POST_LIMIT: usize = 1 << 20;
/// Bodies below this are not worth compressing.
const COMPRESS_FROM: usize = 512;
/// How long what was sent has to leave before an answer breaks off.
const FLUSH: Duration = Duration::from_millis(20);
/// How dates are written in headers (RFC 9110, section 5.6.7).
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// What the server knows.
pub(super) struct State {
    pub(super) web: Arc<CapturedWeb>,
    pub(super) faults: Faults,
    pub(super) log: Log,
    pub(super) address: SocketAddr,
}

/// An answer before faults: status, headers, body.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn text(status: StatusCode, text: &'static str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        Self { status, headers, body: Bytes::from_static(text.as_bytes()) }
    }
}

/// Answers one request and writes it into the book.
pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let when = Instant::now();
    let raw = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let Some((at, url)) = target::read(raw) else {
        if let Some((kind, list)) = lists::read(&state.web, raw, state.address) {
            return send(listed(kind, list), None, None);
        }
        return send(Answer::text(StatusCode::NOT_FOUND, "not a gateway address\n"), None, None);
    };
    let host = url::Url::parse(&url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
    let under_way = state.log.begin(&host);
    let (parts, body) = request.into_parts();
    let conditional = [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE];
    let mut seen = Seen {
        method: parts.method.to_string(),
        url: url.clone(),
        host: host.clone(),
        at,
        when,
        status: 0,
        conditional: conditional.iter().any(|name| parts.headers.contains_key(name)),
        user_agent: header_text(&parts.headers, header::USER_AGENT).map(str::to_owned),
    };
    let fault = state.faults.next(&url, &host);
    if fault == Some(Fault::Drop) {
        scissors.cut();
        state.log.write(seen);
        return Response::new(Body::empty()); // never leaves: the connection is cut
    }
    if fault == Some(Fault::Silence) {
        state.log.write(seen);
        return std::future::pending().await; // until the client has had enough
    }
    let answer = match &fault {
        Some(Fault::TooManyRequests { retry_after }) => too_many(*retry_after),
        Some(Fault::Status(code)) => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Answer::text(status, "this was planned\n")
        }
        Some(Fault::Redirect(to)) => redirect(StatusCode::FOUND, to),
        Some(Fault::Endless) => Answer::text(StatusCode::OK, ""),
        Some(Fault::Bomb(size)) => bomb(*size),
        _ => {
            let posted = match parts.method {
                Method::GET | Method::HEAD => Ok(None),
                Method::POST => to_bytes(body, POST_LIMIT).await.map(|body| Some(request_key(&body))),
                _ => return send(Answer::text(StatusCode::METHOD_NOT_ALLOWED, ""), None, Some(under_way)),
            };
            match posted {
                Ok(posted) => look_up(&state, &url, posted, at, &parts.headers).await,
                Err(_) => Answer::text(StatusCode::PAYLOAD_TOO_LARGE, "too much to read\n"),
            }
        }
    };
    seen.status = answer.status.as_u16();
    state.log.write(seen);
    send(answer, fault, Some(under_way))
}

async fn look_up(
    state: &Arc<State>,
    url: &str,
    posted: Option<String>,
    at: Timestamp,
    asked: &HeaderMap,
) -> Answer {
    let Some(record) = state.web.find(url, posted.as_deref(), at) else {
        return Answer::text(StatusCode::NOT_FOUND, "no capture of this address at this time\n");
    };
    if let Some(to) = &record.location {
        let status = StatusCode::from_u16(record.status).unwrap_or(StatusCode::FOUND);
        let logical = state.faults.redirects_are_logical();
        let to =
            if logical { to.clone() } else { format!("http://{}{}", state.address, target::write(at, to)) };
        return redirect(status, &to);
    }
    let gzip = header_text(asked, header::ACCEPT_ENCODING).is_some_and(|accepted| accepted.contains("gzip"));
    let mut answer = Answer { status: StatusCode::OK, headers: validators(record), body: Bytes::new() };
    if is_unchanged(record, asked) && record.status == 200 {
        answer.status = StatusCode::NOT_MODIFIED;
        return answer;
    }
    let (web, record) = (state.web.clone(), record.clone());
    let content_type = record.content_type.clone();
    answer.status = StatusCode::from_u16(record.status).unwrap_or(StatusCode::OK);
    match tokio::task::spawn_blocking(move || encoded(web.body(&record)?, gzip)).await {
        Ok(Ok((body, compressed))) => {
            answer.body = body;
            if compressed {
                answer.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
        Ok(Err(cause)) => {
            tracing::error!(%cause, url, "body of a capture is missing");
            return Answer::text(StatusCode::INTERNAL_SERVER_ERROR, "the capture cannot be read\n");
        }
        Err(_) => return Answer::text(StatusCode::INTERNAL_SERVER_ERROR, "the capture cannot be read\n"),
    }
    if let Ok(value) = HeaderValue::from_str(&content_type) {
        answer.headers.insert(header::CONTENT_TYPE, value);
    }
    answer.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer
}

/// The body as it goes out, and whether it is compressed. What is kept gzipped is sent as it is.
fn encoded(kept: Kept, gzip: bool) -> Result<(Bytes, bool), Error> {
    if kept.gzipped && gzip {
        return Ok((Bytes::from_owner(kept.bytes), true));
    }
    let plain = kept.plain().map_err(Error::file("body"))?;
    let already = plain.starts_with(&[0x1f, 0x8b]) || plain.starts_with(b"%PDF");
    if gzip && plain.len() >= COMPRESS_FROM && !already {
        return Ok((gzipped(&plain).map_err(Error::file("body"))?.into(), true));
    }
    Ok((Bytes::from_owner(plain), false))
}

fn validators(record: &Record) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let date = record.captured_at.format(HTTP_DATE).to_string();
    if let (Ok(tag), Ok(date)) = (HeaderValue::from_str(&etag(record)), HeaderValue::from_str(&date)) {
        headers.insert(header::ETAG, tag);
        headers.insert(header::LAST_MODIFIED, date.clone());
        headers.insert("memento-datetime", date);
    }
    headers
}

/// Weak, since the compressed and the plain form share it.
fn etag(record: &Record) -> String {
    format!("W/\"{}\"", record.sha256.get(..16).unwrap_or(&record.sha256))
}

/// `If-None-Match` wins over `If-Modified-Since` (RFC 9110, section 13.2.2).
fn is_unchanged(record: &Record, asked: &HeaderMap) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if let Some(tags) = header_text(asked, header::IF_NONE_MATCH) {
        let ours = bare(&etag(record));
        return tags.split(',').any(|tag| tag.trim() == "*" || bare(tag) == ours);
    }
    header_text(asked, header::IF_MODIFIED_SINCE)
        .and_then(http_date)
        .is_some_and(|since| record.captured_at <= since)
}

fn http_date(text: &str) -> Option<Timestamp> {
    let gmt = NaiveDateTime::parse_from_str(text, HTTP_DATE).map(|date| date.and_utc());
    gmt.or_else(|_| DateTime::parse_from_rfc2822(text).map(|date| date.to_utc())).ok()
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn listed(kind: &'static str, list: String) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Answer { status: StatusCode::OK, headers, body: list.into() }
}

fn too_many(retry_after: Option<u64>) -> Answer {
    let mut answer = Answer::text(StatusCode::TOO_MANY_REQUESTS, "slow down\n");
    if let Some(seconds) = retry_after {
        answer.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

/// Zeros, compressed to next to nothing.
fn bomb(size: usize) -> Answer {
    let mut answer = Answer::text(StatusCode::OK, "");
    answer.body = gzipped(&vec![0; size]).unwrap_or_default().into();
    answer.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    answer
}

fn redirect(status: StatusCode, to: &str) -> Answer {
    let mut answer = Answer::text(status, "");
    if let Ok(value) = HeaderValue::from_str(to) {
        answer.headers.insert(header::LOCATION, value);
    }
    answer
}

/// Puts the answer on the wire; what is left of the fault happens here. The request counts as under
/// way until its body has gone.
fn send(answer: Answer, fault: Option<Fault>, under_way: Option<UnderWay>) -> Response {
    let length = answer.body.len();
    if fault == Some(Fault::Endless) {
        let piece = Bytes::from(vec![b'~'; 16 << 10]);
        let on_and_on = stream::unfold(under_way, move |under_way| {
            let piece = piece.clone();
            async move { Some((Ok::<_, std::io::Error>(piece), under_way)) }
        });
        return Response::new(Body::from_stream(on_and_on));
    }
    let (body, pause, piece, breaks) = match fault {
        Some(Fault::Truncate(keep)) => (answer.body.slice(..keep.min(length)), None, usize::MAX, true),
        Some(Fault::Slow { pause, piece }) => (answer.body, Some(pause), piece.max(1), false),
        _ => (answer.body, None, usize::MAX, false),
    };
    let pieces = stream::unfold((body, breaks, under_way), move |(mut rest, breaks, under_way)| async move {
        if let Some(pause) = pause {
            sleep(pause).await;
        }
        if rest.is_empty() {
            let broken = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
            if breaks {
                sleep(FLUSH).await;
            }
            return breaks.then_some((Err(broken), (rest, false, under_way)));
        }
        let next = rest.split_to(piece.min(rest.len()));
        Some((Ok(next), (rest, breaks, under_way)))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    if answer.status != StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}
