//! Logical addresses to the gateway's and back.

use super::settings::{Gateway, GatewayKind};
use crate::Past;
use shiome_model::Timestamp;
use url::Url;

/// A version in an archive is reached like any page of the archive's host: as politely, and through the
/// gateway, if there is one.
impl Past {
    /// Where the version of `logical` is asked for. The letters ask for the body as it was kept.
    pub(super) fn address(&self, logical: &Url) -> Option<Url> {
        let moment = self.at.format("%Y%m%d%H%M%S");
        let mut plain = logical.clone();
        plain.set_fragment(None);
        Url::parse(&format!("{}/{moment}id_/{plain}", self.archive.as_str().trim_end_matches('/'))).ok()
    }
    /// The address that a place in the archive is a version of.
    pub(super) fn logical(&self, place: &Url) -> Option<Url> {
        let gateway = Gateway { prefix: self.archive.clone(), at: None, kind: GatewayKind::Archive };
        gateway.unwrap(place)
    }
    /// Where a redirect leads: to another place in the archive, or to an address of that time.
    pub(super) fn hop(&self, place: &Url, location: &str) -> Option<Url> {
        let target = place.join(location).ok()?;
        if self.logical(&target).is_some() {
            return Some(target);
        }
        self.address(&self.logical(place)?.join(location).ok()?)
    }
}

impl Gateway {
    /// Whether the real host is not touched.
    pub(super) fn is_archive(&self) -> bool {
        self.kind == GatewayKind::Archive
    }
    /// Where `logical` is asked for; none if the two do not make an address.
    pub(super) fn address(&self, logical: &Url, now: Timestamp) -> Option<Url> {
        let moment = self.at.unwrap_or(now).format("%Y%m%d%H%M%S");
        let mut plain = logical.clone();
        plain.set_fragment(None);
        Url::parse(&format!("{}/{moment}/{plain}", self.prefix.as_str().trim_end_matches('/'))).ok()
    }
    /// The logical address that a `Location` means: it may be the gateway's own form, absolute or from
    /// its root, or what the original server wrote.
    pub(super) fn logical(&self, asked: &Url, location: &str) -> Option<Url> {
        let absolute = match Url::parse(location) {
            Ok(url) => url,
            Err(_) => self.prefix.join(location).ok()?,
        };
        self.unwrap(&absolute).or_else(|| asked.join(location).ok())
    }
    /// `prefix/20240301…/https://example.org/` is `https://example.org/`; archives add letters to the
    /// time to say which form of the body they mean.
    fn unwrap(&self, url: &Url) -> Option<Url> {
        let prefix = format!("{}/", self.prefix.as_str().trim_end_matches('/'));
        let (moment, logical) = url.as_str().strip_prefix(&prefix)?.split_once('/')?;
        let is_moment = moment.starts_with(|c: char| c.is_ascii_digit());
        is_moment.then(|| Url::parse(logical).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gateway() -> Gateway {
        Gateway { prefix: "http://127.0.0.1:9/web/".parse().unwrap(), at: None, kind: GatewayKind::Archive }
    }

    #[test]
    fn the_address_is_kept_to_the_letter() {
        let now = "2024-03-01T12:34:56Z".parse().unwrap();
        let logical = Url::parse("https://e.org//a/?q=x%5By%5D&z=/#top").unwrap();
        let address = gateway().address(&logical, now).unwrap();
        assert_eq!(
            address.as_str(),
            "http://127.0.0.1:9/web/20240301123456/https://e.org//a/?q=x%5By%5D&z=/"
        );
    }

    #[test]
    fn every_form_of_a_redirect_leads_to_the_logical_address() {
        let asked = Url::parse("https://e.org/a/b").unwrap();
        for location in [
            "http://127.0.0.1:9/web/20240301123456/https://e.org/a/c?d=1",
            "/web/20240301id_/https://e.org/a/c?d=1",
            "https://e.org/a/c?d=1",
            "/a/c?d=1",
            "c?d=1",
        ] {
            assert_eq!(
                gateway().logical(&asked, location).unwrap().as_str(),
                "https://e.org/a/c?d=1",
                "{location}"
            );
        }
    }

    #[test]
    fn a_version_never_leads_out_of_its_archive() {
        let archive = "https://archive.example/web".parse().unwrap();
        let past = Past { archive, at: "2020-05-01T00:00:00Z".parse().unwrap() };
        let place = past.address(&"https://e.org/a/b?c=1".parse().unwrap()).unwrap();
        assert_eq!(place.as_str(), "https://archive.example/web/20200501000000id_/https://e.org/a/b?c=1");
        assert_eq!(past.logical(&place).unwrap().as_str(), "https://e.org/a/b?c=1");
        for (location, target) in [
            (
                "/web/20200430000000id_/https://e.org/a/b?c=1",
                "https://archive.example/web/20200430000000id_/https://e.org/a/b?c=1",
            ),
            ("https://e.org/new", "https://archive.example/web/20200501000000id_/https://e.org/new"),
            ("/new", "https://archive.example/web/20200501000000id_/https://e.org/new"),
            ("http://10.0.0.1/", "https://archive.example/web/20200501000000id_/http://10.0.0.1/"),
        ] {
            assert_eq!(past.hop(&place, location).unwrap().as_str(), target, "{location}");
        }
    }
}
