//! Gists that a model service was asked for: which documents still want one, what came of it, and what
//! was spent.

use super::{commit::Recorder, value};
use crate::{Catalog, Error, ModelUse, WantsGist};
use chrono::NaiveDate;
use shiome_model::{DocumentId, GistOutcome, ModelGist};
use sqlx::{QueryBuilder, Sqlite};

/// Documents that may leave the house, are annotated by the present rules, carry a topic, and of which
/// nothing was asked with these means, or may be asked again.
fn wanting<'q>(select: &'q str, wants: &'q WantsGist) -> Result<QueryBuilder<Sqlite>, Error> {
    let mut query = QueryBuilder::<Sqlite>::new(select);
    query.push(
        " FROM documents d
         JOIN annotations a ON a.document = d.id AND a.revision = d.revision
         LEFT JOIN model_gists g ON g.document = d.id
         WHERE d.sensitivity = 'public' AND (d.embargo IS NULL OR d.embargo <= ",
    );
    query.push_bind(wants.day.to_string()).push(") AND (d.published >= ");
    query.push_bind(wants.from.to_string()).push(" OR (d.published IS NULL AND d.first_seen >= ");
    query.push_bind(wants.from.to_string()).push(")) AND a.version = ").push_bind(wants.rules.clone());
    query.push(" AND EXISTS (SELECT 1 FROM document_topics t WHERE t.document = d.id)");
    if !wants.languages.is_empty() {
        query.push(" AND a.language IN (SELECT value FROM json_each(");
        query.push_bind(value::json(&wants.languages)?).push("))");
    }
    query.push(" AND (g.document IS NULL OR g.revision <> d.revision OR g.made_with <> ");
    query
        .push_bind(wants.made_with.clone())
        .push(" OR g.retry_at <= ")
        .push_bind(value::moment(wants.now))
        .push(")");
    Ok(query)
}

impl Catalog {
    /// Documents that want a gist, newest first.
    pub async fn wanting_gist(&self, wants: &WantsGist, limit: usize) -> Result<Vec<DocumentId>, Error> {
        let mut query = wanting("SELECT d.id", wants)?;
        query.push(" ORDER BY coalesce(d.published, substr(d.first_seen, 1, 10)) DESC, d.id LIMIT ");
        query.push_bind(value::limit(limit));
        let ids: Vec<String> = query.build_query_scalar().fetch_all(&self.readers).await?;
        Ok(ids.into_iter().map(DocumentId::new).collect())
    }

    /// How many documents want a gist.
    pub async fn count_wanting_gist(&self, wants: &WantsGist) -> Result<u64, Error> {
        let n: i64 = wanting("SELECT count(*)", wants)?.build_query_scalar().fetch_one(&self.readers).await?;
        value::natural(n)
    }

    /// What came of asking for the gists of documents, in order of id.
    pub async fn model_gists(&self, documents: &[DocumentId]) -> Result<Vec<ModelGist>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM model_gists WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document",
        )
        .bind(value::json(&documents)?)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| value::from_json("a model's gist", row)).collect()
    }

    /// What came of asking for the gist of one document, if it was asked for.
    pub async fn model_gist(&self, document: &DocumentId) -> Result<Option<ModelGist>, Error> {
        Ok(self.model_gists(std::slice::from_ref(document)).await?.pop())
    }

    /// How many documents by how asking ended, as far as any did.
    pub async fn gist_outcomes(&self) -> Result<Vec<(GistOutcome, u64)>, Error> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT outcome, count(*) FROM model_gists GROUP BY outcome")
                .fetch_all(&self.readers)
                .await?;
        let mut counts = Vec::with_capacity(rows.len());
        for (outcome, n) in rows {
            let outcome = outcome.parse().map_err(|_| Error::unreadable("an outcome", outcome))?;
            counts.push((outcome, value::natural(n)?));
        }
        counts.sort();
        Ok(counts)
    }

    /// What was spent on a day in Japan.
    pub async fn model_use(&self, day: NaiveDate) -> Result<ModelUse, Error> {
        let row: Option<(i64, i64, i64)> =
            sqlx::query_as("SELECT requests, characters, capped FROM model_use WHERE day = ?")
                .bind(day.to_string())
                .fetch_optional(&self.readers)
                .await?;
        let (requests, characters, capped) = row.unwrap_or_default();
        Ok(ModelUse {
            requests: value::natural(requests)?,
            characters: value::natural(characters)?,
            capped: value::natural(capped)?,
        })
    }
}

impl Recorder {
    /// Passed over if the document has gone or moved on meanwhile.
    pub(super) async fn model_gist(&mut self, gist: &ModelGist) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO model_gists (document, revision, made_with, outcome, retry_at, payload)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM documents WHERE id = ?1 AND revision = ?2)
             ON CONFLICT (document) DO UPDATE SET revision = ?2, made_with = ?3, outcome = ?4, retry_at = ?5, payload = ?6",
        )
        .bind(gist.document.as_str())
        .bind(gist.revision.as_str())
        .bind(&gist.made_with)
        .bind(gist.outcome.as_str())
        .bind(gist.retry_at.map(value::moment))
        .bind(value::json(gist)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    pub(super) async fn model_asked(&mut self, day: NaiveDate, characters: u64) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO model_use (day, requests, characters) VALUES (?1, 1, ?2)
             ON CONFLICT (day) DO UPDATE SET requests = requests + 1, characters = characters + ?2",
        )
        .bind(day.to_string())
        .bind(value::integer(characters))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    pub(super) async fn model_capped(&mut self, day: NaiveDate, documents: u64) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO model_use (day, capped) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET capped = ?2",
        )
        .bind(day.to_string())
        .bind(value::integer(documents))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
