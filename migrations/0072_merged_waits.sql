-- A ticket that waited for a day waits for it again where its merge is undone.
ALTER TABLE ticket_merges ADD COLUMN former_until INTEGER;
