//! What pages and reports ask of the lake: plain values, no frames.

use crate::{
    Error, Lake,
    jobs::{
        concepts, first_seen, matrix as matrices,
        weekly::{self, By},
    },
    lake::Table,
    run,
};
use chrono::{Days, NaiveDate};
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use shiome_model::{ConceptId, DocumentId, Subject, TopicId, Week};
use std::collections::BTreeMap;

/// One week of a curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The week.
    pub week: Week,
    /// Documents on the subject.
    pub documents: u32,
    /// All documents.
    pub all_documents: u32,
    /// Sources that were read or published.
    pub active_sources: u32,
    /// `documents / all_documents`; 0 where nothing was published.
    pub rate: f64,
}

/// A concept and how much is written about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConceptCount {
    /// The concept.
    pub concept: ConceptId,
    /// Documents that mention it.
    pub documents: u32,
    /// Sources they come from.
    pub sources: u32,
}

/// How a country took up a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstSeen {
    /// The country.
    pub country: String,
    /// Day of its first document on it.
    pub day: NaiveDate,
    /// That document.
    pub document: DocumentId,
    /// The first week from which two documents lie within eight weeks: a first mention alone is no
    /// adoption.
    pub adopted: Option<Week>,
    /// Its documents on it.
    pub documents: u32,
}

/// A subject week by week from `from` to `to`, weeks without documents included. Give the last week
/// that is over as `to`: a week that still runs looks like a fall.
pub fn curve(lake: &Lake, subject: &Subject, from: Week, to: Week) -> Result<Vec<CurvePoint>, Error> {
    Ok(curves(lake, subject, By::All, from, to)?.remove("").unwrap_or_default())
}

/// As [`curve`], one for each country or agency that ever published.
pub fn curves(
    lake: &Lake,
    subject: &Subject,
    by: By,
    from: Week,
    to: Week,
) -> Result<BTreeMap<String, Vec<CurvePoint>>, Error> {
    let days = from.monday()..=to.sunday();
    let params = weekly::Params { subject: subject.clone(), by, from, to };
    let mentions = lake.table(Table::Mentions, Some(days.clone()))?;
    let documents = lake.table(Table::Documents, Some(days))?;
    let counted = weekly::weekly_counts(mentions, documents, lake.source_weeks()?, &params);
    let frame = run("count documents by week", counted)?;
    points(&frame).map_err(Error::polars("read the weekly counts"))
}

fn points(frame: &DataFrame) -> PolarsResult<BTreeMap<String, Vec<CurvePoint>>> {
    let number = |name: &str| frame.column(name).and_then(|c| c.u32());
    let groups = frame.column("group")?.str()?.iter().zip(frame.column("week")?.date()?.as_date_iter());
    let counts = number("documents")?.iter().zip(number("all_documents")?.iter());
    let counts = counts.zip(number("active_sources")?.iter());
    let mut curves: BTreeMap<String, Vec<CurvePoint>> = BTreeMap::new();
    for ((group, week), ((documents, all), sources)) in groups.zip(counts) {
        let (Some(group), Some(week)) = (group, week) else { continue };
        let (documents, all_documents) = (documents.unwrap_or_default(), all.unwrap_or_default());
        let rate = if all_documents == 0 { 0.0 } else { f64::from(documents) / f64::from(all_documents) };
        curves.entry(group.to_owned()).or_default().push(CurvePoint {
            week: Week::of_day(week),
            documents,
            all_documents,
            active_sources: sources.unwrap_or_default(),
            rate,
        });
    }
    Ok(curves)
}

/// Documents of each topic in each country, published from `from` to `to`; by topic, then country.
/// Pairs without documents are left out. For a state 'as of' an earlier day, ask
/// [`Lake::known_by`] that day.
pub fn matrix(lake: &Lake, from: NaiveDate, to: NaiveDate) -> Result<Vec<(TopicId, String, u32)>, Error> {
    let mentions = lake.table(Table::Mentions, Some(from..=to))?;
    let frame = run("count documents by topic and country", matrices::matrix(mentions))?;
    let read = || -> PolarsResult<Vec<(TopicId, String, u32)>> {
        let names = frame.column("subject")?.str()?.iter().zip(frame.column("country")?.str()?.iter());
        let cells = names.zip(frame.column("documents")?.u32()?.iter());
        Ok(cells.filter_map(|((t, c), n)| Some((TopicId::new(t?), c?.to_owned(), n?))).collect())
    };
    read().map_err(Error::polars("read the matrix"))
}

/// The concepts of `topic`, or of all, that most documents published from `from` to `to` mention.
pub fn top_concepts(
    lake: &Lake,
    topic: Option<&TopicId>,
    from: NaiveDate,
    to: NaiveDate,
    limit: usize,
) -> Result<Vec<ConceptCount>, Error> {
    let mentions = lake.table(Table::Mentions, Some(from..=to))?;
    let frame = run("count documents by concept", concepts::top(mentions, topic, limit))?;
    let read = || -> PolarsResult<Vec<ConceptCount>> {
        let counts = frame.column("documents")?.u32()?.iter().zip(frame.column("sources")?.u32()?.iter());
        let rows = frame.column("subject")?.str()?.iter().zip(counts);
        Ok(rows
            .filter_map(|(c, (documents, sources))| {
                Some(ConceptCount { concept: ConceptId::new(c?), documents: documents?, sources: sources? })
            })
            .collect())
    };
    read().map_err(Error::polars("read the concepts"))
}

/// Which countries took up a subject, first movers first.
pub fn first_seen(lake: &Lake, subject: &Subject) -> Result<Vec<FirstSeen>, Error> {
    let frame = run("look up first documents by country", first_seen::by_country(lake.mentions()?, subject))?;
    let read = || -> PolarsResult<Vec<(&str, NaiveDate, &str)>> {
        let names = frame.column("country")?.str()?.iter().zip(frame.column("document")?.str()?.iter());
        let rows = names.zip(frame.column("day")?.date()?.as_date_iter());
        Ok(rows.filter_map(|((country, document), day)| Some((country?, day?, document?))).collect())
    };
    let rows = read().map_err(Error::polars("read first documents"))?;
    let mut seen: Vec<FirstSeen> = rows.chunk_by(|a, b| a.0 == b.0).filter_map(first_of).collect();
    seen.sort_by(|a, b| (a.day, &a.country).cmp(&(b.day, &b.country)));
    Ok(seen)
}

/// Of the documents of one country, oldest first.
fn first_of(documents: &[(&str, NaiveDate, &str)]) -> Option<FirstSeen> {
    let (country, day, document) = documents.first()?;
    let near = documents.windows(2).find(|pair| pair[1].1 < pair[0].1 + Days::new(56));
    Some(FirstSeen {
        country: (*country).to_owned(),
        day: *day,
        document: DocumentId::new(*document),
        adopted: near.map(|pair| Week::of_day(pair[0].1)),
        documents: documents.len() as u32,
    })
}
