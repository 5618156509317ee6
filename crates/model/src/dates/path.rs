//! The day in the path of an address.

use super::shapes::{day, western};
use chrono::NaiveDate;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The day in the path of an address, and the passage that says it: `/2021/06/14/`,
/// `/2021-06-14-title`, `/20210614/`.
pub fn of_path(path: &str) -> Option<(NaiveDate, String)> {
    static PATH: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let parted = r"((?:19|20)\d\d)[/_-](\d{1,2})[/_-](\d{1,2})";
        let joined = r"((?:19|20)\d\d)(\d\d)(\d\d)";
        Regex::new(&format!(r"(?:^|[/_.-])(?:{parted}|{joined})(?:[/_.-]|$)")).ok()
    });
    let groups = PATH.as_ref()?.captures(path)?;
    let first = if groups.get(1).is_some() { 1 } else { 4 };
    let passage = path.get(groups.get(first)?.start()..groups.get(first + 2)?.end())?;
    let number = |groups: &Captures, index: usize| groups.get(index)?.as_str().parse::<u32>().ok();
    let year = western(number(&groups, first)?)?;
    Some((day(year, number(&groups, first + 1)?, number(&groups, first + 2)?)?, passage.to_owned()))
}
