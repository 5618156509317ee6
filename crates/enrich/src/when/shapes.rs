//! The shapes in which windows of days are written; on folded text.

use super::eastern::{cjk, day_alone, relative, season_alone};
use super::latin::{bare_year, fraction, latin, next_month, next_year, season, this_year};
use super::lean::lean;
use super::names::{EARLY, LATE, MID, MONTHS, SEASONS};
use super::{Lean, Place, What, When, written};
use regex::{Captures, Regex};
use shiome_model::dates;
use std::sync::LazyLock;

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

type Read = fn(&Captures, &Context) -> Option<When>;

/// What a reading may look at.
pub(super) struct Context<'t> {
    /// The sentence.
    pub text: &'t str,
    /// Where it is said.
    pub place: Place<'t>,
}

/// How many of the shapes are those of East Asia.
const EASTERN: usize = 8;

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

/// The windows a folded sentence names, in order. A day that is written with its year comes first; of
/// others that overlap, the shape that stands higher; last what only the languages without shapes here say.
pub(crate) fn find(text: &str, place: Place) -> Vec<When> {
    let context = Context { text, place };
    let mut found: Vec<When> = Vec::new();
    if !text.bytes().any(|b| b.is_ascii_digit())
        && !text.chars().any(|c| "年月春夏秋冬내연상하말".contains(c))
        && !text.bytes().any(|b| b == b' ')
    {
        return found;
    }
    let written = dates::shapes(text);
    let mut keep = |mut when: When| {
        if found.iter().all(|w| when.end <= w.start || when.start >= w.end) {
            when.lean = lean(text, when.start, when.end, when.lean);
            found.push(when);
        }
    };
    written.iter().filter_map(|shape| written::day(shape, place)).for_each(&mut keep);
    let is_eastern = text.chars().any(crate::script::is_run_script);
    let is_latin = text.bytes().any(|b| b.is_ascii_alphabetic() || b.is_ascii_digit());
    for (n, (shape, read)) in SHAPES.iter().enumerate() {
        if if n < EASTERN { is_eastern } else { is_latin } {
            shape.captures_iter(text).filter_map(|groups| read(&groups, &context)).for_each(&mut keep);
        }
    }
    written.iter().filter_map(written::other).for_each(&mut keep);
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

/// The number a group has caught.
pub(super) fn number(groups: &Captures, name: &str) -> Option<u32> {
    groups.name(name)?.as_str().parse().ok()
}

/// A window over all that was caught.
pub(super) fn when(groups: &Captures, year: Option<i32>, what: What) -> Option<When> {
    let whole = groups.get(0)?;
    Some(When { start: whole.start(), end: whole.end(), lean: Lean::In, year, fiscal: false, what })
}

/// The year a group has caught.
pub(super) fn written_year(groups: &Captures) -> Option<i32> {
    groups.name("y")?.as_str().parse().ok()
}
