//! `feeds.json`: by name, a `file` and what feedparser finds in it: `n_entries`,
//! `first_title` and `feed_title`.
//!
//! Compared is what the reader of feeds sees, all entries, also those that point nowhere and so never
//! become works. The reference gives titles as sanitised HTML or as text and does not say which; here
//! they are lines of plain text. So the reference's title is rendered by the same function as ours,
//! and its text as it stands is right as well.

use super::data;
use super::report::{Part, Report, ask};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shiome_crawl::connect::{feed, plain};
use shiome_model::charset;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    file: String,
    n_entries: usize,
    first_title: Option<String>,
    feed_title: Option<String>,
}

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let address = ::url::Url::parse("http://feed.example/feed")?;
    let mut counts = Part::new("number of entries");
    let mut titles = Part::new("title of the first entry");
    let mut names = Part::new("title of the feed");
    for (name, case) in data::cases::<Case>(dir, "feeds.json")? {
        let body = data::bytes(&dir.join(&case.file))?;
        let (feed, took) = ask(|| feed::parse(&charset::decode(&body, None, ""), &address));
        // What is no feed has no entries and no title; the reference says the same.
        let count = feed.as_ref().map(|feed| feed.as_ref().map_or(0, |f| f.entries.len()));
        let first = |feed: &feed::Written| feed.entries.first().and_then(|entry| entry.title.clone());
        let title = feed.as_ref().map(|feed| Title(feed.as_ref().and_then(first)));
        let own = feed.map(|feed| Title(feed.and_then(|f| f.title)));
        let predicted = json!({ "n_entries": count, "first_title": title, "feed_title": own });
        report.predictions.insert(name.clone(), predicted);
        counts.count(&name, case.n_entries, (count, took), |count| *count == case.n_entries);
        titles.count(&name, case.first_title.clone(), (title, took), |t| t.is(case.first_title.as_deref()));
        names.count(&name, case.feed_title.clone(), (own, took), |t| t.is(case.feed_title.as_deref()));
    }
    report.parts.extend([counts, titles, names]);
    Ok(report)
}

/// A title, if there is one.
#[derive(Serialize)]
struct Title(Option<String>);

impl Title {
    /// Whether it says what the reference says, as HTML or as text.
    fn is(&self, expected: Option<&str>) -> bool {
        self.0 == expected.and_then(plain) || self.0 == expected.and_then(one_line)
    }
}

impl From<Title> for Value {
    fn from(title: Title) -> Self {
        title.0.into()
    }
}

fn one_line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}
