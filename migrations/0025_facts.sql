-- What happened: append-only, newest last. Everything but the actor can be about a row that is gone by now; a
-- ticket's own facts go with the ticket.
CREATE TABLE facts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('visitor', 'user', 'token', 'command_line', 'desk')),
  actor_user_id INTEGER,
  via TEXT NOT NULL,
  ticket_id INTEGER REFERENCES tickets (id) ON DELETE CASCADE,
  article_id INTEGER,
  channel_id INTEGER,
  customer_id INTEGER,
  group_id INTEGER,
  user_id INTEGER,
  data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;

-- An import adds a fact for each mail: those stand in one index only.
CREATE INDEX facts_by_ticket ON facts (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX facts_by_channel ON facts (channel_id, id) WHERE channel_id IS NOT NULL;
CREATE INDEX facts_by_customer ON facts (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX facts_by_group ON facts (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX facts_by_user ON facts (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX facts_by_actor ON facts (actor_user_id, id) WHERE actor_user_id IS NOT NULL;
CREATE INDEX facts_by_kind ON facts (kind, id) WHERE ticket_id IS NULL;
