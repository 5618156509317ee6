//! The parameters of an address, read strictly: a mistake is told, never passed over.

use crate::failure::Failure;
use chrono::NaiveDate;
use url::form_urlencoded;

/// Characters a parameter may have.
const LONGEST: usize = 2_000;
/// Values one parameter may be given.
const MOST_VALUES: usize = 50;

/// Names and values, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Takes the part of an address after the question mark.
    pub fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The parameters except `name`.
    pub fn without(&self, name: &str) -> Vec<(&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v.as_str())).filter(|(k, _)| *k != name).collect()
    }

    /// A parameter whose value is longer than any that is meant.
    pub fn too_long(&self) -> Option<&str> {
        self.0.iter().find(|(_, v)| v.chars().count() > LONGEST).map(|(k, _)| k.as_str())
    }

    /// The last value of a parameter; an empty one counts as none.
    pub fn one(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().rev().find(|(k, _)| k == name).map(|(_, v)| v.trim());
        value.filter(|v| !v.is_empty())
    }

    /// All values of a parameter, sorted, each once.
    pub fn all(&self, name: &str) -> Result<Vec<String>, Failure> {
        let values = self.0.iter().filter(|(k, _)| k == name).map(|(_, v)| v.trim());
        let mut values: Vec<String> = values.filter(|v| !v.is_empty()).map(str::to_owned).collect();
        values.sort();
        values.dedup();
        if values.len() > MOST_VALUES {
            return Err(Failure::bad("bad_many", name));
        }
        Ok(values)
    }

    /// A whole number from 0 to `most`.
    pub fn number(&self, name: &str, default: usize, most: usize) -> Result<usize, Failure> {
        let Some(text) = self.one(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|n| *n <= most);
        number.ok_or_else(|| Failure::Bad { hint: "bad_number", value: format!("{name}={text}"), most })
    }

    /// A calendar day.
    pub fn day(&self, name: &str) -> Result<Option<NaiveDate>, Failure> {
        let Some(text) = self.one(name) else { return Ok(None) };
        // Years of four digits keep every later calculation with days in range.
        let day = text.parse().ok().filter(|_| text.len() == 10);
        day.map(Some).ok_or_else(|| Failure::bad("bad_day", text))
    }

    /// `1` or `0`.
    pub fn flag(&self, name: &str, default: bool) -> Result<bool, Failure> {
        match self.one(name) {
            None => Ok(default),
            Some("1") => Ok(true),
            Some("0") => Ok(false),
            Some(other) => Err(Failure::bad("bad_flag", &format!("{name}={other}"))),
        }
    }
}
