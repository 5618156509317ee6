//! Which files of a folder are configuration.

use super::problem::{Problem, Problems};
use std::path::{Path, PathBuf};

/// What a folder holds, sorted by name.
#[derive(Default)]
pub struct Folder {
    /// `*.toml`.
    pub files: Vec<PathBuf>,
    /// Folders.
    pub folders: Vec<PathBuf>,
}

/// Looks into a folder. A file that would be overlooked, such as `dfg.tml`, is a mistake; Markdown and
/// hidden files are not.
pub fn look(dir: &Path, problems: &mut Problems) -> Folder {
    let mut folder = Folder::default();
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => {
            problems.0.push(Problem::of_file(
                dir,
                format!("cannot be read: {error}"),
                "see config/README.md",
            ));
            return folder;
        }
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let suffix = path.extension().unwrap_or_default().to_string_lossy();
        match &*suffix {
            _ if name.starts_with('.') => {}
            _ if path.is_dir() => folder.folders.push(path),
            "toml" => folder.files.push(path),
            "md" => {}
            _ => problems.0.push(Problem::of_file(&path, "is not read", "name it *.toml or move it away")),
        }
    }
    folder
}

/// The file's name without `.toml`: the id of what it describes.
pub fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a text can be an id or a part of one: it stands in addresses and file names.
pub fn is_id(text: &str) -> bool {
    let first = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    first && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}

/// What to do about a text that is none.
pub const ID_HINT: &str = "use small letters, digits, '_' and '-'";
