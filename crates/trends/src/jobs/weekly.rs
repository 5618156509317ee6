//! One subject week by week, with its denominators; weeks without documents are there with zeros.

use crate::lake::{CONCEPT, TOPIC};
use chrono::NaiveDate;
use polars::prelude::*;
use shiome_model::{Subject, Week};

/// What the weeks are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Nothing: one curve.
    All,
    /// A curve for each country.
    Country,
    /// A curve for each agency.
    Agency,
}

/// Which weeks of what.
#[derive(Clone, Debug)]
pub struct Params {
    /// The subject.
    pub subject: Subject,
    /// One curve, or one for each country or agency.
    pub by: By,
    /// First week.
    pub from: Week,
    /// Last week.
    pub to: Week,
}

/// Mentions, documents and source weeks to `group, week, documents, all_documents, active_sources`;
/// sorted. A source is active in a week in which it was read or published. Every group that ever
/// published has every week.
pub fn weekly_counts(
    mentions: LazyFrame,
    documents: LazyFrame,
    source_weeks: LazyFrame,
    params: &Params,
) -> PolarsResult<LazyFrame> {
    let group = match params.by {
        By::All => lit(""),
        By::Country => col("country"),
        By::Agency => col("agency"),
    };
    let group = group.alias("group");
    let of_subject = about(&params.subject);
    let mentions = mentions.filter(of_subject).select([group.clone(), col("week")]);
    let active = concat(
        [
            documents.clone().select([group.clone(), col("week"), col("source")]),
            source_weeks.select([group.clone(), col("week"), col("source")]),
        ],
        UnionArgs::default(),
    )?;
    let documents = documents.select([group, col("week")]);
    let number = |frame: LazyFrame, count: Expr| frame.group_by([col("group"), col("week")]).agg([count]);
    let groups = match params.by {
        By::All => df!["group" => [""]]?.lazy(),
        _ => documents.clone().select([col("group")]).unique(None, UniqueKeepStrategy::Any),
    };
    let counted = [
        number(mentions, len().alias("documents")),
        number(documents, len().alias("all_documents")),
        number(active, col("source").n_unique().alias("active_sources")),
    ];
    let keys = [col("group"), col("week")];
    let each = || lit(0u32).alias("each");
    let mut filled = groups
        .with_columns([each()])
        .join(
            weeks(params.from, params.to)?.with_columns([each()]),
            [col("each")],
            [col("each")],
            JoinArgs::new(JoinType::Inner),
        )
        .select([col("group"), col("week")]);
    for counts in counted {
        filled = filled.join(counts, &keys, &keys, JoinArgs::new(JoinType::Left));
    }
    let number = |name: &str| col(name).fill_null(lit(0u32)).cast(DataType::UInt32);
    Ok(filled
        .with_columns([number("documents"), number("all_documents"), number("active_sources")])
        .sort_by_exprs(keys, SortMultipleOptions::default()))
}

/// Keeps the mentions of a subject.
pub(crate) fn about(subject: &Subject) -> Expr {
    let (facet, id) = facet(subject);
    col("facet").eq(lit(facet)).and(col("subject").eq(lit(id.to_owned())))
}

/// How a subject is written in the tables.
pub(crate) fn facet(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Topic(id) => (TOPIC, id.as_str()),
        Subject::Concept(id) => (CONCEPT, id.as_str()),
    }
}

fn weeks(from: Week, to: Week) -> PolarsResult<LazyFrame> {
    let mut mondays: Vec<NaiveDate> = Vec::new();
    let mut week = from;
    while week <= to {
        mondays.push(week.monday());
        week = week.next();
    }
    let mondays: Column = DateChunked::from_naive_date("week".into(), mondays).into_series().into();
    Ok(DataFrame::new(mondays.len(), vec![mondays])?.lazy())
}
