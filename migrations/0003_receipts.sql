-- Messages without a Message-ID are recognised by their bytes.
CREATE INDEX receipts_by_hash ON receipts (channel_id, sha256) WHERE message_id IS NULL;
