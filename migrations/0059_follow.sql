-- Who is told of a ticket as its owner is.
CREATE TABLE ticket_followers (
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (ticket_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_followers_by_user ON ticket_followers (user_id);

-- The columns of the ticket list that a person has chosen, by their names; no row: the usual ones.
CREATE TABLE list_columns (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  columns TEXT NOT NULL
) STRICT;
