//! The Federal Register: rules, proposed rules, notices and presidential documents of the United
//! States, by its public interface, newest first.

use super::{Content, json_api, preset::preset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

/// Where it is asked.
pub const URL: &str = "https://www.federalregister.gov/api/v1/documents.json";

/// What of a document is asked for.
const FIELDS: [&str; 5] = ["html_url", "title", "publication_date", "abstract", "document_number"];

preset! {
    /// Settings of a search in the Federal Register.
    #[pages(5)]
    pub struct Config {
        /// Words that a document must hold; `"in quotes"` as they stand. None given: all documents.
        #[serde(default)]
        pub keyword: Option<String>,
        /// Agencies by their name in the register's addresses, e.g. `national-science-foundation`. None
        /// given: all.
        #[serde(default)]
        pub agencies: Vec<String>,
        /// Kinds of documents. None given: all.
        #[serde(default)]
        pub types: Vec<Kind>,
        /// Where the text of a document comes from: `page` asks for its page, and takes the abstract where
        /// the page cannot be had; `entry` takes the abstract and never asks for the page.
        #[serde(default)]
        pub content: Content,
    }
}

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A final rule.
    Rule,
    /// A proposed rule.
    ProposedRule,
    /// A notice.
    Notice,
    /// An executive order or another document of the president.
    Presidential,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "RULE",
            Self::ProposedRule => "PRORULE",
            Self::Notice => "NOTICE",
            Self::Presidential => "PRESDOCU",
        }
    }
}

impl Config {
    pub(super) fn settings(&self) -> json_api::Config {
        let mut query = Serializer::new(String::new());
        if let Some(keyword) = self.keyword.as_deref().filter(|k| !k.is_empty()) {
            query.append_pair("conditions[term]", keyword);
        }
        self.agencies.iter().for_each(|a| _ = query.append_pair("conditions[agencies][]", a));
        self.types.iter().for_each(|t| _ = query.append_pair("conditions[type][]", t.as_str()));
        FIELDS.iter().for_each(|f| _ = query.append_pair("fields[]", f));
        query.append_pair("order", "newest").append_pair("per_page", "100");
        json_api::Config {
            items: "/results".into(),
            map: json_api::Parts {
                url: Some("/html_url".into()),
                title: Some("/title".into()),
                published: Some("/publication_date".into()),
                summary: Some("/abstract".into()),
                ..json_api::Parts::default()
            },
            content: self.content,
            next: json_api::Next::Pointer { at: "/next_page_url".into() },
            ..self.shared(format!("{URL}?{}", query.finish()))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::connect::testing::{answer, connector, lines};
    use serde_json::json;

    #[test]
    fn documents_are_read_and_the_page_is_turned() {
        let settings = json!({
            "kind": "federal_register", "keyword": "research security",
            "agencies": ["national-science-foundation"], "types": ["notice", "presidential"]
        });
        let search = connector(settings, "en");
        let [first] = &search.seeds(None)[..] else { panic!("one question") };
        assert_eq!(
            first.url.query().unwrap(),
            "conditions%5Bterm%5D=research+security&conditions%5Bagencies%5D%5B%5D=national-science-foundation\
             &conditions%5Btype%5D%5B%5D=NOTICE&conditions%5Btype%5D%5B%5D=PRESDOCU\
             &fields%5B%5D=html_url&fields%5B%5D=title&fields%5B%5D=publication_date&fields%5B%5D=abstract\
             &fields%5B%5D=document_number&order=newest&per_page=100"
        );
        let found = answer(
            &*search,
            first,
            r#"{"count":2,"description":"Documents from the National Science Foundation","total_pages":2,
            "next_page_url":"https://www.federalregister.gov/api/v1/documents?format=json&page=2&per_page=100",
            "results":[
            {"html_url":"https://www.federalregister.gov/documents/2026/03/02/2026-90001/agency-information-collection",
             "title":"Agency Information Collection: Research Security Training","publication_date":"2026-03-02",
             "abstract":"The foundation invites comments.","document_number":"2026-90001"},
            {"html_url":"https://www.federalregister.gov/documents/2026/02/27/2026-90000/advisory-committee",
             "title":"Advisory Committee; Notice of Meeting","publication_date":"2026-02-27","abstract":null,
             "document_number":"2026-90000"}]}"#,
        )
        .unwrap();
        assert_eq!(
            lines(&found),
            [
                "www.federalregister.gov/documents/2026/03/02/2026-90001/agency-information-collection \
                 | Agency Information Collection: Research Security Training | 2026-03-02/- |  | -",
                "www.federalregister.gov/documents/2026/02/27/2026-90000/advisory-committee \
                 | Advisory Committee; Notice of Meeting | 2026-02-27/- |  | -",
            ]
        );
        assert_eq!(found.items[0].summary.as_deref(), Some("The foundation invites comments."));
        assert!(found.items[0].has_page && found.items[0].stands_alone);
        assert_eq!(found.more[0].url.query().unwrap(), "format=json&page=2&per_page=100");
    }

    #[test]
    fn an_answer_without_documents_is_the_last() {
        let search = connector(json!({ "kind": "federal_register" }), "en");
        let first = search.seeds(None).remove(0);
        let found = answer(&*search, &first, r#"{"count":0,"results":[]}"#).unwrap();
        assert!(found.items.is_empty() && found.more.is_empty());
    }
}
