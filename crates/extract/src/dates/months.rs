//! Names of months.

/// All forms by month, lower case, separated by spaces: English, German, French, Spanish,
/// Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Finnish, Arabic.
const NAMES: [&str; 12] = [
    "january jan januar jänner januari janvier janv enero ene janeiro gennaio gen tammikuu tammikuuta tammikuun tammi يناير",
    "february feb februar feber februari fevrier février fevr févr fév febrero fevereiro fev febbraio febr helmikuu helmikuuta helmikuun helmi فبراير",
    "march mar märz maerz mrz mars marzo março marco maart mrt marts maaliskuu maaliskuuta maaliskuun maalis مارس",
    "april apr avril avr abril abr aprile huhtikuu huhtikuuta huhtikuun huhti أبريل ابريل",
    "may mai mayo maio maggio mag mei maj toukokuu toukokuuta toukokuun touko مايو",
    "june jun juni juin junio junho giugno giu kesäkuu kesäkuuta kesäkuun kesä يونيو",
    "july jul juli juillet juil julio julho luglio lug heinäkuu heinäkuuta heinäkuun heinä يوليو",
    "august aug août aout agosto ago augustus augusti elokuu elokuuta elokuun elo أغسطس",
    "september sep sept septembre septiembre setiembre setembro set settembre sett syyskuu syyskuuta syyskuun syys سبتمبر",
    "october oct oktober okt octobre octubre outubro out ottobre ott lokakuu lokakuuta lokakuun loka أكتوبر",
    "november nov novembre noviembre novembro marraskuu marraskuuta marraskuun marras نوفمبر",
    "december dec dezember dez décembre decembre déc diciembre dic dezembro dicembre desember des joulukuu joulukuuta joulukuun joulu ديسمبر",
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

/// The month (from 1) of that name in a language written in Latin or Arabic letters.
pub fn number(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    let at = NAMES.iter().position(|forms| forms.split(' ').any(|form| form == name))?;
    u32::try_from(at + 1).ok()
}

/// The month of that Thai name.
pub fn thai_number(name: &str) -> Option<u32> {
    let at = THAI.iter().position(|forms| forms.contains(&name))?;
    u32::try_from(at + 1).ok()
}

/// All Thai names, as alternatives of a pattern.
pub fn thai_pattern() -> String {
    THAI.as_flattened().iter().map(|name| regex::escape(name)).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_months() {
        let mut all: Vec<&str> = NAMES.iter().flat_map(|forms| forms.split(' ')).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn names_are_found_in_any_case() {
        assert_eq!(number("MÄRZ"), Some(3));
        assert_eq!(number("Août"), Some(8));
        assert_eq!(number("mayonnaise"), None);
        assert_eq!(thai_number("ธ.ค."), Some(12));
    }
}
