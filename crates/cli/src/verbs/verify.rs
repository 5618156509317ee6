//! `shiome verify`

use crate::failure::Failure;
use crate::{Common, wiring};
use anyhow::Context;
use futures::StreamExt;
use serde::Serialize;
use shiome_model::{Capture, DocumentId, time};
use shiome_pipelines::{House, lake};
use shiome_store::{DocumentFilter, StoredDocument};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Prove that archive, catalog, index and lake agree.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write every document with all that is believed of it into this file, a JSON object a line.
    #[arg(long, value_name = "FILE")]
    dump: Option<PathBuf>,
}

#[derive(Debug, Default, Serialize)]
struct Findings {
    /// Documents looked at.
    documents: usize,
    /// Captures in the archive whose bytes were read and hashed again.
    captures: usize,
    /// What does not agree.
    faults: Vec<String>,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    let mut dump = match &args.dump {
        Some(path) => {
            Some(BufWriter::new(File::create(path).with_context(|| format!("write '{}'", path.display()))?))
        }
        None => None,
    };
    let findings = check(&house, dump.as_mut()).await?;
    if let Some(mut dump) = dump {
        dump.flush()?;
    }
    if common.json {
        super::print_json(&findings)?;
    } else {
        println!("{} documents, {} captures read and hashed again", findings.documents, findings.captures);
        for fault in &findings.faults {
            println!("fault: {fault}");
        }
        println!("{}", if findings.faults.is_empty() { "all agree" } else { "they do not agree" });
    }
    Ok(ExitCode::from(if findings.faults.is_empty() { 0 } else { 3 }))
}

async fn check(house: &House, mut dump: Option<&mut BufWriter<File>>) -> Result<Findings, Failure> {
    let mut findings = Findings::default();
    let mut filter = DocumentFilter::default();
    let mut bodies = BTreeSet::new();
    // What may leave the house is a question of the day: the lake knows the one it was last asked on.
    let followed = house.catalog.checkpoint(lake::FLOW).await?.and_then(|c| c.note.parse().ok());
    let (day, mut leaving) = (followed.unwrap_or_else(|| time::day_in_japan(house.now())), 0);
    loop {
        let page = house.catalog.documents_page(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.after_id = Some(last.document.id.clone());
        for stored in &page {
            findings.documents += 1;
            leaving += u64::from(stored.document.may_leave(day));
            if let Some(dump) = dump.as_mut() {
                line(dump, stored)?;
            }
            let id = &stored.document.id;
            match house.catalog.capture(&stored.document.capture).await? {
                None => findings.faults.push(format!("{id}: its capture is not in the catalog")),
                Some(capture) => body(house, &mut findings, &mut bodies, id, &capture).await,
            }
            if stored.annotations.is_none() {
                findings.faults.push(format!("{id}: not annotated; `shiome run enrich --once` does it"));
            }
        }
    }
    let archived = house.archive.hashes().count().await;
    if archived < bodies.len() {
        findings.faults.push(format!("the archive holds {archived} bodies, the catalog points to more"));
    }
    let (indexed, documents) = (house.index.count(), findings.documents as u64);
    if indexed != documents {
        findings.faults.push(format!("the index holds {indexed} documents, the catalog {documents}"));
    }
    let in_lake = house.lake.count()?;
    if in_lake != leaving {
        let fault =
            format!("the lake holds {in_lake} documents, the catalog {leaving} that may leave the house");
        findings.faults.push(fault);
    }
    Ok(findings)
}

/// One document as a line; its place in the change log is left out, since it tells of the commits
/// and not of the document.
fn line(dump: &mut BufWriter<File>, stored: &StoredDocument) -> Result<(), Failure> {
    let value = serde_json::json!({
        "document": stored.document, "annotations": stored.annotations, "membership": stored.membership,
        "first_seen": stored.first_seen, "found_by": stored.found_by,
    });
    serde_json::to_writer(&mut *dump, &value)?;
    Ok(dump.write_all(b"\n")?)
}

async fn body(
    house: &House,
    findings: &mut Findings,
    seen: &mut BTreeSet<String>,
    id: &DocumentId,
    capture: &Capture,
) {
    if !seen.insert(capture.body.to_string()) {
        return;
    }
    findings.captures += 1;
    // Reading checks the hash.
    if let Err(error) = house.archive.get(&capture.body).await {
        findings.faults.push(format!("{id}: failed to {error}"));
    }
}
