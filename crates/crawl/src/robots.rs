//! What a robots.txt says (RFC 9309), read as the largest crawler reads it.
//!
//! A file is written for the crawlers people know, so where the standard leaves room or people write
//! what it does not foresee, this follows what Google's published parser does: misspelt keys and
//! missing colons are understood, lines of other meaning never end a group, an `index.html` that is
//! allowed allows its folder. A matcher of our own, and not a crate: the whole of it is this file, and
//! the one there was had to be fed with cleaned lines and a matching rule of ours to be right.

use std::time::Duration;

/// How much of a line is read.
const MAX_LINE: usize = 2083 * 8 - 1;

/// Whether `body` lets the crawler named `agent` ask for `url`.
///
/// `url` is an address as it goes over the wire, so with everything beyond ASCII written as `%XX`.
pub fn allows(body: &[u8], agent: &str, url: &str) -> bool {
    Robots::parse(body).allows(agent, url)
}

/// A robots.txt, read for all crawlers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    groups: Vec<Group<Rule>>,
    /// Groups as `Crawl-delay` sees them. It is not part of the standard, where it would not end a
    /// group; those who write it mean that it does.
    pauses: Vec<Group<Duration>>,
}

/// Lines that hold for some crawlers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group<T> {
    agents: Vec<String>,
    for_all: bool,
    lines: Vec<T>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allow: bool,
    pattern: Vec<u8>,
}

/// What a line is about.
enum Key {
    Agent,
    Allow,
    Disallow,
    CrawlDelay,
}

impl Robots {
    /// Reads a file. Whatever it holds, it is read to its end.
    pub fn parse(body: &[u8]) -> Self {
        let mut robots = Self::default();
        // Whether the next agent begins another group: of rules, of pauses.
        let (mut rules_over, mut pauses_over) = (true, true);
        for line in lines(body) {
            let Some((key, value)) = key_and_value(line) else { continue };
            match Key::of(key) {
                Some(Key::Agent) => {
                    agent(&mut robots.groups, std::mem::take(&mut rules_over), value);
                    agent(&mut robots.pauses, std::mem::take(&mut pauses_over), value);
                }
                Some(Key::CrawlDelay) => {
                    if let (Some(group), Some(pause)) = (robots.pauses.last_mut(), seconds(value)) {
                        // Only the longest counts, so that no file can make many of them.
                        let longest = group.lines.pop().map_or(pause, |other| pause.max(other));
                        group.lines.push(longest);
                    }
                    pauses_over = true;
                }
                Some(key) => {
                    // Rules before the first agent are nobody's.
                    let Some(group) = robots.groups.last_mut() else { continue };
                    let allow = matches!(key, Key::Allow);
                    let pattern = canonical(value, true);
                    if let Some(folder) = folder_of_index(&pattern).filter(|_| allow) {
                        group.lines.push(Rule { allow, pattern: folder });
                    }
                    group.lines.push(Rule { allow, pattern });
                    (rules_over, pauses_over) = (true, true);
                }
                None => {}
            }
        }
        robots
    }

    /// Whether the crawler named `agent` may ask for `url`: the longest rule that matches decides, and
    /// of two as long the one that allows. Groups that name the crawler replace those for everybody.
    pub fn allows(&self, agent: &str, url: &str) -> bool {
        let path = canonical(path_of(url).as_bytes(), false);
        let (mut allowed, mut forbidden) = (0, 0);
        for rule in lines_for(&self.groups, agent) {
            let longest = if rule.allow { &mut allowed } else { &mut forbidden };
            if rule.pattern.len() > *longest && matches(&path, &rule.pattern) {
                *longest = rule.pattern.len();
            }
        }
        allowed >= forbidden
    }

    /// The longest `Crawl-delay` of the groups that name `agent`, else of those for everybody.
    pub fn crawl_delay(&self, agent: &str) -> Option<Duration> {
        lines_for(&self.pauses, agent).max().copied()
    }
}

/// The lines of all groups that name `agent`; of those for everybody if none does.
fn lines_for<'g, T>(groups: &'g [Group<T>], agent: &str) -> impl Iterator<Item = &'g T> {
    let names = |group: &Group<T>| group.agents.iter().any(|a| a.eq_ignore_ascii_case(agent));
    let is_named = groups.iter().any(names);
    let holds = move |group: &&Group<T>| if is_named { names(group) } else { group.for_all };
    groups.iter().filter(holds).flat_map(|group| &group.lines)
}

/// Lines without their ends. A byte order mark, whole or cut, is no part of the first.
fn lines(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mark = body.iter().zip(b"\xef\xbb\xbf").take_while(|(b, m)| b == m).count();
    body[mark..].split(|b| matches!(b, b'\n' | b'\r')).map(|line| &line[..line.len().min(MAX_LINE)])
}

/// `key: value`, without comments. The colon may be missing if there are just two words.
fn key_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.split(|b| *b == b'#').next().unwrap_or_default().trim_ascii();
    let (key, value) = match line.iter().position(|b| *b == b':') {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => {
            let at = line.iter().position(|b| matches!(b, b' ' | b'\t'))?;
            let value = line[at..].trim_ascii();
            if value.iter().any(u8::is_ascii_whitespace) {
                return None;
            }
            (&line[..at], value)
        }
    };
    Some((key.trim_ascii(), value.trim_ascii())).filter(|(key, _)| !key.is_empty())
}

impl Key {
    /// Beginnings are enough, and the usual misspellings are understood.
    fn of(key: &[u8]) -> Option<Self> {
        const KEYS: [(&str, Key); 11] = [
            ("user-agent", Key::Agent),
            ("useragent", Key::Agent),
            ("user agent", Key::Agent),
            ("allow", Key::Allow),
            ("disallow", Key::Disallow),
            ("dissallow", Key::Disallow),
            ("dissalow", Key::Disallow),
            ("disalow", Key::Disallow),
            ("diasllow", Key::Disallow),
            ("disallaw", Key::Disallow),
            ("crawl-delay", Key::CrawlDelay),
        ];
        let begins =
            |word: &str| key.get(..word.len()).is_some_and(|k| k.eq_ignore_ascii_case(word.as_bytes()));
        KEYS.into_iter().find(|(word, _)| begins(word)).map(|(_, key)| key)
    }
}

/// Takes an agent into the last group, or into another one if that is over. `*` and what follows it
/// after a space is everybody; of other names only what a product may be called counts.
fn agent<T>(groups: &mut Vec<Group<T>>, is_over: bool, value: &[u8]) {
    if is_over {
        groups.push(Group { agents: Vec::new(), for_all: false, lines: Vec::new() });
    }
    let Some(group) = groups.last_mut() else { return };
    match value {
        [b'*'] => group.for_all = true,
        [b'*', next, ..] if next.is_ascii_whitespace() => group.for_all = true,
        _ => {
            let name = value.iter().take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'));
            group.agents.push(name.map(|b| char::from(*b)).collect());
        }
    }
}

fn seconds(value: &[u8]) -> Option<Duration> {
    let seconds = std::str::from_utf8(value).ok()?.parse::<f64>().ok()?;
    (0.0..=1e6).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

/// The same text for the same place: hexadecimal digits of `%xx` in capitals, and, where people write
/// (`encode`), bytes beyond ASCII as `%XX`.
fn canonical(text: &[u8], encode: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = after;
        match rest {
            [a, b, after @ ..] if *first == b'%' && a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                out.extend([b'%', a.to_ascii_uppercase(), b.to_ascii_uppercase()]);
                rest = after;
            }
            _ if encode && !first.is_ascii() => out.extend(format!("%{first:02X}").bytes()),
            _ => out.push(*first),
        }
    }
    out
}

/// `…/$` for a pattern `…/index.htm…`: who allows the page allows the folder it stands for.
fn folder_of_index(pattern: &[u8]) -> Option<Vec<u8>> {
    let slash = pattern.iter().rposition(|b| *b == b'/')?;
    let is_index = pattern[slash..].starts_with(b"/index.htm");
    is_index.then(|| [&pattern[..=slash], b"$"].concat())
}

/// Path and query of an address that may lack its scheme or be no address at all; `/` for none.
fn path_of(url: &str) -> String {
    let start = if url.starts_with("//") { 2 } else { 0 };
    let begin = |from: usize| url[from..].find(['/', '?', ';']).map(|at| from + at);
    // A path that begins before `://` has the colon in it.
    let scheme = url[start..].find("://").map(|at| start + at);
    let host =
        scheme.filter(|scheme| begin(start).is_none_or(|path| path >= *scheme)).map_or(start, |at| at + 3);
    let Some(path) = begin(host) else { return "/".into() };
    let end = url[start..].find('#').map_or(url.len(), |at| start + at);
    if end < path {
        return "/".into();
    }
    let slash = if url[path..].starts_with('/') { "" } else { "/" };
    format!("{slash}{}", &url[path..end])
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

#[cfg(test)]
mod tests;
