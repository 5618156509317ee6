//! What two other readers take for the text of a page. Each is right where the other errs, so neither is
//! believed: whether they agree on a block is one of the things that are weighed.

use super::words::Runs;
use crate::html::blocks;
use scraper::Html;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Both opinions.
pub fn of(html: &str) -> [Runs; 2] {
    [read(|| by_score(html)), read(|| by_places(html))]
}

/// Their input is a stranger's; a panic in one is the loss of one reader, not of the run.
fn read(reader: impl FnOnce() -> Option<String>) -> Runs {
    let fragment = catch_unwind(AssertUnwindSafe(reader)).ok().flatten().unwrap_or_default();
    let part = Html::parse_fragment(&fragment);
    let lines: Vec<String> = blocks::of(part.root_element()).into_iter().map(|b| b.text).collect();
    Runs::of(&lines.join("\n"))
}

/// The reader made after the reading view of browsers.
fn by_score(html: &str) -> Option<String> {
    Some(libreadability::extract(html, None).ok()?.content)
}

/// The reader with a cascade of places that articles are in.
fn by_places(html: &str) -> Option<String> {
    let options = trafilatura::Options::default()
        .with_fallback(false)
        .with_exclude_comments(true)
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
    Some(trafilatura::extract(html, &options).ok()?.content_html)
}
