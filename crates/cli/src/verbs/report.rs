//! `shiome report TOPIC`

use crate::failure::Failure;
use crate::{Common, wiring};
use anyhow::Context;
use chrono::{Months, NaiveDate};
use shiome_model::{TopicId, time};
use shiome_pipelines::report::{self, Ask};
use shiome_publish::Edition;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a topic report as HTML and PDF.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The topic: stem of its file in config/topics.
    topic: String,
    /// First day; a year before the last if left out.
    #[arg(long, value_name = "DAY")]
    from: Option<NaiveDate>,
    /// Last day; today if left out.
    #[arg(long, value_name = "DAY")]
    to: Option<NaiveDate>,
    /// Only these countries (ISO codes, separated by commas).
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    countries: Vec<String>,
    /// Language: ja or en.
    #[arg(long, default_value = "ja")]
    lang: Edition,
    /// Folder for the two files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    let to = args.to.unwrap_or_else(|| time::day_in_japan(house.now()));
    let from = args.from.or_else(|| to.checked_sub_months(Months::new(12))).unwrap_or(to);
    if from > to {
        return Err(Failure::mistaken(format!("--from {from} lies after --to {to}")));
    }
    let ask = Ask {
        topic: TopicId::new(args.topic.as_str()),
        from,
        to,
        countries: args.countries.iter().map(|c| c.to_ascii_uppercase()).collect(),
        lang: args.lang,
        base_url: Some(config.app.server.base_url.clone()),
    };
    let (rendered, record) = report::seal(&house, &ask).await?;
    std::fs::create_dir_all(&args.out).with_context(|| format!("make '{}'", args.out.display()))?;
    let stem = format!("report.{}.{}", args.topic, args.lang);
    let mut paths = Vec::new();
    for (suffix, bytes) in [("html", rendered.html.as_bytes()), ("pdf", &rendered.pdf)] {
        let path = args.out.join(format!("{stem}.{suffix}"));
        std::fs::write(&path, bytes).with_context(|| format!("write '{}'", path.display()))?;
        paths.push(path);
    }
    if common.json {
        super::print_json(&serde_json::json!({
            "id": record.id, "documents": record.documents.len(), "files": paths,
        }))?;
    } else {
        for path in paths {
            println!("{}", path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}
