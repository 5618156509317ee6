//! Names of months.

use super::cursor::Cursor;
use std::collections::HashMap;
use std::sync::LazyLock;

/// All forms by month, lower case, separated by spaces: English, German, French, Spanish,
/// Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Finnish, Arabic; and for the days of pages
/// Romanian, Russian, Ukrainian, Polish, Czech, Turkish, Indonesian.
const NAMES: [&str; 12] = [
    "january jan januar jänner januari janvier janv enero ene janeiro gennaio gen tammikuu tammikuuta tammikuun tammikuussa tammi يناير ianuarie января січня stycznia ledna ocak",
    "february feb februar feber februari fevrier février fevr févr fév febrero fevereiro fev febbraio febr helmikuu helmikuuta helmikuun helmikuussa helmi فبراير februarie февраля лютого lutego února şubat",
    "march mar märz maerz mrz mars marzo março marco maart mrt marts maaliskuu maaliskuuta maaliskuun maaliskuussa maalis مارس martie mart maret марта березня marca března",
    "april apr avril avr abril abr aprile huhtikuu huhtikuuta huhtikuun huhtikuussa huhti أبريل ابريل aprilie апреля квітня kwietnia dubna nisan",
    "may mai mayo maio maggio mag mei maj toukokuu toukokuuta toukokuun toukokuussa touko مايو мая травня maja května mayıs",
    "june jun juni juin junio junho giugno giu kesäkuu kesäkuuta kesäkuun kesäkuussa kesä يونيو iunie июня червня czerwca června haziran",
    "july jul juli juillet juil julio julho luglio lug heinäkuu heinäkuuta heinäkuun heinäkuussa heinä يوليو iulie июля липня lipca července temmuz",
    "august aug août aout agosto ago augustus augusti elokuu elokuuta elokuun elokuussa elo أغسطس agustus августа серпня sierpnia srpna ağustos",
    "september sep sept septembre septiembre setiembre setembro set settembre sett syyskuu syyskuuta syyskuun syyskuussa syys سبتمبر septembrie septembar сентября вересня września září eylül",
    "october oct oktober okt octobre octubre outubro out ottobre ott lokakuu lokakuuta lokakuun lokakuussa loka أكتوبر octombrie oktobar октября жовтня października října ekim",
    "november nov novembre noviembre novembro marraskuu marraskuuta marraskuun marraskuussa marras نوفمبر noiembrie novembar ноября листопада listopada listopadu kasım",
    "december dec dezember dez décembre decembre déc diciembre dic dezembro dicembre desember des joulukuu joulukuuta joulukuun joulukuussa joulu ديسمبر decembrie decembar декабря грудня grudnia prosince aralık",
];

const THAI: [[&str; 2]; 12] = [
    ["มกราคม", "ม.ค."],
    ["กุมภาพันธ์", "ก.พ."],
    ["มีนาคม", "มี.ค."],
    ["เมษายน", "เม.ย."],
    ["พฤษภาคม", "พ.ค."],
    ["มิถุนายน", "มิ.ย."],
    ["กรกฎาคม", "ก.ค."],
    ["สิงหาคม", "ส.ค."],
    ["กันยายน", "ก.ย."],
    ["ตุลาคม", "ต.ค."],
    ["พฤศจิกายน", "พ.ย."],
    ["ธันวาคม", "ธ.ค."],
];

/// Longest and shortest name in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=22;

/// The month (from 1) of that name in a language written in letters.
pub fn number(name: &str) -> Option<u32> {
    static MONTHS: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let numbered = NAMES.iter().zip(1u32..);
        numbered.flat_map(|(forms, month)| forms.split(' ').map(move |form| (form, month))).collect()
    });
    if !LENGTHS.contains(&name.len()) {
        return None;
    }
    MONTHS.get(name.to_lowercase().as_str()).copied()
}

/// The Thai month that stands here.
pub fn thai(at: &mut Cursor) -> Option<u32> {
    if !at.peek().is_some_and(|c| ('\u{0E00}'..='\u{0E7F}').contains(&c)) {
        return None;
    }
    let month = THAI.iter().position(|forms| at.eat_one_of(forms).is_some())?;
    u32::try_from(month + 1).ok()
}

/// Whether the name is one in full, so that it is a month without a year beside it.
pub fn is_full(name: &str) -> bool {
    name.chars().count() > 4
        || matches!(
            name.to_lowercase().as_str(),
            "may"
                | "mai"
                | "mei"
                | "maj"
                | "mayo"
                | "maio"
                | "juni"
                | "juli"
                | "june"
                | "july"
                | "juin"
                | "märz"
                | "mars"
                | "août"
                | "aout"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_months() {
        let mut all: Vec<&str> = NAMES.iter().flat_map(|forms| forms.split(' ')).collect();
        let count = all.len();
        assert!(all.iter().all(|name| LENGTHS.contains(&name.len())));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn names_are_found_in_any_case() {
        assert_eq!(number("MÄRZ"), Some(3));
        assert_eq!(number("Août"), Some(8));
        assert_eq!(number("mayonnaise"), None);
        assert_eq!(thai(&mut Cursor { text: "ธ.ค. 2567", at: 0 }), Some(12));
    }
}
