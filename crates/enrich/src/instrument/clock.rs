//! At what hour, and by whose clock?

use chrono::NaiveTime;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use regex::Regex;
use shiome_model::Zone;
use std::sync::LazyLock;

/// Zones as people name them, folded; longer names first where one holds another.
const NAMED: &[(&str, &str)] = &[
    ("anywhere on earth", "UTC-12:00"),
    ("aoe", "UTC-12:00"),
    ("eastern time", "America/New_York"),
    ("eastern standard", "America/New_York"),
    ("pacific time", "America/Los_Angeles"),
    ("central time", "America/Chicago"),
    ("mountain time", "America/Denver"),
    ("edt", "America/New_York"),
    ("est", "America/New_York"),
    ("et", "America/New_York"),
    ("pdt", "America/Los_Angeles"),
    ("pst", "America/Los_Angeles"),
    ("pt", "America/Los_Angeles"),
    ("cdt", "America/Chicago"),
    ("heure de l'est", "America/Toronto"),
    ("hae", "UTC-04:00"),
    ("hne", "UTC-05:00"),
    ("ottawa time", "America/Toronto"),
    ("gmt", "Etc/GMT"),
    ("utc", "Etc/UTC"),
    ("bst", "Europe/London"),
    ("uk time", "Europe/London"),
    ("london time", "Europe/London"),
    ("irish time", "Europe/Dublin"),
    ("local irish time", "Europe/Dublin"),
    ("cest", "Europe/Brussels"),
    ("cet", "Europe/Brussels"),
    ("brussels time", "Europe/Brussels"),
    ("brussels local time", "Europe/Brussels"),
    ("heure de bruxelles", "Europe/Brussels"),
    ("ブリュッセル時間", "Europe/Brussels"),
    ("欧州時間", "Europe/Brussels"),
    ("mesz", "Europe/Berlin"),
    ("mez", "Europe/Berlin"),
    ("brüsseler zeit", "Europe/Brussels"),
    ("central european", "Europe/Brussels"),
    ("heure de paris", "Europe/Paris"),
    ("paris time", "Europe/Paris"),
    ("hora peninsular", "Europe/Madrid"),
    ("hora de madrid", "Europe/Madrid"),
    ("hora de lisboa", "Europe/Lisbon"),
    ("lisbon time", "Europe/Lisbon"),
    ("hora de portugal continental", "Europe/Lisbon"),
    ("ora italiana", "Europe/Rome"),
    ("swiss time", "Europe/Zurich"),
    ("schweizer zeit", "Europe/Zurich"),
    ("horário de brasília", "America/Sao_Paulo"),
    ("brasilia time", "America/Sao_Paulo"),
    ("hora de brasília", "America/Sao_Paulo"),
    ("centro de méxico", "America/Mexico_City"),
    ("hora de chile", "America/Santiago"),
    ("hora chilena", "America/Santiago"),
    ("hora colombiana", "America/Bogota"),
    ("hora de colombia", "America/Bogota"),
    ("hora de argentina", "America/Argentina/Buenos_Aires"),
    ("日本時間", "Asia/Tokyo"),
    ("japan time", "Asia/Tokyo"),
    ("japan standard time", "Asia/Tokyo"),
    ("jst", "Asia/Tokyo"),
    ("韓国時間", "Asia/Seoul"),
    ("한국시간", "Asia/Seoul"),
    ("한국표준시", "Asia/Seoul"),
    ("kst", "Asia/Seoul"),
    ("korean time", "Asia/Seoul"),
    ("北京时间", "Asia/Shanghai"),
    ("北京時間", "Asia/Shanghai"),
    ("beijing time", "Asia/Shanghai"),
    ("中国時間", "Asia/Shanghai"),
    ("香港時間", "Asia/Hong_Kong"),
    ("hong kong time", "Asia/Hong_Kong"),
    ("hkt", "Asia/Hong_Kong"),
    ("臺北時間", "Asia/Taipei"),
    ("台北時間", "Asia/Taipei"),
    ("台灣時間", "Asia/Taipei"),
    ("singapore time", "Asia/Singapore"),
    ("sgt", "Asia/Singapore"),
    ("ist", "Asia/Kolkata"),
    ("indian standard time", "Asia/Kolkata"),
    ("israel time", "Asia/Jerusalem"),
    ("eat", "Africa/Nairobi"),
    ("east africa time", "Africa/Nairobi"),
    ("sast", "Africa/Johannesburg"),
    ("south african time", "Africa/Johannesburg"),
    ("aest", "UTC+10:00"),
    ("aedt", "UTC+11:00"),
    ("awst", "Australia/Perth"),
    ("canberra time", "Australia/Sydney"),
    ("sydney time", "Australia/Sydney"),
    ("nzst", "UTC+12:00"),
    ("nzdt", "UTC+13:00"),
    ("new zealand time", "Pacific/Auckland"),
    ("nz time", "Pacific/Auckland"),
    ("helsinki time", "Europe/Helsinki"),
    ("finnish time", "Europe/Helsinki"),
    ("eet", "Europe/Helsinki"),
    ("米東部時間", "America/New_York"),
    ("東部時間", "America/New_York"),
    ("英国時間", "Europe/London"),
    ("中央欧州時間", "Europe/Brussels"),
    ("グリニッジ標準時", "Etc/GMT"),
];

/// The zone of a country that has one, or of its capital.
const COUNTRIES: &[(&str, &str)] = &[
    ("JP", "Asia/Tokyo"),
    ("KR", "Asia/Seoul"),
    ("CN", "Asia/Shanghai"),
    ("TW", "Asia/Taipei"),
    ("HK", "Asia/Hong_Kong"),
    ("SG", "Asia/Singapore"),
    ("TH", "Asia/Bangkok"),
    ("IN", "Asia/Kolkata"),
    ("IL", "Asia/Jerusalem"),
    ("GB", "Europe/London"),
    ("IE", "Europe/Dublin"),
    ("FR", "Europe/Paris"),
    ("DE", "Europe/Berlin"),
    ("AT", "Europe/Vienna"),
    ("CH", "Europe/Zurich"),
    ("BE", "Europe/Brussels"),
    ("EU", "Europe/Brussels"),
    ("NL", "Europe/Amsterdam"),
    ("LU", "Europe/Luxembourg"),
    ("ES", "Europe/Madrid"),
    ("PT", "Europe/Lisbon"),
    ("IT", "Europe/Rome"),
    ("SE", "Europe/Stockholm"),
    ("NO", "Europe/Oslo"),
    ("DK", "Europe/Copenhagen"),
    ("FI", "Europe/Helsinki"),
    ("PL", "Europe/Warsaw"),
    ("CZ", "Europe/Prague"),
    ("EE", "Europe/Tallinn"),
    ("NZ", "Pacific/Auckland"),
    ("ZA", "Africa/Johannesburg"),
    ("KE", "Africa/Nairobi"),
    ("AR", "America/Argentina/Buenos_Aires"),
    ("CO", "America/Bogota"),
    ("PE", "America/Lima"),
    ("UY", "America/Montevideo"),
];

static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<noon>\b(?:12 ?)?noon\b|\bmidday\b|\bà midi\b|\bmittags\b|\bmediodía\b|\bmeio-dia\b|正午|정오)",
        r"|(?P<midnight>\bmidnight\b|\bmitternacht\b|\bminuit\b|\bmedianoche\b|\bmeia-noite\b|24時|24시|24:00)",
        r"|(?P<pm>午後|下午|오후)?(?P<am>午前|上午|오전)?(?P<jh>\d{1,2})[時时點点시](?P<jm>\d{1,2}(?:分|분)|半)?",
        r"|\b(?P<h>\d{1,2})(?:[:.h](?P<min>\d{2}))?\s?(?P<half>[ap])\.?m\b",
        r"|\b(?P<h24>\d{1,2})(?::|\s?h\s?)(?P<m24>\d{2})\b",
        r"|\b(?P<hh>\d{1,2})\s?(?:h|uhr)\b",
        r"|\b(?P<hdot>\d{1,2})\.(?P<mdot>\d{2}) uhr\b",
    ))
    .ok()
});

/// Words for an hour without a number.
const HOURS: [&str; 12] = [
    "noon",
    "midday",
    "midi",
    "mittags",
    "mediodía",
    "meio-dia",
    "正午",
    "정오",
    "midnight",
    "mitternacht",
    "minuit",
    "noche",
];

/// Whether [`TIME`] can match at all: a word for an hour, or a number with what makes it one behind it. Most
/// sentences with a deadline name a day and no hour.
fn may_tell(sentence: &str) -> bool {
    let mut before = [' '; 2];
    for c in sentence.chars() {
        let [first, second] = before;
        let follows = first.is_numeric() || (second.is_numeric() && first.is_whitespace());
        if follows && matches!(c, ':' | '.' | 'h' | 'a' | 'p' | 'u' | '時' | '时' | '點' | '点' | '시') {
            return true;
        }
        before = [c, first];
    }
    sentence.contains("noite") || HOURS.iter().any(|word| sentence.contains(word))
}

/// Finds the names of zones.
static NAMES: LazyLock<Option<CharwiseDoubleArrayAhoCorasick<u32>>> =
    LazyLock::new(|| CharwiseDoubleArrayAhoCorasick::with_values(NAMED.iter().map(|n| n.0).zip(0u32..)).ok());

/// The zone with the longest name that stands in the sentence, the last of equals.
fn stated(sentence: &str) -> Option<&'static str> {
    let found = NAMES.iter().flat_map(|names| names.find_overlapping_iter(sentence));
    let mut found: Vec<u32> = found.map(|hit| hit.value()).collect();
    found.sort_unstable();
    found.dedup();
    let named = found.into_iter().filter_map(|at| NAMED.get(at as usize));
    named.filter(|(name, _)| stands(sentence, name)).max_by_key(|(name, _)| name.len()).map(|(_, zone)| *zone)
}

/// Hour and zone of a deadline in a folded sentence; `end` is where its day ends.
pub(super) fn read(sentence: &str, end: usize, country: &str) -> (Option<NaiveTime>, Option<Zone>) {
    let time = TIME.as_ref().filter(|_| may_tell(sentence)).and_then(|time| {
        let all = time.captures_iter(sentence);
        // The clock nearest to the day.
        let near = all.min_by_key(|c| c.get(0).map_or(usize::MAX, |m| m.start().abs_diff(end)))?;
        let number = |name: &str| {
            near.name(name).and_then(|m| m.as_str().trim_end_matches(['分', '분']).parse::<u32>().ok())
        };
        if near.name("noon").is_some() {
            return NaiveTime::from_hms_opt(12, 0, 0);
        }
        if near.name("midnight").is_some() {
            return NaiveTime::from_hms_opt(23, 59, 59);
        }
        let mut hour = number("jh").or(number("h")).or(number("h24")).or(number("hh")).or(number("hdot"))?;
        let half = near.name("jm").is_some_and(|m| m.as_str() == "半");
        let minute = if half {
            30
        } else {
            number("jm").or(number("min")).or(number("m24")).or(number("mdot")).unwrap_or(0)
        };
        let afternoon = near.name("pm").is_some() || near.name("half").is_some_and(|h| h.as_str() == "p");
        if afternoon && hour < 12 {
            hour += 12;
        }
        if near.name("half").is_some_and(|h| h.as_str() == "a") && hour == 12 {
            hour = 0;
        }
        NaiveTime::from_hms_opt(hour, minute, 0)
    });
    let zone = match stated(sentence) {
        Some(zone) => Some(Zone { name: zone.to_owned(), stated: true }),
        None if time.is_some() => COUNTRIES
            .iter()
            .find(|(code, _)| *code == country)
            .map(|(_, zone)| Zone { name: (*zone).to_owned(), stated: false }),
        None => None,
    };
    (time, zone)
}

fn stands(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(crate::script::is_spaced_letter);
        let ascii = name.is_ascii();
        !(ascii && (letter(text[..at].chars().next_back()) || letter(text[at + name.len()..].chars().next())))
            // "et" is a word of French and Latin: as a zone it follows an hour.
            && (!matches!(name, "et" | "pt" | "est" | "eat") || text[..at].trim_end_matches([' ', '(']).ends_with(|c: char| c.is_ascii_digit() || c == 'm' || c == '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_zones_in_many_languages() {
        for (country, text, time, zone, stated) in [
            ("GB", "by 16:00 (gmt) on 24 march 2026", "16:00", "Etc/GMT", true),
            ("AU", "at 5.00 pm (aest) on 15 april", "17:00", "UTC+10:00", true),
            ("US", "due by 11:59 p.m. eastern time", "23:59", "America/New_York", true),
            ("US", "both by 5 p.m. et", "17:00", "America/New_York", true),
            ("GB", "on 2 october at 4pm uk time", "16:00", "Europe/London", true),
            ("JP", "2026年11月9日17時までに", "17:00", "Asia/Tokyo", false),
            ("JP", "12日(金)正午(日本時間)", "12:00", "Asia/Tokyo", true),
            ("FR", "le 7 avril 2026 à 13 h (heure de paris)", "13:00", "Europe/Paris", true),
            ("TW", "3月31日下午5時前", "17:00", "Asia/Taipei", false),
            ("DE", "30. juni 2026, 12:00 uhr (mesz)", "12:00", "Europe/Berlin", true),
            ("BR", "até as 23h59 (horário de brasília)", "23:59", "America/Sao_Paulo", true),
        ] {
            let (found, place) = read(text, text.len(), country);
            assert_eq!(found, format!("{time}:00").parse().ok(), "{text}");
            assert_eq!(place, Some(Zone { name: zone.into(), stated }), "{text}");
        }
        assert_eq!(read("le 3 mars et le 4 avril", 9, "FR"), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn no_hour_and_no_zone_is_passed_over(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "12", "3", "17:00", " ", " ", "noon", "midday", "à midi", "mittags", "mediodía", "meio-dia", "正午", "정오",
                    "midnight", "mitternacht", "minuit", "medianoche", "meia-noite", "24時", "24시", "24:00", "午後", "5時",
                    "半", "30分", "a.m", "pm", "p", "h", "uhr", "12.30 uhr", ".", ":", "17点", "下午", "\u{a0}", "٣", "cet",
                    "(mesz)", "et", "edt", "5 et", "日本時間", "uk time", "x", "heure de paris", "local irish time", ",",
                ]),
                0..10,
            ),
        ) {
            let text = parts.concat();
            let time = TIME.as_ref().unwrap();
            proptest::prop_assert!(may_tell(&text) || !time.is_match(&text), "{text}");
            let plainly = NAMED.iter().filter(|(name, _)| stands(&text, name)).max_by_key(|(name, _)| name.len());
            proptest::prop_assert_eq!(stated(&text), plainly.map(|(_, zone)| *zone));
        }
    }
}
