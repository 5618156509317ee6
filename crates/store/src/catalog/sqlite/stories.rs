//! By what the stories of new documents are found, and what a new version of the rules changed.
//! Every answer is bounded, however large the archive and however frequent a key.

use super::commit::Recorder;
use super::commit_document::signed;
use super::value;
use crate::{Candidate, Catalog, Error, Reannotation, Seq, StoryFile};
use shiome_model::{Clues, DocumentId, Fingerprint, Hash, StoryId, clue::period_of};
use std::collections::HashMap;

/// The place that counts all stories.
const ALL: i64 = -1;

/// Documents filed under a key: day, number in the order of filing, which.
pub type Postings = HashMap<u64, Vec<(i32, u64, DocumentId)>>;

/// Document, fingerprint, story, clues.
type ComparableRow = (String, Vec<u8>, Option<String>, Option<Vec<u8>>);

impl Catalog {
    /// For each key the newest documents filed under it in one period, at most `limit` a key: the day and the
    /// number under which each is filed.
    pub async fn story_postings(&self, period: i32, keys: &[u64], limit: usize) -> Result<Postings, Error> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT wanted.value, (SELECT json_group_array(json_array(day, n, document)) FROM (
                SELECT k.day, k.n, d.document FROM story_keys k JOIN story_documents d ON d.n = k.n
                WHERE k.period = ?2 AND k.key = wanted.value ORDER BY k.day DESC, k.n DESC LIMIT ?3))
             FROM json_each(?1) wanted
             WHERE EXISTS (SELECT 1 FROM story_keys k WHERE k.period = ?2 AND k.key = wanted.value)",
        )
        .bind(value::json(&signed(keys))?)
        .bind(period)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(key, filed)| {
                let filed: Vec<(i32, u64, String)> = value::from_json("postings", &filed)?;
                let filed = filed.into_iter().map(|(day, n, id)| (day, n, DocumentId::from(id))).collect();
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

    /// For each band the documents that have it, at most `limit` of each: those of the smallest ids.
    pub async fn near_texts(
        &self,
        bands: &[u64],
        limit: usize,
    ) -> Result<HashMap<u64, Vec<DocumentId>>, Error> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT band.value, (SELECT json_group_array(document) FROM (
                SELECT document FROM fingerprint_bands WHERE band = band.value ORDER BY document LIMIT ?2))
             FROM json_each(?1) band WHERE EXISTS (SELECT 1 FROM fingerprint_bands WHERE band = band.value)",
        )
        .bind(value::json(&signed(bands))?)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(band, documents)| Ok((band.cast_unsigned(), value::from_json("documents", &documents)?)))
            .collect()
    }

    /// For each hash of a text the documents that have it, at most `limit` of each: those of the smallest ids.
    pub async fn equal_texts(
        &self,
        exact: &[&Hash],
        limit: usize,
    ) -> Result<HashMap<String, Vec<DocumentId>>, Error> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT text.value, (SELECT json_group_array(document) FROM (
                SELECT document FROM annotations WHERE exact = text.value ORDER BY document LIMIT ?2))
             FROM json_each(?1) text WHERE EXISTS (SELECT 1 FROM annotations WHERE exact = text.value)",
        )
        .bind(value::json(&exact)?)
        .bind(value::limit(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(exact, documents)| Ok((exact, value::from_json("documents", &documents)?)))
            .collect()
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
        let keys = value::json(&signed(&file.keys))?;
        let filed: Option<(i64, i32, String)> =
            sqlx::query_as("SELECT n, day, keys FROM story_documents WHERE document = ?")
                .bind(id)
                .fetch_optional(&mut *self.tx)
                .await?;
        let n = match filed {
            Some((n, day, old)) if (day, &old) == (file.day, &keys) => n,
            Some((n, day, old)) => {
                sqlx::query(
                    "DELETE FROM story_keys WHERE period = ?1 AND n = ?2 AND day = ?3
                        AND key IN (SELECT value FROM json_each(?4))",
                )
                .bind(period_of(day))
                .bind(n)
                .bind(day)
                .bind(old)
                .execute(&mut *self.tx)
                .await?;
                sqlx::query("UPDATE story_documents SET day = ?2, keys = ?3 WHERE n = ?1")
                    .bind(n)
                    .bind(file.day)
                    .bind(&keys)
                    .execute(&mut *self.tx)
                    .await?;
                n
            }
            None => sqlx::query("INSERT INTO story_documents (document, day, keys) VALUES (?, ?, ?)")
                .bind(id)
                .bind(file.day)
                .bind(&keys)
                .execute(&mut *self.tx)
                .await?
                .last_insert_rowid(),
        };
        sqlx::query(
            "INSERT OR IGNORE INTO story_keys (period, key, day, n)
             SELECT ?2, value, ?3, ?4 FROM json_each(?1) ORDER BY value",
        )
        .bind(&keys)
        .bind(period_of(file.day))
        .bind(file.day)
        .bind(n)
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
