-- How far the import that runs now has come; there is no row while nothing is imported.
CREATE TABLE channel_progress (
  channel_id INTEGER PRIMARY KEY REFERENCES channels (id) ON DELETE CASCADE,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
