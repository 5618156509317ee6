//! `shiome source list|check|add|incidents`

mod add;
mod check;
mod incidents;
mod list;

use crate::Common;
use crate::failure::Failure;
use shiome_store::ProbeRecord;
use std::process::ExitCode;

/// List the sources with their health, probe them, add one, or look at incidents.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    List(list::Args),
    Check(check::Args),
    Add(add::Args),
    Incidents(incidents::Args),
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        What::List(args) => list::run(common, &args).await,
        What::Check(args) => check::run(common, &args).await,
        What::Add(args) => add::run(common, &args).await,
        What::Incidents(args) => incidents::run(common, &args).await,
    }
}

/// What a probe has shown, for people.
fn in_words(probe: &ProbeRecord) -> String {
    let mut lines = vec![format!("{} {}", if probe.works { "works:" } else { "fails:" }, probe.url)];
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("  {name:<10} {value}"));
        }
    };
    line("asked", format!("{}, answered in {} ms", probe.at.format("%F %T UTC"), probe.took_ms));
    line("robots", probe.robots.as_str().replace('_', " "));
    line("leads to", probe.redirected_to.clone().unwrap_or_default());
    if let Some(status) = probe.status.filter(|_| probe.bytes > 0) {
        let kind = probe.media_type.as_deref().unwrap_or("no content type");
        line("answer", format!("{status} {kind}, {} bytes", probe.bytes));
    }
    let reason = probe.reason.map(|r| format!("{}: ", r.as_str())).unwrap_or_default();
    line(
        "trouble",
        if probe.detail.is_empty() { String::new() } else { format!("{reason}{}", probe.detail) },
    );
    if probe.works {
        let newest = probe.newest.map(|d| format!(", newest {d}")).unwrap_or_default();
        line(
            probe.kind.as_str(),
            format!(
                "{} works ({} undated, {} dated in the future){newest}, {} further lists",
                probe.items, probe.undated, probe.future_dated, probe.more
            ),
        );
    }
    for (reason, count, first) in &probe.refused {
        line("refused", format!("{count} as {}, first: {first}", reason.as_str()));
    }
    let validators = [("ETag", &probe.etag), ("Last-Modified", &probe.last_modified)];
    let validators: Vec<String> =
        validators.iter().filter_map(|(name, v)| Some(format!("{name} {}", v.as_ref()?))).collect();
    line("validators", validators.join(", "));
    line("ttl", probe.ttl_seconds.map(|s| format!("{} min", s / 60)).unwrap_or_default());
    for work in &probe.first {
        let day = work.published.map_or_else(|| "undated   ".into(), |d| d.to_string());
        lines.push(format!("    {day}  {}", work.title.as_deref().unwrap_or("(no title)")));
        lines.push(format!("                {}", work.url));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shiome_model::Reason;
    use shiome_store::{ProbedWork, Verdict};

    #[test]
    fn a_probe_is_told_with_its_evidence() {
        let works = ProbeRecord {
            kind: "feed".into(),
            at: "2026-06-01T00:00:00Z".parse().unwrap(),
            url: "https://rhein.example/feed".into(),
            redirected_to: Some("https://www.rhein.example/feed.xml".into()),
            robots: Verdict::Allowed,
            works: true,
            status: Some(200),
            media_type: Some("application/rss+xml".into()),
            bytes: 4821,
            took_ms: 230,
            items: 2,
            undated: 1,
            newest: Some("2026-05-28".parse().unwrap()),
            first: vec![
                ProbedWork {
                    url: "https://rhein.example/1".into(),
                    title: Some("Neue Leitlinie".into()),
                    published: Some("2026-05-28".parse().unwrap()),
                },
                ProbedWork { url: "https://rhein.example/2".into(), title: None, published: None },
            ],
            refused: vec![(Reason::ForbiddenAddress, 3, "http://localhost/x".into())],
            etag: Some("\"a\"".into()),
            ttl_seconds: Some(3600),
            ..ProbeRecord::default()
        };
        let refused = ProbeRecord {
            url: "https://nile.example/feed".into(),
            at: works.at,
            robots: Verdict::Refused,
            reason: Some(Reason::Robots),
            detail: "robots.txt forbids /feed".into(),
            ..ProbeRecord::default()
        };
        insta::assert_snapshot!(format!("{}\n\n{}", in_words(&works), in_words(&refused)));
    }
}
