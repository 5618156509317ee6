//! `shiome bench annotate`

use super::bench::{Worked, peak_memory};
use super::bench_texts::{self, LANGUAGES};
use crate::failure::Failure;
use crate::{Common, wiring};
use serde::Serialize;
use shiome_enrich::Enricher;
use shiome_enrich::stage::{Stopwatch, Watch};
use shiome_enrich::story::{Desk, Known, Rarity};
use shiome_model::{Agency, Document};
use std::hint::black_box;
use std::process::ExitCode;

/// Measure how many documents a second one core annotates, and which stage takes how long.
///
/// Documents are of about 4 KB, in ten languages, generated from the terms of the thesaurus, bodies of the
/// configuration, sums, days and promises; or with --archive those of the catalog. Time is that of the
/// processor: other work on the machine does not count, and stages share it as they share the clock. The
/// floor is what every reading of a text takes: it is brought into NFKC and lower case, and each character
/// is looked at once.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many.
    #[arg(long, default_value_t = 1000)]
    documents: usize,
    /// Documents of the catalog instead of generated ones.
    #[arg(long)]
    archive: bool,
}

#[derive(Debug, Serialize)]
struct Measured {
    documents: usize,
    kilobytes_per_document: f64,
    documents_per_second_per_core: f64,
    /// Of the floor, in the same run.
    floor_documents_per_second: f64,
    times_the_floor: f64,
    /// Milliseconds a document and share, in order of work.
    stages: Vec<Stage>,
    peak_memory_mib: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Stage {
    name: &'static str,
    milliseconds: f64,
    share: f64,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let documents = if args.archive {
        archived(common, &config, args.documents).await?
    } else {
        let agencies: Vec<Agency> = config.plan.agencies.values().cloned().collect();
        let each = |n| bench_texts::naming(n, &config.plan.topics, &agencies, 4_000);
        (0..args.documents).map(each).collect()
    };
    if documents.is_empty() {
        return Err(Failure::mistaken("there is no document to annotate"));
    }
    let enricher = Enricher::new(&config.plan.topics)?.knowing(&config.plan.knowledge())?;
    // Tables that are built on first use are no part of a document's time.
    documents.iter().take(LANGUAGES.len() * 2).for_each(|d| _ = black_box(enricher.annotate(d, None)));
    let worked = Worked::begin();
    for document in &documents {
        black_box(floor(&document.text));
    }
    let floor_seconds = worked.seconds();
    let (mut desk, mut rarity, mut watch) = (Desk::default(), Rarity::default(), Stopwatch::default());
    let worked = Worked::begin();
    for document in &documents {
        let notes = enricher.annotate_watched(document, None, &mut watch);
        let own = watch.stage("clues", || Known {
            document: document.id.clone(),
            fingerprint: notes.fingerprint.clone(),
            clues: enricher.clues(document, &notes, document.date()),
            story: None,
        });
        watch.stage("story", || black_box(desk.place(own, &mut rarity)));
    }
    let seconds = worked.seconds();
    let n = documents.len() as f64;
    let whole: f64 = watch.stages().iter().map(|(_, took)| took.as_secs_f64()).sum();
    let stages = watch.stages().iter().map(|(name, took)| Stage {
        name,
        milliseconds: took.as_secs_f64() / whole * seconds * 1000.0 / n,
        share: took.as_secs_f64() / whole,
    });
    let measured = Measured {
        documents: documents.len(),
        kilobytes_per_document: documents.iter().map(|d| d.text.len()).sum::<usize>() as f64 / 1000.0 / n,
        documents_per_second_per_core: n / seconds,
        floor_documents_per_second: n / floor_seconds,
        times_the_floor: seconds / floor_seconds,
        stages: stages.collect(),
        peak_memory_mib: peak_memory(),
    };
    if common.json {
        super::print_json(&measured)?;
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{} documents of {:.1} KB: {:.0} documents/s on one core",
        measured.documents, measured.kilobytes_per_document, measured.documents_per_second_per_core
    );
    println!(
        "floor (NFKC, lower case, one look): {:.0} documents/s; all of it takes {:.1} times that",
        measured.floor_documents_per_second, measured.times_the_floor
    );
    for Stage { name, milliseconds, share } in &measured.stages {
        println!("  {name:<12} {milliseconds:>7.3} ms  {:>5.1} %", share * 100.0);
    }
    if let Some(peak) = measured.peak_memory_mib {
        println!("peak memory {peak:.0} MiB");
    }
    Ok(ExitCode::SUCCESS)
}

/// What every reading of a text takes.
fn floor(text: &str) -> usize {
    shiome_enrich::normal(text).chars().filter(|c| c.is_alphanumeric()).count()
}

async fn archived(
    common: &Common,
    config: &crate::config::Config,
    most: usize,
) -> Result<Vec<Document>, Failure> {
    let house = wiring::quiet_house(common, config).await?;
    let mut filter = shiome_store::DocumentFilter::default();
    let mut documents = Vec::new();
    while documents.len() < most {
        let page = house.catalog.documents_page(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.after_id = Some(last.document.id.clone());
        documents.extend(page.into_iter().map(|s| s.document));
    }
    documents.truncate(most);
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Texts that nobody wrote for people: what is repeated until they are long enough.
    const REPEATED: [(&str, &str); 24] = [
        ("one token", "deadline "),
        ("one token without a space", "deadline"),
        ("one character", "あ"),
        ("characters without a stop", "研究費の公募締切は3月3日までに決定する予定で"),
        ("numbers", "12 "),
        ("years", "2026 "),
        ("sums", "€12 million "),
        ("ranges", "5-20 "),
        ("days", "by 3 March 2026 applications are due at 17:00 CET, "),
        ("promises", "the council will publish it in autumn 2027 and decide by 1 May, "),
        ("a cue that waits for its end", "setzt das Programm "),
        ("kinds of instruments", "call for proposals grants fellowship voucher tax credit "),
        ("initials", "A. "),
        ("stops", "a.b."),
        ("quotations", "「研究"),
        ("marks that join", "\u{301}"),
        ("spaces", "   "),
        ("line feeds", "a\n"),
        ("bodies", "the DFG and the NSF of Germany "),
        ("ambiguous terms", "open data mobility peer review "),
        ("hyphens", "co-operation-"),
        ("Thai", "สำนักงานประกาศเปิดรับข้อเสนอโครงการวิจัย"),
        ("Arabic", "تفتح الهيئة باب التقديم "),
        ("Korean", "연구과제공모"),
    ];

    /// Of four times as much, eight times the time and a little are borne; whoever compares all with all
    /// takes sixteen times as long.
    #[test]
    fn four_times_as_long_takes_four_times_as_long() {
        let config =
            crate::config::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")).unwrap();
        let enricher = Enricher::new(&config.plan.topics).unwrap();
        let enricher = enricher.knowing(&config.plan.knowledge()).unwrap();
        let mut document = bench_texts::document(0, &[], 0);
        for (name, piece) in REPEATED {
            let mut seconds = |bytes: usize| {
                document.text = piece.repeat(bytes / piece.len());
                let worked = Worked::begin();
                black_box(enricher.annotate(&document, None));
                worked.seconds()
            };
            seconds(4_000);
            let (small, large) = (seconds(60_000), seconds(240_000));
            println!("{name}: {small:.3} s, then {large:.3} s");
            assert!(large <= small * 8.0 + 0.06, "{name}: {small:.3} s, then {large:.3} s");
        }
    }
}
