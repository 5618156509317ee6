//! Days, sums and other numbers of a text, in the form in which all languages have them.
//!
//! Kept loose on purpose: a clue misread in one telling is misread in the other or found in none.

use super::months::month;
use regex::Regex;
use shiome_model::Span;
use std::sync::LazyLock;

/// What was read, in order of the text.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// `03-31`, with its place.
    pub(super) days: Vec<(String, usize)>,
    /// Digits of sums and large counts.
    pub(super) amounts: Vec<(String, usize)>,
    /// Other numbers of two digits and more.
    pub(super) numbers: Vec<(String, usize)>,
    /// Years of the common era.
    pub(super) years: Vec<u16>,
}

type Pattern = LazyLock<Option<Regex>>;

/// Boundaries are those of ASCII: the others cost many times the rest.
static DAYS: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<iso>(?-u:\b)(?:19|20)\d\d-(?P<im>\d\d)-(?P<id>\d\d)(?-u:\b))",
        r"|(?P<cjk>(?P<cm>\d{1,2})\s?[月월]\s?(?P<cd>\d{1,2})\s?[日일号號])",
        r"|(?P<kor>(?-u:\b)(?:19|20)\d\d\.\s?(?P<km>\d{1,2})\.\s?(?P<kd>\d{1,2})(?-u:\b))",
        r"|(?P<dot>(?-u:\b)(?P<dd>\d{1,2})\.\s?(?P<dm>\d{1,2})\.\s?(?:19|20)\d\d(?-u:\b))",
        r"|(?P<dmy>(?-u:\b)(?P<wd>\d{1,2})(?:\.|er|º|°|st|nd|rd|th|:?e)?\s(?:de |di |of )?(?P<wm>[\p{L}\p{M}]{3,}))",
        r"|(?P<mdy>(?P<mm>\p{L}{3,})\.?\s(?P<md>\d{1,2})(?:st|nd|rd|th)?(?-u:\b))",
    ))
    .ok()
});
static NUMBER: Pattern =
    LazyLock::new(|| Regex::new(r"\d{1,3}(?:[.,'’\u{a0}\u{202f} ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?").ok());
static ERA: Pattern = LazyLock::new(|| Regex::new(r"(?:令和|R)\s?(元|\d{1,2})\s?年").ok());

/// Words that multiply the number before them, longest first where one begins another.
const SCALES: &[(&str, f64)] = &[
    ("thousand million", 1e9),
    ("mil millones", 1e9),
    ("mil milhões", 1e9),
    ("พันล้าน", 1e9),
    ("ล้านล้าน", 1e12),
    ("millionen", 1e6),
    ("millioner", 1e6),
    ("millones", 1e6),
    ("millions", 1e6),
    ("million", 1e6),
    ("millón", 1e6),
    ("milhões", 1e6),
    ("milhão", 1e6),
    ("milioni", 1e6),
    ("milione", 1e6),
    ("miljoenen", 1e6),
    ("miljoen", 1e6),
    ("miljoner", 1e6),
    ("miljon", 1e6),
    ("miljoonaa", 1e6),
    ("miljoonan", 1e6),
    ("mio.", 1e6),
    ("mio", 1e6),
    ("mln", 1e6),
    ("milliarden", 1e9),
    ("milliarder", 1e9),
    ("milliarde", 1e9),
    ("milliards", 1e9),
    ("milliard", 1e9),
    ("miliardi", 1e9),
    ("miliardo", 1e9),
    ("miljarder", 1e9),
    ("miljard", 1e9),
    ("miljardia", 1e9),
    ("mrd.", 1e9),
    ("mrd", 1e9),
    ("billion", 1e9),
    ("bilhões", 1e9),
    ("bilhão", 1e9),
    ("bn", 1e9),
    ("trillion", 1e12),
    ("مليون", 1e6),
    ("مليار", 1e9),
    ("ล้าน", 1e6),
    ("千億", 1e11),
    ("千亿", 1e11),
    ("천억", 1e11),
    ("百億", 1e10),
    ("百亿", 1e10),
    ("백억", 1e10),
    ("百万", 1e6),
    ("千万", 1e7),
    ("兆", 1e12),
    ("億", 1e8),
    ("亿", 1e8),
    ("万", 1e4),
    ("萬", 1e4),
    ("조", 1e12),
    ("억", 1e8),
    ("백만", 1e6),
    ("천만", 1e7),
    ("만", 1e4),
    ("mil", 1e3),
    ("m", 1e6),
    ("k", 1e3),
];
/// What makes a number a sum when it follows, perhaps after a scale.
const CURRENCIES: &[&str] = &[
    "€",
    "$",
    "£",
    "¥",
    "₩",
    "eur",
    "usd",
    "gbp",
    "jpy",
    "chf",
    "sek",
    "nok",
    "dkk",
    "krw",
    "cny",
    "aud",
    "cad",
    "euro",
    "ユーロ",
    "欧元",
    "유로",
    "ยูโร",
    "يورو",
    "dollar",
    "dólar",
    "ドル",
    "美元",
    "달러",
    "pound",
    "ポンド",
    "英镑",
    "파운드",
    "yen",
    "円",
    "日元",
    "엔",
    "won",
    "ウォン",
    "원",
    "韩元",
    "yuan",
    "元",
    "kron",
    "kr",
    "franken",
    "francs",
    "フラン",
];

/// Reads a text that is in NFKC.
pub(super) fn figures(text: &str) -> Figures {
    let mut read = Figures::default();
    let mut taken: Vec<Span> = Vec::new();
    if let Some(days) = DAYS.as_ref() {
        let mut at = 0;
        while let Some(found) = days.captures_at(text, at) {
            let Some(all) = found.get(0) else { break };
            let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
            let named = |name: &str| found.name(name).and_then(|m| month(&m.as_str().to_lowercase()));
            let day = [("im", "id"), ("cm", "cd"), ("km", "kd"), ("dm", "dd")]
                .into_iter()
                .find_map(|(m, d)| Some((number(m)?, number(d)?)))
                .or_else(|| Some((named("wm")?, number("wd")?)))
                .or_else(|| Some((named("mm")?, number("md")?)));
            let Some((month, day)) = day.filter(|(m, d)| (1..=12).contains(m) && (1..=31).contains(d)) else {
                // until 31 March: what follows the first word may be a day.
                at = found.name("mm").or_else(|| found.name("wd")).map_or(all.end(), |m| m.end());
                continue;
            };
            at = all.end();
            read.days.push((format!("{month:02}-{day:02}"), all.start()));
            taken.push(Span { start: all.start(), end: all.end() });
        }
    }
    if let Some(era) = ERA.as_ref() {
        for found in era.captures_iter(text) {
            let year = found.get(1).map_or("", |m| m.as_str());
            let year: u16 = if year == "元" { 1 } else { year.parse().unwrap_or_default() };
            if let Some(all) = found.get(0).filter(|_| (1..60).contains(&year)) {
                read.years.push(2018 + year);
                taken.push(Span { start: all.start(), end: all.end() });
            }
        }
    }
    let Some(numbers) = NUMBER.as_ref() else { return read };
    let mut at = 0;
    while let Some(found) = numbers.find_at(text, at) {
        at = found.end();
        if taken.iter().any(|t| t.start < found.end() && found.start() < t.end) {
            continue;
        }
        let before = text[..found.start()].trim_end();
        let inside = text[..found.start()].chars().next_back().is_some_and(|c| c.is_ascii_alphabetic());
        let mut value = value(found.as_str());
        let (mut scaled, mut end) = scale(text, found.end());
        value *= scaled.unwrap_or(1.0);
        // 3億2000万: the parts of one number.
        while let (Some(unit), Some(next)) = (
            scaled,
            numbers.find_at(text, end).filter(|n| text[end..n.start()].trim_start_matches(' ').is_empty()),
        ) {
            let (further, after) = scale(text, next.end());
            if unit <= 1.0 || unit >= 1e15 || further.is_some_and(|f| f >= unit) || !is_myriad(text, end) {
                break;
            }
            value += self::value(next.as_str()) * further.unwrap_or(1.0);
            (scaled, end, at) = (further.or(Some(1.0)), after, after.max(next.end()));
            if further.is_none() {
                break;
            }
        }
        let money = CURRENCIES.iter().any(|c| starts(text[end..].trim_start(), c) || ends(before, c));
        let digits = found.as_str().bytes().filter(u8::is_ascii_digit).count();
        let whole = value.round();
        if whole >= 1000.0 && (money || whole >= 10_000.0) {
            read.amounts.push((format!("{whole:.0}"), found.start()));
        } else if (1900.0..2100.0).contains(&value) && digits == 4 && scaled.is_none() {
            read.years.push(whole as u16);
            read.numbers.push((format!("{whole:.0}"), found.start()));
        } else if (2500.0..2600.0).contains(&value) && digits == 4 && thai_before(before) {
            read.years.push(whole as u16 - 543);
        } else if !inside && digits >= 2 {
            read.numbers.push((format!("{value}"), found.start()));
        } else if !inside {
            read.numbers.push((found.as_str().to_owned(), found.start()));
        }
    }
    read
}

/// Whether the text before `end` closes with a unit of ten thousand, after which a number goes on.
fn is_myriad(text: &str, end: usize) -> bool {
    text[..end].ends_with(['万', '萬', '億', '亿', '兆', '만', '억', '조'])
}

fn thai_before(before: &str) -> bool {
    before.chars().next_back().is_some_and(crate::script::is_thai) || before.ends_with('.')
}

/// A written number. Groups of three behind any mark are thousands; else the mark is decimal.
fn value(written: &str) -> f64 {
    let groups: Vec<&str> = written.split(|c: char| !c.is_ascii_digit()).collect();
    let grouped = groups.len() > 1 && groups[0].len() <= 3 && groups[1].len() == 3;
    let text = match groups.as_slice() {
        [whole] => (*whole).to_owned(),
        [whole, part] if !grouped => format!("{whole}.{part}"),
        [whole @ .., last] if last.len() != 3 => format!("{}.{last}", whole.concat()),
        all => all.concat(),
    };
    text.parse().unwrap_or_default()
}

/// What multiplies the number that ends at `from`, and where that word ends.
fn scale(text: &str, from: usize) -> (Option<f64>, usize) {
    let rest = &text[from..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}', '-', '\u{202f}']);
    let skipped = rest.len() - trimmed.len();
    match SCALES.iter().find(|(word, _)| starts(trimmed, word)) {
        Some((word, by)) => (Some(*by), from + skipped + word.len()),
        None => (None, from),
    }
}

/// Whether `text` begins with a word, in any case; one in letters must not go on in letters.
fn starts(text: &str, word: &str) -> bool {
    let Some(head) = text.get(..word.len()) else { return false };
    if head != word && head.to_lowercase() != word {
        return false;
    }
    let spelled = word.ends_with(|c: char| c.is_ascii_alphabetic());
    let whole = matches!(word, "m" | "k" | "mil" | "bn" | "mio" | "mrd" | "mln" | "kr" | "won" | "yen");
    !(spelled && whole && text[word.len()..].starts_with(char::is_alphabetic))
}

fn ends(text: &str, word: &str) -> bool {
    let at = text.len().checked_sub(word.len());
    at.and_then(|at| text.get(at..)).is_some_and(|tail| tail == word || tail.to_lowercase() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let read = figures(text);
        let texts = |list: Vec<(String, usize)>| list.into_iter().map(|(t, _)| t).collect();
        (texts(read.days), texts(read.amounts))
    }

    #[test]
    fn a_sum_is_the_same_in_all_languages() {
        for text in [
            "a budget of €3.2 billion",
            "EUR 3,200 million",
            "ein Budget von 3,2 Milliarden Euro",
            "3,2 milliards d'euros",
            "3.200 millones de euros",
            "32億ユーロ",
            "32亿欧元",
            "32억 유로",
            "3,2 miljarder euro",
            "3 200 000 000 euros",
        ] {
            assert_eq!(read(text).1, ["3200000000"], "{text}");
        }
        assert_eq!(read("3億2000万円を配分").1, ["320000000"]);
        assert_eq!(read("35조 3천억원").1, ["35300000000000"]);
        assert_eq!(read("1億円").1, ["100000000"]);
        assert_eq!(read("12,500 researchers").1, ["12500"]);
    }

    #[test]
    fn a_day_is_the_same_in_all_languages() {
        for text in [
            "until 31 March 2026",
            "by March 31st",
            "bis zum 31. März",
            "le 31 mars 2026",
            "el 31 de marzo",
            "2026年3月31日",
            "3월 31일까지",
            "31.3.2026",
            "2026-03-31",
            "den 31 mars",
            "31. maaliskuuta",
            "2026. 3. 31",
            "31 มีนาคม 2569",
            "31 مارس",
        ] {
            assert_eq!(read(text).0, ["03-31"], "{text}");
        }
        assert!(read("March 2026, 20 teams, 14 partners").0.is_empty());
    }

    #[test]
    fn years_of_eras_are_years() {
        assert_eq!(figures("令和8年度の公募").years, [2026]);
        assert_eq!(figures("Call 2026").years, [2026]);
        assert_eq!(figures("งบประมาณ 2569").years, [2026]);
    }
}
