//! `shiome source check`

use super::in_words;
use crate::failure::Failure;
use crate::{Common, wiring};
use futures::{StreamExt, stream};
use shiome_model::{SourceId, url};
use shiome_pipelines::{Plan, SourcePlan, probe};
use shiome_store::{Fact, ProbeRecord};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Sites that are asked side by side; the client keeps its distance at each.
const SITES: usize = 8;

/// Ask sources, politely and once, and show what came. Nothing is collected; the evidence is kept.
#[derive(Debug, clap::Args)]
#[group(id = "which", required = true, multiple = false)]
pub(super) struct Args {
    /// `agency/name`.
    #[arg(group = "which", value_name = "ID")]
    ids: Vec<String>,
    /// All sources.
    #[arg(long, group = "which")]
    all: bool,
    /// All sources of these countries, as in DE,FR.
    #[arg(long, group = "which", value_delimiter = ',', value_name = "CC")]
    country: Vec<String>,
}

pub(super) async fn run(common: &Common, args: &Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let chosen = chosen(&config.plan, args)?;
    let fetcher = wiring::fetcher(&config.app.crawl, &config.app.render)?;
    let house = wiring::quiet_house(common, &config).await?;
    let now = house.now();
    // Sources of one site wait for each other, so that none of them runs out of patience.
    let mut sites: BTreeMap<String, Vec<&SourcePlan>> = BTreeMap::new();
    for plan in &chosen {
        let site = url::parse(&plan.source.url).map(|u| url::site(&u)).unwrap_or_default();
        sites.entry(site).or_default().push(plan);
    }
    let fetcher = &fetcher;
    let of_site = |plans: Vec<SourcePlan>| async move {
        let mut probes = Vec::new();
        for plan in &plans {
            probes.push(probe::source(fetcher, plan, now).await);
        }
        probes
    };
    let work = sites.into_values().map(|plans| of_site(plans.into_iter().cloned().collect()));
    let mut results = stream::iter(work).buffer_unordered(SITES);
    let mut all: Vec<ProbeRecord> = Vec::new();
    let mut failed = 0;
    while let Some(site) = results.next().await {
        for routes in site {
            failed += usize::from(!routes.iter().any(|p| p.works));
            let facts: Vec<Fact> = routes.iter().cloned().map(Fact::Probe).collect();
            house.catalog.commit(None, &facts).await?;
            if !common.json {
                for probe in &routes {
                    println!("{}: {}\n", probe.source, in_words(probe));
                }
            }
            all.extend(routes);
        }
    }
    if common.json {
        all.sort_by(|a, b| (&a.source, a.route).cmp(&(&b.source, b.route)));
        super::super::print_json(&all)?;
    } else if chosen.len() > 1 {
        println!("{} of {} sources could be read", chosen.len() - failed, chosen.len());
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// The sources that are meant: those that are read from the web.
fn chosen<'a>(plan: &'a Plan, args: &Args) -> Result<Vec<&'a SourcePlan>, Failure> {
    let mut chosen = Vec::new();
    for id in &args.ids {
        let missing = || Failure::mistaken(format!("there is no source '{id}'; see `shiome source list`"));
        let source = plan.sources.get(&SourceId::new(id.as_str())).ok_or_else(missing)?;
        if probe::routes(source).is_empty() {
            return Err(Failure::mistaken(format!(
                "'{id}' is not read from the web; there is nothing to ask"
            )));
        }
        chosen.push(source);
    }
    if args.ids.is_empty() {
        let wanted = |p: &&SourcePlan| {
            let country = &p.source.country;
            !probe::routes(p).is_empty()
                && (args.all || args.country.iter().any(|c| c.eq_ignore_ascii_case(country)))
        };
        chosen.extend(plan.sources.values().filter(wanted));
    }
    if chosen.is_empty() {
        return Err(Failure::mistaken("no source is read from there; see `shiome source list`"));
    }
    Ok(chosen)
}
