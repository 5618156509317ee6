-- Pages that were had and are still to be read: by which source, and the work as that source listed it.
ALTER TABLE pages ADD COLUMN unread TEXT;
ALTER TABLE pages ADD COLUMN unread_by TEXT;
CREATE INDEX pages_unread ON pages (unread_by, url) WHERE unread_by IS NOT NULL;
-- Nobody follows captures: documents point to them.
DELETE FROM change_log WHERE entity = 'capture';
