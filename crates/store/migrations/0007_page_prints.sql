-- By what a short page is recognised at another address of its source. One row for each address: what
-- it showed last. Bounded by the writer.
CREATE TABLE page_prints (
    source TEXT NOT NULL,
    url    TEXT NOT NULL,
    print  TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_prints_print ON page_prints (source, print);
CREATE INDEX page_prints_at ON page_prints (source, at);
