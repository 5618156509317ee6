//! Which countries publish on which topics: documents of a span of days.

use crate::lake::TOPIC;
use polars::prelude::*;

/// Mentions to `subject, country, documents`, topics only; sorted. A span is the sum of its days.
pub fn matrix(mentions: LazyFrame) -> PolarsResult<LazyFrame> {
    let keys = [col("subject"), col("country")];
    Ok(mentions
        .filter(col("facet").eq(lit(TOPIC)))
        .group_by(&keys)
        .agg([len().cast(DataType::UInt32).alias("documents")])
        .sort_by_exprs(keys, SortMultipleOptions::default()))
}
