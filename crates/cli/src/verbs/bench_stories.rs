//! `shiome bench stories`

use super::bench::peak_memory;
use super::bench_texts;
use crate::failure::Failure;
use crate::{Common, wiring};
use serde::Serialize;
use shiome_enrich::story::Known;
use shiome_model::{
    Annotations, Capture, Clue, ClueSort, Clues, Document, DocumentKind, Fingerprint, Hash, Timestamp,
};
use shiome_pipelines::{House, Listener, enrich};
use shiome_store::Fact;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// Documents committed at a time: the flow does up to 5,000.
const BATCH: usize = 2_000;
/// Parts whose speed is told, so that one can see whether it falls as the archive grows.
const PARTS: usize = 10;
/// Documents that tell one event.
const TELLINGS: usize = 3;
/// Documents of one day.
const A_DAY: usize = 500;

/// Measure how many documents a second find their story, and whether that stays so as they grow many.
///
/// Signatures and clues are generated: events told three times, names that many share, and moulds in
/// which every twentieth text is written. They are placed and committed as by `run enrich`, through the
/// catalog; nothing is annotated.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many.
    #[arg(long, default_value_t = 20_000)]
    documents: usize,
}

#[derive(Debug, Serialize)]
struct Measured {
    documents: usize,
    seconds: f64,
    documents_per_second: f64,
    /// Of each tenth of the documents, in order.
    documents_per_second_by_tenth: Vec<f64>,
    /// Earlier documents that one was compared with.
    compared_mean: f64,
    compared_most: usize,
    /// Of the pairs of an event, those put together; of the pairs put together, those of an event.
    pair_recall: f64,
    pair_precision: f64,
    peak_memory_mib: Option<f64>,
    catalog_mib: f64,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let own = common.data.is_none();
    let data = common.data.clone().unwrap_or_else(|| std::env::temp_dir().join("shiome-bench-stories"));
    if own {
        let _ = std::fs::remove_dir_all(&data); // of an earlier measurement, or not there
    }
    if data.join("catalog.db").exists() {
        let why = format!("'{}' is in use; name an empty folder with --data", data.display());
        return Err(Failure::mistaken(why));
    }
    let clock: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap_or_default();
    let silent: Listener = Arc::new(|_| {});
    let house = wiring::house(&data, config.plan.clone(), wiring::clock(Some(clock)), silent).await?;
    let (mut sum, mut most) = (0usize, 0usize);
    let (mut truth, mut found) = Default::default();
    let mut tenths = Vec::new();
    let whole = Instant::now();
    let tenth = args.documents.div_ceil(PARTS).max(BATCH);
    let mut done = 0;
    while done < args.documents {
        let begun = Instant::now();
        let upto = (done + tenth).min(args.documents);
        let count = upto - done;
        while done < upto {
            let batch: Vec<usize> = (done..(done + BATCH).min(upto)).collect();
            let compared = commit(&house, &batch, clock, &mut truth, &mut found).await?;
            sum += compared.iter().sum::<usize>();
            most = most.max(compared.into_iter().max().unwrap_or_default());
            done += batch.len();
        }
        tenths.push(count as f64 / begun.elapsed().as_secs_f64());
    }
    let seconds = whole.elapsed().as_secs_f64();
    let agreement = shiome_enrich::story::score::Agreement::of(&truth, &found);
    house.catalog.close().await;
    let measured = Measured {
        documents: args.documents,
        seconds,
        documents_per_second: args.documents as f64 / seconds,
        documents_per_second_by_tenth: tenths,
        compared_mean: sum as f64 / args.documents.max(1) as f64,
        compared_most: most,
        pair_recall: agreement.pair_recall,
        pair_precision: agreement.pair_precision,
        peak_memory_mib: peak_memory(),
        catalog_mib: std::fs::metadata(data.join("catalog.db")).map_or(0.0, |m| m.len() as f64 / 1048576.0),
    };
    if own {
        let _ = std::fs::remove_dir_all(&data);
    }
    if common.json {
        super::print_json(&measured)?;
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{} documents in {seconds:.1} s: {:.0} documents/s",
        measured.documents, measured.documents_per_second
    );
    let tenths: Vec<String> =
        measured.documents_per_second_by_tenth.iter().map(|d| format!("{d:.0}")).collect();
    println!("documents/s by tenth: {}", tenths.join(" "));
    println!(
        "compared with {:.1} earlier documents on average, {} at most",
        measured.compared_mean, measured.compared_most
    );
    println!(
        "pairs of one event: {:.3} found; pairs told as one: {:.3} right",
        measured.pair_recall, measured.pair_precision
    );
    println!("catalog {:.0} MiB", measured.catalog_mib);
    if let Some(peak) = measured.peak_memory_mib {
        println!("peak memory {peak:.0} MiB");
    }
    Ok(ExitCode::SUCCESS)
}

type Groups = std::collections::BTreeMap<String, String>;

async fn commit(
    house: &House,
    batch: &[usize],
    clock: Timestamp,
    truth: &mut Groups,
    found: &mut Groups,
) -> Result<Vec<usize>, Failure> {
    let mut facts = Vec::with_capacity(batch.len() * 5);
    let mut known = Vec::with_capacity(batch.len());
    for n in batch {
        let (document, own) = generated(*n);
        facts.push(Fact::Capture(capture(&document, clock)));
        facts.push(Fact::Annotations(annotations(&document, &own.fingerprint)));
        facts.insert(facts.len() - 1, Fact::Document { document, first_seen: clock });
        truth.insert(own.document.to_string(), (n / TELLINGS).to_string());
        known.push(own);
    }
    let placed = enrich::place(house, known).await?;
    for fact in &placed.facts {
        if let Fact::Membership(m) = fact {
            found.insert(m.document.to_string(), m.story.to_string());
        }
    }
    facts.extend(placed.facts);
    house.catalog.commit(None, &facts).await?;
    Ok(placed.compared)
}

/// What is known of document `n`.
fn generated(n: usize) -> (Document, Known) {
    let document = bench_texts::document(n, &[], 0);
    let event = n / TELLINGS;
    let number = |of: usize, salt: u64| Hash::of(format!("{of} {salt}").as_bytes());
    let bits =
        |of: usize, salt: u64| u64::from_str_radix(&number(of, salt).as_str()[..15], 16).unwrap_or_default();
    let clue = |sort, text: String| Clue { sort, text, times: 1, early: sort != ClueSort::Word };
    let mut list = vec![
        clue(ClueSort::Amount, (bits(event, 1) % 1_000_000_000).to_string()),
        clue(ClueSort::Day, format!("{:02}-{:02}", bits(event, 2) % 12 + 1, bits(event, 3) % 28 + 1)),
        clue(ClueSort::Acronym, format!("p{}", bits(event, 4) % 200_000)),
        clue(ClueSort::Names, format!("n{} m{}", bits(event, 5) % 50_000, bits(event, 6) % 50_000)),
        clue(ClueSort::Figure, (bits(event, 7) % 10_000).to_string()),
        clue(ClueSort::Agency, document.agency.to_string()),
    ];
    for salt in 10..40 {
        // Few words are frequent, many are rare.
        let rank = (bits(n, salt) % 1000 + 1) as f64 / 1000.0;
        list.push(clue(ClueSort::Word, format!("w{}", (50.0 / rank / rank) as u64 % 50_000)));
    }
    for salt in 40..44 {
        list.push(clue(ClueSort::Name, format!("a{}", bits(n, salt) % 300)));
    }
    list.sort();
    list.dedup_by(|a, b| a.sort == b.sort && a.text == b.text);
    let minhash: Vec<u32> = (0..128).map(|salt| (bits(n, 100 + salt) >> 20) as u32).collect();
    let mould = n.is_multiple_of(20);
    let bands = (0..32).map(|band| if mould && band < 4 { band } else { bits(n, 300 + band) }).collect();
    let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
    let day = day + chrono::Days::new((event * TELLINGS / A_DAY) as u64);
    let known = Known {
        document: document.id.clone(),
        fingerprint: Fingerprint { exact: number(n, 0), minhash, bands, marks: vec![format!("t{n}")] },
        clues: Clues {
            language: ["en", "ja", "de"][n % 3].into(),
            day: Some(day),
            agency: document.agency.clone(),
            years: Vec::new(),
            numbers: Vec::new(),
            list,
        },
        story: None,
    };
    (document, known)
}

fn capture(document: &Document, at: Timestamp) -> Capture {
    let body = Hash::of(document.id.as_str().as_bytes());
    Capture {
        id: document.capture.clone(),
        source: document.source.clone(),
        final_url: document.url.clone(),
        url: document.url.clone(),
        fetched_at: at,
        memento: None,
        status: 200,
        headers: Vec::new(),
        bytes: 0,
        body,
    }
}

fn annotations(document: &Document, fingerprint: &Fingerprint) -> Annotations {
    Annotations {
        document: document.id.clone(),
        revision: document.revision.clone(),
        version: "bench".into(),
        language: "en".into(),
        language_confidence: 1.0,
        kind: DocumentKind::News,
        kind_because: String::new(),
        topics: Vec::new(),
        concepts: Vec::new(),
        summary: Vec::new(),
        fingerprint: fingerprint.clone(),
        other_languages: Vec::new(),
        mentions: Vec::new(),
        instruments: Vec::new(),
        promises: Vec::new(),
        entities: Vec::new(),
        relevance: Vec::new(),
    }
}
