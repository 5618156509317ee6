//! Days of the week, as they stand between the ends of a span.

use chrono::Weekday;

/// Monday first.
const NAMES: [&str; 7] = [
    "monday mon montag lundi lunes segunda-feira segunda lunedì maandag måndag mandag maanantai maanantaina วันจันทร์ الاثنين 月 月曜 月曜日 星期一 周一 월 월요일",
    "tuesday tue tues dienstag mardi martes terça-feira terça martedì dinsdag tisdag tirsdag tiistai tiistaina วันอังคาร الثلاثاء 火 火曜 火曜日 星期二 周二 화 화요일",
    "wednesday wed mittwoch mercredi miércoles quarta-feira quarta mercoledì woensdag onsdag keskiviikko keskiviikkona วันพุธ الأربعاء 水 水曜 水曜日 星期三 周三 수 수요일",
    "thursday thu thurs donnerstag jeudi jueves quinta-feira quinta giovedì donderdag torsdag torstai torstaina วันพฤหัสบดี الخميس 木 木曜 木曜日 星期四 周四 목 목요일",
    "friday fri freitag vendredi viernes sexta-feira sexta venerdì vrijdag fredag perjantai perjantaina วันศุกร์ الجمعة 金 金曜 金曜日 星期五 周五 금 금요일",
    "saturday sat samstag sonnabend samedi sábado sabato zaterdag lördag lørdag lauantai lauantaina วันเสาร์ السبت 土 土曜 土曜日 星期六 周六 토 토요일",
    "sunday sun sonntag dimanche domingo domenica zondag söndag søndag sunnuntai sunnuntaina วันอาทิตย์ الأحد 日 日曜 日曜日 星期日 星期天 周日 일 일요일",
];
const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The day of the week of that name.
pub fn named(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase();
    let at = NAMES.iter().position(|names| names.split(' ').any(|name| name == word))?;
    DAYS.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_are_known_by_their_names() {
        for (name, day) in [("Tuesday", Weekday::Tue), ("montag", Weekday::Mon), ("日", Weekday::Sun)] {
            assert_eq!(named(name), Some(day));
        }
        assert_eq!(named("sunny"), None);
    }
}
