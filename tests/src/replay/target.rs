//! `/<YYYYMMDDhhmmss>/<address>`: what does a request to the gateway mean?

use chrono::NaiveDateTime;
use shiome_model::Timestamp;

const STAMP: &str = "%Y%m%d%H%M%S";

/// The clock and the logical address inside a raw request target.
pub(super) fn read(target: &str) -> Option<(Timestamp, String)> {
    let rest = target.strip_prefix('/')?;
    let (stamp, url) = rest.split_once('/')?;
    let digits = stamp.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '_'); // `…id_` of other archives
    if digits.len() != 14 {
        return None;
    }
    let at = NaiveDateTime::parse_from_str(digits, STAMP).ok()?.and_utc();
    let url = match url.split_once(":/") {
        // A client that tidies paths leaves one slash of the two.
        Some((scheme, rest)) if !rest.starts_with('/') => format!("{scheme}://{rest}"),
        Some(_) => url.to_owned(),
        None => return None,
    };
    Some((at, url))
}

/// The path under which the gateway answers `url` at `at`.
pub(super) fn write(at: Timestamp, url: &str) -> String {
    format!("/{}/{url}", at.format(STAMP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_stays_as_it_is() {
        for url in ["https://a.example//b/?q=%5Bx%5D&u=http://c.example/", "http://a.example"] {
            let at = "2026-09-28T01:02:03Z".parse().unwrap();
            assert_eq!(read(&write(at, url)), Some((at, url.to_owned())));
        }
    }

    #[test]
    fn what_is_no_such_target_is_none() {
        for target in
            ["/", "/robots.txt", "/2026/https://a.example/", "/20261332000000/https://a.example/", "*"]
        {
            assert_eq!(read(target), None, "{target}");
        }
    }

    #[test]
    fn a_lost_slash_is_restored() {
        let read = read("/20260928000000id_/https:/a.example/x").unwrap();
        assert_eq!(read.1, "https://a.example/x");
    }
}
