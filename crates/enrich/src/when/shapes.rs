//! The shapes in which windows of days are written; on folded text.

use super::{Lean, Part, Place, What, When};
use chrono::Datelike;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Names of months as alternatives, and each by its number.
const MONTHS: [&str; 12] = [
    "january|jan|januar|jänner|januari|janvier|janv|enero|ene|janeiro|gennaio",
    "february|feb|februar|februari|février|févr|febrero|fevereiro|fev|febbraio",
    "march|mar|märz|mars|marzo|março|maart|marts",
    "april|apr|avril|avr|abril|abr|aprile",
    "may|mai|mayo|maio|maggio|maj|mei",
    "june|jun|juni|juin|junio|junho|giugno",
    "july|jul|juli|juillet|juil|julio|julho|luglio",
    "august|aug|août|aout|agosto|ago|augusti|augustus",
    "september|sep|sept|septembre|septiembre|setiembre|setembro|settembre",
    "october|oct|oktober|okt|octobre|octubre|outubro|ottobre",
    "november|nov|novembre|noviembre|novembro",
    "december|dec|dezember|dez|décembre|déc|diciembre|dic|dezembro|dicembre",
];

const SEASONS: [&str; 4] = [
    "spring|frühjahr|frühling|printemps|primavera|vår|春|봄",
    "summer|sommer|frühsommer|spätsommer|été|verano|verão|estate|sommar|夏|여름",
    "autumn|fall|herbst|automne|otoño|outono|autunno|höst|秋|가을",
    "winter|hiver|invierno|inverno|冬|겨울",
];

const EARLY: &str = "early|early in|beginning of|the beginning of|start of|the start of|anfang|beginn|début|au début de|au début|principios de|comienzos de|início de|começo de|inizio";
const MID: &str = "mid|mid-|middle of|mitte|mi-|à la mi-|mediados de|meados de|metà";
const LATE: &str = "late|late in|end of|the end of|end|ende|fin|la fin de|la fin|fin de|finales de|fines de|finalizar|final de|ao final de|fim de|o fim de|o final de|fine";

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

type Read = fn(&Captures, &Context) -> Option<When>;

struct Context<'t> {
    text: &'t str,
    place: Place<'t>,
}

static SHAPES: LazyLock<Vec<(Regex, Read)>> = LazyLock::new(|| {
    let year = r"(?:(?P<y>\d{4})(?:\((?:令和|平成)\d{1,2}\))?[年년](?:\([^)]{1,9}\))?|(?P<era>令和|平成)(?P<ey>元|\d{1,2})年(?:\(\d{4}年\))?|(?P<roc>1[0-4]\d)年|(?P<rel>来年|翌年|明年|今年|本年|同年|내년|올해))";
    let months = MONTHS.join("|");
    let latin_seasons: String = SEASONS
        .iter()
        .flat_map(|s| s.split('|'))
        .filter(|s| s.chars().all(|c| !crate::script::is_run_script(c)))
        .collect::<Vec<_>>()
        .join("|");
    let part = format!("(?:(?P<e>{EARLY})|(?P<i>{MID})|(?P<l>{LATE}))");
    let shapes: Vec<(String, Read)> = vec![
        (format!(r"{year}?(?P<fy>度)?(?:の)?(?P<m>\d{{1,2}})[月월](?P<d>\d{{1,2}})[日일号號]"), cjk),
        (
            format!(
                r"{year}?(?P<fy>度)?(?:の)?(?P<m>\d{{1,2}})[月월](?P<p>上旬|中旬|下旬|初旬|月末|末|底|初|中순|중순|하순|초순|초|말)?"
            ),
            cjk,
        ),
        (
            format!(
                r"{year}(?P<fy>度|도)?(?:の)?(?:(?P<h>上半期|下半期|上半年|下半年|前半|後半|상반기|하반기)|第?(?P<q>[1-4一二三四])(?:四半期|季度|季|분기)|(?P<s>[春夏秋冬]|봄|여름|가을|겨울)|(?P<p>年末|年底|末|底|半ば|年中|半|初頭|初|말|초)?)"
            ),
            cjk,
        ),
        (r"(?P<next>来|翌)?(?P<this>今|同|この)?(?P<s>[春夏秋冬])(?P<k>に|頃|期|季|まで|から|の)".into(), season_alone),
        (r"(?P<next>来|翌)(?P<s>[春夏秋冬])".into(), season_alone),
        (r"(?P<this>今)(?P<s>[春夏秋冬])".into(), season_alone),
        (r"年内|年度内|年度末|年末|年底|연내|연말|年明け|来月|翌月|今月|다음달|来年度|今年度|本年度|上半期|下半期|上半年|下半年|상반기|하반기|월말|月末".into(), relative),
        (r"(?P<d>\d{1,2})[日일]".into(), day_alone),
        (r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b".into(), numeric),
        (r"\b(?P<y>\d{4})\.\s(?P<m>\d{1,2})\.\s(?P<d>\d{1,2})\b".into(), numeric),
        (r"\b(?P<a>\d{1,2})(?P<sep>[./])\s?(?P<b>\d{1,2})[./]\s?(?P<y>\d{4})\b".into(), numeric_last),
        (
            format!(
                r"(?:\b{part}[\s-]?(?:de\s|d'|des\s|of\s)?)?(?:\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|\.|o)?\s?(?:de\s|of\s|d'|di\s|del\s|den\s)?)?\b(?P<m>{months})\b\.?(?:\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,?\s(?:de\s|del\s|of\s)?(?P<y>\d{{4}})\b)?"
            ),
            latin,
        ),
        (
            format!(r"\b(?:(?P<pre>in|this|next|the|im|en|no|na|à l'|l'|d'ici l'|avant l'|avant le|d'ici le|au|el|a|bis|by|until|before|vor dem)\s?)?\b(?P<s>{latin_seasons})\b(?:\s(?:of\s|de\s|del\s|des jahres\s)?(?P<y>\d{{4}})\b)?"),
            season,
        ),
        (
            r"\b(?P<q>first|second|third|fourth|last|1st|2nd|3rd|4th|erste[nsr]?|zweite[nsr]?|dritte[nsr]?|vierte[nsr]?|[1-4]\.|premier|deuxième|second|troisième|quatrième|1er|2e|3e|4e|primer|segundo|tercer|cuarto|primeiro|terceiro|quarto)\s(?P<u>quarter|quartal|trimestre|half|halbjahr|jahreshälfte|hälfte|semestre|semester)(?:\s(?:of\s|de\s|des jahres\s|von\s|du\s)?(?P<y>\d{4})\b)?".into(),
            fraction,
        ),
        (r"\bq(?P<q>[1-4])(?P<u>\s)(?:of\s)?(?P<y>\d{4})\b".into(), fraction),
        (
            format!(
                r"(?:\b(?P<pre>in|during|for|by|until|before|from|since|im jahr|im jahre|bis|ab|vor|seit|en|pour|d'ici|d'ici à|avant|depuis|dès|hasta|antes de|desde|em|até|para|de|à partir de|no ano de|im|von|jahr)\s)?(?:\b{part}[\s-]?(?:of\s|de\s|des jahres\s|d')?(?:the year\s|l'année\s)?)?\b(?P<y>20\d\d)\b"
            ),
            bare_year,
        ),
        (
            r"\b(?:end of the year|year-end|year's end|the end of this year|later this year|this year|ende des jahres|jahresende|dieses jahr|fin de l'année|fin d'année|cette année|final de año|finales de año|fin de año|este año|deste ano|neste ano|final do ano|fim do ano)\b".into(),
            this_year,
        ),
        (
            r"\b(?:next year|nächstes jahr|nächsten jahr|kommenden jahr|kommenden jahres|l'année prochaine|l'an prochain|próximo año|año próximo|próximo ano|ano que vem)\b".into(),
            next_year,
        ),
        (r"\b(?:next month|nächsten monat|mois prochain|próximo mes|próximo mês)\b".into(), next_month),
    ];
    shapes.into_iter().filter_map(|(pattern, read)| Some((regex(&pattern)?, read))).collect()
});

/// Patterns that must compile; for the test.
#[cfg(test)]
pub(super) fn compiled() -> usize {
    SHAPES.len()
}

/// The windows a folded sentence names, in order; of two that overlap, the shape that stands higher.
pub(crate) fn find(text: &str, place: Place) -> Vec<When> {
    let context = Context { text, place };
    let mut found: Vec<When> = Vec::new();
    if !text.bytes().any(|b| b.is_ascii_digit())
        && !text.chars().any(|c| "年月春夏秋冬내연상하말".contains(c))
        && !text.bytes().any(|b| b == b' ')
    {
        return found;
    }
    for (shape, read) in SHAPES.iter() {
        for groups in shape.captures_iter(text) {
            let Some(mut when) = read(&groups, &context) else { continue };
            if found.iter().all(|w| when.end <= w.start || when.start >= w.end) {
                when.lean = lean(text, when.start, when.end, when.lean);
                found.push(when);
            }
        }
    }
    found.sort_by_key(|w| w.start);
    // "du 22 mai" is a genitive, unless a second day follows: "du 15 au 22 mai".
    for at in 0..found.len() {
        let when = found[at];
        let before = text[..when.start].trim_end();
        let weak = ["de", "del", "du", "von", "vom"].iter().any(|w| {
            before
                .strip_suffix(w)
                .is_some_and(|rest| rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
        });
        let ranged = found.get(at + 1).is_some_and(|next| next.start - when.end < 30);
        if weak && when.lean == Lean::From && !ranged {
            found[at].lean = Lean::In;
        }
    }
    inherit(found, place)
}

/// A day without a year takes it from another of the sentence that has one.
fn inherit(mut found: Vec<When>, place: Place) -> Vec<When> {
    let anchor = |found: &[When], at: usize| {
        let with = |w: &&When| w.year.is_some() && matches!(w.what, What::Day { .. } | What::Month(..));
        let (before, after) = found.split_at(at);
        after.iter().find(with).or_else(|| before.iter().rev().find(with)).copied()
    };
    for at in 0..found.len() {
        if found[at].year.is_none()
            && let Some((day, _)) = anchor(&found, at).and_then(|a| a.days(place, super::Tense::Near))
        {
            found[at] = found[at].beside(day, place);
        }
    }
    found
}

const BY: &[&str] = &[
    "by",
    "by the",
    "until",
    "until the",
    "no later than",
    "not later than",
    "till",
    "bis",
    "bis zum",
    "bis spätestens",
    "bis zur",
    "bis einschließlich",
    "spätestens",
    "spätestens am",
    "d'ici",
    "d'ici le",
    "d'ici à",
    "d'ici la",
    "d'ici l'",
    "jusqu'au",
    "jusqu'en",
    "jusqu'à",
    "au plus tard le",
    "au plus tard",
    "pour le",
    "hasta",
    "hasta el",
    "a más tardar el",
    "a más tardar en",
    "até",
    "até o",
    "até ao",
    "até a",
    "até às",
    "close on",
    "due",
    "entro",
    "entro il",
    "uiterlijk",
    "senast",
    "by end",
    "bis ende",
    "by the end of",
];
const BEFORE: &[&str] = &[
    "before",
    "before the",
    "vor",
    "vor dem",
    "avant",
    "avant le",
    "avant l'",
    "avant la",
    "antes de",
    "antes del",
    "antes do",
    "antes da",
    "ahead of",
];
const FROM: &[&str] = &[
    "from",
    "since",
    "as of",
    "starting",
    "starting from",
    "ab",
    "ab dem",
    "seit",
    "seit dem",
    "vom",
    "von",
    "à partir du",
    "à compter du",
    "du",
    "depuis",
    "depuis le",
    "dès le",
    "desde",
    "desde el",
    "a partir del",
    "a partir de",
    "del",
    "de",
    "between",
    "zwischen",
    "entre le",
    "entre el",
    "abre a",
];
const INSTEAD: &[&str] = &[
    "instead of",
    "rather than",
    "not",
    "statt",
    "anstatt",
    "statt am",
    "au lieu du",
    "en lugar del",
    "em vez de",
    "originally",
    "ursprünglich",
];

fn lean(text: &str, start: usize, end: usize, own: Lean) -> Lean {
    let before = text[..start].trim_end_matches([' ', '(', ',']);
    let after = &text[end..];
    let after = after.strip_prefix('(').and_then(|a| a.split_once(')')).map_or(after, |(_, a)| a);
    let ends = |list: &[&str]| {
        list.iter().any(|word| {
            before.strip_suffix(word).is_some_and(|rest| {
                word.ends_with('\'') && rest.is_empty()
                    || rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
            })
        })
    };
    let starts = |list: &[&str]| list.iter().any(|word| after.starts_with(word));
    // A clock may stand between the day and the word that leans on it: 5月15日16:00前, 4월 24일 18시까지.
    let clock = after.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                ':' | '('
                    | ')'
                    | ' '
                    | '時'
                    | '시'
                    | '时'
                    | '点'
                    | '點'
                    | '分'
                    | '午'
                    | '后'
                    | '後'
                    | '오'
                    | '후'
                    | '下'
                    | '正'
                    | '금'
                    | '월'
            )
    });
    let after_clock = |list: &[&str]| list.iter().any(|word| clock.starts_with(word));
    if ends(INSTEAD) {
        Lean::Instead
    } else if ends(BY)
        || starts(&["までに", "まで", "末まで", "까지", "前", "以前", "之前", "必着", "底前", "内", "中に"])
        || after_clock(&["までに", "まで", "까지", "前", "以前", "之前", "必着", "頃まで"])
    {
        Lean::By
    } else if ends(BEFORE) {
        Lean::Before
    } else if ends(FROM) || starts(&["から", "より", "以降", "起", "부터", "~", "至"]) {
        Lean::From
    } else {
        own
    }
}

fn named(list: &[&str], name: &str) -> Option<u32> {
    let at = list.iter().position(|names| names.split('|').any(|n| n == name))?;
    u32::try_from(at).ok()
}

fn number(groups: &Captures, name: &str) -> Option<u32> {
    groups.name(name)?.as_str().parse().ok()
}

fn when(groups: &Captures, year: Option<i32>, what: What) -> Option<When> {
    let whole = groups.get(0)?;
    Some(When { start: whole.start(), end: whole.end(), lean: Lean::In, year, fiscal: false, what })
}

fn written_year(groups: &Captures) -> Option<i32> {
    groups.name("y")?.as_str().parse().ok()
}

fn cjk(groups: &Captures, context: &Context) -> Option<When> {
    let this = context.place.published.map(|d| d.year());
    let era = || {
        let first = if groups.name("era")?.as_str() == "令和" { 2018 } else { 1988 };
        let year = groups.name("ey")?.as_str();
        Some(first + if year == "元" { 1 } else { year.parse::<i32>().ok()? })
    };
    let roc = || {
        let year: i32 = groups.name("roc")?.as_str().parse().ok()?;
        (context.place.country == "TW").then_some(1911 + year)
    };
    let relative = || {
        let next = matches!(groups.name("rel")?.as_str(), "来年" | "翌年" | "明年" | "내년");
        Some(this? + i32::from(next))
    };
    let year = written_year(groups).or_else(era).or_else(roc).or_else(relative);
    let named_year = ["y", "era", "roc", "rel"].iter().any(|n| groups.name(n).is_some());
    if named_year && year.is_none() {
        return None;
    }
    let part = groups.name("p").map_or(Part::Whole, |p| match p.as_str() {
        "上旬" | "初旬" | "初" | "초" | "초순" | "初頭" => Part::Early,
        "中旬" | "중순" | "半ば" | "年中" | "半" => Part::Mid,
        _ => Part::Late,
    });
    let what = if let (Some(month), Some(day)) = (number(groups, "m"), number(groups, "d")) {
        What::Day { month, day }
    } else if let Some(month) = number(groups, "m") {
        What::Month(month, part)
    } else if let Some(half) = groups.name("h") {
        What::Half(1 + u32::from(matches!(half.as_str(), "下半期" | "下半年" | "後半" | "하반기")))
    } else if let Some(quarter) = groups.name("q") {
        What::Quarter(match quarter.as_str() {
            "1" | "一" => 1,
            "2" | "二" => 2,
            "3" | "三" => 3,
            _ => 4,
        })
    } else if let Some(season) = groups.name("s") {
        What::Season(named(&SEASONS, season.as_str())?)
    } else {
        What::Year(part)
    };
    let valid = match what {
        What::Day { month, day } => (1..=12).contains(&month) && (1..=31).contains(&day),
        What::Month(month, _) => (1..=12).contains(&month),
        _ => true,
    };
    let mut found = when(groups, year, what).filter(|_| valid)?;
    found.fiscal = groups.name("fy").is_some_and(|fy| fy.as_str() == "度") && context.place.country != "CN";
    // A year may only say which round or budget is meant: 2026年度青年科学基金. As a time it is followed so.
    let after = &context.text[found.end..];
    let led = [
        "に", "中", "内", "末", "ま", "か", "、", "よ", "以", "起", "前", "底", "初", "頃", "へ", "중", "에",
        "까", "부", "내", "开", "開", "完", "发", "發", "公", "出", "启", "正", "实", "於", ",", "計", "예",
        "상", "하",
    ]
    .iter()
    .any(|w| after.starts_with(w));
    (!matches!(found.what, What::Year(Part::Whole)) || led).then_some(found)
}

fn season_alone(groups: &Captures, context: &Context) -> Option<When> {
    let season = named(&SEASONS, groups.name("s")?.as_str())?;
    let next = groups.name("next").is_some();
    let year = if next { Some(context.place.published?.year() + 1) } else { None };
    let mut found = when(groups, year, What::Season(season))?;
    if let Some(after) = groups.name("k") {
        found.end = after.start();
        if after.as_str() == "頃" || after.as_str() == "期" || after.as_str() == "季" {
            found.end = after.end();
        }
    }
    Some(found)
}

fn relative(groups: &Captures, context: &Context) -> Option<When> {
    let said = context.place.published?;
    let year = said.year();
    // The fiscal year of Japan that runs.
    let fiscal_year = if said.month() < 4 { year - 1 } else { year };
    let word = groups.get(0)?.as_str();
    // "下半期の公募" names a round; "下半期に" says when.
    let whole = groups.get(0)?;
    let after = &context.text[whole.end()..];
    let names = matches!(
        word,
        "上半期" | "下半期" | "上半年" | "下半年" | "상반기" | "하반기" | "来年度" | "今年度" | "本年度"
    );
    if names
        && !["に", "中", "内", "ま", "か", "末", "、", "중", "에", "내", "까", "안"]
            .iter()
            .any(|w| after.starts_with(w))
    {
        return None;
    }
    let (year, what, lean, fiscal) = match word {
        "年内" | "연내" => (year, What::Year(Part::Whole), Lean::By, false),
        "年度内" => (fiscal_year, What::Year(Part::Whole), Lean::By, true),
        "年度末" => (fiscal_year, What::Year(Part::Late), Lean::In, true),
        "年末" | "年底" | "연말" => (year, What::Year(Part::Late), Lean::In, false),
        "年明け" => (year + 1, What::Month(1, Part::Whole), Lean::In, false),
        "来年度" => (fiscal_year + 1, What::Year(Part::Whole), Lean::In, true),
        "今年度" | "本年度" => (fiscal_year, What::Year(Part::Whole), Lean::In, true),
        "上半期" | "上半年" | "상반기" => (year, What::Half(1), Lean::In, false),
        "下半期" | "下半年" | "하반기" => (year, What::Half(2), Lean::In, false),
        "今月" | "月末" | "월말" => (year, What::Month(said.month(), Part::Whole), Lean::In, false),
        _ => {
            let next = said.checked_add_months(chrono::Months::new(1))?;
            (next.year(), What::Month(next.month(), Part::Whole), Lean::In, false)
        }
    };
    let mut found = when(groups, Some(year), what)?;
    (found.lean, found.fiscal) = (lean, fiscal);
    Some(found)
}

/// `22日、` in news is a day of this month; `30日以内` is none.
fn day_alone(groups: &Captures, context: &Context) -> Option<When> {
    let whole = groups.get(0)?;
    let before = context.text[..whole.start()].chars().next_back();
    let after = &context.text[whole.end()..];
    let counts =
        ["間", "以内", "後", "前", "以上", "目", "程度", "を超", "이내", "간", "후", "전", "동안", "内"];
    let apart = before.is_none_or(|c| !c.is_alphanumeric() || crate::script::is_run_script(c))
        && !before.is_some_and(|c| matches!(c, '月' | '월' | '約' | '零'));
    let day = number(groups, "d").filter(|d| (1..=31).contains(d))?;
    (apart && !counts.iter().any(|c| after.starts_with(c))).then(|| when(groups, None, What::DayOnly(day)))?
}

fn numeric(groups: &Captures, _: &Context) -> Option<When> {
    let (month, day) = (number(groups, "m")?, number(groups, "d")?);
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    when(groups, written_year(groups), What::Day { month, day }).filter(|_| fits)
}

fn numeric_last(groups: &Captures, context: &Context) -> Option<When> {
    let (a, b) = (number(groups, "a")?, number(groups, "b")?);
    let month_first = context.place.is_month_first() && groups.name("sep")?.as_str() == "/";
    let (month, day) = if month_first || b > 12 { (a, b) } else { (b, a) };
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    when(groups, written_year(groups), What::Day { month, day }).filter(|_| fits)
}

fn part_of(groups: &Captures) -> Part {
    match (groups.name("e"), groups.name("i"), groups.name("l")) {
        (Some(_), ..) => Part::Early,
        (_, Some(_), _) => Part::Mid,
        (.., Some(_)) => Part::Late,
        _ => Part::Whole,
    }
}

/// Words that are names of months and other words too; alone they say nothing.
const AMBIGUOUS: &[&str] = &[
    "may", "mar", "march", "mai", "mars", "mei", "ago", "jan", "dec", "set", "ene", "dic", "nov", "sep",
    "sept", "mayo",
];
const INTO_MONTH: &[&str] = &[
    "in",
    "by",
    "until",
    "before",
    "since",
    "during",
    "from",
    "of",
    "im",
    "bis",
    "ab",
    "en",
    "em",
    "à",
    "pour",
    "d'ici",
    "avant",
    "fin",
    "para",
    "de",
    "hasta",
    "até",
    "till",
    "dès",
    "for",
    "début",
    "ende",
    "anfang",
    "mitte",
    "séance de",
    "next",
];

fn latin(groups: &Captures, context: &Context) -> Option<When> {
    let name = groups.name("m")?;
    let month = 1 + named(&MONTHS, name.as_str())?;
    let year = written_year(groups);
    let part = part_of(groups);
    let day = number(groups, "d").or_else(|| number(groups, "d2"));
    let mut found = when(groups, year, What::Month(month, part))?;
    // After a day that stands before the month no second one belongs to it: 24 March 16:00.
    let clock = |end: usize| context.text[end..].starts_with([':', 'h']);
    if let Some(day) = day {
        if groups.name("d").is_some() && groups.name("d2").is_some() && year.is_none() {
            found.end = name.end();
        }
        if groups.name("d").is_none() && groups.name("d2").is_some_and(|d| clock(d.end())) {
            return None;
        }
        if !(1..=31).contains(&day) {
            return None;
        }
        found.what = What::Day { month, day };
        return Some(found);
    }
    if year.is_some() || part != Part::Whole {
        return Some(found);
    }
    let before = context.text[..found.start].trim_end();
    let word = |w: &&&str| {
        before
            .strip_suffix(**w)
            .is_some_and(|rest| rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
    };
    let led = INTO_MONTH.iter().find(word);
    let sure = led.is_some()
        && (!AMBIGUOUS.contains(&name.as_str())
            || matches!(led, Some(&"in" | &"en" | &"im" | &"em" | &"by" | &"until" | &"bis")));
    sure.then_some(found)
}

fn season(groups: &Captures, context: &Context) -> Option<When> {
    let name = groups.name("s")?.as_str();
    let year = written_year(groups);
    let led = groups.name("pre").map(|p| p.as_str());
    let led_well = led.is_some_and(|p| p != "the" && p != "a" && p != "el" && p != "au")
        || (name != "fall" && name != "été" && led.is_some());
    if year.is_none() && !led_well {
        return None;
    }
    let year =
        if led == Some("next") && year.is_none() { Some(context.place.published?.year() + 1) } else { year };
    let mut found = when(groups, year, What::Season(named(&SEASONS, name)?))?;
    if matches!(led, Some("bis" | "by" | "until" | "d'ici l'" | "d'ici le")) {
        found.lean = Lean::By;
    } else if matches!(led, Some("before" | "vor dem" | "avant l'" | "avant le")) {
        found.lean = Lean::Before;
    }
    Some(found)
}

fn fraction(groups: &Captures, _: &Context) -> Option<When> {
    let ordinal = groups.name("q")?.as_str();
    let nth = match ordinal.chars().next()? {
        'f' if ordinal == "fourth" => 4,
        'f' | 'e' => 1,
        'p' | '1' => 1,
        's' | 'z' | '2' => 2,
        'd' if ordinal.starts_with("dritt") => 3,
        'd' => 2,
        't' | '3' => 3,
        _ => 4,
    };
    let unit = groups.name("u")?.as_str();
    let is_half = matches!(unit, "half" | "halbjahr" | "jahreshälfte" | "hälfte" | "semestre" | "semester");
    let what = if is_half { What::Half(nth.min(2)) } else { What::Quarter(nth) };
    when(groups, written_year(groups), what)
}

fn bare_year(groups: &Captures, context: &Context) -> Option<When> {
    let year = groups.name("y")?;
    let part = part_of(groups);
    let joined = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '/' | '—' | '$' | '£' | '€' | '~'))
    };
    let (before, after) =
        (context.text[..year.start()].chars().next_back(), context.text[year.end()..].chars().next());
    let lone = !joined(before.filter(|c| *c != '-' || part == Part::Whole)) && !joined(after);
    let led = groups.name("pre").map(|p| p.as_str());
    let sure = part != Part::Whole || led.is_some_and(|p| p != "de" && p != "von" && p != "for");
    let sure = sure || led == Some("for") || led == Some("pour");
    let mut found = when(groups, written_year(groups), What::Year(part)).filter(|_| lone && sure)?;
    found.lean = match led {
        Some("by" | "until" | "bis" | "d'ici" | "d'ici à" | "hasta" | "até") => Lean::By,
        Some("before" | "vor" | "avant" | "antes de") if part == Part::Whole => Lean::Before,
        Some("before" | "vor" | "avant" | "antes de") => Lean::By,
        Some("from" | "since" | "ab" | "seit" | "depuis" | "dès" | "desde" | "à partir de") => Lean::From,
        _ => Lean::In,
    };
    Some(found)
}

fn this_year(groups: &Captures, context: &Context) -> Option<When> {
    let mut found = when(groups, Some(context.place.published?.year()), What::Year(Part::Whole))?;
    found.lean = Lean::By;
    Some(found)
}

fn next_year(groups: &Captures, context: &Context) -> Option<When> {
    when(groups, Some(context.place.published?.year() + 1), What::Year(Part::Whole))
}

fn next_month(groups: &Captures, context: &Context) -> Option<When> {
    let next = context.place.published?.checked_add_months(chrono::Months::new(1))?;
    when(groups, Some(next.year()), What::Month(next.month(), Part::Whole))
}
