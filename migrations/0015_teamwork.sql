-- How far each person has read a ticket; what came later, from others, is unread.
CREATE TABLE ticket_views (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  article_id INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, ticket_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_views_by_ticket ON ticket_views (ticket_id);

-- When a waiting ticket opens again by itself.
CREATE TABLE ticket_waits (
  ticket_id INTEGER PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
  until INTEGER NOT NULL
) STRICT;

CREATE INDEX ticket_waits_by_time ON ticket_waits (until);

-- Whatever ends the waiting, an answer or a person, ends the date too.
CREATE TRIGGER ticket_wait_ended AFTER UPDATE OF state ON tickets WHEN new.state <> 'waiting'
BEGIN
  DELETE FROM ticket_waits WHERE ticket_id = new.id;
END;

-- A ticket whose messages stand in another one, and what is needed to take that back.
CREATE TABLE ticket_merges (
  ticket_id INTEGER PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
  into_ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  -- JSON: the articles that moved.
  article_ids TEXT NOT NULL,
  former_state TEXT NOT NULL,
  merged_at INTEGER NOT NULL
) STRICT;

CREATE INDEX ticket_merges_by_target ON ticket_merges (into_ticket_id);

CREATE TABLE notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('new', 'assigned', 'answered', 'mentioned')),
  -- Who did it; null for mail.
  actor_id INTEGER REFERENCES users (id),
  at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;

-- The same thing twice is told once while it is unread.
CREATE UNIQUE INDEX notifications_unread ON notifications (user_id, ticket_id, kind) WHERE read_at IS NULL;
CREATE INDEX notifications_by_user ON notifications (user_id, id);
CREATE INDEX notifications_by_ticket ON notifications (ticket_id);

-- What a person does not want to be told.
CREATE TABLE notification_mutes (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;
