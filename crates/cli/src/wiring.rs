//! From configuration to a house: opens the stores, compiles the thesaurus, builds the client.

use crate::Common;
use crate::config::{App, Config};
use crate::failure::Failure;
use anyhow::Context;
use shiome_crawl::Fetcher;
use shiome_crawl::fetch::{Render, Settings};
use shiome_enrich::Enricher;
use shiome_model::Timestamp;
use shiome_pipelines::{Clock, House, Listener, Plan, ingest};
use shiome_publish::Edition;
use shiome_search::SearchIndex;
use shiome_store::{Archive, Catalog};
use shiome_trends::Lake;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Logs to standard error, as RUST_LOG says; warnings by default, but not those of the HTML parser
/// about pages it repairs.
pub fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| "warn,html5ever=error".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// The configuration the command line names.
pub fn config(common: &Common) -> Result<Config, Failure> {
    Ok(crate::config::load(&common.config)?)
}

/// The data folder.
pub fn data_dir(common: &Common, app: &App) -> PathBuf {
    common.data.clone().unwrap_or_else(|| PathBuf::from(&app.data))
}

/// The clock: the machine's, or a fixed one for replays. The one place that reads it.
#[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
pub fn clock(now: Option<Timestamp>) -> Clock {
    match now {
        Some(fixed) => Arc::new(move || fixed),
        None => Arc::new(chrono::Utc::now),
    }
}

/// Opens all stores under `data` for `plan`.
pub async fn house(data: &Path, plan: Plan, clock: Clock, listener: Listener) -> Result<House, Failure> {
    std::fs::create_dir_all(data).with_context(|| format!("make the data folder '{}'", data.display()))?;
    let catalog = Catalog::open(&format!("sqlite:{}", data.join("catalog.db").display()), clock()).await?;
    let identity = catalog.identity().await?;
    let archive = Archive::open(&format!("file:{}", data.join("archive").display()))?;
    let index = SearchIndex::open(&data.join("index"), &identity)?;
    let lake = Lake::open(&data.join("lake"), &identity)?;
    let enricher = Enricher::new(&plan.topics)?.knowing(&plan.knowledge())?;
    Ok(House {
        catalog,
        archive,
        index: Arc::new(index),
        lake: Arc::new(lake),
        plan: Arc::new(plan),
        enricher: Arc::new(enricher),
        clock,
        listener,
        timings: Arc::default(),
    })
}

/// A house for the configuration of the command line, silent unless told.
pub async fn quiet_house(common: &Common, config: &Config) -> Result<House, Failure> {
    let listener: Listener = Arc::new(|_| {});
    house(&data_dir(common, &config.app), config.plan.clone(), clock(common.now), listener).await
}

/// Tells the catalog which sources there are.
pub async fn register(house: &House) -> Result<(), Failure> {
    let read = house.plan.sources.values().filter(|p| p.is_read());
    let sources: Vec<_> = read.map(|p| p.source.clone()).collect();
    Ok(house.catalog.register(&sources, house.now()).await?)
}

/// The polite client.
pub fn fetcher(settings: &Settings, render: &Render) -> Result<Fetcher, Failure> {
    Ok(Fetcher::with_render(settings.clone(), render)?)
}

/// How sources are read in this process.
pub fn ingest_settings(app: &App) -> ingest::Settings {
    ingest::Settings {
        owner: "local".into(),
        workers: app.ingest.workers,
        pages_per_site: app.ingest.pages_per_site,
        later: false,
        secret: crate::config::secret_of,
    }
}

/// Who is told of trouble, as configured.
pub fn alerts(app: &App) -> Result<shiome_pipelines::watchdog::Alerts, Failure> {
    Ok(shiome_pipelines::watchdog::Alerts {
        to: app.alerts.to.clone(),
        lang: app.alerts.language.parse().map_err(Failure::mistaken)?,
        base_url: Some(app.server.base_url.clone()),
    })
}

/// The digest as configured, in one language.
pub fn digest_edit(app: &App, lang: Edition) -> shiome_pipelines::digest::Edit {
    shiome_pipelines::digest::Edit {
        name: app.digest.name.clone(),
        title: match lang {
            Edition::Ja => app.digest.title.ja.clone(),
            Edition::En => app.digest.title.en.clone(),
        },
        lang,
        base_url: Some(app.server.base_url.clone()),
        limits: shiome_publish::Limits {
            items: app.digest.items,
            per_agency: app.digest.per_agency,
            ..Default::default()
        },
    }
}
