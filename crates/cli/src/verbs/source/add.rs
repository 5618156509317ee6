//! `shiome source add`

use super::in_words;
use crate::failure::Failure;
use crate::{Common, wiring};
use anyhow::Context;
use serde::Serialize;
use serde_json::Value;
use shiome_model::Timestamp;
use shiome_pipelines::propose::{self, Proposal, Survey};
use shiome_store::ProbeRecord;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Find out how an address can be read, and print settings for it.
///
/// Looks for feeds that the page names, feeds at the usual places, lists on the page itself and
/// sitemaps, asks each once, and proposes the best.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A page of the publisher, best the one that lists its news.
    url: url::Url,
    /// The agency it belongs to: the name of its file.
    #[arg(long, value_name = "ID")]
    agency: Option<String>,
    /// Country of the agency, for a new file.
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// English name of the agency, for a new file.
    #[arg(long, value_name = "NAME")]
    name_en: Option<String>,
    /// Japanese name of the agency, for a new file.
    #[arg(long, value_name = "NAME")]
    name_ja: Option<String>,
    /// Name of the source inside the agency.
    #[arg(long, value_name = "NAME", default_value = "news")]
    source: String,
    /// Write it into the agency's file, if the settings as a whole are then without a mistake.
    #[arg(long, requires = "agency")]
    write: bool,
}

#[derive(Debug, Serialize)]
struct Told<'a> {
    /// The page itself.
    page: &'a ProbeRecord,
    title: Option<&'a str>,
    language: Option<&'a str>,
    proposals: Vec<ToldProposal<'a>>,
    /// The settings proposed, if anything works.
    toml: Option<&'a str>,
    /// Where they were written.
    written: Option<String>,
}

#[derive(Debug, Serialize)]
struct ToldProposal<'a> {
    score: u32,
    connector: &'a Value,
    probe: &'a ProbeRecord,
}

pub(super) async fn run(common: &Common, args: &Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let fetcher = wiring::fetcher(&config.app.crawl, &config.app.render)?;
    let now = wiring::clock(common.now)();
    let survey = propose::survey(&fetcher, &args.url, now).await?;
    let block = survey.best().map(|best| block(args, &survey, best, now)).transpose()?;
    let mut written = None;
    if let (true, Some(block)) = (args.write, &block) {
        let agency = args.agency.as_deref().unwrap_or_default();
        let known = config.plan.agencies.get(&agency.into());
        let file = match known {
            Some(agency) => file_of(&common.config, &agency.country, agency.id.as_str()),
            None => file_of(&common.config, &required(&args.country, "--country")?, agency),
        };
        let head = if known.is_some() { String::new() } else { head(args)? };
        write(&common.config, &file, &head, block)?;
        written = Some(file.display().to_string());
    }
    if common.json {
        let proposals = survey.proposals.iter();
        super::super::print_json(&Told {
            page: &survey.page,
            title: survey.title.as_deref(),
            language: survey.language.as_deref(),
            proposals: proposals
                .map(|p| ToldProposal { score: p.score, connector: &p.settings, probe: &p.probe })
                .collect(),
            toml: block.as_deref(),
            written,
        })?;
    } else {
        print(&survey, block.as_deref(), written.as_deref());
    }
    Ok(ExitCode::from(u8::from(block.is_none())))
}

fn print(survey: &Survey, block: Option<&str>, written: Option<&str>) {
    if survey.proposals.is_empty() {
        println!("{}\n", in_words(&survey.page));
    }
    for (n, proposal) in survey.proposals.iter().enumerate() {
        match proposal.score {
            // What does not work is named, but its evidence would only stand in the way.
            0 => println!("no {} at {} ({})", proposal.probe.kind, proposal.probe.url, proposal.probe.detail),
            _ => println!("{}. {}\n", n + 1, in_words(&proposal.probe)),
        }
    }
    match (block, written) {
        (None, _) => println!("\nnothing here could be read as a feed, a list or a sitemap"),
        (Some(block), None) => println!("\n{block}"),
        (Some(block), Some(file)) => println!("\n{block}\nwritten to {file}"),
    }
}

/// The `[[source]]` for the agency's file.
fn block(args: &Args, survey: &Survey, best: &Proposal, now: Timestamp) -> Result<String, Failure> {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let mut lines = vec![
        "[[source]]".to_owned(),
        format!("name = {}", text(&args.source)),
        format!("title = {}", text(survey.title.as_deref().unwrap_or("News"))),
    ];
    if let Some(language) = &survey.language {
        lines.push(format!("language = {}", text(language)));
    }
    lines.push("probe = \"working\"".into());
    let dated = best.probe.items - best.probe.undated;
    let note = format!("Found on {}: {} works, {dated} of them dated.", now.format("%F"), best.probe.items);
    lines.push(format!("note = {}", text(&note)));
    lines.push("\n[source.connector]".into());
    for (key, value) in best.settings.as_object().into_iter().flatten() {
        let value = toml::Value::try_from(value).context("write settings as TOML")?;
        lines.push(format!("{key} = {value}"));
    }
    Ok(lines.join("\n") + "\n")
}

/// The `[agency]` of a new file.
fn head(args: &Args) -> Result<String, Failure> {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let home = args.url.join("/").map(|u| u.to_string()).unwrap_or_default();
    Ok(format!(
        "[agency]\nname = {{ en = {}, ja = {} }}\ncountry = {}\nhomepage = {}\n",
        text(&required(&args.name_en, "--name-en")?),
        text(&required(&args.name_ja, "--name-ja")?),
        text(&required(&args.country, "--country")?.to_ascii_uppercase()),
        text(home.trim_end_matches('/')),
    ))
}

fn required(value: &Option<String>, option: &str) -> Result<String, Failure> {
    let missing = || Failure::mistaken(format!("the agency has no file yet: give {option} for a new one"));
    value.clone().ok_or_else(missing)
}

fn file_of(config: &Path, country: &str, agency: &str) -> PathBuf {
    config.join("sources").join(country.to_ascii_lowercase()).join(format!("{agency}.toml"))
}

/// Loads a copy of the settings in which `file` holds `text`. Nothing of the real ones is touched.
fn check(config: &Path, file: &Path, text: &str) -> Result<(), Failure> {
    // Hidden files are no settings, so the copy may lie inside.
    let copy = config.join(format!(".check-{}", std::process::id()));
    let checked = (|| {
        std::fs::create_dir_all(&copy)?;
        for name in ["app.toml", "sources", "topics"] {
            duplicate(&config.join(name), &copy.join(name))?;
        }
        let inside = copy.join(file.strip_prefix(config).unwrap_or(file));
        std::fs::create_dir_all(inside.parent().unwrap_or(&copy))?;
        std::fs::write(inside, text)?;
        Ok::<_, std::io::Error>(crate::config::load(&copy))
    })();
    std::fs::remove_dir_all(&copy).ok();
    let mut problems = match checked.context("check the settings as they would be")? {
        Ok(_) => return Ok(()),
        Err(problems) => problems,
    };
    for problem in &mut problems.0 {
        if let Ok(inside) = problem.file.strip_prefix(&copy) {
            problem.file = config.join(inside);
        }
    }
    Err(problems.into())
}

fn duplicate(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return std::fs::copy(from, to).map(|_| ());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let name = entry?.file_name();
        duplicate(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

/// Writes beside, checks everything as it would be, and only then takes the file's place.
fn write(config: &Path, file: &Path, head: &str, block: &str) -> Result<(), Failure> {
    let before = match std::fs::exists(file).context("look for the agency's file")? {
        true => std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?,
        false => head.to_owned(),
    };
    let after = format!("{}\n\n{block}", before.trim_end());
    check(config, file, &after)?;
    let failed = || format!("write {}", file.display());
    let folder = file.parent().unwrap_or(config);
    std::fs::create_dir_all(folder).with_context(failed)?;
    let draft = file.with_extension("toml.part");
    std::fs::write(&draft, after).with_context(failed)?;
    std::fs::rename(&draft, file).with_context(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "[[source]]\nname = \"news\"\ntitle = \"News\"\n\n[source.connector]\nkind = \"feed\"\n\
                         url = \"https://new.example/feed\"\n";

    /// The settings that ship.
    fn settings() -> tempfile::TempDir {
        let shipped = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config"));
        let folder = tempfile::tempdir().unwrap();
        for name in ["app.toml", "sources", "topics"] {
            duplicate(&shipped.join(name), &folder.path().join(name)).unwrap();
        }
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_source_is_appended_and_a_new_agency_gets_a_file() {
        let config = settings();
        let known = file_of(config.path(), "DE", "dfg");
        let block = BLOCK.replace("\"news\"", "\"more\"");
        write(config.path(), &known, "", &block).unwrap();
        let head = "[agency]\nname = { en = \"New\", ja = \"新\" }\ncountry = \"NZ\"\n";
        let new = file_of(config.path(), "NZ", "new_fund");
        write(config.path(), &new, head, &BLOCK.replace("/feed", "/other")).unwrap();
        let plan = crate::config::load(config.path()).unwrap().plan;
        for id in ["dfg/news", "dfg/more", "new_fund/news"] {
            assert!(plan.sources.contains_key(&id.into()), "{id}");
        }
        assert_eq!(names(config.path()), ["app.toml", "sources", "topics"], "nothing is left behind");
    }

    #[test]
    fn what_would_break_the_settings_is_refused_and_leaves_them_alone() {
        let config = settings();
        let file = file_of(config.path(), "DE", "dfg");
        let before = std::fs::read_to_string(&file).unwrap();
        let failure = write(config.path(), &file, "", BLOCK).unwrap_err().to_string();
        assert!(failure.contains("there is already a source 'news'"), "{failure}");
        assert!(failure.contains("de/dfg.toml") && !failure.contains(".check"), "{failure}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
        assert_eq!(names(config.path()), ["app.toml", "sources", "topics"]);
    }
}
