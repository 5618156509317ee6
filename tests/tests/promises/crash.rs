//! Killed at ten points and resumed, it ends as if nothing had happened; nor does a crawl that is killed
//! at fifty.

use crate::support::{json, many_sites, output, project, shared, shiome, verify_crawl};
use e2e::many;
use e2e::replay::{Faults, Replay};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

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

/// How many requests a crawl makes between two kills, on average.
const REQUESTS_A_KILL: u64 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_crawl_survives_fifty_kills() {
    let (kills, sites, pages) = (50, 90, 20);
    let replay = Replay::start(Arc::new(many::web(sites, pages)), Faults::none()).await.unwrap();
    let gateway =
        format!("{{ kind = \"archive\", prefix = \"{}\", at = \"{}\" }}", replay.prefix(), many::AS_OF);
    let config = many_sites(sites, &gateway, "", "workers = 2");
    let (calm, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let run = |data: &Path| {
        let mut command = shiome();
        command.args(["run", "ingest", "--once", "--now", many::AS_OF]);
        command.arg("--data").arg(data).arg("--config").arg(config.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let whole = |data: &Path| {
        let status = tokio::task::block_in_place(|| run(data).status()).unwrap();
        assert!(status.success(), "{status}");
    };
    whole(calm.path());
    assert_eq!(replay.log().len(), sites * (pages + 2));
    replay.clear_log();
    let mut seed = 20_260_201_u64; // the points are random, but always the same
    for kill in 1..=kills {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let after = replay.log().len() as u64 + 1 + (seed >> 33) % (2 * REQUESTS_A_KILL);
        let mut child = run(killed.path()).spawn().unwrap();
        let start = Instant::now();
        while (replay.log().len() as u64) < after {
            assert!(child.try_wait().unwrap().is_none(), "it had ended before kill {kill}");
            assert!(start.elapsed() < Duration::from_secs(30), "it does nothing before kill {kill}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    whole(killed.path());
    let state = |data: &Path| {
        let with = |args: &[&str]| {
            json(shiome().args(args).arg("--data").arg(data).arg("--config").arg(config.path()))
        };
        let dump = data.join("dump.jsonl");
        let mut verify = shiome();
        verify
            .args(["verify", "--dump"])
            .arg(&dump)
            .arg("--data")
            .arg(data)
            .arg("--config")
            .arg(config.path());
        let verified = verify_crawl(&mut verify);
        let lines = std::fs::read_to_string(&dump).unwrap();
        let documents: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let status = with(&["status"]);
        (documents, verified["captures"].clone(), status["captures"].clone(), status["documents"].clone())
    };
    let (calm, killed) = tokio::task::block_in_place(|| (state(calm.path()), state(killed.path())));
    assert_eq!(calm.0.len(), sites * pages);
    assert_eq!((&killed.1, &killed.2, &killed.3), (&calm.1, &calm.2, &calm.3));
    assert_eq!(calm.2, sites * (pages + 1), "a capture for each page and list");
    for (calm, killed) in calm.0.iter().zip(&killed.0) {
        assert!(calm == killed, "{calm}\ndiffers from\n{killed}");
    }
    println!("{kills} kills, {} requests for {}", replay.log().len(), sites * (pages + 2));
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
