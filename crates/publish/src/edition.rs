//! The two editions and their fixed words.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr, sync::LazyLock};

/// The language an issue is written in. Quotations keep their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

/// Fixed words by name.
pub(crate) type Words = BTreeMap<String, String>;

static JA: LazyLock<Words> = LazyLock::new(|| read(include_str!("../templates/ja.json")));
static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../templates/en.json")));

/// A file that is part of the program; a test reads both.
fn read(json: &str) -> Words {
    serde_json::from_str(json).unwrap_or_default()
}

impl Edition {
    /// Both, in order of display.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The language code: `ja` or `en`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::Ja => &JA,
            Self::En => &EN,
        }
    }

    /// The fixed words of that name, with `{name}` replaced by its value.
    pub(crate) fn say(self, name: &str, values: &[(&str, &dyn fmt::Display)]) -> String {
        let mut text = self.words().get(name).cloned().unwrap_or_else(|| name.to_owned());
        for (key, value) in values {
            text = text.replace(&format!("{{{key}}}"), &value.to_string());
        }
        text
    }

    /// A list as a sentence would have it.
    pub(crate) fn list<S: AsRef<str>>(self, parts: &[S]) -> String {
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        parts.join(match self {
            Self::Ja => "、",
            Self::En => ", ",
        })
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Edition {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|e| e.as_str() == text)
            .ok_or_else(|| format!("read '{text}' as an edition; write ja or en"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_editions_say_the_same_things_with_the_same_blanks() {
        let names: Vec<&String> = JA.keys().collect();
        assert_eq!(names, EN.keys().collect::<Vec<_>>());
        assert!(!names.is_empty());
        for name in names {
            assert_eq!(blanks(&JA[name]), blanks(&EN[name]), "{name}");
        }
    }

    fn blanks(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        found.sort_unstable();
        found
    }
}
