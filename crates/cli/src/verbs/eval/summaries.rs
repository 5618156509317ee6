//! Gold documents against their summaries and gists.
//!
//! Sentences must be quotations (all of them, always). Where a document has a reference of one sentence,
//! our summary and the first three sentences are compared with it by the F1 of common words (pairs of
//! characters where words are not parted). The Japanese gist is asked for each field that is labelled.

use super::gold::{self, Gold};
use super::report::{Part, Report, ask};
use serde_json::json;
use shiome_enrich::{Enricher, gist as summary};
use shiome_model::gist::{self, Glossary, Names};
use shiome_model::{Lang, Span};
use std::collections::BTreeMap;
use std::path::Path;

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let enricher = Enricher::new(&[])?;
    let glossary = Glossary::default();
    let mut report = Report::default();
    let mut quoted = Part::new("summary is quoted");
    let mut spoken = Part::new("no gist without an instrument");
    let (mut ours, mut lead, mut references) = (0.0, 0.0, 0_usize);
    let (mut said, mut labelled) = (0_usize, 0_usize);
    let (mut sentences, mut whole) = (0_usize, 0_usize);
    for gold in gold::read(dir)? {
        let page = gold.document()?;
        let lang = Lang::from(gold.lang.as_str());
        let (notes, took) = ask(|| enricher.annotate(&page, Some(&lang)));
        let Some(notes) = notes else {
            quoted.count(&gold.id, true, (None::<bool>, took), |_| false);
            continue;
        };
        let all = summary::sentences(&page.text);
        sentences += notes.summary.len();
        whole += notes.summary.iter().filter(|s| all.contains(s)).count();
        let check = summary::quoted(&page, &notes.summary).map_err(|e| e.to_string());
        let is_right = check.is_ok() && notes.summary.is_empty() == page.text.trim().is_empty();
        quoted.count(&gold.id, true, (Some(is_right), took), |right| *right);
        let texts = |spans: &[Span]| spans.iter().map(|s| s.of(&page.text)).collect::<Vec<_>>().join(" ");
        if let Some(reference) = &gold.gist {
            references += 1;
            ours += likeness(&texts(&notes.summary), reference);
            lead += likeness(&texts(&all[..all.len().min(3)]), reference);
        }
        let names = Names { agency: "機関", topic: None, glossary: &glossary };
        let gist = gist::gist(&page, &notes, names, "ja");
        spoken.count(&gold.id, gold.instrument.is_some(), (Some(gist.is_some()), took), |g| {
            *g == gold.instrument.is_some()
        });
        let lines = gist.as_ref().map_or(&[][..], |g| &g.lines);
        for (part, count) in wanted(&gold) {
            labelled += count;
            said += lines.iter().filter(|l| l.part == part).count().min(count);
        }
        report.predictions.insert(
            gold.id.clone(),
            json!({"summary": texts(&notes.summary), "gist": gist.map(|g| g.sentence)}),
        );
    }
    report.parts = vec![quoted, spoken];
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    report.figures = BTreeMap::from([
        ("sentences that are quotations".to_owned(), share(whole, sentences)),
        ("references".to_owned(), references as f64),
        ("word F1 of the summary".to_owned(), ours / references.max(1) as f64),
        ("word F1 of the first three sentences".to_owned(), lead / references.max(1) as f64),
        ("labelled fields that the Japanese gist says".to_owned(), share(said, labelled)),
    ]);
    Ok(report)
}

/// How many lines of each part the labels call for.
fn wanted(gold: &Gold) -> Vec<(gist::Part, usize)> {
    let is = |label: &Option<String>| usize::from(label.is_some());
    // The end of a consultation is its deadline, not a thing to come.
    let closes = usize::from(gold.instrument.as_deref() == Some("consultation") && gold.deadline.is_some());
    let next = if gold.instrument.is_some() { gold.promises.len().saturating_sub(closes) } else { 0 };
    vec![
        (gist::Part::What, is(&gold.instrument)),
        (gist::Part::Status, is(&gold.status)),
        (gist::Part::Announced, is(&gold.announced)),
        (gist::Part::Effective, is(&gold.effective)),
        (gist::Part::Deadline, is(&gold.deadline)),
        (gist::Part::Money, gold.money.len()),
        (gist::Part::Next, next),
    ]
}

/// F1 of the words two texts have in common, each counted as often as it stands in both.
fn likeness(text: &str, reference: &str) -> f64 {
    let (own, other) = (words(text), words(reference));
    let common: usize = own.iter().map(|(w, n)| other.get(w).map_or(0, |m| *n.min(m))).sum();
    let total = |bag: &BTreeMap<String, usize>| bag.values().sum::<usize>().max(1) as f64;
    let (precision, recall) = (common as f64 / total(&own), common as f64 / total(&other));
    if common == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for run in text.split(|c: char| !c.is_alphanumeric()).filter(|r| !r.is_empty()) {
        let chars: Vec<char> = run.chars().flat_map(char::to_lowercase).collect();
        let unspaced = chars.iter().any(|c| matches!(c, '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'));
        if unspaced && chars.len() > 1 {
            for pair in chars.windows(2) {
                *bag.entry(pair.iter().collect()).or_default() += 1;
            }
        } else {
            *bag.entry(chars.iter().collect()).or_default() += 1;
        }
    }
    bag
}
