//! One event is one story, in any language, and what only looks alike is not.

use crate::support::{json, shared, shiome};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn gold() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gold/stories")
}

fn measures(report: &Value) -> BTreeMap<String, f64> {
    let figures = report["figures"].as_object().unwrap().iter();
    figures.map(|(name, value)| (name.clone(), value.as_f64().unwrap())).collect()
}

#[test]
fn announcements_in_fifteen_languages_are_told_once_and_lookalikes_apart() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("predictions.json");
    let report = json(shiome().arg("eval").arg("stories").arg(gold()).arg("--predictions").arg(&file));
    let measures = measures(&report);
    println!("{measures:?}");
    assert!(measures["documents"] >= 150.0);
    for (name, least) in [("pair precision", 0.97), ("pair recall", 0.90), ("BCubed F1", 0.95)] {
        assert!(measures[name] >= least, "{name}: {:.3}, the goal is {least}", measures[name]);
    }
    let predictions: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let of = |id: &str| &predictions[id];
    for (id, reason) in predictions.as_object().unwrap() {
        for lang in ["en", "ja"] {
            assert!(reason["reason"][lang].as_str().is_some_and(|r| !r.is_empty()), "{id} says no reason");
        }
    }
    assert_eq!(of("tsf-quantum-2026.2")["story"], of("tsf-quantum-2026.1")["story"]);
    assert!(of("tsf-quantum-2026.2")["reason"]["en"].as_str().unwrap().contains("amount: 48000000"));
    // The call of another year, another programme in the same words, another prize of the same sum.
    for (one, other) in [
        ("fellowship-maru-2026.2", "fellowship-maru-2025.2"),
        ("fellowship-maru-2026.2", "maru-shortterm-2026.1"),
        ("arab-prize.2", "prize-tide.1"),
        ("climate-call-nord.1", "health-call-nord.1"),
        ("erga-starting-2026.1", "erga-advanced-2026.1"),
    ] {
        assert_ne!(of(one)["story"], of(other)["story"], "{one} and {other}");
    }
}

/// Bodies that announce their own in one mould under one rule, and tellings of each in other languages.
#[test]
fn what_two_bodies_announce_alike_is_told_apart() {
    let measures = measures(&json(shiome().args(["eval", "stories"]).arg(gold().join("moulds"))));
    println!("{measures:?}");
    assert!(measures["documents"] >= 60.0);
    for (name, least) in [("pair precision", 0.9), ("pair recall", 0.9), ("BCubed F1", 0.96)] {
        assert!(measures[name] >= least, "{name}: {:.3}, the goal is {least}", measures[name]);
    }
}

#[test]
fn what_comes_later_moves_nothing_that_is_placed() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(gold().join("docs.jsonl")).unwrap();
    let half: Vec<&str> = text.lines().take(90).collect();
    std::fs::write(dir.path().join("docs.jsonl"), half.join("\n")).unwrap();
    let placed = |set: &Path| -> Value {
        let file = dir.path().join("predictions.json");
        json(shiome().arg("eval").arg("stories").arg(set).arg("--predictions").arg(&file));
        serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap()
    };
    let (first, whole) = (placed(dir.path()), placed(&gold()));
    let ids: BTreeSet<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(ids.len(), 90);
    for id in ids {
        assert_eq!(first[id], whole[id], "{id}");
    }
}

#[test]
fn news_of_one_event_are_grouped() {
    let Some(shared) = shared("stories") else { return };
    let report = json(shiome().args(["eval", "stories", "--shared"]).arg(&shared));
    let measures = measures(&report);
    println!("{measures:?}");
    for (name, least) in [("pair precision", 0.78), ("pair recall", 0.82), ("BCubed F1", 0.87)] {
        assert!(measures[name] >= least, "{name}: {:.3}, the goal is {least}", measures[name]);
    }
}
