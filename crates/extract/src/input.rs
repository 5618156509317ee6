//! What extraction is given, and how it says no.

use chrono::{Days, NaiveDate};
use shiome_model::{Capture, Item, Reason, Source};

/// One answer of the web, with what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Who answered, when and how.
    pub capture: &'a Capture,
    /// The body after content decoding.
    pub body: &'a [u8],
    /// The work as its source listed it.
    pub item: Option<&'a Item>,
    /// The source it was fetched for.
    pub source: &'a Source,
    /// The day of the run: later days (but for two of grace) are no days of publication.
    pub today: NaiveDate,
}

/// Why an answer did not become a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("extract a document ({}): {detail}", reason.as_str())]
pub struct Rejection {
    /// The kind of reason, for counting.
    pub reason: Reason,
    /// What exactly.
    pub detail: String,
}

impl Rejection {
    pub(crate) fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// The first year of the web: earlier days on a page are epochs of clocks, not of publication.
const FIRST_YEAR: i32 = 1990;

/// Whether `day` can be a day of publication.
pub(crate) fn plausible(day: NaiveDate, today: NaiveDate) -> bool {
    use chrono::Datelike;
    day.year() >= FIRST_YEAR && day <= today.checked_add_days(Days::new(2)).unwrap_or(today)
}

pub(crate) fn refuse_status(status: u16) -> Result<(), Rejection> {
    let reason = match status {
        404 | 410 => Reason::NotFound,
        401 | 403 | 407 | 451 => Reason::Blocked,
        429 => Reason::TooManyRequests,
        400..=499 => Reason::ClientError,
        500.. => Reason::ServerError,
        _ => return Ok(()),
    };
    Err(Rejection::new(reason, format!("status {status}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_tell_why() {
        assert!(refuse_status(200).is_ok());
        assert!(refuse_status(304).is_ok());
        assert_eq!(refuse_status(410).unwrap_err().reason, Reason::NotFound);
        assert_eq!(refuse_status(451).unwrap_err().reason, Reason::Blocked);
        assert_eq!(refuse_status(418).unwrap_err().reason, Reason::ClientError);
        assert!(refuse_status(503).unwrap_err().reason.is_passing());
        assert_eq!(refuse_status(404).unwrap_err().to_string(), "extract a document (not_found): status 404");
    }

    #[test]
    fn epochs_and_the_future_are_no_days_of_publication() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let today = day(2024, 5, 1);
        assert!(!plausible(day(1970, 1, 1), today));
        assert!(plausible(day(2024, 5, 3), today));
        assert!(!plausible(day(2024, 5, 4), today));
    }
}
