//! Gold documents: a TOML file a language, each document with its labels.
//!
//! The id decides what is held out, so that a document never changes sides when others come.

use anyhow::Context;
use chrono::NaiveDate;
use serde::Deserialize;
use shiome_model::{
    AgencyId, CaptureId, Document, DocumentId, Hash, Lang, Media, Published, SourceId, document::DateEvidence,
};
use std::path::Path;
use std::str::FromStr;

/// A document and what is true of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    pub id: String,
    pub country: String,
    pub published: toml::value::Datetime,
    pub title: String,
    pub text: String,
    #[serde(default)]
    pub instrument: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub announced: Option<String>,
    #[serde(default)]
    pub effective: Option<String>,
    #[serde(default)]
    pub deadline: Option<String>,
    #[serde(default)]
    pub money: Vec<String>,
    #[serde(default)]
    pub promises: Vec<String>,
    #[serde(default)]
    pub gist: Option<String>,
    /// Language: the name of the file.
    #[serde(skip)]
    pub lang: String,
}

#[derive(Deserialize)]
struct File {
    document: Vec<Gold>,
}

impl Gold {
    /// Whether it is looked at last.
    pub fn is_held_out(&self) -> bool {
        let hash = self
            .id
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        hash % 5 < 2
    }

    /// It as a document of the catalog.
    pub fn document(&self) -> anyhow::Result<Document> {
        let day = NaiveDate::from_str(&self.published.to_string())
            .with_context(|| format!("read the day of '{}'", self.id))?;
        let url = url::Url::parse(&format!("https://gold.example/{}", self.id))?;
        let text = self.text.trim().to_owned();
        Ok(Document {
            id: DocumentId::new(url.as_str()),
            revision: Document::revision_of(&self.title, &text, Some(day)),
            source: SourceId::new("gold/documents"),
            agency: AgencyId::new("gold"),
            country: self.country.clone(),
            capture: CaptureId::new(Hash::of(text.as_bytes()).short()),
            url,
            title: self.title.clone(),
            text,
            pages: Vec::new(),
            published: Some(Published {
                date: day,
                evidence: DateEvidence::Metadata,
                passage: day.to_string(),
            }),
            modified: None,
            authors: Vec::new(),
            stated_language: Some(Lang::from(self.lang.as_str())),
            links: Vec::new(),
            media: Media::Html,
            sensitivity: Default::default(),
            embargo: None,
            part_of: None,
        })
    }
}

/// All documents of a folder, by language and id.
pub fn read(dir: &Path) -> anyhow::Result<Vec<Gold>> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .with_context(|| format!("list '{}'", dir.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let text = String::from_utf8(super::data::bytes(&path)?)?;
        let file: File = toml::from_str(&text).with_context(|| format!("read '{}'", path.display()))?;
        let lang = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        all.extend(file.document.into_iter().map(|gold| Gold { lang: lang.clone(), ..gold }));
    }
    Ok(all)
}
