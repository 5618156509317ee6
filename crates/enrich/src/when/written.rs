//! What the scanner of days reads, as windows: days with their years in every language and calendar it
//! knows, and the times that no shape of this module has.

use super::{Lean, Part, Place, What, When};
use chrono::Datelike;
use shiome_model::dates::{self, Found, Order, Precision, Reading};

/// A day with its whole year.
pub(super) fn day(shape: &Found, place: Place) -> Option<When> {
    let dates::What::Day(reading) = shape.what else { return None };
    let order = if place.is_month_first() { Order::MonthFirst } else { Order::DayFirst };
    let day = match reading {
        Reading::Day(day) => day,
        either => either.by(order)?,
    };
    let what = What::Day { month: day.month(), day: day.day() };
    (!shape.is_short).then_some(window(shape, Some(day.year()), what))
}

/// The last of several days, a day without a year, or a month, quarter, half or season with one. Years alone and their ends are left
/// out: here they count only after words that make them a time.
pub(super) fn other(shape: &Found) -> Option<When> {
    Some(match shape.what {
        dates::What::Yearless { month, day, until: None } => window(shape, None, What::Day { month, day }),
        dates::What::Days(_, last) => {
            window(shape, Some(last.year()), What::Day { month: last.month(), day: last.day() })
        }
        dates::What::Period(first, _, precision) => {
            let month = first.month();
            let what = match precision {
                Precision::Month => What::Month(month, Part::Whole),
                Precision::Quarter => What::Quarter(month.div_ceil(3)),
                Precision::Half => What::Half(month.div_ceil(6)),
                Precision::Season => What::Season((month / 3).checked_sub(1)?),
                _ => return None,
            };
            window(shape, Some(first.year()), what)
        }
        _ => return None,
    })
}

fn window(shape: &Found, year: Option<i32>, what: What) -> When {
    When { start: shape.start, end: shape.end, lean: Lean::In, year, fiscal: false, what }
}
