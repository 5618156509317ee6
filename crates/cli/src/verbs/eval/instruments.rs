//! Gold documents against what is read of them: instrument, status, days, zone, money, promises.
//!
//! A field that is right counts as found; one that is read but not labelled, or wrong, counts against
//! precision; one that is labelled and not read, or wrong, against recall. Amounts are compared with
//! their currency and their lower end, promises by their last day, deadlines by their day; zones by the
//! moment they mean, where the text states one.

use super::gold::{self, Gold};
use super::report::{Difference, Part, Report, ask};
use chrono::{NaiveDate, NaiveTime, Offset, TimeZone};
use serde_json::{Value, json};
use shiome_enrich::Enricher;
use shiome_model::{Annotations, Deadline, Lang, Money};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is compared, in order of display.
const FIELDS: [&str; 8] =
    ["instrument", "status", "announced", "effective", "deadline", "zone", "money", "promises"];

/// Values of one document by field, as texts that are equal when the values are.
type Values = BTreeMap<&'static str, BTreeSet<String>>;

#[derive(Clone, Copy, Default)]
struct Tally {
    right: usize,
    read: usize,
    labelled: usize,
}

impl Tally {
    fn precision(self) -> f64 {
        self.right as f64 / self.read.max(1) as f64
    }
    fn recall(self) -> f64 {
        self.right as f64 / self.labelled.max(1) as f64
    }
}

pub fn run(dir: &Path) -> anyhow::Result<Report> {
    let enricher = Enricher::new(&[])?;
    let mut report = Report::default();
    let mut parts: BTreeMap<&str, Part> = FIELDS.iter().map(|f| (*f, Part::new(f))).collect();
    let mut tallies: BTreeMap<(String, &str), Tally> = BTreeMap::new();
    for document in gold::read(dir)? {
        let page = document.document()?;
        let lang = Lang::from(document.lang.as_str());
        let (answer, took) = ask(|| enricher.annotate(&page, Some(&lang)));
        let panicked = answer.is_none();
        let found = answer.as_ref().map(values).unwrap_or_default();
        let expected = labels(&document)?;
        let side = if document.is_held_out() { "held out" } else { "tuning" };
        for field in FIELDS {
            let (mut had, wanted) = (of(&found, field), of(&expected, field));
            // A zone is labelled only where the text states one.
            if field == "zone" && wanted.is_empty() {
                had.clear();
            }
            let right = had.intersection(&wanted).count();
            let groups = [side.to_owned(), format!("{side}, {}", document.lang)];
            for group in &groups {
                for name in [field, "all"] {
                    let tally = tallies.entry((group.clone(), name)).or_default();
                    tally.right += right;
                    tally.read += had.len();
                    tally.labelled += wanted.len();
                }
            }
            let Some(part) = parts.get_mut(field) else { continue };
            part.cases += 1;
            part.slowest_ms = part.slowest_ms.max(took.as_millis());
            part.panics += usize::from(panicked);
            if had == wanted {
                part.equal += 1;
            } else {
                part.differences.push(Difference {
                    case: format!("{} ({side})", document.id),
                    expected: json!(wanted),
                    found: json!(had),
                });
            }
        }
        report.predictions.insert(document.id.clone(), answer.map(|a| prediction(&a, &page)).into());
    }
    report.parts = FIELDS.iter().filter_map(|f| parts.remove(f)).collect();
    for ((group, field), tally) in tallies {
        let name = format!("{group}: {field}");
        report.figures.insert(format!("{name}: precision"), tally.precision());
        report.figures.insert(format!("{name}: recall"), tally.recall());
        report.figures.insert(format!("{name}: labelled"), tally.labelled as f64);
    }
    Ok(report)
}

fn of(values: &Values, field: &str) -> BTreeSet<String> {
    values.get(field).cloned().unwrap_or_default()
}

/// What was read.
fn values(annotations: &Annotations) -> Values {
    let mut values = Values::new();
    let mut put = |field: &'static str, text: String| {
        values.entry(field).or_default().insert(text);
    };
    for instrument in &annotations.instruments {
        put("instrument", instrument.kind.value.to_string());
        put("status", instrument.status.value.as_str().to_owned());
        if let Some(day) = &instrument.announced {
            put("announced", day.value.to_string());
        }
        if let Some(day) = &instrument.effective {
            put("effective", day.value.to_string());
        }
        if let Some(deadline) = &instrument.deadline {
            put("deadline", deadline.value.day.to_string());
            if let Some(offset) = deadline.value.zone.as_ref().and_then(|z| offset(&z.name, &deadline.value))
            {
                put("zone", offset.to_string());
            }
        }
        for money in &instrument.money {
            put("money", amount(&money.value));
        }
    }
    for promise in &annotations.promises {
        put("promises", promise.due.until.to_string());
    }
    values
}

fn amount(money: &Money) -> String {
    match money.from {
        Some(from) => format!("{from}..{} {}", money.amount, money.currency),
        None => format!("{} {}", money.amount, money.currency),
    }
}

/// Seconds east of Greenwich at the deadline.
fn offset(zone: &str, deadline: &Deadline) -> Option<i32> {
    let fixed = zone.strip_prefix("UTC").unwrap_or(zone);
    if let Some((sign, rest)) = fixed.split_at_checked(1).filter(|(sign, _)| matches!(*sign, "+" | "-")) {
        let (hours, minutes) = rest.split_once(':')?;
        let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
        return Some(if sign == "-" { -seconds } else { seconds });
    }
    let zone: chrono_tz::Tz = if zone == "GMT" { chrono_tz::Etc::GMT } else { zone.parse().ok()? };
    let moment = deadline.day.and_time(deadline.time.unwrap_or(NaiveTime::MIN));
    Some(zone.from_local_datetime(&moment).earliest()?.offset().fix().local_minus_utc())
}

/// What is true.
fn labels(gold: &Gold) -> anyhow::Result<Values> {
    let mut values = Values::new();
    let mut put = |field: &'static str, text: &str| {
        values.entry(field).or_default().insert(text.to_owned());
    };
    for (field, label) in [
        ("instrument", &gold.instrument),
        ("status", &gold.status),
        ("announced", &gold.announced),
        ("effective", &gold.effective),
    ] {
        if let Some(label) = label {
            put(field, label);
        }
    }
    if let Some(deadline) = &gold.deadline {
        let mut words = deadline.split(' ');
        let day: NaiveDate = words.next().unwrap_or_default().parse()?;
        put("deadline", &day.to_string());
        let time = words.next().and_then(|t| NaiveTime::parse_from_str(t, "%H:%M").ok());
        if let Some(zone) = words.next() {
            let at = Deadline { day, time, zone: None };
            let offset = offset(zone, &at)
                .ok_or_else(|| anyhow::anyhow!("read the zone '{zone}' of '{}'", gold.id))?;
            put("zone", &offset.to_string());
        }
    }
    for money in &gold.money {
        put("money", money.split_once(' ').map_or(money.as_str(), |(_, amount)| amount));
    }
    for promise in &gold.promises {
        put("promises", promise.rsplit_once("..").map_or(promise.as_str(), |(_, until)| until));
    }
    Ok(values)
}

/// All that was read, so that others can score it.
fn prediction(annotations: &Annotations, page: &shiome_model::Document) -> Value {
    json!({
        "instruments": annotations.instruments,
        "promises": annotations.promises.iter().map(|p| json!({
            "what": p.what, "due": p.due, "passage": p.span.of(&page.text), "when": p.when.of(&page.text),
        })).collect::<Vec<_>>(),
    })
}
