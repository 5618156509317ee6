//! How digests leave: into a folder, or to a mail server.

use super::secret::{Secret, Unset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_pipelines::deliver::Sender;
use shiome_publish::mail::{self, Mailer};
use std::time::Duration;

/// How digests are sent: into a folder, or to a mail server.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Sender: `Name <address>` or an address.
    pub from: String,
    /// Name of the mailing list (RFC 2919), without angle brackets.
    pub list_id: String,
    /// Folder that takes each message as an `.eml` file. Without it and without `smtp`: `outbox`.
    pub folder: Option<String>,
    /// The mail server that takes each message instead.
    pub smtp: Option<Smtp>,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            from: "Shiome <shiome@localhost>".into(),
            list_id: "weekly.shiome.localhost".into(),
            folder: None,
            smtp: None,
        }
    }
}

/// A mail server.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port: usually 465 with `tls`, 587 with `starttls`.
    pub port: u16,
    /// How the way to it is guarded.
    #[serde(default)]
    pub security: Security,
    /// Who we are there, if it asks.
    #[serde(default)]
    pub username: Option<String>,
    /// `env:NAME`, the environment variable that holds the password.
    #[serde(default)]
    pub password: Option<Secret>,
}

/// How the way to a mail server is guarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// TLS after `STARTTLS`, or no delivery.
    Starttls,
    /// None: only to a server on this machine.
    None,
}

/// Longest time for one step of a conversation with a mail server.
const STEP: Duration = Duration::from_secs(30);

impl Mail {
    /// What delivers messages. Reads the password.
    pub fn mailer(&self) -> Result<Mailer, Unset> {
        let Some(smtp) = &self.smtp else {
            return Ok(Mailer::Folder(self.folder.as_deref().unwrap_or("outbox").into()));
        };
        let login = match (&smtp.username, &smtp.password) {
            (Some(user), Some(password)) => Some((user.clone(), password.read()?)),
            _ => None,
        };
        Ok(Mailer::Smtp(mail::Smtp {
            host: smtp.host.clone(),
            port: smtp.port,
            security: match smtp.security {
                Security::Tls => mail::Security::Tls,
                Security::Starttls => mail::Security::StartTls,
                Security::None => mail::Security::Plain,
            },
            login,
            timeout: STEP,
        }))
    }

    /// From whom messages come.
    pub fn sender(&self) -> Sender {
        Sender { from: self.from.clone(), list_id: self.list_id.clone() }
    }
}
