-- How sources are, over time: what a run counted, what was suspected, what became an incident, what a
-- probe has shown.

ALTER TABLE sources ADD COLUMN connector TEXT; -- its kind
ALTER TABLE fetch_records ADD COLUMN counts TEXT; -- JSON; none: the run is older than this column

-- A source that is troubled but has not been so for long enough.
CREATE TABLE suspicions (
    source  TEXT PRIMARY KEY,
    payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incidents (
    id        TEXT PRIMARY KEY,
    source    TEXT,          -- none: many at once
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    payload   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_open ON incidents (opened_at) WHERE closed_at IS NULL;
CREATE INDEX incidents_source ON incidents (source, opened_at);

CREATE TABLE probes (
    source  TEXT    NOT NULL,
    at      TEXT    NOT NULL,
    route   INTEGER NOT NULL, -- which of its routes, from 0
    payload TEXT    NOT NULL,
    PRIMARY KEY (source, at, route)
) STRICT, WITHOUT ROWID;
