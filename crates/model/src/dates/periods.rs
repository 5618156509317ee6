//! Times longer than a day: months, quarters, seasons, halves, years.

use super::cursor::Cursor;
use super::months;
use super::shapes::{Found, What, closed, western};
use chrono::{Days, Months, NaiveDate};
use std::collections::HashSet;
use std::sync::LazyLock;

/// How exactly a time is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// From the first of a month over `count` months.
pub fn span(year: i32, month: u32, count: u32, precision: Precision) -> Option<What> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let last = first.checked_add_months(Months::new(count))?.checked_sub_days(Days::new(1))?;
    Some(What::Period(first, last, precision))
}

pub fn month(year: i32, month: u32) -> Option<What> {
    span(year, month, 1, Precision::Month)
}
fn quarter(year: i32, number: u32) -> Option<What> {
    (1..=4).contains(&number).then(|| span(year, number * 3 - 2, 3, Precision::Quarter)).flatten()
}
fn half(year: i32, number: u32) -> Option<What> {
    (1..=2).contains(&number).then(|| span(year, number * 6 - 5, 6, Precision::Half)).flatten()
}
/// Seasons of the northern half, each from the first of a month; a winter ends in the next year.
fn season(year: i32, number: u32) -> Option<What> {
    span(year, number * 3, 3, Precision::Season)
}
/// The beginning, middle or end of a year.
fn third(year: i32, number: u32) -> Option<What> {
    let (month, count) = [(1, 3), (5, 4), (10, 3)].get(number as usize).copied()?;
    span(year, month, count, Precision::Part)
}

/// Spring is 1.
const SEASONS: [&str; 4] = [
    "spring frühjahr frühling printemps primavera voorjaar lente vår våren vårens forår foråret kevät kevään keväällä الربيع",
    "summer sommer été verano verão estate zomer sommar sommaren sommeren kesän kesällä الصيف",
    "autumn fall herbst automne otoño outono autunno herfst najaar höst hösten høst høsten efterår efteråret syksy syksyn syksyllä الخريف",
    "winter hiver invierno inverno vinter vintern vinteren talvi talven talvella الشتاء",
];
const FIRST: &str = "first erste erstes ersten premier première primer primera primeiro primeira primo prima eerste första første ensimmäinen ensimmäisellä ensimmäisen 1st 1er 1ère 1º 1° الأول";
const SECOND: &str = "second zweite zweites zweiten deuxième segundo segunda secondo seconda tweede andra anden andet andre toinen toisella toisen 2nd 2e 2º 2° الثاني";
const THIRD: &str = "third dritte drittes dritten troisième tercer tercero terceiro terzo derde tredje kolmas kolmannella kolmannen 3rd 3e 3º 3° الثالث";
const FOURTH: &str = "fourth vierte viertes vierten quatrième cuarto quarto vierde fjärde fjerde neljäs neljännellä neljännen 4th 4e 4º 4° الرابع";
const QUARTERS: &str =
    "quarter quartal trimestre kwartaal kvartal kvartalet neljännes neljänneksellä neljänneksen ربع الربع";
const HALVES: &str = "half halbjahr hälfte semestre helft halvår halvåret halvdel halvdelen puolisko puoliskolla puoliskon النصف";
const EARLY: &str = "early beginning start anfang début debut principios comienzos inicios início começo inizio begin början begyndelsen starten begynnelsen alkuvuosi alkuvuoden alkuvuodesta";
const MIDDLE: &str = "mid middle mitte mi milieu mediados meados metà medio halverwege mitten midten";
const LATE: &str = "late end ende fin finales fines final finais fim fine eind slutet slutningen slutten utgången loppu loppuvuosi loppuvuoden loppuvuodesta";
/// Words before a year that is meant as a time.
const BEFORE_YEAR: &str = "in by until till since from during before after bis ab seit vor nach im jahr en d'ici avant depuis dès année desde hasta para antes año em até desde ano nel entro dal dopo anno tot vanaf voor jaar till från senast år fra til inden senest vuonna vuoteen vuoden vuodesta ปี عام";

fn is_in(word: &str, list: &str) -> bool {
    list.split(' ').any(|w| w == word)
}

fn nth(word: &str) -> Option<u32> {
    let lists = [FIRST, SECOND, THIRD, FOURTH];
    lists.iter().zip(1..).find(|(list, _)| is_in(word, list)).map(|(_, number)| number)
}

/// Whether a period may begin with this word: prose is full of others.
fn begins(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let lists = [FIRST, SECOND, THIRD, FOURTH, EARLY, MIDDLE, LATE, "q h t s"];
        lists.iter().chain(&SEASONS).flat_map(|list| list.split(' ')).collect()
    });
    WORDS.contains(word)
}

/// Small words between a period and its year, then the year.
fn year_near(here: &mut Cursor) -> Option<i32> {
    for _ in 0..4 {
        here.space();
        here.eat_any(&['-', '/', ',', '\'', '’']);
        let mark = *here;
        if let Some(number) = here.number() {
            return (number.width == 4).then(|| western(number.value)).flatten();
        }
        *here = mark;
        let word = here.word()?.to_lowercase();
        let small = "of the de du des del della dell di do da d des vom von jahres l anno année año ano van het jaar av år året af i in im en year calendar vuoden من عام";
        is_in(&word, small).then_some(())?;
    }
    None
}

/// At a word that is no month.
pub fn at_word(start: usize, mut here: Cursor, word: &str) -> Option<Found> {
    if word.len() > 24 {
        return None;
    }
    let lower = word.to_lowercase();
    if !begins(&lower) {
        return None;
    }
    // Q2 2026, H1 2026
    if let Some(number) = match lower.as_str() {
        "q" | "h" | "t" | "s" => here.number().filter(|n| n.width == 1).map(|n| n.value),
        _ => None,
    } {
        let year = year_near(&mut here)?;
        return closed(
            start,
            here,
            if lower == "q" || lower == "t" { quarter(year, number)? } else { half(year, number)? },
        );
    }
    if let Some(number) = SEASONS.iter().zip(1..).find(|(list, _)| is_in(&lower, list)).map(|(_, n)| n) {
        let year = year_near(&mut here)?;
        return closed(start, here, season(year, number)?);
    }
    if let Some(number) = nth(&lower) {
        return counted(start, here, number);
    }
    let third_of =
        [EARLY, MIDDLE, LATE].iter().zip(0..).find(|(list, _)| is_in(&lower, list)).map(|(_, n)| n)?;
    // "end of March 2026" is read from March on.
    let year = year_near(&mut here)?;
    closed(start, here, third(year, third_of)?)
}

/// `second quarter of 2026` after its ordinal.
fn counted(start: usize, mut here: Cursor, number: u32) -> Option<Found> {
    here.eat('.');
    here.space();
    let word = here.word()?.to_lowercase();
    let what: fn(i32, u32) -> Option<What> = match () {
        () if is_in(&word, QUARTERS) => quarter,
        () if is_in(&word, HALVES) => half,
        () => return None,
    };
    let year = year_near(&mut here)?;
    closed(start, here, what(year, number)?)
}

/// `2. Quartal 2026`, `1er semestre 2026`, `2nd quarter of 2026`, `2Q 2026`.
pub fn at_number(start: usize, mut here: Cursor, number: u32) -> Option<Found> {
    if !(1..=4).contains(&number) {
        return None;
    }
    here.eat_one_of(&[".", "º", "°", "st", "nd", "rd", "th", "er", "ère", "ème", ":a", "e"]);
    let quarter_letter = here;
    let mut letter = quarter_letter;
    if letter.eat('Q') {
        let year = year_near(&mut letter)?;
        return closed(start, letter, quarter(year, number)?);
    }
    counted(start, here, number)
}

/// A year alone: only after a word that makes it a time.
pub fn year(start: usize, here: Cursor, year: i32) -> Option<Found> {
    let before = here.text.get(..start)?.trim_end();
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '\'' | '’')).next()?.to_lowercase();
    (is_in(&word, BEFORE_YEAR) || word == "ici").then_some(())?;
    let mut after = here.rest().chars();
    let is_part = matches!(after.next(), Some('-' | '–' | '/' | '.' | ':'))
        && after.next().is_some_and(char::is_numeric);
    if is_part || here.rest().starts_with(char::is_alphabetic) {
        return None;
    }
    closed(start, here, span(year, 1, 12, Precision::Year)?)
}

/// A Thai run that ends in the name of a month, before its year.
pub fn thai_month(start: usize, here: Cursor, run: &str) -> Option<Found> {
    let (at, _) = run.char_indices().find(|(at, _)| {
        let mut inside = Cursor { text: here.text, at: start + at };
        months::thai(&mut inside).is_some() && inside.at >= here.at
    })?;
    let mut here = Cursor { text: here.text, at: start + at };
    let begin = here.at;
    let number = months::thai(&mut here)?;
    here.space();
    here.eat_one_of(&["พ.ศ.", "ค.ศ.", "พุทธศักราช", "ปี"]);
    here.space();
    let year = here.number().filter(|n| n.width == 4).and_then(|n| western(n.value))?;
    closed(begin, here, month(year, number)?)
}

/// After 年 or 년 where no month follows.
pub fn eastern(start: usize, mut here: Cursor, year: i32) -> Option<Found> {
    let after_year = here;
    here.space();
    here.eat('の');
    let numbers = |here: &mut Cursor| {
        here.eat('第');
        let number = here.number()?.value;
        here.space();
        here.eat_one_of(&["四半期", "季度", "분기"])?;
        quarter(year, number)
    };
    let mut tried = here;
    if let Some(what) = numbers(&mut tried) {
        return closed(start, tried, what);
    }
    let words: [(&[&str], Option<What>); 11] = [
        (&["度"], fiscal(year)),
        (&["上半期", "上半年", "前半", "上期", "상반기"], half(year, 1)),
        (&["下半期", "下半年", "後半", "后半", "下期", "하반기"], half(year, 2)),
        (&["春", "봄"], season(year, 1)),
        (&["夏", "여름"], season(year, 2)),
        (&["秋", "가을"], season(year, 3)),
        (&["冬", "겨울"], season(year, 4)),
        (&["初頭", "年初", "初め", "初", "초"], third(year, 0)),
        (&["半ば", "中頃", "年中"], third(year, 1)),
        (&["末", "年末", "年底", "底", "말"], third(year, 2)),
        (&[""], span(year, 1, 12, Precision::Year)),
    ];
    let (mut here, what) = words.into_iter().find_map(|(signs, what)| {
        let mut tried = here;
        let sign = tried.eat_one_of(signs)?;
        Some((if sign.is_empty() { after_year } else { tried }, what?))
    })?;
    if here.at == after_year.at {
        // 2026년도 is the year too.
        here.eat('도');
    }
    closed(start, here, what)
}

/// A fiscal year of Japan: April to March.
fn fiscal(year: i32) -> Option<What> {
    span(year, 4, 12, Precision::FiscalYear)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last day of each passage, by its own words.
    fn read(text: &str) -> Vec<String> {
        let times = super::super::shapes(text).into_iter().filter_map(|found| match found.what {
            What::Period(first, last, _) => {
                Some(format!("{}: {first}..{last}", &text[found.start..found.end]))
            }
            _ => None,
        });
        times.collect()
    }

    #[test]
    fn longer_times_have_a_first_and_a_last_day() {
        for (text, expected) in [
            ("in March 2026", "March 2026: 2026-03-01..2026-03-31"),
            ("en mars 2026", "mars 2026: 2026-03-01..2026-03-31"),
            ("en marzo de 2026", "marzo de 2026: 2026-03-01..2026-03-31"),
            ("令和8年3月に", "令和8年3月: 2026-03-01..2026-03-31"),
            ("2026년 3월", "2026년 3월: 2026-03-01..2026-03-31"),
            ("ในเดือนมีนาคม 2569", "มีนาคม 2569: 2026-03-01..2026-03-31"),
            ("the second quarter of 2026", "second quarter of 2026: 2026-04-01..2026-06-30"),
            ("in Q2 2026", "Q2 2026: 2026-04-01..2026-06-30"),
            ("im 2. Quartal 2026", "2. Quartal 2026: 2026-04-01..2026-06-30"),
            ("im zweiten Quartal 2026", "zweiten Quartal 2026: 2026-04-01..2026-06-30"),
            ("au deuxième trimestre 2026", "deuxième trimestre 2026: 2026-04-01..2026-06-30"),
            ("el segundo trimestre de 2026", "segundo trimestre de 2026: 2026-04-01..2026-06-30"),
            ("2026年第2四半期", "2026年第2四半期: 2026-04-01..2026-06-30"),
            ("2026年第二季度", "2026年第二季度: 2026-04-01..2026-06-30"),
            ("2026년 2분기", "2026년 2분기: 2026-04-01..2026-06-30"),
            ("will publish in autumn 2026", "autumn 2026: 2026-09-01..2026-11-30"),
            ("im Herbst 2026", "Herbst 2026: 2026-09-01..2026-11-30"),
            ("à l'automne 2026", "automne 2026: 2026-09-01..2026-11-30"),
            ("en otoño de 2026", "otoño de 2026: 2026-09-01..2026-11-30"),
            ("syksyllä 2026", "syksyllä 2026: 2026-09-01..2026-11-30"),
            ("2026年秋に", "2026年秋: 2026-09-01..2026-11-30"),
            ("the first half of 2026", "first half of 2026: 2026-01-01..2026-06-30"),
            ("2026年度上半期", "2026年度: 2026-04-01..2027-03-31"),
            ("令和8年度", "令和8年度: 2026-04-01..2027-03-31"),
            ("2026年上半年", "2026年上半年: 2026-01-01..2026-06-30"),
            ("by the end of 2026", "end of 2026: 2026-10-01..2026-12-31"),
            ("Ende 2026", "Ende 2026: 2026-10-01..2026-12-31"),
            ("in mid-2026", "mid-2026: 2026-05-01..2026-08-31"),
            ("by 2030", "2030: 2030-01-01..2030-12-31"),
            ("d'ici 2030", "2030: 2030-01-01..2030-12-31"),
            ("2030年までに", "2030年: 2030-01-01..2030-12-31"),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
        for text in
            ["ISO 2030", "the 2030 Agenda", "room 2026", "in 2026/27", "I may 2", "Summer School 2026 people"]
        {
            assert_eq!(read(text).len(), 0, "{text}: {:?}", read(text));
        }
    }
}
