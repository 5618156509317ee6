//! Lists of documents for other programs: tables, and reference managers.
//!
//! A list is written piece by piece: what comes first, each document, what comes last. So it may be longer
//! than what fits into memory, and whoever reads it may begin before it ends.

mod bibtex;
mod csl;
mod ris;
mod table;

use chrono::NaiveDate;
use serde::Serialize;
use shiome_model::{Annotations, Document, DocumentKind};

/// What a list says of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its authors, if stated.
    pub authors: Vec<String>,
    /// Whose it is, by name.
    pub agency: String,
    /// Country of the agency.
    pub country: String,
    /// Language it is written in.
    pub language: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// Its topics by name, strongest first.
    pub topics: Vec<String>,
    /// Day of publication, if known.
    pub published: Option<NaiveDate>,
    /// The day on which it was first seen, in Japan.
    pub seen: NaiveDate,
    /// Its address.
    pub url: String,
    /// The capture it is read from.
    pub capture: String,
    /// How widely it may be read.
    pub sensitivity: &'static str,
    /// The first day on which it may leave the house, if one was set.
    pub embargo: Option<NaiveDate>,
}

impl Reference {
    /// Of a document first seen on that day. Agency and topics are what the reader calls them.
    pub fn of(
        document: &Document,
        notes: Option<&Annotations>,
        seen: NaiveDate,
        agency: String,
        topics: Vec<String>,
    ) -> Self {
        Self {
            id: document.id.to_string(),
            title: document.title.clone(),
            authors: document.authors.clone(),
            agency,
            country: document.country.clone(),
            language: notes
                .map(|n| &n.language)
                .or(document.stated_language.as_ref())
                .map(|l| l.to_string())
                .unwrap_or_default(),
            kind: notes.map(|n| n.kind).unwrap_or_default(),
            topics,
            published: document.date(),
            seen,
            url: document.url.to_string(),
            capture: document.capture.to_string(),
            sensitivity: document.sensitivity.as_str(),
            embargo: document.embargo,
        }
    }

    /// A day that stands for it: that of publication, or none.
    fn year(&self) -> Option<String> {
        self.published.map(|day| day.format("%Y").to_string())
    }
}

/// A form a list can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for spreadsheets (RFC 4180), in UTF-8 with a mark at its beginning.
    Csv,
    /// A JSON object a line.
    JsonLines,
    /// For reference managers (Research Information Systems).
    Ris,
    /// For LaTeX; `@misc` entries, UTF-8.
    Bibtex,
    /// For citation processors (CSL-JSON 1.0).
    CslJson,
}

impl Format {
    /// All of them, in order of display.
    pub const ALL: [Self; 5] = [Self::Csv, Self::JsonLines, Self::Ris, Self::Bibtex, Self::CslJson];

    /// What it is called, in every language.
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::JsonLines => "JSON Lines",
            Self::Ris => "RIS",
            Self::Bibtex => "BibTeX",
            Self::CslJson => "CSL-JSON",
        }
    }

    /// How files of this form end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Ris => "ris",
            Self::Bibtex => "bib",
            Self::CslJson => "csl.json",
        }
    }

    /// The form a file of that name has; none if no form ends so.
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| name.ends_with(&format!(".{}", format.extension())))
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/x-ndjson",
            Self::Ris => "application/x-research-info-systems",
            Self::Bibtex => "application/x-bibtex; charset=utf-8",
            Self::CslJson => "application/vnd.citationstyles.csl+json",
        }
    }

    /// What comes before the first document.
    pub fn head(self) -> String {
        match self {
            Self::Csv => table::head(),
            Self::CslJson => "[".to_owned(),
            _ => String::new(),
        }
    }

    /// The document at place `n`, counted from 0.
    pub fn one(self, n: usize, reference: &Reference) -> String {
        match self {
            Self::Csv => table::row(reference),
            Self::JsonLines => line(reference),
            Self::Ris => ris::record(reference),
            Self::Bibtex => bibtex::entry(reference),
            Self::CslJson => format!("{}\n{}", if n > 0 { "," } else { "" }, csl::item(reference)),
        }
    }

    /// What comes after the last document.
    pub fn tail(self) -> &'static str {
        if self == Self::CslJson { "\n]\n" } else { "" }
    }
}

fn line(reference: &Reference) -> String {
    let mut line = serde_json::to_string(reference).unwrap_or_default();
    line.push('\n');
    line
}

#[cfg(test)]
mod tests;
