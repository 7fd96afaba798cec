-- Mail from files has no channel. Its receipts name the group it was imported for instead, and the file in `folder`.
-- Columns cannot lose NOT NULL in place, so both tables are written anew; quarantine first, because dropping the
-- receipts would take its rows along.
CREATE TABLE new_receipts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER REFERENCES channels (id) ON DELETE CASCADE,
  import_group_id INTEGER REFERENCES groups (id),
  folder TEXT NOT NULL,
  uid_validity TEXT NOT NULL,
  uid INTEGER NOT NULL,
  message_id TEXT,
  sha256 TEXT NOT NULL,
  digest TEXT,
  size INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
  stored_at INTEGER NOT NULL,
  settled_at INTEGER,
  settle_action TEXT,
  settle_error TEXT,
  CHECK ((channel_id IS NULL) <> (import_group_id IS NULL))
) STRICT;

CREATE TABLE new_quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt_id INTEGER NOT NULL REFERENCES new_receipts (id) ON DELETE CASCADE,
  channel_id INTEGER REFERENCES channels (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  created_at INTEGER NOT NULL,
  resolved_at INTEGER
) STRICT;

INSERT INTO new_receipts (id, channel_id, folder, uid_validity, uid, message_id, sha256, digest, size, outcome,
    article_id, stored_at, settled_at, settle_action, settle_error)
  SELECT id, channel_id, folder, uid_validity, uid, message_id, sha256, digest, size, outcome,
    article_id, stored_at, settled_at, settle_action, settle_error FROM receipts;
INSERT INTO new_quarantine (id, receipt_id, channel_id, kind, reason, sender, subject, blob_id, created_at, resolved_at)
  SELECT id, receipt_id, channel_id, kind, reason, sender, subject, blob_id, created_at, resolved_at FROM quarantine;

-- Ids are never given out twice.
DELETE FROM sqlite_sequence WHERE name IN ('new_receipts', 'new_quarantine');
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'new_' || name, seq FROM sqlite_sequence WHERE name IN ('receipts', 'quarantine');

DROP TABLE quarantine;
DROP TABLE receipts;
ALTER TABLE new_receipts RENAME TO receipts;
ALTER TABLE new_quarantine RENAME TO quarantine;

CREATE UNIQUE INDEX receipts_by_uid ON receipts (channel_id, folder, uid_validity, uid);
CREATE INDEX receipts_by_message_id ON receipts (channel_id, message_id);
CREATE INDEX receipts_by_digest ON receipts (channel_id, digest);
CREATE INDEX receipts_unsettled ON receipts (channel_id, settled_at) WHERE settled_at IS NULL;
CREATE INDEX receipts_by_hash ON receipts (channel_id, sha256) WHERE message_id IS NULL;

-- The same bytes are imported once for a group, from whatever file.
CREATE UNIQUE INDEX receipts_by_import ON receipts (import_group_id, sha256) WHERE import_group_id IS NOT NULL;
