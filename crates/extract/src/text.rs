//! Plain text and Markdown.

use crate::{
    clean,
    dates::{self, Reading},
    document::{Parts, build},
    front_matter::front_matter,
    input::{Input, Rejection, plausible},
};
use regex::Regex;
use shiome_model::{DateEvidence, Document, Link, Media, Published, Reason, charset};
use std::sync::LazyLock;

/// Bytes of text that are read; what follows is not news.
const MOST: usize = 5_000_000;

/// Reads a text: its first heading or line is the title, a date on a line of its own near the top is
/// the day.
pub fn read(input: &Input) -> Result<Document, Rejection> {
    let body = &input.body[..input.body.len().min(MOST)];
    let raw = charset::decode(body, input.capture.header("content-type"), &input.source.country);
    if raw.chars().take(4096).filter(|c| c.is_control() && !c.is_whitespace()).count() > 40 {
        return Err(Rejection::new(Reason::UnsupportedMedia, "bytes that are no text"));
    }
    let raw = front_matter(&raw).map_or(&*raw, |f| f.rest);
    let lines: Vec<String> = raw.lines().map(plain).filter(|l| !l.is_empty()).collect();
    let heading = raw.lines().filter(|l| l.starts_with("# ")).map(plain).find(|l| !l.is_empty());
    let listed = input.item.and_then(|i| i.title.as_deref()).map(clean::line).filter(|t| !t.is_empty());
    let first = lines.first().filter(|l| l.chars().count() <= 200).cloned();
    let Some(title) = heading.or(listed).or(first) else {
        return Err(Rejection::new(Reason::NoTitle, "a text without heading or first line"));
    };
    let published = visible_day(input, &lines).or_else(|| listed_day(input));
    let links = links(raw);
    let kept = lines.into_iter().skip_while(|l| *l == title);
    let text = clean::join(kept);
    let parts = Parts {
        address: None,
        title,
        text,
        pages: Vec::new(),
        published,
        modified: None,
        authors: Vec::new(),
        language: None,
        links,
        media: Media::Text,
    };
    Ok(build(input, parts))
}

fn listed_day(input: &Input) -> Option<Published> {
    let date = input.item?.published.filter(|d| plausible(*d, input.today))?;
    Some(Published { date, evidence: DateEvidence::Entry, passage: date.to_string() })
}

fn visible_day(input: &Input, lines: &[String]) -> Option<Published> {
    let order = dates::order_of(&input.source.country, None);
    for line in lines.iter().take(12).filter(|l| l.chars().count() <= 60) {
        for mention in dates::mentions(line) {
            let date = match mention.reading {
                Reading::Day(day) => Some(day),
                Reading::Either { .. } => mention.reading.by(order),
            };
            if let Some(date) = date.filter(|d| plausible(*d, input.today) && !mention.in_range) {
                let passage = line[mention.start..mention.end].to_owned();
                return Some(Published { date, evidence: DateEvidence::Visible, passage });
            }
        }
    }
    None
}

/// A line without the marks of Markdown.
fn plain(line: &str) -> String {
    static LINK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"!?\[([^\]]*)\]\([^)\s]*[^)]*\)").ok());
    let line = line.trim();
    if let Some(cells) = line.strip_prefix('|').filter(|l| l.contains('|')) {
        let cells: Vec<String> = cells.strip_suffix('|').unwrap_or(cells).split('|').map(plain).collect();
        let is_rule = cells.iter().all(|c| c.chars().all(|c| matches!(c, '-' | ':' | ' ')));
        return if is_rule { String::new() } else { clean::row(cells.iter().map(String::as_str)) };
    }
    if line.len() >= 3 && line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '`' | '~' | ' ')) {
        return String::new();
    }
    let body = line.trim_start_matches('#').trim_start_matches("> ");
    let body = body.strip_prefix("- ").or_else(|| body.strip_prefix("* ")).unwrap_or(body);
    let body = LINK.as_ref().map_or(body.into(), |link| link.replace_all(body, "$1"));
    clean::line(&body.replace("**", "").replace("__", "").replace('`', ""))
}

/// Addresses in a text, with what Markdown says of them.
pub fn links(raw: &str) -> Vec<Link> {
    static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"\[([^\]\n]{0,300})\]\((https?://[^)\s]+)|https?://[^\s<>"')\]]+"#).ok()
    });
    let Some(pattern) = LINK.as_ref() else { return Vec::new() };
    let mut out: Vec<Link> = Vec::new();
    for found in pattern.captures_iter(raw).take(500) {
        let address = found.get(2).or(found.get(0)).map(|m| m.as_str()).unwrap_or_default();
        let text = clean::line(found.get(1).map(|m| m.as_str()).unwrap_or(address));
        if let Some(url) = shiome_model::url::parse(address.trim_end_matches(['.', ',', ';', ':']))
            && !out.iter().any(|l| l.url == url)
        {
            out.push(Link { url, text });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::testing::{capture, source, today};

    #[test]
    fn markdown_becomes_paragraphs() {
        let body = "# New call\n\n3 March 2024\n\nThe **board** opens a [call](https://agency.example/call).\n\n---\n- one\n- two\n";
        let source = source("CH");
        let capture = capture("https://agency.example/a.md", "text/markdown", body.as_bytes());
        let input =
            Input { capture: &capture, body: body.as_bytes(), item: None, source: &source, today: today() };
        let document = read(&input).unwrap();
        assert_eq!(document.title, "New call");
        assert_eq!(document.text, "3 March 2024\nThe board opens a call.\none\ntwo");
        assert_eq!(document.date(), chrono::NaiveDate::from_ymd_opt(2024, 3, 3));
        assert_eq!(document.links[0].url.as_str(), "https://agency.example/call");
        assert_eq!(document.media, Media::Text);
    }

    #[test]
    fn what_stands_above_the_text_is_none_of_it_and_tables_are_rows() {
        let body = "---\noffice: jsps_bonn\nmet: 2024-03-02\n---\n# Talks\n\n| Fund | **2024** |\n|---|:--:|\n| People | 10 |\n";
        let source = source("JP");
        let capture = capture("https://agency.example/a.md", "text/markdown", body.as_bytes());
        let input =
            Input { capture: &capture, body: body.as_bytes(), item: None, source: &source, today: today() };
        let document = read(&input).unwrap();
        assert_eq!((document.title.as_str(), document.date()), ("Talks", None));
        assert_eq!(document.text, "Fund | 2024\nPeople | 10");
    }
}
