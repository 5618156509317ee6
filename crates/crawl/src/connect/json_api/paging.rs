//! Turning the page. Where the present page is, is read from the question itself, so nothing has to
//! be remembered between two answers.

use super::{Verb, pointer};
use crate::{BadConfig, Method, Request};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shiome_model::Capture;
use url::form_urlencoded;

/// How to get the next page. A `parameter` is the name of one in the address; with `method = "POST"`
/// it may be a JSON pointer into what is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Next {
    /// There is one page.
    #[default]
    None,
    /// The answer holds the address of the next page.
    Pointer {
        /// Where.
        at: String,
    },
    /// Pages are numbered; the first without works is the last.
    Page {
        /// The parameter that holds the number.
        parameter: String,
        /// The number of the first page.
        #[serde(default = "one")]
        start: u64,
    },
    /// Works are numbered; the first page without works is the last.
    Offset {
        /// The parameter that holds the number of the first work wanted, counted from zero.
        parameter: String,
    },
    /// The answer holds a token that asks for the next page.
    Cursor {
        /// Where.
        at: String,
        /// The parameter that takes the token.
        parameter: String,
    },
}

fn one() -> u64 {
    1
}

impl Next {
    pub(super) fn check(&self, verb: Verb) -> Result<(), BadConfig> {
        let (at, parameter) = match self {
            Self::None => (None, None),
            Self::Pointer { at } => (Some(at), None),
            Self::Page { parameter, .. } | Self::Offset { parameter } => (None, Some(parameter)),
            Self::Cursor { at, parameter } => (Some(at), Some(parameter)),
        };
        at.map_or(Ok(()), |at| pointer("next.at", at))?;
        match parameter {
            Some(p) if p.is_empty() => Err(BadConfig::new("next.parameter", p, "it is empty")),
            Some(p) if p.starts_with('/') && verb == Verb::Get => Err(BadConfig::new(
                "next.parameter",
                p,
                "only method = \"POST\" sends what it could point into",
            )),
            _ => Ok(()),
        }
    }
    /// The first page.
    pub(super) fn first(&self, request: Request) -> Request {
        match self {
            Self::Page { parameter, start } => with(request, parameter, Value::from(*start)),
            _ => request,
        }
    }
    /// The page after `answer`, which held `count` works and was `asked` for.
    pub(super) fn after(
        &self,
        asked: Request,
        capture: &Capture,
        answer: &Value,
        count: usize,
    ) -> Option<Request> {
        let present = |parameter: &str| number(&asked, parameter);
        match self {
            Self::None => None,
            Self::Pointer { at } => {
                let href = answer.pointer(at)?.as_str().filter(|h| !h.trim().is_empty())?;
                Some(Request { url: capture.final_url.join(href).ok()?, ..asked })
            }
            _ if count == 0 => None,
            Self::Page { parameter, start } => {
                let page = present(parameter).unwrap_or(*start);
                Some(with(asked, parameter, Value::from(page + 1)))
            }
            Self::Offset { parameter } => {
                let offset = present(parameter).unwrap_or(0);
                Some(with(asked, parameter, Value::from(offset + count as u64)))
            }
            Self::Cursor { at, parameter } => {
                let token = answer.pointer(at)?;
                let is_empty = token.is_null() || token.as_str() == Some("");
                (!is_empty).then(|| with(asked, parameter, token.clone()))
            }
        }
    }
}

fn number(request: &Request, parameter: &str) -> Option<u64> {
    match &request.method {
        Method::Post { json } if parameter.starts_with('/') => json.pointer(parameter)?.as_u64(),
        Method::Form { parts } if parameter.starts_with('/') => {
            let (part, rest) = split(parameter);
            parts.get(&part)?.pointer(rest)?.as_u64()
        }
        _ => {
            let pairs = request.url.query_pairs();
            pairs.into_iter().find(|(name, _)| name == parameter)?.1.parse().ok()
        }
    }
}

/// The request with one parameter set, all others as they were written.
fn with(mut request: Request, parameter: &str, value: Value) -> Request {
    match &mut request.method {
        Method::Post { json } if parameter.starts_with('/') => set(json, parameter, value),
        Method::Form { parts } if parameter.starts_with('/') => {
            let (part, rest) = split(parameter);
            set(parts.entry(part).or_insert(Value::Null), rest, value);
        }
        _ => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let encoded =
                form_urlencoded::Serializer::new(String::new()).append_pair(parameter, &text).finish();
            let query = request.url.query().unwrap_or_default();
            let is_other = |pair: &&str| {
                !pair.is_empty() && form_urlencoded::parse(pair.as_bytes()).all(|(name, _)| name != parameter)
            };
            let pairs: Vec<&str> = query.split('&').filter(is_other).chain([encoded.as_str()]).collect();
            request.url.set_query(Some(&pairs.join("&")));
        }
    }
    request
}

/// The part of a form that a pointer begins with, and the pointer inside it.
fn split(pointer: &str) -> (String, &str) {
    let inside = &pointer[1..];
    let end = inside.find('/').unwrap_or(inside.len());
    (inside[..end].replace("~1", "/").replace("~0", "~"), &inside[end..])
}

/// Sets the value at a JSON pointer; objects on the way are made where nothing is.
fn set(json: &mut Value, pointer: &str, value: Value) {
    let mut place = json;
    for key in pointer.split('/').skip(1).map(|k| k.replace("~1", "/").replace("~0", "~")) {
        place = match place {
            Value::Array(items) => match key.parse::<usize>().ok().and_then(|i| items.get_mut(i)) {
                Some(item) => item,
                None => return,
            },
            Value::Object(object) => object.entry(key).or_insert(Value::Null),
            Value::Null => {
                *place = Value::Object(serde_json::Map::new());
                match place.as_object_mut() {
                    Some(object) => object.entry(key).or_insert(Value::Null),
                    None => return,
                }
            }
            _ => return,
        };
    }
    *place = value;
}
