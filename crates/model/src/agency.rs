//! Who publishes, and where we may read it.

use crate::{AgencyId, Credibility, Lang, SourceId};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a body is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// In English.
    pub en: String,
    /// In Japanese.
    pub ja: String,
    /// In its own language, where that is neither of the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

impl Names {
    /// The name for an interface in `lang` (`ja` or anything else).
    pub fn of(&self, lang: &str) -> &str {
        if lang == "ja" && !self.ja.is_empty() { &self.ja } else { &self.en }
    }
}

/// What sort of body it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// Gives grants for research.
    #[default]
    Funder,
    /// Part of a government: ministry, department, legislature.
    Ministry,
    /// Advises or coordinates: council, academy, association.
    Council,
    /// A network or initiative of several bodies.
    Network,
    /// Reports about the others: news house, newsletter, blog.
    News,
    /// Provides infrastructure: registry, repository, data centre.
    Infrastructure,
    /// An international organisation.
    International,
    /// A university or research institute.
    Institute,
    /// One of our own liaison offices.
    LiaisonOffice,
}

/// A body taking over from another, or being taken over, so that series do not break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    /// The other body.
    pub agency: AgencyId,
    /// From when.
    pub from: NaiveDate,
}

/// A funder, ministry, council, network or news house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Agency {
    /// Stem of its TOML file.
    pub id: AgencyId,
    /// Its names.
    pub name: Names,
    /// Acronyms by which texts name it: found in exactly this case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acronyms: Vec<String>,
    /// Its other names, in any language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Those of its names that mean other things too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ambiguous: Vec<String>,
    /// ISO 3166-1 alpha-2 in upper case; `EU` and `INT` for bodies above countries.
    pub country: String,
    /// What sort of body it is.
    pub kind: AgencyKind,
    /// Its record in the Research Organization Registry, as a URL.
    pub ror: Option<String>,
    /// Its front page.
    pub homepage: Option<String>,
    /// The body it took over from.
    pub predecessor: Option<Succession>,
    /// The body that took over from it.
    pub successor: Option<Succession>,
}

/// How a source reaches us.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Read from the web.
    #[default]
    Web,
    /// Written by a liaison office, and handed over with `shiome memo add`.
    Memo,
    /// Files that people put into a folder.
    DropFolder,
    /// Messages that come into a mailbox.
    Mailbox,
}

/// What a probe of the source has shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Probe {
    /// Nobody has looked yet.
    #[default]
    Unprobed,
    /// `source check` read works from it.
    Working,
    /// `source check` could not.
    Failing,
}

impl Probe {
    /// The name used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unprobed => "unprobed",
            Self::Working => "working",
            Self::Failing => "failing",
        }
    }
}

/// What a body is called that is not configured (any longer): as its sources are titled, else its id
/// spelt out. People never read a bare id.
pub fn called<'t>(id: &AgencyId, titles: impl IntoIterator<Item = &'t str>) -> String {
    // "(feed)" says what is read, not who writes.
    let bare =
        |t: &'t str| t.trim_end().strip_suffix(')').and_then(|t| t.rsplit_once(" (")).map_or(t, |(t, _)| t);
    let mut titles = titles.into_iter().map(|t| bare(t).trim()).filter(|t| !t.is_empty());
    let common = titles.next().map(|first| titles.fold(first, common_words)).unwrap_or_default();
    let common = common.trim_end_matches([' ', '-', '–', '—', ':', ',', '|', '·', '/', '(']);
    if common.chars().count() > 2 { common.to_owned() } else { spelt_out(id.as_str()) }
}

/// The words with which both begin.
fn common_words<'t>(a: &'t str, b: &str) -> &'t str {
    let same = a.char_indices().zip(b.chars()).take_while(|((_, x), y)| x == y);
    let end = same.last().map_or(0, |((at, x), _)| at + x.len_utf8());
    let whole = |t: &str| t[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    let head = &a[..end];
    if whole(a) && whole(b) { head } else { head.rfind(' ').map_or("", |at| &head[..at]) }
}

/// "nih-feeds" is "NIH feeds".
fn spelt_out(id: &str) -> String {
    let words = id.split(['-', '_', '/']).filter(|w| !w.is_empty()).enumerate().map(|(n, word)| {
        let vowels = word.chars().any(|c| "aeiouy".contains(c));
        let letters = word.chars().count();
        match word.chars().next() {
            _ if letters <= 3 || (letters <= 5 && !vowels) => word.to_uppercase(),
            Some(first) if n == 0 => first.to_uppercase().collect::<String>() + &word[first.len_utf8()..],
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A place we may read. How to read it is the crawler's connector, kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// `agency/name`.
    pub id: SourceId,
    /// Whose it is.
    pub agency: AgencyId,
    /// Country of the agency, copied for speed.
    pub country: String,
    /// What people call it.
    pub title: String,
    /// The page or feed it is read from.
    pub url: String,
    /// Kind of the connector that reads it; none for a channel that is not read from the web.
    pub connector: Option<String>,
    /// Language most of it is written in: the prior for language identification.
    pub language: Option<Lang>,
    /// How it reaches us.
    pub channel: Channel,
    /// Seconds between checks before the rhythm is learned.
    pub cadence_seconds: u64,
    /// What a probe has shown.
    pub probe: Probe,
    /// In whose name it speaks.
    pub credibility: Credibility,
    /// Licence of what is read, if stated.
    pub licence: Option<String>,
    /// Traps for the operator.
    pub note: Option<String>,
}

impl Source {
    /// Whether it is one page whose versions are compared: such a page may rest for years.
    pub fn is_watched(&self) -> bool {
        self.connector.as_deref() == Some("watch")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_configuration_has_a_name() {
        let called = |id: &str, titles: &[&str]| called(&AgencyId::new(id), titles.iter().copied());
        assert_eq!(called("nih-feeds", &[]), "NIH feeds");
        assert_eq!(called("dbcls", &[]), "DBCLS");
        assert_eq!(called("arvonne", &[]), "Arvonne");
        assert_eq!(
            called("ror", &["Research Registry (feed)", "Research Registry (listing)"]),
            "Research Registry"
        );
        assert_eq!(called("ma", &["Minato – news", "Minato – calls"]), "Minato");
        assert_eq!(called("ma-research", &["Minato news", "Mint calls"]), "MA research");
        assert_eq!(called("kaiyo", &["海洋機構 新着情報 (feed)"]), "海洋機構 新着情報");
    }
}
