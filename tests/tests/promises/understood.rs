//! Topics and kinds are told as by the people who wrote the gold set.
//!
//! Floors lie a little under what is reached, so that it cannot rot unnoticed. How far the figures can be
//! trusted is said in the README beside the documents.

use crate::support::{json, project, shiome};
use serde_json::Value;

/// Kinds of the set that was kept from learning.
const KINDS_UNSEEN: f64 = 0.70;

fn eval(suite: &str, set: &str) -> Value {
    json(shiome().args(["eval", suite]).arg(project().join("tests/gold").join(set)))
}

fn table<'r>(report: &'r Value, name: &str) -> &'r Value {
    let tables = report["scores"].as_array().unwrap();
    tables.iter().find(|t| t["name"] == name).unwrap_or_else(|| panic!("no table '{name}'"))
}

/// Every row reaches `least`.
fn rows_reach(report: &Value, name: &str, least: f64) {
    for row in table(report, name)["rows"].as_array().unwrap() {
        let f1 = row["f1"].as_f64().unwrap();
        assert!(f1 >= least, "{name}, {}: {f1:.3}, the floor is {least}", row["name"]);
    }
}

fn figure(report: &Value, name: &str, key: &str) -> f64 {
    table(report, name)[key].as_f64().unwrap()
}

#[test]
fn topics_are_told() {
    let report = eval("topics", "topics");
    assert!(figure(&report, "held out, by topic", "micro") >= 0.90);
    rows_reach(&report, "held out, by topic", 0.82);
    rows_reach(&report, "held out, by language", 0.82);
    let second = eval("topics", "topics_second");
    assert!(figure(&second, "train, by topic", "micro") >= 0.80);
}

#[test]
fn kinds_are_told() {
    let report = eval("kinds", "topics");
    assert!(figure(&report, "held out, by kind", "macro_f1") >= 0.95);
    rows_reach(&report, "held out, by language", 0.90);
    let second = eval("kinds", "topics_second");
    assert!(figure(&second, "held out, by kind", "macro_f1") >= 0.80);
}

#[test]
fn documents_that_were_never_learned_from_are_told() {
    let topics = eval("topics", "topics_sixth");
    for part in ["train", "held out"] {
        assert!(figure(&topics, &format!("{part}, by topic"), "micro") >= 0.88, "{part}");
    }
    let kinds = eval("kinds", "topics_sixth");
    for part in ["train", "held out"] {
        assert!(figure(&kinds, &format!("{part}, by kind"), "micro") >= KINDS_UNSEEN, "{part}");
    }
}

#[test]
fn clues_carry_over_to_a_language_and_a_set_that_taught_nothing() {
    let report = json(shiome().args(["eval", "clues"]));
    for left_out in ["each language unseen", "each set unseen"] {
        assert!(figure(&report, &format!("{left_out}, topics"), "micro") >= 0.91, "{left_out}");
        rows_reach(&report, &format!("{left_out}, topics by what is unseen"), 0.84);
        assert!(figure(&report, &format!("{left_out}, kinds"), "macro_f1") >= 0.88, "{left_out}");
    }
}

#[test]
fn what_is_learned_is_what_ships() {
    let dir = tempfile::tempdir().unwrap();
    let tables = ["thesaurus", "kind", "clues"].map(|folder| format!("{folder}/learned.tsv"));
    for (suite, shipped) in ["topics", "kinds", "clues"].into_iter().zip(tables) {
        let file = dir.path().join(suite);
        let done = shiome().args(["eval", suite, "--learn"]).arg(&file).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let shipped = project().join("crates/enrich/src").join(shipped);
        let [learned, shipped] = [&file, &shipped].map(|f| std::fs::read_to_string(f).unwrap());
        assert!(learned == shipped, "run: shiome eval {suite} --learn, into crates/enrich/src");
    }
}

#[test]
fn a_thesaurus_in_shadow_tells_what_it_would_change_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let paper = dir.path().join("note.md");
    let text = "---\noffice: jsps_bonn\nauthor: A. Lind\nmet: 2026-03-02\nsensitivity: internal\n---\n\
                # Quibblefish at universities\n\nUniversities speak of quibblefish. Researchers ask for it.\n";
    std::fs::write(&paper, text).unwrap();
    let house = |args: &[&str]| {
        let mut command = shiome();
        command.args(args).arg("--data").arg(&data);
        command
    };
    crate::support::output(house(&["memo", "add"]).arg(&paper));
    let topics = dir.path().join("topics");
    std::fs::create_dir(&topics).unwrap();
    for file in std::fs::read_dir(project().join("config/topics")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), topics.join(file.file_name())).unwrap();
    }
    let unchanged = json(house(&["topics", "shadow"]).arg(&topics));
    assert_eq!((&unchanged["documents"], &unchanged["changed"]), (&1.into(), &0.into()));
    assert_eq!(unchanged["now"], unchanged["then"]);
    let dei = topics.join("dei.toml");
    let added = "\n[[concept]]\nname = \"fish\"\nterms = [{ lang = \"en\", text = \"quibblefish\" }]\n";
    std::fs::write(&dei, std::fs::read_to_string(&dei).unwrap() + added).unwrap();
    let changed = json(house(&["topics", "shadow"]).arg(&topics));
    assert_eq!((&changed["changed"], &changed["topics"]["dei"]["added"]), (&1.into(), &1.into()));
    assert_eq!(changed["terms"]["dei/fish en quibblefish"]["added"], 1);
    assert_ne!(changed["now"], changed["then"]);
    let again = json(house(&["topics", "shadow"]).arg(project().join("config/topics")));
    assert_eq!(again["changed"], 0, "a look into the shadow must change nothing");
}

#[test]
fn terms_are_listed_with_their_precision() {
    let listed = json(shiome().args(["topics", "terms", "open_science"]));
    let terms = listed["terms"].as_array().unwrap();
    assert!(terms.len() > 400 && terms.iter().any(|t| t["precision"].is_number()));
    assert!(terms.iter().all(|t| t["concept"].as_str().unwrap().starts_with("open_science/")));
    assert_eq!(listed["version"].as_str().unwrap().len(), 12);
    let unknown = shiome().args(["topics", "terms", "tides"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}

/// Precision and recall over all fields of instruments, and of promises alone.
#[test]
fn instruments_and_promises_are_read() {
    let floors = [
        ("instruments", "tuning", 0.95, 0.94),
        ("instruments", "held out", 0.95, 0.94),
        ("instruments_third", "tuning", 0.93, 0.92),
        ("instruments_third", "held out", 0.80, 0.70),
    ];
    for (set, side, precision, recall) in floors {
        let report = eval("instruments", set);
        let figure = |field: &str, name: &str| report["figures"][format!("{side}: {field}: {name}")].as_f64();
        for (name, least) in [("precision", precision), ("recall", recall)] {
            let reached = figure("all", name).unwrap_or_default();
            assert!(reached >= least, "{set}, {side}: {name} {reached:.3}, the floor is {least}");
        }
        let promised = figure("promises", "precision").unwrap_or_default();
        assert!(promised >= 0.90, "{set}, {side}: promises {promised:.3}");
    }
}
