//! A mailbox that lies in a folder in the manner of Maildir: `new` and `cur`, a file for each message.
//! It is only read: whether a message counts as seen is its owner's business.

use super::letters;
use crate::Error;
use crate::ingest::run::Run;
use shiome_model::{Hash, Reason, Sensitivity};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Which folder, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maildir {
    /// The folder that holds `new` and `cur`.
    pub path: PathBuf,
    /// How widely its messages may be read.
    pub sensitivity: Sensitivity,
    /// Larger messages are counted as too large.
    pub max_bytes: u64,
}

/// Messages committed at a time.
const BATCH: usize = 10;

/// The part of a message's name that stays when it is moved from `new` to `cur` or marked, as a hash.
fn key(name: &str) -> String {
    Hash::of(name.split(':').next().unwrap_or(name).as_bytes()).as_str()[..16].to_owned()
}

pub(super) async fn read(run: &mut Run<'_>, maildir: &Maildir) -> Result<(), Error> {
    let path = maildir.path.clone();
    let listed = tokio::task::spawn_blocking(move || messages(&path));
    let messages = match listed.await.map_err(|_| Error::Worker("looking into a mailbox"))? {
        Ok(messages) => messages,
        Err(error) => {
            run.fail(Reason::Unreachable, format!("its folder cannot be read: {}", error.kind()), None);
            return Ok(());
        }
    };
    let known: BTreeSet<String> =
        run.state.cursor.as_deref().and_then(|c| serde_json::from_str(c).ok()).unwrap_or_default();
    run.tally.listed += messages.len() as u32;
    let mut done = BTreeSet::new();
    let mut facts = Vec::new();
    let mut in_batch = 0;
    for (name, path) in messages {
        let key = key(&name);
        if !known.contains(&key) {
            if run.stopped().load(Ordering::Relaxed) {
                break;
            }
            let most = maildir.max_bytes;
            let body = tokio::task::spawn_blocking(move || bytes(&path, most + 1));
            match body.await.map_err(|_| Error::Worker("reading a message"))? {
                // Its owner has moved or removed it meanwhile.
                Err(_) => continue,
                Ok(body) => facts.extend(take(run, maildir, &key, body).await?),
            }
            in_batch += 1;
        }
        done.insert(key);
        if in_batch == BATCH {
            in_batch = 0;
            run.commit(std::mem::take(&mut facts)).await?;
        }
    }
    run.commit(facts).await?;
    run.state.cursor = serde_json::to_string(&done).ok();
    Ok(())
}

async fn take(
    run: &mut Run<'_>,
    maildir: &Maildir,
    key: &str,
    body: Vec<u8>,
) -> Result<Vec<shiome_store::Fact>, Error> {
    let too_large = body.len() as u64 > maildir.max_bytes;
    letters_of(run, key, (!too_large).then_some(body), maildir.sensitivity).await
}

/// The facts of a message; `None` for one that is too large to be had.
pub(super) async fn letters_of(
    run: &mut Run<'_>,
    key: &str,
    body: Option<Vec<u8>>,
    sensitivity: Sensitivity,
) -> Result<Vec<shiome_store::Fact>, Error> {
    let source = run.plan.source.clone();
    let papers = match body {
        None => Err(shiome_extract::Rejection { reason: Reason::TooLarge, detail: "a message".into() }),
        Some(body) => letters::papers(&source, body, sensitivity, None, false)?,
    };
    match papers {
        Ok(papers) => run.keep(papers.into_iter().map(|paper| (source.clone(), paper)).collect()).await,
        Err(refused) => {
            run.tally.reject(refused.reason);
            let address = format!("mail:{}/{key}", source.id);
            Ok(vec![super::keep::rejected(&source, &address, &refused, run.house.now())])
        }
    }
}

/// Names and places of the messages, in order of name, which begins with the moment of delivery.
fn messages(root: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut all = Vec::new();
    for folder in ["cur", "new"] {
        for entry in fs::read_dir(root.join(folder))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_file = entry.metadata().is_ok_and(|m| m.is_file());
            if is_file && !name.starts_with('.') {
                all.push((name, entry.path()));
            }
        }
    }
    all.sort();
    all.dedup_by(|b, a| key(&a.0) == key(&b.0));
    Ok(all)
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_is_marked_stays_the_same() {
        assert_eq!(key("1772445600.M1P2.host,S=10:2,S"), key("1772445600.M1P2.host,S=10"));
        assert_ne!(key("1772445600.M1P2.host"), key("1772445600.M1P3.host"));
    }
}
