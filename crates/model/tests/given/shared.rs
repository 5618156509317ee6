//! Captured data beside the project, for tests of any crate: `#[path]` leads here.

use flate2::read::GzDecoder;
use std::io::Read;
use std::path::{Path, PathBuf};

/// More than any file of the sets has.
const MOST: u64 = 100_000_000;

/// Where the data is (`SHIOME_SHARED`, or beside the project); without it says that a suite is skipped.
#[expect(clippy::disallowed_methods, reason = "tests are told where the shared data is")]
pub fn shared(suite: &str) -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|d| d.join("Cargo.lock").is_file());
    let named = std::env::var_os("SHIOME_SHARED").map(PathBuf::from);
    let dir = named.unwrap_or_else(|| project.unwrap().join("../shared"));
    if dir.join("web/sources.json").is_file() {
        return Some(dir);
    }
    assert!(std::env::var_os("SHIOME_REQUIRE_SHARED").is_none(), "{suite}: no shared data");
    println!("{suite}: skipped: no shared data");
    None
}

/// A file, unpacked if it is packed.
#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
pub fn bytes(path: &Path) -> Vec<u8> {
    let raw = std::fs::read(path).unwrap();
    if !raw.starts_with(&[0x1f, 0x8b]) {
        return raw;
    }
    let mut plain = Vec::new();
    GzDecoder::new(raw.as_slice()).take(MOST).read_to_end(&mut plain).unwrap();
    plain
}
