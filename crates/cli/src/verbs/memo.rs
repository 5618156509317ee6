//! `shiome memo add FILE`

use crate::failure::Failure;
use crate::{Common, wiring};
use anyhow::Context;
use chrono::NaiveDate;
use shiome_model::Sensitivity;
use shiome_pipelines::ingest::local::{About, memo};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Take what a liaison office wrote down.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Take a memo: Markdown, text, DOCX or PDF.
    ///
    /// Office, author, day of the meeting and sensitivity must be known: from the options, or from
    /// front matter of a Markdown file (`key: value` between lines of `---`, or TOML between `+++`). The
    /// options win. A file that was taken before is not taken twice; what is said of it anew replaces
    /// what was said. The file itself stays where it is.
    Add(Add),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// The memo.
    file: PathBuf,
    /// The liaison office: id of its agency, such as jsps_bonn.
    #[arg(long, value_name = "ID")]
    office: Option<String>,
    /// Who wrote it.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Day of the meeting (2026-03-02).
    #[arg(long, value_name = "DATE")]
    met: Option<NaiveDate>,
    /// Who may read it: public, internal (this house), restricted (not shown on the pages by default).
    #[arg(long, value_name = "public|internal|restricted")]
    sensitivity: Option<Sensitivity>,
    /// First day on which it may leave the house.
    #[arg(long, value_name = "DATE")]
    embargo: Option<NaiveDate>,
    /// Its title; else the one in its text.
    #[arg(long)]
    title: Option<String>,
}

/// No memo is larger.
const MOST: u64 = 64 << 20;

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let What::Add(add) = args.what;
    let config = wiring::config(common)?;
    let body = read(&add.file)?;
    let house = wiring::quiet_house(common, &config).await?;
    let name = add.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let about = About {
        office: add.office,
        author: add.author,
        met: add.met,
        sensitivity: add.sensitivity,
        embargo: add.embargo,
        title: add.title,
    };
    let taken = memo::add(&house, "memo", memo::Memo { name, body, about }).await?;
    let added = taken.map_err(|wrong| {
        let file = add.file.display();
        Failure::mistaken(format!("'{file}' was not taken, and nothing was kept:\n  {}", wrong.join("\n  ")))
    })?;
    if common.json {
        super::print_json(&added)?;
        return Ok(ExitCode::SUCCESS);
    }
    let what = match (added.is_new, added.is_update) {
        (true, _) => "taken",
        (_, true) => "taken anew",
        _ => "already there, unchanged",
    };
    println!("{what}: {}", added.title);
    println!("  {} · {} · {}", added.document, added.source, added.sensitivity);
    if added.is_new || added.is_update {
        println!("  it is found by searching after `shiome run enrich index lake --once`, or the next run");
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let open = || std::fs::File::open(path).with_context(|| format!("open '{}'", path.display()));
    let mut body = Vec::new();
    let file = open().map_err(Failure::Use)?;
    file.take(MOST + 1).read_to_end(&mut body).with_context(|| format!("read '{}'", path.display()))?;
    if body.len() as u64 > MOST {
        return Err(Failure::mistaken(format!("'{}' is larger than {MOST} bytes", path.display())));
    }
    Ok(body)
}
