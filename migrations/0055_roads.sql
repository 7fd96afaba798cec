-- By which road a channel's mail comes in and goes out. Without a row: whichever works, and none has had to give way.
CREATE TABLE channel_roads (
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  direction TEXT NOT NULL,
  choice TEXT NOT NULL,
  taken TEXT,
  road TEXT,
  since INTEGER,
  code TEXT,
  text TEXT,
  retry_at INTEGER,
  hindrance TEXT,
  PRIMARY KEY (channel_id, direction)
) STRICT, WITHOUT ROWID;

-- Graph moves what is to be deleted into Deleted Items, unless an admin wants it gone for good.
ALTER TABLE channels ADD COLUMN deletes_for_good INTEGER NOT NULL DEFAULT 0;
