-- Keys are filed by period, so that what is written and looked up lies together however large the archive
-- is; documents have a number there, as their addresses would be most of the table.

CREATE TABLE story_documents (
    n        INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order in which they were filed
    document TEXT    NOT NULL UNIQUE REFERENCES documents (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL, -- counted from the beginning of our era
    keys     TEXT    NOT NULL  -- those it is filed under, as JSON: how to find its rows again
) STRICT;
INSERT INTO story_documents (document, day, keys)
SELECT document, day, json_group_array(key) FROM story_keys GROUP BY document, day ORDER BY day, document;

CREATE TABLE story_keys_by_period (
    period INTEGER NOT NULL, -- of PERIOD days
    key    INTEGER NOT NULL, -- the 64 bits, as a signed number
    day    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (period, key, day, n)
) STRICT, WITHOUT ROWID;
INSERT INTO story_keys_by_period (period, key, day, n)
SELECT k.day / 22, k.key, k.day, d.n FROM story_keys k JOIN story_documents d ON d.document = k.document;
DROP TABLE story_keys;
ALTER TABLE story_keys_by_period RENAME TO story_keys;

CREATE TRIGGER story_documents_gone BEFORE DELETE ON story_documents BEGIN
    DELETE FROM story_keys WHERE period = OLD.day / 22 AND n = OLD.n
        AND day = OLD.day AND key IN (SELECT value FROM json_each(OLD.keys));
END;
