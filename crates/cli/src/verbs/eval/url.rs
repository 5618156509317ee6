//! `url.json`: by name, an `input`, perhaps with a `base`, and its `href`, or that it is a `failure`.

use super::data;
use super::report::{Part, Report, ask};
use ::url::Url;
use serde::Deserialize;
use shiome_model::url::canonical;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    input: String,
    base: Option<String>,
    href: Option<String>,
    #[serde(default)]
    failure: bool,
}

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut parsed = Part::new("is an address");
    let mut same = Part::new("same canonical address");
    let mut twice = Part::new("canonical once and for all");
    for (name, case) in data::cases::<Case>(dir, "url.json")? {
        let (read, took) = ask(|| resolve(&case).map(|url| (canonical(&canonical(&url)), canonical(&url))));
        let text = read.as_ref().map(|read| read.as_ref().map(|(_, once)| once.to_string()));
        report.predictions.insert(name.clone(), text.clone().flatten().into());
        let is_address = read.as_ref().map(Option::is_some);
        parsed.count(&name, !case.failure, (is_address, took), |is| *is != case.failure);
        let (Some(Some((again, once))), Some(href)) = (read, &case.href) else { continue };
        let expected =
            Url::parse(href).map(|url| canonical(&url).to_string()).unwrap_or_else(|_| href.clone());
        same.count(&name, expected.as_str(), (text.flatten(), took), |url| *url == expected);
        twice.count(&name, once.as_str(), (Some(again.to_string()), took), |again| *again == once.as_str());
    }
    report.parts.extend([parsed, same, twice]);
    Ok(report)
}

/// As a connector does with what a page links to.
fn resolve(case: &Case) -> Option<Url> {
    match &case.base {
        Some(base) => Url::parse(base).ok()?.join(&case.input).ok(),
        None => Url::parse(&case.input).ok(),
    }
}
