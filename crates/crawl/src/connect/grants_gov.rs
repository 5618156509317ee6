//! Grants.gov: funding opportunities of the federal government of the United States, by the public
//! search of its interface (`search2`), those that open latest first.
//!
//! The pages of opportunities are built by scripts, so what the search says of them is their text.

use super::{Content, json_api, preset::preset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Where it is asked.
pub const URL: &str = "https://api.grants.gov/v1/api/search2";

preset! {
    /// Settings of a search at Grants.gov.
    #[pages(10)]
    pub struct Config {
        /// Words that an opportunity must hold. None given: all opportunities.
        #[serde(default)]
        pub keyword: Option<String>,
        /// States of opportunities that are listed.
        #[serde(default = "announced")]
        pub statuses: Vec<Status>,
        /// Codes of funding categories, e.g. `ST` for science and technology or `HL` for health. None given:
        /// all.
        #[serde(default)]
        pub categories: Vec<String>,
        /// Codes of agencies, e.g. `NSF` or `HHS-NIH11`. None given: all.
        #[serde(default)]
        pub agencies: Vec<String>,
    }
}

/// The state of an opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Announced for later.
    Forecasted,
    /// Open.
    Posted,
    /// Over.
    Closed,
    /// Kept for the record.
    Archived,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::Forecasted => "forecasted",
            Self::Posted => "posted",
            Self::Closed => "closed",
            Self::Archived => "archived",
        }
    }
}

fn announced() -> Vec<Status> {
    vec![Status::Forecasted, Status::Posted]
}

impl Config {
    pub(super) fn settings(&self) -> json_api::Config {
        let statuses: Vec<&str> = self.statuses.iter().map(|s| s.as_str()).collect();
        let mut body = json!({
            "rows": 100,
            "startRecordNum": 0,
            "sortBy": "openDate|desc",
            "oppStatuses": statuses.join("|"),
        });
        for (key, value) in [
            ("keyword", self.keyword.clone().unwrap_or_default()),
            ("fundingCategories", self.categories.join("|")),
            ("agencies", self.agencies.join("|")),
        ] {
            if !value.is_empty() {
                body[key] = value.into();
            }
        }
        json_api::Config {
            method: json_api::Verb::Post,
            body: Some(body),
            items: "/data/oppHits".into(),
            map: json_api::Parts {
                title: Some("/title".into()),
                published: Some("/openDate".into()),
                summary: Some(
                    "Opportunity number: {/number}.\nAgency: {/agency}.\nStatus: {/oppStatus}.\n\
                     Opens: {/openDate|day}.\nCloses: {/closeDate|day}."
                        .into(),
                ),
                ..json_api::Parts::default()
            },
            url_template: Some("https://www.grants.gov/search-results-detail/{/id}".into()),
            date_format: Some("%m/%d/%Y".into()),
            content: Content::Entry,
            next: json_api::Next::Offset { parameter: "/startRecordNum".into() },
            newest_first: false, // a forecast opens later than what is posted after it
            ..self.shared(URL.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Method,
        connect::testing::{answer, connector, lines},
    };
    use serde_json::json;

    #[test]
    fn opportunities_are_read_and_the_page_is_turned() {
        let settings = json!({ "kind": "grants_gov", "keyword": "quantum", "categories": ["ST", "O"], "agencies": ["NSF"] });
        let search = connector(settings, "en");
        let [first] = &search.seeds(None)[..] else { panic!("one question") };
        let Method::Post { json } = &first.method else { panic!("a search") };
        assert_eq!(
            json.to_string(),
            r#"{"rows":100,"startRecordNum":0,"sortBy":"openDate|desc","oppStatuses":"forecasted|posted","keyword":"quantum","fundingCategories":"ST|O","agencies":"NSF"}"#
        );
        let found = answer(
            &*search,
            first,
            r#"{"errorcode":0,"msg":"Webservice Succeeds","token":"x","data":{"hitCount":3,"startRecord":0,
            "oppHits":[
            {"id":"900001","number":"NSF-26-901","title":"Quantum Networks &amp; Sensing","agencyCode":"NSF",
             "agency":"U.S. National Science Foundation","openDate":"03/02/2026","closeDate":"06/30/2026",
             "oppStatus":"posted","docType":"synopsis","cfdaList":["47.041"]},
            {"id":"900002","number":"NSF-26-902","title":"Forecast of a Centre","agencyCode":"NSF",
             "agency":"U.S. National Science Foundation","openDate":"","closeDate":"","oppStatus":"forecasted",
             "docType":"forecast","cfdaList":[]}]}}"#,
        )
        .unwrap();
        assert_eq!(
            lines(&found),
            [
                "www.grants.gov/search-results-detail/900001 | Quantum Networks & Sensing | 2026-03-02/- |  | -",
                "www.grants.gov/search-results-detail/900002 | Forecast of a Centre | -/- |  | -",
            ]
        );
        assert_eq!(
            found.items[0].summary.as_deref().unwrap(),
            "Opportunity number: NSF-26-901.\nAgency: U.S. National Science Foundation.\nStatus: posted.\n\
             Opens: 2026-03-02.\nCloses: 2026-06-30."
        );
        assert_eq!(
            found.items[1].summary.as_deref().unwrap(),
            "Opportunity number: NSF-26-902.\nAgency: U.S. National Science Foundation.\nStatus: forecasted."
        );
        assert!(found.items.iter().all(|i| i.stands_alone && !i.has_page));
        let Method::Post { json } = &found.more[0].method else { panic!("a search") };
        assert_eq!(json["startRecordNum"], 2);
        let empty = r#"{"errorcode":0,"data":{"hitCount":2,"oppHits":[]}}"#;
        assert!(answer(&*search, &found.more[0], empty).unwrap().more.is_empty());
    }

    #[test]
    fn what_the_interface_complains_about_is_told() {
        let search = connector(json!({ "kind": "grants_gov" }), "en");
        let first = search.seeds(None).remove(0);
        let error =
            answer(&*search, &first, r#"{"errorcode":1,"msg":"rows is too large","data":{}}"#).unwrap_err();
        assert!(error.to_string().contains("rows is too large"), "{error}");
    }
}
