//! Every part once, in order: crawl, extract, enrich, index, lake, trends, digest, report.

use super::compare::{self, SiteReport};
use super::plan::{self, Entry};
use crate::config::Config;
use crate::failure::Failure;
use crate::lock::DataLock;
use crate::progress::Progress;
use crate::stop::Stop;
use crate::wiring;
use anyhow::Context;
use e2e::replay::{Faults, Replay};
use e2e::web::CapturedWeb;
use serde::Serialize;
use shiome_crawl::fetch::{Gateway, GatewayKind, Settings};
use shiome_model::{SourceId, Timestamp, TopicId, Week, time};
use shiome_pipelines::{House, Plan, deliver, digest, enrich, index, ingest, lake, report, trends};
use shiome_publish::Edition;
use shiome_publish::mail::Mailer;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What to demonstrate on.
pub struct Asked<'a> {
    /// Settings and thesaurus.
    pub config: &'a Config,
    /// The web.
    pub web: Arc<CapturedWeb>,
    /// Where everything is written.
    pub data: PathBuf,
    /// The replay's clock; the web's own end if none.
    pub clock: Option<Timestamp>,
    /// The week the digest tells of; the last one that is over if none.
    pub week: Option<Week>,
    /// Where to write what the gateway was asked, a JSON object a line.
    pub log: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// The replay's clock.
    pub as_of: Timestamp,
    /// The week of the digest.
    pub week: Week,
    /// Requests the gateway answered.
    pub requests: usize,
    /// Documents that were new in this run.
    pub new_documents: u32,
    /// Documents that had changed.
    pub updated_documents: u32,
    /// Changes of watched pages found in this run.
    pub new_changes: u32,
    /// Everything in the catalog now.
    #[serde(flatten)]
    pub totals: crate::verbs::status::Snapshot,
    /// The signals of the last week that is over.
    pub turned: Vec<String>,
    /// The topic of the report.
    pub report_topic: TopicId,
    /// Digests: pages, texts and messages.
    pub digests: Vec<PathBuf>,
    /// The report.
    pub reports: Vec<PathBuf>,
    /// Seconds each step took, by the wall.
    pub seconds: BTreeMap<&'static str, f64>,
    /// Seconds spent in each stage, summed over workers.
    pub stage_seconds: BTreeMap<&'static str, f64>,
    /// Per site: found and expected.
    pub sites: Vec<SiteReport>,
}

/// Runs the chain.
pub async fn run(asked: &Asked<'_>, progress: &Progress, stop: &Stop) -> Result<(Outcome, House), Failure> {
    let _lock = DataLock::take(&asked.data)?;
    let sources = asked.web.sources();
    let (plan, entries) = plan::plan(sources, asked.config.plan.topics.clone())?;
    let end = asked.clock.or(asked.web.as_of()).ok_or_else(|| Failure::mistaken("the web has no `as_of`"))?;
    let replay = Replay::start(asked.web.clone(), Faults::none()).await?;
    let mut requested = BTreeSet::new();
    let mut chain = Chain { asked, progress, stop, seconds: BTreeMap::new(), summary: Vec::new() };
    let whole = wiring::house(&asked.data, plan, wiring::clock(Some(end)), progress.listener()).await?;
    for (clock, only) in early_visits(&asked.web, &entries, end) {
        chain.read_as_it_was(&whole, &replay, clock, &only).await?;
    }
    chain.read(&whole, &replay, end).await?;
    requested.extend(replay.log().into_iter().map(|seen| seen.url));
    let requests = replay.log().len();
    if let Some(path) = &asked.log {
        write(path, &log_lines(&replay)?)?;
    }
    let house = whole;
    chain.follow(&house).await?;
    let week = asked.week.unwrap_or(Week::of(end).previous());
    let signals = chain.timed("trends", trends::run(&house, &asked.config.app.trends)).await?;
    let digests = chain.digests(&house, week).await?;
    let report_topic = busiest_topic(&house).await?;
    let reports = chain.report(&house, &report_topic, end).await?;
    let sites = compare::sites(&house, &asked.web, &entries, &requested).await?;
    replay.stop().await;
    let sum =
        |of: fn(&ingest::Tally) -> u32| chain.summary.iter().flat_map(|s| s.sources.values()).map(of).sum();
    let outcome = Outcome {
        as_of: end,
        week,
        requests,
        new_documents: sum(|t| t.new),
        updated_documents: sum(|t| t.updated),
        new_changes: sum(|t| t.changes),
        totals: crate::verbs::status::snapshot(&house).await?,
        turned: signals.iter().map(|s| format!("{} {} {}", s.week, s.kind.as_str(), s.subject)).collect(),
        report_topic,
        digests,
        reports,
        stage_seconds: house.timings.seconds().into_iter().collect(),
        seconds: chain.seconds,
        sites,
    };
    Ok((outcome, house))
}

/// The client's settings, reading the web of `replay` as it was at `clock`. Nobody's server is behind
/// that gateway, so nothing waits for politeness; robots.txt is obeyed all the same.
pub fn gateway(settings: &Settings, replay: &Replay, clock: Timestamp) -> Settings {
    let gateway = Gateway { prefix: replay.prefix(), at: Some(clock), kind: GatewayKind::Archive };
    Settings { gateway: Some(gateway), ..settings.clone() }
}

/// Moments before `end` at which some sources must be read: entries that hold at an earlier clock, and
/// every version of a watched page.
fn early_visits(
    web: &CapturedWeb,
    entries: &[Entry],
    end: Timestamp,
) -> BTreeMap<Timestamp, BTreeSet<SourceId>> {
    let mut versions: BTreeMap<&str, Vec<Timestamp>> = BTreeMap::new();
    for record in web.records() {
        versions.entry(record.url.as_str()).or_default().push(record.captured_at);
    }
    let mut early: BTreeMap<Timestamp, BTreeSet<SourceId>> = BTreeMap::new();
    for entry in entries {
        let versions = versions.get(entry.url.as_str()).filter(|_| entry.is_watch);
        for clock in versions.into_iter().flatten().copied().chain(entry.clock).filter(|c| *c < end) {
            early.entry(clock).or_default().insert(entry.source.clone());
        }
    }
    early
}

struct Chain<'a> {
    asked: &'a Asked<'a>,
    progress: &'a Progress,
    stop: &'a Stop,
    seconds: BTreeMap<&'static str, f64>,
    summary: Vec<ingest::Summary>,
}

impl Chain<'_> {
    /// Reads some sources as they were at an earlier clock, unless they have been read since.
    async fn read_as_it_was(
        &mut self,
        whole: &House,
        replay: &Replay,
        clock: Timestamp,
        only: &BTreeSet<SourceId>,
    ) -> Result<(), Failure> {
        let states = whole.catalog.source_states().await?;
        let read_since = |id: &SourceId| {
            states.iter().any(|s| s.source == *id && s.last_checked.is_some_and(|at| at >= clock))
        };
        let due: Vec<SourceId> = only.iter().filter(|id| !read_since(id)).cloned().collect();
        if due.is_empty() {
            return Ok(());
        }
        let mut part = Plan::clone(&whole.plan);
        part.sources.retain(|id, _| due.contains(id));
        let house = House { plan: Arc::new(part), clock: wiring::clock(Some(clock)), ..whole.clone() };
        wiring::register(&house).await?;
        house.catalog.make_due(&due, clock).await?;
        self.read(&house, replay, clock).await
    }

    /// Reads the sources of the house through the gateway, as the web was at `clock`.
    async fn read(&mut self, house: &House, replay: &Replay, clock: Timestamp) -> Result<(), Failure> {
        wiring::register(house).await?;
        let fetcher =
            wiring::fetcher(&gateway(&self.asked.config.app.crawl, replay, clock), &Default::default())?;
        self.progress.stage("ingest", house.plan.sources.len());
        let ingest = wiring::ingest_settings(&self.asked.config.app);
        let start = Instant::now();
        let summary = ingest::run(house, &fetcher, &ingest, self.stop.flag()).await?;
        self.took("ingest", start);
        self.summary.push(summary);
        self.check_stop()
    }

    /// Enriches, indexes and counts what was read.
    async fn follow(&mut self, house: &House) -> Result<(), Failure> {
        self.progress.stage("enrich", 0);
        self.timed("enrich", enrich::run(house, self.stop.flag())).await?;
        self.timed("promises", shiome_pipelines::promises::run(house, self.stop.flag())).await?;
        self.progress.stage("index", 0);
        self.timed("index", index::run(house, self.stop.flag())).await?;
        self.progress.stage("lake", 0);
        self.timed("lake", lake::run(house, self.stop.flag())).await?;
        self.progress.stage("trends", 0);
        self.check_stop()
    }

    fn check_stop(&self) -> Result<(), Failure> {
        match self.stop.is_set() {
            true => Err(Failure::mistaken("stopped; the same command goes on where it was")),
            false => Ok(()),
        }
    }

    /// Seals the digest in both languages and puts the messages into a folder.
    async fn digests(&mut self, house: &House, week: Week) -> Result<Vec<PathBuf>, Failure> {
        self.progress.stage("digest", 0);
        let start = Instant::now();
        let app = &self.asked.config.app;
        let dir = self.asked.data.join("digest");
        std::fs::create_dir_all(&dir).with_context(|| format!("make '{}'", dir.display()))?;
        let mut paths = Vec::new();
        for lang in Edition::ALL {
            // The pages are served at an address that is only known afterwards.
            let edit = digest::Edit { base_url: None, ..wiring::digest_edit(app, lang) };
            let record = digest::seal(house, &edit, week, &["reader@example.org".to_owned()]).await?;
            for (name, hash) in &record.files {
                let Some(suffix) = name.strip_prefix("digest.") else { continue };
                let path = dir.join(format!("{week}.{lang}.{suffix}"));
                write(&path, &house.archive.get(hash).await?)?;
                paths.push(path);
            }
        }
        let mailer = Mailer::Folder(self.asked.data.join("mail"));
        deliver::run(house, &mailer, &app.mail.sender(), "local", self.stop.flag()).await?;
        self.took("digest", start);
        Ok(paths)
    }

    /// A year of the topic most is written about, in both languages.
    async fn report(
        &mut self,
        house: &House,
        topic: &TopicId,
        end: Timestamp,
    ) -> Result<Vec<PathBuf>, Failure> {
        self.progress.stage("report", 0);
        let start = Instant::now();
        let to = time::day_in_japan(end);
        let from = to.checked_sub_months(chrono::Months::new(12)).unwrap_or(to);
        let dir = self.asked.data.join("report");
        std::fs::create_dir_all(&dir).with_context(|| format!("make '{}'", dir.display()))?;
        let mut paths = Vec::new();
        for lang in Edition::ALL {
            let ask =
                report::Ask { topic: topic.clone(), from, to, countries: Vec::new(), lang, base_url: None };
            let (rendered, _) = report::seal(house, &ask).await?;
            for (suffix, bytes) in [("html", rendered.html.as_bytes()), ("pdf", &rendered.pdf)] {
                let path = dir.join(format!("{topic}.{lang}.{suffix}"));
                write(&path, bytes)?;
                paths.push(path);
            }
        }
        self.took("report", start);
        Ok(paths)
    }

    async fn timed<T, E>(
        &mut self,
        step: &'static str,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        let start = Instant::now();
        let outcome = work.await?;
        self.took(step, start);
        Ok(outcome)
    }

    fn took(&mut self, step: &'static str, start: Instant) {
        *self.seconds.entry(step).or_default() += start.elapsed().as_secs_f64();
    }
}

/// What the gateway was asked, in order.
fn log_lines(replay: &Replay) -> Result<Vec<u8>, Failure> {
    let mut lines = Vec::new();
    for seen in replay.log() {
        let line = serde_json::json!({
            "url": seen.url, "at": seen.at, "status": seen.status, "conditional": seen.conditional,
            "user_agent": seen.user_agent,
        });
        serde_json::to_writer(&mut lines, &line)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    Ok(std::fs::write(path, bytes).with_context(|| format!("write '{}'", path.display()))?)
}

/// The topic with the most documents.
async fn busiest_topic(house: &House) -> Result<TopicId, Failure> {
    let counts = house.catalog.counts().await?;
    let first = counts.topics.into_iter().next().map(|(topic, _)| topic);
    let any = || house.plan.topics.first().map(|t| t.id.clone());
    first.or_else(any).ok_or_else(|| Failure::mistaken("the configuration has no topics"))
}
