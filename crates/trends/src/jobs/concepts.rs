//! The concepts most documents mention.

use crate::lake::CONCEPT;
use polars::prelude::*;
use shiome_model::TopicId;

/// Mentions to `subject, documents, sources`: concepts of `topic` (or of all), most documents first,
/// equals by name; at most `limit`.
pub fn top(mentions: LazyFrame, topic: Option<&TopicId>, limit: usize) -> PolarsResult<LazyFrame> {
    let concepts = mentions.filter(col("facet").eq(lit(CONCEPT)));
    let concepts = match topic {
        Some(topic) => concepts.filter(col("subject").str().starts_with(lit(format!("{topic}/")))),
        None => concepts,
    };
    let order = SortMultipleOptions::default().with_order_descending_multi([true, false]);
    Ok(concepts
        .group_by([col("subject")])
        .agg([
            len().cast(DataType::UInt32).alias("documents"),
            col("source").n_unique().cast(DataType::UInt32).alias("sources"),
        ])
        .sort_by_exprs([col("documents"), col("subject")], order)
        .limit(limit as IdxSize))
}
