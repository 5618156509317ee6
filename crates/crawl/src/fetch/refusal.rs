//! Who says no: the site, or a firewall in front of it?

use super::exchange::Answer;

/// Headers that only a firewall's own answer carries.
const MARKS: [&str; 4] = ["cf-mitigated", "x-amzn-waf-action", "x-sucuri-block", "x-datadome-response"];

/// Whether a refusal is a firewall's: asking again at once would be pushing at its door.
pub(super) fn by_firewall(status: u16, answer: &Answer) -> bool {
    if !matches!(status, 401 | 403 | 405 | 406 | 412 | 429 | 451 | 503) {
        return false;
    }
    if MARKS.iter().any(|name| answer.header(name).is_some()) {
        return true;
    }
    let server = answer.header("server").unwrap_or_default().to_ascii_lowercase();
    let itself = server.starts_with("akamaighost") || server.starts_with("ddos-guard");
    status == 403 && (itself || answer.header("x-iinfo").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firewall_is_known_by_its_headers() {
        let says = |status: u16, name: &str, value: &str| {
            let headers = vec![(name.to_owned(), value.to_owned())];
            by_firewall(status, &Answer { status, headers, body: Default::default() })
        };
        assert!(says(403, "cf-mitigated", "challenge"));
        assert!(says(503, "cf-mitigated", "challenge"));
        assert!(says(405, "x-amzn-waf-action", "captcha"));
        assert!(says(403, "server", "AkamaiGHost"));
        assert!(!says(503, "server", "AkamaiGHost"));
        assert!(!says(403, "server", "nginx"));
        assert!(!says(404, "cf-mitigated", "challenge"));
    }
}
