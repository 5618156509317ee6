-- How widely a document may be read, and the first day on which it may leave the house. What was
-- recorded before came from the web.

ALTER TABLE documents ADD COLUMN sensitivity TEXT NOT NULL DEFAULT 'public';
ALTER TABLE documents ADD COLUMN embargo TEXT;
CREATE INDEX documents_embargo ON documents (embargo) WHERE embargo IS NOT NULL;
