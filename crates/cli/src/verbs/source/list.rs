//! `shiome source list`

use crate::failure::Failure;
use crate::{Common, wiring};
use serde::Serialize;
use shiome_crawl::connect::Config as Connect;
use shiome_model::{Channel, Credibility, Source, SourceId, Timestamp};
use shiome_store::ProbeRecord;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Every source, its state and why, and what the last probe of it has shown.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only those that need attention.
    #[arg(long)]
    troubled: bool,
    /// Only those of these countries, as in DE,FR.
    #[arg(long, value_delimiter = ',', value_name = "CC")]
    country: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    source: SourceId,
    title: String,
    country: String,
    connector: &'static str,
    credibility: Credibility,
    state: &'static str,
    /// Why, and what to do.
    reason: String,
    documents: u64,
    newest: Option<Timestamp>,
    url: String,
    /// The last probe; where there is none, what the settings say.
    probe: &'static str,
    probed_at: Option<Timestamp>,
}

pub(super) async fn run(common: &Common, args: &Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    wiring::register(&house).await?;
    let probes = working(house.catalog.last_probes().await?);
    let mut rows = Vec::new();
    for health in shiome_pipelines::health::all(&house).await? {
        let Some(plan) = house.plan.sources.get(&health.source) else { continue };
        let country = &plan.source.country;
        if args.troubled && !health.state.is_troubled()
            || !args.country.is_empty() && !args.country.iter().any(|c| c.eq_ignore_ascii_case(country))
        {
            continue;
        }
        let probed = probes.get(&health.source);
        rows.push(Row {
            title: plan.source.title.clone(),
            country: country.clone(),
            connector: plan.connector.as_ref().map_or_else(|| channel(&plan.source), Connect::kind),
            credibility: plan.source.credibility,
            state: health.state.as_str(),
            reason: health.reason_in("en"),
            documents: health.documents,
            newest: health.newest,
            url: plan.source.url.clone(),
            probe: match probed {
                Some((true, _)) => "working",
                Some((false, _)) => "failing",
                None => plan.source.probe.as_str(),
            },
            probed_at: probed.map(|(_, at)| *at),
            source: health.source,
        });
    }
    if common.json {
        super::super::print_json(&rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    for row in &rows {
        let probed = row.probed_at.map_or_else(|| "as set    ".into(), |at| at.format("%F").to_string());
        println!(
            "{:<9} {:<3} {:<40} {:<8} {:>6}  {:<8} {probed}  {}",
            row.state,
            row.country,
            row.source.to_string(),
            row.connector,
            row.documents,
            row.probe,
            row.reason
        );
    }
    println!("{} sources", rows.len());
    Ok(ExitCode::SUCCESS)
}

/// What a channel is called that no connector reads.
fn channel(source: &Source) -> &'static str {
    match source.channel {
        Channel::Web => "",
        Channel::Memo => "memo",
        Channel::DropFolder => "folder",
        Channel::Mailbox => "mailbox",
    }
}

/// Whether any route of a source worked when it was last asked, and when that was.
fn working(probes: Vec<ProbeRecord>) -> BTreeMap<SourceId, (bool, Timestamp)> {
    let mut working = BTreeMap::new();
    for probe in probes {
        working.entry(probe.source).or_insert((false, probe.at)).0 |= probe.works;
    }
    working
}
