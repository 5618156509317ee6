//! Who publishes what, and when: the background of eighteen months, and the trends planted in it.

use super::{
    START, WEEKS,
    cast::{HOUSES, house},
    rng::Rng,
};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// One document to be written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) house: usize,
    pub(super) date: NaiveDate,
    pub(super) lang: &'static str,
    pub(super) matter: &'static str,
    pub(super) kind: &'static str,
    pub(super) trend: Option<&'static str>,
}

/// Matters with their weight in the background. What is planted is absent from it.
const MATTERS: [(&str, usize); 9] = [
    ("background", 24),
    ("ai", 6),
    ("open", 13),
    ("assess", 11),
    ("dei", 10),
    ("career", 12),
    ("mobility", 11),
    ("security", 4),
    ("green", 7),
];
const KINDS: [(&str, usize); 10] = [
    ("call", 17),
    ("result", 13),
    ("policy", 7),
    ("guideline", 8),
    ("consultation", 5),
    ("report", 14),
    ("statement", 5),
    ("event", 13),
    ("appointment", 3),
    ("news", 15),
];
/// Guidance on generative AI in peer review: documents a week, counted from the end, with their
/// publishers. One moves first, others follow.
const RISING: [(u64, &[&str]); 8] = [
    (8, &["albion"]),
    (7, &["albion"]),
    (6, &["albion", "scrt"]),
    (5, &["scrt", "mitteland", "albion"]),
    (4, &["mitteland", "toto", "scrt", "albion"]),
    (3, &["toto", "nordisk", "albion", "mitteland", "arvonne"]),
    (2, &["arvonne", "toto", "minato", "scrt", "mitteland", "nordisk"]),
    (1, &["toto", "arvonne", "nordisk", "albion", "alpenwissen", "mitteland", "scrt"]),
];
/// Transformative agreements: talked about every week until this many weeks before the end.
const SILENT: u64 = 13;
/// The week, from the end, in which one publisher alone talks of green laboratories.
const BURST: u64 = 5;

/// The topic a matter belongs to, as the thesaurus names it.
pub(super) fn topic(matter: &str) -> Option<&'static str> {
    Some(match matter {
        "review_ai" | "ai" => "generative_ai",
        "deals" | "open" => "open_science",
        "assess" => "research_assessment",
        "dei" => "dei",
        "career" => "early_career",
        "mobility" => "international_collaboration_mobility",
        "security" => "research_security_integrity",
        "green" => "sustainability_of_research",
        _ => return None,
    })
}

/// All documents, by publisher and day.
pub(super) fn slots(seed: u64) -> Vec<Slot> {
    let mut all = background(seed);
    all.extend(planted(seed));
    all.sort();
    all
}

fn background(seed: u64) -> Vec<Slot> {
    let mut all = Vec::new();
    for (at, house) in HOUSES.iter().enumerate() {
        let mut rng = Rng::new(seed, house.id);
        for number in 0..house.documents {
            let share = number as u64 * WEEKS * 7 / house.documents as u64;
            let date = working_day(share + rng.below(6) as u64);
            let (mut matter, mut kind) = (weighted(&MATTERS, &mut rng), weighted(&KINDS, &mut rng));
            if house.kind == "news" {
                kind = ["opinion", "news"][rng.below(2)];
            }
            if matter == "background" && !matches!(kind, "news" | "event" | "report" | "opinion" | "result") {
                kind = "news";
            }
            if kind == "appointment" && matter == "background" {
                matter = "career";
            }
            let lang = house.langs[number % house.langs.len()];
            all.push(Slot { house: at, date, lang, matter, kind, trend: None });
        }
    }
    all
}

fn planted(seed: u64) -> Vec<Slot> {
    let mut rng = Rng::new(seed, "planted");
    let mut all = Vec::new();
    let mut add = |week: u64, id: &str, matter, kinds: &[&'static str], trend, rng: &mut Rng| {
        let Some(at) = house(id) else { return };
        let date = working_day(week * 7 + rng.below(5) as u64);
        let kind = rng.pick(kinds).copied().unwrap_or("news");
        let lang = HOUSES[at].langs[0];
        all.push(Slot { house: at, date, lang, matter, kind, trend: Some(trend) });
    };
    for (back, ids) in RISING {
        for id in ids {
            let kinds = ["guideline", "policy", "report", "event", "news"];
            add(WEEKS - back, id, "review_ai", &kinds, "rising", &mut rng);
        }
    }
    let buyers = ["albion", "toto", "mitteland", "arvonne", "nordisk", "ecoi", "fosi"];
    for week in 0..WEEKS - SILENT {
        let times = if week % 4 == 3 { 2 } else { 1 };
        for again in 0..times {
            let id = buyers[(week as usize * 3 + again) % buyers.len()];
            add(week, id, "deals", &["news", "report", "result", "event"], "falling", &mut rng);
        }
    }
    let guards = ["fosi", "scrt", "toto", "mitteland", "arvonne", "hualan", "hanbit", "albion", "nordisk"];
    for week in 0..WEEKS {
        let id = guards[week as usize % guards.len()];
        add(week, id, "security", &["guideline", "news", "event", "report"], "steady", &mut rng);
    }
    for _ in 0..9 {
        add(
            WEEKS - BURST,
            "andino",
            "green",
            &["news", "event", "report", "call"],
            "one_source_burst",
            &mut rng,
        );
    }
    all
}

/// The working day at or before that many days after the start.
fn working_day(days: u64) -> NaiveDate {
    let day = START + Days::new(days.min(WEEKS * 7 - 1));
    match day.weekday() {
        Weekday::Sat => day - Days::new(1),
        Weekday::Sun => day - Days::new(2),
        _ => day,
    }
}

fn weighted(of: &[(&'static str, usize)], rng: &mut Rng) -> &'static str {
    let weights: Vec<usize> = of.iter().map(|(_, weight)| *weight).collect();
    of[rng.weighted(&weights)].0
}
