//! Holds a value against its JSON schema and names everything that does not fit.
//!
//! It knows the part of JSON Schema that our own schemas use. A validator of the whole language would
//! stop at "matches no alternative"; this one knows that alternatives are told apart by a tag, and so
//! can say which key of which alternative is wrong.

use super::document::escape;
use super::nearest;
use chrono::NaiveDate;
use serde_json::{Map, Value};

/// Something that does not fit.
pub struct Misfit {
    /// Where: a JSON pointer.
    pub at: String,
    /// What.
    pub message: String,
    /// What to do instead.
    pub hint: String,
}

/// Finds everything in `value` that does not fit `schema`, and takes unknown keys and wrong values of
/// keys out, so that what is left can be read on.
pub fn fit(value: &mut Value, schema: &Value) -> Vec<Misfit> {
    let mut check = Check { root: schema, found: Vec::new() };
    check.value(value, schema, "");
    check.found
}

struct Check<'s> {
    root: &'s Value,
    found: Vec<Misfit>,
}

impl<'s> Check<'s> {
    fn report(&mut self, at: &str, message: impl Into<String>, hint: impl Into<String>) -> bool {
        self.found.push(Misfit { at: at.to_owned(), message: message.into(), hint: hint.into() });
        false
    }

    /// Whether the value as a whole may stay; what is wrong inside it has been dealt with.
    fn value(&mut self, value: &mut Value, schema: &'s Value, at: &str) -> bool {
        let about = schema["description"].as_str();
        let schema = self.resolve(schema);
        let about = about.or(schema["description"].as_str()).unwrap_or_default();
        for key in ["oneOf", "anyOf"] {
            if let Some(alternatives) = schema[key].as_array() {
                return self.one_of(value, alternatives, at, about);
            }
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        if !types.iter().any(|t| is_of(value, t)) {
            let expected = types.iter().find(|t| **t != "null").map_or("nothing", |t| type_name(t));
            let found = type_name(type_of(value));
            return self.report(at, format!("expected {expected}, found {found}"), sentence(about));
        }
        match value {
            Value::Object(map) => self.object(map, schema, at),
            Value::Array(list) => {
                for (index, entry) in list.iter_mut().enumerate() {
                    self.value(entry, &schema["items"], &format!("{at}/{index}"));
                }
                true
            }
            Value::String(text) if schema["format"] == "date" && text.parse::<NaiveDate>().is_err() => {
                self.report(at, format!("'{text}' is no day"), "write it as 2026-07-01")
            }
            Value::Number(number) => {
                let n = number.as_f64().unwrap_or_default();
                match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
                    (Some(least), _) if n < least => {
                        self.report(at, format!("{number} is less than {least}"), sentence(about))
                    }
                    (_, Some(most)) if n > most => {
                        self.report(at, format!("{number} is more than {most}"), sentence(about))
                    }
                    _ => true,
                }
            }
            _ => true,
        }
    }

    fn resolve(&self, schema: &'s Value) -> &'s Value {
        let target = schema["$ref"].as_str().and_then(|r| self.root.pointer(r.strip_prefix('#')?));
        target.map_or(schema, |target| self.resolve(target))
    }

    /// An object that lacks something may not stay: nobody could read it.
    fn object(&mut self, map: &mut Map<String, Value>, schema: &'s Value, at: &str) -> bool {
        let known = schema["properties"].as_object();
        let names = || known.into_iter().flat_map(Map::keys).map(String::as_str);
        let closed = schema["additionalProperties"] == Value::Bool(false);
        map.retain(|key, value| {
            let at = format!("{at}/{}", escape(key));
            match known.and_then(|k| k.get(key)) {
                Some(schema) => self.value(value, schema, &at),
                None if closed => self.report(&at, "unknown key", nearest::hint(key, names())),
                None => true,
            }
        });
        let mut whole = true;
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for key in required {
            let place = format!("{at}/{}", escape(key));
            let inside =
                |at: &str| at.strip_prefix(&place).is_some_and(|r| r.is_empty() || r.starts_with('/'));
            let reported = self.found.iter().any(|m| inside(&m.at));
            if !map.contains_key(key) && !reported {
                let about = known.and_then(|k| k.get(key)).map_or("", |s| self.about(s));
                whole = self.report(&place, "is missing", sentence(about));
            }
        }
        whole
    }

    fn about(&self, schema: &'s Value) -> &'s str {
        let own = schema["description"].as_str();
        own.or_else(|| self.resolve(schema)["description"].as_str()).unwrap_or_default()
    }

    fn one_of(&mut self, value: &mut Value, alternatives: &'s [Value], at: &str, about: &str) -> bool {
        let alternatives: Vec<&Value> =
            alternatives.iter().map(|a| self.resolve(a)).filter(|a| a["type"] != "null").collect();
        if let [only] = alternatives[..] {
            return self.value(value, only, at);
        }
        let words: Vec<&str> = alternatives.iter().flat_map(|a| words(a)).collect();
        if !words.is_empty() {
            return match value.as_str() {
                Some(word) if words.contains(&word) => true,
                Some(word) => {
                    self.report(at, format!("'{word}' is not known here"), nearest::hint(word, words))
                }
                None => self.report(at, "expected a text", format!("write one of: {}", words.join(", "))),
            };
        }
        let Some((tag, _)) = alternatives.first().and_then(|a| tag_of(a)) else { return true };
        let names = || alternatives.iter().filter_map(|a| tag_of(a)).map(|(_, name)| name);
        let Some(map) = value.as_object_mut() else {
            let found = type_name(type_of(value));
            return self.report(at, format!("expected a table, found {found}"), sentence(about));
        };
        let place = format!("{at}/{tag}");
        match map.get(tag).map(|given| given.as_str().map(str::to_owned)) {
            None => self.report(&place, "is missing", nearest::hint("", names())),
            Some(None) => self.report(&place, "expected a text", nearest::hint("", names())),
            Some(Some(given)) => {
                match alternatives.iter().find(|a| tag_of(a).is_some_and(|(_, name)| name == given)) {
                    Some(chosen) => self.object(map, chosen, at),
                    None => {
                        let hint = nearest::hint(&given, names());
                        self.report(&place, format!("'{given}' is not known here"), hint)
                    }
                }
            }
        }
    }
}

/// The words an alternative stands for.
fn words(alternative: &Value) -> impl Iterator<Item = &str> {
    let many = alternative["enum"].as_array().into_iter().flatten();
    alternative["const"].as_str().into_iter().chain(many.filter_map(Value::as_str))
}

/// The key that tells an alternative from the others, and its value there.
fn tag_of(alternative: &Value) -> Option<(&str, &str)> {
    let properties = alternative["properties"].as_object()?;
    properties.iter().find_map(|(key, schema)| Some((key.as_str(), schema["const"].as_str()?)))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_of(value: &Value, expected: &str) -> bool {
    let own = type_of(value);
    own == expected || (own == "integer" && expected == "number")
}

fn type_name(name: &str) -> &'static str {
    match name {
        "boolean" => "true or false",
        "number" => "a number",
        "integer" => "a whole number",
        "string" => "a text",
        "array" => "a list",
        "object" => "a table",
        _ => "what is no number",
    }
}

/// The first sentence of a description, as a hint.
fn sentence(about: &str) -> String {
    let line = about.lines().take_while(|l| !l.trim().is_empty()).collect::<Vec<_>>().join(" ");
    let end = line.find(". ").unwrap_or(line.len());
    let line = line[..end].trim_end_matches('.');
    if line.is_empty() { String::new() } else { format!("it is: {line}") }
}
