//! Names to addresses, without private ones.
//!
//! The check sits where the connection is made, so a name cannot show a public address to a check and
//! a private one to the connection.

use crate::address::is_public_ip;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{collections::BTreeSet, error::Error, net::SocketAddr};

/// All addresses of the name are private.
#[derive(Debug, thiserror::Error)]
#[error("connect to {0}: it leads to a private address")]
pub(super) struct PrivateAddress(pub String);

impl PrivateAddress {
    /// Whether this is what an error was caused by.
    pub fn is_behind(error: &(dyn Error + 'static)) -> bool {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if error.is::<Self>() {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

/// The system's resolver with private addresses left out, but for the names that may have them.
pub(super) struct PublicOnly {
    pub allowed: BTreeSet<String>,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_ascii_lowercase();
        let is_allowed = self.allowed.contains(&host);
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let kept = if is_allowed { found.collect() } else { public(found) };
            if kept.is_empty() {
                return Err(PrivateAddress(host).into());
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

/// Those that packets leave for the public internet to.
pub(super) fn public(found: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    found.filter(|address| is_public_ip(address.ip())).collect()
}
