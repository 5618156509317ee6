//! Texts whose language is known: `search/*/corpus.jsonl.gz` (documents) and `queries.jsonl.gz` (titles and
//! questions) with their `lang`, and `topics-sib200/LANG/dev.tsv` (sentences).
//!
//! Asked is without any hint of markup or source, which is harder than what runs: there the source tells
//! the language it mostly writes. So the titles are asked once more with the language of a source that
//! is right, and once with one that is wrong.

use super::data;
use super::report::{Part, Report, ask};
use serde::Deserialize;
use shiome_enrich::identify_language;
use shiome_model::Lang;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    text: String,
    lang: String,
}

/// Folders of the sentences, and their languages.
const SENTENCES: [(&str, &str); 8] = [
    ("deu_Latn", "de"),
    ("eng_Latn", "en"),
    ("fra_Latn", "fr"),
    ("jpn_Jpan", "ja"),
    ("kor_Hang", "ko"),
    ("por_Latn", "pt"),
    ("spa_Latn", "es"),
    ("zho_Hans", "zh"),
];

/// Sets whose `lang` is that of each text.
const SETS: [&str; 9] = [
    "ntrex_dev",
    "flores_dev",
    "xquad_dev",
    "swequad_dev",
    "faquad",
    "piaf_dev",
    "jsquad_valid",
    "cmrc",
    "iapp_valid",
];

/// Texts of one language in one set: more of the same kind tell nothing new.
const MOST: usize = 250;

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let (mut documents, mut titles) = (Part::new("documents"), Part::new("titles and questions"));
    let mut sentences = Part::new("sentences");
    let mut told = Part::new("titles, source of that language");
    let mut misled = Part::new("titles, source of another");
    let mut by_language: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut took, mut bytes) = (Duration::ZERO, 0usize);
    for set in SETS.iter().filter(|set| dir.join("search").join(set).is_dir()) {
        for (file, is_title) in [("corpus.jsonl.gz", false), ("queries.jsonl.gz", true)] {
            let body = data::bytes(&dir.join("search").join(set).join(file))?;
            let mut had: BTreeMap<String, usize> = BTreeMap::new();
            for line in body.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
                let line: Line = serde_json::from_slice(line)?;
                let count = had.entry(line.lang.clone()).or_default();
                *count += 1;
                if *count > MOST || line.text.trim().is_empty() {
                    continue;
                }
                let name = format!("{set} {} {}", if is_title { "title" } else { "text" }, line.id);
                let (text, title) =
                    if is_title { ("", line.text.as_str()) } else { (line.text.as_str(), "") };
                let answer = asked(text, title, None);
                took += answer.1;
                bytes += text.len().max(title.len());
                let seen = by_language.entry(format!(
                    "{} {}",
                    if is_title { "titles" } else { "documents" },
                    line.lang
                ));
                let seen = seen.or_default();
                seen.0 += 1;
                seen.1 += usize::from(answer.0.as_deref() == Some(line.lang.as_str()));
                report.predictions.insert(name.clone(), answer.0.clone().into());
                let is_right = |found: &String| *found == line.lang;
                let part = if is_title { &mut titles } else { &mut documents };
                part.count(&name, line.lang.as_str(), answer, is_right);
                if is_title {
                    told.count(&name, line.lang.as_str(), asked("", title, Some(&line.lang)), is_right);
                    let other = if line.lang == "en" { "de" } else { "en" };
                    misled.count(&name, line.lang.as_str(), asked("", title, Some(other)), is_right);
                }
            }
        }
    }
    for (folder, lang) in SENTENCES {
        let path = dir.join("topics-sib200").join(folder).join("dev.tsv");
        if !path.is_file() {
            continue;
        }
        let text = String::from_utf8_lossy(&data::bytes(&path)?).into_owned();
        for line in text.lines().skip(1) {
            let mut cells = line.splitn(3, '\t');
            let (Some(id), Some(_), Some(text)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            let answer = asked(text, "", None);
            let name = format!("sib200 {lang} {id}");
            report.predictions.insert(name.clone(), answer.0.clone().into());
            sentences.count(&name, lang, answer, |found| found == lang);
        }
    }
    let asked = (documents.cases + titles.cases).max(1) as f64;
    report.figures.insert("milliseconds a text".into(), took.as_secs_f64() * 1000.0 / asked);
    report.figures.insert("bytes a text".into(), bytes as f64 / asked);
    for (name, (cases, right)) in by_language {
        report.figures.insert(format!("share of {name}"), right as f64 / cases.max(1) as f64);
    }
    misled.differences.clear();
    report.parts.extend([documents, sentences, titles, told, misled]);
    Ok(report)
}

fn asked(text: &str, title: &str, prior: Option<&str>) -> (Option<String>, Duration) {
    let prior = prior.map(Lang::from);
    ask(|| identify_language(text, title, None, prior.as_ref()).0.to_string())
}
