//! Where the partitions lie, and how one is replaced.
//!
//! ```text
//! lake.json                              {catalog, schema, seq}, replaced last
//! documents/month=2026-01/2026-01-05.parquet
//! mentions/month=2026-01/2026-01-05.parquet
//! documents/undated.parquet              documents without a day, kept apart
//! sources.parquet                        weeks in which a source was read
//! ```

use crate::Error;
use chrono::NaiveDate;
use polars::prelude::*;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A table that is partitioned by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Documents,
    Mentions,
}

impl Table {
    pub(crate) const ALL: [Self; 2] = [Self::Documents, Self::Mentions];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Mentions => "mentions",
        }
    }
    /// The file of a day, or of the documents that have none.
    pub(super) fn partition(self, lake: &Path, day: Option<NaiveDate>) -> PathBuf {
        let table = lake.join(self.name());
        match day {
            Some(day) => table.join(day.format("month=%Y-%m").to_string()).join(format!("{day}.parquet")),
            None => table.join("undated.parquet"),
        }
    }
    /// The days that have a file, in order.
    pub(super) fn days(self, lake: &Path) -> Result<Vec<NaiveDate>, Error> {
        let mut days = Vec::new();
        for month in list(&lake.join(self.name()))? {
            if month.is_dir() {
                let files = list(&month)?;
                days.extend(files.iter().filter_map(|file| {
                    file.file_name()?.to_str()?.strip_suffix(".parquet")?.parse::<NaiveDate>().ok()
                }));
            }
        }
        days.sort_unstable();
        Ok(days)
    }
}

/// The table of source weeks.
pub(super) fn sources(lake: &Path) -> PathBuf {
    lake.join("sources.parquet")
}

/// Writes `frame` under a temporary name, then gives it its name: a reader sees the old partition or
/// the new one. A frame without rows leaves no file. Nothing waits for the disk: after a power cut a
/// copy is made anew.
pub(super) fn replace(path: &Path, frame: &mut DataFrame) -> Result<(), Error> {
    if frame.height() == 0 {
        return remove(path);
    }
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .finish(frame)
        .map_err(Error::polars(format!("write the partition {}", path.display())))?;
    replace_bytes(path, &bytes)
}

/// As [`replace`], for any content.
pub(super) fn replace_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let temporary = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut file = fs::File::create(&temporary)?;
        io::Write::write_all(&mut file, bytes)?;
        fs::rename(&temporary, path)
    };
    write().map_err(Error::io("replace", path))
}

/// Removes a file or a folder; it may be gone already.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    let done = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match done {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", path)(e)),
        _ => Ok(()),
    }
}

/// The paths in a folder, sorted; none if there is no such folder.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io("list", folder))?,
    };
    let paths: io::Result<Vec<PathBuf>> = entries.map(|e| Ok(e?.path())).collect();
    let mut paths = paths.map_err(Error::io("list", folder))?;
    paths.sort_unstable();
    Ok(paths)
}

/// A lazy scan of Parquet files of one schema.
pub(super) fn scan(paths: &[PathBuf], table: &str) -> Result<LazyFrame, Error> {
    let failed = || Error::polars(format!("open the table of {table}"));
    let paths: PolarsResult<Vec<PlRefPath>> = paths.iter().map(|p| PlRefPath::try_from_path(p)).collect();
    let args = ScanArgsParquet {
        glob: false, // names are given, not patterns
        hive_options: polars::io::HiveOptions::new_disabled(),
        ..Default::default()
    };
    let paths = paths.map_err(failed())?.into_iter().collect();
    LazyFrame::scan_parquet_files(paths, args).map_err(failed())
}
