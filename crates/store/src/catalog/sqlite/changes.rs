//! What changed: the log that index, lake and the other flows follow.

use super::value;
use crate::{Catalog, ChangeRow, Entity, Error, Seq};

impl Catalog {
    /// What changed after `after`, in commit order, each thing once at its latest position. A commit
    /// is never split: the last one is given whole, even beyond `limit`, so that `seq` of the last
    /// row may serve as checkpoint.
    pub async fn changes(
        &self,
        entities: &[Entity],
        after: Seq,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, Error> {
        let names: Vec<&str> = entities.iter().map(|e| e.as_str()).collect();
        let rows: Vec<(Seq, String, String)> = sqlx::query_as(
            "WITH wanted (entity) AS (SELECT value FROM json_each(?1)),
                  upto (seq) AS (SELECT max(seq) FROM (
                    SELECT seq FROM change_log WHERE seq > ?2 AND entity IN (SELECT entity FROM wanted)
                    ORDER BY seq LIMIT ?3))
             SELECT seq, entity, id FROM change_log
             WHERE seq > ?2 AND seq <= (SELECT seq FROM upto) AND entity IN (SELECT entity FROM wanted)
             ORDER BY seq, entity, id",
        )
        .bind(value::json(&names)?)
        .bind(after)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(seq, entity, id)| {
                let entity = Entity::parse(&entity).ok_or_else(|| Error::unreadable("a change", entity))?;
                Ok(ChangeRow { seq, entity, id })
            })
            .collect()
    }

    /// The position of the last commit that changed something.
    pub async fn head(&self) -> Result<Seq, Error> {
        Ok(sqlx::query_scalar("SELECT seq FROM catalog").fetch_one(&self.readers).await?)
    }
}
