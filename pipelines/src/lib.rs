//! What Shiome does, in order; a file per flow.
//!
//! The one decision of this crate: **each flow has the same shape**: read what changed after my
//! checkpoint, decide, write, advance. The catalog is the queue, so resume, first run and rebuild are
//! one path, and a flow that is killed goes on where its last commit was. Nothing here parses, counts
//! or renders: the crates it calls do.
//!
//! ```text
//! ingest -> enrich -> index
//!                  -> gist (where a model service is configured)
//!                  -> lake -> trends -> digest -> deliver
//!                                    -> report
//!        -> watchdog -> deliver
//! ```

pub mod compare;
mod computed;
pub mod deliver;
pub mod digest;
pub mod enrich;
mod gate;
pub mod gist;
pub mod health;
mod house;
pub mod index;
pub mod ingest;
pub mod lake;
pub mod probe;
pub mod promises;
pub mod propose;
pub mod report;
mod spawned;
mod telling;
pub mod trends;
pub mod warc;
pub mod watchdog;

pub use house::{Clock, Error, Event, House, Listener, Plan, SourcePlan, Stage, Timings};
