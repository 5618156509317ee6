//! The authored texts: one file a language, and the stories and standing pages.

use crate::Error;
use chrono::NaiveDate;
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// What is known in one language.
#[derive(Debug, Deserialize)]
pub(super) struct Language {
    #[serde(skip)]
    pub(super) code: &'static str,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) rules: BTreeMap<String, Vec<String>>,
    pub(super) kinds: BTreeMap<String, Mould>,
    pub(super) topics: BTreeMap<String, Matter>,
}

impl Language {
    pub(super) fn label<'a>(&'a self, name: &'a str) -> &'a str {
        self.labels.get(name).map_or(name, String::as_str)
    }
}

/// How a kind of document is built.
#[derive(Debug, Deserialize)]
pub(super) struct Mould {
    pub(super) title: Vec<String>,
    pub(super) open: Vec<String>,
    pub(super) body: Vec<String>,
    pub(super) close: Vec<String>,
}

/// What is said about a topic.
#[derive(Debug, Deserialize)]
pub(super) struct Matter {
    pub(super) tags: Vec<String>,
    pub(super) np: Vec<String>,
    pub(super) say: Vec<String>,
}

/// One event told by several.
#[derive(Debug, Deserialize)]
pub(super) struct Story {
    pub(super) id: String,
    pub(super) date: NaiveDate,
    pub(super) topic: String,
    pub(super) kind: String,
    pub(super) told: Vec<Told>,
}

/// One telling.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) house: String,
    pub(super) lang: String,
    pub(super) title: String,
    pub(super) text: Vec<String>,
}

/// A standing page and how it changed.
#[derive(Debug, Deserialize)]
pub(super) struct Standing {
    pub(super) house: String,
    pub(super) path: String,
    pub(super) lang: String,
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) clauses: Vec<String>,
    pub(super) version: Vec<Version>,
}

/// One capture of it, as edits to the clauses before.
#[derive(Debug, Deserialize)]
pub(super) struct Version {
    pub(super) at: NaiveDate,
    #[serde(default)]
    pub(super) set: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) drop: Vec<usize>,
    #[serde(default)]
    pub(super) add: Vec<String>,
}

impl Version {
    /// Whether the clauses stay as they were.
    pub(super) fn is_noise(&self) -> bool {
        self.set.is_empty() && self.drop.is_empty() && self.add.is_empty()
    }
}

#[derive(Deserialize)]
struct Stories {
    story: Vec<Story>,
}

#[derive(Deserialize)]
struct Pages {
    page: Vec<Standing>,
}

macro_rules! texts {
    ($($code:literal),*) => {
        [$(($code, include_str!(concat!("../../sample/", $code, ".toml")))),*]
    };
}

/// All languages, by code.
pub(super) fn languages() -> Result<BTreeMap<&'static str, Language>, Error> {
    let mut all = BTreeMap::new();
    for (code, text) in texts!("en", "ja", "de", "fr", "es", "zh", "ko", "sv") {
        let mut language: Language = read(code, text)?;
        language.code = code;
        all.insert(code, language);
    }
    Ok(all)
}

/// The stories.
pub(super) fn stories() -> Result<Vec<Story>, Error> {
    read::<Stories>("stories", include_str!("../../sample/stories.toml")).map(|all| all.story)
}

/// The standing pages.
pub(super) fn standing() -> Result<Vec<Standing>, Error> {
    read::<Pages>("policy", include_str!("../../sample/policy.toml")).map(|all| all.page)
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|cause| Error::Material { file: file.to_owned(), cause: cause.to_string() })
}
