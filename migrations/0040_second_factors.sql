-- One authenticator app for each user (RFC 6238). The step that was used last is not taken a second time.
CREATE TABLE totp_factors (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  last_step INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

-- For whoever has lost the app. SHA-256, hex; each works once.
CREATE TABLE recovery_codes (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (user_id, code_hash)
) STRICT;

-- What the sign-in was proved by beside the password; null where nothing was asked for.
ALTER TABLE sessions ADD COLUMN factor TEXT;
