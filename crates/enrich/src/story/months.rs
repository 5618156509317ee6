//! Names of months and days of the week in the languages that write a day with them.

/// Names and short forms by month, in lower case. What is a common word elsewhere (mar, set, out) is
/// left out where it would be read in running text without a day beside it; here a number always
/// stands beside it.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "januar",
        "janvier",
        "enero",
        "janeiro",
        "gennaio",
        "januari",
        "tammikuuta",
        "jan",
        "janv",
        "มกราคม",
        "يناير",
        "января",
    ],
    &[
        "february",
        "februar",
        "février",
        "febrero",
        "fevereiro",
        "febbraio",
        "februari",
        "helmikuuta",
        "feb",
        "févr",
        "กุมภาพันธ์",
        "فبراير",
        "февраля",
    ],
    &[
        "march",
        "märz",
        "mars",
        "marzo",
        "março",
        "maart",
        "marts",
        "maaliskuuta",
        "mar",
        "มีนาคม",
        "مارس",
        "марта",
    ],
    &["april", "avril", "abril", "aprile", "huhtikuuta", "apr", "เมษายน", "أبريل", "апреля"],
    &["may", "mai", "mayo", "maio", "maggio", "mei", "maj", "toukokuuta", "พฤษภาคม", "مايو", "мая"],
    &["june", "juni", "juin", "junio", "junho", "giugno", "kesäkuuta", "jun", "มิถุนายน", "يونيو", "июня"],
    &["july", "juli", "juillet", "julio", "julho", "luglio", "heinäkuuta", "jul", "กรกฎาคม", "يوليو", "июля"],
    &["august", "août", "agosto", "augustus", "augusti", "elokuuta", "aug", "สิงหาคม", "أغسطس", "августа"],
    &[
        "september",
        "septembre",
        "septiembre",
        "setembro",
        "settembre",
        "syyskuuta",
        "sep",
        "sept",
        "กันยายน",
        "سبتمبر",
        "сентября",
    ],
    &[
        "october",
        "oktober",
        "octobre",
        "octubre",
        "outubro",
        "ottobre",
        "lokakuuta",
        "oct",
        "okt",
        "ตุลาคม",
        "أكتوبر",
        "октября",
    ],
    &["november", "novembre", "noviembre", "novembro", "marraskuuta", "nov", "พฤศจิกายน", "نوفمبر", "ноября"],
    &[
        "december",
        "dezember",
        "décembre",
        "diciembre",
        "dezembro",
        "dicembre",
        "joulukuuta",
        "desember",
        "dec",
        "dez",
        "déc",
        "ธันวาคม",
        "ديسمبر",
        "декабря",
    ],
];
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
];

/// The month (1 to 12) of that name, given in lower case and without a full stop.
pub(super) fn month(lower: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|names| names.contains(&lower))?;
    u32::try_from(at + 1).ok()
}

/// Whether a word is the name of a month or a day of the week.
pub(super) fn is_calendar(lower: &str) -> bool {
    month(lower).is_some() || WEEKDAYS.contains(&lower)
}
