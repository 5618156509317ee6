//! What a robots.txt allows (RFC 9309).

use robotstxt::matcher::{RobotsMatchStrategy, RobotsMatcher};
use shiome_model::Reason;
use std::time::Duration;
use url::Url;

/// How much of a file is read (RFC 9309, section 2.5).
pub(super) const MAX_BYTES: u64 = 500 * 1024;

/// How much of a line is read.
const MAX_LINE: usize = 8 * 1024;

/// Keys the matcher knows, with the usual misspellings. Every other line is dropped before it sees
/// the file: a `Sitemap` between two `User-agent` lines would split their group.
const KEYS: [&str; 10] = [
    "user-agent",
    "useragent",
    "user agent",
    "allow",
    "disallow",
    "dissallow",
    "dissalow",
    "disalow",
    "diasllow",
    "disallaw",
];

/// The rules of one host.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// There is no such file.
    AllowAll,
    /// It could not be had; until it can, nothing is asked.
    DisallowAll { reason: Reason, why: String },
    /// The lines that matter, and the pause that is asked for.
    File { lines: String, crawl_delay: Option<Duration> },
}

impl Rules {
    /// Reads a file for the crawler named `product`.
    pub fn parse(body: &[u8], product: &str) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}');
        Self::File { lines: relevant(text), crawl_delay: crawl_delay(text, product) }
    }
    /// Whether `product` may ask for `url`.
    pub fn allow(&self, product: &str, url: &Url) -> bool {
        match self {
            Self::AllowAll => true,
            Self::DisallowAll { .. } => false,
            Self::File { lines, .. } => {
                RobotsMatcher::<Longest>::default().one_agent_allowed_by_robots(lines, product, url.as_str())
            }
        }
    }
    /// The pause between requests the file asks for.
    pub fn crawl_delay(&self) -> Option<Duration> {
        match self {
            Self::File { crawl_delay, .. } => *crawl_delay,
            _ => None,
        }
    }
}

/// The longest pattern that matches decides (RFC 9309, section 2.2.2). The matcher's own strategy loses
/// places where a `*` could end, and so allows what `/*/draft-` forbids two folders down.
#[derive(Default)]
struct Longest;

impl RobotsMatchStrategy for Longest {
    fn match_allow(&self, path: &str, pattern: &str) -> i32 {
        if matches(path.as_bytes(), pattern.as_bytes()) { pattern.len() as i32 } else { -1 }
    }
    fn match_disallow(&self, path: &str, pattern: &str) -> i32 {
        self.match_allow(path, pattern)
    }
}

/// Whether `pattern` matches a beginning of `path`: `*` stands for anything, a final `$` for the end.
/// Goes back to the last `*` only, so it takes at most length times length steps.
fn matches(path: &[u8], pattern: &[u8]) -> bool {
    let (pattern, to_the_end) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let (mut at, mut p) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    loop {
        if p < pattern.len() && pattern[p] == b'*' {
            last_star = Some((at, p));
            p += 1;
        } else if p < pattern.len() && at < path.len() && pattern[p] == path[at] {
            at += 1;
            p += 1;
        } else if p == pattern.len() && (!to_the_end || at == path.len()) {
            return true;
        } else if let Some((star_at, star)) = last_star.filter(|(star_at, _)| *star_at < path.len()) {
            last_star = Some((star_at + 1, star));
            (at, p) = (star_at + 1, star + 1);
        } else {
            return false;
        }
    }
}

fn relevant(text: &str) -> String {
    let mut out = String::new();
    for line in lines(text) {
        let key = line.trim_start().to_ascii_lowercase();
        if KEYS.iter().any(|k| key.starts_with(k)) {
            let mut end = line.len().min(MAX_LINE);
            while !line.is_char_boundary(end) {
                end -= 1;
            }
            out.push_str(&line[..end]);
            out.push('\n');
        }
    }
    out
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).map(|line| line.split('#').next().unwrap_or_default())
}

/// The `Crawl-delay` of the groups that name `product`, else of those for everybody. Not part of the
/// standard, but a plain wish.
fn crawl_delay(text: &str, product: &str) -> Option<Duration> {
    let mut own = None;
    let mut all = None;
    let mut named_us = false;
    let (mut in_own, mut in_all, mut in_agents) = (false, false, false);
    for line in lines(text) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if key.starts_with("user-agent") || key.starts_with("useragent") {
            if !in_agents {
                (in_own, in_all) = (false, false);
            }
            in_agents = true;
            let agent = super::settings::product_token(value);
            let is_us = !agent.is_empty() && agent.eq_ignore_ascii_case(product);
            in_own |= is_us;
            named_us |= is_us;
            in_all |= value.starts_with('*');
            continue;
        }
        in_agents = in_agents && key == "sitemap";
        if key == "crawl-delay" {
            let seconds =
                value.parse::<f64>().ok().filter(|s| (0.0..=1e6).contains(s)).map(Duration::from_secs_f64);
            if in_own {
                own = own.max(seconds);
            }
            if in_all {
                all = all.max(seconds);
            }
        }
    }
    if named_us { own } else { all }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allowed(robots: &str, path: &str) -> bool {
        let url = Url::parse("https://example.org").unwrap().join(path).unwrap();
        Rules::parse(robots.as_bytes(), "Shiome").allow("Shiome", &url)
    }

    #[test]
    fn a_star_reaches_over_folders() {
        let robots = "User-agent: *\nDisallow: /*/draft-\nDisallow: /*.pdf$\n";
        assert!(!allowed(robots, "/notices/2026/draft-1406.html"));
        assert!(!allowed(robots, "/a/a/a/draft-"));
        assert!(allowed(robots, "/draft-1"));
        assert!(!allowed(robots, "/x.pdf.pdf"));
        assert!(allowed(robots, "/x.pdf.html"));
    }

    proptest! {
        #[test]
        fn stars_match_as_a_regular_expression_would(path in "/[ab/]{0,12}", pattern in "/[ab/*]{0,8}[$]?") {
            let mut expression = String::from("^");
            for c in pattern.trim_end_matches('$').chars() {
                if c == '*' { expression.push_str(".*") } else { expression.push(c) }
            }
            if pattern.ends_with('$') {
                expression.push('$');
            }
            let expected = regex::Regex::new(&expression).unwrap().is_match(&path);
            prop_assert_eq!(matches(path.as_bytes(), pattern.as_bytes()), expected);
        }
    }

    #[test]
    fn the_longest_rule_wins() {
        let robots = "User-agent: *\nDisallow: /*/events/\nAllow: /en/events/open\n";
        assert!(!allowed(robots, "/en/events/closed"));
        assert!(allowed(robots, "/en/events/open-day"));
    }

    #[test]
    fn our_own_group_replaces_the_one_for_everybody() {
        let robots =
            "\u{feff}User-agent: shiome\r\nDisallow: /private\r\n\r\nUser-agent: *\r\nDisallow: /\r\n";
        assert!(allowed(robots, "/news"));
        assert!(!allowed(robots, "/private/x"));
    }

    #[test]
    fn unknown_lines_do_not_split_a_group() {
        let robots =
            "User-agent: other\nSitemap: https://example.org/s.xml\nUser-agent: shiome\nDisallow: /x\n";
        assert!(!allowed(robots, "/x"));
    }

    #[test]
    fn the_pause_is_that_of_our_group() {
        let delay = |text: &str| Rules::parse(text.as_bytes(), "Shiome").crawl_delay();
        assert_eq!(delay("User-agent: *\nCrawl-delay: 5"), Some(Duration::from_secs(5)));
        assert_eq!(delay("User-agent: *\nCrawl-delay: 5\nUser-agent: shiome/1\nDisallow: /x"), None);
        let both =
            "User-agent: a\nUser-agent: Shiome\nCrawl-delay: 0.5 # slow\n\nUser-agent: *\nCrawl-delay: 9";
        assert_eq!(delay(both), Some(Duration::from_millis(500)));
        assert_eq!(delay("User-agent: *\nCrawl-delay: -1"), None);
        assert_eq!(delay("User-agent: *\nCrawl-delay: soon"), None);
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(body in proptest::collection::vec(any::<u8>(), 0..200), path in "\\PC{0,20}") {
            let url = Url::parse("https://example.org/").unwrap().join(&path).unwrap_or("https://e.org/".parse().unwrap());
            Rules::parse(&body, "Shiome").allow("Shiome", &url);
        }
        #[test]
        fn odd_lines_do_not_break_it(text in "((user-agent|disallow|allow|crawl-delay)[: ]{0,2}\\PC{0,20}[\r\n]){0,8}") {
            let url: Url = "https://example.org/a?b".parse().unwrap();
            Rules::parse(text.as_bytes(), "Shiome").allow("Shiome", &url);
        }
    }
}
