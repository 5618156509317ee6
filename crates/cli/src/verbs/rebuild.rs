//! `shiome rebuild index|lake`

use crate::failure::Failure;
use crate::lock::DataLock;
use crate::progress::Progress;
use crate::stop::Stop;
use crate::{Common, wiring};
use anyhow::Context;
use shiome_pipelines::{index, lake};
use std::process::ExitCode;

/// Delete a copy and make it anew from the catalog.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which copy.
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum What {
    /// The search index.
    Index,
    /// The lake.
    Lake,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let data = wiring::data_dir(common, &config.app);
    let _lock = DataLock::take(&data)?;
    let name = match args.what {
        What::Index => "index",
        What::Lake => "lake",
    };
    let dir = data.join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir).with_context(|| format!("delete '{}'", dir.display()))?;
    }
    // From here on it is an ordinary first run: a copy that is not there starts at zero.
    let progress = Progress::new(common.json);
    let house =
        wiring::house(&data, config.plan.clone(), wiring::clock(common.now), progress.listener()).await?;
    let stop = Stop::listen();
    progress.stage(name, 0);
    let done = match args.what {
        What::Index => index::run(&house, stop.flag()).await?,
        What::Lake => lake::run(&house, stop.flag()).await?,
    };
    progress.finish();
    if common.json {
        super::print_json(&serde_json::json!({ "rebuilt": name, "written": done }))?;
    } else {
        println!("{name} rebuilt: {done} {} written", if name == "index" { "documents" } else { "days" });
    }
    Ok(ExitCode::SUCCESS)
}
