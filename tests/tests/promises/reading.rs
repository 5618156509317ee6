//! Days and languages are read as well as they have been, on the public test sets.
//!
//! Each floor is a little under what is reached, so that a figure cannot silently fall.

use crate::support::{json, shared, shiome};

/// The least share that must be right, by part.
fn holds(suite: &str, floors: &[(&str, f64)]) {
    let Some(shared) = shared(suite) else { return };
    let report = json(shiome().args(["eval", suite, "--shared"]).arg(&shared));
    let parts = report["parts"].as_array().unwrap();
    for (name, floor) in floors {
        let part = parts.iter().find(|p| p["name"].as_str().unwrap().trim() == *name);
        let part = part.unwrap_or_else(|| panic!("{suite}: no part '{name}'"));
        let count = |key: &str| part[key].as_u64().unwrap();
        assert_eq!(count("panics"), 0, "{suite}, {name}: panics");
        let share = count("equal") as f64 / count("cases") as f64;
        println!("{suite}, {name}: {share:.4}");
        assert!(share >= *floor, "{suite}, {name}: {share:.4} are right, it was {floor} at least");
    }
}

#[test]
fn days_of_publication_are_found() {
    let floors = [
        ("day of the document: accuracy", 0.908),
        ("of days found: precision", 0.935),
        ("of pages with a day: recall", 0.905),
        ("stated as published: accuracy", 0.84),
        ("stated as published: precision", 0.942),
    ];
    holds("dates", &floors);
}

#[test]
fn languages_are_told() {
    let floors = [
        ("documents", 0.999),
        ("sentences", 0.998),
        ("titles and questions", 0.99),
        ("titles, source of that language", 0.998),
        ("titles, source of another", 0.97),
    ];
    holds("language", &floors);
}
