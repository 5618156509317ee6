//! `shiome run [FLOW…] [--once]`

use crate::config::{App, Config};
use crate::failure::Failure;
use crate::lock::DataLock;
use crate::progress::Progress;
use crate::stop::Stop;
use crate::{Common, wiring};
use anyhow::Context;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cron::Schedule;
use shiome_crawl::Fetcher;
use shiome_model::Week;
use shiome_pipelines::{
    House, deliver, digest, enrich, gist, index, ingest, lake, promises, trends, watchdog,
};
use shiome_publish::Edition;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Run the flows: on their schedule, or once.
///
/// Without --once the flows run when `[schedule]` of app.toml says so, in its time zone, until
/// SIGTERM or Ctrl-C; the batch at hand is finished first. With --once each runs once, in order.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which flows; all if left out.
    #[arg(value_enum)]
    flows: Vec<Flow>,
    /// Run each flow once, in order, and exit.
    #[arg(long)]
    once: bool,
    /// Only these sources (`agency/name`), whether or not they are due; with --once.
    #[arg(long = "source", value_name = "ID", requires = "once")]
    sources: Vec<String>,
    /// Only fetch pages: the next run without this reads them.
    #[arg(long)]
    later: bool,
}

/// What can be run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Flow {
    /// Read the sources that are due.
    Ingest,
    /// Annotate what came.
    Enrich,
    /// Bring the search index up to date.
    Index,
    /// Bring the lake up to date.
    Lake,
    /// Look for what turned.
    Trends,
    /// Ask the model service for gists, if one is configured.
    Gist,
    /// Seal the digest of last week.
    Digest,
    /// Look for sources that came into trouble or out of it, and tell the operator.
    Watchdog,
    /// Send what is sealed.
    Deliver,
}

const ALL: [Flow; 9] = [
    Flow::Ingest,
    Flow::Enrich,
    Flow::Index,
    Flow::Lake,
    Flow::Trends,
    Flow::Gist,
    Flow::Digest,
    Flow::Watchdog,
    Flow::Deliver,
];

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let data = wiring::data_dir(common, &config.app);
    let _lock = DataLock::take(&data)?;
    let progress = Progress::new(common.json);
    let house =
        wiring::house(&data, config.plan.clone(), wiring::clock(common.now), progress.listener()).await?;
    wiring::register(&house).await?;
    let worker = Worker {
        fetcher: wiring::fetcher(&config.app.crawl, &config.app.render)?,
        stop: Stop::listen(),
        later: args.later,
        house,
        config,
        progress,
        printing: args.once && !common.json,
    };
    let flows = if args.flows.is_empty() { ALL.to_vec() } else { args.flows };
    for id in &args.sources {
        let known = worker.config.plan.sources.contains_key(&id.as_str().into());
        if !known {
            return Err(Failure::mistaken(format!("there is no source '{id}'; see `shiome source list`")));
        }
    }
    if !args.sources.is_empty() {
        let ids: Vec<_> = args.sources.iter().map(|id| id.as_str().into()).collect();
        worker.house.catalog.make_due(&ids, worker.house.now()).await?;
    }
    if !args.once {
        worker.on_schedule(&flows).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut failed = 0;
    for flow in flows {
        if !worker.stop.is_set() {
            failed += worker.once(flow).await?;
        }
    }
    worker.progress.finish();
    if common.json {
        super::print_json(&super::status::snapshot(&worker.house).await?)?;
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

struct Worker {
    house: House,
    fetcher: Fetcher,
    config: Config,
    progress: Progress,
    stop: Stop,
    later: bool,
    /// Whether people read what is printed: once, and not as JSON.
    printing: bool,
}

impl Worker {
    fn app(&self) -> &App {
        &self.config.app
    }

    /// Runs one flow. Returns how many sources or deliveries failed.
    async fn once(&self, flow: Flow) -> Result<usize, Failure> {
        let (house, stop) = (&self.house, self.stop.flag());
        tracing::info!(?flow, "flow begins");
        match flow {
            Flow::Ingest => {
                let due = house.plan.sources.values().filter(|p| p.is_read()).count();
                self.progress.stage("ingest", due);
                let settings = ingest::Settings { later: self.later, ..wiring::ingest_settings(self.app()) };
                return Ok(ingest::run(house, &self.fetcher, &settings, stop).await?.failed());
            }
            Flow::Enrich => {
                self.progress.stage("enrich", 0);
                let before = house.catalog.reannotations(1).await?;
                enrich::run(house, stop).await?;
                promises::run(house, stop).await?;
                let after = house.catalog.reannotations(1).await?;
                if let Some(changed) = after.first().filter(|_| after != before) {
                    tracing::info!(changed = changed.in_words(), "annotated anew");
                    if self.printing {
                        println!("annotated anew: {}", changed.in_words());
                    }
                }
            }
            Flow::Index => {
                self.progress.stage("index", 0);
                index::run(house, stop).await?;
            }
            Flow::Lake => {
                self.progress.stage("lake", 0);
                lake::run(house, stop).await?;
            }
            Flow::Trends => {
                self.progress.stage("trends", 0);
                trends::run(house, &self.app().trends).await?;
            }
            Flow::Gist => {
                self.progress.stage("gist", 0);
                ask_for_gists(house, self.app(), stop).await?;
            }
            Flow::Digest => self.digest().await?,
            Flow::Watchdog => {
                self.progress.stage("watchdog", 0);
                let alerts = wiring::alerts(self.app())?;
                let watched = watchdog::run(house, &alerts, "local").await?;
                for incident in watched.opened.iter().chain(&watched.closed) {
                    let source = incident.source.as_ref().map_or("all", |s| s.as_str());
                    let over = incident.closed_at.is_some();
                    tracing::warn!(source, state = %incident.state, over, why = incident.because.why_in("en"), "incident");
                }
                // An alert does not wait for the hour at which digests leave.
                if watched.told {
                    return self.deliver().await;
                }
            }
            Flow::Deliver => return self.deliver().await,
        }
        Ok(0)
    }

    /// Sends what is sealed. Returns how many deliveries were given up.
    async fn deliver(&self) -> Result<usize, Failure> {
        self.progress.stage("deliver", 0);
        let mail = &self.app().mail;
        let (mailer, sender) = (mail.mailer()?, mail.sender());
        Ok(deliver::run(&self.house, &mailer, &sender, "local", self.stop.flag()).await?.failed)
    }

    /// Seals the digest of the last week that is over, in each language.
    async fn digest(&self) -> Result<(), Failure> {
        self.progress.stage("digest", 0);
        let week = Week::of(self.house.now()).previous();
        for lang in &self.app().digest.languages {
            let lang = Edition::from_str(lang).map_err(Failure::mistaken)?;
            let edit = wiring::digest_edit(self.app(), lang);
            let sealed = digest::seal(&self.house, &edit, week, &self.app().digest.recipients).await?;
            tracing::info!(issue = %sealed.id, %week, edition = sealed.edition, "digest sealed");
        }
        Ok(())
    }

    /// Waits for the next moment on the schedule, runs what is due then, and so on.
    async fn on_schedule(&self, flows: &[Flow]) -> Result<(), Failure> {
        let plan = Timetable::new(self.app(), flows)?;
        // Asked for beside the other flows: a slow service holds nothing up.
        let mut asking: Option<tokio::task::JoinHandle<()>> = None;
        let mut last = self.house.now();
        while !self.stop.is_set() {
            let Some((at, due)) = plan.next(last) else { break };
            tracing::info!(%at, ?due, "waiting for the next flow");
            let wait = (at - self.house.now()).to_std().unwrap_or(Duration::ZERO);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.wait() => break,
            }
            for flow in due {
                if self.stop.is_set() {
                    break;
                }
                if flow == Flow::Gist {
                    if asking.as_ref().is_none_or(|task| task.is_finished()) {
                        let (house, config, stop) =
                            (self.house.clone(), self.config.clone(), self.stop.clone());
                        asking = Some(tokio::spawn(async move {
                            if let Err(failure) = ask_for_gists(&house, &config.app, stop.flag()).await {
                                tracing::error!(?flow, %failure, "flow broke");
                            }
                        }));
                    }
                    continue;
                }
                // A flow that breaks must not keep the others from running; it is tried again at its
                // next moment.
                if let Err(failure) = self.once(flow).await {
                    tracing::error!(?flow, %failure, "flow broke");
                }
            }
            self.progress.finish();
            last = at.max(self.house.now());
        }
        if let Some(task) = asking {
            _ = task.await;
        }
        tracing::info!("stopped");
        Ok(())
    }
}

/// Asks the model service for gists, if one is configured.
async fn ask_for_gists(house: &House, app: &App, stop: &AtomicBool) -> Result<(), Failure> {
    let Some(service) = app.model.service().map_err(Failure::mistaken)? else {
        tracing::debug!("no model service is configured");
        return Ok(());
    };
    let done = gist::run(house, &service, &app.model.settings(), stop).await?;
    tracing::info!(asked = done.asked(), outcomes = ?done.outcomes, capped = done.capped, "asked for gists");
    Ok(())
}

/// When which flow runs.
struct Timetable {
    zone: Tz,
    entries: Vec<(Schedule, Vec<Flow>)>,
}

impl Timetable {
    fn new(app: &App, flows: &[Flow]) -> Result<Self, Failure> {
        let schedule = &app.schedule;
        let zone = Tz::from_str(&schedule.timezone)
            .map_err(|e| Failure::mistaken(format!("schedule.timezone: {e}")))?;
        let follow = vec![Flow::Enrich, Flow::Index, Flow::Lake];
        let lines = [
            (&schedule.ingest, vec![Flow::Ingest]),
            (&schedule.follow, follow),
            (&schedule.gist, vec![Flow::Gist]),
            (&schedule.trends, vec![Flow::Trends]),
            (&schedule.digest, vec![Flow::Digest]),
            (&schedule.watchdog, vec![Flow::Watchdog]),
            (&schedule.deliver, vec![Flow::Deliver]),
        ];
        let mut entries = Vec::new();
        for (expression, mut of_line) in lines {
            of_line.retain(|f| flows.contains(f) && (*f != Flow::Gist || app.model.address.is_some()));
            if !of_line.is_empty() {
                let parsed = Schedule::from_str(expression)
                    .with_context(|| format!("read the cron expression '{expression}'"))?;
                entries.push((parsed, of_line));
            }
        }
        Ok(Self { zone, entries })
    }

    /// The first moment after `last`, and what is due then, in order.
    fn next(&self, last: DateTime<Utc>) -> Option<(DateTime<Utc>, Vec<Flow>)> {
        let local = last.with_timezone(&self.zone);
        let upcoming: Vec<_> = self
            .entries
            .iter()
            .filter_map(|(schedule, flows)| Some((schedule.after(&local).next()?.with_timezone(&Utc), flows)))
            .collect();
        let at = upcoming.iter().map(|(at, _)| *at).min()?;
        let mut due: Vec<Flow> =
            upcoming.iter().filter(|(t, _)| *t == at).flat_map(|(_, f)| (*f).clone()).collect();
        due.sort();
        Some((at, due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monday_morning_is_monday_morning_in_japan() {
        let app = App::default();
        let table = Timetable::new(&app, &[Flow::Digest]).unwrap();
        let (at, due) = table.next("2026-02-13T00:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(due, [Flow::Digest]);
        let local = at.with_timezone(&chrono_tz::Asia::Tokyo);
        assert_eq!(chrono::Datelike::weekday(&local), chrono::Weekday::Mon);
        assert_eq!(local.date_naive().to_string(), "2026-02-16");
    }

    #[test]
    fn flows_due_at_one_moment_run_in_their_order() {
        let mut app = App::default();
        app.schedule.ingest = "0 0 * * * *".into();
        app.schedule.follow = "0 0 * * * *".into();
        let table = Timetable::new(&app, &ALL).unwrap();
        let (_, due) = table.next("2026-02-13T00:40:00Z".parse().unwrap()).unwrap();
        assert_eq!(due[..4], [Flow::Ingest, Flow::Enrich, Flow::Index, Flow::Lake]);
    }
}
