//! What sites want of crawlers, as last learned.

use super::{commit::Recorder, value};
use crate::{Catalog, Error};
use shiome_model::{RobotsFile, Timestamp};

impl Catalog {
    /// The robots.txt files that were asked for at `since` or later, in order of origin.
    pub async fn robots(&self, since: Timestamp) -> Result<Vec<RobotsFile>, Error> {
        let rows: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT payload FROM robots WHERE asked >= ? ORDER BY origin")
                .bind(value::moment(since))
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(|row| value::unpack("a robots.txt", row)).collect()
    }
}

impl Recorder {
    pub(super) async fn robots(&mut self, file: &RobotsFile) -> Result<(), Error> {
        sqlx::query("INSERT OR REPLACE INTO robots (origin, asked, payload) VALUES (?, ?, ?)")
            .bind(&file.origin)
            .bind(value::moment(file.asked))
            .bind(value::pack(&value::json(file)?)?)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
