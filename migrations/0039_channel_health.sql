-- A channel has two healths. Since when receiving is as it is:
ALTER TABLE channels ADD COLUMN receiving_since INTEGER;
-- And sending: untried, works or failing; the diagnosis and the server's words while it fails, when it is tried next.
ALTER TABLE channels ADD COLUMN sending_state TEXT NOT NULL DEFAULT 'untried';
ALTER TABLE channels ADD COLUMN sending_since INTEGER;
ALTER TABLE channels ADD COLUMN sending_code TEXT;
ALTER TABLE channels ADD COLUMN sending_text TEXT;
ALTER TABLE channels ADD COLUMN sending_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN sending_checked_at INTEGER;
ALTER TABLE channels ADD COLUMN sending_retry_at INTEGER;
-- The alert that told of it, while it fails.
ALTER TABLE channels ADD COLUMN sending_alert_id INTEGER;

-- The primary address of the account that signs in; another one in `address` is a shared mailbox.
ALTER TABLE channels ADD COLUMN account_address TEXT;

-- Two folders of one mailbox are two channels.
DROP INDEX channels_by_address;
CREATE INDEX channels_by_address ON channels (address);
