//! What a page says about itself to machines: meta elements and links of its head.

use super::attr;
use crate::clean;
use scraper::{Html, Selector};
use std::sync::LazyLock;

/// The meta elements of a page in order: lower-case name, value.
#[derive(Debug, Default)]
pub struct Meta {
    pairs: Vec<(String, String)>,
    /// The text of `<title>`.
    pub title: String,
    /// The address of `<link rel=canonical>`.
    pub canonical: Option<String>,
    /// The language tag of `<html>`.
    pub lang: Option<String>,
}

pub(crate) fn selector(text: &str) -> Option<Selector> {
    Selector::parse(text).ok()
}

impl Meta {
    /// Collects them.
    pub fn of(page: &Html) -> Self {
        static META: LazyLock<Option<Selector>> = LazyLock::new(|| selector("meta[content]"));
        static TITLE: LazyLock<Option<Selector>> = LazyLock::new(|| selector("head > title, body > title"));
        static LINK: LazyLock<Option<Selector>> = LazyLock::new(|| selector("link[rel~=canonical][href]"));
        let mut meta = Self::default();
        for element in META.iter().flat_map(|s| page.select(s)).take(500) {
            let names = ["property", "name", "itemprop", "http-equiv"];
            let content = clean::line(attr::of(element.value(), "content").unwrap_or_default());
            for name in names.into_iter().filter_map(|n| attr::of(element.value(), n)).take(2) {
                if !content.is_empty() {
                    meta.pairs.push((name.trim().to_ascii_lowercase(), content.clone()));
                }
            }
        }
        let title = TITLE.iter().flat_map(|s| page.select(s)).next();
        meta.title = title.map(|t| clean::line(&t.text().collect::<String>())).unwrap_or_default();
        meta.canonical =
            LINK.iter().flat_map(|s| page.select(s)).find_map(|l| l.attr("href")).map(str::to_owned);
        let root = page.root_element();
        meta.lang = root.attr("lang").or(root.attr("xml:lang")).map(|l| l.trim().to_owned());
        meta
    }

    /// The first value of any of `names`, in the order of `names`.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    /// Values under any name that says publication, however it is spelt: `article-publish-time`,
    /// `releaseDate`, `content:published`.
    pub fn published(&self) -> impl Iterator<Item = &str> {
        const OTHER: [&str; 9] =
            ["modif", "updat", "publisher", "expir", "event", "valid", "review", "unpublish", "next"];
        let says = |name: &str| {
            let key: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            let is_day = ["date", "time", "day"].iter().any(|w| key.contains(w));
            let is_publication =
                ["publi", "pubdate", "release", "issue", "post", "article"].iter().any(|w| key.contains(w));
            (key.ends_with("published") || is_day && is_publication) && !OTHER.iter().any(|w| key.contains(w))
        };
        self.pairs.iter().filter(move |(name, _)| says(name)).map(|(_, value)| value.as_str())
    }

    /// All values of `name`.
    pub fn all<'m>(&'m self, name: &str) -> impl Iterator<Item = &'m str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}
