//! Captures go out as a file that others can read, and come in from such a file.

mod export;
mod import;

pub use export::{Exported, Selection, export};
pub use import::{Imported, Options, import};

use crate::Error;
use std::path::Path;

/// The largest block that is read: more than any body that is kept.
const LIMIT: usize = 64 << 20;

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.display().to_string();
    move |source| Error::File { path: path.clone(), source }
}
