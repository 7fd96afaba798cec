-- What mail servers have reported about mail of ours, one row for each recipient.
CREATE TABLE bounces (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report_article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  -- The answer that could not be delivered; null where the report does not say which.
  article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
  address TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- The address is marked until it writes again.
  marks_address INTEGER NOT NULL,
  at INTEGER NOT NULL,
  cleared_at INTEGER
) STRICT;

CREATE INDEX bounces_by_report ON bounces (report_article_id);
CREATE INDEX bounces_by_article ON bounces (article_id);
CREATE INDEX bounces_by_address ON bounces (address) WHERE marks_address = 1 AND cleared_at IS NULL;

-- The sign by which a robot was recognised, and how the sender protected the message.
ALTER TABLE articles ADD COLUMN automatic_because TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN protection TEXT NOT NULL DEFAULT 'none';

-- Whether the sender of a message that is too large is still to be told.
ALTER TABLE quarantine ADD COLUMN refusal TEXT CHECK (refusal IN ('due', 'sent', 'withheld'));
CREATE INDEX quarantine_by_refusal ON quarantine (refusal) WHERE refusal = 'due';
