-- The limit that holds a message back, where one of ours does: it stood in a sentence where a server's words stand.
ALTER TABLE outbox ADD COLUMN recipients_limit INTEGER;
UPDATE outbox SET recipients_limit = CAST(substr(server_reply, length('Postroom’s own limit: ') + 1) AS INTEGER), server_reply = NULL
  WHERE failure_code = 'sending_limit' AND server_reply LIKE 'Postroom’s own limit: %';
