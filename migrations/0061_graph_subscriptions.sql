-- Where Microsoft Graph tells of new mail by itself: a subscription for each folder that a channel reads.
CREATE TABLE graph_subscriptions (
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  folder_use TEXT NOT NULL CHECK (folder_use IN ('incoming', 'sent')),
  terms TEXT NOT NULL,
  subscription_id TEXT,
  client_state TEXT NOT NULL,
  since INTEGER,
  expires_at INTEGER,
  minutes INTEGER NOT NULL,
  event TEXT,
  rang_at INTEGER,
  code TEXT,
  text TEXT,
  retry_at INTEGER,
  PRIMARY KEY (channel_id, folder_use)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX graph_subscriptions_by_id ON graph_subscriptions (subscription_id);
