//! The program under test and the data it may be tested on.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The binary `shiome` of the same build: it lies beside the folder of the running test.
///
/// # Panics
/// If it has not been built: the message says how.
pub fn shiome() -> Command {
    let test = std::env::current_exe().unwrap_or_default();
    let built = test.parent().and_then(Path::parent).map(|dir| dir.join("shiome")).unwrap_or_default();
    assert!(built.is_file(), "{} is not there; run `cargo build --release` first", built.display());
    let mut command = Command::new(built);
    command.current_dir(project()).env("RUST_LOG", "error");
    command
}

/// The project's folder.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Runs a command to its end and takes its standard output.
///
/// # Panics
/// If it fails: the message holds all it said.
pub fn output(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = String::from_utf8_lossy(&stdout).into_owned();
    assert!(status.success(), "{command:?}: {status}\n{said}\n{}", String::from_utf8_lossy(&stderr));
    said
}

/// Runs a command and reads its standard output as JSON.
///
/// # Panics
/// If it fails or prints something else.
pub fn json(command: &mut Command) -> serde_json::Value {
    let said = output(command.arg("--json"));
    serde_json::from_str(&said).unwrap_or_else(|e| panic!("{command:?} printed no JSON ({e}): {said}"))
}

/// What `verify` says of a catalog and its archive after a crawl that nothing has followed yet: without
/// the copies, which are behind.
///
/// # Panics
/// If it prints no JSON, or if catalog and archive do not agree.
pub fn verify_crawl(verify: &mut Command) -> serde_json::Value {
    let said = verify.arg("--json").output().unwrap_or_else(|e| panic!("{verify:?}: {e}")).stdout;
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap_or_else(|e| panic!("{verify:?}: {e}"));
    for fault in said["faults"].as_array().into_iter().flatten().filter_map(|f| f.as_str()) {
        let is_behind = ["not annotated", "the index holds", "the lake holds"];
        assert!(is_behind.iter().any(|copy| fault.contains(copy)), "{fault}");
    }
    said
}

/// A configuration that reads the first sites of [`e2e::many`] through a gateway, with these lines for
/// `[crawl]` and `[ingest]`; the thesaurus is the project's.
pub fn many_sites(sites: usize, gateway: &str, crawl: &str, ingest: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let agencies = dir.path().join("sources/int");
    std::fs::create_dir_all(&agencies).unwrap();
    for site in 0..sites {
        std::fs::write(agencies.join(format!("h{site:04}.toml")), e2e::many::agency_file(site)).unwrap();
    }
    let topics = dir.path().join("topics");
    std::fs::create_dir_all(&topics).unwrap();
    std::fs::copy(project().join("config/topics/open_science.toml"), topics.join("open_science.toml"))
        .unwrap();
    let app = format!(
        "[crawl]\nuser_agent = \"Shiome/0 (+https://shiome.example/about-our-crawler)\"\n\
         gateway = {gateway}\n{crawl}\n[ingest]\n{ingest}\n"
    );
    std::fs::write(dir.path().join("app.toml"), app).unwrap();
    dir
}

/// The shared data, unless there is none: then says by name that the suite is skipped.
///
/// # Panics
/// If there is none although `SHIOME_REQUIRE_SHARED` asks for it.
#[expect(clippy::disallowed_methods, reason = "tests are told where the shared data is")]
pub fn shared(suite: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SHIOME_SHARED").map(PathBuf::from);
    let dir = named.unwrap_or_else(|| project().join("../shared"));
    if dir.join("web/sources.json").is_file() {
        return Some(dir);
    }
    assert!(
        std::env::var_os("SHIOME_REQUIRE_SHARED").is_none(),
        "{suite}: no shared data at {}",
        dir.display()
    );
    println!("{suite}: skipped: no shared data");
    None
}
