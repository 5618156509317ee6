//! How far a walk has come, as it is carried in the fragment of a question and kept between two visits.

use super::super::dates;
use chrono::{DateTime, SecondsFormat};
use shiome_model::Hash;
use url::{Url, form_urlencoded};

/// Begins a cursor that leads into the middle of a walk. It sorts before the moments that end one.
const PLACE: &str = "(walk)";

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
        walk.take(logical.fragment().unwrap_or_default());
        walk
    }
    fn take(&mut self, carried: &str) {
        for (name, value) in form_urlencoded::parse(carried.as_bytes()) {
            match &*name {
                "began" => self.began = moment(&value),
                "from" => self.from = Some(value.into_owned()),
                "set" => self.set = value.parse().unwrap_or_default(),
                "again" => self.is_again = true,
                _ => {}
            }
        }
    }
    /// Where the next visit goes on if this one ends here: with the page of a token, or with the first
    /// one of a set. It holds only for the same settings, which `settings` stands for.
    pub fn place(&self, token: Option<&str>, settings: &Hash) -> String {
        let walk = Self { is_again: false, ..self.clone() }; // each visit may begin anew once
        let mut pairs = form_urlencoded::Serializer::new(walk.carried());
        token.iter().for_each(|token| _ = pairs.append_pair("token", token));
        pairs.append_pair("of", settings.short());
        format!("{PLACE}{}", pairs.finish())
    }
    /// The walk a cursor leads into, and the token of the next page; none if it leads into none.
    pub fn at(cursor: &str, settings: &Hash) -> Option<(Self, Option<String>)> {
        let carried = cursor.strip_prefix(PLACE)?;
        let find = |key: &str| {
            let mut pairs = form_urlencoded::parse(carried.as_bytes());
            pairs.find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
        };
        let mut walk = Self::default();
        walk.take(carried);
        (find("of").as_deref() == Some(settings.short())).then(|| (walk, find("token")))
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

/// Whether a cursor leads into the middle of a walk, whatever its settings.
pub(super) fn is_place(cursor: &str) -> bool {
    cursor.starts_with(PLACE)
}

/// A moment to the second in UTC, in one way of writing, so that later ones sort later.
pub(super) fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    let exact = DateTime::parse_from_rfc3339(text).ok().map(|t| t.to_utc());
    let at = exact.or_else(|| Some(dates::read(text, None)?.and_time(chrono::NaiveTime::MIN).and_utc()))?;
    Some(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}
