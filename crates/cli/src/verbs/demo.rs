//! `shiome demo`

use crate::demo::{self, Asked, Outcome};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::stop::Stop;
use crate::{Common, wiring};
use e2e::web::CapturedWeb;
use shiome_model::{Timestamp, Week};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Read a bundled sample web from end to end, and serve what came of it.
///
/// Starts a local web of invented agencies, crawls it through the gateway, and writes index, trends,
/// digest and report. Nothing beyond this machine is asked for anything.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exit when done instead of serving the pages.
    #[arg(long)]
    once: bool,
    /// A captured web (index.jsonl.gz, sources.json, sites/) instead of the bundled one.
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,
    /// The replay's clock (RFC 3339); the end of the web if left out.
    #[arg(long, value_name = "TIME")]
    clock: Option<Timestamp>,
    /// The week the digest tells of (2026-W08); the last one before the clock if left out.
    #[arg(long)]
    week: Option<Week>,
    /// Write what the gateway was asked into this file, a JSON object a line.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Address to serve on; a free port of the loopback interface if left out.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: std::net::SocketAddr,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let web = match &args.web {
        Some(dir) => CapturedWeb::open(dir)?,
        None => CapturedWeb::generated()?,
    };
    let asked = Asked {
        config: &config,
        web: Arc::new(web),
        data: common.data.clone().unwrap_or_else(|| PathBuf::from("data/demo")),
        clock: args.clock.or(common.now),
        week: args.week,
        log: args.log,
    };
    let progress = Progress::new(common.json);
    let stop = Stop::listen();
    let (outcome, house) = demo::run(&asked, &progress, &stop).await?;
    progress.finish();
    if common.json {
        super::print_json(&outcome)?;
    } else {
        tell(&outcome);
    }
    if args.once {
        return Ok(ExitCode::SUCCESS);
    }
    let listener = TcpListener::bind(args.listen).await?;
    eprintln!("\npages: http://{}/   (Ctrl-C ends)", listener.local_addr()?);
    super::serve::serve(&house, listener, &stop, false).await?;
    Ok(ExitCode::SUCCESS)
}

fn tell(outcome: &Outcome) {
    let totals = &outcome.totals;
    println!(
        "as of {} · {} requests · {} new documents",
        outcome.as_of, outcome.requests, outcome.new_documents
    );
    println!("{}", totals.in_words());
    println!();
    println!("{:<18} {:>7} {:>9}  {:>6} {:>6} {:>6}", "site", "found", "expected", "title", "date", "lang");
    for site in &outcome.sites {
        let expected = site.expected.map_or_else(|| "-".to_owned(), |n| n.to_string());
        println!(
            "{:<18} {:>7} {:>9}  {:>6.3} {:>6.3} {:>6.3}{}",
            site.site,
            site.found,
            expected,
            site.title.value(),
            site.date.value(),
            site.language.value(),
            if site.forbidden_requested.is_empty() { "" } else { "  FORBIDDEN PAGES REQUESTED" }
        );
    }
    println!();
    for turned in &outcome.turned {
        println!("turned: {turned}");
    }
    let steps: Vec<String> = outcome.seconds.iter().map(|(step, s)| format!("{step} {s:.1} s")).collect();
    println!("time: {}", steps.join(", "));
    for path in outcome.digests.iter().chain(&outcome.reports) {
        println!("{}", path.display());
    }
}
