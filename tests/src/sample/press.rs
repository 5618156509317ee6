//! Collects what is published: records and their bodies.

use super::cast::House;
use crate::web::{Record, sha256};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use encoding_rs::Encoding;
use std::{collections::HashMap, sync::Arc};

/// Midnight (UTC) at which indexes of that day are captured.
pub(super) fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

/// Noon (UTC) at which a page of that day appears.
pub(super) fn noon(date: NaiveDate) -> DateTime<Utc> {
    midnight(date) + chrono::TimeDelta::hours(12)
}

/// One answer to be published.
pub(super) struct Piece<'a> {
    pub(super) url: &'a str,
    pub(super) at: DateTime<Utc>,
    pub(super) media: &'a str,
    pub(super) kind: &'a str,
    pub(super) body: Vec<u8>,
}

/// The press.
#[derive(Default)]
pub(super) struct Press {
    pub(super) records: Vec<Record>,
    pub(super) bodies: HashMap<String, Arc<[u8]>>,
    latest: HashMap<String, String>,
}

impl Press {
    /// Publishes a body, unless it is the one its address already has.
    pub(super) fn put(&mut self, house: &House, piece: Piece) -> &mut Record {
        let key = piece.url.to_owned();
        self.publish(house, piece, &key)
    }

    /// Publishes the answer to a POST of that JSON.
    pub(super) fn put_post(&mut self, house: &House, piece: Piece, request: String) {
        let key = format!("{} {request}", piece.url);
        self.publish(house, piece, &key).request_sha256 = Some(request);
    }

    fn publish(&mut self, house: &House, piece: Piece, key: &str) -> &mut Record {
        let hash = sha256(&piece.body);
        let again = self.latest.insert(key.to_owned(), hash.clone()).as_ref() == Some(&hash);
        let last = self.records.len();
        if !again || last == 0 {
            let file = format!("sites/{}/{last:05}.{}", house.host, ending(piece.media));
            self.records.push(Record {
                url: piece.url.to_owned(),
                captured_at: piece.at,
                status: 200,
                content_type: piece.media.to_owned(),
                file: file.clone(),
                sha256: hash,
                bytes: piece.body.len() as u64,
                site: house.id.to_owned(),
                kind: piece.kind.to_owned(),
                origin: "generated".into(),
                note: None,
                location: None,
                request_sha256: None,
            });
            self.bodies.insert(file, piece.body.into());
        }
        let at =
            if again { self.records.iter().rposition(|r| r.url == piece.url).unwrap_or(0) } else { last };
        &mut self.records[at]
    }

    /// Publishes a page in its publisher's encoding; what that lacks becomes character references.
    pub(super) fn html(
        &mut self,
        house: &House,
        url: &str,
        at: DateTime<Utc>,
        kind: &str,
        html: &str,
    ) -> &mut Record {
        let encoding = Encoding::for_label(house.charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        let (body, _, _) = encoding.encode(html);
        // Some servers do not say it, and only the page does.
        let silent = matches!(house.charset, "shift_jis" | "euc-jp");
        let media =
            if silent { "text/html".to_owned() } else { format!("text/html; charset={}", house.charset) };
        self.put(house, Piece { url, at, media: &media, kind, body: body.into_owned() })
    }
}

fn ending(media: &str) -> &'static str {
    match media.split(';').next().unwrap_or_default() {
        "text/html" => "html",
        "application/pdf" => "pdf",
        "application/gzip" => "xml.gz",
        "text/plain" => "txt",
        media if media.ends_with("json") => "json",
        _ => "xml",
    }
}
