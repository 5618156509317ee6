//! By what the stories of new documents are found, and what a new version of the rules changed.
//! Every answer is bounded, however large the archive and however frequent a key.

use super::commit::Recorder;
use super::commit_document::signed;
use super::value;
use crate::{Candidate, Catalog, Error, Reannotation, Seq, StoryFile};
use shiome_model::{Clues, DocumentId, Fingerprint, StoryId};
use std::collections::HashMap;

/// The place that counts all stories.
const ALL: i64 = -1;

/// Document, fingerprint, story, clues.
type ComparableRow = (String, Vec<u8>, Option<String>, Option<Vec<u8>>);

impl Catalog {
    /// For each key the newest documents filed under it from one day to another, at most `limit` a key.
    pub async fn story_postings(
        &self,
        keys: &[u64],
        (from, to): (i32, i32),
        limit: usize,
    ) -> Result<HashMap<u64, Vec<(i32, DocumentId)>>, Error> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT wanted.value, (SELECT json_group_array(json_array(day, document)) FROM (
                SELECT day, document FROM story_keys WHERE key = wanted.value AND day BETWEEN ?2 AND ?3
                ORDER BY day DESC, document LIMIT ?4))
             FROM json_each(?1) wanted",
        )
        .bind(value::json(&signed(keys))?)
        .bind(from)
        .bind(to)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(key, filed)| {
                let filed: Vec<(i32, String)> = value::from_json("postings", &filed)?;
                let filed = filed.into_iter().map(|(day, id)| (day, DocumentId::from(id))).collect();
                Ok((key.cast_unsigned(), filed))
            })
            .collect()
    }

    /// How many stories there are, and how many had clues of these places.
    pub async fn story_counts(&self, places: &[u32]) -> Result<(u64, Vec<(u32, u32)>), Error> {
        let all: Option<i64> = sqlx::query_scalar("SELECT n FROM story_counts WHERE place = ?")
            .bind(ALL)
            .fetch_optional(&self.readers)
            .await?;
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT place, n FROM story_counts WHERE place IN (SELECT value FROM json_each(?))",
        )
        .bind(value::json(&places)?)
        .fetch_all(&self.readers)
        .await?;
        let counts = rows
            .into_iter()
            .map(|(place, n)| Ok((value::natural(place)?, value::natural(n)?)))
            .collect::<Result<_, Error>>()?;
        Ok((value::natural(all.unwrap_or_default())?, counts))
    }

    /// Documents that share a band, at most `limit` of each band: those of the smallest ids.
    pub async fn near_texts(&self, bands: &[u64], limit: usize) -> Result<Vec<DocumentId>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT document.value FROM json_each(?1) band, json_each((
                SELECT json_group_array(document) FROM (
                    SELECT document FROM fingerprint_bands WHERE band = band.value ORDER BY document LIMIT ?2))) document",
        )
        .bind(value::json(&signed(bands))?)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(DocumentId::from).collect())
    }

    /// What documents are compared by; those without annotations are left out, those without clues
    /// have none.
    pub async fn comparable(&self, ids: &[DocumentId]) -> Result<Vec<(Candidate, Clues)>, Error> {
        let rows: Vec<ComparableRow> = sqlx::query_as(
            "SELECT a.document, a.fingerprint, m.story, c.payload FROM annotations a
             LEFT JOIN memberships m ON m.document = a.document
             LEFT JOIN story_clues c ON c.document = a.document
             WHERE a.document IN (SELECT value FROM json_each(?)) ORDER BY a.document",
        )
        .bind(value::json(&ids)?)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(document, fingerprint, story, clues)| {
                let fingerprint: Fingerprint = value::unpack("a fingerprint", &fingerprint)?;
                let clues = clues.map(|c| value::unpack("clues", &c)).transpose()?.unwrap_or_default();
                let story = story.map(StoryId::new);
                Ok((Candidate { document: document.into(), fingerprint, story }, clues))
            })
            .collect()
    }

    /// Those of some documents whose clues are filed.
    pub async fn filed(&self, ids: &[DocumentId]) -> Result<Vec<DocumentId>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT document FROM story_clues WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document",
        )
        .bind(value::json(&ids)?)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(DocumentId::from).collect())
    }

    /// Documents that changed before `before`, latest first, with the commit that did it. A commit is
    /// never split.
    pub async fn documents_before(&self, before: Seq, limit: usize) -> Result<Vec<(Seq, DocumentId)>, Error> {
        let rows: Vec<(Seq, String)> = sqlx::query_as(
            "WITH downto (seq) AS (SELECT min(seq) FROM (
                SELECT seq FROM change_log WHERE seq < ?1 AND entity = 'document' ORDER BY seq DESC LIMIT ?2))
             SELECT seq, id FROM change_log
             WHERE seq < ?1 AND seq >= (SELECT seq FROM downto) AND entity = 'document' ORDER BY seq DESC, id",
        )
        .bind(before)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(seq, id)| (seq, id.into())).collect())
    }

    /// What changed from one version to another, if anything was annotated anew.
    pub async fn reannotation(&self, from: &str, to: &str) -> Result<Option<Reannotation>, Error> {
        let payload: Option<String> =
            sqlx::query_scalar("SELECT payload FROM reannotations WHERE from_version = ? AND to_version = ?")
                .bind(from)
                .bind(to)
                .fetch_optional(&self.readers)
                .await?;
        payload.map(|p| value::from_json("a reannotation", &p)).transpose()
    }

    /// The last times that documents were annotated anew, latest first.
    pub async fn reannotations(&self, limit: usize) -> Result<Vec<Reannotation>, Error> {
        let payloads: Vec<String> = sqlx::query_scalar(
            "SELECT payload FROM reannotations ORDER BY updated_at DESC, from_version, to_version LIMIT ?",
        )
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        payloads.iter().map(|p| value::from_json("a reannotation", p)).collect()
    }
}

impl Recorder {
    pub(super) async fn story_file(&mut self, file: &StoryFile) -> Result<(), Error> {
        let id = file.document.as_str();
        sqlx::query("INSERT OR REPLACE INTO story_clues (document, payload) VALUES (?, ?)")
            .bind(id)
            .bind(value::pack(&value::json(&file.clues)?)?)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query("DELETE FROM story_keys WHERE document = ?").bind(id).execute(&mut *self.tx).await?;
        sqlx::query(
            "INSERT OR IGNORE INTO story_keys (key, day, document) SELECT value, ?2, ?3 FROM json_each(?1)",
        )
        .bind(value::json(&signed(&file.keys))?)
        .bind(file.day)
        .bind(id)
        .execute(&mut *self.tx)
        .await?;
        if file.counted.is_empty() {
            return Ok(());
        }
        let places: Vec<i64> = file.counted.iter().map(|p| i64::from(*p)).chain([ALL]).collect();
        sqlx::query(
            "INSERT INTO story_counts (place, n) SELECT value, 1 FROM json_each(?) WHERE true
             ON CONFLICT (place) DO UPDATE SET n = n + 1",
        )
        .bind(value::json(&places)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    pub(super) async fn reannotated(&mut self, done: &Reannotation) -> Result<(), Error> {
        sqlx::query(
            "INSERT OR REPLACE INTO reannotations (from_version, to_version, updated_at, payload) VALUES (?, ?, ?, ?)",
        )
        .bind(&done.from)
        .bind(&done.to)
        .bind(value::moment(done.updated_at))
        .bind(value::json(done)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
