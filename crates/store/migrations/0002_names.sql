-- What sources call their works, where they later take one back by that name alone.
CREATE TABLE names (
    source TEXT NOT NULL,
    name   TEXT NOT NULL,
    url    TEXT NOT NULL, -- the address of the work
    PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;
