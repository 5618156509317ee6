//! Digests and reports: select, render, deliver.
//!
//! The one decision of this crate: **an issue is a pure function of its input**. Everything a page
//! says arrives as an argument ([`input`]), already looked up; the same input gives the same bytes of
//! HTML, text, PDF and manifest, so an issue can be reproduced and its evidence checked later.
//!
//! ```text
//! Candidates -select-> chosen items
//! DigestInput -digest-> subject, HTML, text, manifest -mail::eml-> message -Mailer-> SMTP or folder
//! ReportInput -report-> HTML, PDF, manifest
//! ```
//!
//! What it will not do: read catalog, index or lake; read the clock; fetch anything; summarise or
//! translate. Quotations stay in the language they were written in, and crawled text is never markup.

pub mod alert;
mod chart;
mod dates;
mod digest;
mod edition;
mod error;
pub mod export;
pub mod input;
pub mod mail;
pub mod names;
mod pdf;
mod plain;
mod report;
mod select;
mod templates;
mod view;

pub use digest::{RenderedDigest, digest};
pub use edition::Edition;
pub use error::Error;
pub use report::{RenderedReport, report};
pub use select::{Candidate, Choice, Limits, Part, Selection, Weights, select};
