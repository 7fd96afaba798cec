-- To whom an answer goes (JSON: author, to, offered), decided when the mail came in; null for mail from before.
ALTER TABLE articles ADD COLUMN answer TEXT;
-- Who signed a message that had to be opened (JSON), and what a read receipt says (JSON).
ALTER TABLE articles ADD COLUMN signature TEXT;
ALTER TABLE articles ADD COLUMN receipt TEXT;

-- A server that goes on trying has not failed.
ALTER TABLE bounces ADD COLUMN state TEXT NOT NULL DEFAULT 'failed' CHECK (state IN ('failed', 'delayed'));
ALTER TABLE bounces ADD COLUMN retries_until INTEGER;
