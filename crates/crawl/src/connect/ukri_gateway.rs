//! Gateway to Research: projects that UK Research and Innovation funds, by its public interface
//! (GtR-2), those that begin latest first.
//!
//! A project's abstract comes with the answer, so its page is not asked for.

use super::{Content, json_api, preset::preset};
use url::form_urlencoded::Serializer;

/// Where it is asked.
pub const URL: &str = "https://gtr.ukri.org/gtr/api/projects";

/// Without it the interface answers in XML.
const ACCEPT: &str = "application/vnd.rcuk.gtr.json-v7";

preset! {
    /// Settings of a search in the Gateway to Research.
    #[pages(5)]
    pub struct Config {
        /// Words that a project must hold. None given: all projects.
        #[serde(default)]
        pub keyword: Option<String>,
    }
}

impl Config {
    pub(super) fn settings(&self) -> json_api::Config {
        let mut query = Serializer::new(String::new());
        query.append_pair("q", self.keyword.as_deref().unwrap_or_default());
        query.append_pair("sf", "pro.sd").append_pair("so", "D").append_pair("s", "100");
        json_api::Config {
            accept: Some(ACCEPT.into()),
            items: "/project".into(),
            map: json_api::Parts {
                title: Some("/title".into()),
                published: Some("/created".into()),
                content: Some(
                    "{/abstractText}\n{/techAbstractText}\nLead funder: {/leadFunder}.\n\
                     Category: {/grantCategory}."
                        .into(),
                ),
                ..json_api::Parts::default()
            },
            url_template: Some("https://gtr.ukri.org/projects?ref={/identifiers/identifier/0/value}".into()),
            content: Content::Entry,
            next: json_api::Next::Page { parameter: "p".into(), start: 1 },
            newest_first: false, // a project may begin before those that were listed earlier
            ..self.shared(format!("{URL}?{}", query.finish()))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::connect::testing::{answer, connector, lines};
    use serde_json::json;

    #[test]
    fn projects_are_read_and_the_page_is_turned() {
        let search = connector(json!({ "kind": "ukri_gateway", "keyword": "soil carbon" }), "en");
        let [first] = &search.seeds(None)[..] else { panic!("one question") };
        assert_eq!(first.url.query().unwrap(), "q=soil+carbon&sf=pro.sd&so=D&s=100&p=1");
        assert_eq!(first.accept.as_deref(), Some("application/vnd.rcuk.gtr.json-v7"));
        let found = answer(
            &*search,
            first,
            r#"{"links":null,"page":1,"size":100,"totalPages":2,"totalSize":101,"project":[
            {"links":{"link":[{"href":"https://gtr.ukri.org/gtr/api/funds/F1","rel":"FUND","start":1772323200000}]},
             "href":"https://gtr.ukri.org/gtr/api/projects/0A1B","id":"0A1B","created":1771200000000,
             "identifiers":{"identifier":[{"value":"NE/Z000001/1","type":"RCUK"}]},
             "title":"Deep Soil Carbon","status":"Active","grantCategory":"Research Grant","leadFunder":"NERC",
             "abstractText":"We dig & measure.","techAbstractText":null,"start":null,"end":null},
            {"id":"0A1C","identifiers":{"identifier":[]},"title":"Without a reference","created":null}]}"#,
        )
        .unwrap();
        assert_eq!(
            lines(&found),
            ["gtr.ukri.org/projects?ref=NE/Z000001/1 | Deep Soil Carbon | 2026-02-16/- |  | -"]
        );
        assert_eq!(
            found.items[0].content.as_deref(),
            Some("We dig & measure.\nLead funder: NERC.\nCategory: Research Grant.")
        );
        assert!(!found.items[0].has_page);
        assert_eq!(found.refused.len(), 1);
        assert_eq!(found.more[0].url.query().unwrap(), "q=soil+carbon&sf=pro.sd&so=D&s=100&p=2");
        assert_eq!(found.more[0].accept, first.accept);
    }
}
