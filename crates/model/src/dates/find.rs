//! The days and times that prose names.

use super::shapes::{Found, Wanted, What, day, is_span, scan};
use super::{Clock, Order, Reading, clock, order_of, weekdays};
use crate::{Lang, Span};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How exactly a time is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// One day.
    Day,
    /// From a day to another.
    Days,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A season, as in the northern half of the world.
    Season,
    /// Half a year.
    Half,
    /// The beginning (three months), middle (four) or end (three) of a year.
    Part,
    /// A year.
    Year,
    /// A fiscal year of Japan, from April on.
    FiscalYear,
}

/// A day or a longer time that a text names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dated {
    /// The passage that names it, without the time of day.
    pub span: Span,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day; the same for a single day.
    pub last: NaiveDate,
    /// How exactly it is named.
    pub precision: Precision,
    /// The time of day stated beside it.
    pub clock: Option<Clock>,
    /// 0 to 1: what is written in full is nearly sure, what is completed from context is less so.
    pub confidence: f32,
}

impl Dated {
    /// The day, if one day is named.
    pub fn day(&self) -> Option<NaiveDate> {
        (self.precision == Precision::Day).then_some(self.last)
    }
    /// The moment, if one day, a time of day and its zone are named.
    pub fn moment(&self) -> Option<DateTime<Utc>> {
        self.clock?.on(self.day()?)
    }
}

/// The days, months, quarters, seasons and years that a text names, in order.
///
/// `country` (ISO 3166) and `language` tell in which order month and day are written. A day without
/// a year gets the one that its day of the week or another day of its span tells, else the one that
/// brings it nearest to `reference` (the day of publication), rather ahead of it than behind. A bare
/// year counts where a word makes it a time (`by 2030`).
pub fn find(text: &str, language: &Lang, country: &str, reference: NaiveDate) -> Vec<Dated> {
    let order = order_of(country, Some(language.as_str()));
    let mut found = scan(text, Wanted::All).into_iter().filter(|f| !is_chance(text, f, language)).peekable();
    let mut out: Vec<Dated> = Vec::new();
    while let Some(one) = found.next() {
        let floor = out.last().map_or(0, |d| d.span.end);
        let second = found.next_if(|next| {
            let gap = text.get(one.end..next.start).unwrap_or_default();
            is_single(one.what) && is_single(next.what) && is_span(gap)
        });
        let context = Context { text, order, reference };
        out.extend(match second {
            Some(second) => context.span(&one, &second),
            None => context.single(&one, floor).into_iter().collect(),
        });
    }
    out
}

struct Context<'t> {
    text: &'t str,
    order: Order,
    reference: NaiveDate,
}

fn is_single(what: What) -> bool {
    matches!(what, What::Day(_) | What::Yearless { until: None, .. })
}

/// Words that are months by chance: `3 mars missions`, `Section 3 may apply`.
fn is_chance(text: &str, found: &Found, language: &Lang) -> bool {
    let What::Yearless { month, .. } = found.what else { return false };
    let passage = text.get(found.start..found.end).unwrap_or_default();
    let is_lower = |name: &str| passage.ends_with(name);
    language.as_str() == "en"
        && (month == 5 && is_lower("may") || month == 3 && (is_lower("mars") || passage.ends_with("Mars")))
}

impl Context<'_> {
    fn around(&self, span: Span) -> (&str, &str) {
        let start = self.text.floor_char_boundary(span.start.saturating_sub(40));
        let before = self.text.get(start..span.start).unwrap_or_default();
        let before = before.rsplit('\n').next().unwrap_or_default();
        (before, self.text.get(span.end..).unwrap_or_default())
    }

    fn single(&self, found: &Found, floor: usize) -> Option<Dated> {
        let span = Span { start: found.start, end: found.end };
        let (first, last, precision, confidence) = match found.what {
            What::Period(first, last, precision) => (first, last, precision, sure_of(precision)),
            What::Days(first, last) => (first, last, Precision::Days, 0.95),
            What::Day(_) | What::Yearless { until: None, .. } => {
                let (day, confidence) = self.day(found, None)?;
                (day, day, Precision::Day, confidence)
            }
            What::Yearless { until: Some((month, of_month)), .. } => {
                let (first, confidence) = self.day(found, None)?;
                let same = day(first.year(), month, of_month)?;
                let last = if same < first { day(first.year() + 1, month, of_month)? } else { same };
                (first, last, Precision::Days, confidence)
            }
        };
        let clock = (first == last).then(|| clock::beside(self.text, span, floor)).flatten();
        Some(Dated { span, first, last, precision, clock, confidence })
    }

    /// Two days that are the ends of one span; apart if they cannot be.
    fn span(&self, one: &Found, two: &Found) -> Vec<Dated> {
        let Some((last, sure_last)) = self.day(two, None) else { return Vec::new() };
        let Some((first, sure_first)) = self.day(one, Some(last)) else { return Vec::new() };
        if first <= last {
            let span = Span { start: one.start, end: two.end };
            let confidence = sure_first.min(sure_last);
            return vec![Dated { span, first, last, precision: Precision::Days, clock: None, confidence }];
        }
        [(one, first, sure_first), (two, last, sure_last)]
            .map(|(found, day, confidence)| Dated {
                span: Span { start: found.start, end: found.end },
                first: day,
                last: day,
                precision: Precision::Day,
                clock: None,
                confidence,
            })
            .to_vec()
    }

    /// The day, and how sure it is. `until` is the end of its span.
    fn day(&self, found: &Found, until: Option<NaiveDate>) -> Option<(NaiveDate, f32)> {
        let (before, after) = self.around(Span { start: found.start, end: found.end });
        let weekday = weekdays::beside(before, after);
        let agrees = |day: NaiveDate| weekday.is_none_or(|w| day.weekday() == w);
        let shortened = if found.is_short { 0.15 } else { 0.0 };
        match found.what {
            What::Day(Reading::Day(day)) => Some((day, if agrees(day) { 0.98 } else { 0.6 } - shortened)),
            What::Day(Reading::Either { month_first, day_first }) => {
                if weekday.is_some() && agrees(month_first) != agrees(day_first) {
                    return Some((
                        if agrees(month_first) { month_first } else { day_first },
                        0.95 - shortened,
                    ));
                }
                let decided = Reading::Either { month_first, day_first }.by(self.order);
                decided.map(|day| (day, 0.85 - shortened)).or(Some((day_first, 0.5 - shortened)))
            }
            What::Days(first, _) => Some((first, 0.95)),
            What::Yearless { month, day: of_month, .. } => {
                let near = until.unwrap_or(self.reference).year();
                let years = [near - 1, near, near + 1];
                let possible = years.into_iter().filter_map(|year| day(year, month, of_month));
                if let Some(until) = until {
                    return possible.filter(|d| *d <= until).max().map(|d| (d, 0.9));
                }
                let distance = |d: &NaiveDate| {
                    let ahead = (*d - self.reference).num_days();
                    if ahead < 0 { -3 * ahead } else { ahead }
                };
                let ahead = possible.clone().filter(|d| (*d - self.reference).num_days() >= -PAST);
                if let Some(next) = ahead.min().filter(|_| weekday.is_none() && is_ahead(before, after)) {
                    return Some((next, 0.8));
                }
                let told = possible.clone().filter(|d| weekday.is_some() && agrees(*d)).min_by_key(distance);
                told.map(|d| (d, 0.93)).or_else(|| possible.min_by_key(distance).map(|d| (d, 0.7)))
            }
            What::Period(..) => None,
        }
    }
}

/// How long a deadline may be over when a text about it is published, in days.
const PAST: i64 = 14;

/// Whether the words around a day say that it is still to come.
fn is_ahead(before: &str, after: &str) -> bool {
    const BEFORE: &str = "by before until till deadline bis zum spätestens avant jusqu'au d'ici hasta antes até entro uiterlijk vóór voor senast inden senest før innen viimeistään";
    const AFTER: [&str; 9] = ["まで", "迄", "必着", "締切", "까지", "마감", "截止", "前", "mennessä"];
    let word = before.split_whitespace().rfind(|w| !matches!(*w, "the" | "den" | "le" | "el" | "il" | "o"));
    let word = word.unwrap_or_default().trim_end_matches(':').to_lowercase();
    BEFORE.split(' ').any(|w| w == word) || AFTER.iter().any(|w| after.trim_start().starts_with(w))
}

fn sure_of(precision: Precision) -> f32 {
    match precision {
        Precision::Day | Precision::Days | Precision::Month | Precision::Quarter | Precision::Half => 0.95,
        Precision::Season | Precision::FiscalYear => 0.9,
        Precision::Part => 0.85,
        Precision::Year => 0.7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// First day, last day and time of each passage, by its own words.
    fn read(text: &str, language: &str, country: &str) -> Vec<String> {
        let reference = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let found = find(text, &Lang::from(language), country, reference);
        found
            .iter()
            .map(|d| {
                let days =
                    if d.first == d.last { d.first.to_string() } else { format!("{}..{}", d.first, d.last) };
                let clock = d.clock.map(|c| format!(" {}", c.time.format("%H:%M"))).unwrap_or_default();
                let moment = d.moment().map(|m| format!(" = {}", m.format("%dT%H:%MZ"))).unwrap_or_default();
                format!("{}: {days}{clock}{moment}", d.span.of(text))
            })
            .collect()
    }

    #[test]
    fn deadlines_carry_their_time_and_zone() {
        for (lang, country, text, expected) in [
            (
                "en",
                "BE",
                "Apply by 15 January 2027 at 17:00 CET.",
                "15 January 2027: 2027-01-15 17:00 = 15T16:00Z",
            ),
            (
                "en",
                "BE",
                "The call closes at 17:00 (Brussels time) on 15 July 2026.",
                "15 July 2026: 2026-07-15 17:00 = 15T15:00Z",
            ),
            ("en", "US", "Due by 5 p.m. ET on June 3, 2026", "June 3, 2026: 2026-06-03 17:00 = 03T21:00Z"),
            ("en", "GB", "Deadline: 3 June 2026, 16:00 UK time", "3 June 2026: 2026-06-03 16:00 = 03T15:00Z"),
            ("en", "US", "before June 3, 2026 11:59 PM AoE", "June 3, 2026: 2026-06-03 23:59 = 04T11:59Z"),
            ("de", "DE", "Frist ist der 15. Januar 2027, 12 Uhr.", "15. Januar 2027: 2027-01-15 12:00"),
            ("de", "DE", "bis zum 15. Januar 2027 um 23:59 Uhr MEZ", "15. Januar 2027: 2027-01-15 23:59"),
            (
                "fr",
                "FR",
                "avant le 15 janvier 2027 à 17h00 (heure de Paris)",
                "15 janvier 2027: 2027-01-15 17:00 = 15T16:00Z",
            ),
            ("fr", "FR", "jusqu'au 3 juin 2026 à 14 heures", "3 juin 2026: 2026-06-03 14:00"),
            (
                "es",
                "ES",
                "hasta el 3 de junio de 2026 a las 14:00 (hora peninsular)",
                "3 de junio de 2026: 2026-06-03 14:00 = 03T12:00Z",
            ),
            (
                "pt",
                "BR",
                "até 3 de junho de 2026, às 18h (horário de Brasília)",
                "3 de junho de 2026: 2026-06-03 18:00 = 03T21:00Z",
            ),
            ("it", "IT", "entro le ore 13:00 del 3 giugno 2026", "3 giugno 2026: 2026-06-03 13:00"),
            ("nl", "NL", "uiterlijk op 3 juni 2026 om 14:00 uur", "3 juni 2026: 2026-06-03 14:00"),
            ("sv", "SE", "senast den 3 juni 2026 kl. 14.00", "3 juni 2026: 2026-06-03"),
            ("ja", "JP", "令和8年6月3日（水）正午まで", "令和8年6月3日: 2026-06-03 12:00"),
            (
                "ja",
                "JP",
                "締切は2026年6月3日（水）17時00分（日本時間）です",
                "2026年6月3日: 2026-06-03 17:00 = 03T08:00Z",
            ),
            ("ja", "JP", "２０２６年６月３日午後５時必着", "２０２６年６月３日: 2026-06-03 17:00"),
            ("ko", "KR", "2026년 6월 3일(수) 오후 6시까지 접수", "2026년 6월 3일: 2026-06-03 18:00"),
            (
                "zh",
                "CN",
                "申请截止时间为2026年6月3日16时（北京时间）",
                "2026年6月3日: 2026-06-03 16:00 = 03T08:00Z",
            ),
            ("th", "TH", "ภายในวันที่ 3 มิถุนายน 2569 เวลา 16.30 น.", "3 มิถุนายน 2569: 2026-06-03 16:30"),
            ("en", "", "2026-06-03T23:59:00-05:00", "2026-06-03: 2026-06-03 23:59 = 04T04:59Z"),
        ] {
            let found = read(text, lang, country);
            let plain: Vec<String> = found.iter().map(|f| f.replace(" = 15T22:59Z", "")).collect();
            assert_eq!(plain, [expected], "{text}");
        }
    }

    #[test]
    fn a_year_that_is_not_written_is_told_by_the_context() {
        for (lang, text, expected) in [
            ("fr", "le 3 mars", "3 mars: 2026-03-03"),
            ("fr", "à partir du 1er septembre", "1er septembre: 2026-09-01"),
            ("de", "ab dem 3. März", "3. März: 2026-03-03"),
            ("de", "am Montag, dem 3. März", "3. März: 2025-03-03"),
            ("es", "el 20 de noviembre", "20 de noviembre: 2026-11-20"),
            ("en", "Applications open on March 3.", "March 3: 2026-03-03"),
            ("en", "by 15 January", "15 January: 2027-01-15"),
            ("en", "on 15 February", "15 February: 2026-02-15"),
            ("ja", "3月3日（火）に公表した", "3月3日: 2026-03-03"),
            ("ko", "3월 31일까지", "3월 31일: 2026-03-31"),
            ("fi", "15. huhtikuuta mennessä", "15. huhtikuuta: 2026-04-15"),
            ("da", "den 15. oktober", "15. oktober: 2026-10-15"),
            ("it", "il 3 maggio", "3 maggio: 2026-05-03"),
            ("sv", "den 3 maj", "3 maj: 2026-05-03"),
        ] {
            assert_eq!(read(text, lang, ""), [expected], "{text}");
        }
        for text in ["Section 3 may apply", "3 mars rovers", "on 31 juni", "March 17:00", "the march 3 of us"]
        {
            assert_eq!(read(text, "en", "").len(), 0, "{text}: {:?}", read(text, "en", ""));
        }
    }

    #[test]
    fn spans_of_days_are_one_passage() {
        for (lang, text, expected) in [
            ("en", "on 3–5 March 2026", "3–5 March 2026: 2026-03-03..2026-03-05"),
            ("en", "28 February to 3 March 2026", "28 February to 3 March 2026: 2026-02-28..2026-03-03"),
            ("en", "March 3-5, 2026", "March 3-5, 2026: 2026-03-03..2026-03-05"),
            ("en", "20 December – 5 January 2027", "20 December – 5 January 2027: 2026-12-20..2027-01-05"),
            ("fr", "du 3 au 5 mars 2026", "3 au 5 mars 2026: 2026-03-03..2026-03-05"),
            ("de", "vom 3. bis 5. März 2026", "3. bis 5. März 2026: 2026-03-03..2026-03-05"),
            ("de", "03.03.2026 - 05.03.2026", "03.03.2026 - 05.03.2026: 2026-03-03..2026-03-05"),
            ("es", "del 3 al 5 de marzo de 2026", "3 al 5 de marzo de 2026: 2026-03-03..2026-03-05"),
            ("pt", "de 3 a 5 de março de 2026", "3 a 5 de março de 2026: 2026-03-03..2026-03-05"),
            ("it", "dal 3 al 5 marzo 2026", "3 al 5 marzo 2026: 2026-03-03..2026-03-05"),
            ("nl", "van 3 tot 5 maart 2026", "3 tot 5 maart 2026: 2026-03-03..2026-03-05"),
            ("sv", "3–5 mars 2026", "3–5 mars 2026: 2026-03-03..2026-03-05"),
            ("ja", "令和8年3月3日（火）～5日（木）", "令和8年3月3日（火）～5日: 2026-03-03..2026-03-05"),
            ("ja", "2026年3月3日から4月2日まで", "2026年3月3日から4月2日: 2026-03-03..2026-04-02"),
            ("zh", "2026年3月3日至5月4日", "2026年3月3日至5月4日: 2026-03-03..2026-05-04"),
            ("ko", "2026년 3월 3일 ~ 5월 4일", "2026년 3월 3일 ~ 5월 4일: 2026-03-03..2026-05-04"),
        ] {
            assert_eq!(read(text, lang, ""), [expected], "{text}");
        }
        // A dash in a head line joins nothing.
        assert_eq!(read("5 March 2026 - 10:30", "en", ""), ["5 March 2026: 2026-03-05 10:30"]);
        assert_eq!(read("Published 3 March 2026 - Updated 5 March 2026", "en", "").len(), 2);
    }

    #[test]
    fn longer_times_have_a_first_and_a_last_day() {
        for (lang, text, expected) in [
            ("en", "in March 2026", "March 2026: 2026-03-01..2026-03-31"),
            ("fr", "en mars 2026", "mars 2026: 2026-03-01..2026-03-31"),
            ("es", "en marzo de 2026", "marzo de 2026: 2026-03-01..2026-03-31"),
            ("ja", "令和8年3月に", "令和8年3月: 2026-03-01..2026-03-31"),
            ("ko", "2026년 3월", "2026년 3월: 2026-03-01..2026-03-31"),
            ("th", "ในเดือนมีนาคม 2569", "มีนาคม 2569: 2026-03-01..2026-03-31"),
            ("en", "the second quarter of 2026", "second quarter of 2026: 2026-04-01..2026-06-30"),
            ("en", "in Q2 2026", "Q2 2026: 2026-04-01..2026-06-30"),
            ("de", "im 2. Quartal 2026", "2. Quartal 2026: 2026-04-01..2026-06-30"),
            ("de", "im zweiten Quartal 2026", "zweiten Quartal 2026: 2026-04-01..2026-06-30"),
            ("fr", "au deuxième trimestre 2026", "deuxième trimestre 2026: 2026-04-01..2026-06-30"),
            ("es", "el segundo trimestre de 2026", "segundo trimestre de 2026: 2026-04-01..2026-06-30"),
            ("ja", "2026年第2四半期", "2026年第2四半期: 2026-04-01..2026-06-30"),
            ("zh", "2026年第二季度", "2026年第二季度: 2026-04-01..2026-06-30"),
            ("ko", "2026년 2분기", "2026년 2분기: 2026-04-01..2026-06-30"),
            ("en", "will publish in autumn 2026", "autumn 2026: 2026-09-01..2026-11-30"),
            ("de", "im Herbst 2026", "Herbst 2026: 2026-09-01..2026-11-30"),
            ("fr", "à l'automne 2026", "automne 2026: 2026-09-01..2026-11-30"),
            ("es", "en otoño de 2026", "otoño de 2026: 2026-09-01..2026-11-30"),
            ("fi", "syksyllä 2026", "syksyllä 2026: 2026-09-01..2026-11-30"),
            ("ja", "2026年秋に", "2026年秋: 2026-09-01..2026-11-30"),
            ("en", "the first half of 2026", "first half of 2026: 2026-01-01..2026-06-30"),
            ("ja", "2026年度上半期", "2026年度: 2026-04-01..2027-03-31"),
            ("ja", "令和8年度", "令和8年度: 2026-04-01..2027-03-31"),
            ("zh", "2026年上半年", "2026年上半年: 2026-01-01..2026-06-30"),
            ("en", "by the end of 2026", "end of 2026: 2026-10-01..2026-12-31"),
            ("de", "Ende 2026", "Ende 2026: 2026-10-01..2026-12-31"),
            ("en", "in mid-2026", "mid-2026: 2026-05-01..2026-08-31"),
            ("en", "by 2030", "2030: 2030-01-01..2030-12-31"),
            ("fr", "d'ici 2030", "2030: 2030-01-01..2030-12-31"),
            ("ja", "2030年までに", "2030年: 2030-01-01..2030-12-31"),
        ] {
            assert_eq!(read(text, lang, ""), [expected], "{text}");
        }
        for text in
            ["ISO 2030", "the 2030 Agenda", "room 2026", "in 2026/27", "I may 2", "Summer School 2026 people"]
        {
            assert_eq!(read(text, "en", "").len(), 0, "{text}: {:?}", read(text, "en", ""));
        }
    }

    #[test]
    fn the_order_of_month_and_day_is_told_by_country_or_weekday() {
        assert_eq!(read("01/02/2026", "en", "US"), ["01/02/2026: 2026-01-02"]);
        assert_eq!(read("01/02/2026", "en", "GB"), ["01/02/2026: 2026-02-01"]);
        assert_eq!(read("Friday 01/02/2026", "en", "GB"), ["01/02/2026: 2026-01-02"]);
        let unknown =
            find("01/02/2026", &Lang::from("en"), "", NaiveDate::from_ymd_opt(2026, 3, 10).unwrap());
        assert!(unknown[0].confidence <= 0.5);
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_passages_fit_in_order(text in "\\PC{0,120}") {
            let found = find(&text, &Lang::from("en"), "", NaiveDate::from_ymd_opt(2026, 3, 10).unwrap());
            let mut end = 0;
            for dated in found {
                prop_assert!(text.get(dated.span.start..dated.span.end).is_some());
                prop_assert!(dated.span.start >= end && dated.first <= dated.last);
                end = dated.span.end;
            }
        }

        #[test]
        fn texts_of_dates_are_read_without_end(text in "[0-9年月日 .:/TZ+~–March令和Q一二十（）h-]{0,60}") {
            for dated in find(&text, &Lang::from("ja"), "JP", NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()) {
                prop_assert!(text.get(dated.span.start..dated.span.end).is_some());
            }
        }
    }
}
