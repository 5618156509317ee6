//! Main text and titles of public test sets are read at least this well.
//!
//! The weights were learned from most of these pages, so this is no measure of how other pages are read:
//! that stands beside the weights, on sites that were left out. It is a floor under which nothing falls
//! unseen, and a check that the weights are of the numbers they were learned from.

use crate::support::{json, shared, shiome};

/// Least F1 of a set, and least share of its titles and authors.
const FLOORS: [(&str, f64, Option<f64>, Option<f64>); 3] = [
    ("scrapinghub", 0.975, None, None),
    ("trafilatura", 0.965, None, None),
    ("wcxb", 0.970, Some(0.88), Some(0.79)),
];

/// No page may take longer, on any machine that runs the tests.
const SLOWEST_MS: u64 = 10_000;

#[test]
fn main_text_is_read_as_well_as_before() {
    let Some(shared) = shared("extraction") else { return };
    let report = json(shiome().args(["eval", "extraction", "--shared"]).arg(&shared));
    let sets = report["sets"].as_array().unwrap();
    for (name, f1, titles, authors) in FLOORS {
        let set = sets.iter().find(|set| set["set"] == name).unwrap_or_else(|| panic!("{name} is not there"));
        println!("extraction, {set}");
        assert!(set["f1"].as_f64().unwrap() >= f1, "{set}: the floor is {f1}");
        for (key, floor) in [("titles", titles), ("authors", authors)] {
            let Some(floor) = floor else { continue };
            assert!(set[key].as_f64().unwrap() >= floor, "{set}: the floor of {key} is {floor}");
        }
    }
    let slowest = report["slowest_ms"].as_u64().unwrap();
    assert!(slowest < SLOWEST_MS, "a page took {slowest} ms");
}
