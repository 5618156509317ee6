//! How the sources are: what is read, what is not, why, and what to do.

use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    links,
    names::{Named, Namer},
};
use chrono::NaiveDate;
use serde::Serialize;
use shiome_model::{Timestamp, time};
use shiome_store::{
    Incident, ProbeRecord,
    health::{self, Health, Rhythm, State},
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Open incidents that are looked at: more than there are sources.
const INCIDENTS: usize = 10_000;

#[derive(Serialize)]
struct View {
    now: Timestamp,
    total: usize,
    state: Option<String>,
    country: Option<String>,
    /// All states, as many of the country as there are.
    all_href: String,
    states: Vec<StateView>,
    countries: Vec<CountryView>,
    /// Trouble that is none of theirs.
    ours: Vec<Ours>,
    sources: Vec<SourceView>,
}

#[derive(Serialize)]
struct StateView {
    state: Named,
    count: usize,
    selected: bool,
    href: String,
}

#[derive(Serialize)]
struct CountryView {
    country: Named,
    count: usize,
    troubled: usize,
    selected: bool,
}

#[derive(Serialize)]
struct Ours {
    since: Timestamp,
    sources: usize,
}

/// A source, as the list and its own page show it.
#[derive(Serialize)]
pub(super) struct SourceView {
    pub source: Named,
    agency: Named,
    country: Named,
    state: Named,
    credibility: Named,
    /// Why it is so; empty where nothing is wrong.
    why: String,
    /// What to do about it; may be empty.
    advice: String,
    documents: u64,
    recent: u64,
    undated: u64,
    future_dated: u64,
    newest: Option<Timestamp>,
    /// The same as a day in Japan: what was published has no hour.
    newest_day: Option<NaiveDate>,
    last_checked: Option<Timestamp>,
    first_success: Option<Timestamp>,
    last_success: Option<Timestamp>,
    next_check: Timestamp,
    rejected: Vec<Rejections>,
    rhythm: Rhythm,
    volume: VolumeView,
    /// Milliseconds to the first list: half of the runs, and nine of ten.
    latency: Option<health::Latency>,
    /// When the incident that is open began.
    trouble_since: Option<Timestamp>,
    /// What a probe has shown, or else what the settings say.
    probe: Named,
    probed_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct VolumeView {
    now: u32,
    usual: Option<u32>,
    /// Works of each of the last 26 spans of seven days, the newest last.
    weeks: Vec<u32>,
    most: u32,
    sum: u32,
}

#[derive(Serialize)]
struct Rejections {
    reason: Named,
    count: u64,
}

/// What is known of sources beside their health.
pub(super) struct Beside {
    open: Vec<Incident>,
    probes: BTreeMap<String, Vec<ProbeRecord>>,
}

impl Beside {
    pub async fn read(ask: &Ask) -> Result<Self, Failure> {
        let catalog = &ask.pages.catalog;
        let mut probes: BTreeMap<String, Vec<ProbeRecord>> = BTreeMap::new();
        for probe in catalog.last_probes().await? {
            probes.entry(probe.source.to_string()).or_default().push(probe);
        }
        Ok(Self { open: catalog.incidents(None, true, INCIDENTS).await?, probes })
    }

    pub fn view(&self, names: Namer, health: &Health) -> SourceView {
        let configured = names.pages.sources.get(&health.source);
        let agency = configured.map_or_else(|| health.source.agency(), |s| s.agency.clone());
        let lang = names.lang.as_str();
        let probes = self.probes.get(health.source.as_str());
        let probe = match probes {
            Some(routes) if routes.iter().any(|p| p.works) => "working",
            Some(_) => "failing",
            None => configured.map_or("unprobed", |s| s.probe.as_str()),
        };
        let incident = self.open.iter().find(|i| i.source.as_ref() == Some(&health.source));
        let volume = &health.volume;
        SourceView {
            source: names.source(&health.source),
            agency: names.agency(&agency),
            country: names.country(configured.map_or("", |s| &s.country)),
            state: names.word("state", health.state.as_str()),
            credibility: names.word("credibility", configured.map_or("unknown", |s| s.credibility.as_str())),
            why: health.because.why_in(lang),
            advice: health.because.advice_in(lang).to_owned(),
            documents: health.documents,
            recent: health.recent,
            undated: health.undated,
            future_dated: health.future_dated,
            newest: health.newest,
            newest_day: health.newest.map(time::day_in_japan),
            last_checked: health.last_checked,
            first_success: health.first_success,
            last_success: health.last_success,
            next_check: health.next_check,
            rejected: health
                .rejected
                .iter()
                .map(|(reason, count)| Rejections {
                    reason: names.word("reason", reason.as_str()),
                    count: *count,
                })
                .collect(),
            rhythm: health.rhythm,
            volume: VolumeView {
                now: volume.now,
                usual: volume.usual,
                most: volume.weeks.iter().copied().max().unwrap_or_default(),
                sum: volume.weeks.iter().sum(),
                weeks: volume.weeks.clone(),
            },
            latency: health.latency,
            trouble_since: incident.map(|i| i.since),
            probe: names.word("probe", probe),
            probed_at: probes.and_then(|routes| routes.first()).map(|p| p.at),
        }
    }
}

/// `/sources` and `/api/sources`; `state=` and `country=` narrow.
pub(crate) async fn sources(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let now = ask.now();
    let state = match ask.query.one("state") {
        None => None,
        Some(text) => Some(State::parse(text).ok_or_else(|| Failure::bad("bad_state", text))?),
    };
    let country = ask.query.one("country").filter(|c| !c.is_empty()).map(str::to_ascii_uppercase);
    let all = health::of_all(&ask.pages.catalog, now).await?;
    let names = ask.names();
    let country_of = |h: &Health| ask.pages.sources.get(&h.source).map_or("", |s| s.country.as_str());
    let here: Vec<&Health> =
        all.iter().filter(|h| country.as_deref().is_none_or(|c| c == country_of(h))).collect();
    let narrowed = |state: Option<State>| {
        let mut query = Vec::new();
        query.extend(state.map(|s| ("state", s.as_str())));
        query.extend(country.as_deref().map(|c| ("country", c)));
        links::to("/sources", &query)
    };
    let states = State::ALL.map(|one| StateView {
        state: names.word("state", one.as_str()),
        count: here.iter().filter(|h| h.state == one).count(),
        selected: state == Some(one),
        href: narrowed(Some(one)),
    });
    let mut counted: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for health in &all {
        let (count, troubled) = counted.entry(country_of(health)).or_default();
        *count += 1;
        *troubled += usize::from(health.state.is_troubled());
    }
    let countries = counted.into_iter().filter(|(code, _)| !code.is_empty());
    let mut countries: Vec<CountryView> = countries
        .map(|(code, (count, troubled))| CountryView {
            country: names.country(code),
            count,
            troubled,
            selected: country.as_deref() == Some(code),
        })
        .collect();
    countries.sort_by(|a, b| a.country.label.cmp(&b.country.label));
    let beside = Beside::read(&ask).await?;
    let ours = beside.open.iter().filter(|i| i.source.is_none());
    let mut shown: Vec<&Health> =
        here.iter().copied().filter(|h| state.is_none_or(|s| h.state == s)).collect();
    // Trouble first; of equal trouble, in order of id.
    shown.sort_by_key(|h| (!h.state.is_troubled(), std::cmp::Reverse(h.state), h.source.clone()));
    let view = View {
        now,
        total: here.len(),
        state: state.map(|s| s.to_string()),
        all_href: narrowed(None),
        states: states.into(),
        countries,
        ours: ours.map(|i| Ours { since: i.since, sources: i.sources.len() }).collect(),
        sources: shown.iter().map(|h| beside.view(names, h)).collect(),
        country,
    };
    Answer::new("sources.html", ask.word("sources"), &view)
}
