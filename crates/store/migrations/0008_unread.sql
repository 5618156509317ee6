-- Pages that were had and are still to be read: the work as its source listed it.
ALTER TABLE pages ADD COLUMN unread TEXT;
CREATE INDEX pages_unread ON pages (source, url) WHERE unread IS NOT NULL;
-- Nobody follows captures: documents point to them.
DELETE FROM change_log WHERE entity = 'capture';
