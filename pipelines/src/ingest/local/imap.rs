//! A mailbox on a server: new messages since the last one that was dealt with.

use super::maildir::letters_of;
use crate::Error;
use crate::ingest::run::Run;
use shiome_crawl::mailbox::{self, Account, Mailbox, Position};
use shiome_model::{Reason, Sensitivity};
use std::sync::atomic::Ordering;

/// Which mailbox, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imap {
    /// The mailbox.
    pub account: Account,
    /// The name under which the password is asked for.
    pub secret: String,
    /// How widely its messages may be read.
    pub sensitivity: Sensitivity,
    /// Larger messages are not fetched, and counted as too large.
    pub max_bytes: u64,
}

/// Messages committed at a time.
const BATCH: usize = 10;

pub(super) async fn read(run: &mut Run<'_>, imap: &Imap) -> Result<(), Error> {
    let Some(password) = run.secret(&imap.secret) else {
        let detail = format!("its password is missing: the environment variable {} is not set", imap.secret);
        run.fail(Reason::Blocked, detail, None);
        return Ok(());
    };
    let mut mailbox = match Mailbox::open(&imap.account, &password).await {
        Ok(mailbox) => mailbox,
        Err(error) => {
            fail(run, &error);
            return Ok(());
        }
    };
    let read = messages(run, imap, &mut mailbox).await;
    mailbox.close().await;
    match read {
        Ok(()) => Ok(()),
        Err(Broken::Ours(error)) => Err(error),
        // What was read before is committed, and the next run goes on behind it.
        Err(Broken::Theirs(error)) => {
            fail(run, &error);
            Ok(())
        }
    }
}

enum Broken {
    Ours(Error),
    Theirs(mailbox::Error),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<mailbox::Error> for Broken {
    fn from(error: mailbox::Error) -> Self {
        Self::Theirs(error)
    }
}

async fn messages(run: &mut Run<'_>, imap: &Imap, mailbox: &mut Mailbox) -> Result<(), Broken> {
    let last = run.state.cursor.as_deref().and_then(Position::parse);
    let (validity, messages) = mailbox.since(last).await?;
    run.tally.listed += messages.len() as u32;
    for batch in messages.chunks(BATCH) {
        let mut facts = Vec::new();
        let mut taken = Vec::new();
        for (uid, size) in batch {
            if run.stopped().load(Ordering::Relaxed) {
                break;
            }
            let body = if *size > imap.max_bytes { None } else { mailbox.message(*uid).await? };
            run.tally.requests += 1;
            let gone = body.is_none() && *size <= imap.max_bytes;
            let body = body.filter(|b| b.len() as u64 <= imap.max_bytes);
            if !gone {
                let key = format!("{validity}-{uid}");
                facts.extend(letters_of(run, &key, body, imap.sensitivity).await?);
            }
            taken.push(*uid);
        }
        let Some(uid) = taken.last().copied() else { break };
        run.commit(facts).await?;
        run.state.cursor = Some(Position { validity, uid }.to_string());
        if imap.account.mark_seen {
            mailbox.mark_seen(&taken).await?;
        }
    }
    Ok(())
}

fn fail(run: &mut Run<'_>, error: &mailbox::Error) {
    let reason = match error {
        mailbox::Error::Refused(_) => Reason::Blocked,
        mailbox::Error::Silent => Reason::Timeout,
        mailbox::Error::Answer { .. } => Reason::Malformed,
        _ => Reason::Unreachable,
    };
    run.fail(reason, format!("failed to {error}"), None);
}
