//! The harness of public test sets, under a short name:
//!
//! ```sh
//! cargo run -p e2e --bin eval -- SUITE [--data DIR] [--json FILE] [--predictions FILE]
//! ```
//!
//! This crate must not import what it would measure, so the suites are a verb of the program
//! (`shiome eval`), and this builds and runs it.

use std::path::Path;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let mut command = Command::new(env!("CARGO"));
    // One profile, and no package selected: what was built for the demo is used again.
    command.args(["run", "--quiet", "--release", "--bin", "shiome", "--manifest-path"]).arg(workspace);
    command.args(["--", "eval"]);
    // What cargo tells this program about itself must not reach the next cargo: build scripts that look
    // at it (ring's does) would run again, and all that needs them would be built anew.
    let told = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
        "CARGO_PRIMARY_",
        "LD_LIBRARY_PATH",
        "OUT_DIR",
    ];
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| told.iter().any(|start| name.starts_with(start))) {
            command.env_remove(name);
        }
    }
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            // The program has these names for its own data and for output in JSON.
            Some("--data") => {}
            Some("--json") => _ = command.arg("--report"),
            _ => _ = command.arg(argument),
        }
    }
    match command.status() {
        Ok(status) => ExitCode::from(u8::try_from(status.code().unwrap_or(3)).unwrap_or(3)),
        Err(error) => {
            eprintln!("eval: failed to run cargo: {error}");
            ExitCode::from(3)
        }
    }
}
