//! `shiome bench`

use crate::demo::{self, Asked, gateway};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::stop::Stop;
use crate::{Common, wiring};
use e2e::replay::{Faults, Replay};
use e2e::web::CapturedWeb;
use futures::StreamExt;
use serde::Serialize;
use shiome_crawl::{Fetcher, Request};
use shiome_model::{SourceId, Timestamp, url};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// Measure the chain from the replay to committed and indexed, against the client alone.
///
/// The floor is the polite client fetching the same addresses from the same replay, as many at once,
/// and doing nothing with them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A captured web instead of the bundled one.
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Annotate(super::bench_annotate::Args),
    Crawl(super::bench_crawl::Args),
    Stories(super::bench_stories::Args),
    Web(super::bench_crawl::WebArgs),
}

#[derive(Debug, Serialize)]
struct Measured {
    documents: u64,
    requests: usize,
    /// From the first request to the last commit of the index.
    seconds: f64,
    documents_per_second: f64,
    requests_per_second: f64,
    /// The same requests by the client alone.
    floor_seconds: f64,
    /// Of the floor.
    times_the_floor: f64,
    /// Seconds of each stage, summed over workers, and their share.
    stages: BTreeMap<&'static str, (f64, f64)>,
    peak_memory_mib: Option<f64>,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        Some(What::Annotate(args)) => return super::bench_annotate::run(common, args).await,
        Some(What::Stories(args)) => return super::bench_stories::run(common, args).await,
        Some(What::Crawl(args)) => return super::bench_crawl::run(common, args).await,
        Some(What::Web(args)) => return super::bench_crawl::serve(args).await,
        None => {}
    }
    let config = wiring::config(common)?;
    let web = Arc::new(match &args.web {
        Some(dir) => CapturedWeb::open(dir)?,
        None => CapturedWeb::generated()?,
    });
    let clock = web.as_of().ok_or_else(|| Failure::mistaken("the web has no `as_of`"))?;
    let data = common.data.clone().unwrap_or_else(|| std::env::temp_dir().join("shiome-bench"));
    if data.join("catalog.db").exists() {
        return Err(Failure::mistaken(format!(
            "'{}' is in use; name an empty folder with --data",
            data.display()
        )));
    }
    let log = data.join("asked.jsonl");
    let asked =
        Asked { config: &config, web: web.clone(), data, clock: None, week: None, log: Some(log.clone()) };
    let progress = Progress::new(common.json);
    let (outcome, _) = demo::run(&asked, &progress, &Stop::listen()).await?;
    progress.finish();
    let took = |step| outcome.seconds.get(step).copied().unwrap_or_default();
    let seconds = took("ingest") + took("enrich") + took("index");
    let addresses = addresses(&std::fs::read_to_string(&log)?)?;
    let floor_seconds = floor(&config.app.crawl, &config.app.ingest, web, &addresses, clock).await?;
    let whole: f64 = outcome.stage_seconds.values().sum();
    let measured = Measured {
        documents: outcome.totals.documents(),
        requests: outcome.requests,
        seconds,
        documents_per_second: outcome.totals.documents() as f64 / seconds,
        requests_per_second: outcome.requests as f64 / seconds,
        floor_seconds,
        times_the_floor: seconds / floor_seconds,
        stages: outcome.stage_seconds.iter().map(|(stage, s)| (*stage, (*s, s / whole))).collect(),
        peak_memory_mib: peak_memory(),
    };
    if common.json {
        super::print_json(&measured)?;
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{} documents, {} requests in {:.1} s: {:.0} documents/s, {:.0} requests/s",
        measured.documents,
        measured.requests,
        seconds,
        measured.documents_per_second,
        measured.requests_per_second
    );
    println!(
        "floor: the client alone {floor_seconds:.1} s; the chain takes {:.2} times that",
        measured.times_the_floor
    );
    for (stage, (seconds, share)) in &measured.stages {
        println!("  {stage:<8} {seconds:>7.1} s  {:>5.1} %", share * 100.0);
    }
    if let Some(peak) = measured.peak_memory_mib {
        println!("peak memory {peak:.0} MiB");
    }
    Ok(ExitCode::SUCCESS)
}

/// The distinct addresses that were asked.
fn addresses(log: &str) -> Result<BTreeSet<String>, Failure> {
    let mut urls = BTreeSet::new();
    for line in log.lines() {
        let seen: serde_json::Value = serde_json::from_str(line)?;
        urls.extend(seen["url"].as_str().map(str::to_owned));
    }
    Ok(urls)
}

/// Seconds the client alone takes for the same addresses.
async fn floor(
    crawl: &shiome_crawl::fetch::Settings,
    ingest: &crate::config::Ingest,
    web: Arc<CapturedWeb>,
    addresses: &BTreeSet<String>,
    clock: Timestamp,
) -> Result<f64, Failure> {
    let replay = Replay::start(web, Faults::none()).await?;
    let fetcher: Fetcher = wiring::fetcher(&gateway(crawl, &replay, clock), &Default::default())?;
    let source = SourceId::new("bench/floor");
    let start = Instant::now();
    let requests = addresses.iter().filter_map(|a| url::parse(a)).map(Request::get);
    let fetches = requests.map(|request| {
        let (fetcher, source) = (fetcher.clone(), source.clone());
        async move { fetcher.fetch(&source, &request, None, clock).await }
    });
    let at_once = ingest.workers * ingest.pages_per_site;
    futures::stream::iter(fetches).buffer_unordered(at_once.max(1)).for_each(|_| async {}).await;
    let seconds = start.elapsed().as_secs_f64();
    replay.stop().await;
    Ok(seconds)
}

/// The most memory this process ever held, where the system says so.
pub(super) fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

/// How long this thread has been at work: on Linux the time it had a processor, so that other work on the
/// machine does not count; elsewhere the time that went by.
pub(super) struct Worked {
    begun: Instant,
    before: Option<f64>,
}

impl Worked {
    /// From now on.
    pub(super) fn begin() -> Self {
        Self { begun: Instant::now(), before: processor_seconds() }
    }
    /// Until now.
    pub(super) fn seconds(&self) -> f64 {
        let own = processor_seconds().zip(self.before).map(|(now, before)| now - before);
        own.unwrap_or_else(|| self.begun.elapsed().as_secs_f64())
    }
}

fn processor_seconds() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = told.split(' ').next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e9)
}
