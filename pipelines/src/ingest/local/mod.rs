//! What does not come from the web: memos, files that people put into a folder, mail.
//!
//! No connector and no client has a part in it, but all else is the same: bytes go into the archive
//! first, then one commit under a lease tells of them. A paper has an address of its own, made from what
//! it is (`memo:jsps_bonn/2026-03-02-…`, `mail:…`, `paper:…`) and never from where it lay, so the same
//! paper is the same document however often it comes, and a memo by whatever way.

mod about;
mod folder;
mod imap;
mod keep;
mod letters;
mod maildir;
pub mod memo;

pub use about::About;
pub use folder::Folder;
pub use imap::Imap;
pub use maildir::Maildir;

use super::run::Run;
use crate::Error;
use keep::Paper;
use shiome_model::Source;
use shiome_store::Fact;

/// How a channel is read that is not the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Local {
    /// Files that people put into a folder.
    Folder(Folder),
    /// A mailbox in a folder.
    Maildir(Maildir),
    /// A mailbox on a server.
    Imap(Imap),
}

/// Reads what came by a channel since the last time.
pub(super) async fn read(run: &mut Run<'_>, local: &Local) -> Result<(), Error> {
    match local {
        Local::Folder(settings) => folder::read(run, settings).await,
        Local::Maildir(settings) => maildir::read(run, settings).await,
        Local::Imap(settings) => imap::read(run, settings).await,
    }
}

impl Run<'_> {
    /// Archives and reads papers, and counts what came of them. Each with the source that it is a
    /// document of; that this one brought it is noted, too.
    async fn keep(&mut self, papers: Vec<(Source, Paper)>) -> Result<Vec<Fact>, Error> {
        let mut facts = Vec::new();
        for (source, paper) in papers {
            let kept = keep::keep(self.house, &source, paper).await?;
            facts.extend(kept.facts);
            if let Some(document) = kept.document.filter(|_| source.id != self.state.source) {
                let at = self.house.now();
                facts.push(Fact::Found { source: self.state.source.clone(), document: document.id, at });
            }
            self.tally.new += u32::from(kept.is_new);
            self.tally.updated += u32::from(kept.is_update);
            if let Some(refused) = kept.refused {
                self.tally.reject(refused.reason);
            }
        }
        Ok(facts)
    }
}
