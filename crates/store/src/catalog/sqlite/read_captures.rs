//! Captures by the selection, each body's together: what an export asks.

use super::value;
use crate::{CaptureFilter, Catalog, Error, KeptCapture};
use sqlx::{QueryBuilder, Row, Sqlite};

impl Catalog {
    /// A page of captures in order of body, then id. The last is `after` of the next page.
    pub async fn captures_page(&self, filter: &CaptureFilter) -> Result<Vec<KeptCapture>, Error> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT c.payload, c.last_seen, (SELECT title FROM documents d WHERE d.capture = c.id LIMIT 1) AS title,
             EXISTS (SELECT 1 FROM pages p WHERE p.url = 'list:' || c.url) AS is_list
             FROM captures c WHERE true",
        );
        narrow(&mut query, filter)?;
        if let Some((body, id)) = &filter.after {
            query.push(" AND (c.body, c.id) > (").push_bind(body.as_str());
            query.push(", ").push_bind(id.as_str()).push(")");
        }
        query.push(" ORDER BY c.body, c.id LIMIT ").push_bind(value::limit(filter.limit));
        let rows = query.build().fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                Ok(KeptCapture {
                    capture: value::from_json("a capture", row.try_get("payload")?)?,
                    last_seen: value::moment_of(row.try_get("last_seen")?)?,
                    title: row.try_get("title")?,
                    is_list: row.try_get("is_list")?,
                })
            })
            .collect()
    }

    /// How many captures a selection holds.
    pub async fn captures_count(&self, filter: &CaptureFilter) -> Result<u64, Error> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT count(*) FROM captures c WHERE true");
        narrow(&mut query, filter)?;
        let count: i64 = query.build_query_scalar().fetch_one(&self.readers).await?;
        value::natural(count)
    }
}

fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &CaptureFilter) -> Result<(), Error> {
    if let Some(sources) = &filter.sources {
        query.push(" AND c.source IN (SELECT value FROM json_each(").push_bind(value::json(sources)?);
        query.push("))");
    }
    if let Some(topic) = &filter.topic {
        // Every version of the pages that documents of the topic are read from.
        query.push(
            " AND c.url IN (SELECT k.url FROM document_topics t JOIN documents d ON d.id = t.document
              JOIN captures k ON k.id = d.capture WHERE t.topic = ",
        );
        query.push_bind(topic.as_str().to_owned()).push(")");
    }
    Ok(())
}
