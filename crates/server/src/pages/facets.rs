//! What a result can be narrowed by: values with counts, and months. Each is a link to the narrowed
//! search, so that no script is needed.

use super::wanted::{FIELDS, Wanted, values};
use crate::names::{Named, Namer};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Serialize;
use shiome_model::Lang;
use std::collections::BTreeMap;

/// Months shown; older ones are summed up.
const MONTHS: usize = 48;

/// Counts by value, for each field.
pub(super) type Counts = BTreeMap<String, Vec<(String, u64)>>;

/// A list of values.
#[derive(Serialize)]
pub(super) struct Facet {
    field: &'static str,
    label: &'static str,
    values: Vec<FacetValue>,
}

#[derive(Serialize)]
struct FacetValue {
    value: String,
    label: String,
    count: u64,
    selected: bool,
    /// The search with this value added, or taken away if it is selected.
    href: String,
}

/// A value the result is narrowed to.
#[derive(Serialize)]
pub(super) struct Chip {
    field: &'static str,
    field_label: &'static str,
    label: String,
    /// The search without it.
    href: String,
}

/// A month of the histogram.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Month {
    month: String,
    count: u64,
    selected: bool,
    /// The search narrowed to it.
    href: String,
}

/// Months in order, and what lies before them.
#[derive(Serialize)]
pub(super) struct Histogram {
    months: Vec<Month>,
    most: u64,
    earlier: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier_href: Option<String>,
}

/// What the value of a field is called.
fn label(namer: Namer, field: &str, value: &str) -> Named {
    match field {
        "country" => namer.country(value),
        "agency" => namer.line(&value.into()),
        "topic" => namer.topic(&value.into()),
        "language" => namer.language(&Lang::from(value)),
        "named" => namer.mentioned(value),
        "office" => namer.office(value),
        "credibility" => namer.word(field, value),
        "sensitivity" => {
            value.parse().map_or_else(|_| namer.word(field, value), |known| namer.sensitivity(known))
        }
        _ => value.parse().map(|kind| namer.kind(kind)).unwrap_or_else(|_| namer.word("kind", value)),
    }
}

/// The facets of a search. Values it is narrowed to are listed even if nothing has them.
pub(super) fn facets(namer: Namer, wanted: &Wanted, counts: &Counts) -> Vec<Facet> {
    let facet = |field: &'static str| {
        let chosen = values(&wanted.filters, field);
        let counted = counts.get(field).map_or(&[][..], Vec::as_slice);
        let absent = chosen.iter().filter(|v| !counted.iter().any(|(c, _)| c == *v)).map(|v| (v, 0));
        let all = absent.chain(counted.iter().map(|(v, n)| (v, *n)));
        let values = all.map(|(value, count)| FacetValue {
            value: value.clone(),
            label: label(namer, field, value).label,
            count,
            selected: chosen.contains(value),
            href: wanted.toggled(field, value).href(),
        });
        Facet { field, label: field_label(namer, field), values: values.collect() }
    };
    // A list of one value tells nothing that all of the result did not.
    let tells = |facet: &Facet| facet.values.len() > 1 || facet.values.iter().any(|v| v.selected);
    let of_few = |facet: &Facet| matches!(facet.field, "credibility" | "sensitivity");
    FIELDS.into_iter().map(facet).filter(|f| !of_few(f) || tells(f)).collect()
}

fn field_label(namer: Namer, field: &str) -> &'static str {
    crate::words::word(namer.lang, &format!("field_{field}"))
}

/// What a search is narrowed to, each with the way out.
pub(super) fn chips(namer: Namer, wanted: &Wanted) -> Vec<Chip> {
    let mut chips = Vec::new();
    for field in FIELDS {
        chips.extend(values(&wanted.filters, field).iter().map(|value| Chip {
            field,
            field_label: field_label(namer, field),
            label: label(namer, field, value).label,
            href: wanted.toggled(field, value).href(),
        }));
    }
    let (from, to) = (wanted.filters.from, wanted.filters.to);
    if from.is_some() || to.is_some() {
        let day = |d: Option<NaiveDate>| d.map(|d| crate::dates::day(d, namer.lang)).unwrap_or_default();
        chips.push(Chip {
            field: "date",
            field_label: field_label(namer, "date"),
            label: format!("{} – {}", day(from), day(to)),
            href: wanted.between(None, None).href(),
        });
    }
    chips
}

/// The histogram of a search. Months without documents are in it, so that its axis is time.
pub(super) fn histogram(wanted: &Wanted, counts: &[(String, u64)]) -> Histogram {
    let counted: BTreeMap<NaiveDate, u64> =
        counts.iter().filter_map(|(m, n)| Some((format!("{m}-01").parse().ok()?, *n))).collect();
    let mut months = Vec::new();
    let last = counted.last_key_value().map(|(m, _)| *m);
    let oldest = last.and_then(|l| l.checked_sub_months(Months::new(MONTHS as u32 - 1)));
    let first = counted.keys().find(|m| oldest.is_none_or(|o| **m >= o)).copied();
    let mut next = first;
    while let (Some(month), Some(last)) = (next, last) {
        if month > last {
            break;
        }
        let end = end_of(month);
        months.push(Month {
            month: month.format("%Y-%m").to_string(),
            count: counted.get(&month).copied().unwrap_or_default(),
            selected: wanted.filters.from == Some(month) && wanted.filters.to == end,
            href: wanted.between(Some(month), end).href(),
        });
        next = month.checked_add_months(Months::new(1));
    }
    let earlier = counted.iter().filter(|(m, _)| first.is_some_and(|f| **m < f)).map(|(_, n)| n).sum();
    let before = first.and_then(|f| f.pred_opt()).filter(|_| earlier > 0);
    Histogram {
        most: months.iter().map(|m| m.count).max().unwrap_or_default(),
        months,
        earlier,
        earlier_href: before.map(|day| wanted.between(None, Some(day)).href()),
    }
}

/// The last day of the month of `day`.
fn end_of(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_has_no_gaps_and_sums_up_what_is_old() {
        let counts = [("1998-05", 2), ("2025-11", 3), ("2026-02", 5)].map(|(m, n)| (m.to_owned(), n));
        let found = histogram(&Wanted { limit: 20, expand: true, ..Wanted::default() }, &counts);
        let months: Vec<_> = found.months.iter().map(|m| (m.month.as_str(), m.count)).collect();
        assert_eq!(months, [("2025-11", 3), ("2025-12", 0), ("2026-01", 0), ("2026-02", 5)]);
        assert_eq!((found.most, found.earlier), (5, 2));
        assert_eq!(found.months[3].href, "/?from=2026-02-01&to=2026-02-28");
        assert_eq!(found.earlier_href.as_deref(), Some("/?to=2025-10-31"));
        assert!(histogram(&Wanted::default(), &[]).months.is_empty());
    }
}
