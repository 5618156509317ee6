//! The documents behind claims.

use polars::prelude::*;

/// Mentions and claims (`claim, facet, subject, from, to`) to `claim, document, source, country`: the
/// documents of each claim's subject published in its days, newest first.
pub fn documents(mentions: LazyFrame, claims: LazyFrame) -> PolarsResult<LazyFrame> {
    let on = [col("facet"), col("subject")];
    let order = SortMultipleOptions::default().with_order_descending_multi([false, true, false]);
    Ok(mentions
        .join(claims, &on, &on, JoinArgs::new(JoinType::Inner))
        .filter(col("day").gt_eq(col("from")).and(col("day").lt_eq(col("to"))))
        .select([col("claim"), col("day"), col("document"), col("source"), col("country")])
        .sort_by_exprs([col("claim"), col("day"), col("document")], order))
}
