//! Names of months.

/// Twelve names or beginnings of names for each language or group of languages, in order of the
/// months. A beginning of three letters or more stands for every longer form that starts with it.
const NAMES: [(&str, [&str; 12]); 17] = [
    ("en", ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("de", ["jän", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"]),
    (
        "de, transcribed",
        ["jaen", "feber", "maer", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"],
    ),
    ("fr", ["janv", "fév", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"]),
    ("fr, plain", ["janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"]),
    ("es", ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]),
    ("es, variant", ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"]),
    ("pt", ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]),
    ("it", ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"]),
    ("nl", ["jan", "feb", "maart", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]),
    ("nl, short", ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]),
    ("sv da", ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]),
    ("no", ["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des"]),
    (
        "fi",
        [
            "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras",
            "joulu",
        ],
    ),
    (
        "th",
        ["มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา"],
    ),
    (
        "ar",
        [
            "يناير",
            "فبراير",
            "مارس",
            "أبريل",
            "مايو",
            "يونيو",
            "يوليو",
            "أغسطس",
            "سبتمبر",
            "أكتوبر",
            "نوفمبر",
            "ديسمبر",
        ],
    ),
    (
        "ar, Maghreb",
        [
            "جانفي",
            "فيفري",
            "مارس",
            "أفريل",
            "ماي",
            "جوان",
            "جويلية",
            "أوت",
            "سبتمبر",
            "أكتوبر",
            "نوفمبر",
            "ديسمبر",
        ],
    ),
];

/// Words that begin like a month and are none.
const NO_MONTHS: [&str; 14] = [
    "mark", "market", "marie", "maria", "marine", "mardi", "martes", "sett", "decide", "decision", "general",
    "gene", "augment", "setting",
];

/// The number of the month that `word` (lower case) names.
pub(super) fn number(word: &str) -> Option<u32> {
    let letters = word.chars().count();
    if letters > 12 && word.is_ascii() || NO_MONTHS.contains(&word) {
        return None;
    }
    NAMES.iter().flat_map(|(_, names)| (1..).zip(names)).find(|(_, n)| word.starts_with(**n)).map(|(m, _)| m)
}
