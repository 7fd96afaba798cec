CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'agent')),
  password_hash TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_agent TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE app_registrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cloud TEXT NOT NULL,
  client_id TEXT NOT NULL,
  client_secret TEXT NOT NULL,
  tenant TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  is_active INTEGER NOT NULL,
  email_address_id INTEGER REFERENCES email_addresses (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE channels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('microsoft365', 'email')),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  user_name TEXT NOT NULL,
  app_registration_id INTEGER REFERENCES app_registrations (id),
  tenant_id TEXT,
  object_id TEXT,
  token_cache TEXT,
  group_id INTEGER NOT NULL REFERENCES groups (id),
  folder TEXT NOT NULL,
  after_import TEXT NOT NULL CHECK (after_import IN ('delete', 'mark_read', 'move')),
  move_to TEXT NOT NULL,
  only_unread INTEGER NOT NULL,
  started_at INTEGER,
  archive_before INTEGER,
  archive_state TEXT NOT NULL,
  paused_at INTEGER,
  state TEXT NOT NULL,
  failure_code TEXT,
  failure_text TEXT,
  failure_count INTEGER NOT NULL,
  last_fetch_at INTEGER,
  last_success_at INTEGER,
  last_failure_at INTEGER,
  recovered_at INTEGER,
  retry_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX channels_by_address ON channels (address);

CREATE TABLE sign_ins (
  state_hash TEXT PRIMARY KEY,
  session_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  app_registration_id INTEGER NOT NULL REFERENCES app_registrations (id) ON DELETE CASCADE,
  channel_id INTEGER REFERENCES channels (id) ON DELETE CASCADE,
  nonce TEXT NOT NULL,
  code_verifier TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE channel_folders (
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  folder TEXT NOT NULL,
  uid_validity TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  compared_at INTEGER,
  PRIMARY KEY (channel_id, folder)
) STRICT;

CREATE TABLE channel_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;

CREATE INDEX channel_events_by_channel ON channel_events (channel_id, id);

CREATE TABLE email_addresses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  is_primary INTEGER NOT NULL,
  group_id INTEGER REFERENCES groups (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE blobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL
) STRICT;

CREATE INDEX blobs_by_hash ON blobs (sha256);

CREATE TABLE blob_chunks (
  blob_id INTEGER NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (blob_id, position)
) STRICT;

CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tickets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number INTEGER NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  group_id INTEGER NOT NULL REFERENCES groups (id),
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  owner_id INTEGER REFERENCES users (id),
  state TEXT NOT NULL CHECK (state IN ('new', 'open', 'waiting', 'closed')),
  channel_id INTEGER REFERENCES channels (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_article_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tickets_by_activity ON tickets (last_article_at, id);
CREATE INDEX tickets_by_state ON tickets (state, last_article_at, id);
CREATE INDEX tickets_by_customer ON tickets (customer_id);

CREATE TABLE ticket_links (
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  linked_ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, linked_ticket_id)
) STRICT;

CREATE INDEX ticket_links_back ON ticket_links (linked_ticket_id);

CREATE TABLE ticket_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  user_id INTEGER REFERENCES users (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;

CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket_id, id);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('email', 'note')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  user_id INTEGER REFERENCES users (id),
  channel_id INTEGER REFERENCES channels (id) ON DELETE SET NULL,
  from_name TEXT NOT NULL,
  from_address TEXT NOT NULL,
  reply_to TEXT NOT NULL,
  "to" TEXT NOT NULL,
  cc TEXT NOT NULL,
  subject TEXT NOT NULL,
  message_id TEXT,
  in_reply_to TEXT NOT NULL,
  "references" TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT,
  automatic TEXT NOT NULL,
  because TEXT NOT NULL,
  shows_images INTEGER NOT NULL,
  raw_blob_id INTEGER REFERENCES blobs (id),
  sent_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX articles_by_ticket ON articles (ticket_id, id);

CREATE TABLE message_ids (
  message_id TEXT NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  PRIMARY KEY (message_id, article_id)
) STRICT;

CREATE INDEX message_ids_by_ticket ON message_ids (ticket_id);

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  content_id TEXT,
  is_inline INTEGER NOT NULL,
  size INTEGER NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id)
) STRICT;

CREATE INDEX attachments_by_article ON attachments (article_id);

CREATE TABLE receipts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  folder TEXT NOT NULL,
  uid_validity TEXT NOT NULL,
  uid INTEGER NOT NULL,
  message_id TEXT,
  sha256 TEXT NOT NULL,
  digest TEXT,
  size INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
  stored_at INTEGER NOT NULL,
  settled_at INTEGER,
  settle_action TEXT,
  settle_error TEXT
) STRICT;

CREATE UNIQUE INDEX receipts_by_uid ON receipts (channel_id, folder, uid_validity, uid);
CREATE INDEX receipts_by_message_id ON receipts (channel_id, message_id);
CREATE INDEX receipts_by_digest ON receipts (channel_id, digest);
CREATE INDEX receipts_unsettled ON receipts (channel_id, settled_at) WHERE settled_at IS NULL;

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt_id INTEGER NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  created_at INTEGER NOT NULL,
  resolved_at INTEGER
) STRICT;

CREATE TABLE parse_attempts (
  sha256 TEXT PRIMARY KEY,
  count INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
  envelope_from TEXT NOT NULL,
  envelope_to TEXT NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  failure_code TEXT,
  server_reply TEXT,
  created_at INTEGER NOT NULL,
  sent_at INTEGER
) STRICT;

CREATE INDEX outbox_by_state ON outbox (state, next_attempt_at);
CREATE INDEX outbox_by_article ON outbox (article_id);

INSERT INTO groups (name, is_active) VALUES ('Support', 1);
