-- A deleted channel is out of sight; its receipts wait for the day its mailbox is added again.
ALTER TABLE channels ADD COLUMN deleted_at INTEGER;

-- Messages per hour.
CREATE INDEX receipts_by_time ON receipts (channel_id, stored_at);
