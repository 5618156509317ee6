//! Which of many addresses are works: the one meaning of `include` and `exclude` in all connectors.

use super::BadConfig;
use regex::Regex;
use url::Url;

/// Patterns that an address must match, and patterns that it must not match.
#[derive(Debug, Default)]
pub(super) struct Filter {
    include: Vec<Regex>,
    exclude: Vec<Regex>,
}

impl Filter {
    /// Compiles the patterns of the keys `include` and `exclude`.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, BadConfig> {
        Ok(Self { include: patterns("include", include)?, exclude: patterns("exclude", exclude)? })
    }
    /// Whether it is a work. An address is matched as it is written in its canonical form, anywhere in
    /// it; `exclude` has the last word.
    pub fn admits(&self, url: &Url) -> bool {
        let matches = |patterns: &[Regex]| patterns.iter().any(|p| p.is_match(url.as_str()));
        (self.include.is_empty() || matches(&self.include)) && !matches(&self.exclude)
    }
}

/// Compiles the patterns of a key.
pub(super) fn patterns(key: &'static str, texts: &[String]) -> Result<Vec<Regex>, BadConfig> {
    texts.iter().map(|p| Regex::new(p).map_err(|e| BadConfig::new(key, p, e))).collect()
}

#[cfg(test)]
mod tests {
    use crate::connect::testing::{connector, lines, read};
    use serde_json::{Value, json};

    /// The same three works, as each kind of source lists them.
    fn answers() -> Vec<(Value, &'static str)> {
        let url = "https://funder.example/list";
        vec![
            (
                json!({ "kind": "feed", "url": url }),
                "<rss><channel><item><link>/call/1</link></item><item><link>/tag/x</link></item>\
                 <item><link>/call/1/print</link></item></channel></rss>",
            ),
            (
                json!({ "kind": "feed", "url": url }),
                r#"{"items":[{"url":"/call/1"},{"url":"/tag/x"},{"url":"/call/1/print"}]}"#,
            ),
            (
                json!({ "kind": "sitemap", "url": url }),
                "<urlset><url><loc>https://funder.example/call/1</loc></url>\
                 <url><loc>https://funder.example/tag/x</loc></url>\
                 <url><loc>https://funder.example/call/1/print</loc></url></urlset>",
            ),
            (
                json!({ "kind": "listing", "url": url, "item": "a" }),
                "<a href='/call/1'></a><a href='/tag/x'></a><a href='/call/1/print'></a>",
            ),
            (
                json!({ "kind": "json_api", "url": url, "items": "", "map": { "url": "/u" } }),
                r#"[{"u":"/call/1"},{"u":"/tag/x"},{"u":"/call/1/print"}]"#,
            ),
            (
                json!({ "kind": "oai_pmh", "url": url }),
                "<OAI-PMH><ListRecords>\
                 <record><header><identifier>1</identifier></header><metadata><dc>\
                 <identifier>https://funder.example/call/1</identifier></dc></metadata></record>\
                 <record><header><identifier>2</identifier></header><metadata><dc>\
                 <identifier>https://funder.example/tag/x</identifier></dc></metadata></record>\
                 <record><header><identifier>3</identifier></header><metadata><dc>\
                 <identifier>https://funder.example/call/1/print</identifier></dc></metadata></record>\
                 </ListRecords></OAI-PMH>",
            ),
        ]
    }

    #[test]
    fn every_kind_of_list_leaves_out_the_same_and_counts_it() {
        for (mut settings, body) in answers() {
            let all = read(&*connector(settings.clone(), "en"), "https://funder.example/list", body).unwrap();
            assert_eq!((all.items.len(), all.excluded), (3, 0), "{settings}");
            settings["include"] = json!(["/call/"]);
            settings["exclude"] = json!(["/print$"]);
            let some =
                read(&*connector(settings.clone(), "en"), "https://funder.example/list", body).unwrap();
            assert_eq!(lines(&some).len(), 1, "{settings}");
            assert!(some.items[0].url.as_str().ends_with("/call/1"));
            assert_eq!((some.excluded, some.refused.len()), (2, 0), "{settings}");
        }
    }
}
