-- Since when a message of ours is known not to have arrived, until somebody has dealt with it.
ALTER TABLE tickets ADD COLUMN undelivered_at INTEGER;

-- Whether such a report opens a closed or waiting ticket again; and how what customers read is written.
ALTER TABLE groups ADD COLUMN on_bounce TEXT NOT NULL DEFAULT 'reopen' CHECK (on_bounce IN ('reopen', 'keep'));
ALTER TABLE groups ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE groups ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';

-- People are told of one thing more; the kinds are known to the program alone.
CREATE TABLE new_notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  actor_id INTEGER REFERENCES users (id),
  at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;
INSERT INTO new_notifications SELECT id, user_id, ticket_id, kind, actor_id, at, read_at FROM notifications;
DROP TABLE notifications;
ALTER TABLE new_notifications RENAME TO notifications;
CREATE UNIQUE INDEX notifications_unread ON notifications (user_id, ticket_id, kind) WHERE read_at IS NULL;
CREATE INDEX notifications_by_user ON notifications (user_id, id);
CREATE INDEX notifications_by_ticket ON notifications (ticket_id);

CREATE TABLE new_notification_mail_choices (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO new_notification_mail_choices SELECT user_id, kind FROM notification_mail_choices;
DROP TABLE notification_mail_choices;
ALTER TABLE new_notification_mail_choices RENAME TO notification_mail_choices;
