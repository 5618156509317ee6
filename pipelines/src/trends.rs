//! Looks for what turned, and records it.

use crate::{Error, House, Stage};
use shiome_model::{Signal, Week};
use shiome_store::Fact;
use shiome_trends::{JOB, Params};
use std::time::Instant;

/// Runs detection up to the last week that is over, and commits its signals.
pub async fn run(house: &House, params: &Params) -> Result<Vec<Signal>, Error> {
    as_of(house, params, Week::of(house.now()).previous()).await
}

/// The same as it would have come out at the end of `week`: what was first seen later is left out.
pub async fn as_of(house: &House, params: &Params, week: Week) -> Result<Vec<Signal>, Error> {
    let (lake, params, timings) = (house.lake.clone(), params.clone(), house.timings.clone());
    let signals = tokio::task::spawn_blocking(move || {
        let start = Instant::now();
        let signals = shiome_trends::detect(&lake, &params, week);
        timings.add(Stage::Trends, start);
        signals
    })
    .await
    .map_err(|_| Error::Worker("detecting trends"))??;
    let fact = Fact::Signals { as_of: week, job: JOB.to_owned(), signals: signals.clone() };
    house.catalog.commit(None, &[fact]).await?;
    Ok(signals)
}
