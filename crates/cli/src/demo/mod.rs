//! The demonstration: a whole web behind a local gateway, read from end to end.

mod chain;
mod compare;
pub mod plan;

pub use chain::{Asked, Outcome, gateway, run};
