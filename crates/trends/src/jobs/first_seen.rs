//! Who took up a subject when: its documents by country, oldest first.

use crate::jobs::weekly::about;
use polars::prelude::*;
use shiome_model::Subject;

/// Mentions to `country, day, document` of one subject; sorted.
pub fn by_country(mentions: LazyFrame, subject: &Subject) -> PolarsResult<LazyFrame> {
    let keys = [col("country"), col("day"), col("document")];
    Ok(mentions.filter(about(subject)).select(&keys).sort_by_exprs(keys, SortMultipleOptions::default()))
}
