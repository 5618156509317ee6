//! The promises' ground: a web of our own to read, and a server that stands in for the internet.
//!
//! One decision: pages are only ever reached **through a gateway** ([`replay`]), so that logical
//! addresses stay what they are on the real web and no test or demonstration opens a connection
//! beyond the loopback interface. What stands behind the gateway is a [`web::CapturedWeb`]: either
//! a folder of captured sites or the [`sample`] web, which is generated, always the same, and
//! comes with the truth about every document in it.
//!
//! This library will not crawl, extract or judge; it answers requests and says what was asked.

mod error;
pub mod many;
pub mod replay;
pub mod sample;
pub mod web;

pub use error::Error;
