//! One TOML file as JSON, with the line of every key. Places are JSON pointers (RFC 6901) inside and
//! `source[1].connector.url` outside.

use super::problem::{Problem, Problems};
use super::shape;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// A file that was read, and what is known to be wrong with it.
pub struct Document {
    file: PathBuf,
    value: Value,
    lines: BTreeMap<String, usize>,
    found: Vec<(String, Problem)>,
}

impl Document {
    /// Reads a file and holds it against the schema of its kind. What does not fit is reported and
    /// taken out, so that the rest can be looked at.
    pub fn read(file: &Path, schema: &Value) -> Self {
        let mut document =
            Self { file: file.into(), value: Value::Null, lines: BTreeMap::new(), found: Vec::new() };
        match std::fs::read_to_string(file) {
            Ok(text) => document.parse(&text, schema),
            Err(error) => document.problem("", format!("cannot be read: {error}"), ""),
        }
        document
    }

    fn parse(&mut self, text: &str, schema: &Value) {
        let starts: Vec<usize> =
            std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        let line = |offset: usize| starts.partition_point(|start| *start <= offset);
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map(|span| line(span.start));
            let message = format!("is no TOML: {}", error.message());
            let problem = Problem { line: at, ..Problem::of_file(&self.file, message, "") };
            self.found.push((String::new(), problem));
        }
        let mut reader = Reader { line: &line, lines: BTreeMap::new() };
        let mut value = reader.table(table.get_ref(), "");
        self.lines = reader.lines;
        // A file that is no TOML has been read in part: what is missing is not the author's mistake.
        if self.found.is_empty() {
            for misfit in shape::fit(&mut value, schema) {
                self.problem(&misfit.at, misfit.message, misfit.hint);
            }
        }
        self.value = value;
    }

    /// Reports a mistake at a place.
    pub fn problem(&mut self, at: &str, message: impl Into<String>, hint: impl Into<String>) {
        let line = if self.lines.is_empty() { None } else { Some(self.line(at)) };
        let problem = Problem { line, key: key(at), ..Problem::of_file(&self.file, message, hint) };
        self.found.push((at.to_owned(), problem));
    }

    /// The value at a place.
    pub fn value(&self, at: &str) -> Option<&Value> {
        self.value.pointer(at)
    }

    /// How many entries the list at a place has.
    pub fn count(&self, at: &str) -> usize {
        self.value(at).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// What stands at a place, or its default if nothing does; none if it cannot be understood, which
    /// is then reported.
    pub fn piece<T: DeserializeOwned>(&mut self, at: &str) -> Option<T> {
        let value = self.value(at).cloned().unwrap_or_else(|| Value::Object(Map::new()));
        match serde_json::from_value(value) {
            Ok(piece) => Some(piece),
            Err(_) if self.is_troubled(at) => None,
            Err(error) => {
                self.problem(at, error.to_string(), "");
                None
            }
        }
    }

    /// Whether something is known to be wrong at a place or inside it, or with the file.
    pub fn is_troubled(&self, at: &str) -> bool {
        let inside = |place: &str| place.strip_prefix(at).is_some_and(|r| r.is_empty() || r.starts_with('/'));
        !self.is_readable() || self.found.iter().any(|(place, _)| inside(place))
    }

    /// Whether the file is TOML at all; otherwise no more can be said of it.
    pub fn is_readable(&self) -> bool {
        !self.found.iter().any(|(place, _)| place.is_empty())
    }

    /// Hands over what was found.
    pub fn close(self, problems: &mut Problems) {
        problems.0.extend(self.found.into_iter().map(|(_, problem)| problem));
    }

    /// The line of a place, or of the smallest thing around it.
    fn line(&self, mut at: &str) -> usize {
        loop {
            if let Some(line) = self.lines.get(at) {
                return *line;
            }
            match at.rsplit_once('/') {
                Some((around, _)) => at = around,
                None => return 1,
            }
        }
    }
}

/// A pointer as people write it: `/source/0/connector/url` is `source[1].connector.url`.
fn key(pointer: &str) -> String {
    let mut out = String::new();
    for part in pointer.split('/').skip(1) {
        match part.parse::<usize>() {
            Ok(index) => out.push_str(&format!("[{}]", index + 1)),
            Err(_) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(&part.replace("~1", "/").replace("~0", "~"));
            }
        }
    }
    out
}

/// A key as a part of a pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Turns TOML into JSON and notes lines.
struct Reader<'l> {
    line: &'l dyn Fn(usize) -> usize,
    lines: BTreeMap<String, usize>,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>, at: &str) -> Value {
        let mut map = Map::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let inner = format!("{at}/{}", escape(name));
            self.lines.insert(inner.clone(), (self.line)(key.span().start));
            map.insert(name.to_owned(), self.value(value.get_ref(), &inner));
        }
        Value::Object(map)
    }

    fn value(&mut self, value: &DeValue<'_>, at: &str) -> Value {
        match value {
            DeValue::String(text) => Value::String(text.as_ref().to_owned()),
            DeValue::Integer(digits) => {
                i64::from_str_radix(digits.as_str(), digits.radix()).map_or(Value::Null, Value::from)
            }
            DeValue::Float(digits) => {
                let number = digits.as_str().parse().ok().and_then(Number::from_f64);
                number.map_or(Value::Null, Value::Number)
            }
            DeValue::Boolean(yes) => Value::Bool(*yes),
            DeValue::Datetime(moment) => Value::String(moment.to_string()),
            DeValue::Array(values) => {
                let mut list = Vec::new();
                for (index, value) in values.iter().enumerate() {
                    let inner = format!("{at}/{index}");
                    self.lines.insert(inner.clone(), (self.line)(value.span().start));
                    list.push(self.value(value.get_ref(), &inner));
                }
                Value::Array(list)
            }
            DeValue::Table(table) => self.table(table, at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_people_write_them() {
        assert_eq!(key("/source/0/connector/url"), "source[1].connector.url");
        assert_eq!(key("/a~1b"), "a/b");
        assert_eq!(key(""), "");
    }

    #[test]
    fn every_key_and_entry_has_its_line() {
        let text =
            "a = 1\n\n[b]\nc = [\n  { d = 2 },\n  { d = 3 },\n]\n[[e]]\nf = 1\n[[e]]\nf = 2026-01-02\n";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.toml");
        std::fs::write(&file, text).unwrap();
        let document = Document::read(&file, &Value::Bool(true));
        assert!(!document.is_troubled(""));
        let line = |at| document.line(at);
        assert_eq!((line("/a"), line("/b"), line("/b/c"), line("/b/c/1/d")), (1, 3, 4, 6));
        assert_eq!((line("/e/0"), line("/e/0/f"), line("/e/1"), line("/e/1/f")), (8, 9, 10, 11));
        assert_eq!(line("/e/1/missing"), 10);
        assert_eq!(document.value("/e/1/f"), Some(&Value::from("2026-01-02")));
    }
}
