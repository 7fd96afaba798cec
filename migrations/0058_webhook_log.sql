-- A secret that is changed signs beside the new one for a while, so that nothing is refused meanwhile.
ALTER TABLE webhooks ADD COLUMN old_secret TEXT;
ALTER TABLE webhooks ADD COLUMN old_secret_until INTEGER;

-- When a delivery was put into the queue last. What is sent again keeps its first time in created_at.
ALTER TABLE webhook_deliveries ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0;
UPDATE webhook_deliveries SET queued_at = created_at;

-- Old deliveries are erased.
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);
