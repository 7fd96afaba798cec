-- The appointments in a message, as JSON; null where there are none.
ALTER TABLE articles ADD COLUMN calendar TEXT;
