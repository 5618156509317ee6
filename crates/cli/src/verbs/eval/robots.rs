//! `robots.json`: by name, a `robots` file, an `agent`, a `url` and whether it is `allowed`.

use super::data;
use super::report::{Part, Report, ask};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    robots: String,
    agent: String,
    url: String,
    allowed: bool,
}

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut part = Part::new("allowed");
    for (name, case) in data::cases::<Case>(dir, "robots.json")? {
        let answer = ask(|| shiome_crawl::robots::allows(case.robots.as_bytes(), &case.agent, &case.url));
        report.predictions.insert(name.clone(), answer.0.into());
        part.count(&name, case.allowed, answer, |allowed| *allowed == case.allowed);
    }
    report.parts.push(part);
    Ok(report)
}
