//! Recording a document and what is believed of it. What equals the record is passed over: it would
//! send every follower through the same work again.

use super::{commit::Recorder, value};
use crate::{Entity, Error};
use shiome_model::{Annotations, Document, DocumentId, Fingerprint, Membership, SourceId, Timestamp};
use std::borrow::Cow;

impl Recorder {
    pub(super) async fn document(&mut self, document: &Document, first_seen: Timestamp) -> Result<(), Error> {
        let old = self.old_document(&document.id).await?;
        match self.write_document(document, first_seen, old.as_deref()).await? {
            Some(source) => self.found(&source, &document.id, first_seen).await,
            None => Ok(()),
        }
    }

    pub(super) async fn old_document(&mut self, id: &DocumentId) -> Result<Option<Vec<u8>>, Error> {
        let old = sqlx::query_scalar("SELECT payload FROM documents WHERE id = ?").bind(id.as_str());
        Ok(old.fetch_optional(&mut *self.tx).await?)
    }

    /// Writes a document whose row was `old`, unless it says the same. The source it belongs to, if
    /// it was written.
    pub(super) async fn write_document(
        &mut self,
        document: &Document,
        first_seen: Timestamp,
        old: Option<&[u8]>,
    ) -> Result<Option<SourceId>, Error> {
        let id = document.id.as_str();
        let mut document = Cow::Borrowed(document);
        let mut old_json = None;
        if let Some(packed) = old {
            let text = value::unpack_text("a document", packed)?;
            let old: Document = value::from_json("a document", &text)?;
            if old.source != document.source {
                // The source that found it first stays, and with it whose the document is.
                let document = document.to_mut();
                (document.source, document.agency, document.country) = (old.source, old.agency, old.country);
            }
            old_json = Some(text);
        }
        let json = value::json(&document)?;
        if old_json.as_deref() == Some(&json) {
            return Ok(None);
        }
        sqlx::query(
            "INSERT INTO documents (id, revision, agency, source, country, published, first_seen, title, capture,
                payload, sensitivity, embargo) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (id) DO UPDATE SET revision = ?2, agency = ?3, source = ?4, country = ?5, published = ?6,
                title = ?8, capture = ?9, payload = ?10, sensitivity = ?11, embargo = ?12",
        )
        .bind(id)
        .bind(document.revision.as_str())
        .bind(document.agency.as_str())
        .bind(document.source.as_str())
        .bind(&document.country)
        .bind(document.date().map(|d| d.to_string()))
        .bind(value::moment(first_seen))
        .bind(&document.title)
        .bind(document.capture.as_str())
        .bind(value::pack(&json)?)
        .bind(document.sensitivity.as_str())
        .bind(document.embargo.map(|d| d.to_string()))
        .execute(&mut *self.tx)
        .await?;
        self.touch(Entity::Document, id);
        Ok(Some(document.source.clone()))
    }

    pub(super) async fn found(
        &mut self,
        source: &SourceId,
        id: &DocumentId,
        at: Timestamp,
    ) -> Result<(), Error> {
        let new = sqlx::query("INSERT OR IGNORE INTO found (document, source, at) VALUES (?, ?, ?)")
            .bind(id.as_str())
            .bind(source.as_str())
            .bind(value::moment(at))
            .execute(&mut *self.tx)
            .await?;
        if new.rows_affected() > 0 {
            self.touch(Entity::Document, id.as_str());
        }
        Ok(())
    }

    pub(super) async fn annotations(&mut self, annotations: &Annotations) -> Result<(), Error> {
        let id = annotations.document.as_str();
        let known = sqlx::query_as::<_, (String, Option<Vec<u8>>, Option<Vec<u8>>)>(
            "SELECT d.revision, a.fingerprint, a.payload FROM documents d
             LEFT JOIN annotations a ON a.document = d.id WHERE d.id = ?",
        )
        .bind(id)
        .fetch_optional(&mut *self.tx)
        .await?;
        let Some((revision, old_fingerprint, old_payload)) = known else { return Err(Error::Dangling) };
        if revision != annotations.revision.as_str() {
            return Ok(()); // its document moved on while they were made; it will be annotated again
        }
        let fingerprint = value::json(&annotations.fingerprint)?;
        let payload =
            value::json(&Annotations { fingerprint: Fingerprint::default(), ..annotations.clone() })?;
        if let (Some(f), Some(p)) = (old_fingerprint, old_payload)
            && value::unpack_text("a fingerprint", &f)? == fingerprint
            && value::unpack_text("annotations", &p)? == payload
        {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO annotations (document, revision, version, language, kind, exact, fingerprint, payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (document) DO UPDATE SET revision = ?2, version = ?3, language = ?4, kind = ?5, exact = ?6,
                fingerprint = ?7, payload = ?8",
        )
        .bind(id)
        .bind(annotations.revision.as_str())
        .bind(&annotations.version)
        .bind(annotations.language.as_str())
        .bind(annotations.kind.as_str())
        .bind(annotations.fingerprint.exact.as_str())
        .bind(value::pack(&fingerprint)?)
        .bind(value::pack(&payload)?)
        .execute(&mut *self.tx)
        .await?;
        self.topics(annotations).await?;
        self.bands(annotations).await?;
        self.touch(Entity::Annotations, id);
        Ok(())
    }

    async fn topics(&mut self, annotations: &Annotations) -> Result<(), Error> {
        let id = annotations.document.as_str();
        sqlx::query("DELETE FROM document_topics WHERE document = ?").bind(id).execute(&mut *self.tx).await?;
        let topics: Vec<(&str, f32)> =
            annotations.topics.iter().map(|t| (t.topic.as_str(), t.score)).collect();
        if topics.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT OR REPLACE INTO document_topics (document, topic, score)
             SELECT ?, value ->> 0, CAST(value ->> 1 AS REAL) FROM json_each(?)",
        )
        .bind(id)
        .bind(value::json(&topics)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn bands(&mut self, annotations: &Annotations) -> Result<(), Error> {
        let id = annotations.document.as_str();
        sqlx::query("DELETE FROM fingerprint_bands WHERE document = ?")
            .bind(id)
            .execute(&mut *self.tx)
            .await?;
        if annotations.fingerprint.bands.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT OR IGNORE INTO fingerprint_bands (band, document) SELECT value, ? FROM json_each(?)",
        )
        .bind(id)
        .bind(value::json(&signed(&annotations.fingerprint.bands))?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    pub(super) async fn membership(&mut self, membership: &Membership) -> Result<(), Error> {
        let written = sqlx::query(
            "INSERT INTO memberships (document, story, payload) VALUES (?1, ?2, ?3)
             ON CONFLICT (document) DO UPDATE SET story = ?2, payload = ?3 WHERE payload <> ?3",
        )
        .bind(membership.document.as_str())
        .bind(membership.story.as_str())
        .bind(value::json(membership)?)
        .execute(&mut *self.tx)
        .await?;
        if written.rows_affected() > 0 {
            self.touch(Entity::Membership, membership.document.as_str());
        }
        Ok(())
    }

    pub(super) async fn retract(&mut self, id: &DocumentId) -> Result<(), Error> {
        let gone = sqlx::query("DELETE FROM documents WHERE id = ?")
            .bind(id.as_str())
            .execute(&mut *self.tx)
            .await?;
        sqlx::query("DELETE FROM found WHERE document = ?").bind(id.as_str()).execute(&mut *self.tx).await?;
        if gone.rows_affected() > 0 {
            self.touch(Entity::Document, id.as_str());
        }
        Ok(())
    }
}

/// The same 64 bits, as SQLite's numbers are signed.
pub(super) fn signed(bands: &[u64]) -> Vec<i64> {
    bands.iter().map(|b| b.cast_signed()).collect()
}
