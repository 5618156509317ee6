//! One file per verb.

pub mod bench;
mod bench_annotate;
mod bench_crawl;
mod bench_stories;
mod bench_texts;
pub mod config;
pub mod demo;
pub mod digest;
pub mod eval;
pub mod memo;
pub mod promises;
pub mod rebuild;
pub mod report;
pub mod run;
pub mod search;
pub mod serve;
pub mod source;
pub mod status;
pub mod topics;
pub mod trends;
pub mod verify;
pub mod warc;

use serde::Serialize;

/// Prints one JSON object.
pub fn print_json(value: &impl Serialize) -> Result<(), crate::failure::Failure> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}
