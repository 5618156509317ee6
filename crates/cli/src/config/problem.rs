//! What is wrong with a configuration, for the person who mends it.

use std::fmt;
use std::path::{Path, PathBuf};

/// One mistake: where, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file it is in.
    pub file: PathBuf,
    /// The line, if the file could be read.
    pub line: Option<usize>,
    /// The key, as in `source[1].connector.url`; lists are counted from 1. Empty for the whole file.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do instead; may be empty.
    pub hint: String,
}

impl Problem {
    /// A mistake that concerns a whole file or folder.
    pub fn of_file(file: &Path, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, key: String::new(), message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, " {}", self.key)?;
        }
        write!(f, ": {}", one_line(&self.message))?;
        if !self.hint.is_empty() {
            write!(f, "; {}", one_line(&self.hint))?;
        }
        Ok(())
    }
}

/// Some parsers explain themselves in pictures of several lines.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every mistake of a configuration, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// `value` if there is no problem.
    pub fn into_result<T>(mut self, value: T) -> Result<T, Self> {
        self.0.sort();
        self.0.dedup();
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "the configuration has an error:")?,
            n => write!(f, "the configuration has {n} errors:")?,
        }
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for Problems {}
