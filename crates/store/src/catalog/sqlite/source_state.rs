//! The row of a source, read as its state.

use super::value::{from_json, moment_of, moment_opt, natural, reason_of};
use crate::{Error, SourceState};
use sqlx::{Row, sqlite::SqliteRow};

pub(super) fn state_of(row: &SqliteRow) -> Result<SourceState, Error> {
    let reason: Option<String> = row.try_get("error_reason")?;
    let detail: Option<String> = row.try_get("error_detail")?;
    let last_error = match reason {
        Some(reason) => Some((reason_of(&reason)?, detail.unwrap_or_default())),
        None => None,
    };
    let fallback: Option<String> = row.try_get("fallback")?;
    Ok(SourceState {
        source: row.try_get::<String, _>("id")?.into(),
        cursor: row.try_get("cursor")?,
        next_check: moment_of(row.try_get("next_check")?)?,
        last_checked: moment_opt(row.try_get("last_checked")?)?,
        last_success: moment_opt(row.try_get("last_success")?)?,
        last_new: moment_opt(row.try_get("last_new")?)?,
        consecutive_failures: natural(row.try_get("consecutive_failures")?)?,
        complete: row.try_get("complete")?,
        interval_seconds: natural(row.try_get("interval_seconds")?)?,
        last_error,
        fallback: fallback.map(|f| from_json("a fall-back", &f)).transpose()?,
    })
}
