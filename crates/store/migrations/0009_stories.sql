-- By what other tellings of an event are found, and what changed when everything was annotated anew.

-- What a document says that others may say too; written when it gets its place.
CREATE TABLE story_clues (
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    payload  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Its rarest clues, by the day on which it is filed: what is too far away is never read.
CREATE TABLE story_keys (
    key      INTEGER NOT NULL, -- the 64 bits, as a signed number
    day      INTEGER NOT NULL, -- counted from the beginning of our era
    document TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (key, day, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_keys_document ON story_keys (document);

-- How many stories had clues of a place; the place -1 counts all. Bounded by the number of places.
CREATE TABLE story_counts (
    place INTEGER PRIMARY KEY,
    n     INTEGER NOT NULL
) STRICT;

-- From one version of rules and thesaurus to another, a row.
CREATE TABLE reannotations (
    from_version TEXT NOT NULL,
    to_version   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    payload      TEXT NOT NULL,
    PRIMARY KEY (from_version, to_version)
) STRICT, WITHOUT ROWID;
CREATE INDEX reannotations_updated ON reannotations (updated_at);
