//! What is known of documents and stories.

use super::value;
use crate::{Candidate, Catalog, DocumentFilter, Error, StoredDocument};
use shiome_model::{Annotations, DocumentId, Fingerprint, Hash, Membership, StoryId};
use sqlx::{QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

/// Everything of a document in one row. Annotations of another revision do not count: their
/// passages are offsets into another text.
const WHOLE: &str = "SELECT d.payload AS document, d.first_seen, a.payload AS annotations, a.fingerprint,
    m.payload AS membership,
    (SELECT json_group_array(source) FROM (SELECT source FROM found WHERE document = d.id ORDER BY source)) AS found_by,
    (SELECT max(seq) FROM change_log WHERE entity IN ('document', 'annotations', 'membership') AND id = d.id) AS seq
    FROM documents d
    LEFT JOIN annotations a ON a.document = d.id AND a.revision = d.revision
    LEFT JOIN memberships m ON m.document = d.id ";

fn whole(row: &SqliteRow) -> Result<StoredDocument, Error> {
    let mut annotations = None;
    if let Some(packed) = row.try_get::<Option<Vec<u8>>, _>("annotations")? {
        let fingerprint: Fingerprint = value::unpack("a fingerprint", row.try_get("fingerprint")?)?;
        annotations = Some(Annotations { fingerprint, ..value::unpack("annotations", &packed)? });
    }
    let membership: Option<String> = row.try_get("membership")?;
    Ok(StoredDocument {
        document: value::unpack("a document", row.try_get("document")?)?,
        annotations,
        membership: membership.map(|m| value::from_json("a membership", &m)).transpose()?,
        first_seen: value::moment_of(row.try_get("first_seen")?)?,
        found_by: value::from_json("sources", row.try_get("found_by")?)?,
        seq: row.try_get("seq")?,
    })
}

impl Catalog {
    /// One document.
    pub async fn document(&self, id: &DocumentId) -> Result<Option<StoredDocument>, Error> {
        Ok(self.documents(std::slice::from_ref(id)).await?.pop())
    }

    /// Documents by id, in order of id; those that are not there are left out.
    pub async fn documents(&self, ids: &[DocumentId]) -> Result<Vec<StoredDocument>, Error> {
        let mut query = QueryBuilder::<Sqlite>::new(WHOLE);
        query.push("WHERE d.id IN (SELECT value FROM json_each(").push_bind(value::json(&ids)?);
        query.push(")) ORDER BY d.id");
        query.build().fetch_all(&self.readers).await?.iter().map(whole).collect()
    }

    /// A page of documents in order of id. The id of the last is `after_id` of the next page.
    pub async fn documents_page(&self, filter: &DocumentFilter) -> Result<Vec<StoredDocument>, Error> {
        let mut query = QueryBuilder::<Sqlite>::new(WHOLE);
        query.push("WHERE true");
        if let Some(id) = &filter.after_id {
            query.push(" AND d.id > ").push_bind(id.as_str());
        }
        if let Some(agency) = &filter.agency {
            query.push(" AND d.agency = ").push_bind(agency.as_str());
        }
        if let Some(country) = &filter.country {
            query.push(" AND d.country = ").push_bind(country);
        }
        if let Some(topic) = &filter.topic {
            query.push(" AND d.id IN (SELECT document FROM document_topics WHERE topic = ");
            query.push_bind(topic.as_str()).push(")");
        }
        if let Some(day) = filter.published_from {
            query.push(" AND d.published >= ").push_bind(day.to_string());
        }
        if let Some(day) = filter.published_to {
            query.push(" AND d.published <= ").push_bind(day.to_string());
        }
        if filter.undated {
            query.push(" AND d.published IS NULL");
        }
        if let Some(at) = filter.first_seen_from {
            query.push(" AND d.first_seen >= ").push_bind(value::moment(at));
        }
        if let Some(at) = filter.first_seen_before {
            query.push(" AND d.first_seen < ").push_bind(value::moment(at));
        }
        if let Some(day) = filter.leaving_on {
            query.push(" AND d.sensitivity = 'public' AND (d.embargo IS NULL OR d.embargo <= ");
            query.push_bind(day.to_string()).push(")");
        }
        let limit = if filter.limit == 0 { DocumentFilter::LIMIT } else { filter.limit };
        query.push(" ORDER BY d.id LIMIT ").push_bind(value::limit(limit));
        query.build().fetch_all(&self.readers).await?.iter().map(whole).collect()
    }

    /// Documents whose normalised title and text are equal, first seen first.
    pub async fn exact_duplicates(&self, exact: &Hash, limit: usize) -> Result<Vec<Candidate>, Error> {
        let rows: Vec<(String, Vec<u8>, Option<String>)> = sqlx::query_as(
            "SELECT a.document, a.fingerprint, m.story FROM annotations a
             JOIN documents d ON d.id = a.document
             LEFT JOIN memberships m ON m.document = a.document
             WHERE a.exact = ? ORDER BY d.first_seen, d.id LIMIT ?",
        )
        .bind(exact.as_str())
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(candidate).collect()
    }

    /// The documents of a story, in order of id; its first document is the one it is named for.
    pub async fn story(&self, id: &StoryId) -> Result<Vec<Membership>, Error> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT payload FROM memberships WHERE story = ? ORDER BY document")
                .bind(id.as_str())
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(|m| value::from_json("a membership", m)).collect()
    }
}

fn candidate((document, fingerprint, story): (String, Vec<u8>, Option<String>)) -> Result<Candidate, Error> {
    let fingerprint = value::unpack("a fingerprint", &fingerprint)?;
    Ok(Candidate { document: document.into(), fingerprint, story: story.map(StoryId::new) })
}
