-- The form that opened a ticket, by its key: sent twice, it opens one.
CREATE TABLE ticket_forms (
  key TEXT PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_forms_by_ticket ON ticket_forms (ticket_id);
CREATE INDEX ticket_forms_by_article ON ticket_forms (article_id);
