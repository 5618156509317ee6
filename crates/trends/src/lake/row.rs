//! What goes into the lake, and the columns it becomes.

use crate::lake::Table;
use chrono::NaiveDate;
use polars::prelude::*;
use shiome_model::{AgencyId, ConceptId, DocumentId, DocumentKind, Lang, SourceId, StoryId, TopicId, Week};

/// One document as the lake keeps it. Its day of publication is the partition it is written to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub document: DocumentId,
    /// The day in Japan on which we first saw it.
    pub captured: NaiveDate,
    /// Whose it is.
    pub agency: AgencyId,
    /// The source that found it first.
    pub source: SourceId,
    /// Country of the agency.
    pub country: String,
    /// Language of the text.
    pub language: Lang,
    /// Sort of document.
    pub kind: DocumentKind,
    /// The story it belongs to.
    pub story: StoryId,
    /// Topics it carries, with their scores.
    pub topics: Vec<(TopicId, f32)>,
    /// Concepts it mentions.
    pub concepts: Vec<ConceptId>,
}

/// A week in which a source was read with success: with them a silent week can be told from a blind one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceWeek {
    /// The source.
    pub source: SourceId,
    /// Whose it is.
    pub agency: AgencyId,
    /// Country of the agency.
    pub country: String,
    /// The week.
    pub week: Week,
}

/// The rows in the one order in which they are written: whatever order they came in, the bytes are
/// the same. A document that comes twice is kept once.
pub(super) fn in_order(rows: &[Row]) -> Vec<&Row> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    // Ids are unique in a catalog; the other columns only make the order total.
    rows.sort_by(|a, b| {
        let key = |r: &Row| (r.document.clone(), r.captured, r.source.clone(), r.story.clone(), r.kind);
        key(a).cmp(&key(b)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
    });
    rows.dedup_by(|later, first| later.document == first.document);
    rows
}

/// The documents of a day; `rows` as [`in_order`] gives them.
pub(super) fn documents(day: Option<NaiveDate>, rows: &[&Row]) -> PolarsResult<DataFrame> {
    let text = |name: &str, of: fn(&Row) -> &str| strings(name, rows.iter().map(|r| of(r)));
    DataFrame::new(
        rows.len(),
        vec![
            text("document", |r| r.document.as_str()),
            dates("day", rows.iter().map(|_| day)),
            dates("week", rows.iter().map(|_| day.map(monday))),
            dates("captured", rows.iter().map(|r| Some(r.captured))),
            text("source", |r| r.source.as_str()),
            text("agency", |r| r.agency.as_str()),
            text("country", |r| r.country.as_str()),
            text("language", |r| r.language.as_str()),
            text("kind", |r| r.kind.as_str()),
            text("story", |r| r.story.as_str()),
        ],
    )
}

/// One row for each topic a document carries and each concept it mentions, in order of subject.
/// Who published it is repeated, so that no job has to join.
pub(super) fn mentions(day: Option<NaiveDate>, rows: &[&Row]) -> PolarsResult<DataFrame> {
    let mut cells: Vec<(&str, &str, Option<f32>, &Row)> = Vec::new();
    for row in rows {
        cells.extend(row.topics.iter().map(|(t, score)| (TOPIC, t.as_str(), Some(*score), *row)));
        cells.extend(row.concepts.iter().map(|c| (CONCEPT, c.as_str(), None, *row)));
    }
    cells.sort_by(|a, b| {
        (a.0, a.1, &a.3.document).cmp(&(b.0, b.1, &b.3.document)).then(
            // The stronger of two equal topics stays.
            b.2.unwrap_or_default().total_cmp(&a.2.unwrap_or_default()),
        )
    });
    cells.dedup_by(|b, a| (a.0, a.1, &a.3.document) == (b.0, b.1, &b.3.document));
    let text = |name: &str, of: fn(&Row) -> &str| strings(name, cells.iter().map(|c| of(c.3)));
    let scores: Vec<Option<f32>> = cells.iter().map(|c| c.2).collect();
    DataFrame::new(
        cells.len(),
        vec![
            strings("facet", cells.iter().map(|c| c.0)),
            strings("subject", cells.iter().map(|c| c.1)),
            Column::new("score".into(), scores),
            text("document", |r| r.document.as_str()),
            dates("day", cells.iter().map(|_| day)),
            dates("week", cells.iter().map(|_| day.map(monday))),
            dates("captured", cells.iter().map(|c| Some(c.3.captured))),
            text("source", |r| r.source.as_str()),
            text("agency", |r| r.agency.as_str()),
            text("country", |r| r.country.as_str()),
            text("story", |r| r.story.as_str()),
        ],
    )
}

/// The weeks of the sources, sorted, each once.
pub(super) fn source_weeks(rows: &[SourceWeek]) -> PolarsResult<DataFrame> {
    let mut rows: Vec<&SourceWeek> = rows.iter().collect();
    rows.sort_unstable();
    rows.dedup();
    let text = |name: &str, of: fn(&SourceWeek) -> &str| strings(name, rows.iter().map(|r| of(r)));
    DataFrame::new(
        rows.len(),
        vec![
            text("source", |r| r.source.as_str()),
            text("agency", |r| r.agency.as_str()),
            text("country", |r| r.country.as_str()),
            dates("week", rows.iter().map(|r| Some(r.week.monday()))),
        ],
    )
}

/// A table without rows: what an empty lake answers.
pub(super) fn empty(table: Table) -> PolarsResult<DataFrame> {
    match table {
        Table::Documents => documents(None, &[]),
        Table::Mentions => mentions(None, &[]),
    }
}

/// The `facet` of a topic.
pub(crate) const TOPIC: &str = "topic";
/// The `facet` of a concept.
pub(crate) const CONCEPT: &str = "concept";

fn monday(day: NaiveDate) -> NaiveDate {
    Week::of_day(day).monday()
}

fn strings<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    StringChunked::from_iter_values(name.into(), values).into_series().into()
}

fn dates(name: &str, values: impl Iterator<Item = Option<NaiveDate>>) -> Column {
    DateChunked::from_naive_date_options(name.into(), values).into_series().into()
}
