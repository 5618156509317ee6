//! From a rendered digest to a message, and from a message to a mail server or a folder.
//!
//! A message is a pure function of the issue and its [`Letter`]: sending it again sends the same
//! bytes with the same `Message-ID`, so a receiver can tell a repetition.

mod mailer;

pub use mailer::{Envelope, Mailer, Security, Smtp};

use crate::{Error, RenderedDigest};
use lettre::message::{
    Mailbox, Message, MultiPart, SinglePart,
    header::{HeaderName, HeaderValue},
};
use shiome_model::{Hash, IssueId, Timestamp};
use std::time::SystemTime;

/// What stands on the envelope and in the head of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Sender: `Name <address>` or an address.
    pub from: String,
    /// One recipient.
    pub to: String,
    /// The list, as RFC 2919 wants it, without angle brackets: `weekly.shiome.example.org`.
    pub list_id: String,
    /// The moment in the `Date` header: when the issue was sealed, not when it is sent.
    pub date: Timestamp,
    /// See [`message_id`].
    pub message_id: String,
    /// Address for one-click unsubscription (RFC 8058), if there is one.
    pub unsubscribe: Option<String>,
}

/// The `Message-ID` of an issue for a recipient: the same at every attempt.
pub fn message_id(issue: &IssueId, recipient: &str, domain: &str) -> String {
    let recipient = recipient.trim().to_ascii_lowercase();
    let hash = Hash::of_parts(&[issue.as_str().as_bytes(), recipient.as_bytes()]);
    format!("<{}@{domain}>", hash.short())
}

/// The message, in bytes as they go over the wire.
pub fn eml(issue: &RenderedDigest, letter: &Letter) -> Result<Vec<u8>, Error> {
    let boundary = Hash::of_parts(&[b"boundary", letter.message_id.as_bytes(), issue.html.as_bytes()]);
    let body = MultiPart::alternative()
        .boundary(format!("=_{}", boundary.short()))
        .singlepart(SinglePart::plain(issue.text.clone()))
        .singlepart(SinglePart::html(issue.html.clone()));
    let mut message = Message::builder()
        .from(mailbox(&letter.from)?)
        .to(mailbox(&letter.to)?)
        .subject(&issue.subject)
        .date(SystemTime::from(letter.date))
        .message_id(Some(header_safe(&letter.message_id)?.to_owned()))
        .multipart(body)
        .map_err(|e| Error::Message(e.to_string()))?;
    let mut add = |name: &'static str, value: String| -> Result<(), Error> {
        let name = HeaderName::new_from_ascii_str(name);
        message.headers_mut().insert_raw(HeaderValue::new(name, header_safe(&value)?.to_owned()));
        Ok(())
    };
    add("List-Id", format!("<{}>", letter.list_id))?;
    add("Auto-Submitted", "auto-generated".to_owned())?;
    if let Some(address) = &letter.unsubscribe {
        let address = crate::view::web_address(address)
            .ok_or_else(|| Error::Message(format!("'{address}' is no web address to unsubscribe at")))?;
        add("List-Unsubscribe", format!("<{address}>"))?;
        add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())?;
    }
    Ok(message.formatted())
}

fn mailbox(text: &str) -> Result<Mailbox, Error> {
    text.parse().map_err(|e| Error::Message(format!("'{text}' is no mail address: {e}")))
}

/// Text that cannot smuggle in a header of its own.
fn header_safe(text: &str) -> Result<&str, Error> {
    match text.bytes().all(|b| (0x20..0x7F).contains(&b)) {
        true => Ok(text),
        false => Err(Error::Message(format!("{text:?} does not fit into a header"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            from: "潮目 <shiome@centre.example>".into(),
            to: "reader@centre.example".into(),
            list_id: "weekly.shiome.centre.example".into(),
            date: "2026-02-16T00:00:00Z".parse().unwrap(),
            message_id: message_id(&"issue".into(), "Reader@centre.example", "centre.example"),
            unsubscribe: Some("https://shiome.centre.example/stop/abc".into()),
        }
    }

    fn issue() -> RenderedDigest {
        RenderedDigest {
            id: "issue".into(),
            subject: "【週報】2026年第8週：「研究評価」上昇".into(),
            html: "<p>研究評価</p>".into(),
            text: "研究評価".into(),
            manifest: serde_json::Value::Null,
        }
    }

    #[test]
    fn the_same_letter_has_the_same_bytes() {
        let bytes = eml(&issue(), &letter()).unwrap();
        assert_eq!(bytes, eml(&issue(), &letter()).unwrap());
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap().replace("\r\n", "\n"));
    }

    #[test]
    fn a_recipient_is_one_message_however_written() {
        let id = |to| message_id(&"issue".into(), to, "centre.example");
        assert_eq!(id("a@b.example"), id(" A@b.example"));
        assert_ne!(id("a@b.example"), id("c@b.example"));
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let smuggled = "x>\r\nBcc: all@centre.example\r\nX: <";
        assert!(eml(&issue(), &Letter { list_id: smuggled.into(), ..letter() }).is_err());
        assert!(eml(&issue(), &Letter { message_id: smuggled.into(), ..letter() }).is_err());
        assert!(eml(&issue(), &Letter { to: "a@b.example\r\nBcc: c@d.example".into(), ..letter() }).is_err());
        let subject = RenderedDigest { subject: "a\r\nBcc: all@centre.example".into(), ..issue() };
        let message = String::from_utf8(eml(&subject, &letter()).unwrap()).unwrap();
        assert!(!message.lines().any(|l| l.starts_with("Bcc")), "{message}");
    }
}
