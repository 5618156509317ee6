//! Killed at ten points and resumed, it ends as if nothing had happened.

use crate::support::{json, output, project, shared, shiome};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

const KILLS: u32 = 10;

#[test]
fn the_sample_web_survives_ten_kills() {
    survives(None);
}

#[test]
fn the_captured_web_survives_ten_kills() {
    let Some(shared) = shared("captured web, killed") else { return };
    survives(Some(&shared.join("web")));
}

fn survives(web: Option<&Path>) {
    let config = one_worker();
    let (calm, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let run = |data: &Path| {
        let mut command = shiome();
        command.args(["demo", "--once", "--json", "--data"]).arg(data).arg("--config").arg(config.path());
        if let Some(web) = web {
            command.arg("--web").arg(web);
        }
        command
    };
    output(&mut run(calm.path()));
    let whole = bytes(calm.path());
    let mut interrupted = 0;
    for kill in 0..KILLS {
        let mut child = run(killed.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // What is written tells how far it has come, whatever else the machine is doing.
        let enough = whole / u64::from(KILLS) * u64::from(kill) + whole / u64::from(KILLS * 2);
        while bytes(killed.path()) < enough && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(10));
        }
        interrupted += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(interrupted >= KILLS / 2, "only {interrupted} of {KILLS} kills met a running process");
    output(&mut run(killed.path()));
    let (calm, killed) = (state(calm.path(), config.path()), state(killed.path(), config.path()));
    for (name, expected) in &calm {
        assert!(killed.get(name) == Some(expected), "{name} differs from an undisturbed run");
    }
    assert_eq!(calm.len(), killed.len());
}

/// The project's configuration with sources read one after the other: their order decides which of
/// two sources has found a document first.
fn one_worker() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let app = std::fs::read_to_string(project().join("config/app.toml")).unwrap();
    let lines = app.lines().map(|l| if l.starts_with("workers") { "workers = 1" } else { l });
    std::fs::write(dir.path().join("app.toml"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    for folder in ["topics", "sources"] {
        let (from, to) = (project().join("config").join(folder), dir.path().join(folder));
        copy(&from, &to);
    }
    dir
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// All that must be equal: every document with all that is believed of it, the lake byte by byte, and
/// what the index answers.
fn state(data: &Path, config: &Path) -> BTreeMap<String, String> {
    let mut state = BTreeMap::new();
    let with = |args: &[&str]| json(shiome().args(args).arg("--data").arg(data).arg("--config").arg(config));
    let dump = data.join("dump.jsonl");
    let export = ["verify", "--dump", dump.to_str().unwrap()];
    assert_eq!(with(&export)["faults"], Value::Array(Vec::new()));
    for line in std::fs::read_to_string(&dump).unwrap().lines() {
        let document: Value = serde_json::from_str(line).unwrap();
        state.insert(format!("document {}", document["document"]["id"]), document.to_string());
    }
    for query in ["", "open access", "研究評価", "\"research data\" OR 生成AI"] {
        state.insert(format!("search '{query}'"), with(&["search", query, "--limit", "1000"]).to_string());
    }
    for path in files(&data.join("lake")) {
        // The checkpoint counts commits, and a killed run makes more of them.
        if path.extension().is_some_and(|e| e == "parquet") {
            let name = path.strip_prefix(data).unwrap().display().to_string();
            let hash = Sha256::digest(std::fs::read(&path).unwrap());
            state.insert(name, hash.iter().map(|b| format!("{b:02x}")).collect());
        }
    }
    state
}

/// How much lies in a folder that another process is writing.
fn bytes(dir: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => bytes(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0, // gone meanwhile
    };
    entries.flatten().map(size).sum()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
