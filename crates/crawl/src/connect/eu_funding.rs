//! The EU Funding & Tenders Portal: calls for proposals of the European Union, by the portal's public
//! search (SEDIA), those that open latest first.
//!
//! The search wants its query as parts of a form. The address it gives for a call leads nowhere, so
//! the portal's own is made from the call's identifier; those pages are built by scripts, so the
//! description that comes with the answer is the text.

use super::{Content, json_api, preset::preset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

/// Where it is asked.
pub const URL: &str = "https://api.tech.ec.europa.eu/search-api/prod/rest/search";

/// What the search takes for "anything".
const ANYTHING: &str = "***";

/// Codes of calls for proposals; tenders have others, and other pages.
const CALLS: [&str; 2] = ["1", "2"];

preset! {
    /// Settings of a search in the EU Funding & Tenders Portal.
    /// Addresses of works end with the identifier of the call.
    #[pages(10)]
    pub struct Config {
        /// Words that a call must hold; `"in quotes"` as they stand. None given: all calls.
        #[serde(default)]
        pub keyword: Option<String>,
        /// States of calls that are listed.
        #[serde(default = "announced")]
        pub statuses: Vec<Status>,
        /// The portal's codes of programmes, e.g. `43108390` for Horizon Europe. None given: all.
        #[serde(default)]
        pub programmes: Vec<String>,
    }
}

/// The state of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Announced for later.
    Forthcoming,
    /// Open for submission.
    Open,
    /// Over.
    Closed,
}

impl Status {
    fn code(self) -> &'static str {
        match self {
            Self::Forthcoming => "31094501",
            Self::Open => "31094502",
            Self::Closed => "31094503",
        }
    }
}

fn announced() -> Vec<Status> {
    vec![Status::Forthcoming, Status::Open]
}

impl Config {
    pub(super) fn settings(&self) -> json_api::Config {
        let statuses: Vec<&str> = self.statuses.iter().map(|s| s.code()).collect();
        let mut must =
            vec![json!({ "terms": { "type": CALLS } }), json!({ "terms": { "status": statuses } })];
        if !self.programmes.is_empty() {
            must.push(json!({ "terms": { "frameworkProgramme": self.programmes } }));
        }
        let form: Map<String, Value> = [
            ("query".to_owned(), json!({ "bool": { "must": must } })),
            // Otherwise every call comes once for each translation.
            ("languages".to_owned(), json!(["en"])),
            ("sort".to_owned(), json!({ "field": "startDate", "order": "DESC" })),
        ]
        .into_iter()
        .collect();
        let text = self.keyword.as_deref().filter(|k| !k.is_empty()).unwrap_or(ANYTHING);
        let query = Serializer::new(String::new())
            .append_pair("apiKey", "SEDIA") // names an index; it is no secret
            .append_pair("text", text)
            .append_pair("pageSize", "100")
            .finish();
        let portal = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities";
        json_api::Config {
            method: json_api::Verb::Post,
            form: Some(form),
            items: "/results".into(),
            map: json_api::Parts {
                title: Some("/metadata/title".into()),
                published: Some("/metadata/startDate".into()),
                summary: Some("/summary".into()),
                content: Some(
                    "<p>Identifier: {/metadata/identifier}.</p>\n<p>Call: {/metadata/callTitle}.</p>\n\
                     <p>Type of action: {/metadata/typesOfAction}.</p>\n\
                     <p>Opening: {/metadata/startDate|day}.</p>\n\
                     <p>Deadline: {/metadata/deadlineDate|day}.</p>\n{/metadata/descriptionByte}"
                        .into(),
                ),
                ..json_api::Parts::default()
            },
            url_template: Some(format!("{portal}/topic-details/{{/metadata/identifier}}")),
            content: Content::Entry,
            next: json_api::Next::Page { parameter: "pageNumber".into(), start: 1 },
            newest_first: false, // a call may open before those that were announced earlier
            ..self.shared(format!("{URL}?{query}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Method,
        connect::testing::{answer, connector, lines},
    };
    use serde_json::{Value, json};

    #[test]
    fn calls_are_read_and_the_page_is_turned() {
        let settings = json!({ "kind": "eu_funding", "statuses": ["open"], "programmes": ["43108390"] });
        let search = connector(settings, "en");
        let [first] = &search.seeds(None)[..] else { panic!("one question") };
        assert_eq!(first.url.query().unwrap(), "apiKey=SEDIA&text=***&pageSize=100&pageNumber=1");
        let Method::Form { parts } = &first.method else { panic!("a form") };
        assert_eq!(
            Value::Object(parts.clone()).to_string(),
            r#"{"query":{"bool":{"must":[{"terms":{"type":["1","2"]}},{"terms":{"status":["31094502"]}},{"terms":{"frameworkProgramme":["43108390"]}}]}},"languages":["en"],"sort":{"field":"startDate","order":"DESC"}}"#
        );
        let found = answer(
            &*search,
            first,
            r#"{"apiVersion":"2.139","terms":"***","totalResults":1,"pageNumber":1,"pageSize":100,"results":[
            {"reference":"99000001TOPICSen","url":"https://ec.europa.eu/info/funding-tenders/opportunities/data/topicDetails/horizon-sample-2026-01.json",
             "contentType":"text/plain","language":"en","summary":"Tides of data",
             "metadata":{"identifier":["HORIZON-SAMPLE-2026-01"],"title":["Tides of data"],"type":["1"],
              "status":["31094502"],"callTitle":["Sample call"],"typesOfAction":["HORIZON Research and Innovation Actions"],
              "startDate":["2026-03-03T00:00:00.000+0000"],
              "deadlineDate":["2026-09-15T00:00:00.000+0000","2027-02-15T00:00:00.000+0000"],
              "descriptionByte":["<p>Expected outcome: <b>currents</b> are known.</p>"]}},
            {"reference":"x","url":"https://example.org/","metadata":{"title":["No identifier"]}}]}"#,
        )
        .unwrap();
        assert_eq!(
            lines(&found),
            ["ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/topic-details/\
              HORIZON-SAMPLE-2026-01 | Tides of data | 2026-03-03/- |  | -"]
        );
        assert_eq!(
            found.items[0].content.as_deref().unwrap(),
            "<p>Identifier: HORIZON-SAMPLE-2026-01.</p>\n<p>Call: Sample call.</p>\n\
             <p>Type of action: HORIZON Research and Innovation Actions.</p>\n<p>Opening: 2026-03-03.</p>\n\
             <p>Deadline: 2026-09-15, 2027-02-15.</p>\n<p>Expected outcome: <b>currents</b> are known.</p>"
        );
        assert_eq!(found.refused.len(), 1);
        let next = &found.more[0];
        assert_eq!(next.url.query().unwrap(), "apiKey=SEDIA&text=***&pageSize=100&pageNumber=2");
        assert_eq!(next.method, first.method);
    }
}
