CREATE TABLE filters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  match TEXT NOT NULL CHECK (match IN ('all', 'any')),
  conditions TEXT NOT NULL,
  actions TEXT NOT NULL,
  stops_after INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE ticket_tags (
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (ticket_id, tag)
) STRICT;

CREATE INDEX ticket_tags_by_tag ON ticket_tags (tag, ticket_id);

ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high'));
ALTER TABLE articles ADD COLUMN is_internal INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN no_auto_reply INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN trusts_headers INTEGER NOT NULL DEFAULT 0;
