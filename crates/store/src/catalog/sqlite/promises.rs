//! What bodies said would come.

use super::{commit::Recorder, value};
use crate::{Catalog, Error};
use chrono::NaiveDate;
use shiome_model::{AgencyId, Tracked};

impl Recorder {
    /// Replaces the promises of a body. Those of a document that is gone are passed over.
    pub(super) async fn promises(&mut self, agency: &AgencyId, promises: &[Tracked]) -> Result<(), Error> {
        sqlx::query("DELETE FROM promises WHERE agency = ?")
            .bind(agency.as_str())
            .execute(&mut *self.tx)
            .await?;
        for (n, tracked) in promises.iter().enumerate() {
            sqlx::query(
                "INSERT INTO promises (document, n, agency, due_until, payload)
                 SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM documents WHERE id = ?1)",
            )
            .bind(tracked.document.as_str())
            .bind(value::limit(n))
            .bind(agency.as_str())
            .bind(tracked.promise.due.until.to_string())
            .bind(value::json(tracked)?)
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }
}

impl Catalog {
    /// Promises due from `from` to `until`, both included, of one body or of all; by their last day. What
    /// became of them is as of the day they were followed: ask [`Tracked::state_on`].
    pub async fn promises(
        &self,
        agency: Option<&AgencyId>,
        from: NaiveDate,
        until: NaiveDate,
        limit: usize,
    ) -> Result<Vec<Tracked>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM promises
             WHERE due_until BETWEEN ?1 AND ?2 AND (?3 IS NULL OR agency = ?3)
             ORDER BY due_until, document, n LIMIT ?4",
        )
        .bind(from.to_string())
        .bind(until.to_string())
        .bind(agency.map(|a| a.as_str()))
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| value::from_json("a promise", row)).collect()
    }

    /// How the sources of a body are titled, those no longer read included: how it is called where no
    /// configuration says so.
    pub async fn source_titles(&self, agency: &AgencyId) -> Result<Vec<String>, Error> {
        let titles = sqlx::query_scalar("SELECT title FROM sources WHERE agency = ? ORDER BY retired, id");
        Ok(titles.bind(agency.as_str()).fetch_all(&self.readers).await?)
    }
}
