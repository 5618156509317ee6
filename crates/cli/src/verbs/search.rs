//! `shiome search QUERY`

use crate::failure::Failure;
use crate::{Common, wiring};
use anyhow::Context;
use chrono::NaiveDate;
use serde_json::Value;
use shiome_model::{ConceptId, Lang, Sensitivity, Span, agency::called, gist, time};
use shiome_pipelines::House;
use shiome_publish::export::{Format, Reference};
use shiome_search::{Filters, Hit, Hits, SearchRequest, Sort};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Documents read from the catalog at a time.
const EXPORTED: usize = 500;

/// Search everything collected, in every language.
///
/// Words of the query that name a concept of the thesaurus also find its terms in other languages;
/// the terms that were added are listed. `--literal` switches that off.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words, "phrases", field:value, date:2026-04.., -without, AND, OR, NOT, ( ).
    #[arg(required = true)]
    query: Vec<String>,
    /// Only these countries (ISO codes, separated by commas).
    #[arg(long, value_delimiter = ',')]
    country: Vec<String>,
    /// Only these agencies.
    #[arg(long, value_delimiter = ',')]
    agency: Vec<String>,
    /// Only these topics.
    #[arg(long, value_delimiter = ',')]
    topic: Vec<String>,
    /// Only these kinds (call, policy, report, …).
    #[arg(long, value_delimiter = ',')]
    kind: Vec<String>,
    /// Only these languages.
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    /// Only what names one of these bodies, programmes or declarations, by id.
    #[arg(long, value_delimiter = ',')]
    named: Vec<String>,
    /// Only what these offices are to follow up.
    #[arg(long, value_delimiter = ',')]
    office: Vec<String>,
    /// Only sources that speak in such a name (official, press, …).
    #[arg(long, value_delimiter = ',')]
    credibility: Vec<String>,
    /// Published on this day or later.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Published on this day or before.
    #[arg(long)]
    to: Option<NaiveDate>,
    /// Newest first instead of best first.
    #[arg(long)]
    newest: bool,
    /// Hits to show.
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// Hits to pass over.
    #[arg(long, default_value_t = 0)]
    offset: usize,
    /// Write all that is found into this file: its name ends in .csv, .jsonl, .ris, .bib or .csl.json.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["limit", "offset"])]
    out: Option<PathBuf>,
    /// Only the words themselves: no terms of the thesaurus are added.
    #[arg(long)]
    literal: bool,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    let query = args.query.join(" ");
    let expansions = match args.literal {
        true => Vec::new(),
        false => crate::expand::expand(&house.enricher, &query),
    };
    let request = SearchRequest {
        query,
        expansions,
        filters: Filters {
            country: args.country.iter().map(|c| c.to_ascii_uppercase()).collect(),
            agency: args.agency,
            topic: args.topic,
            kind: args.kind,
            language: args.lang,
            named: args.named,
            office: args.office,
            credibility: args.credibility,
            sensitivity: Vec::new(),
            from: args.from,
            to: args.to,
        },
        sort: if args.newest { Sort::Newest } else { Sort::Relevance },
        offset: args.offset,
        limit: args.limit,
        facets: true,
        hidden: Vec::new(),
    };
    if let Some(out) = &args.out {
        let written = export(&house, &request, out).await?;
        if common.json {
            super::print_json(&serde_json::json!({ "file": out, "documents": written }))?;
        } else {
            println!("{}: {written} documents", out.display());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let hits = house.index.search(&request)?;
    if common.json {
        super::print_json(&with_notes(&house, &hits).await?)?;
    } else {
        print(&hits, args.offset);
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes all that is found at this moment into `out`, which appears whole or not at all.
async fn export(house: &House, request: &SearchRequest, out: &Path) -> Result<usize, Failure> {
    let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(format) = Format::of_file(&name) else {
        let ends: Vec<String> = Format::ALL.iter().map(|f| format!(".{}", f.extension())).collect();
        let why = format!("'{name}' has no form that is known; let its name end in {}", ends.join(", "));
        return Err(Failure::mistaken(why));
    };
    let failed = || format!("failed to write '{}'", out.display());
    let part = out.with_file_name(format!("{name}.part"));
    let mut file = BufWriter::new(File::create(&part).with_context(failed)?);
    file.write_all(format.head().as_bytes()).with_context(failed)?;
    let mut written = 0;
    for ids in house.index.all(request)?.chunks(EXPORTED) {
        let stored = house.catalog.documents(ids).await?;
        for id in ids {
            let Ok(at) = stored.binary_search_by(|s| s.document.id.cmp(id)) else { continue };
            let (document, notes) = (&stored[at].document, stored[at].annotations.as_ref());
            let agency = house.plan.agencies.get(&document.agency).map(|a| a.name.en.clone());
            let agency = agency.unwrap_or_else(|| document.agency.to_string());
            let name = |id| house.plan.topic(id).map_or_else(|| id.to_string(), |t| t.name.en.clone());
            let topics = notes.iter().flat_map(|n| &n.topics).map(|t| name(&t.topic)).collect();
            let seen = time::day_in_japan(stored[at].first_seen);
            let reference = Reference::of(document, notes, seen, agency, topics);
            file.write_all(format.one(written, &reference).as_bytes()).with_context(failed)?;
            written += 1;
        }
    }
    file.write_all(format.tail().as_bytes()).with_context(failed)?;
    file.into_inner().map_err(|e| e.into_error()).with_context(failed)?;
    std::fs::rename(&part, out).with_context(failed)?;
    Ok(written)
}

/// The hits, each with what is known of its policy instrument in set phrases, whom it names and which of
/// our programmes it touches.
async fn with_notes(house: &House, hits: &Hits) -> Result<Value, Failure> {
    let ids: Vec<_> = hits.hits.iter().map(|h| h.id.clone()).collect();
    let stored = house.catalog.documents(&ids).await?;
    let mut shown = serde_json::to_value(hits)?;
    for (hit, entry) in hits.hits.iter().zip(shown["hits"].as_array_mut().into_iter().flatten()) {
        let Some(stored) = stored.iter().find(|s| s.document.id == hit.id) else { continue };
        let Some(notes) = &stored.annotations else { continue };
        entry["entities"] = serde_json::to_value(&notes.entities)?;
        entry["relevance"] = serde_json::to_value(&notes.relevance)?;
        let titles = house.catalog.source_titles(&stored.document.agency).await?;
        for lang in ["ja", "en"] {
            let id = &stored.document.agency;
            let known = house.plan.agencies.get(id).map(|a| a.name.of(lang).to_owned());
            let agency = known.unwrap_or_else(|| called(id, titles.iter().map(String::as_str)));
            let topic =
                notes.topics.first().and_then(|t| house.plan.topic(&t.topic)).map(|t| t.name.of(lang));
            let names = gist::Names { agency: &agency, topic, glossary: &house.plan.glossary };
            if let Some(gist) = gist::gist(&stored.document, notes, names, lang) {
                entry["gist"][lang] = serde_json::to_value(gist)?;
            }
        }
    }
    Ok(shown)
}

fn print(hits: &Hits, offset: usize) {
    let colour = std::io::stdout().is_terminal();
    println!("{} documents", hits.total);
    for (concept, terms) in by_concept(&hits.used_terms) {
        println!("  added by the thesaurus ({concept}): {terms}");
    }
    if let Some(languages) = hits.facets.get("language") {
        let counts: Vec<String> = languages.iter().map(|(l, n)| format!("{l} {n}")).collect();
        println!("  languages: {}", counts.join(", "));
    }
    for (n, hit) in hits.hits.iter().enumerate() {
        println!();
        println!("{:>3}. {}", offset + n + 1, marked(&hit.title, &hit.title_highlights, colour));
        println!("     {}", facts(hit));
        for passage in &hit.passages {
            println!("     … {} …", marked(&passage.text.replace('\n', " "), &passage.highlights, colour));
        }
        println!("     {}", hit.url);
    }
}

fn facts(hit: &Hit) -> String {
    let date = hit.published.map_or_else(|| "undated".to_owned(), |d| d.to_string());
    let topics: Vec<&str> = hit.topics.iter().map(|t| t.as_str()).collect();
    let how = if hit.literal { "" } else { " · by the thesaurus" };
    let stays = match (hit.sensitivity, hit.embargo) {
        (Sensitivity::Public, None) => String::new(),
        (sensitivity, None) => format!(" · {sensitivity}"),
        (sensitivity, Some(first)) => format!(" · {sensitivity} · embargo until {first}"),
    };
    format!(
        "{date} · {} · {} · {} · {} · {}{how}{stays}",
        hit.country,
        hit.agency,
        hit.language,
        hit.kind,
        topics.join(" ")
    )
}

fn by_concept(terms: &[(ConceptId, Lang, String)]) -> BTreeMap<&ConceptId, String> {
    let mut grouped: BTreeMap<&ConceptId, Vec<String>> = BTreeMap::new();
    for (concept, lang, term) in terms {
        grouped.entry(concept).or_default().push(format!("{term} [{lang}]"));
    }
    grouped.into_iter().map(|(c, t)| (c, t.join(", "))).collect()
}

/// The text with what matched between marks.
fn marked(text: &str, spans: &[Span], colour: bool) -> String {
    let (open, close) = if colour { ("\x1b[1;33m", "\x1b[0m") } else { ("[", "]") };
    // Captured text must not steer the terminal.
    let plain = |part: &str| part.chars().filter(|c| !c.is_control()).collect::<String>();
    let mut out = String::with_capacity(text.len() + spans.len() * 2);
    let mut at = 0;
    for span in spans {
        let (Some(before), Some(hit)) = (text.get(at..span.start), text.get(span.start..span.end)) else {
            continue;
        };
        out.push_str(&plain(before));
        out.push_str(open);
        out.push_str(&plain(hit));
        out.push_str(close);
        at = span.end;
    }
    out.push_str(&plain(text.get(at..).unwrap_or_default()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matched_stands_between_marks() {
        let spans = [Span { start: 4, end: 8 }];
        assert_eq!(marked("the open door", &spans, false), "the [open] door");
    }

    #[test]
    fn captured_text_cannot_steer_the_terminal() {
        assert_eq!(marked("a\x1b[2Jb\u{7}c", &[], false), "a[2Jbc");
    }
}
