-- Graph names a message by an immutable id; its `uid` is then the receipt's own number, which names nothing.
ALTER TABLE receipts ADD COLUMN item_id TEXT;
CREATE UNIQUE INDEX receipts_by_item ON receipts (channel_id, folder, uid_validity, item_id) WHERE item_id IS NOT NULL;

-- A folder is read by either road, and each knows in its own words how far.
CREATE TABLE new_channel_folders (
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  folder TEXT NOT NULL,
  road TEXT NOT NULL,
  numbering TEXT NOT NULL,
  cursor TEXT NOT NULL,
  compared_at INTEGER,
  PRIMARY KEY (channel_id, folder, road)
) STRICT;
INSERT INTO new_channel_folders (channel_id, folder, road, numbering, cursor, compared_at)
  SELECT channel_id, folder, 'imap_smtp', uid_validity, cursor, compared_at FROM channel_folders;
DROP TABLE channel_folders;
ALTER TABLE new_channel_folders RENAME TO channel_folders;

-- What a message that was handed over can be looked up by, whatever became of the answer.
ALTER TABLE outbox ADD COLUMN trail TEXT;
