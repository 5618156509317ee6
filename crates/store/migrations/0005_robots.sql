-- What was last learned of a site's robots.txt, so that a new process neither asks all sites again nor
-- forgets what a site wants that is down.
CREATE TABLE robots (
    origin  TEXT PRIMARY KEY,
    asked   TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT, WITHOUT ROWID;
