//! `shiome promises`

use crate::failure::Failure;
use crate::{Common, wiring};
use chrono::Days;
use shiome_model::{AgencyId, PromiseState, Tracked, agency::called, time};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Show what bodies said would come: open, kept, or lapsed.
///
/// A promise is kept by a later document of the same body, or of one that took over from it, that is alike
/// and came in time; it lapses 45 days after its last day. `shiome run enrich` follows them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only of this agency.
    #[arg(long)]
    agency: Option<String>,
    /// Only on this topic.
    #[arg(long)]
    topic: Option<String>,
    /// Only those that are so.
    #[arg(long, value_enum)]
    state: Option<State>,
    /// How many days back and ahead.
    #[arg(long, default_value_t = 366)]
    days: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum State {
    /// Its days are not over.
    Open,
    /// It was kept.
    Closed,
    /// Its days are over.
    Lapsed,
}

impl State {
    fn of(self) -> PromiseState {
        match self {
            Self::Open => PromiseState::Open,
            Self::Closed => PromiseState::Closed,
            Self::Lapsed => PromiseState::Lapsed,
        }
    }
}

/// Promises that are read at most.
const MOST: usize = 5_000;

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    let today = time::day_in_japan(house.now());
    let span = Days::new(args.days.min(36_600));
    let agency = args.agency.as_deref().map(AgencyId::new);
    let lines = house.plan.lines();
    let mut found = Vec::new();
    // What a body took over, it stands for.
    let asked = agency.map_or(vec![None], |a| lines.heirloom(&a).into_iter().map(Some).collect());
    for agency in &asked {
        found.extend(house.catalog.promises(agency.as_ref(), today - span, today + span, MOST).await?);
    }
    found.sort_by_key(|t| t.promise.due.until);
    for tracked in &mut found {
        tracked.state = tracked.state_on(today);
    }
    found.retain(|t| args.state.is_none_or(|s| s.of() == t.state));
    found.retain(|t| args.topic.as_ref().is_none_or(|id| t.topics.iter().any(|own| own.as_str() == id)));
    if common.json {
        super::print_json(&found)?;
    } else {
        let mut names = BTreeMap::new();
        for tracked in &found {
            if !names.contains_key(&tracked.agency) {
                let titles = house.catalog.source_titles(&tracked.agency).await?;
                let known = house.plan.agencies.get(&tracked.agency).map(|a| a.name.of("en").to_owned());
                let called = || called(&tracked.agency, titles.iter().map(String::as_str));
                names.insert(tracked.agency.clone(), known.unwrap_or_else(called));
            }
            print(tracked, &names[&tracked.agency]);
        }
        println!("{} promises", found.len());
    }
    Ok(ExitCode::SUCCESS)
}

fn print(tracked: &Tracked, agency: &str) {
    // Captured text must not steer the terminal.
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let due = tracked.promise.due;
    let from = due.from.filter(|f| *f != due.until).map(|f| format!("{f} to ")).unwrap_or_default();
    println!("{from}{}  {}  {}", due.until, tracked.state.as_str(), tracked.promise.what.as_str());
    println!("    {} · {}: {}", plain(agency), tracked.said, plain(&tracked.title));
    println!("    “{}”", plain(&tracked.passage));
    if let Some(kept) = &tracked.kept {
        println!("    kept by {} of {} ({})", kept.by, kept.on, plain(&kept.shared.join(", ")));
    }
}
