-- What a group answers by itself when a mail opens a ticket. Empty texts mean the words that Postroom brings.
ALTER TABLE groups ADD COLUMN auto_reply INTEGER NOT NULL DEFAULT 0;
ALTER TABLE groups ADD COLUMN auto_reply_subject TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN auto_reply_text TEXT NOT NULL DEFAULT '';

-- Who got an automatic answer lately, so that nobody gets too many; at most one for each ticket.
CREATE TABLE auto_replies (
  ticket_id INTEGER PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
  -- Lower case.
  address TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX auto_replies_by_time ON auto_replies (at);
CREATE INDEX auto_replies_by_address ON auto_replies (address, at);
