-- What the health of sources is counted from: the days of all documents without their texts.
CREATE INDEX documents_day ON documents (id, published);
DROP INDEX found_source;
CREATE INDEX found_source ON found (source, document, at);
