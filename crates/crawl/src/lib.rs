//! From a source to captures, politely.
//!
//! The one decision of this crate: **a connector is pure and one polite client does all fetching**.
//! A connector knows how one kind of source lists its works: it says what to ask and reads what was
//! answered, but opens no socket and knows no clock. So no connector can be impolite, and an old
//! answer can be read again for nothing. [`fetch::Fetcher`] alone talks to the outside: it obeys
//! robots.txt, keeps its distance per host, bounds sizes and times, refuses private addresses, and can
//! reach everything through a gateway while addresses stay what they are.
//!
//! [`mailbox`] is another door: our own mail, read from the server that keeps it. [`model_service`] is the
//! third: a model that is asked for gists, where one is configured.
//!
//! This crate stores nothing, extracts no text from pages and decides nothing about when to come
//! back; it only reports what it was told about that (`Retry-After`, a feed's `ttl`).

mod address;
pub mod connect;
pub mod discover;
pub mod fetch;
pub mod mailbox;
pub mod model_service;
mod request;
pub mod robots;

pub use address::is_public_host;
pub use connect::{BadConfig, Connector, Found, Malformed};
pub use fetch::{Body, Fetcher, Outcome};
pub use request::{Method, Past, Request};
