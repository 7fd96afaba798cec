-- What somebody is writing, one for each ticket and kind; without a ticket, the mail that opens a new one.
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  ticket_id INTEGER REFERENCES tickets (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'note', 'new')),
  -- The fields of the form by name, JSON.
  fields TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX drafts_by_place ON drafts (user_id, coalesce(ticket_id, 0), kind);
CREATE INDEX drafts_by_ticket ON drafts (ticket_id);

CREATE TABLE draft_attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  draft_id INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  -- Of a picture within the text; null for a file.
  content_id TEXT,
  size INTEGER NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX draft_attachments_by_draft ON draft_attachments (draft_id);

-- What the form held, for taking a message back; null once it is sent.
ALTER TABLE outbox ADD COLUMN draft TEXT;

-- How the name of the sender is made: the group's, "agent via group", or the agent's.
ALTER TABLE groups ADD COLUMN name_format TEXT NOT NULL DEFAULT 'group'
  CHECK (name_format IN ('group', 'agent_via_group', 'agent'));
