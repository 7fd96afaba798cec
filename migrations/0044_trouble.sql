-- What people were told last about a message that waits or was not sent; null: nothing.
ALTER TABLE outbox ADD COLUMN told TEXT CHECK (told IN ('held', 'failed', 'unknown'));
CREATE INDEX outbox_told ON outbox (told) WHERE told IS NOT NULL;

-- Mailboxes that are not fetched, or from which nothing is sent, as people are shown it.
CREATE TABLE channel_troubles (
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  way TEXT NOT NULL CHECK (way IN ('receiving', 'sending')),
  code TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (channel_id, way)
) STRICT, WITHOUT ROWID;

-- What admins are told of them, until it is over.
CREATE TABLE channel_notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  way TEXT NOT NULL CHECK (way IN ('receiving', 'sending')),
  at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;
CREATE UNIQUE INDEX channel_notifications_by_user ON channel_notifications (user_id, channel_id, way);
