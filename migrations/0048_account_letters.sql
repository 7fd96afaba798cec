-- Letters about somebody's own account: invitations, and what is asked for by whoever has forgotten his password. The
-- address is as it was asked for: whether it is anybody's is found when the letter is sent.
CREATE TABLE account_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new_password')),
  email TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX account_letters_due ON account_letters (next_attempt_at) WHERE state IN ('due', 'sending');
CREATE INDEX account_letters_by_email ON account_letters (email, id);

-- The links in them. SHA-256, hex; each works once.
CREATE TABLE account_links (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new_password')),
  expires_at INTEGER NOT NULL
) STRICT;
