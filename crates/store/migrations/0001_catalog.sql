-- The catalog of Shiome. Moments are UTC text of fixed width (they sort as they follow each other),
-- days are YYYY-MM-DD, weeks YYYY-Www. What is filtered or sorted by has a column; the whole noun is
-- the payload: JSON, compressed where it is long.

CREATE TABLE catalog (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    identity TEXT    NOT NULL,
    seq      INTEGER NOT NULL -- the counter: one step for each commit that changed something
) STRICT;

CREATE TABLE change_log (
    entity TEXT    NOT NULL,
    id     TEXT    NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_log_seq ON change_log (seq);

CREATE TABLE sources (
    id                   TEXT    PRIMARY KEY,
    agency               TEXT    NOT NULL,
    title                TEXT    NOT NULL,
    url                  TEXT    NOT NULL,
    site                 TEXT    NOT NULL, -- whose politeness limit it shares
    retired              INTEGER NOT NULL DEFAULT 0,
    cursor               TEXT,
    next_check           TEXT    NOT NULL,
    last_checked         TEXT,
    last_success         TEXT,
    last_new             TEXT,
    consecutive_failures INTEGER NOT NULL DEFAULT 0,
    complete             INTEGER NOT NULL DEFAULT 0,
    interval_seconds     INTEGER NOT NULL,
    error_reason         TEXT,
    error_detail         TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_due ON sources (next_check, id) WHERE retired = 0;

-- A row stays when its lease is released, so that its token never comes back.
CREATE TABLE leases (
    work    TEXT    PRIMARY KEY,
    site    TEXT,             -- of a source's lease
    owner   TEXT,             -- none: free
    token   INTEGER NOT NULL,
    expires TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE captures (
    id        TEXT    PRIMARY KEY,
    url       TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    last_seen TEXT    NOT NULL, -- the same answer may come again after another
    body      TEXT    NOT NULL,
    payload   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX captures_url ON captures (url, last_seen);

CREATE TABLE documents (
    id         TEXT PRIMARY KEY,
    revision   TEXT NOT NULL,
    agency     TEXT NOT NULL,
    source     TEXT NOT NULL,
    country    TEXT NOT NULL,
    published  TEXT,
    first_seen TEXT NOT NULL,
    title      TEXT NOT NULL,
    capture    TEXT NOT NULL REFERENCES captures (id) DEFERRABLE INITIALLY DEFERRED,
    payload    BLOB NOT NULL
) STRICT;
CREATE INDEX documents_first_seen ON documents (first_seen);
CREATE INDEX documents_published ON documents (published);
CREATE INDEX documents_agency ON documents (agency, id);
CREATE INDEX documents_source ON documents (source, published, first_seen);
CREATE INDEX documents_capture ON documents (capture);

CREATE TABLE found (
    document TEXT NOT NULL,
    source   TEXT NOT NULL,
    at       TEXT NOT NULL, -- first time
    PRIMARY KEY (document, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX found_source ON found (source, document);

CREATE TABLE annotations (
    document    TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    revision    TEXT NOT NULL,
    version     TEXT NOT NULL,
    language    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    exact       TEXT NOT NULL,
    fingerprint BLOB NOT NULL, -- read alone when duplicates are looked for
    payload     BLOB NOT NULL  -- without the fingerprint
) STRICT;
CREATE INDEX annotations_exact ON annotations (exact, document);
CREATE INDEX annotations_language ON annotations (language);
CREATE INDEX annotations_kind ON annotations (kind);

CREATE TABLE document_topics (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    topic    TEXT NOT NULL,
    score    REAL NOT NULL,
    PRIMARY KEY (document, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_topics_topic ON document_topics (topic, document);

CREATE TABLE fingerprint_bands (
    band     INTEGER NOT NULL, -- the 64 bits of the key, as a signed number
    document TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (band, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX fingerprint_bands_document ON fingerprint_bands (document);

CREATE TABLE memberships (
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    story    TEXT NOT NULL,
    payload  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_story ON memberships (story, document);

CREATE TABLE page_changes (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    seen_at  TEXT NOT NULL,
    payload  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX page_changes_document ON page_changes (document, seen_at);
CREATE INDEX page_changes_seen_at ON page_changes (seen_at);

-- A run that found no signal is a finding too.
CREATE TABLE signal_runs (
    as_of   TEXT NOT NULL,
    job     TEXT NOT NULL,
    signals INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (as_of, job)
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    url           TEXT    PRIMARY KEY,
    source        TEXT    NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    last_fetched  TEXT,
    status        INTEGER,
    error         TEXT,
    failures      INTEGER NOT NULL,
    next_try      TEXT,
    stamp         TEXT,
    modified      TEXT,
    capture       TEXT,
    document      TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX pages_due ON pages (source, next_try) WHERE next_try IS NOT NULL;

CREATE TABLE rejected (
    source TEXT NOT NULL,
    url    TEXT NOT NULL,
    at     TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (source, url, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX rejected_at ON rejected (at);

CREATE TABLE fetch_records (
    source        TEXT    NOT NULL,
    started       TEXT    NOT NULL,
    week          TEXT    NOT NULL,
    ok            INTEGER NOT NULL,
    requests      INTEGER NOT NULL,
    items_found   INTEGER NOT NULL,
    new_documents INTEGER NOT NULL,
    error         TEXT,
    detail        TEXT    NOT NULL,
    duration_ms   INTEGER NOT NULL,
    PRIMARY KEY (source, started)
) STRICT, WITHOUT ROWID;
CREATE INDEX fetch_records_week ON fetch_records (week, source) WHERE ok = 1;

CREATE TABLE checkpoints (
    flow TEXT    PRIMARY KEY,
    seq  INTEGER NOT NULL,
    note TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE issues (
    id        TEXT PRIMARY KEY,
    what      TEXT NOT NULL,
    sealed_at TEXT NOT NULL,
    payload   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX issues_what ON issues (what, sealed_at);

CREATE TABLE deliveries (
    issue      TEXT    NOT NULL REFERENCES issues (id) DEFERRABLE INITIALLY DEFERRED,
    recipient  TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    attempts   INTEGER NOT NULL,
    message_id TEXT    NOT NULL,
    updated_at TEXT    NOT NULL,
    PRIMARY KEY (issue, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_state ON deliveries (state, updated_at);
