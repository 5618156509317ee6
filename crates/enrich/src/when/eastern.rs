//! Windows as Japanese, Chinese and Korean write them; each reading gets what its shape has caught.

use super::names::{SEASONS, named};
use super::shapes::{Context, number, when, written_year};
use super::{Lean, Part, What, When};
use chrono::Datelike;
use regex::Captures;

/// A month, a day, a part of a year with its numbers: `10月上旬`, `2027年度`, `4분기`.
pub(super) fn cjk(groups: &Captures, context: &Context) -> Option<When> {
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

/// A season without a year, led or followed by what makes it a time.
pub(super) fn season_alone(groups: &Captures, context: &Context) -> Option<When> {
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

/// `年内`, `来年度`, `하반기`: told by the day it is said on.
pub(super) fn relative(groups: &Captures, context: &Context) -> Option<When> {
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
pub(super) fn day_alone(groups: &Captures, context: &Context) -> Option<When> {
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
