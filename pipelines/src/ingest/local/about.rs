//! What people say of a paper besides its text: flags, front matter, or a side-car file.

use chrono::NaiveDate;
use shiome_model::Sensitivity;

/// What is said of a paper. Nothing of it is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The liaison office: id of its agency.
    pub office: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The day of the meeting.
    pub met: Option<NaiveDate>,
    /// How widely it may be read.
    pub sensitivity: Option<Sensitivity>,
    /// The first day on which it may leave the house.
    pub embargo: Option<NaiveDate>,
    /// Its title, where the text does not give the right one.
    pub title: Option<String>,
}

/// The keys, each with what it may also be called.
const KEYS: [(&str, &[&str]); 6] = [
    ("office", &["拠点"]),
    ("author", &["作成者", "報告者"]),
    ("met", &["面談日", "開催日"]),
    ("sensitivity", &["取扱", "取扱区分"]),
    ("embargo", &["解禁日"]),
    ("title", &["件名", "標題"]),
];

impl About {
    /// What front matter in `text` says; nothing if it has none.
    pub fn of_text(text: &str) -> Result<Self, String> {
        match shiome_extract::front_matter(text) {
            None => Ok(Self::default()),
            Some(found) if found.toml => Self::of_toml(found.block),
            Some(found) => Self::of_lines(found.block),
        }
    }

    /// `key = value`, as TOML.
    pub fn of_toml(text: &str) -> Result<Self, String> {
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.message().to_owned())?;
        let mut about = Self::default();
        for (key, value) in &table {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Datetime(day) => day.to_string(),
                other => return Err(format!("'{key}' is {}, expected a text", other.type_str())),
            };
            about.set(key, &text)?;
        }
        Ok(about)
    }

    /// `key: value`, a line each; `#` begins a comment.
    pub fn of_lines(text: &str) -> Result<Self, String> {
        let mut about = Self::default();
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let (key, value) =
                line.split_once([':', '：']).ok_or_else(|| format!("'{line}' is no key with its value"))?;
            let value = value.trim();
            let bare = |quote| value.strip_prefix(quote).and_then(|v: &str| v.strip_suffix(quote));
            about.set(key.trim(), bare('"').or_else(|| bare('\'')).unwrap_or(value))?;
        }
        Ok(about)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let lower = key.to_lowercase();
        let known = KEYS.iter().find(|(name, also)| *name == lower || also.contains(&key));
        let Some((name, _)) = known else {
            let names: Vec<&str> = KEYS.iter().map(|(name, _)| *name).collect();
            return Err(format!("there is no key '{key}'; there are {}", names.join(", ")));
        };
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        let day = || shiome_extract::day(value).ok_or_else(|| format!("{name}: '{value}' is no day"));
        match *name {
            "office" => self.office = Some(value.to_owned()),
            "author" => self.author = Some(value.to_owned()),
            "met" => self.met = Some(day()?),
            "embargo" => self.embargo = Some(day()?),
            "sensitivity" => self.sensitivity = Some(sensitivity(value)?),
            _ => self.title = Some(value.to_owned()),
        }
        Ok(())
    }

    /// What this says, and `other` where this says nothing.
    pub fn or(self, other: Self) -> Self {
        Self {
            office: self.office.or(other.office),
            author: self.author.or(other.author),
            met: self.met.or(other.met),
            sensitivity: self.sensitivity.or(other.sensitivity),
            embargo: self.embargo.or(other.embargo),
            title: self.title.or(other.title),
        }
    }
}

/// By its name, or as the Japanese pages label it.
fn sensitivity(text: &str) -> Result<Sensitivity, String> {
    let labelled = Sensitivity::ALL.into_iter().find(|s| s.label("ja") == text);
    labelled.map_or_else(|| text.to_lowercase().parse(), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> About {
        About {
            office: Some("jsps_bonn".into()),
            author: Some("山田 花子".into()),
            met: NaiveDate::from_ymd_opt(2026, 3, 2),
            sensitivity: Some(Sensitivity::Internal),
            embargo: NaiveDate::from_ymd_opt(2026, 4, 1),
            title: Some("Talks: a plan".into()),
        }
    }

    #[test]
    fn three_ways_of_writing_say_the_same() {
        let lines = "---\noffice: jsps_bonn\nauthor: '山田 花子'\nmet: 2026-03-02\nSensitivity: internal\n\
                     # until the budget is out\nembargo: 1 April 2026\ntitle: \"Talks: a plan\"\n---\nText";
        let toml = "+++\noffice = \"jsps_bonn\"\nauthor = \"山田 花子\"\nmet = 2026-03-02\n\
                    sensitivity = \"internal\"\nembargo = \"2026-04-01\"\ntitle = \"Talks: a plan\"\n+++\nText";
        let japanese = "---\n拠点：jsps_bonn\n作成者：山田 花子\n面談日：令和8年3月2日\n取扱：内部限り\n\
                        解禁日：2026年4月1日\n件名：Talks: a plan\n---\n本文";
        for text in [lines, toml, japanese] {
            assert_eq!(About::of_text(text), Ok(full()), "{text}");
        }
        assert_eq!(About::of_text("# Only a text"), Ok(About::default()));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let wrong = |text: &str| About::of_lines(text).unwrap_err();
        assert!(wrong("sensitivty: restricted").contains("'sensitivty'; there are office, author"));
        assert!(wrong("met: next week").contains("met: 'next week'"));
        assert!(wrong("sensitivity: secret").contains("public, internal or restricted"));
        assert!(About::of_toml("met = 3").unwrap_err().contains("'met' is integer"));
    }

    #[test]
    fn what_is_said_first_wins() {
        let flags = About { title: Some("Mine".into()), ..About::default() };
        assert_eq!(flags.or(full()), About { title: Some("Mine".into()), ..full() });
    }
}
