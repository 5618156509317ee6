//! `shiome config check|schema`

use crate::Common;
use crate::failure::Failure;
use std::process::ExitCode;

/// Check the configuration, or print its JSON schemas.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Read every file and report every error at once, with file, key and a hint.
    Check,
    /// Print the JSON schema of app.toml, of an agency's or topic's file, of entities.toml or programmes.toml.
    Schema {
        /// app, agency, topic, entities or programmes; all of them if left out.
        name: Option<String>,
    },
}

pub fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        What::Check => check(common),
        What::Schema { name } => schema(name.as_deref()),
    }
}

fn check(common: &Common) -> Result<ExitCode, Failure> {
    let loaded = crate::config::load(&common.config);
    if common.json {
        let problems = loaded.as_ref().err().map(|p| p.0.iter().map(ToString::to_string).collect::<Vec<_>>());
        super::print_json(
            &serde_json::json!({ "ok": loaded.is_ok(), "problems": problems.unwrap_or_default() }),
        )?;
        return Ok(ExitCode::from(if loaded.is_ok() { 0 } else { 2 }));
    }
    let config = loaded?;
    let plan = &config.plan;
    let concepts: usize = plan.topics.iter().map(|t| t.concepts.len()).sum();
    let terms: usize = plan.topics.iter().flat_map(|t| &t.concepts).map(|c| c.terms.len()).sum();
    println!(
        "{}: {} agencies, {} sources, {} topics, {concepts} concepts, {terms} terms; no errors",
        common.config.display(),
        plan.agencies.len(),
        plan.sources.len(),
        plan.topics.len()
    );
    Ok(ExitCode::SUCCESS)
}

fn schema(name: Option<&str>) -> Result<ExitCode, Failure> {
    let schemas = crate::config::schemas();
    match name {
        None => super::print_json(&schemas)?,
        Some(name) => {
            let known = schemas.keys().copied().collect::<Vec<_>>().join(", ");
            let schema = schemas.get(name);
            super::print_json(schema.ok_or_else(|| {
                Failure::mistaken(format!("there is no schema '{name}'; there are: {known}"))
            })?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
