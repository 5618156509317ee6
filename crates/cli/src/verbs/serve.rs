//! `shiome serve`

use crate::failure::Failure;
use crate::stop::Stop;
use crate::{Common, wiring};
use anyhow::Context;
use shiome_pipelines::House;
use shiome_server::Pages;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serve the pages and the REST interface.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address to listen on; overrides `server.listen` of app.toml.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    wiring::register(&house).await?;
    let listen = match args.listen {
        Some(listen) => listen,
        None => config
            .app
            .server
            .listen
            .parse()
            .with_context(|| format!("read server.listen '{}'", config.app.server.listen))?,
    };
    let listener = TcpListener::bind(listen).await.with_context(|| format!("listen on {listen}"))?;
    println!("http://{}/", listener.local_addr()?);
    serve(&house, listener, &Stop::listen(), config.app.server.show_restricted).await?;
    Ok(ExitCode::SUCCESS)
}

/// Serves `house` until a stop is asked for.
pub async fn serve(
    house: &House,
    listener: TcpListener,
    stop: &Stop,
    show_restricted: bool,
) -> Result<(), Failure> {
    let enricher = house.enricher.clone();
    let pages = Pages {
        catalog: house.catalog.clone(),
        archive: house.archive.clone(),
        index: house.index.clone(),
        lake: house.lake.clone(),
        agencies: house.plan.agencies.clone(),
        sources: house.plan.sources.iter().map(|(id, p)| (id.clone(), p.source.clone())).collect(),
        topics: house.plan.topics.clone(),
        glossary: Arc::new(house.plan.glossary.clone()),
        things: house.plan.things.clone(),
        programmes: house.plan.programmes.clone(),
        expand: Arc::new(move |query: &str| crate::expand::expand(&enricher, query)),
        tried: Arc::new(|concept, term| shiome_enrich::seen(concept, &term.lang, &term.text).in_all()),
        compare: Arc::new(shiome_pipelines::compare::captures),
        clock: house.clock.clone(),
        show_restricted,
    };
    let stop = stop.clone();
    Ok(shiome_server::serve(pages, listener, async move { stop.wait().await }).await?)
}
