//! What did not become a document, and why. Failures of the world are data.

use crate::{SourceId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// robots.txt asks us not to (RFC 9309).
    Robots,
    /// The address is private, local or no web address.
    ForbiddenAddress,
    /// 404 or 410.
    NotFound,
    /// 401, 403, 407, 451, or a firewall's or login page.
    Blocked,
    /// 429.
    TooManyRequests,
    /// Any other 4xx.
    ClientError,
    /// 5xx.
    ServerError,
    /// No connection, or it broke.
    Unreachable,
    /// Took longer than allowed.
    Timeout,
    /// Larger than allowed, compressed or not.
    TooLarge,
    /// Too many redirects or a circle of them.
    RedirectLoop,
    /// The body is not what the source is said to be.
    Malformed,
    /// An error page that says 200.
    SoftNotFound,
    /// A page without text worth keeping.
    NoText,
    /// A page without a title.
    NoTitle,
    /// A media type that is not read.
    UnsupportedMedia,
}

/// What sort of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The publisher does not want us: ask them.
    Refused,
    /// The address leads nowhere: find the new one.
    Gone,
    /// Their server fails: wait.
    Server,
    /// No way there, or none from here: wait, and look at our own network.
    Network,
    /// Our own limits forbid it.
    Policy,
    /// An answer that cannot be read: look at the settings.
    Content,
}

impl ErrorClass {
    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Gone => "gone",
            Self::Server => "server",
            Self::Network => "network",
            Self::Policy => "policy",
            Self::Content => "content",
        }
    }
}

impl Reason {
    /// The name used in files, facets and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Robots => "robots",
            Self::ForbiddenAddress => "forbidden_address",
            Self::NotFound => "not_found",
            Self::Blocked => "blocked",
            Self::TooManyRequests => "too_many_requests",
            Self::ClientError => "client_error",
            Self::ServerError => "server_error",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::RedirectLoop => "redirect_loop",
            Self::Malformed => "malformed",
            Self::SoftNotFound => "soft_not_found",
            Self::NoText => "no_text",
            Self::NoTitle => "no_title",
            Self::UnsupportedMedia => "unsupported_media",
        }
    }
    /// What sort of trouble it is: it decides who can do something about it.
    pub fn class(self) -> ErrorClass {
        match self {
            Self::Robots | Self::Blocked | Self::TooManyRequests => ErrorClass::Refused,
            Self::NotFound | Self::SoftNotFound | Self::RedirectLoop | Self::ClientError => ErrorClass::Gone,
            Self::ServerError => ErrorClass::Server,
            Self::Unreachable | Self::Timeout => ErrorClass::Network,
            Self::ForbiddenAddress | Self::TooLarge => ErrorClass::Policy,
            Self::Malformed | Self::NoText | Self::NoTitle | Self::UnsupportedMedia => ErrorClass::Content,
        }
    }
    /// Whether asking again later may help.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::TooManyRequests | Self::ServerError | Self::Unreachable | Self::Timeout)
    }
}

/// One address that did not become a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// For whose sake it was asked.
    pub source: SourceId,
    /// The address.
    pub url: String,
    /// Why.
    pub reason: Reason,
    /// What exactly: a status, a rule, a message.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}
