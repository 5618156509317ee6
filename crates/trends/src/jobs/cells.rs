//! How many stories of each source in each week, in all and of each subject: what detection reads.
//!
//! A story that one source tells several times in a week (a notice issued again, a page in two
//! languages) counts once; told by two sources it counts twice.

use chrono::NaiveDate;
use polars::prelude::*;

/// Mentions to `facet, subject, source, week, stories`, for weeks that begin in `from..=to`; sorted.
pub fn of_subjects(mentions: LazyFrame, from: NaiveDate, to: NaiveDate) -> PolarsResult<LazyFrame> {
    let keys = [col("facet"), col("subject"), col("source"), col("week")];
    Ok(count(mentions, from, to, &keys))
}

/// Documents to `source, week, stories`, for weeks that begin in `from..=to`; sorted.
pub fn of_sources(documents: LazyFrame, from: NaiveDate, to: NaiveDate) -> PolarsResult<LazyFrame> {
    Ok(count(documents, from, to, &[col("source"), col("week")]))
}

fn count(rows: LazyFrame, from: NaiveDate, to: NaiveDate, keys: &[Expr]) -> LazyFrame {
    let with_story: Vec<Expr> = keys.iter().cloned().chain([col("story")]).collect();
    rows.filter(col("week").gt_eq(lit(from)).and(col("week").lt_eq(lit(to))))
        .select(&with_story)
        .unique(None, UniqueKeepStrategy::Any)
        .group_by(keys)
        .agg([len().cast(DataType::UInt32).alias("stories")])
        .sort_by_exprs(keys, SortMultipleOptions::default())
}
