//! The tables: a copy of what the catalog knows, in columns.
//!
//! A day's partition is a **pure function of that day's rows**: rewritten whole, replaced atomically,
//! and only then does the checkpoint move. Rebuild, resume and first run are one path, and end with
//! the same bytes ([`Lake::digest`]).

mod files;
mod row;

pub(crate) use files::Table;
pub(crate) use row::{CONCEPT, TOPIC};
pub use row::{Row, SourceWeek};

use crate::{Error, run};
use chrono::NaiveDate;
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use shiome_model::{DocumentId, Hash};
use std::{
    collections::BTreeSet,
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// Version of the columns; a lake of another version is built anew.
const SCHEMA: &str = "2";

/// What `lake.json` holds.
#[derive(Serialize, Deserialize)]
struct State {
    catalog: String,
    schema: String,
    seq: i64,
}

/// Tables in a folder. A clone is another handle to the same tables.
#[derive(Clone, Debug)]
pub struct Lake {
    dir: PathBuf,
    catalog: String,
    seq: Arc<AtomicI64>,
    known_by: Option<NaiveDate>,
}

impl Lake {
    /// Opens the lake in `dir` that follows the catalog of that identity. A lake of another catalog, of
    /// another schema, or one that cannot tell, is emptied and starts at zero.
    pub fn open(dir: &Path, catalog: &str) -> Result<Self, Error> {
        fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
        let lake =
            Self { dir: dir.to_owned(), catalog: catalog.to_owned(), seq: Arc::default(), known_by: None };
        let state = fs::read(lake.state_file()).ok().and_then(|b| serde_json::from_slice::<State>(&b).ok());
        match state.filter(|s| s.catalog == catalog && s.schema == SCHEMA) {
            Some(state) => lake.seq.store(state.seq, Ordering::SeqCst),
            None => lake.empty()?,
        }
        Ok(lake)
    }

    fn state_file(&self) -> PathBuf {
        self.dir.join("lake.json")
    }

    fn empty(&self) -> Result<(), Error> {
        files::remove(&self.state_file())?; // first: half a lake must not look like a whole one
        for table in Table::ALL {
            files::remove(&self.dir.join(table.name()))?;
        }
        files::remove(&files::sources(&self.dir))?;
        self.advance(0)
    }

    /// Up to which change of the catalog the tables are complete.
    pub fn checkpoint(&self) -> i64 {
        self.seq.load(Ordering::SeqCst)
    }

    /// Records that they are complete up to `seq`. Call it after the partitions are written.
    pub fn advance(&self, seq: i64) -> Result<(), Error> {
        let state = State { catalog: self.catalog.clone(), schema: SCHEMA.to_owned(), seq };
        let text = serde_json::to_vec(&state).map_err(|e| Error::io("write", self.state_file())(e.into()))?;
        files::replace_bytes(&self.state_file(), &text)?;
        self.seq.store(seq, Ordering::SeqCst);
        Ok(())
    }

    /// Writes the documents published on `day`, all of them: what was there before is replaced. No rows
    /// remove the partition. Without a day it is the partition of the undated, which no job reads.
    pub fn write_day(&self, day: Option<NaiveDate>, rows: &[Row]) -> Result<(), Error> {
        let rows = row::in_order(rows);
        let failed = || Error::polars(format!("lay out the partition of {day:?}"));
        let mut documents = row::documents(day, &rows).map_err(failed())?;
        let mut mentions = row::mentions(day, &rows).map_err(failed())?;
        files::replace(&Table::Documents.partition(&self.dir, day), &mut documents)?;
        files::replace(&Table::Mentions.partition(&self.dir, day), &mut mentions)
    }

    /// Writes the weeks in which sources were read, all of them.
    pub fn write_sources(&self, rows: &[SourceWeek]) -> Result<(), Error> {
        let mut frame = row::source_weeks(rows).map_err(Error::polars("lay out the source weeks"))?;
        files::replace(&files::sources(&self.dir), &mut frame)
    }

    /// The lake as it was known at the end of `day` in Japan: what was first seen later is left out.
    pub fn known_by(&self, day: NaiveDate) -> Self {
        Self { known_by: Some(day), ..self.clone() }
    }

    /// Dated documents, one row each.
    pub fn documents(&self) -> Result<LazyFrame, Error> {
        self.table(Table::Documents, None)
    }

    /// Topics and concepts of dated documents, one row each.
    pub fn mentions(&self) -> Result<LazyFrame, Error> {
        self.table(Table::Mentions, None)
    }

    /// Weeks in which sources were read.
    pub fn source_weeks(&self) -> Result<LazyFrame, Error> {
        let path = files::sources(&self.dir);
        if path.exists() {
            return files::scan(&[path], "source weeks");
        }
        Ok(row::source_weeks(&[]).map_err(Error::polars("lay out the source weeks"))?.lazy())
    }

    /// The rows of a table whose day lies in `days`, or of all days. Only their files are opened.
    pub(crate) fn table(
        &self,
        table: Table,
        days: Option<RangeInclusive<NaiveDate>>,
    ) -> Result<LazyFrame, Error> {
        let mut held = table.days(&self.dir)?;
        held.retain(|day| days.as_ref().is_none_or(|range| range.contains(day)));
        let paths: Vec<PathBuf> = held.into_iter().map(|day| table.partition(&self.dir, Some(day))).collect();
        let frame = if paths.is_empty() {
            row::empty(table).map_err(Error::polars(format!("lay out the table of {}", table.name())))?.lazy()
        } else {
            files::scan(&paths, table.name())?
        };
        Ok(match self.known_by {
            Some(day) => frame.filter(col("captured").lt_eq(lit(day))),
            None => frame,
        })
    }

    /// The days that hold documents, in order.
    pub fn days(&self) -> Result<Vec<NaiveDate>, Error> {
        Table::Documents.days(&self.dir)
    }

    /// The partitions that hold any of `documents` now; `None` is the undated one. When a document
    /// changes its day, the partition it leaves must be rewritten too.
    pub fn partitions_of(&self, documents: &[DocumentId]) -> Result<BTreeSet<Option<NaiveDate>>, Error> {
        let wanted = StringChunked::from_iter_values("document".into(), documents.iter().map(|d| d.as_str()));
        let wanted = df_of(wanted.into_series())?;
        let mut paths: Vec<PathBuf> =
            self.days()?.into_iter().map(|day| Table::Documents.partition(&self.dir, Some(day))).collect();
        paths.extend(Some(Table::Documents.partition(&self.dir, None)).filter(|p| p.exists()));
        if paths.is_empty() {
            return Ok(BTreeSet::new());
        }
        let held = files::scan(&paths, Table::Documents.name())?
            .select([col("document"), col("day")])
            .join(wanted.lazy(), [col("document")], [col("document")], JoinArgs::new(JoinType::Semi))
            .select([col("day")])
            .unique(None, UniqueKeepStrategy::Any);
        let held = run("look up the days of documents", Ok(held))?;
        let days = held.column("day").and_then(|c| c.date().cloned());
        Ok(days.map_err(Error::polars("read the days of documents"))?.as_date_iter().collect())
    }

    /// Documents held, dated or not.
    pub fn count(&self) -> Result<u64, Error> {
        let mut partitions: Vec<Option<NaiveDate>> = self.days()?.into_iter().map(Some).collect();
        partitions.push(None);
        let paths = partitions.into_iter().map(|day| Table::Documents.partition(&self.dir, day));
        let mut documents = 0;
        for path in paths.filter(|p| p.exists()) {
            let file = fs::File::open(&path).map_err(Error::io("open", &path))?;
            let rows = ParquetReader::new(file).num_rows();
            documents += rows.map_err(Error::polars(format!("count the rows of {}", path.display())))? as u64;
        }
        Ok(documents)
    }

    /// A hash of every partition's name and bytes: equal for a lake that followed and one that was
    /// rebuilt.
    pub fn digest(&self) -> Result<Hash, Error> {
        let mut paths = Vec::new();
        for table in Table::ALL {
            for path in files::list(&self.dir.join(table.name()))? {
                if path.is_dir() { paths.extend(files::list(&path)?) } else { paths.push(path) }
            }
        }
        paths.push(files::sources(&self.dir));
        paths.retain(|p| p.extension().is_some_and(|e| e == "parquet") && p.exists());
        let mut parts = Vec::new();
        for path in paths {
            let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
            let name = path.strip_prefix(&self.dir).unwrap_or(&path).to_string_lossy().into_owned();
            parts.push(format!("{name} {}", Hash::of(&bytes)));
        }
        let parts: Vec<&[u8]> = parts.iter().map(|p| p.as_bytes()).collect();
        Ok(Hash::of_parts(&parts))
    }
}

fn df_of(series: Series) -> Result<DataFrame, Error> {
    DataFrame::new(series.len(), vec![series.into()]).map_err(Error::polars("lay out a list"))
}
