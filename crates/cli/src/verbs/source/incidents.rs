//! `shiome source incidents`

use crate::failure::Failure;
use crate::{Common, wiring};
use shiome_pipelines::watchdog::lasted;
use std::process::ExitCode;

/// When which source was in trouble, and why; the newest first.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only those that are not over.
    #[arg(long)]
    open: bool,
    /// Only those of this source (`agency/name`).
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

pub(super) async fn run(common: &Common, args: &Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    let source = args.source.as_deref().map(Into::into);
    let incidents = house.catalog.incidents(source.as_ref(), args.open, args.limit).await?;
    if common.json {
        super::super::print_json(&incidents)?;
        return Ok(ExitCode::SUCCESS);
    }
    for incident in &incidents {
        let hours = lasted(incident, house.now()).num_hours();
        let span = if hours < 48 { format!("{hours} h") } else { format!("{} d", hours / 24) };
        let who = match &incident.source {
            Some(id) => id.to_string(),
            None => format!("{} sources at once: our own network?", incident.sources.len()),
        };
        println!(
            "{}  {:>6} {:<7} {:<9} {who:<40} {}",
            incident.since.format("%F %H:%M"),
            span,
            if incident.closed_at.is_some() { "over" } else { "open" },
            incident.state,
            incident.because.said_in("en"),
        );
    }
    println!("{} incidents", incidents.len());
    Ok(ExitCode::SUCCESS)
}
