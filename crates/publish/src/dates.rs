//! Days, weeks and moments as a reader of each edition writes them. Moments are shown in Japan's time.

use crate::Edition;
use chrono::{Datelike, NaiveDate, Timelike};
use shiome_model::{Timestamp, Week, time::ZONE};

const WEEKDAYS_JA: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_en(date: NaiveDate) -> &'static str {
    MONTHS_EN[date.month0() as usize % 12]
}

fn weekday(date: NaiveDate, names: [&'static str; 7]) -> &'static str {
    names[date.weekday().num_days_from_monday() as usize % 7]
}

/// `2026年2月16日（月）`, `Mon 16 February 2026`.
pub fn full(date: NaiveDate, edition: Edition) -> String {
    match edition {
        Edition::Ja => format!("{}（{}）", plain(date, edition), weekday(date, WEEKDAYS_JA)),
        Edition::En => format!("{} {}", weekday(date, WEEKDAYS_EN), plain(date, edition)),
    }
}

/// `2026年2月16日`, `16 February 2026`.
pub fn plain(date: NaiveDate, edition: Edition) -> String {
    match edition {
        Edition::Ja => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Edition::En => format!("{} {} {}", date.day(), month_en(date), date.year()),
    }
}

/// `2月16日（月）`, `Mon 16 Feb`: where the year is known from what stands around.
pub fn short(date: NaiveDate, edition: Edition) -> String {
    match edition {
        Edition::Ja => format!("{}月{}日（{}）", date.month(), date.day(), weekday(date, WEEKDAYS_JA)),
        Edition::En => format!("{} {} {}", weekday(date, WEEKDAYS_EN), date.day(), &month_en(date)[..3]),
    }
}

/// `2月16日（月）〜22日（日）`, `16–22 February 2026`.
pub fn span(week: Week, edition: Edition) -> String {
    let (from, to) = (week.monday(), week.sunday());
    let same_month = from.month() == to.month();
    match edition {
        Edition::Ja if same_month => {
            format!("{}〜{}日（{}）", full(from, edition), to.day(), weekday(to, WEEKDAYS_JA))
        }
        Edition::Ja => format!("{}〜{}", full(from, edition), short(to, edition)),
        Edition::En if same_month => format!("{}–{}", from.day(), plain(to, edition)),
        Edition::En => format!("{} {} – {}", from.day(), month_en(from), plain(to, edition)),
    }
}

/// `2026年第8週`, `Week 8 of 2026`.
pub fn week(week: Week, edition: Edition) -> String {
    let iso = week.monday().iso_week();
    match edition {
        Edition::Ja => format!("{}年第{}週", iso.year(), iso.week()),
        Edition::En => format!("Week {} of {}", iso.week(), iso.year()),
    }
}

/// `2026年2月16日 9時05分（日本時間）`, `16 February 2026, 09:05 JST`.
pub fn moment(at: Timestamp, edition: Edition) -> String {
    let local = at.with_timezone(&ZONE);
    let day = plain(local.date_naive(), edition);
    match edition {
        Edition::Ja => format!("{day} {}時{:02}分（日本時間）", local.hour(), local.minute()),
        Edition::En => format!("{day}, {:02}:{:02} JST", local.hour(), local.minute()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_each_edition_writes_them() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 16).unwrap();
        assert_eq!(full(day, Edition::Ja), "2026年2月16日（月）");
        assert_eq!(full(day, Edition::En), "Mon 16 February 2026");
        assert_eq!(short(day, Edition::En), "Mon 16 Feb");
        assert_eq!(span(Week::of_day(day), Edition::Ja), "2026年2月16日（月）〜22日（日）");
        assert_eq!(span(Week::of_day(day), Edition::En), "16–22 February 2026");
    }

    #[test]
    fn a_week_over_new_year_names_both_years_and_a_moment_is_told_in_japan() {
        let week: Week = "2026-W53".parse().unwrap();
        assert_eq!(span(week, Edition::Ja), "2026年12月28日（月）〜1月3日（日）");
        assert_eq!(span(week, Edition::En), "28 December – 3 January 2027");
        let at = "2026-02-15T16:05:00Z".parse().unwrap();
        assert_eq!(moment(at, Edition::Ja), "2026年2月16日 1時05分（日本時間）");
        assert_eq!(moment(at, Edition::En), "16 February 2026, 01:05 JST");
    }
}
