//! Lake tables and the jobs over them: how much is written about what, and what turns.
//!
//! The one decision of this crate: **tables are a disposable copy whose every partition is a pure
//! function of its day, and every question is a pure function of tables**. [`Lake`] keeps the copy;
//! `jobs` hold the questions, as `fn(LazyFrame, …) -> PolarsResult<LazyFrame>` where they count and as
//! functions of plain counts where they judge; [`detect`], [`curve`], [`matrix`] and their like join the
//! two and answer in plain values. No type of polars leaves the crate through them.
//!
//! It will not read a clock, fetch rows (the flow that follows the catalog brings them), count
//! documents without a day of publication, or count a week before it is over: `as_of` names the last
//! one that is.
//!
//! ```text
//! Row -write_day-> documents, mentions -cells-> Panel -fresh, turns-> Claim -evidence-> Signal
//! ```

mod detect;
mod error;
pub mod jobs;
pub mod lake;
mod params;
mod read;
mod stats;

pub use detect::{JOB, claims, detect};
pub use error::Error;
pub use jobs::weekly::By;
pub use lake::{Lake, Row, SourceWeek};
pub use params::Params;
pub use read::{ConceptCount, CurvePoint, FirstSeen, curve, curves, first_seen, matrix, top_concepts};

use polars::prelude::*;

/// Runs a job on the streaming engine, which holds batches and not tables in memory.
pub(crate) fn run(doing: &str, job: PolarsResult<LazyFrame>) -> Result<DataFrame, Error> {
    // A single query gives a single table: `unwrap_single` is for plans with several sinks.
    let run = || Ok(job?.collect_with_engine(Engine::Streaming)?.unwrap_single());
    run().map_err(Error::polars(doing))
}
