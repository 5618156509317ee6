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
    /// 401, 403, 407 or 451.
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
    /// An error page that says 200, or the front page in place of the one asked for.
    SoftNotFound,
    /// A firewall's refusal or challenge in place of the page.
    Firewall,
    /// A question for consent to cookies in place of the page.
    Consent,
    /// A form to log in, or the way to a single sign-on, in place of the page.
    Login,
    /// A shell that only a browser's scripts would fill.
    NeedsScript,
    /// The page says that the site is being worked on.
    Maintenance,
    /// An address that nobody publishes at: for sale, suspended, or as the server came.
    Parked,
    /// The same text at many addresses of one source: whatever it is, it is no article.
    Repeated,
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
            Self::Firewall => "firewall",
            Self::Consent => "consent",
            Self::Login => "login",
            Self::NeedsScript => "needs_script",
            Self::Maintenance => "maintenance",
            Self::Parked => "parked",
            Self::Repeated => "repeated",
            Self::NoText => "no_text",
            Self::NoTitle => "no_title",
            Self::UnsupportedMedia => "unsupported_media",
        }
    }
    /// What sort of trouble it is: it decides who can do something about it.
    pub fn class(self) -> ErrorClass {
        match self {
            Self::Robots
            | Self::Blocked
            | Self::TooManyRequests
            | Self::Firewall
            | Self::Consent
            | Self::Login => ErrorClass::Refused,
            Self::NotFound | Self::SoftNotFound | Self::Parked | Self::RedirectLoop | Self::ClientError => {
                ErrorClass::Gone
            }
            Self::ServerError | Self::Maintenance => ErrorClass::Server,
            Self::Unreachable | Self::Timeout => ErrorClass::Network,
            Self::ForbiddenAddress | Self::TooLarge => ErrorClass::Policy,
            Self::Malformed
            | Self::NeedsScript
            | Self::Repeated
            | Self::NoText
            | Self::NoTitle
            | Self::UnsupportedMedia => ErrorClass::Content,
        }
    }
    /// Whether asking again later may help.
    pub fn is_passing(self) -> bool {
        matches!(
            self,
            Self::TooManyRequests
                | Self::ServerError
                | Self::Unreachable
                | Self::Timeout
                | Self::Firewall
                | Self::Maintenance
        )
    }
    /// Whether something answered in place of the page, although all seemed well.
    pub fn stands_in(self) -> bool {
        matches!(
            self,
            Self::Firewall
                | Self::Consent
                | Self::Login
                | Self::NeedsScript
                | Self::Maintenance
                | Self::Parked
                | Self::Repeated
        )
    }
    /// Whether something stands in front of the page: it may well be there, but it is not for us.
    pub fn is_wall(self) -> bool {
        matches!(self, Self::Blocked | Self::Firewall | Self::Consent | Self::Login)
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
