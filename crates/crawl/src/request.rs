//! What a connector wants asked.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::{Url, form_urlencoded};

/// How it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A plain read.
    #[default]
    Get,
    /// A search that an API wants as a JSON body.
    Post {
        /// The body.
        json: Value,
    },
}

/// One question to one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The logical address, never a gateway's.
    pub url: Url,
    /// How it is asked.
    #[serde(default)]
    pub method: Method,
    /// The `Accept` header, where the usual one would bring the wrong thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<String>,
}

impl Request {
    /// A plain read of `url`.
    pub fn get(url: Url) -> Self {
        Self { url, method: Method::Get, accept: None }
    }
    /// A search at `url`.
    pub fn post(url: Url, json: Value) -> Self {
        Self { url, method: Method::Post { json }, accept: Some("application/json".into()) }
    }
    /// The address that names the answer. The body of a search belongs to its name, so it is written
    /// as a fragment: servers never see it, but page 2 of a search is told from page 1.
    pub fn logical_url(&self) -> Url {
        let mut url = self.url.clone();
        if let Method::Post { json } = &self.method {
            let pair = form_urlencoded::Serializer::new(String::new())
                .append_pair("json", &json.to_string())
                .finish();
            url.set_fragment(Some(&pair));
        }
        url
    }
    /// The body that was sent to get the answer named `logical`, if it was a search.
    pub fn posted(logical: &Url) -> Option<Value> {
        let pairs = form_urlencoded::parse(logical.fragment()?.as_bytes());
        let (_, json) = pairs.into_iter().find(|(name, _)| name == "json")?;
        serde_json::from_str(&json).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_posted_body_is_read_back_from_the_logical_address(text in "\\PC{0,20}", page in 0u32..99) {
            let json = serde_json::json!({ "q": text, "page": page });
            let request = Request::post("https://api.example.org/search?x=1".parse().unwrap(), json.clone());
            let logical = request.logical_url();
            prop_assert_eq!(Request::posted(&logical), Some(json));
            prop_assert_eq!(Url::parse(logical.as_str()).unwrap(), logical);
        }
    }

    #[test]
    fn a_plain_read_is_named_by_its_address() {
        let request = Request::get("https://example.org/a".parse().unwrap());
        assert_eq!(request.logical_url(), request.url);
        assert_eq!(Request::posted(&request.url), None);
    }
}
