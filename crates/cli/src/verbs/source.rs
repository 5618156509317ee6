//! `shiome source list|check`

use crate::failure::Failure;
use crate::{Common, wiring};
use serde::Serialize;
use shiome_crawl::{Outcome, connect::Config as Connect};
use shiome_model::SourceId;
use shiome_pipelines::SourcePlan;
use std::process::ExitCode;

/// List the sources with their health, or probe one.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Every source, its state and why.
    List {
        /// Only those that need attention.
        #[arg(long)]
        troubled: bool,
    },
    /// Ask one source, politely and once, and show what came: nothing is recorded.
    Check {
        /// `agency/name`.
        id: String,
    },
}

#[derive(Debug, Serialize)]
struct Row {
    source: SourceId,
    title: String,
    country: String,
    connector: &'static str,
    state: &'static str,
    reason: String,
    documents: u64,
    url: String,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        What::List { troubled } => list(common, troubled).await,
        What::Check { id } => check(common, &id).await,
    }
}

async fn list(common: &Common, troubled: bool) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    wiring::register(&house).await?;
    let mut rows = Vec::new();
    for health in shiome_pipelines::health::all(&house).await? {
        let Some(plan) = house.plan.sources.get(&health.source) else { continue };
        if troubled && !health.state.is_troubled() {
            continue;
        }
        rows.push(Row {
            title: plan.source.title.clone(),
            country: plan.source.country.clone(),
            connector: plan.connector.as_ref().map_or("", Connect::kind),
            state: health.state.as_str(),
            reason: health.reason_in("en"),
            documents: health.documents,
            url: plan.source.url.clone(),
            source: health.source,
        });
    }
    if common.json {
        super::print_json(&rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    for row in &rows {
        println!(
            "{:<9} {:<2} {:<40} {:<8} {:>6}  {}",
            row.state,
            row.country,
            row.source.to_string(),
            row.connector,
            row.documents,
            row.reason
        );
    }
    println!("{} sources", rows.len());
    Ok(ExitCode::SUCCESS)
}

#[derive(Debug, Serialize)]
struct Probe {
    source: SourceId,
    url: String,
    answered: bool,
    detail: String,
    works: Vec<(String, Option<String>, Option<String>)>,
}

async fn check(common: &Common, id: &str) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let missing = || Failure::mistaken(format!("there is no source '{id}'; see `shiome source list`"));
    let SourcePlan { source, connector } = config.plan.sources.get(&SourceId::new(id)).ok_or_else(missing)?;
    let Some(connector) = connector else {
        return Err(Failure::mistaken(format!("'{id}' is not read from the web; there is nothing to ask")));
    };
    let fetcher = wiring::fetcher(&config.app.crawl)?;
    let now = wiring::clock(common.now)();
    let reader = connector.build(source.language.as_ref())?;
    let mut probe = Probe {
        source: source.id.clone(),
        url: source.url.clone(),
        answered: false,
        detail: String::new(),
        works: Vec::new(),
    };
    if let Some(request) = reader.seeds(None).first() {
        match fetcher.fetch(&source.id, request, None, now).await {
            Outcome::NotModified { .. } => probe.detail = "304 although nothing was asked for".into(),
            Outcome::Rejected { reason, detail, .. } => {
                probe.detail = format!("{}: {detail}", reason.as_str())
            }
            Outcome::Fetched { capture, body } => {
                let kind = capture.media_type().unwrap_or_else(|| "no content type".into());
                match reader.read(&capture, &body) {
                    Err(malformed) => probe.detail = format!("{} {kind}, but {malformed}", capture.status),
                    Ok(found) => {
                        probe.answered = true;
                        probe.detail = format!(
                            "{} {kind}, {} bytes, {} works, {} further lists",
                            capture.status,
                            capture.bytes,
                            found.items.len(),
                            found.more.len()
                        );
                        if found.excluded > 0 {
                            probe.detail.push_str(&format!(", {} excluded", found.excluded));
                        }
                        let works = found.items.into_iter().take(10);
                        probe.works = works
                            .map(|i| (i.url.to_string(), i.title, i.published.map(|d| d.to_string())))
                            .collect();
                    }
                }
            }
        }
    }
    if common.json {
        super::print_json(&probe)?;
    } else {
        println!("{}  {}", probe.source, probe.url);
        println!("{}", probe.detail);
        for (url, title, date) in &probe.works {
            println!(
                "  {}  {}  {url}",
                date.as_deref().unwrap_or("undated   "),
                title.as_deref().unwrap_or("(no title)")
            );
        }
    }
    Ok(ExitCode::from(u8::from(!probe.answered)))
}
