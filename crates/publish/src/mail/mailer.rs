//! The two ways a message leaves: a mail server, or a folder of `.eml` files.

use crate::Error;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{authentication::Credentials, client::Tls, client::TlsParameters},
};
use shiome_model::Hash;
use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

/// Who sends and who receives, as the mail server is told: bare addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where bounces go.
    pub from: String,
    /// Recipients.
    pub to: Vec<String>,
}

/// How the way to the mail server is guarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465).
    #[default]
    Tls,
    /// TLS after `STARTTLS`, or no delivery (port 587).
    StartTls,
    /// None: only to a server on this machine.
    Plain,
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is guarded.
    pub security: Security,
    /// User and password, where it wants them.
    pub login: Option<(String, String)>,
    /// How long one step may take.
    pub timeout: Duration,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, security, login, timeout } = self;
        let user = login.as_ref().map(|(user, _)| user); // the password stays out of logs
        write!(f, "Smtp {{ {host}:{port}, {security:?}, user: {user:?}, timeout: {timeout:?} }}")
    }
}

/// What delivers messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mailer {
    /// Writes each message into a folder. The same message is the same file.
    Folder(PathBuf),
    /// Hands each message to a mail server.
    Smtp(Smtp),
}

impl Mailer {
    /// Delivers one message. [`Error::Later`] may go well another time, [`Error::Refused`] will not.
    pub async fn send(&self, eml: &[u8], envelope: &Envelope) -> Result<(), Error> {
        let addresses = addresses(envelope)?;
        match self {
            Self::Folder(folder) => drop_into(folder, eml, envelope).await,
            Self::Smtp(server) => {
                let transport = transport(server)?;
                let sent = transport.send_raw(&addresses, eml).await;
                transport.shutdown().await;
                match sent {
                    Ok(_) => Ok(()),
                    Err(e) if e.is_permanent() || e.is_client() => Err(Error::Refused(causes(&e))),
                    Err(e) => Err(Error::Later(causes(&e))),
                }
            }
        }
    }
}

fn addresses(envelope: &Envelope) -> Result<lettre::address::Envelope, Error> {
    let parse = |text: &String| -> Result<Address, Error> {
        text.parse().map_err(|e| Error::Message(format!("'{text}' is no mail address: {e}")))
    };
    let to = envelope.to.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    lettre::address::Envelope::new(Some(parse(&envelope.from)?), to)
        .map_err(|e| Error::Message(e.to_string()))
}

fn transport(server: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let parameters = || TlsParameters::new(server.host.clone()).map_err(|e| Error::Later(causes(&e)));
    let tls = match server.security {
        Security::Tls => Tls::Wrapper(parameters()?),
        Security::StartTls => Tls::Required(parameters()?),
        Security::Plain if is_this_machine(&server.host) => Tls::None,
        Security::Plain => {
            let host = &server.host;
            return Err(Error::Refused(format!("{host} is another machine: set TLS or STARTTLS")));
        }
    };
    let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .timeout(Some(server.timeout))
        .tls(tls);
    Ok(match &server.login {
        Some((user, password)) => builder.credentials(Credentials::new(user.clone(), password.clone())),
        None => builder,
    }
    .build())
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// An error and what caused it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = inner.source();
    }
    text
}

/// Writes beside, then renames: a reader of the folder never sees half a message.
async fn drop_into(folder: &Path, eml: &[u8], envelope: &Envelope) -> Result<(), Error> {
    let recipients = envelope.to.join(",");
    let name = Hash::of_parts(&[eml, recipients.as_bytes()]);
    let failed = |e: std::io::Error| Error::Later(format!("{}: {e}", folder.display()));
    tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    let draft = folder.join(format!(".{}.part", name.short()));
    tokio::fs::write(&draft, eml).await.map_err(failed)?;
    tokio::fs::rename(&draft, folder.join(format!("{}.eml", name.short()))).await.map_err(failed)
}
