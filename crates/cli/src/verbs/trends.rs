//! `shiome trends [TOPIC]`

use crate::failure::Failure;
use crate::{Common, wiring};
use shiome_model::{Signal, Subject, TopicId, Week};
use std::process::ExitCode;

/// Show what turned: the signals as of the last week that is over.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this topic and its concepts.
    topic: Option<String>,
    /// Compute as of the end of this week (2026-W08) instead of showing what is recorded.
    #[arg(long, value_name = "WEEK")]
    as_of: Option<Week>,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let house = wiring::quiet_house(common, &config).await?;
    let mut signals = match args.as_of {
        Some(week) => {
            let lake = house.lake.known_by(week.sunday());
            shiome_trends::detect(&lake, &config.app.trends, week)?
        }
        None => house.catalog.signals(None).await?,
    };
    if let Some(topic) = &args.topic {
        let id = TopicId::new(topic.as_str());
        if house.plan.topic(&id).is_none() {
            let known: Vec<&str> = house.plan.topics.iter().map(|t| t.id.as_str()).collect();
            return Err(Failure::mistaken(format!(
                "there is no topic '{topic}'; there are: {}",
                known.join(", ")
            )));
        }
        signals.retain(|s| match &s.subject {
            Subject::Topic(t) => *t == id,
            Subject::Concept(c) => c.topic() == id,
        });
    }
    if common.json {
        super::print_json(&signals)?;
        return Ok(ExitCode::SUCCESS);
    }
    if signals.is_empty() {
        println!("nothing turned");
    }
    for signal in &signals {
        println!("{}", line(signal));
        for document in signal.evidence.iter().take(3) {
            println!("    {document}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(s: &Signal) -> String {
    format!(
        "{}  {:<8} {:<48} x{:.1}  q={:.3}  {} documents (expected {:.1}), {} sources, {}",
        s.week,
        s.kind.as_str(),
        s.subject.to_string(),
        s.effect,
        s.q_value,
        s.support,
        s.expected,
        s.sources.len(),
        s.countries.join(" ")
    )
}
