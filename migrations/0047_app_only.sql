-- How an app proves that it is itself, beside its secret: a certificate, or a token that somebody else signs.
CREATE TABLE app_credentials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  app_registration_id INTEGER NOT NULL REFERENCES app_registrations (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('certificate', 'federated', 'managed_identity')),
  certificate TEXT,
  private_key TEXT,
  thumbprint TEXT,
  token_file TEXT,
  identity_client_id TEXT,
  expires_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX app_credentials_by_registration ON app_credentials (app_registration_id);

-- There can be several apps. The one that is used of its credentials; null: the secret.
ALTER TABLE app_registrations ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE app_registrations ADD COLUMN credential_id INTEGER REFERENCES app_credentials (id) ON DELETE SET NULL;

-- A channel that nobody signs in for: the app itself opens the mailbox.
ALTER TABLE channels ADD COLUMN is_app_only INTEGER NOT NULL DEFAULT 0;

-- The mailbox that will be read, where it is another than that of the account; and whether Graph's permissions are asked for.
ALTER TABLE sign_ins ADD COLUMN mailbox TEXT;
ALTER TABLE sign_ins ADD COLUMN resource TEXT NOT NULL DEFAULT 'mail';

-- What the app may do without a person, as it was found out, and a mailbox that it must not open.
CREATE TABLE app_access (
  channel_id INTEGER PRIMARY KEY REFERENCES channels (id) ON DELETE CASCADE,
  outsider TEXT NOT NULL,
  watched_since INTEGER NOT NULL,
  probed_at INTEGER,
  next_probe_at INTEGER,
  findings TEXT
) STRICT;
