-- Programs that are told of facts. `cursor` is the last fact that was looked at: what comes after it is still to be queued.
CREATE TABLE webhooks (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  -- Standard Webhooks: whsec_ and base64
  secret TEXT NOT NULL,
  -- Kinds of facts, or their beginnings with a star: ["ticket.*"]
  kinds TEXT NOT NULL,
  -- NULL: all groups
  group_ids TEXT,
  shape TEXT NOT NULL,
  allows_private INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  switched_off_at INTEGER,
  -- why it was switched off: by_hand, gone, gave_up
  switched_off_because TEXT
) STRICT;

CREATE TABLE webhook_deliveries (
  id INTEGER PRIMARY KEY,
  webhook_id INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  fact_id INTEGER NOT NULL,
  -- The order is kept per ticket; NULL is about none
  ticket_id INTEGER,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  -- of the last try
  status INTEGER,
  reason TEXT,
  answer TEXT,
  created_at INTEGER NOT NULL,
  tried_at INTEGER,
  UNIQUE (webhook_id, fact_id)
) STRICT;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_attempt_at);
CREATE INDEX webhook_deliveries_by_ticket ON webhook_deliveries (webhook_id, ticket_id, state, id);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (webhook_id, id);
