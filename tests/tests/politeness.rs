//! A thousand sites, a third of them faulty: nobody is asked too fast, and the healthy lose nothing.
//!
//! A promise like the others, but with a clock: it is a program of its own, so that it runs alone.

#[expect(dead_code, reason = "it serves the other promises too")]
#[path = "promises/support.rs"]
mod support;

use e2e::many;
use e2e::replay::{Fault, Faults, Replay, Scope, Seen};
use std::collections::BTreeMap;
use std::io::Read;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{many_sites, shiome, verify_crawl};

const SITES: usize = 1000;
const PAGES: usize = 5;
/// Least time between two requests to a host.
const INTERVAL: Duration = Duration::from_secs(10);
/// What a healthy site costs: robots.txt, its list, its pages.
const REQUESTS: usize = PAGES + 2;
const MEMORY_MIB: f64 = 400.0;
/// What the healthy may take beyond their intervals, as a part of them; and as much again where the
/// machine worked for others meanwhile.
const MARGIN: f64 = 0.1;

/// What is wrong with a site, if anything: three of ten.
fn fault(site: usize) -> Option<Fault> {
    let faults = [
        Fault::Silence,
        Fault::Drop,
        Fault::TooManyRequests { retry_after: Some(2) },
        Fault::TooManyRequests { retry_after: None },
        Fault::Status(503),
        Fault::Endless,
        Fault::Slow { pause: Duration::from_millis(200), piece: 1 },
        Fault::Truncate(100),
        Fault::Bomb(8 << 20),
    ];
    (site % 10 < 3).then(|| faults[site / 10 % faults.len()].clone())
}

/// Faults befall the whole site, its pages, or some of its pages.
fn faults() -> Faults {
    let mut all = Faults::none();
    for site in 0..SITES {
        let Some(fault) = fault(site) else { continue };
        match site % 10 {
            0 => all = all.always(Scope::Host(many::host(site)), fault),
            n => {
                for page in (0..PAGES).step_by(n) {
                    all = all.always(Scope::Url(many::page(site, page)), fault.clone());
                }
            }
        }
    }
    all
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
#[tokio::test(flavor = "multi_thread")]
async fn a_third_of_the_sites_may_fail_and_none_is_asked_too_fast() {
    let replay = Replay::start(Arc::new(many::web(SITES, PAGES)), faults()).await.unwrap();
    let gateway =
        format!("{{ kind = \"egress\", prefix = \"{}\", at = \"{}\" }}", replay.prefix(), many::AS_OF);
    let crawl = format!(
        "min_interval_ms = {}\ntotal = 400\nheader_timeout_ms = 3000\ntimeout_ms = 5000\nmin_bytes_per_s = 100\n\
         slow_window_ms = 2000\nmax_body = 1048576\nmax_in_flight = 67108864\nfailures = 3\nbackoff_ms = 60000",
        INTERVAL.as_millis()
    );
    let config = many_sites(SITES, &gateway, &crawl, &format!("workers = {SITES}\npages_per_site = 2"));
    let data = tempfile::tempdir().unwrap();
    let with = |args: &[&str]| {
        let mut command = shiome();
        command.args(args).arg("--data").arg(data.path()).arg("--config").arg(config.path());
        command
    };
    let (peak, took, others, said) = tokio::task::spawn_blocking({
        let mut command = with(&["run", "ingest", "--once"]);
        move || {
            let start = Instant::now();
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            let before = Work::of(child.id()).unwrap_or_default();
            let (mut peak, mut work) = (0.0_f64, before);
            while child.try_wait().unwrap().is_none() {
                peak = peak.max(peak_memory(child.id()).unwrap_or_default());
                work = Work::of(child.id()).unwrap_or(work);
                std::thread::sleep(Duration::from_millis(100));
            }
            let mut said = String::new();
            child.stderr.take().unwrap().take(10_000).read_to_string(&mut said).unwrap();
            (peak, start.elapsed(), work.for_others_since(&before), said)
        }
    })
    .await
    .unwrap();

    // Nobody was asked faster than allowed, healthy or not.
    let manners = replay.manners();
    assert_eq!(manners.len(), SITES, "{said}");
    for (host, manners) in &manners {
        let gap = manners.shortest_gap.unwrap_or(INTERVAL);
        assert!(gap >= INTERVAL, "{host} was asked after {gap:?}");
    }
    // An answer that was given up is under way for its server until that notices.
    for site in (0..SITES).filter(|site| fault(*site).is_none()) {
        assert_eq!(manners[&many::host(site)].most_at_once, 1, "{}", many::host(site));
    }

    // The healthy lost nothing, and took no longer than their intervals and a tenth.
    let mut asked: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for seen in replay.log() {
        asked.entry(seen.host.clone()).or_default().push(seen);
    }
    let dictated = INTERVAL * (REQUESTS as u32 - 1);
    let first = asked.values().flatten().map(|seen| seen.when).min().unwrap();
    let mut last = first;
    for site in (0..SITES).filter(|site| fault(*site).is_none()) {
        let asked = &asked[&many::host(site)];
        assert_eq!(asked.len(), REQUESTS, "{}", many::host(site));
        assert!(asked.iter().all(|seen| seen.status == 200));
        last = asked.iter().map(|seen| seen.when).max().unwrap().max(last);
    }
    let whole = last - first;
    let margin = dictated.mul_f64(MARGIN);
    let allowed = dictated + margin + others.min(margin);
    println!(
        "{SITES} sites in {took:?}; the healthy in {whole:?} of {dictated:?}, {allowed:?} allowed, \
         each processor {others:?} for others; {peak:.0} MiB"
    );
    assert!(whole <= allowed, "the healthy took {whole:?}, the intervals {dictated:?}, allowed {allowed:?}");
    assert!(peak > 0.0 && peak < MEMORY_MIB, "{peak} MiB");

    let dump = data.path().join("dump.jsonl");
    tokio::task::block_in_place(|| verify_crawl(&mut with(&["verify", "--dump", dump.to_str().unwrap()])));
    let mut documents: BTreeMap<String, usize> = BTreeMap::new();
    for line in std::fs::read_to_string(&dump).unwrap().lines() {
        let document: serde_json::Value = serde_json::from_str(line).unwrap();
        let url: url::Url = document["document"]["url"].as_str().unwrap().parse().unwrap();
        *documents.entry(url.host_str().unwrap().to_owned()).or_default() += 1;
    }
    for site in 0..SITES {
        let found = documents.get(&many::host(site)).copied().unwrap_or_default();
        match (fault(site), site % 10) {
            (None, _) => assert_eq!(found, PAGES, "{}", many::host(site)),
            (Some(_), 0) => assert_eq!(found, 0, "{} fails as a whole", many::host(site)),
            (Some(_), _) => assert!(found < PAGES, "{}", many::host(site)),
        }
    }
}

/// What the processors have done so far, in hundredths of a second.
#[derive(Clone, Copy, Default)]
struct Work {
    processors: u64,
    /// For anybody.
    all: u64,
    /// For the crawl and for the servers that it asks.
    ours: u64,
}

impl Work {
    fn of(process: u32) -> Option<Self> {
        let stat = std::fs::read_to_string("/proc/stat").ok()?;
        let mut lines = stat.lines().take_while(|line| line.starts_with("cpu"));
        let times: Vec<u64> =
            lines.next()?.split_whitespace().skip(1).map_while(|n| n.parse().ok()).collect();
        // The fourth and fifth are idle, those from the ninth on are in the first two already.
        let all = times.iter().take(8).sum::<u64>() - times.get(3)? - times.get(4)?;
        let ours = ticks(&process.to_string())? + ticks("self")?;
        Some(Self { processors: lines.count() as u64, all, ours })
    }
    /// How long each processor has worked for others.
    fn for_others_since(&self, before: &Self) -> Duration {
        let all = self.all.saturating_sub(before.all);
        let ours = self.ours.saturating_sub(before.ours);
        Duration::from_millis(all.saturating_sub(ours) * 10 / self.processors.max(1))
    }
}

/// How long a process has had processors.
fn ticks(process: &str) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// The most memory a process has held.
fn peak_memory(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
