//! From a memo in a file to what the house finds and what leaves it, by the program as people use it.

use crate::support::{json, output, project, shiome};
use std::path::Path;
use std::process::Command;

const MEMO: &str = "---\noffice: jsps_bonn\nauthor: 山田 花子\nmet: 2026-03-04\nsensitivity: internal\n---\n\
                    # Talks on open access\n\nThe ministry told us that open access will be a duty from 2027 on.\n";

/// The program with the project's settings and its data in `data`, on a day of March 2026.
fn at(data: &Path, words: &[&str]) -> Command {
    let mut command = shiome();
    command.args(words).args(["--now", "2026-03-10T03:00:00Z", "--config"]).arg(project().join("config"));
    command.arg("--data").arg(data);
    command
}

#[test]
fn a_memo_is_found_in_the_house_and_told_nowhere() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("talks.md");
    std::fs::write(&file, MEMO).unwrap();
    let name = file.to_str().unwrap();
    let taken = json(&mut at(data.path(), &["memo", "add", name]));
    assert_eq!((taken["is_new"].as_bool(), taken["sensitivity"].as_str()), (Some(true), Some("internal")));
    let id = taken["document"].as_str().unwrap().to_owned();
    assert!(id.starts_with("memo:jsps_bonn/2026-03-04-"), "{id}");
    let again = output(&mut at(data.path(), &["memo", "add", name]));
    assert!(again.starts_with("already there, unchanged: Talks on open access"), "{again}");

    output(&mut at(data.path(), &["run", "enrich", "index", "lake", "--once"]));
    let hits = json(&mut at(data.path(), &["search", "オープンアクセス"]));
    assert_eq!((hits["total"].as_u64(), hits["hits"][0]["id"].as_str()), (Some(1), Some(id.as_str())));
    assert_eq!(json(&mut at(data.path(), &["verify"]))["faults"].as_array().map(Vec::len), Some(0));
    let out = data.path().join("out");
    let to = out.to_str().unwrap();
    output(&mut at(data.path(), &["digest", "preview", "--week", "2026-W10", "--lang", "en", "--out", to]));
    let told: String = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned())
        .collect();
    assert!(!told.is_empty() && !told.contains("Talks on open access") && !told.contains("memo:"), "{told}");

    // Made public by what is said beside it, it is told.
    output(&mut at(data.path(), &["memo", "add", name, "--sensitivity", "public"]));
    output(&mut at(data.path(), &["run", "enrich", "index", "lake", "--once"]));
    output(&mut at(data.path(), &["digest", "preview", "--week", "2026-W10", "--lang", "en", "--out", to]));
    let told = std::fs::read_dir(&out).unwrap().map(|e| std::fs::read(e.unwrap().path()).unwrap());
    assert!(told.into_iter().any(|bytes| String::from_utf8_lossy(&bytes).contains("Talks on open access")));
}

#[test]
fn a_memo_of_which_too_little_is_known_is_left_where_it_is() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("talks.txt");
    std::fs::write(&file, "Talks\n\nText.\n").unwrap();
    let refused =
        at(data.path(), &["memo", "add", file.to_str().unwrap(), "--office", "jsps_bon"]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    for part in ["nothing was kept", "no office 'jsps_bon'; there are", "author", "met", "sensitivity"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Talks\n\nText.\n");
}
