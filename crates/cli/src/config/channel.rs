//! `[source.folder]` and `[source.mailbox]`: what does not come from the web.

use super::document::Document;
use super::secret::Secret;
use schemars::JsonSchema;
use serde::Deserialize;
use shiome_crawl::mailbox::Account;
use shiome_model::{Channel, Sensitivity};
use shiome_pipelines::ingest::local::{Folder, Imap, Local, Maildir};
use std::path::PathBuf;
use std::time::Duration;

/// A folder into which people put files: .md, .txt, .docx, .pdf, .eml.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderEntry {
    /// Where it lies, from where shiome is started. Nothing in it is changed.
    path: String,
    /// How widely a file may be read that says nothing of it.
    #[serde(default = "internal")]
    sensitivity: Sensitivity,
    /// Seconds for which a new file must not have moved before it is read.
    #[serde(default = "two_seconds")]
    settle_seconds: u64,
    /// Largest file in bytes.
    #[serde(default = "sixty_four_mebibytes")]
    max_bytes: u64,
}

/// A mailbox: newsletters, and circulars that people pass on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxEntry {
    /// A folder in the manner of Maildir. Nothing in it is changed.
    maildir: Option<String>,
    /// A server that is asked by IMAP over TLS.
    imap: Option<ImapEntry>,
    /// How widely its messages may be read.
    #[serde(default = "internal")]
    sensitivity: Sensitivity,
    /// Largest message in bytes.
    #[serde(default = "sixty_four_mebibytes")]
    max_bytes: u64,
}

/// A mailbox on a server.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImapEntry {
    /// Its name.
    host: String,
    /// Its port, which speaks TLS from the first byte.
    #[serde(default = "imaps")]
    port: u16,
    /// Whom it knows us as.
    username: String,
    /// `env:NAME`: the environment variable that holds the password.
    password: Secret,
    /// The mailbox on it.
    #[serde(default = "inbox")]
    folder: String,
    /// Whether messages that were read are marked as seen. Nothing else is ever changed.
    #[serde(default)]
    mark_seen: bool,
    /// A file of certificates (PEM) to trust instead of those of the system.
    ca: Option<String>,
}

fn internal() -> Sensitivity {
    Sensitivity::Internal
}
fn two_seconds() -> u64 {
    2
}
fn sixty_four_mebibytes() -> u64 {
    64 << 20
}
fn imaps() -> u16 {
    993
}
fn inbox() -> String {
    "INBOX".into()
}

/// How a channel is read, checked: each needs its own section and no other.
pub fn read(
    d: &mut Document,
    at: &str,
    channel: Channel,
    folder: Option<FolderEntry>,
    mailbox: Option<MailboxEntry>,
) -> Option<Local> {
    let (folder_at, mailbox_at) = (format!("{at}/folder"), format!("{at}/mailbox"));
    for (place, given, own) in [
        (&folder_at, folder.is_some(), Channel::DropFolder),
        (&mailbox_at, mailbox.is_some(), Channel::Mailbox),
    ] {
        if given && channel != own {
            let name = if own == Channel::Mailbox { "mailbox" } else { "drop_folder" };
            d.problem(place, "stands in another channel", format!("set channel = \"{name}\", or remove it"));
        } else if !given && channel == own && !d.is_troubled(place) {
            d.problem(place, "is missing", "say where it is");
        }
    }
    match channel {
        Channel::DropFolder => folder.map(|entry| of_folder(d, &folder_at, entry)),
        Channel::Mailbox => mailbox.and_then(|entry| of_mailbox(d, &mailbox_at, entry)),
        Channel::Web | Channel::Memo => None,
    }
}

fn of_folder(d: &mut Document, at: &str, entry: FolderEntry) -> Local {
    if entry.path.trim().is_empty() {
        d.problem(&format!("{at}/path"), "is empty", "name a folder");
    }
    if entry.settle_seconds > 600 {
        d.problem(&format!("{at}/settle_seconds"), "is more than ten minutes", "");
    }
    Local::Folder(Folder {
        path: PathBuf::from(entry.path),
        sensitivity: entry.sensitivity,
        settle: Duration::from_secs(entry.settle_seconds),
        max_bytes: entry.max_bytes,
    })
}

fn of_mailbox(d: &mut Document, at: &str, entry: MailboxEntry) -> Option<Local> {
    let MailboxEntry { maildir, imap, sensitivity, max_bytes } = entry;
    match (maildir, imap) {
        (Some(path), None) => {
            if path.trim().is_empty() {
                d.problem(&format!("{at}/maildir"), "is empty", "name a folder");
            }
            Some(Local::Maildir(Maildir { path: PathBuf::from(path), sensitivity, max_bytes }))
        }
        (None, Some(imap)) => Some(of_imap(d, &format!("{at}/imap"), imap, sensitivity, max_bytes)),
        (Some(_), Some(_)) => {
            d.problem(&format!("{at}/maildir"), "stands beside imap", "keep the one that holds the messages");
            None
        }
        (None, None) => {
            d.problem(at, "says neither maildir nor imap", "add one of them");
            None
        }
    }
}

fn of_imap(d: &mut Document, at: &str, entry: ImapEntry, sensitivity: Sensitivity, max_bytes: u64) -> Local {
    if entry.host.is_empty() || entry.host.contains(|c: char| c.is_whitespace() || c == '/' || c == ':') {
        d.problem(&format!("{at}/host"), format!("'{}' is no host", entry.host), "write its bare name");
    }
    if entry.password.variable().is_none() {
        let hint = "write env:NAME and put it into the environment variable NAME";
        d.problem(&format!("{at}/password"), "is given in clear", hint);
    }
    for (key, value) in [("username", &entry.username), ("folder", &entry.folder)] {
        if value.trim().is_empty() {
            d.problem(&format!("{at}/{key}"), "is empty", "");
        }
    }
    Local::Imap(Imap {
        secret: entry.password.variable().unwrap_or_default().to_owned(),
        account: Account {
            host: entry.host,
            port: entry.port,
            username: entry.username,
            folder: entry.folder,
            mark_seen: entry.mark_seen,
            ca: entry.ca.map(PathBuf::from),
        },
        sensitivity,
        max_bytes,
    })
}
