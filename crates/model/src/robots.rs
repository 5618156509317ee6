//! What was last learned of a site's robots.txt.

use crate::{Reason, Timestamp};
use serde::{Deserialize, Serialize};

/// The robots.txt of one origin: as it was last had, and how the last attempt to have it went. It is
/// kept so that a new process need not ask again, and still knows what a site wants that is down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RobotsFile {
    /// Scheme, host and port.
    pub origin: String,
    /// When it was last asked for.
    pub asked: Timestamp,
    /// When it is to be asked for again.
    pub expires: Timestamp,
    /// When it was last had, or was last known not to exist.
    pub had: Option<Timestamp>,
    /// The file as it was then; none if there was no file.
    pub body: Option<String>,
    /// Since when it cannot be had, if it cannot.
    pub failing_since: Option<Timestamp>,
    /// Why it cannot be had.
    pub reason: Reason,
    /// What exactly.
    pub why: String,
}

impl RobotsFile {
    /// Nothing but that it was asked for.
    pub fn new(origin: String, asked: Timestamp, expires: Timestamp) -> Self {
        Self {
            origin,
            asked,
            expires,
            had: None,
            body: None,
            failing_since: None,
            reason: Reason::Unreachable,
            why: String::new(),
        }
    }
}
