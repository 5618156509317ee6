//! `shiome eval`
//!
//! A suite is a file of this module and a variant of [`Suite`]: it reads a folder, asks the code under
//! test, and hands back a [`Report`]. It judges nothing beyond equal and not equal: which share is
//! enough, and which differences are right, is for the tests to say.

mod charset;
mod clues;
mod data;
mod dates;
mod entities;
mod extraction;
mod feeds;
mod gold;
mod instruments;
mod kinds;
mod labelled;
mod language;
mod relevance;
mod report;
mod robots;
mod scores;
mod stories;
mod summaries;
mod topics;
mod url;

use crate::Common;
use crate::failure::Failure;
use anyhow::Context;
use report::Report;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Compare what is read with public test sets.
///
/// Prints for each part of a suite how many cases are equal to the reference and which are not.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to compare.
    #[arg(value_enum)]
    suite: Suite,
    /// A folder laid out as the suite's own, which is in the shared data.
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The shared data.
    #[arg(long, value_name = "DIR", env = "SHIOME_SHARED", default_value = "../shared")]
    shared: PathBuf,
    /// Write the comparison to this file as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write what was read to this file as JSON, so that others can score it.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    #[command(flatten)]
    extraction: extraction::Args,
    /// Learn from the train part, and write to this file what is shipped (`topics`, `kinds`, `clues`).
    #[arg(long, value_name = "FILE")]
    learn: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Suite {
    /// Number and first title of the entries of feeds.
    Feeds,
    /// Whether a robots.txt allows an address.
    Robots,
    /// Bytes to text, and what documents state about their encoding.
    Charset,
    /// Documents that tell one event, in one language and in several.
    Stories,
    /// Canonical addresses.
    Url,
    /// Days of publication of pages.
    Dates,
    /// Languages of documents, sentences and titles.
    Language,
    /// Policy instruments, their days and money, and promises, of our own gold documents.
    Instruments,
    /// Summaries and gists of the same documents.
    Summaries,
    /// Bodies, programmes and declarations that short passages name.
    Entities,
    /// Programmes of our own that documents touch, and the offices to follow them up.
    Relevance,
    /// Main text, title and author of pages.
    Extraction,
    /// Which topics a document is about; compared with documents written for this project.
    Topics,
    /// What sort of document it is; compared with the same documents.
    Kinds,
    /// Topics and kinds again, each language and each set told by what the others teach.
    Clues,
}

impl Suite {
    /// Its folder, in the shared data or, of a set of our own, among the tests.
    fn folder(self) -> &'static str {
        match self {
            Self::Feeds => "eval/feeds",
            Self::Robots => "eval/robots",
            Self::Stories => "eval/stories",
            Self::Charset | Self::Url => "eval/encoding",
            Self::Dates | Self::Extraction => "eval/extract",
            Self::Language => "eval",
            Self::Instruments | Self::Summaries => "gold/instruments",
            Self::Entities => "gold/entities",
            Self::Relevance => "gold/relevance",
            Self::Topics | Self::Kinds => "gold/topics",
            Self::Clues => "gold/",
        }
    }
    /// Where that folder is: our own gold sets are part of the project.
    fn home(self, shared: &Path) -> PathBuf {
        match self.folder().starts_with("gold/") {
            true => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests"),
            false => shared.to_owned(),
        }
    }
    fn run(self, dir: &Path, common: &Common) -> Result<Report, Failure> {
        let topics = || Ok::<_, Failure>(crate::wiring::config(common)?.plan.topics);
        Ok(match self {
            Self::Feeds => feeds::run(dir),
            Self::Robots => robots::run(dir),
            Self::Charset => charset::run(dir),
            Self::Stories => stories::run(dir, &topics()?),
            Self::Url => url::run(dir),
            Self::Dates => dates::run(dir),
            Self::Language => language::run(dir),
            Self::Instruments => instruments::run(dir),
            Self::Summaries => summaries::run(dir),
            Self::Entities => entities::run(dir, &common.config),
            Self::Relevance => relevance::run(dir, &common.config),
            Self::Extraction => Err(anyhow::anyhow!("extraction is scored, not compared")),
            Self::Topics => topics::run(dir, &topics()?),
            Self::Kinds => kinds::run(dir, &topics()?),
            Self::Clues => clues::run(dir, &topics()?),
        }?)
    }
    /// What is learned from `dir`.
    fn learn(self, dir: &Path, common: &Common) -> Result<String, Failure> {
        match self {
            Self::Topics => Ok(topics::learn(dir, &crate::wiring::config(common)?.plan.topics)?),
            Self::Kinds => Ok(kinds::learn(dir)?),
            Self::Clues => Ok(clues::learn(dir, &crate::wiring::config(common)?.plan.topics)?),
            _ => Err(Failure::mistaken("nothing is learned from this suite".to_owned())),
        }
    }
}

pub fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let folder = || args.suite.home(&args.shared).join(args.suite.folder());
    let dir = args.dir.clone().unwrap_or_else(folder);
    if !dir.is_dir() {
        return Err(Failure::mistaken(format!("there is no folder '{}' to compare with", dir.display())));
    }
    if matches!(args.suite, Suite::Extraction) {
        return extraction::run(common, &dir, &args);
    }
    if let Some(path) = &args.learn {
        let learned = args.suite.learn(&dir, common)?;
        std::fs::write(path, learned).with_context(|| format!("write '{}'", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = args.suite.run(&dir, common)?;
    if let Some(path) = &args.report {
        data::write(path, &report)?;
    }
    if let Some(path) = &args.predictions {
        data::write(path, &report.predictions)?;
    }
    if common.json {
        super::print_json(&report)?;
    } else {
        print!("{report}");
    }
    Ok(ExitCode::SUCCESS)
}
