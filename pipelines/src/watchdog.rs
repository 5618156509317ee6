//! Tells the operator that a source came into trouble, once, and that it is out of it.
//!
//! A bad run is no incident: trouble must show in two runs and last an hour. Nor is every source an
//! incident of its own when none can be reached: then it is our network, and said so. What is decided
//! and the mail that tells of it are one commit, so that no crash tells twice or forgets.

mod decide;

#[cfg(test)]
mod tests;

use crate::digest::outgoing;
use crate::{Error, House, health};
use decide::{Decision, decide};
use shiome_model::{SourceId, Timestamp};
use shiome_publish::Edition;
use shiome_publish::alert::{AlertInput, AlertLine, alert};
use shiome_store::{Fact, Incident, IssueRecord};

/// Name of the work that is leased, so that one process watches at a time.
pub const FLOW: &str = "watchdog";
/// Open incidents that are looked at: more than there are sources.
const MOST: usize = 10_000;

/// Whom to tell, and how.
#[derive(Clone, Debug, Default)]
pub struct Alerts {
    /// Mail addresses. None: incidents are recorded, nobody is told.
    pub to: Vec<String>,
    /// Language of the message.
    pub lang: Edition,
    /// Address of the pages, for links.
    pub base_url: Option<String>,
}

/// What a look brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Incidents that were opened.
    pub opened: Vec<Incident>,
    /// Incidents that are over.
    pub closed: Vec<Incident>,
    /// Incidents that are open now.
    pub open: usize,
    /// Whether there is a message to send.
    pub told: bool,
}

/// Looks at all sources once.
pub async fn run(house: &House, alerts: &Alerts, owner: &str) -> Result<Watched, Error> {
    let (catalog, now) = (&house.catalog, house.now());
    let lease = catalog.claim(FLOW, owner, now, crate::ingest::lease_time()).await?;
    let lease = lease.ok_or(Error::Busy(FLOW))?;
    let all = health::all(house).await?;
    let open = catalog.incidents(None, true, MOST).await?;
    let Decision { mut facts, opened, closed } = decide(now, &all, &open, &catalog.suspicions().await?);
    let still_open = open.len() + opened.len() - closed.len();
    let mut told = false;
    // What went out of the configuration is over, but no news.
    let tellable = |i: &&Incident| i.source.as_ref().is_none_or(|s| house.plan.sources.contains_key(s));
    let recovered: Vec<&Incident> = closed.iter().filter(tellable).collect();
    let is_news = !opened.is_empty() || !recovered.is_empty();
    if is_news && !alerts.to.is_empty() {
        let line = |incident: &Incident| line(house, alerts, incident);
        let input = AlertInput {
            lang: alerts.lang,
            at: now,
            opened: opened.iter().map(line).collect(),
            closed: recovered.into_iter().map(line).collect(),
            open: still_open as u32,
            sources: all.len() as u32,
            page: alerts.base_url.as_ref().map(|base| format!("{base}/sources")),
        };
        facts.extend(message(house, alerts, &input).await?);
        told = true;
    }
    catalog.commit(Some(&lease), &facts).await?;
    catalog.release(&lease).await?;
    Ok(Watched { opened, closed, open: still_open, told })
}

/// The message as a sealed issue, and its way to everybody who is to be told.
async fn message(house: &House, alerts: &Alerts, input: &AlertInput) -> Result<Vec<Fact>, Error> {
    let rendered = alert(input)?;
    let named =
        [("subject.txt", &rendered.subject), ("alert.html", &rendered.html), ("alert.txt", &rendered.text)];
    let mut files = Vec::new();
    for (name, text) in named {
        files.push((name.to_owned(), house.archive.put(text.as_bytes()).await?));
    }
    let record = IssueRecord {
        id: rendered.id,
        what: "alert".into(),
        edition: format!("alert.{}", alerts.lang),
        period: shiome_model::time::day_in_japan(house.now()).to_string(),
        sealed_at: house.now(),
        documents: Vec::new(),
        files,
        manifest: rendered.manifest,
    };
    let mut facts = vec![Fact::Issue(record.clone())];
    facts.extend(alerts.to.iter().map(|to| Fact::Delivery(outgoing(&record, to, house))));
    Ok(facts)
}

fn line(house: &House, alerts: &Alerts, incident: &Incident) -> AlertLine {
    let lang = alerts.lang.as_str();
    let plan = incident.source.as_ref().and_then(|id| house.plan.sources.get(id)).map(|p| &p.source);
    let agency = plan.and_then(|s| house.plan.agencies.get(&s.agency)).map(|a| a.name.of(lang));
    let name = match (agency, plan) {
        (Some(agency), Some(source)) if source.title != agency => format!("{agency} · {}", source.title),
        (Some(agency), _) => agency.to_owned(),
        _ => incident.source.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    AlertLine {
        incident: incident.id.clone(),
        source: incident.source.clone(),
        name,
        country: plan.map(|s| s.country.clone()).unwrap_or_default(),
        state: incident.state.to_string(),
        why: incident.because.why_in(lang),
        advice: incident.because.advice_in(lang).to_owned(),
        since: incident.since,
        until: incident.closed_at,
        sources: incident.sources.iter().map(ToString::to_string).collect(),
        page: incident.source.as_ref().and_then(|id| page_of(alerts, id)),
    }
}

fn page_of(alerts: &Alerts, id: &SourceId) -> Option<String> {
    Some(format!("{}/source?id={id}", alerts.base_url.as_ref()?))
}

/// How long an incident lasted or has lasted.
pub fn lasted(incident: &Incident, now: Timestamp) -> chrono::TimeDelta {
    incident.closed_at.unwrap_or(now) - incident.since
}
