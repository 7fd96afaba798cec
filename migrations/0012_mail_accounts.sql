-- How an e-mail channel signs in. After a migration to Microsoft 365 the row waits for a roll-back until erase_at.
CREATE TABLE mail_accounts (
  channel_id INTEGER PRIMARY KEY REFERENCES channels (id) ON DELETE CASCADE,
  user_name TEXT NOT NULL,
  password TEXT NOT NULL,
  imap_host TEXT NOT NULL,
  imap_port INTEGER NOT NULL,
  imap_security TEXT NOT NULL CHECK (imap_security IN ('tls', 'starttls', 'none')),
  smtp_host TEXT NOT NULL,
  smtp_port INTEGER NOT NULL,
  smtp_security TEXT NOT NULL CHECK (smtp_security IN ('tls', 'starttls', 'none')),
  erase_at INTEGER
) STRICT;

CREATE INDEX mail_accounts_to_erase ON mail_accounts (erase_at) WHERE erase_at IS NOT NULL;

-- What runs out: the app's secret on a day that an admin has entered, and sign-ins that lie idle.
ALTER TABLE app_registrations ADD COLUMN secret_expires_at INTEGER;
ALTER TABLE channels ADD COLUMN token_refreshed_at INTEGER;

-- Which warnings have been given, once for each date and stage.
CREATE TABLE expiry_warnings (
  subject TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  days INTEGER NOT NULL,
  PRIMARY KEY (subject, expires_at, days)
) STRICT;

-- Messages to the people who look after the installation.
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('failure', 'recovery', 'expiry', 'test')),
  channel_id INTEGER REFERENCES channels (id) ON DELETE SET NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'failed', 'unknown')),
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  route TEXT,
  failure TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX alerts_due ON alerts (next_attempt_at) WHERE state = 'due';

-- Channels that fail now, since when, and whether somebody has been told.
CREATE TABLE channel_outages (
  channel_id INTEGER PRIMARY KEY REFERENCES channels (id) ON DELETE CASCADE,
  since INTEGER NOT NULL,
  alert_id INTEGER REFERENCES alerts (id)
) STRICT;
