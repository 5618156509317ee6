//! Messages (RFC 5322, MIME): what they say, who sent them and when, and what is attached.
//!
//! A circular that somebody passed on counts as what it was: if the message plainly states the subject,
//! sender and date of the original, those are the document's. Attachments are documents of their own;
//! [`letter`] hands them out.

mod forwarded;
mod lines;

use crate::{
    clean, dates,
    document::{Parts, build},
    html::html_to_text,
    input::{Input, Rejection, plausible},
};
use chrono::NaiveDate;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use shiome_model::{DateEvidence, Document, Media, Published, Reason};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a message that is read.
const MOST: usize = 60_000_000;
/// Attachments that are handed out.
const MOST_ATTACHMENTS: usize = 30;

/// A message, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its subject, or that of the original it passes on.
    pub subject: String,
    /// Who sent it, or the original: a name, else an address.
    pub sender: Option<String>,
    /// The day it was sent, or the original, in the sender's own zone.
    pub date: Option<NaiveDate>,
    /// The characters that say so.
    pub date_passage: String,
    /// `Message-ID`, without brackets.
    pub message_id: Option<String>,
    /// Whether subject, sender and day are those of an original that it passes on.
    pub forwarded: bool,
    /// What it says: paragraphs separated by one line feed.
    pub text: String,
    /// What is attached and can be read.
    pub attachments: Vec<Attachment>,
}

/// What is attached to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Name of the file, if it has one.
    pub name: String,
    /// Media type as the sender states it.
    pub media_type: String,
    /// The bytes.
    pub body: Vec<u8>,
}

/// Reads a message with its attachments. `country` (ISO 3166) decides what 03/04/2026 means.
pub fn letter(body: &[u8], country: &str) -> Result<Letter, Rejection> {
    if body.len() > MOST {
        return Err(Rejection::new(Reason::TooLarge, format!("{} bytes of mail", body.len())));
    }
    // Its input is a stranger's.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let message = MessageParser::default().parse(body)?;
        let is_mail = message.subject().is_some() || message.from().is_some() || message.date().is_some();
        is_mail.then(|| of_message(&message, country))
    }));
    match read {
        Ok(Some(letter)) => Ok(letter),
        Ok(None) => Err(Rejection::new(Reason::Malformed, "no message: neither subject nor sender nor date")),
        Err(_) => Err(Rejection::new(Reason::Malformed, "the reader of messages broke off")),
    }
}

/// Reads the message itself; what is attached is left to [`letter`].
pub fn read(input: &Input) -> Result<Document, Rejection> {
    let letter = letter(input.body, &input.source.country)?;
    let listed = input.item.and_then(|i| i.title.as_deref()).map(clean::line).filter(|t| !t.is_empty());
    let first = || letter.text.lines().next().map(|l| l.chars().take(200).collect());
    let title = Some(letter.subject.clone()).filter(|s| !s.is_empty()).or(listed).or_else(first);
    let Some(title) = title else {
        return Err(Rejection::new(Reason::NoText, "a message without subject and text"));
    };
    let published = letter.date.filter(|day| plausible(*day, input.today)).map(|date| Published {
        date,
        evidence: if letter.forwarded { DateEvidence::Visible } else { DateEvidence::Metadata },
        passage: letter.date_passage.clone(),
    });
    let parts = Parts {
        address: None,
        title,
        links: crate::text::links(&letter.text),
        text: letter.text,
        pages: Vec::new(),
        published,
        modified: None,
        authors: letter.sender.into_iter().collect(),
        language: None,
        media: Media::Mail,
    };
    Ok(build(input, parts))
}

fn of_message(message: &Message, country: &str) -> Letter {
    let (raw, is_plain) = best_text(message);
    // Markup says itself where its paragraphs end.
    let paragraphs: fn(&str) -> String = if is_plain { lines::paragraphs } else { clean::paragraphs };
    let subject = clean::line(message.subject().unwrap_or_default());
    let sender = message.from().and_then(|from| from.first()).and_then(|addr| {
        let name = addr.name().map(clean::line).filter(|n| !n.is_empty());
        name.or_else(|| addr.address().map(clean::line))
    });
    let date = message
        .date()
        .and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
    let mut letter = Letter {
        date_passage: date
            .map(|_| clean::line(message.header_raw("Date").unwrap_or_default()))
            .unwrap_or_default(),
        message_id: message.message_id().map(str::to_owned),
        text: paragraphs(&raw),
        attachments: attachments(message),
        subject,
        sender,
        date,
        forwarded: false,
    };
    if let Some(original) = forwarded::find(&raw, &letter.subject) {
        let order = dates::order_of(country, None);
        let day = original.date.as_deref().and_then(|d| {
            let mention = dates::mentions(d).into_iter().next()?;
            Some((mention.reading.by(order)?, d.get(mention.start..mention.end)?.to_owned()))
        });
        letter.forwarded = true;
        letter.subject = original.subject;
        letter.sender = original.sender.or(letter.sender);
        if let Some((day, passage)) = day {
            (letter.date, letter.date_passage) = (Some(day), passage);
        }
        letter.text = clean::join([paragraphs(&original.note), paragraphs(&original.text)]);
    } else {
        letter.subject = forwarded::without_prefix(&letter.subject).to_owned();
    }
    letter
}

/// The part that says most: the plain one, unless it is only a stub of the one with markup. And whether
/// it is the plain one.
fn best_text(message: &Message) -> (String, bool) {
    let mut plain = String::new();
    let mut marked = String::new();
    for part in message.text_bodies() {
        if let PartType::Text(text) = &part.body {
            plain.push_str(text);
            plain.push('\n');
        }
    }
    for part in message.html_bodies() {
        if let PartType::Html(html) = &part.body {
            marked.push_str(&html_to_text(html));
            marked.push('\n');
        }
    }
    let said = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    if said(&plain) * 2 < said(&marked) { (marked, false) } else { (plain, true) }
}

fn attachments(message: &Message) -> Vec<Attachment> {
    message.attachments().filter_map(attachment).take(MOST_ATTACHMENTS).collect()
}

/// An attachment that may become a document.
fn attachment(part: &MessagePart) -> Option<Attachment> {
    let stated = part.content_type().map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or_default()));
    let stated = stated.unwrap_or_default().to_ascii_lowercase();
    let name = clean::line(part.attachment_name().unwrap_or_default());
    let lower = name.to_ascii_lowercase();
    let (media_type, body) = match &part.body {
        PartType::Message(inner) => ("message/rfc822", inner.raw_message().to_vec()),
        PartType::Html(html) => ("text/html; charset=utf-8", html.as_bytes().to_vec()),
        PartType::Text(text) if stated.is_empty() || stated == "text/plain" || stated == "text/markdown" => {
            ("text/plain; charset=utf-8", text.as_bytes().to_vec())
        }
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            let media_type = if bytes.starts_with(b"%PDF-") {
                "application/pdf"
            } else if bytes.starts_with(b"PK\x03\x04") && (lower.ends_with(".docx") || stated == DOCX) {
                DOCX
            } else if lower.ends_with(".md") || lower.ends_with(".txt") {
                "text/plain"
            } else {
                return None;
            };
            (media_type, bytes.to_vec())
        }
        PartType::Text(_) | PartType::Multipart(_) => return None,
    };
    (!body.is_empty()).then(|| Attachment { name, media_type: media_type.to_owned(), body })
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
