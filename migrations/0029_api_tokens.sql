-- What programs sign in with. The token itself is said once and stored nowhere.
CREATE TABLE api_tokens (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  -- SHA-256, hex
  token_hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  -- NULL: all groups that its user may see
  group_ids TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);

-- Answers to requests with an Idempotency-Key, so that a request that is sent again is done once.
CREATE TABLE idempotent_requests (
  token_id INTEGER NOT NULL REFERENCES api_tokens (id),
  key TEXT NOT NULL,
  -- SHA-256 over method, path and body, hex
  request_hash TEXT NOT NULL,
  -- NULL while the request is under way
  status INTEGER,
  body TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (token_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotent_requests_by_time ON idempotent_requests (created_at);
