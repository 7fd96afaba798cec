-- What a person wants to be told by mail too.
CREATE TABLE notification_mail_choices (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('new', 'assigned', 'answered', 'mentioned')),
  PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;

-- Mail to people about one ticket each. While it is due, what happens on the ticket is collected in it.
CREATE TABLE notification_mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'failed', 'unknown')),
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- The Message-ID that Exchange put in place of ours: answers name it.
  assigned_id TEXT
) STRICT;

CREATE UNIQUE INDEX notification_mails_due ON notification_mails (user_id, ticket_id) WHERE state = 'due';
CREATE INDEX notification_mails_by_state ON notification_mails (state, next_attempt_at);
CREATE INDEX notification_mails_by_user ON notification_mails (user_id, ended_at);
CREATE INDEX notification_mails_by_ticket ON notification_mails (ticket_id);
CREATE INDEX notification_mails_by_assigned_id ON notification_mails (assigned_id) WHERE assigned_id IS NOT NULL;
