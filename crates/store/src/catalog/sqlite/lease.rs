//! Who may work: sources are registered, work is leased, leases are fenced.

use super::{source_state::state_of, value};
use crate::{Catalog, Error, Lease, SourceLease};
use shiome_model::{Channel, Source, Timestamp, url};
use sqlx::{Sqlite, SqliteConnection, Transaction};

/// What a lease on a source is called.
fn work_of(source: &str) -> String {
    format!("source:{source}")
}

/// Sources of one site share its politeness limit; what is not read from the web shares nothing.
fn site_of(source: &Source) -> String {
    let address = if source.channel == Channel::Web { url::parse(&source.url) } else { None };
    address.map_or_else(|| work_of(source.id.as_str()), |u| url::site(&u))
}

impl Catalog {
    /// Takes over the sources of the configuration: new ones are due at `now`, known ones keep their
    /// state, those that are gone retire and keep theirs. A source with another address starts anew.
    pub async fn register(&self, sources: &[Source], now: Timestamp) -> Result<(), Error> {
        let now = value::moment(now);
        let mut tx = self.begin().await?;
        for source in sources {
            sqlx::query(
                "INSERT INTO sources (id, agency, title, url, site, next_check, interval_seconds, connector)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (id) DO UPDATE SET
                   agency = ?2, title = ?3, url = ?4, site = ?5, connector = ?8, retired = 0,
                   cursor = CASE WHEN url = ?4 THEN cursor END,
                   complete = CASE WHEN url = ?4 THEN complete ELSE 0 END,
                   fallback = CASE WHEN url = ?4 THEN fallback END,
                   next_check = CASE WHEN url = ?4 THEN next_check ELSE ?6 END",
            )
            .bind(source.id.as_str())
            .bind(source.agency.as_str())
            .bind(&source.title)
            .bind(&source.url)
            .bind(site_of(source))
            .bind(&now)
            .bind(value::integer(source.cadence_seconds))
            .bind(&source.connector)
            .execute(&mut *tx)
            .await?;
        }
        let ids: Vec<&str> = sources.iter().map(|s| s.id.as_str()).collect();
        sqlx::query("UPDATE sources SET retired = 1 WHERE id NOT IN (SELECT value FROM json_each(?))")
            .bind(value::json(&ids)?)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Leases the source that has been due longest, unless its site is in `busy_sites` or another
    /// source of its site is leased by anyone. `owner` names one worker, which reads one source at a
    /// time: by asking for a source it lets go of the one it had. So a worker that crashed and came
    /// back under its name goes on with the same source at once.
    pub async fn claim_source(
        &self,
        owner: &str,
        now: Timestamp,
        ttl: chrono::Duration,
        busy_sites: &[String],
    ) -> Result<Option<SourceLease>, Error> {
        self.claim_one(owner, now, ttl, busy_sites, "next_check <= ?1").await
    }

    /// Leases a source that has pages still to be read, whether or not it is due; else as
    /// [`Catalog::claim_source`].
    pub async fn claim_unread(
        &self,
        owner: &str,
        now: Timestamp,
        ttl: chrono::Duration,
    ) -> Result<Option<SourceLease>, Error> {
        let has_unread = "EXISTS (SELECT 1 FROM pages p WHERE p.unread_by = s.id)";
        self.claim_one(owner, now, ttl, &[], has_unread).await
    }

    async fn claim_one(
        &self,
        owner: &str,
        now: Timestamp,
        ttl: chrono::Duration,
        busy_sites: &[String],
        wanted: &'static str,
    ) -> Result<Option<SourceLease>, Error> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE leases SET owner = NULL WHERE owner = ? AND site IS NOT NULL")
            .bind(owner)
            .execute(&mut *tx)
            .await?;
        let due = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT * FROM sources s
             WHERE retired = 0 AND {wanted}
               AND site NOT IN (SELECT value FROM json_each(?2))
               AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.site = s.site
                               AND l.owner IS NOT NULL AND l.expires > ?1)
               AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.work = 'source:' || s.id
                               AND l.owner IS NOT NULL AND l.expires > ?1)
             ORDER BY next_check, id LIMIT 1"
        )))
        .bind(value::moment(now))
        .bind(value::json(&busy_sites)?)
        .fetch_optional(&mut *tx)
        .await?;
        let mut claimed = None;
        if let Some(row) = due {
            let state = state_of(&row)?;
            let site: String = sqlx::Row::try_get(&row, "site")?;
            let work = work_of(state.source.as_str());
            let lease = take(&mut tx, &work, Some(&site), owner, now, ttl).await?;
            claimed = lease.map(|lease| SourceLease { lease, state });
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// Leases a flow, unless another worker holds it. The same worker gets it anew, with a new token.
    pub async fn claim(
        &self,
        work: &str,
        owner: &str,
        now: Timestamp,
        ttl: chrono::Duration,
    ) -> Result<Option<Lease>, Error> {
        let mut tx = self.begin().await?;
        let lease = take(&mut tx, work, None, owner, now, ttl).await?;
        tx.commit().await?;
        Ok(lease)
    }

    /// Holds a lease longer: until `ttl` after `now`. Works after it expired too, if nobody took it.
    pub async fn renew(&self, lease: &Lease, now: Timestamp, ttl: chrono::Duration) -> Result<Lease, Error> {
        let expires = now + ttl;
        let renewed = sqlx::query("UPDATE leases SET expires = ? WHERE work = ? AND token = ? AND owner = ?")
            .bind(value::moment(expires))
            .bind(&lease.work)
            .bind(lease.token)
            .bind(&lease.owner)
            .execute(&self.writer)
            .await?;
        if renewed.rows_affected() == 0 {
            return Err(Error::StaleLease { work: lease.work.clone() });
        }
        Ok(Lease { expires, ..lease.clone() })
    }

    /// Gives a lease back. Giving back what has passed to another changes nothing.
    pub async fn release(&self, lease: &Lease) -> Result<(), Error> {
        sqlx::query("UPDATE leases SET owner = NULL WHERE work = ? AND token = ? AND owner = ?")
            .bind(&lease.work)
            .bind(lease.token)
            .bind(&lease.owner)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Begins to write: takes the lock at once, so that what is read stays true until the commit.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

async fn take(
    tx: &mut SqliteConnection,
    work: &str,
    site: Option<&str>,
    owner: &str,
    now: Timestamp,
    ttl: chrono::Duration,
) -> Result<Option<Lease>, Error> {
    let expires = now + ttl;
    let token: Option<i64> = sqlx::query_scalar(
        "INSERT INTO leases (work, site, owner, token, expires) VALUES (?1, ?2, ?3, 1, ?4)
         ON CONFLICT (work) DO UPDATE SET site = ?2, owner = ?3, token = token + 1, expires = ?4
         WHERE owner IS NULL OR owner = ?3 OR expires <= ?5
         RETURNING token",
    )
    .bind(work)
    .bind(site)
    .bind(owner)
    .bind(value::moment(expires))
    .bind(value::moment(now))
    .fetch_optional(tx)
    .await?;
    Ok(token.map(|token| Lease { work: work.to_owned(), owner: owner.to_owned(), token, expires }))
}

/// Refuses a lease that was released or passed on. One that merely expired still holds.
pub(super) async fn check(tx: &mut SqliteConnection, lease: &Lease) -> Result<(), Error> {
    let holds: Option<i64> =
        sqlx::query_scalar("SELECT token FROM leases WHERE work = ? AND token = ? AND owner = ?")
            .bind(&lease.work)
            .bind(lease.token)
            .bind(&lease.owner)
            .fetch_optional(tx)
            .await?;
    holds.map(|_| ()).ok_or_else(|| Error::StaleLease { work: lease.work.clone() })
}
