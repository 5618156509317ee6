//! What goes wrong on purpose, where and how often.

use std::{sync::Mutex, time::Duration};

/// One thing that goes wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 429 with `Retry-After` in seconds.
    TooManyRequests {
        /// Seconds to wait; no header if none.
        retry_after: Option<u64>,
    },
    /// Any other status, with a short body.
    Status(u16),
    /// The answer breaks off after that many bytes of its body, although it promised all of them.
    Truncate(usize),
    /// The body comes in pieces with a pause before each.
    Slow {
        /// Pause before each piece.
        pause: Duration,
        /// Bytes in a piece.
        piece: usize,
    },
    /// 302 to that address, as it is.
    Redirect(String),
    /// The connection closes without an answer.
    Drop,
    /// No answer comes.
    Silence,
    /// A body that never ends, as fast as it is read.
    Endless,
    /// A small body that unpacks to so many bytes.
    Bomb(usize),
}

/// Which requests a fault befalls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those for this logical address.
    Url(String),
    /// Those for this host.
    Host(String),
    /// All.
    Everything,
}

#[derive(Debug)]
struct Rule {
    scope: Scope,
    fault: Fault,
    skip: usize,
    times: Option<usize>,
}

/// A plan of faults; empty by default. The first rule that applies wins.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Mutex<Vec<Rule>>,
    logical_redirects: bool,
}

impl Faults {
    /// None at all.
    pub fn none() -> Self {
        Self::default()
    }
    /// This fault on every request in scope.
    #[must_use]
    pub fn always(self, scope: Scope, fault: Fault) -> Self {
        self.rule(scope, fault, 0, None)
    }
    /// This fault on the first `times` requests in scope; then all is well.
    #[must_use]
    pub fn first(self, times: usize, scope: Scope, fault: Fault) -> Self {
        self.rule(scope, fault, 0, Some(times))
    }
    /// `skip` requests in scope go well, the next `times` do not, the rest do.
    #[must_use]
    pub fn later(self, skip: usize, times: usize, scope: Scope, fault: Fault) -> Self {
        self.rule(scope, fault, skip, Some(times))
    }
    /// Redirects of the web itself name the logical address, not the gateway's.
    #[must_use]
    pub fn with_logical_redirects(mut self) -> Self {
        self.logical_redirects = true;
        self
    }

    fn rule(self, scope: Scope, fault: Fault, skip: usize, times: Option<usize>) -> Self {
        self.lock().push(Rule { scope, fault, skip, times });
        self
    }

    pub(super) fn redirects_are_logical(&self) -> bool {
        self.logical_redirects
    }

    /// What befalls this request; counts it.
    pub(super) fn next(&self, url: &str, host: &str) -> Option<Fault> {
        for rule in self.lock().iter_mut().filter(|rule| rule.scope.covers(url, host)) {
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            match &mut rule.times {
                Some(0) => continue,
                Some(left) => *left -= 1,
                None => {}
            }
            return Some(rule.fault.clone());
        }
        None
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

impl Scope {
    fn covers(&self, url: &str, host: &str) -> bool {
        match self {
            Self::Url(wanted) => wanted == url,
            Self::Host(wanted) => wanted == host,
            Self::Everything => true,
        }
    }
}
