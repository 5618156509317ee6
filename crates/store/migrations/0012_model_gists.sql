-- What became of asking a model service for the gist of a document, and what was spent on it.
CREATE TABLE model_gists (
    document  TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    revision  TEXT NOT NULL,
    made_with TEXT NOT NULL, -- with another model, prompt or rules it is asked for anew
    outcome   TEXT NOT NULL,
    retry_at  TEXT,          -- none: asking again would change nothing
    payload   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX model_gists_outcome ON model_gists (outcome);

-- Counted before the service is asked, so that a crash never makes a day cheaper than it was.
CREATE TABLE model_use (
    day        TEXT PRIMARY KEY, -- in Japan
    requests   INTEGER NOT NULL DEFAULT 0,
    characters INTEGER NOT NULL DEFAULT 0,
    capped     INTEGER NOT NULL DEFAULT 0 -- documents that wait because the day's share was used up
) STRICT, WITHOUT ROWID;
