-- When the channel's own fault (its sign-in, its connection) last postponed a message; null where the message itself was
-- put off. Only the former is tried sooner when the channel works again.
ALTER TABLE outbox ADD COLUMN channel_failed_at INTEGER;
