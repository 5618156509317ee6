//! `htmldate.json`: by name, the `file` of a page, its `url` and the `date` it was published, if it has
//! one. Accuracy counts a page right if its day is the reference's, or if both say that there is none.
//!
//! The day is the one that a document carries: what is stated as the day of publication, else the day of
//! the last change or of a likely line, which say by their evidence that they are less sure. The precision
//! of what is stated is told apart. The figures of others, on the whole set: htmldate 1.11 .903 (P .908, R .993), `trafilatura` 0.6 .833.

use super::data;
use super::report::{Part, Report, ask};
use anyhow::Context;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use shiome_extract::{Input, dates_of_page};
use shiome_model::{Capture, DateEvidence, Hash, Published, Source, SourceId, Timestamp};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use url::Url;

#[derive(Deserialize)]
struct Case {
    file: String,
    #[serde(default)]
    url: String,
    date: Option<NaiveDate>,
}

/// The day on which the pages are read: they were collected before it.
const TODAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 1, 1);

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let today = TODAY.unwrap_or_default();
    let source = source()?;
    let mut report = Report::default();
    let (mut all, mut dated) =
        (Part::new("day of the document: accuracy"), Part::new("  of pages with a day: recall"));
    let mut answered = Part::new("  of days found: precision");
    let mut stated = Part::new("stated as published: precision");
    let mut strict = Part::new("stated as published: accuracy");
    let (mut own, mut peers, mut of_peer) = (Duration::ZERO, Duration::ZERO, 0usize);
    for (name, case) in cases(dir)? {
        let body = data::bytes(&dir.join(&case.file))?;
        let capture = capture(&case.url, &body, today)?;
        let input = Input { capture: &capture, body: &body, item: None, source: &source, today };
        let (answer, took) = ask(|| dates_of_page(&input));
        own += took;
        let begun = Instant::now();
        of_peer += usize::from(peer(&body) == case.date);
        peers += begun.elapsed();
        let read = answer.unwrap_or_default();
        let best = read.published.as_ref().map(|p| p.date);
        let is_stated = |p: &&Published| !matches!(p.evidence, DateEvidence::Line | DateEvidence::Change);
        let day = read.published.as_ref().filter(is_stated).map(|p| p.date);
        report.predictions.insert(
            name.clone(),
            json!({"date": best, "stated": day, "modified": read.modified,
                "passage": read.published.as_ref().map(|p| p.passage.as_str()),
                "evidence": read.published.as_ref().map(|p| p.evidence),
                "confidence": read.published.as_ref().map(|p| p.evidence.confidence())}),
        );
        let expected = case.date.map(|d| d.to_string());
        let is_right = |found: &Day| found.0 == case.date;
        all.count(&name, expected.clone(), (Some(Day(best)), took), is_right);
        strict.count(&name, expected.clone(), (Some(Day(day)), took), is_right);
        if day.is_some() {
            stated.count(&name, expected.clone(), (Some(Day(day)), took), is_right);
        }
        if best.is_some() {
            answered.count(&name, expected.clone(), (Some(Day(best)), took), is_right);
        }
        if case.date.is_some() {
            dated.count(&name, expected, (Some(Day(best)), took), is_right);
        }
    }
    // Told once, with the first part.
    stated.differences.clear();
    answered.differences.clear();
    strict.differences.clear();
    dated.differences.clear();
    let pages = all.cases.max(1) as f64;
    let ms = |time: Duration| time.as_secs_f64() * 1000.0 / pages;
    report.figures.insert("milliseconds a page".into(), ms(own));
    report.figures.insert("milliseconds a page, `trafilatura` crate, all of it".into(), ms(peers));
    report.figures.insert("accuracy of the `trafilatura` crate here".into(), of_peer as f64 / pages);
    report.figures.insert("accuracy of htmldate 1.11 on the whole set".into(), 0.903);
    report.figures.insert("accuracy of newspaper4k on the whole set".into(), 0.680);
    report.parts.extend([all, answered, dated, strict, stated]);
    Ok(report)
}

struct Day(Option<NaiveDate>);

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        day.0.map(|d| d.to_string()).into()
    }
}

/// The cases; the set writes a day that is not there as `NaN`, which JSON does not know.
fn cases(dir: &Path) -> anyhow::Result<BTreeMap<String, Case>> {
    let path = dir.join("htmldate.json");
    let text =
        String::from_utf8(data::bytes(&path)?).with_context(|| format!("read '{}'", path.display()))?;
    let text = text.replace(": NaN", ": null");
    serde_json::from_str(&text).with_context(|| format!("read '{}'", path.display()))
}

fn source() -> anyhow::Result<Source> {
    let source = json!({"id": "eval/dates", "agency": "eval", "country": "", "title": "", "url": "https://example.org/",
        "connector": null, "language": null, "channel": "web", "cadence_seconds": 0, "probe": "unprobed",
        "credibility": "unknown", "licence": null, "note": null});
    serde_json::from_value(source).context("build a source")
}

fn capture(url: &str, body: &[u8], today: NaiveDate) -> anyhow::Result<Capture> {
    let url = match Url::parse(url).ok().filter(Url::has_host) {
        Some(url) => url,
        None => Url::parse("https://example.org/page")?,
    };
    let hash = Hash::of(body);
    Ok(Capture {
        id: Capture::id_of(&url, &hash),
        source: SourceId::new("eval/dates"),
        final_url: url.clone(),
        url,
        fetched_at: Timestamp::from_naive_utc_and_offset(today.and_time(chrono::NaiveTime::MIN), chrono::Utc),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), "text/html".into())],
        bytes: body.len() as u64,
        body: hash,
    })
}

/// What the `trafilatura` crate says, whose time is told beside ours.
fn peer(body: &[u8]) -> Option<NaiveDate> {
    let html = String::from_utf8_lossy(body);
    let options = trafilatura::Options::default().with_html_date_mode(trafilatura::HtmlDateMode::Extensive);
    std::panic::catch_unwind(|| trafilatura::extract(&html, &options)).ok()?.ok()?.metadata.date
}
