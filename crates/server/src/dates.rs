//! Days and moments as a reader of each language writes them. Moments are shown in Japan's time.

use chrono::{Datelike, NaiveDate};
use shiome_model::{Timestamp, time::ZONE};
use shiome_publish::Edition;

/// `2026年2月16日`, `16 Feb 2026`.
pub(crate) fn day(date: NaiveDate, lang: Edition) -> String {
    match lang {
        Edition::Ja => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Edition::En => date.format("%-d %b %Y").to_string(),
    }
}

/// `2026年2月16日 09:05`, `16 Feb 2026, 09:05`.
pub(crate) fn moment(at: Timestamp, lang: Edition) -> String {
    let local = at.with_timezone(&ZONE);
    let sep = if lang == Edition::Ja { " " } else { ", " };
    format!("{}{sep}{}", day(local.date_naive(), lang), local.format("%H:%M"))
}

/// `2026-02` as `2026年2月`, `Feb 2026`.
pub(crate) fn month(month: &str, lang: Edition) -> String {
    let Ok(first) = format!("{month}-01").parse::<NaiveDate>() else { return month.to_owned() };
    match lang {
        Edition::Ja => format!("{}年{}月", first.year(), first.month()),
        Edition::En => first.format("%b %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_each_language_writes_them() {
        let date = NaiveDate::from_ymd_opt(2026, 2, 6).unwrap();
        assert_eq!(
            (day(date, Edition::Ja), day(date, Edition::En)),
            ("2026年2月6日".into(), "6 Feb 2026".into())
        );
        let at = "2026-02-15T16:05:00Z".parse().unwrap();
        assert_eq!(moment(at, Edition::Ja), "2026年2月16日 01:05");
        assert_eq!(moment(at, Edition::En), "16 Feb 2026, 01:05");
        assert_eq!(
            (month("2026-02", Edition::Ja), month("x", Edition::En)),
            ("2026年2月".into(), "x".into())
        );
    }
}
