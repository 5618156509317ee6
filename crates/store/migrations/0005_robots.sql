-- What was last learned of a site's robots.txt, so that a new process neither asks all sites again nor
-- forgets what a site wants that is down.
CREATE TABLE robots (
    origin  TEXT PRIMARY KEY,
    asked   TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A thousand workers ask for a thousand sources: each looks for leases by their site and by its name.
CREATE INDEX leases_site ON leases (site) WHERE site IS NOT NULL;
CREATE INDEX leases_owner ON leases (owner) WHERE owner IS NOT NULL;
