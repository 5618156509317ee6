//! `shiome bench crawl` and `shiome bench web`

use super::bench::peak_memory;
use crate::demo::plan;
use crate::failure::Failure;
use crate::stop::Stop;
use crate::{Common, wiring};
use anyhow::Context;
use e2e::many;
use e2e::replay::{Faults, Replay};
use futures::StreamExt;
use serde::Serialize;
use shiome_crawl::fetch::{Gateway, GatewayKind, Settings};
use shiome_model::Timestamp;
use shiome_pipelines::{House, Listener, ingest};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Instant;
use url::Url;

/// Measure the intake of many small pages against a bare fetch loop.
///
/// A second process serves the pages over the loopback interface. The bare loop asks for the same
/// addresses, as many at once, with the same library, and throws the answers away; the intake obeys
/// robots.txt, and keeps bodies in the archive and facts in the catalog. No interval is kept: this
/// measures the machinery, not the manners. Reading the pages, which follows, is measured apart.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Sites.
    #[arg(long, default_value_t = 200)]
    sites: usize,
    /// Pages of each.
    #[arg(long, default_value_t = 100)]
    pages: usize,
}

/// Serve the pages that `bench crawl` reads, until Ctrl-C: for other crawlers.
#[derive(Debug, clap::Args)]
pub struct WebArgs {
    /// Sites.
    #[arg(long, default_value_t = 200)]
    sites: usize,
    /// Pages of each.
    #[arg(long, default_value_t = 100)]
    pages: usize,
    /// Address to serve on; a free port of the loopback interface if left out.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

#[derive(Debug, Serialize)]
struct Measured {
    pages: usize,
    documents: u32,
    /// Requests at the same time.
    at_once: usize,
    ours: Speed,
    bare: Speed,
    /// Making documents of the pages.
    reading: Speed,
    /// Our pages per second over those of the bare loop.
    ratio: f64,
    /// Seconds of each stage, summed over workers.
    stages: BTreeMap<&'static str, f64>,
    peak_memory_mib: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Speed {
    seconds: f64,
    pages_per_second: f64,
    /// Processor time of this process alone, which serves nothing.
    cpu_us_per_page: Option<f64>,
}

pub async fn serve(args: WebArgs) -> Result<ExitCode, Failure> {
    let web = Arc::new(many::web(args.sites, args.pages));
    let replay = Replay::start_at(args.listen, web, Faults::none()).await?;
    println!("{}", replay.prefix());
    let stop = Stop::listen();
    while !stop.is_set() {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    replay.stop().await;
    Ok(ExitCode::SUCCESS)
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let own = common.data.is_none();
    let data = common.data.clone().unwrap_or_else(|| std::env::temp_dir().join("shiome-bench-crawl"));
    if own {
        let _ = std::fs::remove_dir_all(&data); // of an earlier measurement, or not there
    }
    if data.join("catalog.db").exists() {
        let why = format!("'{}' is in use; name an empty folder with --data", data.display());
        return Err(Failure::mistaken(why));
    }
    let clock: Timestamp = many::AS_OF.parse().unwrap_or_default();
    let other = OtherProcess::serve(&args)?;
    let gateway = Gateway { prefix: other.prefix.clone(), at: Some(clock), kind: GatewayKind::Archive };
    let settings = Settings { gateway: Some(gateway), ..config.app.crawl.clone() };
    let ingest_settings = ingest::Settings { later: true, ..wiring::ingest_settings(&config.app) };
    let pages_at_once = ingest_settings.pages_per_site.min(settings.per_host);
    let at_once = (ingest_settings.workers * pages_at_once).min(settings.total).max(1);

    let web = many::web(args.sites, 0);
    let (plan, _) = plan::plan(web.sources(), config.plan.topics.clone())?;
    let silent: Listener = Arc::new(|_| {});
    let house = wiring::house(&data, plan, wiring::clock(Some(clock)), silent).await?;
    wiring::register(&house).await?;

    let pages = args.sites * args.pages;
    let bare = bare(&args, &other.prefix, &settings.user_agent, at_once).await?;
    let (fetcher, stop) = (wiring::fetcher(&settings, &Default::default())?, Stop::listen());
    let start = (Instant::now(), cpu_seconds());
    ingest::run(&house, &fetcher, &ingest_settings, stop.flag()).await?;
    let ours = Speed::since(start, pages);
    drop(other);
    let start = (Instant::now(), cpu_seconds());
    let read = ingest::read_left(&house, &fetcher, &ingest_settings, stop.flag()).await?;
    let reading = Speed::since(start, pages);
    let documents = read.new_documents();
    if documents as usize != pages {
        let why = format!("of {pages} pages only {documents} became documents");
        return Err(anyhow::anyhow!(why).into());
    }
    let measured = Measured {
        pages,
        documents,
        at_once,
        ratio: ours.pages_per_second / bare.pages_per_second,
        ours,
        bare,
        reading,
        stages: stages(&house),
        peak_memory_mib: peak_memory(),
    };
    drop(house);
    if own {
        let _ = std::fs::remove_dir_all(&data); // what is left is in a temporary folder
    }
    tell(common, &measured)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(common: &Common, measured: &Measured) -> Result<(), Failure> {
    if common.json {
        return super::print_json(measured);
    }
    println!("{} pages, {} at once", measured.pages, measured.at_once);
    let speeds = [("intake", &measured.ours), ("bare", &measured.bare), ("reading", &measured.reading)];
    for (name, speed) in speeds {
        let cpu =
            speed.cpu_us_per_page.map_or_else(String::new, |us| format!(", {us:.0} us of processor a page"));
        println!("{name:<7} {:>6.1} s, {:>6.0} pages/s{cpu}", speed.seconds, speed.pages_per_second);
    }
    println!("ratio   {:.2}", measured.ratio);
    for (stage, seconds) in &measured.stages {
        println!("  {stage:<8} {seconds:>7.1} s");
    }
    if let Some(peak) = measured.peak_memory_mib {
        println!("peak memory {peak:.0} MiB");
    }
    Ok(())
}

fn stages(house: &House) -> BTreeMap<&'static str, f64> {
    house.timings.seconds().into_iter().filter(|(_, seconds)| *seconds > 0.0).collect()
}

/// Asks for every page with nothing around it.
async fn bare(args: &Args, prefix: &Url, user_agent: &str, at_once: usize) -> Result<Speed, Failure> {
    let client =
        reqwest::Client::builder().user_agent(user_agent).no_proxy().build().context("make a bare client")?;
    let moment = many::AS_OF.replace(['-', 'T', ':', 'Z'], "");
    let urls = (0..args.pages).flat_map(|page| (0..args.sites).map(move |site| many::page(site, page)));
    let urls: Vec<String> = urls.map(|url| format!("{prefix}{moment}/{url}")).collect();
    let start = (Instant::now(), cpu_seconds());
    let answers = urls.iter().map(|url| {
        let request = client.get(url);
        async move { request.send().await?.error_for_status()?.bytes().await.map(|body| body.len()) }
    });
    let mut answers = futures::stream::iter(answers).buffer_unordered(at_once);
    while let Some(answer) = answers.next().await {
        answer.context("ask for a page with nothing around it")?;
    }
    Ok(Speed::since(start, urls.len()))
}

impl Speed {
    fn since((start, cpu): (Instant, Option<f64>), pages: usize) -> Self {
        let seconds = start.elapsed().as_secs_f64();
        let cpu = cpu_seconds().zip(cpu).map(|(after, before)| after - before);
        Self {
            seconds,
            pages_per_second: pages as f64 / seconds,
            cpu_us_per_page: cpu.map(|cpu| cpu * 1e6 / pages as f64),
        }
    }
}

/// Processor time this process has used, where the system says so in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// This program once more, serving the pages: it ends with this one.
struct OtherProcess {
    child: Child,
    prefix: Url,
}

impl OtherProcess {
    fn serve(args: &Args) -> Result<Self, Failure> {
        let program = std::env::current_exe().context("find this program")?;
        let mut child = Command::new(program)
            .args(["bench", "web", "--sites", &args.sites.to_string(), "--pages", &args.pages.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .context("start this program once more")?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).context("hear where the pages are served")?;
        }
        let prefix = Url::parse(line.trim()).context("hear where the pages are served")?;
        Ok(Self { child, prefix })
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
