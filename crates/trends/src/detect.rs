//! From the tables to dated claims with their documents.

use crate::{
    Error, Lake, Params,
    jobs::{
        cells, evidence,
        fresh::fresh,
        panel::{Cell, Panel, Series},
        turns::{Claim, turns},
        weekly::facet,
    },
    lake::{TOPIC, Table},
    run,
};
use chrono::{Datelike, NaiveDate};
use polars::prelude::*;
use shiome_model::{ConceptId, DocumentId, Signal, SignalId, SignalKind, SourceId, Subject, TopicId, Week};
use std::collections::{BTreeMap, BTreeSet};

/// Names the method in the id of a signal; another method makes other claims.
pub const JOB: &str = "turns-1";

/// Documents a signal shows at most.
const EVIDENCE: usize = 20;

/// What turned in the weeks up to `as_of`, the last week that is over; by week, then subject. Weeks
/// after it are not read. Run it for each week as it ends: a turn keeps its id while it lasts. If it
/// proves to be a burst it is claimed as such, for the same week.
pub fn detect(lake: &Lake, params: &Params, as_of: Week) -> Result<Vec<Signal>, Error> {
    let all = panel(lake, params, as_of)?;
    let claims = claims(&all, params);
    let mut signals = with_evidence(lake, &all, &claims, as_of)?;
    signals.sort_by(|a, b| (a.week, &a.subject, a.kind).cmp(&(b.week, &b.subject, b.kind)));
    Ok(signals)
}

/// The claims of a panel: pure, for counts from anywhere.
pub fn claims(all: &Panel, params: &Params) -> Vec<Claim> {
    let settled = all.settled(params);
    let mut claims = fresh(all, &settled, params);
    let new: BTreeSet<usize> = claims.iter().map(|c| c.series).collect();
    // What is new rises, of course.
    let risen = |c: &Claim| c.kind != SignalKind::Falling && new.contains(&c.series);
    claims.extend(turns(&settled, params).into_iter().filter(|c| !risen(c)));
    claims
}

/// Counts the weeks up to `as_of`.
fn panel(lake: &Lake, params: &Params, as_of: Week) -> Result<Panel, Error> {
    let to = as_of.monday();
    let from = to - chrono::Days::new(7 * params.history_weeks.saturating_sub(1) as u64);
    let days = from..=as_of.sunday();
    let volume = cells::of_sources(lake.table(Table::Documents, Some(days.clone()))?, from, to);
    let volume = run("count the documents of sources", volume)?;
    let counts = cells::of_subjects(lake.table(Table::Mentions, Some(days))?, from, to);
    let counts = run("count the documents of subjects", counts)?;
    lay_out(&volume, &counts, to).map_err(Error::polars("lay out the counts"))
}

fn lay_out(volume: &DataFrame, counts: &DataFrame, to: NaiveDate) -> PolarsResult<Panel> {
    let Some(from) = volume.column("week")?.date()?.as_date_iter().flatten().min() else {
        return Ok(Panel::default());
    };
    let week_of = |day: NaiveDate| (day.num_days_from_ce() - from.num_days_from_ce()) as usize / 7;
    let weeks = from.iter_days().step_by(7).take_while(|d| *d <= to).map(Week::of_day).collect();
    let mut panel = Panel { weeks, ..Panel::default() };
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for (source, week, stories) in cells_of(volume)? {
        let at = *index.entry(source).or_insert(panel.sources.len());
        if at == panel.sources.len() {
            panel.sources.push(SourceId::new(source));
            panel.volume.push(vec![0.0; panel.weeks.len()]);
        }
        panel.volume[at][week_of(week)] = f64::from(stories);
    }
    let names = counts.column("facet")?.str()?.iter().zip(counts.column("subject")?.str()?.iter());
    for ((facet, subject), (source, week, stories)) in names.zip(cells_of(counts)?) {
        let (Some(facet), Some(subject), Some(source)) = (facet, subject, index.get(source)) else {
            continue;
        };
        let subject = match facet {
            TOPIC => Subject::Topic(TopicId::new(subject)),
            _ => Subject::Concept(ConceptId::new(subject)),
        };
        if panel.series.last().is_none_or(|s| s.subject != subject) {
            panel.series.push(Series { subject, cells: Vec::new() });
        }
        let cell = Cell { source: *source, week: week_of(week), stories };
        panel.series.last_mut().into_iter().for_each(|s| s.cells.push(cell));
    }
    Ok(panel)
}

fn cells_of(frame: &DataFrame) -> PolarsResult<Vec<(&str, NaiveDate, u32)>> {
    let sources = frame.column("source")?.str()?.iter();
    let weeks = frame.column("week")?.date()?.as_date_iter();
    let stories = frame.column("stories")?.u32()?.iter();
    Ok(sources.zip(weeks).zip(stories).filter_map(|((s, w), n)| Some((s?, w?, n?))).collect())
}

fn with_evidence(lake: &Lake, panel: &Panel, claims: &[Claim], as_of: Week) -> Result<Vec<Signal>, Error> {
    let mut signals: Vec<Signal> = claims.iter().map(|claim| signal(panel, claim, as_of)).collect();
    let spans: Vec<(NaiveDate, NaiveDate)> =
        claims.iter().map(|c| (panel.weeks[c.shown.0].monday(), panel.weeks[c.shown.1].sunday())).collect();
    let bounds = (spans.iter().map(|s| s.0).min(), spans.iter().map(|s| s.1).max());
    let (Some(from), Some(to)) = bounds else { return Ok(signals) };
    let asked = asked(&signals, &spans).map_err(Error::polars("lay out the claims"))?;
    let mentions = lake.table(Table::Mentions, Some(from..=to))?;
    let found = run("look up the documents of claims", evidence::documents(mentions, asked.lazy()))?;
    fill(&mut signals, &found).map_err(Error::polars("read the documents of claims"))?;
    Ok(signals)
}

fn signal(panel: &Panel, claim: &Claim, as_of: Week) -> Signal {
    let subject = panel.series[claim.series].subject.clone();
    let week = panel.weeks[claim.onset];
    let id: SignalId = Signal::id_of(JOB, &subject, claim.kind, week);
    Signal {
        id,
        job: JOB.to_owned(),
        subject,
        kind: claim.kind,
        week,
        as_of,
        statistic: claim.statistic,
        q_value: claim.q_value,
        effect: claim.effect,
        support: claim.support,
        expected: claim.expected,
        sources: Vec::new(),
        countries: Vec::new(),
        evidence: Vec::new(),
    }
}

fn asked(signals: &[Signal], spans: &[(NaiveDate, NaiveDate)]) -> PolarsResult<DataFrame> {
    let facets: Vec<(&str, &str)> = signals.iter().map(|s| facet(&s.subject)).collect();
    let day = |name: &str, days: Vec<NaiveDate>| -> Column {
        DateChunked::from_naive_date(name.into(), days).into_series().into()
    };
    DataFrame::new(
        signals.len(),
        vec![
            Column::new("claim".into(), (0..signals.len() as u32).collect::<Vec<u32>>()),
            Column::new("facet".into(), facets.iter().map(|f| f.0).collect::<Vec<&str>>()),
            Column::new("subject".into(), facets.iter().map(|f| f.1).collect::<Vec<&str>>()),
            day("from", spans.iter().map(|s| s.0).collect()),
            day("to", spans.iter().map(|s| s.1).collect()),
        ],
    )
}

fn fill(signals: &mut [Signal], found: &DataFrame) -> PolarsResult<()> {
    let claims = found.column("claim")?.u32()?.iter();
    let text = |name: &str| found.column(name).and_then(|c| c.str());
    let names = text("document")?.iter().zip(text("source")?.iter()).zip(text("country")?.iter());
    for (claim, ((document, source), country)) in claims.zip(names) {
        let signal = claim.and_then(|c| signals.get_mut(c as usize));
        let (Some(signal), Some(document), Some(source), Some(country)) = (signal, document, source, country)
        else {
            continue;
        };
        if signal.evidence.len() < EVIDENCE {
            signal.evidence.push(DocumentId::new(document));
        }
        signal.sources.push(SourceId::new(source));
        signal.countries.push(country.to_owned());
    }
    for signal in signals {
        signal.sources.sort_unstable();
        signal.sources.dedup();
        signal.countries.sort_unstable();
        signal.countries.dedup();
    }
    Ok(())
}
