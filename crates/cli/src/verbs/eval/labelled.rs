//! Documents that say their topics and kind: `<language>.jsonl`, see the README beside them.

use anyhow::{Context, ensure};
use serde::Deserialize;
use shiome_model::{Document, DocumentKind, Lang, Media, Sensitivity, TopicId};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One document of the gold set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    /// Unique in the set.
    pub id: String,
    /// What it is written in.
    pub language: String,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// Topics it is about.
    pub topics: BTreeSet<TopicId>,
    /// Topics it only mentions in passing.
    #[serde(default)]
    pub mentions: BTreeSet<TopicId>,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
}

impl Gold {
    /// Whether it is held out: two of five, by FNV-1a of the id.
    pub fn is_held_out(&self) -> bool {
        let hash = self
            .id
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        hash % 5 < 2
    }
    /// As if it had been read somewhere that says nothing of it, not even its language.
    pub fn document(&self) -> anyhow::Result<Document> {
        let url = format!("https://gold.example/{}", self.id);
        Ok(Document {
            id: url.as_str().into(),
            revision: Document::revision_of(&self.title, &self.text, None),
            source: "gold/documents".into(),
            agency: "gold".into(),
            country: "XX".into(),
            url: url.parse().context("make an address of an id")?,
            capture: "gold".into(),
            title: self.title.clone(),
            text: self.text.clone(),
            pages: vec![],
            published: None,
            modified: None,
            authors: vec![],
            stated_language: None,
            links: vec![],
            media: Media::Html,
            sensitivity: Sensitivity::Public,
            embargo: None,
            part_of: None,
        })
    }
    /// The language its source would be known for.
    pub fn lang(&self) -> Lang {
        Lang::from(self.language.as_str())
    }
}

/// All documents of a folder, by language, then in order of the file.
pub fn read(dir: &Path) -> anyhow::Result<Vec<Gold>> {
    let listed = fs::read_dir(dir).with_context(|| format!("list '{}'", dir.display()))?;
    let mut files: Vec<_> = listed.filter_map(|e| Some(e.ok()?.path())).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let mut all: Vec<Gold> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("read '{}'", file.display()))?;
        for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let place = || format!("read line {} of '{}'", number + 1, file.display());
            all.push(serde_json::from_str(line).with_context(place)?);
        }
    }
    ensure!(!all.is_empty(), "find documents (*.jsonl) in '{}'", dir.display());
    let ids: BTreeSet<&str> = all.iter().map(|g| g.id.as_str()).collect();
    ensure!(ids.len() == all.len(), "read '{}': ids are there twice", dir.display());
    Ok(all)
}
