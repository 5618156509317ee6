//! How far a walk has come, as it is carried in the fragment of a question.

use super::super::dates;
use chrono::{DateTime, SecondsFormat};
use url::{Url, form_urlencoded};

/// How far a walk has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Walk {
    /// When it began, by the server's clock.
    pub began: Option<String>,
    /// Since when it asks, as it was written in the question.
    pub from: Option<String>,
    /// Which of the sets it is in.
    pub set: usize,
    /// Whether it began anew because a token had expired.
    pub is_again: bool,
    /// Whether the question was by a token.
    pub is_on_a_token: bool,
}

impl Walk {
    /// The walk to which the answer named `logical` belongs.
    pub fn of(logical: &Url) -> Self {
        let mut walk = Self::default();
        for (name, value) in logical.query_pairs() {
            match &*name {
                "from" => walk.from = Some(value.into_owned()),
                "resumptionToken" => walk.is_on_a_token = true,
                _ => {}
            }
        }
        let carried = logical.fragment().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(carried.as_bytes()) {
            match &*name {
                "began" => walk.began = moment(&value),
                "from" => walk.from = Some(value.into_owned()),
                "set" => walk.set = value.parse().unwrap_or_default(),
                "again" => walk.is_again = true,
                _ => {}
            }
        }
        walk
    }
    /// Whether it has begun, so that there is something to carry.
    pub fn is_under_way(&self) -> bool {
        self.began.is_some() || self.set > 0 || self.is_again
    }
    /// What the next question is to carry.
    pub fn carried(&self) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        self.began.iter().for_each(|began| _ = pairs.append_pair("began", began));
        self.from.iter().for_each(|from| _ = pairs.append_pair("from", from));
        if self.set > 0 {
            pairs.append_pair("set", &self.set.to_string());
        }
        if self.is_again {
            pairs.append_pair("again", "1");
        }
        pairs.finish()
    }
    /// Since when the next walk asks. A server whose clock went back does not take us back.
    pub fn end(self) -> Option<String> {
        let from = self.from.as_deref().and_then(moment);
        self.began.max(from)
    }
}

/// A moment to the second in UTC, in one way of writing, so that later ones sort later.
pub(super) fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    let exact = DateTime::parse_from_rfc3339(text).ok().map(|t| t.to_utc());
    let at = exact.or_else(|| Some(dates::read(text, None)?.and_time(chrono::NaiveTime::MIN).and_utc()))?;
    Some(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}
