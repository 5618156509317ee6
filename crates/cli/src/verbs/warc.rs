//! `shiome warc export|import`

use crate::failure::Failure;
use crate::lock::DataLock;
use crate::progress::Progress;
use crate::stop::Stop;
use crate::{Common, wiring};
use chrono::NaiveDate;
use shiome_model::SourceId;
use shiome_pipelines::warc::{self, Options, Selection};
use shiome_store::CaptureFilter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write captures as WARC or WACZ, or read such files as captures.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write captures with status, headers and body, as other archives keep them.
    Export {
        /// File to write: its name ends in .warc.gz, .warc or .wacz.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Only what was fetched for these sources (`agency/name`).
        #[arg(long = "source", value_name = "ID")]
        sources: Vec<String>,
        /// Only versions of pages that documents of this topic are read from.
        #[arg(long, value_name = "ID")]
        topic: Option<String>,
        /// Only sources of this country (ISO 3166-1 alpha-2, EU, INT).
        #[arg(long, value_name = "CC")]
        country: Option<String>,
        /// Only what was captured on this day in Japan or later.
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        /// Only what was captured on this day in Japan or earlier.
        #[arg(long, value_name = "DATE")]
        to: Option<NaiveDate>,
    },
    /// Read WARC and WACZ files: answers become captures, and captures documents.
    ///
    /// A file that was read before adds nothing; one whose reading was broken off is read on by the same
    /// command. Records that cannot be read are counted and named, and cost no other. Afterwards
    /// `shiome run enrich index lake --once` brings search and trends up to date.
    Import {
        /// Files to read.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The source they belong to (`agency/name`); otherwise the one each record names or whose site it is.
        #[arg(long, value_name = "ID")]
        source: Option<String>,
    },
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        What::Export { out, sources, topic, country, from, to } => {
            let wanted = Wanted { sources, topic, country, from, to };
            export(common, &out, wanted).await
        }
        What::Import { files, source } => import(common, &files, source).await,
    }
}

struct Wanted {
    sources: Vec<String>,
    topic: Option<String>,
    country: Option<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

async fn export(common: &Common, out: &Path, wanted: Wanted) -> Result<ExitCode, Failure> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    if ![".warc.gz", ".warc", ".wacz"].iter().any(|end| name.ends_with(end)) {
        return Err(Failure::mistaken(format!("'{name}' ends in none of .warc.gz, .warc and .wacz")));
    }
    let config = wiring::config(common)?;
    let progress = Progress::new(common.json);
    let data = wiring::data_dir(common, &config.app);
    let house =
        wiring::house(&data, config.plan.clone(), wiring::clock(common.now), progress.listener()).await?;
    let stop = Stop::listen();
    let mut sources: Option<Vec<SourceId>> = None;
    if !wanted.sources.is_empty() {
        sources = Some(wanted.sources.iter().map(|id| id.as_str().into()).collect());
    }
    if let Some(country) = &wanted.country {
        let of = |id: &SourceId| house.plan.sources.get(id).is_some_and(|p| p.source.country == *country);
        let there: Vec<SourceId> = house.plan.sources.keys().filter(|id| of(id)).cloned().collect();
        if there.is_empty() {
            return Err(Failure::mistaken(format!("there is no source of the country '{country}'")));
        }
        sources = Some(match sources {
            Some(given) => given.into_iter().filter(|id| there.contains(id)).collect(),
            None => there,
        });
    }
    let topic = wanted.topic.map(|t| t.as_str().into());
    let selection = Selection { sources, topic, from: wanted.from, to: wanted.to };
    let filter = CaptureFilter {
        sources: selection.sources.clone(),
        topic: selection.topic.clone(),
        ..CaptureFilter::default()
    };
    progress.stage("export", house.catalog.captures_count(&filter).await? as usize);
    let software = concat!("Shiome/", env!("CARGO_PKG_VERSION"));
    let told = warc::export(&house, &selection, out, software, stop.flag()).await?;
    progress.finish();
    let Some(told) = told else {
        eprintln!("stopped; nothing was written");
        return Ok(ExitCode::from(1));
    };
    if common.json {
        super::print_json(&told)?;
    } else {
        println!(
            "{}: {} answers, {} of them the same body again, {} bytes",
            out.display(),
            told.responses + told.revisits,
            told.revisits,
            told.bytes
        );
        for missing in &told.missing {
            println!("left out: {missing}");
        }
    }
    Ok(ExitCode::from(u8::from(!told.missing.is_empty())))
}

async fn import(common: &Common, files: &[PathBuf], source: Option<String>) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let source: Option<SourceId> = source.map(|id| id.as_str().into());
    if let Some(id) = source.as_ref().filter(|id| !config.plan.sources.contains_key(id)) {
        return Err(Failure::mistaken(format!("there is no source '{id}'; see `shiome source list`")));
    }
    let mut bytes = 0;
    for file in files {
        let size = std::fs::metadata(file).map(|m| m.len());
        bytes += size.map_err(|e| Failure::mistaken(format!("failed to read '{}': {e}", file.display())))?;
    }
    let data = wiring::data_dir(common, &config.app);
    let _lock = DataLock::take(&data)?;
    let progress = Progress::new(common.json);
    let house =
        wiring::house(&data, config.plan.clone(), wiring::clock(common.now), progress.listener()).await?;
    wiring::register(&house).await?;
    let stop = Stop::listen();
    progress.stage("import", bytes as usize);
    let told = warc::import(&house, files, &Options { source }, stop.flag()).await?;
    progress.finish();
    if common.json {
        super::print_json(&told)?;
    } else {
        println!(
            "{} records: {} captures were new, {} known; {} new documents, {} updated, {} changes of watched pages",
            told.records, told.captures, told.known, told.new, told.updated, told.changes
        );
        for (what, n) in &told.passed_over {
            println!("passed over ({what}): {n}");
        }
        for (why, n) in &told.rejected {
            println!("captured, but no document ({why}): {n}");
        }
        for broken in &told.named {
            println!("broken: {broken}");
        }
        if told.broken > told.named.len() as u64 {
            println!("broken: {} more", told.broken - told.named.len() as u64);
        }
    }
    Ok(ExitCode::from(u8::from(told.broken > 0)))
}
