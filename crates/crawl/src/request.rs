//! What a connector wants asked.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shiome_model::Timestamp;
use url::{Url, form_urlencoded};

/// Ends the parts of a form. JSON holds no raw line break, so no part can hold this.
const BOUNDARY: &str = "----shiome-part";

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
    /// A search that an API wants as the parts of a form (`multipart/form-data`, RFC 7578), each of
    /// them JSON.
    Form {
        /// The parts by their name, in order.
        parts: Map<String, Value>,
    },
}

impl Method {
    /// How a question with this body was asked, if it was a search as we ask them.
    pub fn of_body(media_type: &str, body: &[u8]) -> Option<Self> {
        let Some(boundary) = media_type.strip_prefix("multipart/form-data").and_then(boundary) else {
            return Some(Self::Post { json: serde_json::from_slice(body).ok()? });
        };
        let body = format!("\r\n{}", std::str::from_utf8(body).ok()?);
        let mut parts = Map::new();
        for part in body.split(&format!("\r\n--{boundary}")).skip(1).take_while(|p| !p.starts_with("--")) {
            let (head, json) = part.split_once("\r\n\r\n")?;
            let (_, name) = head.split_once("name=\"")?;
            parts.insert(name.split('"').next()?.to_owned(), serde_json::from_str(json).ok()?);
        }
        (!parts.is_empty()).then_some(Self::Form { parts })
    }
    /// The body that is sent, with its media type; none for a plain read.
    pub fn body(&self) -> Option<(String, String)> {
        match self {
            Self::Get => None,
            Self::Post { json } => Some(("application/json".into(), json.to_string())),
            Self::Form { parts } => {
                let part = |(name, json): (&String, &Value)| {
                    let name: String = name.chars().filter(|c| !c.is_control() && *c != '"').collect();
                    format!(
                        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\
                         Content-Type: application/json\r\n\r\n{json}\r\n"
                    )
                };
                let parts: String = parts.iter().map(part).collect();
                Some((
                    format!("multipart/form-data; boundary={BOUNDARY}"),
                    format!("{parts}--{BOUNDARY}--\r\n"),
                ))
            }
        }
    }
}

/// What ends the parts of a form, as the rest of its media type says.
fn boundary(parameters: &str) -> Option<&str> {
    let stated = parameters.split(';').find_map(|p| p.trim().strip_prefix("boundary="))?;
    Some(stated.trim_matches('"')).filter(|b| !b.is_empty())
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
    /// The latest moment at which the answer can have changed, where the list that leads here says so:
    /// whoever has an answer from after it need not ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged_since: Option<Timestamp>,
    /// The version that is wanted, where it is not that of today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<Past>,
    /// Whether a browser shall draw the page before it is read.
    #[serde(default)]
    pub render: bool,
}

/// A version that a web archive keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// What the archive puts before time and address.
    pub archive: Url,
    /// When it was kept.
    pub at: Timestamp,
}

impl Request {
    /// A plain read of `url`.
    pub fn get(url: Url) -> Self {
        Self { url, method: Method::Get, accept: None, unchanged_since: None, past: None, render: false }
    }
    /// A search at `url`.
    pub fn post(url: Url, json: Value) -> Self {
        Self { method: Method::Post { json }, accept: Some("application/json".into()), ..Self::get(url) }
    }
    /// A search at `url` by a form.
    pub fn form(url: Url, parts: Map<String, Value>) -> Self {
        Self { method: Method::Form { parts }, accept: Some("application/json".into()), ..Self::get(url) }
    }
    /// The version of `url` that `archive` keeps from that moment.
    pub fn past(url: Url, archive: Url, at: Timestamp) -> Self {
        Self { past: Some(Past { archive, at }), ..Self::get(url) }
    }
    /// The address that names the answer. The body of a search belongs to its name, so it is written
    /// as a fragment: servers never see it, but page 2 of a search is told from page 1.
    pub fn logical_url(&self) -> Url {
        let (name, json) = match &self.method {
            Method::Get => return self.url.clone(),
            Method::Post { json } => ("json", json.to_string()),
            Method::Form { parts } => ("form", Value::Object(parts.clone()).to_string()),
        };
        let mut url = self.url.clone();
        let pair = form_urlencoded::Serializer::new(String::new()).append_pair(name, &json).finish();
        url.set_fragment(Some(&pair));
        url
    }
    /// How the answer named `logical` was asked for.
    pub fn asked(logical: &Url) -> Method {
        let read = |name: &str| {
            let pairs = form_urlencoded::parse(logical.fragment()?.as_bytes());
            let (_, json) = pairs.into_iter().find(|(n, _)| n == name)?;
            serde_json::from_str(&json).ok()
        };
        if let Some(json) = read("json") {
            return Method::Post { json };
        }
        match read("form") {
            Some(Value::Object(parts)) => Method::Form { parts },
            _ => Method::Get,
        }
    }
    /// What was searched for to get the answer named `logical`, if it was a search.
    pub fn posted(logical: &Url) -> Option<Value> {
        match Self::asked(logical) {
            Method::Post { json } => Some(json),
            Method::Form { parts } => Some(Value::Object(parts)),
            Method::Get => None,
        }
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
            let url: Url = "https://api.example.org/search?x=1".parse().unwrap();
            let form = Request::form(url.clone(), json.as_object().unwrap().clone());
            for request in [Request::post(url, json.clone()), form] {
                let logical = request.logical_url();
                prop_assert_eq!(Request::posted(&logical), Some(json.clone()));
                prop_assert_eq!(&Request::asked(&logical), &request.method);
                let (kind, body) = request.method.body().unwrap();
                prop_assert_eq!(Method::of_body(&kind, body.as_bytes()), Some(request.method));
                prop_assert_eq!(Url::parse(logical.as_str()).unwrap(), logical);
            }
        }
        #[test]
        fn no_part_of_a_form_can_end_it(text in "(\\PC|\r\n|------shiome-part--){0,20}") {
            let parts = serde_json::json!({ "a\"\r\n": text, "b": [text] }).as_object().unwrap().clone();
            let (_, body) = Method::Form { parts }.body().unwrap();
            prop_assert_eq!(body.matches(&format!("\r\n--{BOUNDARY}")).count(), 2);
        }
    }

    #[test]
    fn a_form_is_sent_in_parts_of_json() {
        let parts = serde_json::json!({ "query": { "open": true }, "languages": ["en"] });
        let (kind, body) = Method::Form { parts: parts.as_object().unwrap().clone() }.body().unwrap();
        assert_eq!(kind, "multipart/form-data; boundary=----shiome-part");
        assert_eq!(
            body,
            "------shiome-part\r\nContent-Disposition: form-data; name=\"query\"\r\n\
             Content-Type: application/json\r\n\r\n{\"open\":true}\r\n\
             ------shiome-part\r\nContent-Disposition: form-data; name=\"languages\"\r\n\
             Content-Type: application/json\r\n\r\n[\"en\"]\r\n------shiome-part--\r\n"
        );
    }

    #[test]
    fn forms_of_others_are_read_and_rubbish_is_none() {
        let quoted = "multipart/form-data; charset=utf-8; boundary=\"x y\"";
        let body = "--x y\r\nContent-Disposition: form-data; name=\"a\"; filename=\"blob\"\r\n\r\n[1]\r\n--x y--\r\n";
        let parts = serde_json::json!({ "a": [1] }).as_object().unwrap().clone();
        assert_eq!(Method::of_body(quoted, body.as_bytes()), Some(Method::Form { parts }));
        for (kind, body) in [
            (quoted, &b"--x y--"[..]),
            (quoted, b"--x y\r\n\r\n1\r\n--x y--"),
            (quoted, b"\xff"),
            ("multipart/form-data; boundary=", b"--\r\n"),
            ("application/x-www-form-urlencoded", b"a=b"),
        ] {
            assert_eq!(Method::of_body(kind, body), None, "{kind} {body:?}");
        }
    }

    #[test]
    fn a_plain_read_is_named_by_its_address() {
        let request = Request::get("https://example.org/a".parse().unwrap());
        assert_eq!(request.logical_url(), request.url);
        assert_eq!(Request::posted(&request.url), None);
    }
}
