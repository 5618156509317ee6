//! A mailbox on a server, read by IMAP (RFC 9051, RFC 3501) over TLS.
//!
//! It is read and nothing else: the mailbox is opened with `EXAMINE`, messages are taken with
//! `BODY.PEEK`, so nobody's mail program shows a difference. Only where [`Account::mark_seen`] asks for
//! it are messages marked, after whoever called us has kept them. Nothing is ever deleted.

use async_imap::{Client, Session, error::Error as Imap};
use futures::TryStreamExt;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{collections::BTreeMap, future::Future, path::PathBuf, sync::Arc, time::Duration};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Longest wait for one answer of the server.
const PATIENCE: Duration = Duration::from_secs(60);

/// Which mailbox, and who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The server.
    pub host: String,
    /// Its port, which speaks TLS from the first byte.
    pub port: u16,
    /// Whom it knows us as.
    pub username: String,
    /// The mailbox on it.
    pub folder: String,
    /// Whether messages that were taken are marked as seen.
    pub mark_seen: bool,
    /// A file of certificates (PEM) to trust instead of those of the system.
    pub ca: Option<PathBuf>,
}

/// How far a mailbox was read: up to `uid` of the numbering `validity`. A server that starts its
/// numbers anew says so, and then all is read again; what is known costs little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// `UIDVALIDITY`.
    pub validity: u32,
    /// The last `UID` that was dealt with.
    pub uid: u32,
}

impl Position {
    /// `validity:uid`, as it is kept.
    pub fn parse(text: &str) -> Option<Self> {
        let (validity, uid) = text.split_once(':')?;
        Some(Self { validity: validity.parse().ok()?, uid: uid.parse().ok()? })
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.validity, self.uid)
    }
}

/// Why a mailbox could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The certificates that are to be trusted cannot be read.
    #[error("read the certificates to trust: {0}")]
    Trust(String),
    /// No connection, or one that broke.
    #[error("reach the mail server: {0}")]
    Unreachable(String),
    /// It did not answer in time.
    #[error("hear from the mail server within {} seconds", PATIENCE.as_secs())]
    Silent,
    /// It does not let us in.
    #[error("log in to the mail server: {0}")]
    Refused(String),
    /// It does not do what we ask.
    #[error("{what}: {why}")]
    Answer {
        /// What was asked.
        what: &'static str,
        /// What it said.
        why: String,
    },
}

/// A mailbox, open for reading.
pub struct Mailbox {
    session: Session<TlsStream<TcpStream>>,
    validity: u32,
}

impl Mailbox {
    /// Connects, logs in and opens the mailbox.
    pub async fn open(account: &Account, password: &str) -> Result<Self, Error> {
        let connector = TlsConnector::from(Arc::new(trust(account)?));
        let unreachable = |e: std::io::Error| Error::Unreachable(e.to_string());
        let name = ServerName::try_from(account.host.clone())
            .map_err(|_| Error::Unreachable(format!("'{}' is no name of a server", account.host)))?;
        let stream = patiently(TcpStream::connect((account.host.as_str(), account.port))).await?;
        let stream = patiently(connector.connect(name, stream.map_err(unreachable)?)).await?;
        let mut client = Client::new(stream.map_err(unreachable)?);
        let greeting = patiently(client.read_response()).await?.map_err(unreachable)?;
        if greeting.is_none() {
            return Err(Error::Unreachable("it hung up at once".into()));
        }
        let session = patiently(client.login(&account.username, password)).await?;
        let mut session = session.map_err(|(error, _)| match error {
            Imap::Io(error) => Error::Unreachable(error.to_string()),
            other => Error::Refused(other.to_string()),
        })?;
        let opened = if account.mark_seen {
            patiently(session.select(&account.folder)).await?
        } else {
            patiently(session.examine(&account.folder)).await?
        };
        let opened = opened.map_err(answer("open the mailbox"))?;
        Ok(Self { session, validity: opened.uid_validity.unwrap_or_default() })
    }

    /// The messages that came after `position`, in order: their `UID`s and sizes in bytes, and the
    /// numbering they belong to.
    pub async fn since(&mut self, position: Option<Position>) -> Result<(u32, Vec<(u32, u64)>), Error> {
        let last = position.filter(|p| p.validity == self.validity).map_or(0, |p| p.uid);
        let first = last.saturating_add(1);
        let sizes = async {
            let answers = self.session.uid_fetch(format!("{first}:*"), "(UID RFC822.SIZE)").await?;
            let all: Vec<_> = answers.try_collect().await?;
            Ok(all)
        };
        let sizes = patiently(sizes).await?.map_err(answer("list the messages"))?;
        let sizes: BTreeMap<u32, u64> = sizes
            .iter()
            .filter_map(|f| Some((f.uid?, f.size.map_or(u64::MAX, u64::from))))
            // `n:*` names the last message even where there is none after n (RFC 9051, section 6.4.9).
            .filter(|(uid, _)| *uid > last)
            .collect();
        Ok((self.validity, sizes.into_iter().collect()))
    }

    /// One message as it came; none if it has gone meanwhile.
    pub async fn message(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Error> {
        let fetched = async {
            let answers = self.session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await?;
            let all: Vec<_> = answers.try_collect().await?;
            Ok(all)
        };
        let fetched = patiently(fetched).await?.map_err(answer("fetch a message"))?;
        Ok(fetched.iter().find(|f| f.uid == Some(uid)).and_then(|f| f.body()).map(<[u8]>::to_vec))
    }

    /// Marks messages as seen. The mailbox must have been opened with [`Account::mark_seen`].
    pub async fn mark_seen(&mut self, uids: &[u32]) -> Result<(), Error> {
        for part in uids.chunks(200) {
            let set = part.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            let marked = async {
                let answers = self.session.uid_store(set, "+FLAGS.SILENT (\\Seen)").await?;
                answers.try_collect::<Vec<_>>().await?;
                Ok(())
            };
            patiently(marked).await?.map_err(answer("mark messages as seen"))?;
        }
        Ok(())
    }

    /// Takes leave. A server that does not answer any more is left without.
    pub async fn close(mut self) {
        _ = patiently(self.session.logout()).await;
    }
}

fn answer(what: &'static str) -> impl Fn(Imap) -> Error {
    move |error| match error {
        Imap::Io(error) => Error::Unreachable(error.to_string()),
        Imap::ConnectionLost => Error::Unreachable("the connection was lost".into()),
        other => Error::Answer { what, why: other.to_string() },
    }
}

async fn patiently<T>(asked: impl Future<Output = T>) -> Result<T, Error> {
    tokio::time::timeout(PATIENCE, asked).await.map_err(|_| Error::Silent)
}

fn trust(account: &Account) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    match &account.ca {
        Some(path) => {
            let certificates =
                CertificateDer::pem_file_iter(path).map_err(|e| Error::Trust(e.to_string()))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|e| Error::Trust(e.to_string()))?;
                roots.add(certificate).map_err(|e| Error::Trust(e.to_string()))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(Error::Trust("there are none".into()));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::Trust(e.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back() {
        let position = Position { validity: 7, uid: 42 };
        assert_eq!(Position::parse(&position.to_string()), Some(position));
        assert_eq!(Position::parse("42"), None);
    }
}
