-- The way a source is read by while its preferred one does not work (JSON).
ALTER TABLE sources ADD COLUMN fallback TEXT;

-- Captures that share a body follow each other: so an export writes each body once, in bounded memory.
CREATE INDEX captures_body ON captures (body, id);
