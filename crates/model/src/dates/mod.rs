//! Days and times as people and machines write them, in the languages Shiome reads.
//!
//! One scanner for all who ask. A reading is never guessed: `01/02/2020` stays two readings until other
//! evidence decides, and `3 March` has no year yet. [`shapes`] reads prose: each day, month, quarter or
//! season it names, with its passage; which window of days is meant, enrichment decides.
//! [`mentions`] and [`machine`] are for lines and values in which a day with its year is looked for.

mod cursor;
mod eastern;
mod months;
mod path;
mod periods;
mod shapes;
mod weekdays;

pub use path::of_path;
pub use periods::Precision;
pub use shapes::{Found, What};

use chrono::NaiveDate;
use shapes::{Wanted, is_span, scan};

/// A day mentioned in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it may mean.
    pub reading: Reading,
    /// Whether it is one end of a span of days (`3-5 March 2024`), as events have.
    pub in_range: bool,
    /// Whether its year is written with two figures.
    pub is_short: bool,
}

/// What a written day may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One day.
    Day(NaiveDate),
    /// Two days, by the order of month and day.
    Either {
        /// As in the United States.
        month_first: NaiveDate,
        /// As nearly everywhere else.
        day_first: NaiveDate,
    },
}

/// The order in which a country writes all-numeric days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As in the United States.
    MonthFirst,
    /// As nearly everywhere else.
    DayFirst,
    /// Both are written there.
    Unknown,
}

impl Reading {
    /// The day under an order; `None` where the order does not tell.
    pub fn by(self, order: Order) -> Option<NaiveDate> {
        match (self, order) {
            (Self::Day(day), _) => Some(day),
            (Self::Either { month_first, .. }, Order::MonthFirst) => Some(month_first),
            (Self::Either { day_first, .. }, Order::DayFirst) => Some(day_first),
            (Self::Either { .. }, Order::Unknown) => None,
        }
    }
    /// Whether `day` is one of the readings.
    pub fn allows(self, day: NaiveDate) -> bool {
        match self {
            Self::Day(own) => own == day,
            Self::Either { month_first, day_first } => day == month_first || day == day_first,
        }
    }
}

/// The order used by a page with that language tag, published in that country (ISO 3166).
pub fn order_of(country: &str, tag: Option<&str>) -> Order {
    let region = tag.and_then(|t| t.split(['-', '_']).nth(1)).filter(|r| r.len() == 2);
    let language = tag.and_then(|t| t.split(['-', '_']).next()).unwrap_or_default().to_ascii_lowercase();
    // A region in the tag is a statement about the page itself, but templates ship with `en-US`
    // the world over, so the country of the publisher stands above it.
    let place = if country.len() == 2 { country } else { region.unwrap_or_default() };
    match place.to_ascii_uppercase().as_str() {
        "US" | "PH" | "PR" | "GU" => Order::MonthFirst,
        // Canada writes all three orders; the European Union is no country but writes day first.
        "CA" => Order::Unknown,
        "" if language == "en" || language.is_empty() => Order::Unknown,
        _ => Order::DayFirst,
    }
}

/// The day of a machine-readable value: ISO 8601, RFC 2822, or any single day people write. The day
/// is taken as written, in the publisher's own zone.
pub fn machine(value: &str) -> Option<NaiveDate> {
    let value = value.trim();
    if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(value, "%Y%m%d").ok();
    }
    match mentions(value).first()?.reading {
        Reading::Day(day) => Some(day),
        Reading::Either { .. } => None,
    }
}

/// The shapes of days, months and longer times that stand in a text, in order, as they are written: what
/// has no year has none yet.
pub fn shapes(text: &str) -> Vec<Found> {
    scan(text, Wanted::All)
}

/// Finds the days a text mentions with their years, in order.
pub fn mentions(text: &str) -> Vec<Mention> {
    // A day with its year has figures, of whatever alphabet.
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_digit()) {
        return Vec::new();
    }
    let found = scan(text, Wanted::Days);
    let mut mentions: Vec<Mention> = found
        .iter()
        .filter_map(|f| {
            let (reading, in_range) = match f.what {
                What::Day(reading) => (reading, false),
                What::Days(_, last) => (Reading::Day(last), true),
                What::Yearless { .. } | What::Period(..) => return None,
            };
            Some(Mention { start: f.start, end: f.end, reading, in_range, is_short: f.is_short })
        })
        .collect();
    for at in 1..mentions.len() {
        let gap = text.get(mentions[at - 1].end..mentions[at].start).unwrap_or_default();
        if is_span(gap) {
            mentions[at - 1].in_range = true;
            mentions[at].in_range = true;
        }
    }
    mentions
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn days_are_read_in_many_languages() {
        let third_of_march = [
            "3 March 2024",
            "March 3, 2024",
            "Mar. 3rd, 2024",
            "Sunday, 3rd of March 2024",
            "3. März 2024",
            "3. Mrz. 2024",
            "le 3 mars 2024",
            "3 de marzo de 2024",
            "3 de março de 2024",
            "3 marzo 2024",
            "3 maart 2024",
            "3 mars 2024",
            "3. marts 2024",
            "3. maaliskuuta 2024",
            "2024年3月3日",
            "2024 年 3 月 3 日",
            "２０２４年３月３日",
            "令和6年3月3日",
            "R6.3.3",
            "R6-03-03",
            "Ｒ６．３．３",
            "令和6.3.3",
            "令和６年３月３日",
            "令和六年三月三日（日）",
            "㋿6年3月3日",
            "2024（令和6）年3月3日",
            "2024年（令和6年）3月3日",
            "令和6年（2024年）3月3日",
            "二〇二四年三月三日",
            "2024년 3월 3일",
            "2024. 3. 3.",
            "2024.03.03",
            "2024/3/3",
            "2024-03-03T23:59:00-05:00",
            "3 มีนาคม 2567",
            "3 มี.ค. 2567",
            "3/3/2567",
            "03.03.2024",
            "3 مارس 2024",
            "Sun, 03 Mar 2024 10:00:00 GMT",
        ];
        for text in third_of_march {
            let found = mentions(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].reading, Reading::Day(day(2024, 3, 3)), "{text}");
        }
    }

    #[test]
    fn french_first_and_japanese_first_year() {
        assert_eq!(machine("1er juin 2021"), Some(day(2021, 6, 1)));
        assert_eq!(machine("令和元年5月7日"), Some(day(2019, 5, 7)));
        assert_eq!(machine("平成30年12月1日"), Some(day(2018, 12, 1)));
        assert_eq!(machine("平成三十年十二月二十三日"), Some(day(2018, 12, 23)));
        assert_eq!(machine("令和8年3月1日"), Some(day(2026, 3, 1)));
        assert_eq!(machine("R元.5.7"), Some(day(2019, 5, 7)));
        assert_eq!(machine("昭和64年1月7日"), Some(day(1989, 1, 7)));
        assert_eq!(machine("大正十二年九月一日"), Some(day(1923, 9, 1)));
        assert_eq!(machine("H31.4.30"), Some(day(2019, 4, 30)));
        // A year of the era alone, a part number and a month without a day are no days.
        for text in ["令和8年度", "令和8年3月", "AR6.3.3", "三年一月", "十年十月十日"] {
            assert_eq!(machine(text), None, "{text}");
        }
        assert_eq!(machine("20210614"), Some(day(2021, 6, 14)));
    }

    #[test]
    fn ambiguous_days_stay_ambiguous() {
        let reading = mentions("01/02/2020")[0].reading;
        assert_eq!(reading.by(Order::Unknown), None);
        assert_eq!(reading.by(order_of("US", Some("en"))), Some(day(2020, 1, 2)));
        assert_eq!(reading.by(order_of("GB", Some("en-US"))), Some(day(2020, 2, 1)));
        assert!(reading.allows(day(2020, 2, 1)));
        assert_eq!(mentions("13/02/2020")[0].reading, Reading::Day(day(2020, 2, 13)));
        assert_eq!(machine("01/02/2020"), None);
    }

    #[test]
    fn spans_of_days_are_marked() {
        for text in ["3-5 March 2024", "3 March 2024 – 5 March 2024", "March 3-5, 2024", "2024年3月3日～5日"]
        {
            assert!(mentions(text).iter().all(|m| m.in_range), "{text}: {:?}", mentions(text));
        }
        assert!(!mentions("Press release - 5 March 2024")[0].in_range);
    }

    #[test]
    fn spans_in_prose_are_one_shape_or_joined_days() {
        for (text, first, last) in [
            ("on 3–5 March 2026", 3, 5),
            ("March 3-5, 2026", 3, 5),
            ("du 3 au 5 mars 2026", 3, 5),
            ("vom 3. bis 5. März 2026", 3, 5),
            ("del 3 al 5 de marzo de 2026", 3, 5),
            ("de 3 a 5 de março de 2026", 3, 5),
            ("dal 3 al 5 marzo 2026", 3, 5),
            ("van 3 tot 5 maart 2026", 3, 5),
            ("令和8年3月3日（火）～5日（木）", 3, 5),
            ("2026년 3월 3일 ~ 5일", 3, 5),
        ] {
            let days = What::Days(day(2026, 3, first), day(2026, 3, last));
            assert_eq!(shapes(text).iter().map(|f| f.what).collect::<Vec<_>>(), [days], "{text}");
        }
    }

    #[test]
    fn a_year_that_is_not_written_stays_open() {
        for (text, month, day) in [
            ("le 3 mars", 3, 3),
            ("à partir du 1er septembre", 9, 1),
            ("ab dem 3. März", 3, 3),
            ("el 20 de noviembre", 11, 20),
            ("Applications open on March 3.", 3, 3),
            ("3月3日（火）に公表した", 3, 3),
            ("3월 31일까지", 3, 31),
            ("15. huhtikuuta mennessä", 4, 15),
            ("den 15. oktober", 10, 15),
            ("il 3 maggio", 5, 3),
            ("den 3 maj", 5, 3),
        ] {
            let open = What::Yearless { month, day, until: None };
            assert_eq!(shapes(text).iter().map(|f| f.what).collect::<Vec<_>>(), [open], "{text}");
        }
        for text in ["on 31 juni", "March 17:00", "the march 3 of us"] {
            assert_eq!(shapes(text), [], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_days() {
        for text in [
            "10.1093/nar/2020",
            "192.168.10.2024",
            "version 1.2.2024.5",
            "May 2024",
            "31 June 2024",
            "2024-13-40",
        ] {
            assert_eq!(mentions(text), [], "{text}");
        }
    }

    #[test]
    fn addresses_carry_days() {
        let of = |path: &str| of_path(path).map(|(d, _)| d);
        assert_eq!(of("/2021/06/14/title.html"), Some(day(2021, 6, 14)));
        assert_eq!(of("/blog/2021-06-14-title/"), Some(day(2021, 6, 14)));
        assert_eq!(of("/press/20210614_a.pdf"), Some(day(2021, 6, 14)));
        assert_eq!(of("/2021/06/title"), None);
        assert_eq!(of("/id/120210614"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_passages_fit(text in "\\PC{0,80}") {
            for mention in mentions(&text) {
                prop_assert!(text.get(mention.start..mention.end).is_some());
            }
        }

        #[test]
        fn shapes_fit_in_order(text in "[0-9年月日 .:/TZ+~–March令和Q一二十（）h-]{0,60}") {
            let mut end = 0;
            for found in shapes(&text) {
                prop_assert!(text.get(found.start..found.end).is_some() && found.start >= end);
                end = found.end;
            }
        }

        #[test]
        fn written_days_come_back(days in 0i64..20_000) {
            let date = day(1990, 1, 1) + chrono::Days::new(days as u64);
            for format in ["%Y-%m-%d", "%-d %B %Y", "%b %-d, %Y", "%d.%m.%Y", "%Y年%-m月%-d日"] {
                prop_assert_eq!(machine(&date.format(format).to_string()), Some(date));
            }
        }
    }
}
