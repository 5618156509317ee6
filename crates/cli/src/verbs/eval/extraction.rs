//! `scrapinghub.json`, `trafilatura.json` and `wcxb.json.gz`, those of them that are there: pages with
//! their true text, or with snippets that are in it and that are not.
//!
//! Each set is scored as its authors do: runs of four words with the means of precision and recall over
//! pages (scrapinghub), snippets found and not found over all pages (trafilatura), and the mean over pages
//! of the F1 of single words (WCXB). Compared is what the pipeline keeps, so a page that it refuses
//! counts as one without text.
//!
//! Some weights of the reader were learned from such pages. Read again, these are no test; `--folds` learns
//! anew without each fifth of the sites and reads that fifth, and `--train DIR` writes what is learned from
//! all of them.

mod label;
mod learn;
mod lessons;
mod score;

use super::data;
use crate::Common;
use crate::failure::Failure;
use label::Truth;
use lessons::Lesson;
use serde::{Deserialize, Serialize};
use shiome_extract::{Input, extract, keep::Sample};
use shiome_model::{Capture, Channel, Credibility, Document, Hash, Probe, Source, SourceId, charset};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use url::Url;

/// What else is wanted.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Extraction: learn anew without each fifth of the sites, and score what is read on that fifth.
    #[arg(long)]
    folds: bool,
    /// Extraction: divides the sites into fifths another way.
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    seed: u64,
    /// Extraction: write what is learned from all pages to this folder, with the figures of `--folds`.
    #[arg(long, value_name = "DIR")]
    train: Option<PathBuf>,
}

/// Others, and the F1 they reach.
type Peers = [(&'static str, f64)];

/// The sets by their files, and what others reach on all of their pages.
const SETS: [(&str, &str, &Peers); 3] = [
    (
        "scrapinghub",
        "scrapinghub.json",
        &[
            ("trafilatura 2.3.1 (precision)", 0.964),
            ("trafilatura 0.6 (Rust)", 0.960),
            ("dom_smoothie", 0.951),
        ],
    ),
    (
        "trafilatura",
        "trafilatura.json",
        &[("trafilatura 2.3.1", 0.926), ("trafilatura 0.6 (Rust)", 0.915), ("dom_smoothie", 0.889)],
    ),
    (
        "wcxb",
        "wcxb.json.gz",
        &[("trafilatura 2.3.1", 0.953), ("trafilatura 0.6 (Rust)", 0.956), ("dom_smoothie", 0.942)],
    ),
];

/// What stands before the figures of sites that were left out.
const LEFT_OUT: &str = "F1 on sites that were left out: ";

/// Of this many pages one is read against the clock, by us and by the bare crate.
const TIMED: usize = 6;

#[derive(Deserialize)]
struct Case {
    file: String,
    #[serde(default)]
    url: String,
    text: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    page_type: Option<String>,
    title: Option<String>,
    author: Option<String>,
}

struct Page {
    set: &'static str,
    id: String,
    case: Case,
    body: Vec<u8>,
}

/// What was read of a page.
#[derive(Clone, Debug, Default, Serialize)]
struct Read {
    text: String,
    title: String,
    author: Option<String>,
    date: Option<String>,
}

/// How well a set is read.
#[derive(Clone, Debug, Serialize)]
struct Score {
    set: &'static str,
    pages: usize,
    precision: Option<f64>,
    recall: Option<f64>,
    f1: f64,
    /// Share of the stated titles that were found to the letter, and of the authors.
    titles: Option<f64>,
    authors: Option<f64>,
}

#[derive(Debug, Default, Serialize)]
struct Report {
    sets: Vec<Score>,
    /// The same by what was learned from other sites only, where that was asked.
    crossed: Vec<Score>,
    /// F1 by what was learned from other sites only, as it stands beside the shipped weights.
    recorded: BTreeMap<String, f64>,
    pages_per_second: f64,
    /// How many times as fast as the bare `trafilatura` crate that is, in this run.
    ratio: f64,
    slowest_ms: u128,
}

pub fn run(common: &Common, dir: &Path, args: &super::Args) -> Result<ExitCode, Failure> {
    let pages = pages(dir)?;
    if pages.is_empty() {
        return Err(Failure::mistaken(format!("there is no set in '{}'", dir.display())));
    }
    let mut report = Report { recorded: recorded(), ..Report::default() };
    let mut read = Vec::with_capacity(pages.len());
    for page in &pages {
        let begun = Instant::now();
        read.push(page.read());
        report.slowest_ms = report.slowest_ms.max(begun.elapsed().as_millis());
    }
    report.sets = scores(&pages, &read);
    (report.pages_per_second, report.ratio) = speed(&pages);
    if args.extraction.folds || args.extraction.train.is_some() {
        let (places, lessons): (Vec<usize>, Vec<Lesson>) =
            pages.iter().enumerate().filter_map(|(i, page)| Some((i, page.lesson()?))).unzip();
        let mut crossed = read.clone();
        for (place, text) in places.into_iter().zip(lessons::crossed(&lessons, args.extraction.seed)) {
            crossed[place].text = text;
        }
        report.crossed = scores(&pages, &crossed);
        if let Some(dir) = &args.extraction.train {
            write(dir, &lessons, &report.crossed)?;
        }
    }
    if let Some(path) = &args.report {
        data::write(path, &report)?;
    }
    if let Some(path) = &args.predictions {
        let by_id: BTreeMap<String, &Read> =
            pages.iter().zip(&read).map(|(page, read)| (format!("{}/{}", page.set, page.id), read)).collect();
        data::write(path, &by_id)?;
    }
    if common.json {
        crate::verbs::print_json(&report)?;
    } else {
        print!("{report}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The figures of sites that were left out, as they were when the shipped weights were learned.
fn recorded() -> BTreeMap<String, f64> {
    let line = shiome_extract::keep::provenance().find_map(|line| line.strip_prefix(LEFT_OUT));
    let figures = line.into_iter().flat_map(|line| line.trim_end_matches('.').split(", "));
    figures
        .filter_map(|f| f.split_once(' '))
        .filter_map(|(set, f1)| Some((set.to_owned(), f1.parse().ok()?)))
        .collect()
}

fn pages(dir: &Path) -> anyhow::Result<Vec<Page>> {
    let mut pages = Vec::new();
    for (set, file, _) in SETS {
        let path = dir.join(file);
        if !path.is_file() {
            continue;
        }
        let cases: BTreeMap<String, Case> = serde_json::from_slice(&data::bytes(&path)?)
            .map_err(|e| anyhow::anyhow!("failed to read '{}': {e}", path.display()))?;
        for (id, case) in cases {
            let body = data::bytes(&dir.join(&case.file))?;
            pages.push(Page { set, id, case, body });
        }
    }
    Ok(pages)
}

impl Page {
    fn address(&self) -> Option<Url> {
        let stated = Url::parse(&self.case.url).ok().filter(|url| url.scheme().starts_with("http"));
        stated.or_else(|| Url::parse("https://site.example/2020/01/a-work").ok())
    }

    /// The site, or the name that stands for it.
    fn site(&self) -> String {
        let host = Url::parse(&self.case.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        // Pages of the hard part are named after their sites: "site.org.words.html".
        let named = || self.id.split('.').take(2).collect::<Vec<_>>().join(".");
        let site = host.filter(|_| self.case.url.starts_with("http")).unwrap_or_else(named);
        site.trim_start_matches("www.").to_owned()
    }

    fn read(&self) -> Read {
        self.document().map_or_else(Read::default, |document| Read {
            author: (!document.authors.is_empty()).then(|| document.authors.join("; ")),
            date: document.published.as_ref().map(|p| p.date.to_string()),
            text: document.text,
            title: document.title,
        })
    }

    fn document(&self) -> Option<Document> {
        let url = self.address()?;
        let hash = Hash::of(&self.body);
        let source = Source {
            id: SourceId::from("set/pages"),
            agency: "set".into(),
            country: String::new(),
            title: String::new(),
            url: url.to_string(),
            connector: None,
            language: None,
            channel: Channel::Web,
            cadence_seconds: 3600,
            probe: Probe::Working,
            credibility: Credibility::Official,
            licence: None,
            note: None,
        };
        let capture = Capture {
            id: Capture::id_of(&url, &hash),
            source: source.id.clone(),
            final_url: url.clone(),
            url,
            fetched_at: "2026-09-01T00:00:00Z".parse().ok()?,
            memento: None,
            status: 200,
            headers: vec![("content-type".into(), "text/html".into())],
            body: hash,
            bytes: self.body.len() as u64,
        };
        let today = "2026-09-01".parse().ok()?;
        extract(&Input { capture: &capture, body: &self.body, item: None, source: &source, today }).ok()
    }

    fn html(&self) -> String {
        charset::decode(&self.body, Some("text/html"), "").into_owned()
    }

    fn lesson(&self) -> Option<Lesson> {
        let Case { text, with, without, .. } = &self.case;
        let truth = Truth { text: text.clone(), with: with.clone(), without: without.clone() };
        Some(Lesson { site: self.site(), sample: Sample::of(&self.html(), &self.address()?)?, truth })
    }
}

fn scores(pages: &[Page], read: &[Read]) -> Vec<Score> {
    let of = |set: &'static str| {
        let these = || pages.iter().zip(read).filter(move |(page, _)| page.set == set);
        let count = these().count();
        (count > 0).then(|| score_of(set, count, these))
    };
    SETS.iter().filter_map(|(set, ..)| of(set)).collect()
}

fn score_of<'p, I: Iterator<Item = (&'p Page, &'p Read)>>(
    set: &'static str,
    pages: usize,
    these: impl Fn() -> I,
) -> Score {
    let truth = |page: &'p Page| page.case.text.as_deref().unwrap_or_default();
    let (precision, recall, f1) = match set {
        "trafilatura" => {
            let mut sum = score::Found::default();
            for (page, read) in these() {
                let found = score::snippets(&read.text, &page.case.with, &page.case.without);
                sum.right += found.right;
                sum.surplus += found.surplus;
                sum.missing += found.missing;
            }
            (sum.precision(), sum.recall(), sum.f1())
        }
        "wcxb" => {
            let articles = these().filter(|(page, _)| page.case.page_type.as_deref() == Some("article"));
            let found = articles.map(|(page, read)| {
                score::runs(&truth(page).to_lowercase(), &read.text.to_lowercase(), 1).f1()
            });
            (None, None, score::mean(found))
        }
        _ => {
            let found: Vec<score::Found> =
                these().map(|(page, read)| score::runs(truth(page), &read.text, 4)).collect();
            let precision = score::mean(found.iter().filter_map(|f| f.precision()));
            let recall = score::mean(found.iter().filter_map(|f| f.recall()));
            (Some(precision), Some(recall), score::f1(precision, recall))
        }
    };
    let key = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let share = |found: Vec<bool>| {
        let right = found.iter().filter(|f| **f).count() as f64;
        (!found.is_empty()).then(|| right / found.len() as f64)
    };
    let titles =
        these().filter_map(|(page, read)| Some(key(page.case.title.as_deref()?) == key(&read.title)));
    // "A, B and C" is a list of three.
    let names = |text: &str| key(&text.replace(" and ", ", ").replace(" & ", ", "));
    let authors = these().filter_map(|(page, read)| {
        let stated = names(page.case.author.as_deref().filter(|a| !a.trim().is_empty())?);
        Some(read.author.as_deref().is_some_and(|found| names(found) == stated))
    });
    Score {
        set,
        pages,
        precision,
        recall,
        f1,
        titles: share(titles.collect()),
        authors: share(authors.collect()),
    }
}

/// Pages a second, and how many times as many as by the bare crate.
fn speed(pages: &[Page]) -> (f64, f64) {
    let some: Vec<&Page> = pages.iter().step_by(TIMED).collect();
    let begun = Instant::now();
    for page in &some {
        std::hint::black_box(page.document());
    }
    let ours = begun.elapsed().as_secs_f64();
    let html: Vec<String> = some.iter().map(|page| page.html()).collect();
    let options = trafilatura::Options::default().with_fallback(true);
    let begun = Instant::now();
    for html in &html {
        let read = || trafilatura::extract(html, &options).map(|r| r.content_text.len());
        std::hint::black_box(std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).is_ok());
    }
    let bare = begun.elapsed().as_secs_f64();
    (some.len() as f64 / ours.max(1e-9), bare / ours.max(1e-9))
}

/// Writes what is learned from all pages: for pages that are read alone, and for those in doubt.
fn write(dir: &Path, lessons: &[Lesson], crossed: &[Score]) -> anyhow::Result<()> {
    let trees = lessons::learn_from(lessons.iter());
    let figures: Vec<String> = crossed.iter().map(|s| format!("{} {:.4}", s.set, s.f1)).collect();
    let Some(tables) = lessons.first().map(|l| l.sample.tables()) else { return Ok(()) };
    for ((name, trees), table) in ["alone.txt", "heard.txt"].iter().zip(&trees).zip(tables) {
        let text = format!(
            "# Written by `shiome eval extraction --train`; learned from {} pages.\n# {LEFT_OUT}{}.\n{}",
            lessons.len(),
            figures.join(", "),
            trees.to_text(&table.names)
        );
        std::fs::write(dir.join(name), text)?;
    }
    Ok(())
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.4}"));
        let head = ["set", "pages", "precision", "recall", "shipped F1", "unseen F1", "titles", "authors"];
        let line = |cells: [String; 8]| {
            let [set, rest @ ..] = cells;
            format!("{set:<44}{}", rest.map(|cell| format!("{cell:>11}")).concat())
        };
        writeln!(f, "{}", line(head.map(str::to_owned)))?;
        for score in &self.sets {
            let crossed = self.crossed.iter().find(|c| c.set == score.set).map(|c| c.f1);
            let crossed = crossed.or_else(|| self.recorded.get(score.set).copied());
            let cells = [
                score.set.to_owned(),
                score.pages.to_string(),
                shown(score.precision),
                shown(score.recall),
                shown(Some(score.f1)),
                shown(crossed),
                shown(score.titles),
                shown(score.authors),
            ];
            writeln!(f, "{}", line(cells))?;
            let peers = SETS.iter().filter(|(set, ..)| *set == score.set).flat_map(|(.., peers)| *peers);
            for (peer, f1) in peers {
                let mut cells: [String; 8] = Default::default();
                cells[0] = format!("  {peer}, whole set");
                cells[4] = format!("{f1:.3}");
                writeln!(f, "{}", line(cells).trim_end())?;
            }
        }
        writeln!(
            f,
            "{:.0} pages a second on one core, {:.2} times the bare trafilatura crate; slowest {} ms",
            self.pages_per_second, self.ratio, self.slowest_ms
        )?;
        let unseen = if self.crossed.is_empty() {
            "as recorded when the shipped weights were learned (--folds measures it anew)"
        } else {
            "measured in this run"
        };
        writeln!(
            f,
            "shipped F1: by the shipped weights, which learned from most of these pages, so no measure of other pages.\n\
             unseen F1: cross-validated by site, each page by what was learned from other sites only; {unseen}."
        )
    }
}
