//! Canonical URLs: two addresses of one page become one text.

use ::url::Url;

/// Query parameters that name a campaign or a click, never a page.
const TRACKING: [&str; 14] = [
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "cmpid",
    "xtor",
    "wt_mc",
    "at_campaign",
];

/// The canonical form of an address: no fragment, no default port, no tracking parameters, no
/// session id in the path, no doubled or relative slashes; host in lower case (RFC 3986 section 6,
/// as far as it is safe without asking the server). Idempotent. Scheme, trailing slash and the
/// order of parameters stay, since servers may tell them apart.
pub fn canonical(address: &Url) -> Url {
    let mut url = address.clone();
    url.set_fragment(None);
    let kept: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_tracking(pair))
        .collect();
    let query = kept.join("&");
    url.set_query((!query.is_empty()).then_some(query.as_str()));
    if !url.cannot_be_a_base() {
        let path = plain_path(url.path());
        url.set_path(&path);
    }
    url
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

fn plain_path(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').skip(1).map(without_session).collect();
    let last = segments.len().saturating_sub(1);
    let kept: Vec<&str> = segments
        .into_iter()
        .enumerate()
        .filter(|(i, s)| *i == last || !s.is_empty())
        .map(|(_, s)| s)
        .collect();
    format!("/{}", kept.join("/"))
}

fn without_session(segment: &str) -> &str {
    let at = segment.to_ascii_lowercase().find(";jsessionid=");
    at.map_or(segment, |at| &segment[..at])
}

/// Parses `text` and makes it canonical; only `http` and `https` are addresses of documents.
pub fn parse(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| canonical(&url))
}

/// The host whose owner is asked for politeness: lower case, without `www.` and port.
pub fn site(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canon(text: &str) -> String {
        parse(text).unwrap().to_string()
    }

    #[test]
    fn noise_goes_and_meaning_stays() {
        assert_eq!(canon("HTTPS://WWW.Example.org:443/a//b/#top"), "https://www.example.org/a/b/");
        assert_eq!(canon("https://we-are-ols.org//posts/x.html"), "https://we-are-ols.org/posts/x.html");
        assert_eq!(canon("https://e.org/?utm_source=x&id=7&fbclid=1"), "https://e.org/?id=7");
        assert_eq!(canon("https://e.org/p;jsessionid=1A?b=2&a=1"), "https://e.org/p?b=2&a=1");
        assert_eq!(canon("https://e.org"), "https://e.org/");
    }

    #[test]
    fn other_schemes_are_no_documents() {
        assert!(parse("javascript:alert(1)").is_none());
        assert!(parse("mailto:a@b.example").is_none());
        assert!(parse("ftp://e.org/x").is_none());
    }

    proptest! {
        #[test]
        fn canonical_is_idempotent(path in "[a-zA-Z0-9/;=%._-]{0,40}", query in "[a-z0-9&=_#]{0,30}") {
            if let Some(once) = parse(&format!("https://example.org/{path}?{query}")) {
                prop_assert_eq!(canonical(&once), once);
            }
        }
    }
}
