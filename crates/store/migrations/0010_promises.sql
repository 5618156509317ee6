-- What bodies said would come, and what kept it. Derived: the flow writes a body's rows anew when one of
-- its documents changed; what has lapsed depends on the day it is read and is not stored.
CREATE TABLE promises (
    document  TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    n         INTEGER NOT NULL,
    agency    TEXT NOT NULL,
    due_until TEXT NOT NULL,
    payload   TEXT NOT NULL,
    PRIMARY KEY (document, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX promises_agency ON promises (agency, due_until);
CREATE INDEX promises_due ON promises (due_until);
