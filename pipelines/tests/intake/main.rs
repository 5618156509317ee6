//! Intake against a real server on the loopback, reached through the gateway, so that addresses stay
//! real.
//!
//! - `walls`: what stands in front of articles and lists is counted under its name and never kept.
//! - `watched`: versions of a page, its end, its move and its return.

mod site;
mod walls;
mod watched;
