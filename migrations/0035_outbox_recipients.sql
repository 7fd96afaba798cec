-- What became of each recipient, as JSON; null until a server has told them apart.
ALTER TABLE outbox ADD COLUMN recipients TEXT;
