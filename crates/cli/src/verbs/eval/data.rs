//! Test sets on disk: a JSON object of cases by name, and files, packed or not.

use anyhow::Context;
use flate2::read::GzDecoder;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// No file of a test set unpacks to more.
const MOST: u64 = 64 << 20;

/// The cases of `dir/name`, by their names.
pub fn cases<T: DeserializeOwned>(dir: &Path, name: &str) -> anyhow::Result<BTreeMap<String, T>> {
    let path = dir.join(name);
    let text = fs::read(&path).with_context(|| format!("read '{}'", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("read '{}'", path.display()))
}

/// The bytes of a file, unpacked if its name says that it is packed.
pub fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let stored = fs::read(path).with_context(|| format!("read '{}'", path.display()))?;
    if path.extension().is_none_or(|e| e != "gz") {
        return Ok(stored);
    }
    let mut body = Vec::new();
    let mut unpacked = GzDecoder::new(stored.as_slice()).take(MOST);
    #[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
    unpacked.read_to_end(&mut body).with_context(|| format!("unpack '{}'", path.display()))?;
    Ok(body)
}

/// Writes a value as JSON.
pub fn write(path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_vec_pretty(value)?;
    fs::write(path, text).with_context(|| format!("write '{}'", path.display()))
}
